"""Statements that say the same: which pairs to look at, how they link, the claims they form."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from claims.linking import pairs, weights
from claims.linking.average_link import average_link, components
from claims.linking.quotations import grams
from claims.linking.types import LinkKind, PairLink, Score, StatementCard

Pair = tuple[StatementCard, StatementCard]
KeyPairs = Iterable[tuple[str, str]]

_ROWS = 512  # of the matrix of cosines that are made at once
_CROWD = 200  # statements that share a run of words; beyond, the run is boilerplate


@dataclass(frozen=True, slots=True)
class Member:
    """How one statement hangs on its claim: by its best link to another statement of it."""

    to: str
    kind: LinkKind
    score: Score


@dataclass(frozen=True, slots=True)
class Cluster:
    """Statements that form a claim, by their keys; a statement that links to none stands alone.

    `wording` is the statement whose words stand for all, and `members` the others. `related` are
    links to statements outside: shown beside the claim, never part of it.
    """

    wording: str
    why_wording: str
    links: dict[str, Member]
    related: tuple[PairLink, ...]

    @property
    def members(self) -> frozenset[str]:
        """Return the keys of all statements of the claim."""
        return frozenset({self.wording, *self.links})


def candidates(cards: Iterable[StatementCard]) -> Iterator[Pair]:
    """Yield each pair that may link, once, in a stable order: near in meaning or sharing words."""
    ordered = _ordered(cards)
    near = set(_sharing_words(ordered))
    vectors = np.array([card.vector for card in ordered], dtype=np.float64)
    for start in range(0, len(ordered), _ROWS):
        close = vectors[start : start + _ROWS] @ vectors.T >= _LEAST_COSINE
        for row, column in np.argwhere(np.triu(close, start + 1)).tolist():
            near.add((start + row, column))
    for i, j in sorted(near):
        yield ordered[i], ordered[j]


_LEAST_COSINE = min(weights.RELATED_COSINE, weights.SILENCE_COSINE)


def link(cards: Iterable[StatementCard]) -> list[PairLink]:
    """Return every link among statements; of those that are only related, each one's best few."""
    found = [made for a, b in candidates(cards) if (made := pairs.score(a, b))]
    same = [made for made in found if made.kind is not LinkKind.RELATED]
    related = [made for made in found if made.kind is LinkKind.RELATED]
    related.sort(key=lambda made: (-_nearness(made), made.a, made.b))
    shown: Counter[str] = Counter()
    for made in related:
        if max(shown[made.a], shown[made.b]) < weights.RELATED_MOST:
            shown.update((made.a, made.b))
            same.append(made)
    return sorted(same, key=lambda made: (made.a, made.b))


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
    made = {(one.a, one.b): one for one in links}
    same = {pair: one for pair, one in made.items() if one.kind is not LinkKind.RELATED}
    edges = np.zeros((len(ordered), len(ordered)), dtype=bool)
    joined = [(place[a], place[b]) for a, b in together if a in place and b in place]
    split = {frozenset((a, b)) for a, b in apart}
    for i, j in [*((place[a], place[b]) for a, b in same), *joined]:
        edges[i, j] = edges[j, i] = True
    related: dict[str, list[PairLink]] = defaultdict(list)
    for one in made.values():
        if one.kind is LinkKind.RELATED:
            related[one.a].append(one)
            related[one.b].append(one)
    found = []
    for part in components(edges):
        within = [(part.index(i), part.index(j)) for i, j in joined if i in part]
        for group in _clusters([ordered[i] for i in part], same, within, split):
            found.append(_cluster(group, same, related))
    return found


def _clusters(
    cards: Sequence[StatementCard],
    same: dict[tuple[str, str], PairLink],
    together: Iterable[tuple[int, int]],
    split: set[frozenset[str]],
) -> list[list[StatementCard]]:
    if len(cards) == 1:
        return [list(cards)]
    scores = np.eye(len(cards))
    barred = []
    for i, a in enumerate(cards):
        for j, b in enumerate(cards[i + 1 :], i + 1):
            one = same.get((a.key, b.key))
            scores[i, j] = scores[j, i] = one.score.value if one else pairs.unlinked_value(a, b)
            if frozenset((a.key, b.key)) in split or (not one and pairs.why_apart(a, b)):
                barred.append((i, j))
    groups = average_link(scores, weights.CLAIM_MEAN, together, barred)
    return [[cards[i] for i in group] for group in groups]


def _cluster(
    cards: Sequence[StatementCard],
    same: dict[tuple[str, str], PairLink],
    related: dict[str, list[PairLink]],
) -> Cluster:
    keys = {card.key for card in cards}
    inside: dict[str, list[PairLink]] = defaultdict(list)
    for card in cards:
        for other in cards:
            if one := same.get((card.key, other.key)):
                inside[card.key].append(one)
                inside[other.key].append(one)
    wording, why = _wording(cards, inside)
    links = {
        card.key: _member(card.key, wording.key, inside[card.key])
        for card in cards
        if card is not wording
    }
    outside = {
        (one.a, one.b): one
        for key in sorted(keys)
        for one in related[key]
        if not {one.a, one.b} <= keys
    }
    return Cluster(wording.key, why, links, tuple(outside[pair] for pair in sorted(outside)))


def _member(key: str, wording: str, links: Sequence[PairLink]) -> Member:
    if not links:
        return Member(wording, LinkKind.SAME_STATEMENT, Score(1.0, ()))
    best = min(
        links,
        key=lambda one: (wording not in (one.a, one.b), -one.score.value, one.a, one.b),
    )
    return Member(best.b if best.a == key else best.a, best.kind, best.score)


def _wording(
    cards: Sequence[StatementCard], inside: dict[str, list[PairLink]]
) -> tuple[StatementCard, str]:
    if len(cards) == 1:
        return cards[0], "it is the only statement of this claim"

    def rank(card: StatementCard) -> tuple[bool, bool, float, int, str]:
        central = sum(one.score.value for one in inside[card.key])
        return (
            card.certainty != "certain",
            not card.speaker,
            -round(central, 1),
            -len(card.content),
            card.key,
        )

    best = min(cards, key=rank)
    return best, _why_wording(best, cards, len(inside[best.key]))


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


def _nearness(made: PairLink) -> float:
    return made.score.evidence[0].value


def _sharing_words(cards: Sequence[StatementCard]) -> Iterator[tuple[int, int]]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, card in enumerate(cards):
        for gram in set(grams(card)):
            holders[gram].append(i)
    for group in holders.values():
        if len(group) <= _CROWD:
            yield from ((i, j) for n, i in enumerate(group) for j in group[n + 1 :])
