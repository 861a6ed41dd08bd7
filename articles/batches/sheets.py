"""Reads Excel's tables, whose first row names the columns as in a CSV file."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from typing import IO, Any

import openpyxl  # type: ignore[import-untyped]

from articles.batches.allowance import Allowance
from articles.batches.archive import seekable
from articles.batches.limits import MAX_SHEET_BYTES, MAX_SHEET_ROWS
from articles.batches.rows import DETAILS, Fault, Row, Rows, header_faults
from articles.batches.types import Unreadable, listed

_KNOWN = ("text", *DETAILS)
_NO_TABLE = "is not an Excel table (.xlsx), or it is damaged or locked; save it as CSV"
_PIECE_BYTES = 1 << 20
_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")


def xlsx_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of the first sheet with a column for the text, one a row."""
    with seekable(file) as table:
        has_formulas = _checked(table)
        try:
            yield from _rows(table, has_formulas)
        except Unreadable:
            raise
        except Exception:  # openpyxl raises anything on what Excel did not write
            raise Unreadable(_NO_TABLE) from None


def _checked(table: IO[bytes]) -> bool:
    """Say whether a table has formulas; raise `Unreadable` when it unpacks to too much."""
    try:
        with zipfile.ZipFile(table) as parts:
            infos = parts.infolist()
            unpacked = sum(info.file_size for info in infos)
            packed = sum(info.compress_size for info in infos)
            Allowance().check(files=len(infos), unpacked=unpacked, packed=packed)
            if unpacked > MAX_SHEET_BYTES:
                raise Unreadable(
                    f"unpacks to {unpacked:,} bytes, more than {MAX_SHEET_BYTES:,}; save it as CSV"
                )
            sheets = [info for info in infos if "/worksheets/" in info.filename]
            return any(_has_formulas(parts, info) for info in sheets)
    except Unreadable:
        raise
    except Exception:
        raise Unreadable(_NO_TABLE) from None


def _has_formulas(parts: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    tail = b""
    with parts.open(info) as sheet:
        while piece := sheet.read(_PIECE_BYTES):
            if _FORMULA.search(tail + piece):
                return True
            tail = piece[-20:]
    return False


def _rows(table: IO[bytes], has_formulas: bool) -> Rows:
    with closing(openpyxl.load_workbook(table, read_only=True, data_only=True)) as book:
        sheets = book.worksheets
        sheet = next((one for one in sheets if "text" in _columns(one)), None)
        if sheet is None:
            columns = _columns(sheets[0]) if sheets else []
            yield from header_faults(columns, 1, needed="text", known=_KNOWN)
            return
        if others := [one.title for one in sheets if one is not sheet]:
            reason = f"sheet “{sheet.title}” was read, and {listed(others)} was not"
            yield Fault(reason, None, "sheet", refuses=False)
        columns = _columns(sheet)
        for fault in header_faults(columns, 1, needed="text", known=_KNOWN):
            yield fault
            if fault.refuses:
                return
        formulas = _formulas(table, sheet.title, columns) if has_formulas else {}
        for number, cells in _cells(sheet):
            if number > 1 and (any(c not in (None, "") for c in cells) or number in formulas):
                yield from _row(number, dict(zip(columns, cells, strict=False)), formulas)


def _columns(sheet: Any) -> list[str]:
    first = next((cells for _, cells in _cells(sheet)), ())
    return [_words(cell).strip().casefold() for cell in first]


def _cells(sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:
    # What the sheet says of its own size is often wrong.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MAX_SHEET_ROWS:
            raise Unreadable(f"claims more than the {MAX_SHEET_ROWS:,} rows that a sheet can have")
        yield number, cells


def _formulas(table: IO[bytes], title: str, columns: list[str]) -> dict[int, dict[str, str]]:
    """Return for each row the columns that hold formulas, and their cells as Excel names them."""
    found: dict[int, dict[str, str]] = {}
    with closing(openpyxl.load_workbook(table, read_only=True)) as book:
        sheet = book[title]
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(), 1):
            if number > MAX_SHEET_ROWS:
                break
            for name, cell in zip(columns, cells, strict=False):
                if cell.data_type == "f" and name in _KNOWN:
                    found.setdefault(number, {})[name] = cell.coordinate
    return found


def _row(number: int, cells: dict[str, object], formulas: dict[int, dict[str, str]]) -> Rows:
    for name, cell in formulas.get(number, {}).items():
        if cells.get(name) is None:
            yield Fault(
                f"cell {cell} holds a formula without a stored value; open the table in Excel and "
                "save it, or paste the values",
                number,
                name,
                refuses=name == "text",
            )
            if name == "text":
                return
    values = {name: _words(cell) for name, cell in cells.items() if name in _KNOWN}
    yield Row({name: value for name, value in values.items() if value.strip()}, number)


def _words(cell: object) -> str:
    """Return a cell as text: a day without its midnight, a whole number without its point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
