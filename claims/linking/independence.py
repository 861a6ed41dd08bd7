"""Which articles of a story are not independent of each other, and by what one can tell.

Two outlets that tell the same confirm each other only if neither has it from the other. Four signs
say that one may have: it credits the other, whole runs of its own words stand in both, they make
the same points in the same order, or both put it in the same rare words. No sign is proof: each
has a value with its reason in words, and together they make the score of a tie.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np

from claims.linking import voice_weights as weights
from claims.linking.average_link import Scores, average_link
from claims.linking.credits import CreditKind, credits_of, is_press, named, plain
from claims.linking.types import CoverageCard, Evidence, Score
from claims.linking.words import rarity, words

SHOWN = 3  # phrases that an evidence quotes

_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")
_QUOTATION = re.compile(r"[“”\"„«][^“”\"„«»\n]*(?:[”“\"»]|(?=\n)|$)")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z0-9])|\n+")


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two articles are not independent of each other, by their keys; `a` before `b`."""

    a: str
    b: str
    score: Score


Feature = tuple[str, ...]


class Token(NamedTuple):
    """A word: as it is compared, and where it stands."""

    word: str  # "" between two stretches that no run crosses
    form: str
    start: int


class Run(NamedTuple):
    """A stretch of words that two texts share: where it begins in each, and how long it is."""

    a: int
    b: int
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    own: tuple[Token, ...]  # the outlet's own words
    quoted: tuple[Token, ...]
    own_size: int  # words, marks of what is left out not counted
    quoted_size: int
    sentences: tuple[int, ...]  # where each begins
    telling: tuple[frozenset[str], ...]  # the rarer of each sentence's own words
    joined: str  # the own words, to look phrases up
    counts: Counter[str]


def ties(cards: Sequence[CoverageCard]) -> list[Tie]:
    """Return the ties between articles of one story, in the order of their keys.

    Two articles of one outlet have none: they are one voice anyway. Of a big story only articles
    that share much are compared.
    """
    story = _Story(sorted(cards, key=lambda card: card.key))
    found = []
    for a, b in story.pairs():
        signs = [*_credit(a, b), *_runs(a, b), *_order(a, b), *_wording(a, b, story)]
        signs += story.spellings.get((a.key, b.key), ())
        signs = [sign for sign in signs if sign.value >= weights.LEAST_SIGN]
        signs.sort(key=lambda sign: (-sign.value, sign.feature, sign.because))
        score = round(1 - math.prod(1 - sign.value for sign in signs), 4)
        if score >= weights.LEAST_TIE:
            found.append(Tie(a.key, b.key, Score(score, tuple(signs))))
    return found


def voices(cards: Sequence[CoverageCard], found: Sequence[Tie]) -> list[list[str]]:
    """Return the articles' keys by voice, the widest voice first.

    All articles of one outlet are one voice. Outlets become one by average link, so that one weak
    tie does not join two groups; but copies of a common origin (an outlet that they credit, or one
    that had the story days before) are tied by it, even where they took different parts. One that
    copies from two outlets which know nothing of each other goes with the one it owes more.
    """
    ordered = sorted(cards, key=lambda card: card.key)
    units: dict[str, list[CoverageCard]] = defaultdict(list)
    for card in ordered:
        units[plain(card.outlet) or card.key].append(card)
    names = sorted(units, key=lambda name: units[name][0].key)
    place = {card.key: i for i, name in enumerate(names) for card in units[name]}
    direct = _between([len(units[name]) for name in names], place, found)
    scores = direct.copy()
    wires = [_is_wire(units[name]) for name in names]
    for hub, name in enumerate(names):
        copies = [
            i
            for i, other in enumerate(names)
            if i != hub
            and direct[hub, i] >= weights.BAR
            and (wires[hub] or _may_copy(units[other], units[name]))
        ]
        for i, j in combinations(copies, 2):
            over = direct[hub, i] * direct[hub, j]
            scores[i, j] = scores[j, i] = max(scores[i, j], over)
    groups = average_link(scores, weights.BAR)
    members = [sorted(c.key for i in group for c in units[names[i]]) for group in groups]
    sizes = {keys[0]: len(group) for keys, group in zip(members, groups, strict=True)}
    return sorted(members, key=lambda keys: (-sizes[keys[0]], keys[0]))


def _between(sizes: Sequence[int], place: dict[str, int], found: Sequence[Tie]) -> Scores:
    """Return how far one outlet hangs on another: the mean over its articles of their best tie."""
    best: dict[tuple[str, int], float] = defaultdict(float)
    for tie in found:
        for key, other in ((tie.a, tie.b), (tie.b, tie.a)):
            best[key, place[other]] = max(best[key, place[other]], tie.score.value)
    sums = np.zeros((len(sizes), len(sizes)))
    for key, unit in sorted(best):
        sums[place[key], unit] += best[key, unit]
    means = sums / np.array(sizes)[:, None]
    either: Scores = np.maximum(means, means.T)
    return either


def chance(passages: int, swapped: int) -> tuple[float, float]:
    """Return how likely an order with so few swapped pairs of passages is among independent texts.

    First if any order is as likely as another; then if both put the weightier things first, so
    that each swapped pair makes an order less likely by a constant factor (Mallows 1957).
    """
    counts = _orders(passages)[: swapped + 1]
    factor = weights.PYRAMID
    alike = math.prod((1 - factor**i) / (1 - factor) for i in range(1, passages + 1))
    pyramid = math.fsum(count * factor**i for i, count in enumerate(counts)) / alike
    return sum(counts) / math.factorial(passages), min(1.0, pyramid)


@lru_cache(maxsize=128)
def _orders(size: int) -> tuple[int, ...]:
    """Return how many orders of so many things have 0, 1, 2 … swapped pairs (Mahonian numbers)."""
    if size < 2:
        return (1,)
    before = _orders(size - 1)
    total = len(before) + size - 1
    return tuple(sum(before[max(0, k - size + 1) : k + 1]) for k in range(total))


class _Story:
    """What all articles of a story have, so that it can be told what only two of them have."""

    def __init__(self, cards: Sequence[CoverageCard]) -> None:
        self.cards = cards
        self._features = {card.key: _features(card) for card in cards}
        self._holders = Counter(one for held in self._features.values() for one in held)
        self.spellings = _spellings(cards)

    def pairs(self) -> list[tuple[CoverageCard, CoverageCard]]:
        """Return the pairs to look at; of many, each article with those that share most with it."""
        few = None if len(self.cards) <= weights.EXACT else self._nearest()
        return [
            (a, b)
            for a, b in combinations(self.cards, 2)
            if few is None or (a.key, b.key) in few or (b.key, a.key) in few
            if not a.outlet or plain(a.outlet) != plain(b.outlet)
        ]

    def _nearest(self) -> set[tuple[str, str]]:
        rare: dict[Feature, list[str]] = defaultdict(list)
        for card in self.cards:
            for one in self._features[card.key]:
                if 1 < self._holders[one] <= weights.FEW:
                    rare[one].append(card.key)
        shared = Counter(pair for keys in rare.values() for pair in combinations(keys, 2))
        ranked: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for (key, other), count in shared.items():
            ranked[key].append((-count, other))
            ranked[other].append((-count, key))
        return {(key, other) for key in ranked for _, other in sorted(ranked[key])[: weights.MOST]}

    def is_alone(self, phrase: Sequence[str], a: CoverageCard, b: CoverageCard) -> bool:
        """Tell whether no third article has the words."""
        if any(self._holders[pair] == 2 for pair in pairwise(phrase)):
            return True
        joined = f" {' '.join(phrase)} "
        return not any(
            joined in _text(card.text).joined
            for card in self.cards
            if card is not a and card is not b
        )


def _features(card: CoverageCard) -> frozenset[Feature]:
    """Return what to look an article up by: its claims, and its rarer pairs of words."""
    return frozenset((claim,) for claim in card.claims) | frozenset(
        (one.word, other.word)
        for one, other in pairwise(_text(card.text).own)
        if one.word and other.word and rarity(one.word) + rarity(other.word) >= weights.PHRASE
    )


# --- Credit ------------------------------------------------------------------------------------


def _credit(a: CoverageCard, b: CoverageCard) -> Iterator[Evidence]:
    """Yield that one credits the other, or both a third."""
    for one, other in ((a, b), (b, a)):
        if other.outlet and not (one.day and other.day and one.day < other.day):
            found = [*_credit_lines(one, other), *_relayed(one, other)]
            yield from sorted(found, key=lambda evidence: -evidence.value)[:1]
    yield from _common(a, b)


def _credit_lines(one: CoverageCard, other: CoverageCard) -> Iterator[Evidence]:
    for line in credits_of(one):
        if named(line.name, other.outlet):
            because = f"{_name(one)} credits {other.outlet}: “{line.words}”"
            yield Evidence("credit", weights.CREDIT[line.kind], because)


def _relayed(one: CoverageCard, other: CoverageCard) -> Iterator[Evidence]:
    if count := sum(named(name, other.outlet) for name in one.credits):
        share = count / max(count, len(one.claims))
        value = weights.RELAYED + weights.RELAYED_SHARE * share
        because = f"{_name(one)} has {_of(count, len(one.claims))} by way of {other.outlet}"
        yield Evidence("credit", value, because)


def _common(a: CoverageCard, b: CoverageCard) -> Iterator[Evidence]:
    """Yield that both have something by way of a third outlet or agency."""
    mine, theirs = (Counter(map(plain, filter(is_press, card.credits))) for card in (a, b))
    print_names = {plain(name): name for name in (*a.credits, *b.credits)}
    for key in sorted(mine.keys() & theirs.keys()):
        if any(named(key, plain(card.outlet)) for card in (a, b) if card.outlet):
            continue
        share = min(
            count / max(count, len(card.claims))
            for card, count in ((a, mine[key]), (b, theirs[key]))
        )
        value = weights.COMMON + weights.COMMON_SHARE * share
        yield Evidence(
            "origin",
            value,
            f"both have statements by way of {print_names[key]}: "
            f"{_of(mine[key], len(a.claims))} and {_of(theirs[key], len(b.claims))}",
        )
    whole = [
        {plain(line.name): line for line in credits_of(card) if line.kind is CreditKind.DATELINE}
        for card in (a, b)
    ]
    for key in sorted(whole[0].keys() & whole[1].keys()):
        if key not in {plain(a.outlet), plain(b.outlet)}:
            because = f"both carry the dateline of {whole[0][key].name}"
            yield Evidence("origin", weights.CREDIT[CreditKind.DATELINE], because)


def _may_copy(copy: Sequence[CoverageCard], hub: Sequence[CoverageCard]) -> bool:
    """Tell whether an outlet may have what it shares with another from it: credited, or earlier."""
    days, earlier = ([card.day for card in cards if card.day] for cards in (copy, hub))
    if days and earlier and min(earlier) < min(days):
        return True
    return bool(hub[0].outlet) and any(
        named(name, hub[0].outlet)
        for card in copy
        for name in (*card.credits, *(line.name for line in credits_of(card)))
    )


def _is_wire(cards: Iterable[CoverageCard]) -> bool:
    """Tell whether an outlet signs its articles as agencies do."""
    return any(
        line.kind is CreditKind.DATELINE and named(line.name, card.outlet)
        for card in cards
        if card.outlet
        for line in credits_of(card, own=True)
    )


# --- Runs and wording --------------------------------------------------------------------------


def _runs(a: CoverageCard, b: CoverageCard) -> Iterator[Evidence]:
    """Yield the share of copied text: long runs of the outlets' own words, quoted ones for less."""
    mine, other = _text(a.text), _text(b.text)
    least = min(mine.own_size, other.own_size)
    own = [run for run in _shared(a.text, b.text) if run.size >= weights.RUN]
    quoted = [run for run in _shared_quotations(a.text, b.text) if run.size >= weights.RUN]
    if not least:
        return
    share = min(1.0, sum(run.size for run in own) / least)
    in_quotations = sum(run.size for run in quoted) / max(least, mine.quoted_size)
    value = _ramp(
        share + weights.QUOTED * min(1.0, in_quotations), weights.RUNS_FROM, weights.RUNS_FULL, 0.98
    )
    if value and own:
        longest = max(own, key=lambda run: (run.size, -run.a))
        yield Evidence(
            "runs",
            value,
            f"{share:.0%} of the shorter text, quotations left out, stands word for word in the "
            f"other: “{_words(a.text, mine.own, longest)}”",
        )


def _wording(a: CoverageCard, b: CoverageCard, story: _Story) -> Iterator[Evidence]:
    """Yield rare turns of phrase that both have once, and nobody else in the story."""
    mine, other = _text(a.text), _text(b.text)
    least = min(mine.own_size, other.own_size)
    found = []
    for run in _shared(a.text, b.text):
        if run.size < weights.RUN and (worth := _worth(mine, other, run)) >= weights.PHRASE:
            phrase = [token.word for token in mine.own[run.a : run.a + run.size]]
            if story.is_alone(phrase, a, b):
                found.append((worth, _words(a.text, mine.own, run)))
    found.sort(key=lambda one: (-one[0], one[1]))
    total = math.fsum(worth for worth, _ in found)
    value = _ramp(
        total / math.sqrt(max(1, least)),
        weights.WORDING_FROM,
        weights.WORDING_FULL,
        weights.WORDING_MOST,
    )
    if value:
        quoted = ", ".join(f"“{words}”" for _, words in found[:SHOWN])
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        who = "only these two of the story write" if len(story.cards) > 2 else "both write"
        yield Evidence("wording", value, f"{who} {quoted}{more}")


def _spellings(cards: Sequence[CoverageCard]) -> dict[tuple[str, str], list[Evidence]]:
    """Return the names that only two articles spell so, where most others have nearly the same."""
    holders: dict[str, list[CoverageCard]] = defaultdict(list)
    for card in cards:
        for name in _names(card.text):
            holders[name].append(card)
    usual: dict[str, list[str]] = defaultdict(list)
    for name, held in sorted(holders.items()):
        if len(held) > 2:
            usual[name[0]].append(name)
    found: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for name, held in sorted(holders.items()):
        if len(held) != 2 or len(name) < 6:
            continue
        near = [
            form
            for form in usual[name[0]]
            if _is_near(name, form) and not set(holders[form]) & set(held)
        ]
        if near:
            form = max(near, key=lambda form: (len(holders[form]), form))
            because = f"only these two write “{name}”, {len(holders[form])} others write “{form}”"
            sign = Evidence("spelling", weights.SPELLING, because)
            found[held[0].key, held[1].key].append(sign)
    return found


def _is_near(name: str, other: str) -> bool:
    """Tell whether one letter more, less or other makes one name of the other, but no ending."""
    short, long = sorted((_folded(name), _folded(other)), key=len)
    if short == long or len(long) - len(short) > 1 or short[0] != long[0]:
        return False
    if long.startswith(short):
        return False  # a plural, a possessive
    start = next(i for i in range(len(long)) if i >= len(short) or short[i] != long[i])
    return short[start:] == long[start + 1 :] or short[start + 1 :] == long[start + 1 :]


@lru_cache(maxsize=8192)
def _folded(name: str) -> str:
    """Return a name without its accents, which some outlets never print."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


@lru_cache(maxsize=1024)
def _names(text: str) -> frozenset[str]:
    """Return the words that stand with a capital inside a sentence, and nowhere without."""
    forms = {form.removesuffix("'s").removesuffix("’s") for form in _WORD.findall(text)}
    return frozenset(
        form
        for form in forms
        if form[0].isupper() and form[1:].islower() and form.lower() not in forms
    )


def _worth(mine: _Text, other: _Text, run: Run) -> float:
    """Return how rare a phrase is: its words that are no names; 0 for a term of the matter.

    What the matter is about recurs, whoever writes; a turn of phrase stands once in each text.
    """
    tokens = mine.own[run.a : run.a + run.size]
    rare = [t.word for t in tokens if t.form.islower() and rarity(t.word) >= weights.WORD]
    phrase = _phrase(mine.own, run)
    if len(rare) < 2 or mine.joined.count(phrase) > 1 or other.joined.count(phrase) > 1:
        return 0.0
    if all(mine.counts[word] > 1 and other.counts[word] > 1 for word in rare):
        return 0.0
    return math.fsum(map(rarity, rare))


def _phrase(tokens: Sequence[Token], run: Run) -> str:
    return f" {' '.join(token.word for token in tokens[run.a : run.a + run.size])} "


@lru_cache(maxsize=2048)
def _shared(a: str, b: str) -> tuple[Run, ...]:
    return tuple(_tiles(_text(a).own, _text(b).own))


@lru_cache(maxsize=2048)
def _shared_quotations(a: str, b: str) -> tuple[Run, ...]:
    return tuple(_tiles(_text(a).quoted, _text(b).quoted))


def _tiles(mine: Sequence[Token], other: Sequence[Token]) -> Iterator[Run]:
    """Yield the longest shared runs of two words or more, one after another, none twice."""
    at: dict[tuple[str, str], list[int]] = defaultdict(list)
    for j in range(len(other) - 1):
        if other[j].word and other[j + 1].word:
            at[other[j].word, other[j + 1].word].append(j)
    i = 0
    while i < len(mine) - 1:
        best = Run(i, 0, 0)
        for j in at.get((mine[i].word, mine[i + 1].word), ()):
            size = 2
            while (
                i + size < len(mine)
                and j + size < len(other)
                and mine[i + size].word == other[j + size].word != ""
            ):
                size += 1
            if size > best.size:
                best = Run(i, j, size)
        if best.size:
            yield best
        i += max(1, best.size)


# --- Order -------------------------------------------------------------------------------------


def _order(a: CoverageCard, b: CoverageCard) -> Iterator[Evidence]:
    """Yield that the passages which both have stand in the same order, with its chance level."""
    pairs = _passages(a, b)
    size = len(pairs)
    if size < weights.PASSAGES:
        return
    swapped = sum(x[1] > y[1] for x, y in combinations(pairs, 2))
    plain_chance, pyramid = chance(size, swapped)
    value = _ramp(-math.log10(pyramid), weights.ORDER_FROM, weights.ORDER_FULL, weights.ORDER_MOST)
    if value:
        order = (
            "in the same order"
            if not swapped
            else f"in nearly the same order ({swapped} of {size * (size - 1) // 2} pairs swapped)"
        )
        yield Evidence(
            "order",
            value,
            f"the {size} passages that both have stand {order}: by chance {_odds(plain_chance)}, "
            f"and {_odds(pyramid)} where both only put the weightier things first",
        )


def _passages(a: CoverageCard, b: CoverageCard) -> list[tuple[int, int]]:
    """Return the places of what both tell: shared claims, and sentences that say much the same."""
    mine, other = _text(a.text), _text(b.text)
    pairs: dict[int, int] = {}
    firsts, seconds = _firsts(a), _firsts(b)
    # By place, so that of two claims that begin together none is first; no place twice.
    for i, j in sorted((firsts[claim], seconds[claim]) for claim in firsts.keys() & seconds.keys()):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    taken = [
        {_sentence(text, place) for place in places}
        for text, places in ((mine, pairs.keys()), (other, pairs.values()))
    ]
    for i, j in _alike(a.text, b.text):
        if i not in taken[0] and j not in taken[1]:
            pairs[mine.sentences[i]] = other.sentences[j]
    return sorted(pairs.items())


def _firsts(card: CoverageCard) -> dict[str, int]:
    """Return where each claim stands first."""
    found: dict[str, int] = {}
    for claim, start in zip(card.claims, card.starts, strict=True):
        found.setdefault(claim, start)
    return found


def _sentence(text: _Text, place: int) -> int:
    return int(np.searchsorted(text.sentences, place, side="right")) - 1


@lru_cache(maxsize=2048)
def _alike(a: str, b: str) -> tuple[tuple[int, int], ...]:
    """Return the sentences that share most of their rarer words, each the best for the other."""
    mine, other = _text(a).telling, _text(b).telling
    at: dict[str, list[int]] = defaultdict(list)
    for j, sentence in enumerate(other):
        for word in sentence:
            at[word].append(j)
    worth, count = np.zeros((2, len(mine), len(other)))
    for i, sentence in enumerate(mine):
        for word in sorted(sentence):
            for j in at.get(word, ()):
                worth[i, j] += rarity(word)
                count[i, j] += 1
    if not worth.any():
        return ()
    whole = np.sqrt(np.outer(list(map(_weight, mine)), list(map(_weight, other))))
    is_enough = (count > 1) & (worth >= weights.PASSAGE_WORDS)
    scores = np.divide(worth, whole, out=np.zeros_like(worth), where=is_enough)
    columns, rows = scores.argmax(axis=1), scores.argmax(axis=0)
    return tuple(
        (i, int(j))
        for i, j in enumerate(columns)
        if scores[i, j] >= weights.PASSAGE_SHARE and rows[j] == i
    )


def _weight(some: Iterable[str]) -> float:
    return math.fsum(sorted(map(rarity, some)))


# --- Texts and words ---------------------------------------------------------------------------


@lru_cache(maxsize=512)
def _text(text: str) -> _Text:
    quotations = [match.span() for match in _QUOTATION.finditer(text)]
    own: list[Token] = []
    quoted: list[Token] = []
    edges = iter([*quotations, (len(text) + 1, len(text) + 1)])
    start, end = next(edges)
    last = 0
    for match in _WORD.finditer(text):
        while match.start() >= end:
            start, end = next(edges)
            own.append(Token("", "", match.start()))
            quoted.append(Token("", "", match.start()))
        if "\n" in text[last : match.start()]:
            own.append(Token("", "", match.start()))
        last = match.end()
        token = Token(next(words(match.group()), ""), match.group(), match.start())
        (quoted if start <= match.start() < end else own).append(token)
    starts = [0, *(match.end() for match in _SENTENCE.finditer(text))]
    starts = [place for place in starts if place < len(text)]
    telling: list[set[str]] = [set() for _ in starts]
    for token in own:
        if token.word and rarity(token.word) >= weights.WORD:
            place = int(np.searchsorted(starts, token.start, side="right")) - 1
            telling[place].add(token.word)
    joined = f" {' '.join(token.word for token in own)} "
    counts = Counter(token.word for token in own)
    return _Text(
        own=tuple(own),
        quoted=tuple(quoted),
        own_size=_size(own),
        quoted_size=_size(quoted),
        sentences=tuple(starts),
        telling=tuple(map(frozenset, telling)),
        joined=joined,
        counts=counts,
    )


def _size(tokens: Sequence[Token]) -> int:
    return sum(bool(token.word) for token in tokens)


def _words(text: str, tokens: Sequence[Token], run: Run) -> str:
    first, last = tokens[run.a], tokens[run.a + run.size - 1]
    words = text[first.start : last.start + len(last.form)].split()
    return " ".join(words[:24]) + " …" * (len(words) > 24)


def _ramp(value: float, start: float, full: float, most: float) -> float:
    return round(most * min(1.0, max(0.0, (value - start) / (full - start))), 4)


def _odds(chance: float) -> str:
    return f"1 in {round(1 / chance):,}" if chance < 0.5 else "more often than not"


def _of(count: int, all_: int) -> str:
    return f"{count} of {max(count, all_)} statements"


def _name(card: CoverageCard) -> str:
    return card.outlet or "the article of an unknown outlet"
