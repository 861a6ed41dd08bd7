// Words of a text by selecting them, and the list of statements in step with the text. Pages are
// complete without it: words can be moved to one by one, or pasted.

// Offsets count characters as Python does, in code points.
function offset(node, at) {
  const inside = node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
  const paragraph = inside.closest("[data-start]");
  if (!paragraph) return null;
  const range = document.createRange();
  const lead = paragraph.querySelector(":scope > .visually-hidden"); // ours, not the text's
  if (lead) range.setStartAfter(lead);
  else range.setStart(paragraph, 0);
  range.setEnd(node, at);
  return Number(paragraph.dataset.start) + [...range.toString()].length;
}

// The selected stretch of the text inside `place`; null where there is none.
function selected(place) {
  const selection = getSelection();
  if (!place || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!place.contains(range.commonAncestorContainer)) return null;
  const start = offset(range.startContainer, range.startOffset);
  const end = offset(range.endContainer, range.endOffset);
  return start === null || end === null || start >= end ? null : `${start}-${end}`;
}

// The page of one statement ----------------------------------------------------------------------

// A caret in the text, so that words are selected with the keyboard as in any text field; nothing
// can be written into it.
function enhance() {
  const text = document.querySelector(".desk-text");
  if (!text || text.isContentEditable) return;
  text.contentEditable = "true";
  text.spellcheck = false;
  text.inputMode = "none";
  text.setAttribute("role", "textbox");
  text.setAttribute("aria-multiline", "true");
  text.setAttribute("aria-readonly", "true");
  text.setAttribute("aria-label", text.dataset.label);
  for (const name of ["beforeinput", "drop", "paste", "cut"])
    text.addEventListener(name, (event) => event.preventDefault());
  document.querySelector("#use").hidden = false;
  text.querySelector(".chosen")?.scrollIntoView({ block: "nearest" });
}

// The article's page -----------------------------------------------------------------------------

const text = document.querySelector("article.text");
const list = document.querySelector(".marginals");

function light(numbers, className = "is-lit") {
  for (const one of document.querySelectorAll(`.${className}`)) one.classList.remove(className);
  for (const number of numbers)
    for (const one of document.querySelectorAll(`[data-of~="${CSS.escape(number)}"]`))
      one.classList.add(className);
}

function numbers(element) {
  const of = element.closest("[data-of]")?.dataset.of ?? element.closest(".number")?.dataset.number;
  return of ? of.split(" ") : [];
}

function follow(event) {
  const found = numbers(event.target);
  light(found);
  if (event.type !== "focusin" || !found.length) return;
  const isInList = list.contains(event.target);
  const other = document.getElementById(isInList ? `s${found[0]}` : `n${found[0]}`);
  other?.scrollIntoView({ block: "nearest" });
}

if (text && list) {
  for (const name of ["focusin", "mouseover"])
    for (const place of [text, list]) place.addEventListener(name, follow);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") document.documentElement.classList.add("is-calm");
  });
  text.addEventListener("mouseout", () => document.documentElement.classList.remove("is-calm"));
}

const add = document.querySelector("[data-add]");

document.addEventListener("selectionchange", () => {
  const field = document.querySelector("#selection");
  if (field) {
    const span = selected(document.querySelector(".desk-text"));
    if (span) field.value = span; // kept when the focus goes on to a button
  }
  if (add) {
    const span = selected(text);
    add.href = span ? `${add.dataset.add}?content=${span}` : add.dataset.add;
    add.textContent = span ? "Add what is selected" : "Add one that was missed";
  }
});

enhance();
document.addEventListener("htmx:afterSettle", enhance);
