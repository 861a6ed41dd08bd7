"""Words of a text and how rare each is in the news, from a table that never changes at run time."""

import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_HEAD = re.compile(r"# texts: (\d+)")

# Texts to remember what was made of: more than one story of thousands of statements has.
REMEMBERED = 1 << 14


def words(text: str) -> Iterator[str]:
    """Yield the words of a text in order: lower case, without possessive and plural endings."""
    for form in forms(text):
        yield _stem(form.lower())


def forms(text: str) -> Iterator[str]:
    """Yield the same words as the text has them."""
    for match in _WORD.finditer(text):
        yield match.group()


@lru_cache(REMEMBERED)
def rarity(word: str) -> float:
    """Return the inverse document frequency of a word; one that the table lacks is the rarest."""
    counts, texts = _table()
    return math.log((texts + 1) / (counts.get(word, 2) + 0.5))


@lru_cache(REMEMBERED)
def is_common(word: str) -> bool:
    """Tell whether a word stands in more than one text out of twelve, so that it says little."""
    counts, texts = _table()
    return counts.get(word, 0) * 12 > texts


@lru_cache(REMEMBERED)
def telling(text: str) -> frozenset[str]:
    """Return the words of a text that are not common."""
    return frozenset(word for word in words(text) if not is_common(word))


@lru_cache(REMEMBERED)
def names_only(text: str) -> bool:
    """Tell whether a text has no telling word in lower case: pronouns and names, no predicate."""
    return not any(word.islower() and telling(word) for word in forms(text))


def containment(a: str, b: str) -> float:
    """Return how much of the rarer words of the shorter text the other shares, 0 to 1."""
    return overlap(a, b)[0]


def overlap(a: str, b: str) -> tuple[float, float]:
    """Return how much of the rarer words of the shorter text the other shares, and the reverse."""
    least, most = sorted((_weight(a), _weight(b)))
    shared = math.fsum(map(rarity, telling(a) & telling(b)))
    return (shared / least if least else 0.0, shared / most if most else 0.0)


@lru_cache(REMEMBERED)
def _weight(text: str) -> float:
    return math.fsum(map(rarity, telling(text)))


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
