"""Shared runs of words in quoted text: the same quotation, cut, split or bracketed differently."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from hashlib import blake2b
from importlib import resources

from claims.linking import weights
from claims.linking.types import StatementCard
from claims.linking.words import REMEMBERED, forms, is_common, rarity, words

Tokens = tuple[str, ...]

_CASE = re.compile(r"\[(\w)\](?=\w)")  # "[T]he": the editor changed the case only
_INSERTED = re.compile(r"\[[^\]]*\]|\(sic\)")  # "them [Russia]": the editor's words
# Marks inside a quotation: the speaker quotes in turn. The inner ones may end where it ends.
_INNER = re.compile(r"(?<!\w)(?:[“\"]([^”\"]+)|‘((?:[^’]|’(?=\w))+))")
_BREAK = re.compile(r"(?:[.!?;:…]+[\"'”’)]*\s+)|…|\.{3,}|\s[-–—]+\s|—|\n")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A quoted sentence: its words to compare, and the same as they are printed."""

    words: Tokens
    forms: Tokens


@dataclass(frozen=True, slots=True)
class SharedRun:
    """The longest stretch of words that two quotations share."""

    words: Tokens
    text: str  # the same words as the shorter sentence has them
    cover: float  # the share of shared words in the shorter of the two sentences it stands in
    cover_longer: float  # their share in the longer one
    worth: float  # how rare its words are, all together, without those of stock phrases


def shared_run(a: StatementCard, b: StatementCard) -> SharedRun | None:
    """Return the best run that the quoted words of two statements share, None without one."""
    if _grams_of(a.quoted).isdisjoint(_grams_of(b.quoted)):
        return None
    found = None
    for mine in sentences(a):
        for other in sentences(b):
            run = _run(mine, other)
            if run and (found is None or _rank(run) > _rank(found)):
                found = run
    return found


def is_borrowed(run: SharedRun, card: StatementCard) -> bool:
    """Tell whether the run stands in marks of its own: the statement's speaker quotes somebody."""
    sought = f" {' '.join(run.words)} "
    return any(sought in f" {' '.join(inner)} " for inner in _inner(card.quoted))


@lru_cache(REMEMBERED)
def _inner(quoted: tuple[str, ...]) -> tuple[Tokens, ...]:
    return tuple(
        tuple(words(match[1] or match[2]))
        for piece in quoted
        for match in _INNER.finditer(_plain(piece))
    )


def _plain(piece: str) -> str:
    return _INSERTED.sub(" ", _CASE.sub(r"\1", piece))


@lru_cache(REMEMBERED)
def sentences_of(quoted: tuple[str, ...]) -> tuple[Sentence, ...]:
    """Return quoted text sentence by sentence, editors' insertions left out."""
    found = []
    for piece in quoted:
        for sentence in _BREAK.split(_plain(piece)):
            if tokens := tuple(words(sentence)):
                found.append(Sentence(tokens, tuple(forms(sentence))))
    return tuple(found)


def sentences(card: StatementCard) -> tuple[Sentence, ...]:
    """Return the quoted sentences of a statement."""
    return sentences_of(card.quoted)


def grams(card: StatementCard) -> Iterator[Tokens]:
    """Yield what to index a statement's quoted words by: two that share a run share one of these.

    Runs are found by their windows of SHORT_QUOTE words.
    """
    yield from _grams_of(card.quoted)


@lru_cache(REMEMBERED)
def _grams_of(quoted: tuple[str, ...]) -> frozenset[Tokens]:
    size = weights.SHORT_QUOTE
    return frozenset(
        sentence.words[start : start + size]
        for sentence in sentences_of(quoted)
        for start in range(len(sentence.words) - size + 1)
    )


def quoted_share(card: StatementCard) -> float:
    """Return how much of a statement's content stands in quotation marks, 0 to 1."""
    quoted = sum(len(stretch.split()) for stretch in card.quoted)
    return min(quoted / max(len(card.content.split()), 1), 1.0)


def runs(quoted: tuple[str, ...]) -> list[int]:
    """Return what to find quoted text by in any other story: two that share one were said once.

    These are stable, signed 64-bit hashes of its long runs, window by window, and of whole short
    quotations, each of them rare enough that two people would hardly say it by chance.
    """
    return sorted({_hash(run) for sentence in sentences_of(quoted) for run in _rare_runs(sentence)})


def _rare_runs(sentence: Sentence) -> Iterator[Tokens]:
    found = sentence.words
    if weights.SHORT_QUOTE <= len(found) < weights.LONG_RUN:
        if _worth(found) >= weights.SHORT_WORTH_OPEN:
            yield found
        return
    for start in range(len(found) - weights.LONG_RUN + 1):
        window = found[start : start + weights.LONG_RUN]
        if _worth(window) >= weights.SHORT_WORTH_OPEN:
            yield window


def _hash(run: Tokens) -> int:
    digest = blake2b(" ".join(run).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _rank(run: SharedRun) -> tuple[float, float, Tokens]:
    return run.worth * run.cover, run.worth, run.words


def _run(a: Sentence, b: Sentence) -> SharedRun | None:
    small, large = sorted((a, b), key=lambda one: (len(one.words), one.words, one.forms))
    matcher = SequenceMatcher(None, small.words, large.words, autojunk=False)
    match = matcher.find_longest_match()
    if match.size < weights.SHORT_QUOTE:
        return None
    place = slice(match.a, match.a + match.size)
    blocks = [block.size for block in matcher.get_matching_blocks()]
    shared = sum(size for size in blocks if size >= weights.SHORT_QUOTE)
    return SharedRun(
        words=small.words[place],
        text=" ".join(small.forms[place]),
        cover=shared / len(small.words),
        cover_longer=shared / len(large.words),
        worth=_worth(small.words[place]),
    )


def _worth(run: Tokens) -> float:
    stock = {
        place
        for start in range(len(run))
        for size in (3, 4, 5)
        if run[start : start + size] in _stock_phrases()
        for place in range(start, start + size)
    }
    return sum(
        rarity(word) for place, word in enumerate(run) if place not in stock and not is_common(word)
    )


@cache
def _stock_phrases() -> frozenset[Tokens]:
    raw = (resources.files(__package__) / "stock_phrases.txt").read_text("utf-8")
    return frozenset(tuple(line.split()) for line in raw.splitlines() if line[:1] != "#")
