// Words of a text by selecting them, and the list of statements in step with the text. Pages are
// complete without it: words can be moved to one by one, or pasted.

// Offsets count characters as Python does, in code points.
function offset(paragraph, node, at) {
  const range = document.createRange();
  const lead = paragraph.querySelector(":scope > .visually-hidden"); // ours, not the text's
  if (lead) range.setStartAfter(lead);
  else range.setStart(paragraph, 0);
  if (node) range.setEnd(node, at);
  else range.setEndAfter(paragraph.lastChild);
  return Number(paragraph.dataset.start) + [...range.toString()].length;
}

// The selected stretch of the text inside `place`, as “12-40”; null where there is none.
function selected(place) {
  const selection = getSelection();
  if (!place || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!place.contains(range.commonAncestorContainer)) return null;
  const all = [...place.querySelectorAll("[data-start]")].filter((one) => range.intersectsNode(one));
  if (!all.length) return null;
  const [first, last] = [all[0], all.at(-1)];
  const start = first.contains(range.startContainer)
    ? offset(first, range.startContainer, range.startOffset)
    : Number(first.dataset.start);
  const end = last.contains(range.endContainer)
    ? offset(last, range.endContainer, range.endOffset)
    : offset(last);
  return start < end ? `${start}-${end}` : null;
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

// Keys that come while the last step is on its way wait for it, so that none is lost.
const waiting = [];
let isBusy = false;

document.addEventListener("htmx:beforeRequest", () => (isBusy = true));
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) isBusy = false;
});
document.addEventListener("htmx:afterSettle", () => {
  isBusy = false;
  const key = waiting.shift();
  if (key) document.querySelector(`.step[data-key="${CSS.escape(key)}"]`)?.click();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!isBusy || !"[]{}".includes(event.key) || event.target.closest("input[type=text]")) return;
    waiting.push(event.key);
    event.preventDefault(); // keys.js leaves it alone
  },
  true,
);

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

// Only where the list stands beside the text: below it, the page would leave what has the focus.
const isBeside = () => getComputedStyle(list.closest(".margin")).position === "sticky";

function follow(event) {
  const found = numbers(event.target);
  light(found);
  if (event.type !== "focusin" || !found.length || !isBeside()) return;
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

// A marked stretch is kept when the focus goes on to a button.
function keep() {
  const span = selected(document.querySelector(".desk-text"));
  if (span) document.querySelector("#selection").value = span;
}

function aim(span) {
  add.href = span ? `${add.dataset.add}?content=${span}` : add.dataset.add;
  add.textContent = span ? "Add what is selected" : "Add one that was missed";
}

// Browsers tell of a selection some time after it was made, and a key can come before that: who
// leaves the text, or follows the link, is asked once more.
document.addEventListener("selectionchange", () => {
  keep();
  if (add) aim(selected(text));
});
document.addEventListener("focusout", keep);
add?.addEventListener("click", () => {
  const span = selected(text);
  if (span) aim(span);
});

enhance();
document.addEventListener("htmx:afterSettle", enhance);
