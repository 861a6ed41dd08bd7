"""Which articles of a story are not independent of each other, and by what one can tell."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.linking.types import CoverageCard, Evidence, Score
from claims.linking.words import words

BAR = 0.5  # from this score on, two articles are one voice
RUN = 8  # words
FULL = 0.3  # the share of common text that leaves no doubt


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two articles are not independent of each other, by their keys; `a` before `b`."""

    a: str
    b: str
    score: Score


def ties(cards: Sequence[CoverageCard]) -> list[Tie]:
    """Return the ties between articles of one story, in the order of their keys."""
    ordered = sorted(cards, key=lambda card: card.key)
    shingles = {card.key: _shingles(card.text) for card in ordered}
    found = []
    for i, a in enumerate(ordered):
        for b in ordered[i + 1 :]:
            least = min(len(shingles[a.key]), len(shingles[b.key]))
            share = len(shingles[a.key] & shingles[b.key]) / least if least else 0.0
            if share >= FULL * BAR:
                because = f"they share {share:.0%} of their text word for word"
                evidence = Evidence("runs", min(1.0, share / FULL), because)
                found.append(Tie(a.key, b.key, Score(evidence.value, (evidence,))))
    return found


def voices(cards: Sequence[CoverageCard], found: Sequence[Tie]) -> list[list[str]]:
    """Return the articles by voice: those that are not independent of each other together."""
    group = {card.key: {card.key} for card in cards}
    for tie in found:
        if tie.score.value >= BAR and group[tie.a] is not group[tie.b]:
            group[tie.a] |= group[tie.b]
            for key in group[tie.b]:
                group[key] = group[tie.a]
    return sorted({min(members): sorted(members) for members in group.values()}.values())


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    tokens = tuple(words(text))
    return frozenset(tokens[i : i + RUN] for i in range(len(tokens) - RUN + 1))
