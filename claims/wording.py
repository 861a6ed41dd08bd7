"""Word by word: where two wordings of the same thing part company."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from articles.text import TextSpan

# A word with what belongs to it: "don't", "1,200", "U.S.", "30-day", an editor's "[Russia]".
WORD = re.compile(r"\[?\w+(?:[-’'.,]\w+)*\]?")
KEPT = 20_000  # results kept in memory: pages ask for the same few words again and again
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

# Words whose change alone is no change of a paraphrase. Inside quotation marks every word counts.
LIGHT = frozenset(
    {"a", "an", "the", "that", "which", "to", "of", "in", "on", "at", "for", "with", "and"}
    | {"it", "its", "is", "was", "be", "has", "had"}
)


class Word(NamedTuple):
    """A word and where it stands in its text; `form` is what counts when words are compared."""

    start: int
    end: int
    form: str


@dataclass(frozen=True, slots=True)
class Change:
    """Where two wordings part: `[a0, a1)` of the one words stand for `[b0, b1)` of the other."""

    a0: int
    a1: int
    b0: int
    b1: int


@dataclass(frozen=True, slots=True)
class Parting:
    """How alike two wordings are, 0 to 1, and every place where they part."""

    likeness: float
    changes: tuple[Change, ...]


def around(spans: Iterable[TextSpan], left_out: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return spans without the stretches that are left out; both stand in text order."""
    kept: list[TextSpan] = []
    holes = list(left_out)
    for span in spans:
        at = span.start
        for hole in holes:
            if hole.start < span.end and at < hole.end:
                if at < hole.start:
                    kept.append(TextSpan(at, hole.start))
                at = hole.end
        if at < span.end:
            kept.append(TextSpan(at, span.end))
    return tuple(kept)


def forms(text: str, spans: Iterable[TextSpan]) -> tuple[str, ...]:
    """Return what counts of the words inside the spans."""
    return tuple(chain.from_iterable(forms_of(span.of(text)) for span in spans))


@lru_cache(maxsize=KEPT)
def parting(a: tuple[str, ...], b: tuple[str, ...]) -> Parting:
    """Return where two sequences of words part."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    changes = tuple(
        Change(a0, a1, b0, b1) for tag, a0, a1, b0, b1 in matcher.get_opcodes() if tag != "equal"
    )
    return Parting(matcher.ratio(), changes)


def places(text: str, spans: Iterable[TextSpan]) -> list[tuple[TextSpan, int]]:
    """Return the spans, each with the number of its first word among all their words."""
    found: list[tuple[TextSpan, int]] = []
    count = 0
    for span in spans:
        found.append((span, count))
        count += len(words_of(span.of(text)))
    return found


def stretches(
    text: str, spans: Iterable[TextSpan], changed: Collection[int]
) -> tuple[TextSpan, ...]:
    """Return the changed words of the spans, counted over all of them, neighbours joined."""
    found: list[TextSpan] = []
    for span, first in places(text, spans):
        words = words_of(span.of(text))
        runs: list[tuple[int, int]] = []  # of word numbers, both ends included
        for index in sorted(index - first for index in changed):
            if not 0 <= index < len(words):
                continue
            if runs and runs[-1][1] == index - 1:
                runs[-1] = (runs[-1][0], index)
            else:
                runs.append((index, index))
        found.extend(
            TextSpan(span.start + words[a].start, span.start + words[b].end) for a, b in runs
        )
    return tuple(found)


@lru_cache(maxsize=KEPT)
def forms_of(piece: str) -> tuple[str, ...]:
    """Return what counts of the words of a whole piece of text."""
    return tuple(word.form for word in words_of(piece))


def shortened(text: str, room: int) -> str:
    """Return a text, cut after a whole word where it takes more than `room` characters."""
    return text if len(text) <= room else text[:room].rsplit(" ", 1)[0] + " …"


@lru_cache(maxsize=KEPT)
def numbers(text: str) -> frozenset[str]:
    """Return the figures in a text, without the commas that group their digits."""
    return frozenset(found.group().replace(",", "").rstrip(".") for found in NUMBER.finditer(text))


@lru_cache(maxsize=KEPT)
def words_of(piece: str) -> tuple[Word, ...]:
    """Return the words of a whole piece of text."""
    return tuple(
        Word(found.start(), found.end(), _form(found.group())) for found in WORD.finditer(piece)
    )


def _form(word: str) -> str:
    return word.strip("[]").replace("’", "'").casefold()
