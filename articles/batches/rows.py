"""Reads one file of a batch as rows and faults: what all readers give, and texts and tables.

Each reader takes an open binary file and yields in the file's order; a new kind of file is a new
reader in `readers.READERS`. A fault that does not refuse belongs to the row after it.
"""

import csv
import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from articles.batches.addresses import addresses
from articles.batches.encoding import Line, decoded, lines
from articles.batches.limits import MAX_TEXT_BYTES
from articles.batches.types import Origin, Unreadable, listed

DETAILS = ("id", "outlet", "url", "published", "title", "byline", "language")

csv.field_size_limit(MAX_TEXT_BYTES)


@dataclass(frozen=True, slots=True)
class Row:
    """One article as it came: its named values without the empty ones, and where it stood.

    `values` may hold `text` and the names in DETAILS. `origins` says where a value comes from that
    is not the delivery's (`Origin.MANIFEST`). `size` and `sha256` are of the bytes that stand for
    this article; empty: of its text. `name` is its own, where that is not its file's; `number`
    counts the articles of a file that has no lines to tell them apart by.
    """

    values: dict[str, str]
    line: int | None = None
    encoding: str = "utf-8"
    sha256: str = ""
    size: int | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)
    name: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is amiss with a row, in words; `refuses` says whether the row is lost by it.

    One that `skips` says why there is nothing to take in, though nothing is amiss.
    """

    reason: str
    line: int | None = None
    field: str = ""
    refuses: bool = True
    name: str = ""
    number: int | None = None
    skips: bool = False


Rows = Iterator[Row | Fault]


def text_rows(file: IO[bytes]) -> Rows:
    """Yield the one row of a text file."""
    data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        yield Fault(
            f"holds more than {MAX_TEXT_BYTES:,} bytes, which no single article does", field="text"
        )
        return
    try:
        found = decoded(data)
    except Unreadable as error:
        yield Fault(str(error), field="encoding")
        return
    if addresses(found.text):
        yield Fault("holds only web addresses; send it on its own, and they are fetched")
        return
    if found.remark:
        yield Fault(found.remark, found.line, "encoding", refuses=False)
    yield Row({"text": found.text}, None, found.encoding, hashlib.sha256(data).hexdigest())


def csv_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of a table with one article a row."""
    return table(file, needed="text", known=("text", *DETAILS))


def table(file: IO[bytes], *, needed: str, known: Collection[str]) -> Rows:
    """Yield the rows of a CSV file whose first line names its columns.

    A row of another width than the header is refused: nobody can say what stands in which column.
    """
    feed = _Feed(file)
    reader = None
    columns: list[str] = []
    while True:
        start = feed.number + 1
        try:
            if reader is None:
                reader = csv.reader(feed, delimiter=feed.delimiter())
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            yield Fault(_in_words(error), start)
            if feed.number > start:  # inside a field; what looks like a row may be prose
                yield Fault("what follows in this file was not read", feed.number + 1)
                return
            continue
        yield from feed.faults()
        if feed.problem:
            yield Fault(feed.problem, start)
            feed.problem = ""
        elif not any(cell.strip() for cell in cells):
            continue
        elif not columns:
            columns = [cell.strip().casefold() for cell in cells]
            for fault in header_faults(columns, start, needed=needed, known=known):
                yield fault
                if fault.refuses:
                    return
        elif len(cells) != len(columns):
            yield Fault(_ragged(len(cells), len(columns), start, feed.number), start)
        else:
            values = {n: c for n, c in zip(columns, cells, strict=True) if n in known and c.strip()}
            yield Row(values, start, feed.encoding)


def header_faults(
    columns: list[str], line: int, *, needed: str, known: Collection[str]
) -> Iterator[Fault]:
    """Yield what is amiss with the columns of a table; one that refuses is the last."""
    if needed not in columns:
        yield Fault(_no_column(needed, columns), line, needed)
    elif len(set(filter(None, columns))) < len([name for name in columns if name]):
        yield Fault("names a column twice", line, "columns")
    elif strange := [name for name in columns if name and name not in known]:
        yield Fault(not_read(strange), line, "columns", refuses=False)


def _ragged(cells: int, columns: int, start: int, end: int) -> str:
    reason = f"has {cells} field{'' if cells == 1 else 's'}, and the header has {columns}"
    return (
        reason
        if start == end
        else (f"{reason}; it reaches to line {end}, so perhaps a quotation mark is never closed")
    )


def _in_words(error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            f"holds a field of more than {MAX_TEXT_BYTES:,} characters; "
            "perhaps a quotation mark is opened and never closed"
        )
    return f"cannot be read as CSV: {error}"


def _no_column(needed: str, columns: list[str]) -> str:
    hint = "; if this is a manifest, call it manifest.csv" if "file" in columns else ""
    return f"has no column “{needed}”; its columns are {listed(columns)}{hint}"


def not_read(names: list[str]) -> str:
    """Return the remark on columns or keys that nobody asked for."""
    return f"has {listed(names)}, which is not known here and was not read"


class _Feed:
    """Gives a CSV reader its lines, and keeps what else is to be said of them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._lines = lines(file)
        self._first: Line | None = next(self._lines, None)
        self._fault: Fault | None = None
        self.number = 0
        self.encoding = "utf-8"
        self.problem = ""

    def delimiter(self) -> str:
        """Return the sign that parts the header: a comma, or as some programs write, ; or a tab."""
        header = self._first.text if self._first else ""
        return max(",;\t", key=header.count)

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._first or next(self._lines)
        self._first = None
        self.number = line.number
        self.problem = self.problem or line.problem
        if line.encoding != self.encoding == "utf-8":
            self.encoding = line.encoding
            self._fault = encoding_fault(line)
        return line.text

    def faults(self) -> Iterator[Fault]:
        """Yield once that the file is not UTF-8."""
        if self._fault:
            yield self._fault
            self._fault = None


def encoding_fault(line: Line) -> Fault:
    """Return the remark on the first line of a file that is not UTF-8."""
    guess = "by its byte order mark" if line.encoding == "utf-16" else "which is a guess"
    return Fault(
        f"is not UTF-8; what is not was read as {line.encoding}, {guess}",
        line.number,
        "encoding",
        refuses=False,
    )
