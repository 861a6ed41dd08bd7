"""CSV for spreadsheets and data frames (RFC 4180): a row for each span of a content."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from claims.exports.addresses import place
from claims.exports.rows import Row, Told, moment
from claims.exports.taking import About

TOGETHER = 500  # statements that are written at once
NOTES = 6  # lines before the names of the columns; `skiprows` of pandas, so it stays as it is
BOM = "\ufeff"  # by which Excel knows that the file is UTF-8
COLUMNS = (
    *("statement", "article", "outlet", "published", "published_precision", "title", "url"),
    *("chain", "kinds", "roles", "speaker", "label", "cue", "content", "start", "end"),
    *("type", "act", "polarity", "certainty", "stance", "tier", "confidence"),
    *("hedges", "conditions", "headline", "repeats", "claim", "story", "voice", "review"),
    *("release", "text_sha256", "address"),
)
WITHIN = " > "  # between the links of a chain, outermost first
BETWEEN = " | "  # between several hedges or conditions
NOBODY = "(not named)"  # a link of the chain that the text does not name

# What a spreadsheet takes for a formula (OWASP, “CSV Injection”), the wide forms included. A cell
# that begins so gets an apostrophe before it, and so does one that has apostrophes already, so
# that taking one away gives back what was there.
_RISKY = "=+-@\t\r\n＝＋－＠"
_FORMULA = re.compile(rf"'*[{re.escape(_RISKY)}]")
_MARK, _TWICE = '"', '""'
_FIRST = frozenset(f"{_RISKY}'")
_NEXT_CELL = re.compile(rf"([,;|\t]\s*'*)(?=[{re.escape(_RISKY)}])")


def write(
    about: About, rows: Iterable[Row], *, bom: bool = False, plain: bool = False
) -> Iterator[str]:
    """Yield the file: six lines that begin with # unless `plain`, names of columns, and rows."""
    begin = BOM if bom else ""
    if not plain:
        begin += "".join(f"# {line}\r\n" for line in notes(about))
    yield begin + ",".join(COLUMNS) + "\r\n"
    left = iter(rows)
    while some := list(islice(left, TOGETHER)):
        yield "".join(lines(some, about.site))


def notes(about: About) -> tuple[str, ...]:
    """Return what stands before the table; no line has a cell that begins as a formula does."""
    count = "" if about.count is None else f", {about.count:,} statements"
    said = (
        about.title,
        f"query: {about.query}" if about.query else "query: none",
        f"address: {about.address}",
        f"made: {moment(about.made_at)} by newsclaims, release {about.release}{count}",
        "row: one span of the content of one statement; a statement in two parts has two rows",
        "start and end: characters (Unicode code points) of the article’s text, counted from 0, "
        "the end excluded; an apostrophe before = + - @ is not part of a cell",
    )
    return tuple(_NEXT_CELL.sub(r"\1'", _one_line(line)) for line in said)


def lines(rows: Iterable[Row], site: str) -> Iterator[str]:
    """Yield the line of each span of each statement, its cells in the order of COLUMNS.

    Cells that hold words are always in quotation marks, which is quicker than to look whether
    they need some.
    """
    of: Told | None = None
    for row in rows:
        told, chain = row.told, row.chain
        if told is not of:  # the next article
            of = told
            article = (
                f"{told.article},{_text(told.outlet)},{told.published},{told.precision},"
                f"{_text(told.title)},{_text(told.url)}"
            )
            within = f"{_number(told.story)},{_number(told.voice)}"
            end = f"{told.release},{told.text_sha256},{place(site, told.article, '')}"
        if len(chain) == 1:
            (link,) = chain
            name = _text(link.name)
            who = f"{name or NOBODY},{link.kind},{link.role},{name}"
        elif chain:
            names = _text(WITHIN.join([link.name or NOBODY for link in chain]))
            kinds = WITHIN.join([link.kind for link in chain])
            roles = WITHIN.join([link.role for link in chain])
            who = f"{names},{kinds},{roles},{_text(chain[-1].name)}"
        else:
            who = ",,,"
        before = f"{row.statement},{article},{who},{_text(row.label)},{_text(row.cue)}"
        after = (
            f"{row.type},{row.act},{row.polarity},{row.certainty},{row.stance},{row.tier},"
            f"{row.confidence},{_text(BETWEEN.join(row.hedges))},"
            f"{_text(BETWEEN.join(row.conditions))},{'yes' if row.is_headline else 'no'},"
            f"{_number(row.repeats)},{_number(row.claim)},{within},{row.review},{end}{row.ordinal}"
        )
        for span in row.spans:
            yield f"{before},{_text(span.words)},{span.start},{span.end},{after}\r\n"


def _text(words: str) -> str:
    """Return a cell of words as it stands in the file."""
    if not words:
        return ""
    words = safe(words)
    return f'"{words.replace(_MARK, _TWICE)}"' if _MARK in words else f'"{words}"'


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula; `unsafe` undoes it."""
    if cell[:1] in _FIRST and _FORMULA.match(cell):
        return f"'{cell}"
    return cell


def unsafe(cell: str) -> str:
    """Return what a cell was before it was made safe."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


def _one_line(words: str) -> str:
    return " ".join(words.replace('"', "”").split())
