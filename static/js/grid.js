// Pastes cells of a spreadsheet into the fields of a table: to the right and below. The page is
// complete without it, one field at a time.

const said = document.querySelector("#grid-said");

const fields = (row) => [...row.querySelectorAll("input.value")];

// Cells as spreadsheets put them on the clipboard: parted by tabs and lines, quoted where they
// hold one of these, and a quotation mark inside them doubled.
function cells(text) {
  const rows = [[]];
  const pattern = /("(?:[^"]|"")*"|[^\t\n]*)(\t|\n|$)/y;
  text = text.replaceAll("\r\n", "\n").replace(/\n$/, "");
  while (pattern.lastIndex <= text.length) {
    const [, cell, end] = pattern.exec(text) ?? [];
    if (cell === undefined) return text.split("\n").map((line) => line.split("\t"));
    const isQuoted = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"');
    rows.at(-1).push(isQuoted ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (!end) break;
    if (end === "\n") rows.push([]);
  }
  return rows;
}

function fill(from, values) {
  const rows = [...from.closest("tbody").rows].filter((row) => fields(row).length);
  const top = rows.indexOf(from.closest("tr"));
  const left = fields(rows[top]).indexOf(from);
  let filled = 0;
  let lost = 0;
  values.forEach((line, down) =>
    line.forEach((value, right) => {
      const field = rows[top + down] && fields(rows[top + down])[left + right];
      if (!field) {
        lost += 1;
        return;
      }
      field.value = value.trim().replace(/\s+/g, " ");
      field.classList.add("is-new");
      filled += 1;
    }),
  );
  const rest = lost ? `, ${lost} had no place` : "";
  said.textContent = `${filled} ${filled === 1 ? "cell" : "cells"} filled${rest}. Nothing is saved yet.`;
  said.classList.remove("visually-hidden");
}

document.querySelector(".grid")?.addEventListener("paste", (event) => {
  if (!event.target.matches("input.value")) return;
  const text = event.clipboardData.getData("text/plain");
  if (!/[\t\n]./.test(text)) return; // one cell: the browser pastes it, and can take it back
  event.preventDefault();
  fill(event.target, cells(text));
});
