// Keys for what a page offers by button or link anyway. An element says which key clicks it
// (data-key), a list says what its items are; docs/conventions.md tells how. Nothing acts in a text
// field, in an open dialog, with a modifier, or when keys are switched off (overlay.js).

const PATIENCE = 1200; // ms that the second key of a sequence may take
const PLACE = `newsclaims-place:${location.pathname}`;

let current = null; // the item that keys act on
let index = -1; // its place among the items, for when it is gone
let pending = "";
let waiting;

const isShown = (element) => element.checkVisibility() && !element.closest("[inert]");
const items = () => [...document.querySelectorAll("[data-items] [data-item]")].filter(isShown);
const columns = (item) => [...item.querySelectorAll("[data-column]")].filter(isShown);
const focused = (selector) => document.activeElement?.closest(selector) ?? null;

// The current item ---------------------------------------------------------------------------------

function mark(item) {
  if (current !== item) current?.classList.remove("is-current");
  current = item;
  if (!item) return;
  item.classList.add("is-current");
  index = items().indexOf(item);
  sessionStorage.setItem(PLACE, JSON.stringify({ id: item.id, index }));
}

function go(element) {
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  mark(element.closest("[data-item]"));
}

// Who has scrolled on starts at what he sees.
const first = (all) => all.find((item) => item.getBoundingClientRect().bottom > 0) ?? all.at(-1);

function step(by) {
  const all = items();
  if (!all.length) return false;
  const at = all.indexOf(current);
  const next = at < 0 ? first(all) : all[Math.min(Math.max(at + by, 0), all.length - 1)];
  const column = at < 0 ? -1 : lane(columns(current).indexOf(focused("[data-column]")));
  go(cell(next, column) ?? next);
  return true;
}

// Columns are told apart by their place in the table, where some may not be shown.
function lane(shown) {
  return shown < 0 ? -1 : [...current.querySelectorAll("[data-column]")].indexOf(columns(current)[shown]);
}

function cell(item, column) {
  const found = column < 0 ? null : item.querySelectorAll("[data-column]")[column];
  return found && isShown(found) ? found : null;
}

function aside(by) {
  const item = current ?? items().find((one) => columns(one).length);
  if (!item || !columns(item).length) return false;
  const all = columns(item);
  const at = all.indexOf(focused("[data-column]")) + by;
  go(at < 0 ? item : all[Math.min(at, all.length - 1)]);
  return true;
}

function open() {
  const place = focused("[data-column]")?.querySelector("[data-open]");
  const target = place ?? current?.querySelector("[data-open]");
  target?.click();
  return Boolean(target);
}

const MOVES = {
  j: () => step(1),
  k: () => step(-1),
  l: () => aside(1),
  h: () => aside(-1),
  o: open,
  Enter: () => document.activeElement?.matches("[data-item], [data-column]") && open(),
};

// Elements with a key ------------------------------------------------------------------------------

const isReady = (element) =>
  isShown(element) && !element.disabled && element.getAttribute("aria-disabled") !== "true";

// What stands in the current item comes first, in its column before the rest; then what stands in
// no item. Of several messages the newest, which is the last, is undone.
function targets() {
  const all = [...document.querySelectorAll("[data-key]")].filter(isReady);
  const column = focused("[data-column]");
  const own = all.filter((element) => current?.contains(element));
  const free = all.filter((element) => !element.closest("[data-item]"));
  const messages = free.filter((element) => element.closest(".message")).reverse();
  return [...own.filter((element) => column?.contains(element)), ...own, ...messages, ...free];
}

function act(element) {
  if (element.matches("input:not([type=checkbox], [type=radio], [type=submit]), textarea, select")) {
    element.focus();
    element.select?.();
    return;
  }
  // A dialog gives the focus back to where it was when it closes.
  if (!element.matches("[aria-haspopup=dialog]")) element.focus({ preventScroll: true });
  element.click();
}

function press(key) {
  const all = targets();
  const element = all.find((one) => one.dataset.key === key);
  if (element) act(element);
  return Boolean(element) || Boolean(MOVES[key]?.());
}

// A key that begins a sequence waits for the next one, and is a key of its own when none comes.
function take(key) {
  const typed = pending ? `${pending} ${key}` : key;
  const begun = pending;
  clearTimeout(waiting);
  pending = "";
  if (targets().some((one) => one.dataset.key.startsWith(`${typed} `))) {
    pending = typed;
    waiting = setTimeout(() => {
      pending = "";
      press(typed);
    }, PATIENCE);
    return true;
  }
  return press(typed) || (Boolean(begun) && press(key));
}

// When no key acts ---------------------------------------------------------------------------------

const WRITING =
  "input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=reset], [type=file]), textarea, select, [contenteditable]:not([contenteditable=false])";

// On many keyboards brackets are typed with AltGr, which counts as Ctrl and Alt.
const hasModifier = (event) =>
  event.metaKey || (!event.getModifierState("AltGraph") && (event.ctrlKey || event.altKey));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || hasModifier(event)) return;
  if (event.key.length > 1 && event.key !== "Enter") return;
  if (event.target.closest(WRITING) || document.querySelector("dialog[open]")) return;
  if (document.documentElement.classList.contains("keys-off")) return;
  if (event.key === " " || (event.repeat && !"jkhl".includes(event.key))) return;
  if (take(event.key)) event.preventDefault();
});

// Who comes to an item by Tab works on it. A click with the mouse marks nothing.
document.addEventListener("focusin", (event) => {
  const item = event.target.closest("[data-items] [data-item]");
  if (item && event.target.matches(":focus-visible")) mark(item);
});

// The place is kept --------------------------------------------------------------------------------

const resume = (id, at) => {
  const all = items();
  return all.find((item) => id && item.id === id) ?? all[Math.min(at, all.length - 1)];
};

// What htmx put in an item's place becomes the current one; the focus follows where it was lost.
document.addEventListener("htmx:afterSettle", () => {
  if (!current || current.isConnected) return;
  const next = resume(current.id, index);
  if (next && document.activeElement === document.body) go(next);
  else mark(next ?? null);
});

// After a reload, a way back, or a deed that led here again: the same item, or if it is gone the
// one that took its place.
function arrive() {
  const named = location.hash.slice(1) || new URLSearchParams(location.search).get("at");
  const item = named && document.getElementById(named);
  if (item?.matches("[data-items] [data-item]") && isShown(item)) return go(item);
  const [visit] = performance.getEntriesByType("navigation");
  const cameFrom = document.referrer && new URL(document.referrer);
  const isBack =
    ["reload", "back_forward"].includes(visit?.type) ||
    (cameFrom && cameFrom.origin === location.origin && cameFrom.pathname === location.pathname);
  const kept = isBack && JSON.parse(sessionStorage.getItem(PLACE));
  const next = kept && document.activeElement === document.body && resume(kept.id, kept.index);
  if (next) go(next);
}

arrive();
