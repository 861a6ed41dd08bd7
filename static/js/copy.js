// Copies the text of a [data-copy] button and says so. Without JavaScript the button is not there
// (class needs-script), and the text stands on the page.

const say = (words) => document.dispatchEvent(new CustomEvent("say", { detail: words }));

// Sites without HTTPS are not given the clipboard; the old way works there.
function copyByHand(text) {
  const focused = document.activeElement;
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  focused?.focus({ preventScroll: true });
  return isDone;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const isDone = await copy(button.dataset.copy);
  say(isDone ? "Copied" : "Your browser did not let this be copied. Select the text and copy it.");
});
