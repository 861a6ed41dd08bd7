"""Guesses from a text what nobody said of it, and only where its lines leave little doubt."""

import re
from datetime import UTC
from itertools import islice

from articles.batches.dates import in_words
from articles.batches.language import guess
from articles.batches.limits import HEADLINE_CHARACTERS
from articles.text import paragraphs
from articles.zoning import ZoneKind, kind_at, zones

_TOP_LINES = 12  # a byline stands above the first paragraphs
_LONGEST_DATE = 100  # characters of a line that holds a date and perhaps a name

_WORD = re.compile(r"[^\W\d_]+")
# Of English alone; news has 20 in 100 words, lists of names and other languages fewer than 5.
_SMALL = "the of and to that for with from this they which their would been were have said by"
_SMALL_WORDS = frozenset(_SMALL.split())
_SHARE = 0.12
_SAMPLE = 600  # characters
_FEWEST_WORDS = 30
_NAME = r"(?:(?:[A-Z][\w’'-]*\.?|de|van|von|der|la|al|bin|Mc[A-Z]\w+)[ -]?){2,5}"
_BY = re.compile(
    rf"(?:By|BY|by) +(?P<names>{_NAME}(?:(?:, ?|and |AND |& ){_NAME}){{0,3}})(?P<rest>.*)"
)
_AFTER_NAMES = re.compile(r"\s*(?:[,|•·–—-].{0,60})?$")
_BEFORE_DATE = re.compile(
    r"(?:(?:first )?(?:published|posted|updated|last updated|date)(?: on)?:?|[|•·–—,-])\s*", re.I
)


def guesses(text: str) -> dict[str, str]:
    """Return what a text says of itself, by the names of `DETAILS`."""
    found = {"title": headline(text), **_of_bylines(text), "language": _language(text)}
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
        names = _names(line)
        if names and kind_at(span.start, zones(text[: tops[-1].end])) is ZoneKind.BYLINE:
            found.setdefault("byline", names)
        if len(line) <= _LONGEST_DATE and (published := _published(line)):
            found.setdefault("published", published)
    return found


def _language(text: str) -> str:
    """Return the language of a text; English is told by its small words, without the model."""
    step = max(len(text) // 3, _SAMPLE)  # a text may go on in another language
    samples = [text[at : at + _SAMPLE].casefold() for at in range(0, len(text), step)]
    words = [_WORD.findall(sample) for sample in samples]
    return "en" if len(words[0]) >= _FEWEST_WORDS and all(map(_is_english, words)) else guess(text)


def _is_english(words: list[str]) -> bool:
    return sum(word in _SMALL_WORDS for word in words) >= _SHARE * len(words)


def _names(line: str) -> str:
    match = _BY.match(line)
    if not match or not _AFTER_NAMES.match(match["rest"]):
        return ""
    return match["names"].rstrip(" -")


def _published(line: str) -> str:
    """Return the date of a line that holds nothing else, or ends with one after a sign."""
    for part in (line, *re.split(r"\s+[|•·–—-]\s+", line)):
        shown = _BEFORE_DATE.sub("", part, count=1) if _BEFORE_DATE.match(part) else part
        if in_words(shown, UTC):
            return shown
    return ""
