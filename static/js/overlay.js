// The list of keys that work on this page, read from the page itself, and the switch that turns
// keys off (WCAG 2.1.4). The switch is kept in this browser; keys.js asks the class `keys-off`.

const OFF = "newsclaims-letter-keys-off";
const MOVES = [
  ["[data-item]", "j", "Next"],
  ["[data-item]", "k", "Previous"],
  ["[data-column]", "l", "To the right"],
  ["[data-column]", "h", "To the left"],
  ["[data-open]", "o or Enter", "Open it"],
];
const GROUPS = ["Go to", "From one to the next", "On the current one", "On this page"];

const dialog = document.querySelector("#keys");
const root = document.documentElement;
const isOff = () => root.classList.contains("keys-off");

function make(name, text, ...inside) {
  const element = document.createElement(name);
  element.append(...(text ? [text] : []), ...inside);
  return element;
}

// What a key does, in the words that the page itself has for it.
function label(element) {
  const given = element.dataset.keyLabel ?? element.getAttribute("aria-label");
  if (given) return given;
  const words = (element.labels?.[0] ?? element).cloneNode(true);
  for (const extra of words.querySelectorAll(".visually-hidden, [aria-hidden], svg")) extra.remove();
  return words.textContent.trim().replace(/\s+/g, " ") || element.title || element.placeholder;
}

function group(element, key) {
  if (key.startsWith("g ")) return GROUPS[0];
  return element.closest("[data-item]") ? GROUPS[2] : GROUPS[3];
}

// Pairs of a group and a line, each line once however many items have it.
function found() {
  const lines = new Map();
  const add = (name, key, words) => lines.set(`${name} ${key} ${words}`, [name, key, words]);
  const items = [...document.querySelectorAll("[data-items] [data-item]")];
  const isShown = (element) => element.checkVisibility();
  for (const [place, key, words] of MOVES)
    if (items.some((item) => isShown(item) && (item.matches(place) || item.querySelector(place))))
      add(GROUPS[1], key, words);
  for (const element of document.querySelectorAll("[data-key]")) {
    const { key } = element.dataset;
    const shown = isShown(element) && !element.disabled; // as keys.js has it
    if (shown && label(element)) add(group(element, key), key, label(element));
  }
  return [...lines.values()];
}

const caps = (key) =>
  key
    .split(" ")
    .flatMap((part, at) => [at ? " " : "", part === "or" ? "or" : make("kbd", part)]);

function list() {
  const lines = found();
  return GROUPS.filter((name) => lines.some(([of]) => of === name)).map((name) =>
    make(
      "section",
      "",
      make("h3", name),
      make(
        "dl",
        "",
        ...lines
          .filter(([of]) => of === name)
          .map(([, key, words]) =>
            make("div", "", make("dt", "", ...caps(key)), make("dd", words)),
          ),
      ),
    ),
  );
}

function show() {
  root.classList.toggle("keys-off", localStorage.getItem(OFF) !== null);
  for (const button of document.querySelectorAll("[data-keys-switch]"))
    button.textContent = isOff() ? "Switch the keys on" : "Switch the keys off";
  document.querySelector("#keys-name").textContent = isOff()
    ? "Keys are switched off"
    : "Keys of this page";
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]") && !dialog.open) {
    dialog.querySelector(".key-list").replaceChildren(...list());
    dialog.showModal();
  }
  if (event.target.closest("[data-keys-switch]")) {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
    show();
    const words = isOff() ? "Keys are switched off" : "Keys are switched on";
    document.dispatchEvent(new CustomEvent("say", { detail: words }));
  }
});
addEventListener("storage", show); // another tab has switched

show();
