"""Statements that say the same: which pairs to look at, how they link, the claims they form."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.linking import pairs, polarity, relations, weights
from claims.linking.average_link import Scores, average_link_of
from claims.linking.quotations import grams
from claims.linking.types import Evidence, LinkKind, PairLink, Score, StatementCard
from claims.linking.words import is_common

Pair = tuple[StatementCard, StatementCard]
KeyPairs = Iterable[tuple[str, str]]

Halves = npt.NDArray[np.float16]

_ROWS = 512  # of the matrix of cosines that are made at once
_SLACK = 1e-3  # of a cosine in single precision; those that are near the bar are made again


@dataclass(frozen=True, slots=True)
class Member:
    """How one statement hangs on its claim: by its best link to another statement of it."""

    to: str
    kind: LinkKind
    score: Score


@dataclass(frozen=True, slots=True)
class Cluster:
    """Statements that form a claim, by their keys; a statement that links to none stands alone.

    `wording` is the statement whose words stand for all, and `links` holds the others.
    """

    wording: str
    why_wording: str
    links: dict[str, Member]

    @property
    def members(self) -> frozenset[str]:
        """Return the keys of all statements of the claim."""
        return frozenset({self.wording, *self.links})


def candidates(
    new: Iterable[StatementCard], others: Iterable[StatementCard] = (), days: int | None = None
) -> Iterator[Pair]:
    """Yield each pair that may link and has a new statement, once, in a stable order.

    Whether a pair is one depends on the two alone: they are near in meaning and, where `days` is
    given, published no further apart; or both quote the same words; or both report a silence.
    """
    fresh = _ordered(new)
    known = {card.key for card in fresh}
    cards = [*fresh, *(card for card in _ordered(others) if card.key not in known)]
    vectors = _matrix(cards)
    near = _Near(cards, vectors, days)
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, card in enumerate(cards):
        for gram in _telling_grams(card):
            holders[gram].append(i)
    silent = [i for i, card in enumerate(cards) if polarity.is_silent(card)]
    for start in range(0, len(fresh), _ROWS):
        for i, close in near.rows(start, min(start + _ROWS, len(fresh))):
            found = set(close)
            for gram in _telling_grams(cards[i]):
                found.update(j for j in holders[gram] if j > i)
            if polarity.is_silent(cards[i]):
                found.update(j for j in silent if j > i)
            for j in sorted(found):
                yield cards[i], cards[j]


def link(cards: Iterable[StatementCard]) -> list[PairLink]:
    """Return every link among statements of any stories, without relations."""
    days = max(weights.STATEMENT_DAYS, weights.RELATED_DAYS)
    found = (pairs.score(a, b) for a, b in candidates(cards, days=days))
    return sorted((one for one in found if one), key=lambda one: (one.a, one.b))


def compare(
    new: Iterable[StatementCard], others: Iterable[StatementCard] = ()
) -> Iterator[PairLink]:
    """Yield every link and relation of new statements among each other and with the others.

    A link follows from its two statements alone: a pair need never be looked at again.
    """
    for a, b in candidates(new, others):
        yield from links_of(a, b)


def links_of(a: StatementCard, b: StatementCard) -> Iterator[PairLink]:
    """Yield what two statements are to each other."""
    found = pairs.score(a, b)
    if found:
        yield found
    yield from relations.between(a, b, found)


def alone(key: str) -> Cluster:
    """Return the claim of a statement that links to none."""
    return Cluster(key, "it is the only statement of this claim", {})


def cluster(
    cards: Iterable[StatementCard],
    links: Iterable[PairLink],
    together: KeyPairs = (),
    apart: KeyPairs = (),
) -> list[Cluster]:
    """Return the claims that linked statements form; each statement stands in exactly one.

    By average link over all pairs, never across named speakers, numbers or polarities that clash.
    `together` and `apart` are pairs of keys that people decided. No order matters.
    """
    ordered = _ordered(cards)
    place = {card.key: i for i, card in enumerate(ordered)}
    same: dict[tuple[int, int], PairLink] = {}
    for one in links:
        if one.kind.is_same:
            i, j = sorted((place[one.a], place[one.b]))
            same[i, j] = max(one, same.get((i, j), one), key=lambda one: one.score.value)
    groups = average_link_of(
        len(ordered),
        {pair: one.score.value for pair, one in same.items()},
        _Unlinked(ordered).values,
        weights.CLAIM_MEAN,
        together=_places(together, place),
        apart=_places(apart, place),
        is_barred=lambda i, j: bool(pairs.why_apart(ordered[i], ordered[j])),
    )
    return _described(ordered, groups, same)


def _places(decided: KeyPairs, place: Mapping[str, int]) -> list[tuple[int, int]]:
    return [(place[a], place[b]) for a, b in decided if a in place and b in place]


class _Near:
    """Which statements are near in meaning, row by row."""

    def __init__(self, cards: Sequence[StatementCard], vectors: Halves, days: int | None) -> None:
        self._exact = vectors
        self._quick = vectors.astype(np.float32)
        self._most = days
        self._days = np.array([card.day.toordinal() if card.day else np.nan for card in cards])

    def rows(self, start: int, end: int) -> Iterator[tuple[int, list[int]]]:
        """Yield each item of a range with the later ones that are near it."""
        quick = self._quick[start:end] @ self._quick.T >= pairs.LEAST_COSINE - _SLACK
        for i in range(start, end):
            later = np.nonzero(quick[i - start, i + 1 :])[0] + i + 1
            if self._most is not None:
                later = later[~(np.abs(self._days[later] - self._days[i]) > self._most)]
            cosines = _cosines(self._exact[later], self._exact[i])
            yield i, later[cosines >= pairs.LEAST_COSINE].tolist()


class _Unlinked:
    """What pairs without a link speak for one claim, for many pairs at once."""

    def __init__(self, cards: Sequence[StatementCard]) -> None:
        self._cards = cards
        self._vectors = _matrix(cards)
        self._silent = np.array([polarity.is_silent(card) for card in cards], dtype=bool)

    def values(self, some: Sequence[int], others: Sequence[int]) -> Scores:
        """Return what `pairs.unlinked_value` says of every pair between two groups."""
        cosines = _cosines(self._vectors[some], self._vectors[others].T)
        found = np.clip(cosines, 0.0, weights.NO_LINK)
        for row in np.nonzero(self._silent[some])[0].tolist():
            for column in np.nonzero(self._silent[others])[0].tolist():
                a, b = self._cards[some[row]], self._cards[others[column]]
                found[row, column] = pairs.unlinked_value(a, b)
        return found


def _matrix(cards: Sequence[StatementCard]) -> Halves:
    vectors = [np.asarray(card.vector, dtype=np.float16) for card in cards]
    return np.stack(vectors) if vectors else np.zeros((0, 1), dtype=np.float16)


def _cosines(some: Halves, others: Halves) -> Scores:
    # Sums of products of half-precision numbers up to 1 are exact in doubles, in any order.
    return some.astype(np.float64) @ others.astype(np.float64)


def _telling_grams(card: StatementCard) -> set[tuple[str, ...]]:
    return {gram for gram in grams(card) if not all(map(is_common, gram))}


def _described(
    cards: Sequence[StatementCard],
    groups: Iterable[Sequence[int]],
    same: Mapping[tuple[int, int], PairLink],
) -> list[Cluster]:
    home = {}
    for number, group in enumerate(groups):
        home.update(dict.fromkeys(group, number))
    inside: defaultdict[str, list[PairLink]] = defaultdict(list)
    for (i, j), one in same.items():
        if home[i] == home[j]:
            inside[one.a].append(one)
            inside[one.b].append(one)
    found: defaultdict[int, list[StatementCard]] = defaultdict(list)
    for i, card in enumerate(cards):
        found[home[i]].append(card)
    return [_cluster(found[number], inside) for number in sorted(found)]


def _cluster(cards: Sequence[StatementCard], inside: Mapping[str, list[PairLink]]) -> Cluster:
    if len(cards) == 1:
        return alone(cards[0].key)
    wording, why = _wording(cards, inside)
    links = {
        card.key: _member(card.key, wording.key, inside.get(card.key, []))
        for card in cards
        if card is not wording
    }
    return Cluster(wording.key, why, links)


_BY_PEOPLE = Score(1.0, (Evidence("decision", 1.0, "a person put them together"),))


def _member(key: str, wording: str, links: Sequence[PairLink]) -> Member:
    if not links:
        return Member(wording, LinkKind.SAME_STATEMENT, _BY_PEOPLE)
    best = min(
        links,
        key=lambda one: (wording not in (one.a, one.b), -one.score.value, one.a, one.b),
    )
    return Member(best.b if best.a == key else best.a, best.kind, best.score)


def _wording(
    cards: Sequence[StatementCard], inside: Mapping[str, list[PairLink]]
) -> tuple[StatementCard, str]:
    def rank(card: StatementCard) -> tuple[bool, bool, bool, float, int, str]:
        central = sum(sorted(one.score.value for one in inside.get(card.key, [])))
        return (
            card.certainty != "certain",
            not card.speaker,
            card.is_headline,
            -round(central, 1),
            -len(card.content),
            card.key,
        )

    best = min(cards, key=rank)
    return best, _why_wording(best, cards, len(inside.get(best.key, [])))


def _why_wording(best: StatementCard, cards: Sequence[StatementCard], linked: int) -> str:
    others = [card for card in cards if card is not best]
    reasons = []
    if best.certainty == "certain":
        reasons.append("it is stated as certain")
    if best.speaker:
        reasons.append(f"it names its speaker, {best.speaker}")
    if len(others) > 1:
        reasons.append(f"it says the same as {linked} of the {len(others)} others")
    if all(len(card.content) < len(best.content) for card in others):
        reasons.append("it is the longest")
    return ", ".join(reasons) or "nothing sets the statements apart, so the first was taken"


def _ordered(cards: Iterable[StatementCard]) -> list[StatementCard]:
    return sorted({card.key: card for card in cards}.values(), key=lambda card: card.key)
