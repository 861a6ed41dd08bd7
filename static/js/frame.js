// What every page does: says things aloud, tells when the site cannot be reached, and puts the
// focus where a deed left off. Other scripts say words by `dispatchEvent(new CustomEvent("say"))`
// on the document, with the words as its detail. Pages are complete without this.

const UNREACHED = "That did not reach the site. Try again.";
const REFUSED = "The site did not take that. Load the page again and look.";
const OFFLINE = "You are offline. What is shown may be old, and nothing can be changed until the connection is back.";
const SEEN_FOR = 6000; // long enough to read one line twice

const said = document.querySelector("#said");
const trouble = document.querySelector("#trouble");
let fading;

// Twice the same words are said twice: the line is emptied in between.
function say(words) {
  clearTimeout(fading);
  said.textContent = "";
  setTimeout(() => (said.textContent = words), 50);
  fading = setTimeout(() => (said.textContent = ""), SEEN_FOR);
}

// A part that is fetched again and again while the site is away says so once.
function warn(words) {
  if (!trouble.hidden && trouble.textContent === words) return;
  trouble.hidden = false;
  trouble.textContent = words;
}

function calm() {
  trouble.hidden = true;
  trouble.textContent = "";
}

document.addEventListener("say", (event) => say(event.detail));

addEventListener("offline", () => warn(OFFLINE));
addEventListener("online", () => {
  calm();
  say("You are online again.");
});
if (!navigator.onLine) warn(OFFLINE);

for (const name of ["htmx:sendError", "htmx:timeout"])
  document.addEventListener(name, () => warn(navigator.onLine ? UNREACHED : OFFLINE));
document.addEventListener("htmx:responseError", (event) =>
  warn(event.detail.xhr.status >= 500 ? UNREACHED : REFUSED),
);
document.addEventListener("htmx:beforeSwap", () => navigator.onLine && calm());

// Only what a person asked for is shown as busy, not what a page fetches by itself.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.triggeringEvent?.isTrusted)
    event.detail.target?.setAttribute("aria-busy", "true");
});
document.addEventListener("htmx:afterRequest", (event) =>
  event.detail.target?.removeAttribute("aria-busy"),
);

// Where the focus goes -----------------------------------------------------------------------------

function put(focus) {
  if (!focus?.checkVisibility()) return;
  if (focus.tabIndex < 0 && !focus.hasAttribute("tabindex")) focus.tabIndex = -1;
  focus.focus({ preventScroll: true });
  focus.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
}

const wanted = new URLSearchParams(location.search).get("at");
put(document.querySelector("[data-focus]") ?? (wanted && document.getElementById(wanted)));

document.addEventListener("htmx:afterSettle", (event) => {
  const after = event.detail.requestConfig?.elt.dataset.focusAfter;
  if (after && document.activeElement === document.body) put(document.querySelector(after));
});

// Words that were there when the page came are not read out; words that come later are.
setTimeout(() => {
  for (const line of document.querySelectorAll(".message [role=status]"))
    line.textContent = line.textContent;
}, 300);
