"""Word by word: where two wordings of the same thing part company."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from articles.text import TextSpan

# A word with what belongs to it: "don't", "1,200", "U.S.", "30-day", an editor's "[Russia]".
WORD = re.compile(r"\[?\w+(?:[-’'.,]\w+)*\]?")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

# Words whose change alone is no change of a paraphrase. Inside quotation marks every word counts.
LIGHT = frozenset(
    {"a", "an", "the", "that", "which", "to", "of", "in", "on", "at", "for", "with", "and"}
    | {"it", "its", "is", "was", "be", "has", "had"}
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its place; `form` is what counts when words are compared."""

    span: TextSpan
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


def words(text: str, spans: Iterable[TextSpan]) -> tuple[Word, ...]:
    """Return the words inside the spans, with their places in the text."""
    return tuple(
        Word(TextSpan(found.start(), found.end()), _form(found.group()))
        for span in spans
        for found in WORD.finditer(text, span.start, span.end)
    )


def whole(text: str) -> TextSpan:
    """Return the span of a whole text that is not empty."""
    return TextSpan(0, len(text))


def forms(of: Iterable[Word]) -> tuple[str, ...]:
    """Return what counts of the words."""
    return tuple(word.form for word in of)


@lru_cache(maxsize=20_000)
def parting(a: tuple[str, ...], b: tuple[str, ...]) -> Parting:
    """Return where two sequences of words part; kept, because pages ask again and again."""
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    changes = tuple(
        Change(a0, a1, b0, b1) for tag, a0, a1, b0, b1 in matcher.get_opcodes() if tag != "equal"
    )
    return Parting(matcher.ratio(), changes)


def stretches(of: Sequence[Word], changed: Iterable[int]) -> tuple[TextSpan, ...]:
    """Return the changed words as spans, neighbours joined, in text order."""
    spans: list[TextSpan] = []
    last = -2
    for index in sorted(changed):
        span = of[index].span
        if index == last + 1:
            spans[-1] = TextSpan(spans[-1].start, span.end)
        else:
            spans.append(span)
        last = index
    return tuple(spans)


def numbers(text: str) -> frozenset[str]:
    """Return the figures in a text, without the commas that group their digits."""
    return frozenset(found.group().replace(",", "").rstrip(".") for found in NUMBER.finditer(text))


def _form(word: str) -> str:
    return word.strip("[]").replace("’", "'").casefold()
