"""Guesses from a text what nobody said of it, and only where its lines leave little doubt."""

import re
from datetime import UTC
from itertools import islice

from articles.batches.dates import in_words
from articles.batches.language import guess as language
from articles.batches.limits import HEADLINE_CHARACTERS
from articles.text import paragraphs
from articles.zoning import ZoneKind, kind_at, zones

_TOP_LINES = 12  # a byline stands above the first paragraphs
_LONGEST = 150  # characters of a line that holds names or a date

_WORD = r"(?:[A-Z][\w’'-]*\.?|de|van|von|der|la|al|bin)"
_NAME = rf"{_WORD}(?: {_WORD}){{1,4}}"
_BY = re.compile(
    rf"(?:By|BY|by) (?P<names>{_NAME}(?:(?:, and |, | and | AND | & ){_NAME}){{0,3}})(?P<rest>.*)"
)
_AFTER_NAMES = re.compile(r"\s*(?:[,|•·–—-].{0,60})?$")
_BEFORE_DATE = re.compile(
    r"(?:(?:first )?(?:published|posted|updated|last updated|date)(?: on)?:?|[|•·–—,-])\s*", re.I
)


def guesses(text: str) -> dict[str, str]:
    """Return what a text says of itself, by the names of `DETAILS`."""
    found = {"title": headline(text), **_of_bylines(text), "language": language(text)}
    return {name: value for name, value in found.items() if value}


def headline(text: str) -> str:
    """Return the first line of a text if it looks like a headline, else nothing.

    It does when it is short, has at least three words, does not end as a sentence or a clause
    does, and more text follows.
    """
    first, *more = islice(paragraphs(text), 2)
    if not more or first.end - first.start > HEADLINE_CHARACTERS:
        return ""
    line = first.of(text)
    ends_like_prose = line.rstrip("\"'”’»)]").endswith((".", ",", ";", ":", "…"))
    return "" if ends_like_prose or len(line.split()) < 3 else " ".join(line.split())


def _of_bylines(text: str) -> dict[str, str]:
    """Return who wrote a text and when, as the lines at its top say."""
    found: dict[str, str] = {}
    tops = list(islice(paragraphs(text), _TOP_LINES))
    for span in tops:
        line = " ".join(span.of(text).split())
        if len(line) > _LONGEST:
            continue
        names = _names(line)
        if names and kind_at(span.start, zones(text[: tops[-1].end])) is ZoneKind.BYLINE:
            found.setdefault("byline", names)
        if published := _published(line):
            found.setdefault("published", published)
    return found


def _names(line: str) -> str:
    match = _BY.match(line)
    if not match or not _AFTER_NAMES.match(match["rest"]):
        return ""
    return match["names"]


def _published(line: str) -> str:
    """Return the date of a line that holds nothing else, or ends with one after a sign."""
    for part in (line, *re.split(r"\s+[|•·–—-]\s+", line)):
        shown = _BEFORE_DATE.sub("", part, count=1) if _BEFORE_DATE.match(part) else part
        if in_words(shown, UTC):
            return shown
    return ""
