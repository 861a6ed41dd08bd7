// Moves between cells of the compare table: j and k by claim, h and l by outlet. The page is
// complete without it. Letters do nothing in a text field, with a modifier, or when switched off.

const MOVES = { j: [1, 0], k: [-1, 0], h: [0, -1], l: [0, 1] };
const OFF = "newsclaims-letter-keys-off";

const table = document.querySelector(".matrix table");
const keys = document.querySelector(".keys");

const isOff = () => localStorage.getItem(OFF) !== null;

function place() {
  const cell = document.activeElement.closest(".matrix :is(td, th)");
  return cell ? [cell.parentElement.rowIndex, cell.cellIndex] : [0, 0];
}

// Where cells are cards, the empty ones are not shown: a step to the side passes them, a step up
// or down ends at the claim itself.
function next(rows, columns) {
  const [row, column] = place();
  const cells = table.rows[Math.max(1, row + rows)]?.cells ?? [];
  if (!columns) return cells[column]?.checkVisibility() ? cells[column] : cells[0];
  let at = column + columns;
  while (cells[at] && !cells[at].checkVisibility()) at += columns;
  return cells[at];
}

function go(rows, columns) {
  const cell = next(rows, columns);
  if (!cell) return;
  cell.tabIndex = -1;
  cell.focus({ preventScroll: true });
  cell.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function show() {
  keys.querySelector("button").textContent = isOff() ? "Letter keys are off" : "Letter keys are on";
}

if (table && keys) {
  keys.hidden = false;
  show();
  keys.querySelector("button").addEventListener("click", () => {
    if (isOff()) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "");
    show();
  });
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
    if (!(event.key in MOVES)) return;
    event.preventDefault();
    go(...MOVES[event.key]);
  });
}
