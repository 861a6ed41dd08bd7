"""Pairs quotation marks of any make, paragraph by paragraph; never raises.

An opener may be closed by any closer of its weight, since outlets mix U+0022 with U+201D. A
paragraph bounds every pair: what is still open there either goes on in the next paragraph, which
then begins with an opener again, or was never closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from articles.text import TextSpan, paragraphs

OPEN_DOUBLE = "“„«‟"
CLOSE_DOUBLE = "”»"
NEUTRAL_DOUBLE = '"＂'
DOUBLE = OPEN_DOUBLE + CLOSE_DOUBLE + NEUTRAL_DOUBLE
OPEN_SINGLE = "‘‹‚"
CLOSE_SINGLE = "’›"
NEUTRAL_SINGLE = "'"
SINGLE = OPEN_SINGLE + CLOSE_SINGLE + NEUTRAL_SINGLE

_MARK = re.compile(f"``|''|[{DOUBLE}{SINGLE}]")
_BEFORE_OPENER = re.compile(r"[\s(\[{—–―\-:;,/>…]")
_CLIPPED = re.compile(r"(?:em|til|tis|twas|cause|n|round|\d0s|\d\d)\b", re.IGNORECASE)
NEVER_FIRST = ",;:!?)"  # behind an opener; „so“, as German closes, is no opener
MOST_UNCLOSED = 5_000  # characters; a longer stretch without a closer is a typing error


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks."""

    span: TextSpan  # with the marks
    inner: TextSpan  # without them
    is_closed: bool = True
    is_single: bool = False


@lru_cache(maxsize=4)
def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the outermost quotations of a text, in text order; empty ones are left out.

    The last few answers are kept: every step of a reading asks for those of its paragraph.
    """
    return tuple(
        quotation
        for paragraph in paragraphs(text)
        for quotation in _paired(text, paragraph.start, paragraph.end)
    )


def _paired(text: str, start: int, end: int) -> Iterator[Quotation]:
    marks = list(_MARK.finditer(text, start, end))
    at = 0
    while at < len(marks):
        mark = marks[at]
        if not _opens(text, mark, start, end):
            at += 1
            continue
        is_single = mark[0] in SINGLE
        closer = _closer(text, marks, at, start, end)
        if closer is not None:
            if mark.end() < marks[closer].start():
                yield Quotation(
                    TextSpan(mark.start(), marks[closer].end()),
                    TextSpan(mark.end(), marks[closer].start()),
                    is_single=is_single,
                )
            at = closer + 1
            continue
        begins_anew = any(later[0] in OPEN_DOUBLE for later in marks[at + 1 :])
        if not is_single and not begins_anew and end - mark.end() <= MOST_UNCLOSED:
            yield Quotation(TextSpan(mark.start(), end), TextSpan(mark.end(), end), is_closed=False)
            return
        at += 1


def _opens(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    if mark.end() >= end or text[mark.end()].isspace() or text[mark.end()] in NEVER_FIRST:
        return False
    if mark[0] == "``" or mark[0] in OPEN_DOUBLE:
        return True
    before = text[mark.start() - 1] if mark.start() > start else " "
    if mark[0] in OPEN_SINGLE:
        return not (before.isalnum() or _CLIPPED.match(text, mark.end()))
    if not (_BEFORE_OPENER.match(before) or before in DOUBLE):
        return False
    if mark[0] in SINGLE:
        return not _CLIPPED.match(text, mark.end())
    return True


def _closer(text: str, marks: list[re.Match[str]], at: int, start: int, end: int) -> int | None:
    """Return the index of the mark that closes the one at `at`; None when nothing does."""
    is_single = marks[at][0] in SINGLE
    fallback: int | None = None
    for later in range(at + 1, len(marks)):
        mark = marks[later]
        if is_single:
            if mark[0] in DOUBLE or mark[0] in OPEN_SINGLE:
                return fallback
            if not _closes_single(text, mark, end):
                continue
            if _may_be_possessive(text, mark, end):
                fallback = later if fallback is None else fallback
                continue
            return later
        if mark[0] in SINGLE or mark[0] == "``":
            continue
        if mark[0] in OPEN_DOUBLE and _opens(text, mark, start, end):
            return None  # the first was never closed; the second begins anew
        return later
    return fallback


def _closes_single(text: str, mark: re.Match[str], end: int) -> bool:
    after = text[mark.end()] if mark.end() < end else " "
    return (
        mark[0] not in OPEN_SINGLE and not after.isalnum() and not text[mark.start() - 1].isspace()
    )


def _may_be_possessive(text: str, mark: re.Match[str], end: int) -> bool:
    return (
        text[mark.start() - 1] in "sSxz"
        and text[mark.end() : mark.end() + 1] == " "
        and text[mark.end() + 1 : mark.end() + 2].islower()
    )
