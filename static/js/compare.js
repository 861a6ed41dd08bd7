// Moves between cells of the compare table: j and k by claim, h and l by outlet. The page is
// complete without it. Keys do nothing in a text field, with a modifier, or when switched off.

const matrix = document.querySelector(".matrix");

const place = (cell) => [cell.parentElement.rowIndex, cell.cellIndex];

function current(table) {
  const cell = document.activeElement.closest?.(".matrix :is(td, th)");
  return cell && table.contains(cell) ? place(cell) : [0, 0];
}

function go(table, rows, columns) {
  const [row, column] = current(table);
  const target = table.rows[Math.max(1, row + rows)]?.cells[Math.max(0, column + columns)];
  if (!target) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const MOVES = { j: [1, 0], k: [-1, 0], h: [0, -1], l: [0, 1] };

if (matrix) {
  const table = matrix.querySelector("table");
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (localStorage.getItem("keys") === "off" || !(event.key in MOVES)) return;
    event.preventDefault();
    go(table, ...MOVES[event.key]);
  });
}
