"""Words of a text and how rare each is in the news, from a table that never changes at run time."""

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_HEAD = re.compile(r"# texts: (\d+)")


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in order: lower case, without possessive and plural endings."""
    for form in forms(text):
        yield _stem(form.lower())


def forms(text: str) -> Iterator[str]:
    """Yield the same words as the text has them."""
    for match in _WORD.finditer(text):
        yield match.group()


def rarity(word: str) -> float:
    """Return the inverse document frequency of a word; one that the table lacks is the rarest."""
    counts, texts = _table()
    return math.log((texts + 1) / (counts.get(word, 2) + 0.5))


def is_common(word: str) -> bool:
    """Tell whether a word stands in more than one text out of twelve, so that it says little."""
    counts, texts = _table()
    return counts.get(word, 0) * 12 > texts


@cache
def telling(text: str) -> frozenset[str]:
    """Return the words of a text that are not common."""
    return frozenset(word for word in words(text) if not is_common(word))


@cache
def names_only(text: str) -> bool:
    """Tell whether a text has no telling word in lower case: pronouns and names, no predicate."""
    return not any(word.islower() and telling(word) for word in forms(text))


def containment(a: str, b: str) -> float:
    """Return how much of the rarer words of the shorter text the other shares, 0 to 1."""
    mine, other = telling(a), telling(b)
    least = min(_weight(mine), _weight(other))
    return _weight(mine & other) / least if least else 0.0


def _weight(some: Iterable[str]) -> float:
    return math.fsum(map(rarity, some))


def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s").replace("'", "").replace(".", "")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def _table() -> tuple[dict[str, int], int]:
    counts: dict[str, int] = {}
    texts = 0
    raw = (resources.files(__package__) / "word_counts.tsv").read_text("utf-8")
    for line in raw.splitlines():
        if head := _HEAD.match(line):
            texts = int(head.group(1))
        elif not line.startswith("#"):
            word, count = line.split("\t")
            counts[word] = int(count)
    return counts, texts
