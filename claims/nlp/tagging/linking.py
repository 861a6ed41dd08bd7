"""Labelled words -> attributions: each content gets its cue, each cue its source.

Nearness and the tagger's pointers decide together; the weights were chosen on PolNeAR's dev part.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.nlp.tagging.labels import (
    CONTENT,
    CUE,
    OUTSIDE,
    SOURCE,
    Stretch,
    decoded,
    stretches,
)
from claims.nlp.tagging.tagger import View
from claims.nlp.tagging.words import LINE, Words

WORD, PARAGRAPH, SENTENCE, POINTED = 0.15, 3.0, 0.5, 2.0
UNSEEN = 12.0  # cost of a pointer that no window saw
MOST_FOR_CUE = 8.0
MOST_FOR_SOURCE = 10.0
NO_SOURCE = 2.0  # cost of having none, beside its pointer
OUTSIDE_BIAS = 0.2  # taken from the log-probability of having no role

LONG = 40  # words; a longer content is no surer
WEIGHTS = {
    "content": 3.35,
    "cue": 1.13,
    "source": 1.14,
    "to_cue": 0.48,
    "to_source": 0.80,
    "length": 0.55,
    "is_sourceless": -0.64,
}
BIAS = 2.09
LEAST = 0.35  # confidence

Costs = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Mean log-probabilities of what an attribution rests on, and two facts about it."""

    content: float
    cue: float
    source: float
    to_cue: float
    to_source: float
    length: float
    is_sourceless: float

    @property
    def confidence(self) -> float:
        """Return how probably the attribution is right (logistic regression on PolNeAR's dev)."""
        logit = BIAS + sum(weight * getattr(self, name) for name, weight in WEIGHTS.items())
        return 1 / (1 + math.exp(-logit))


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution as stretches of words; `source` is None where the text names none."""

    content: tuple[Stretch, ...]
    cue: Stretch
    source: Stretch | None
    evidence: Evidence


def linked(words: Words, ends: npt.NDArray[np.bool_], views: Sequence[View]) -> list[Found]:
    """Return the attributions of words, in text order; `ends` says which words end a sentence."""
    if not len(words):
        return []
    scores = np.concatenate([view.labels for view in views])
    biased = scores.copy()
    biased[:, OUTSIDE] -= OUTSIDE_BIAS
    labels = decoded(biased)
    contents, cues, sources = (stretches(labels, role) for role in (CONTENT, CUE, SOURCE))
    if not contents or not cues:
        return []
    gaps = _Gaps(words, ends)
    to_cue, _ = _pointed(views, 0, contents, cues)
    costs = gaps.between(contents, cues) + POINTED * to_cue
    chosen = costs.argmin(axis=1)
    by_cue: dict[int, list[int]] = defaultdict(list)
    for place, cue in enumerate(chosen.tolist()):
        if costs[place, cue] <= MOST_FOR_CUE:
            by_cue[cue].append(place)
    from_cue, none = _pointed(views, 1, cues, sources)
    ways = gaps.between(cues, sources) + POINTED * from_cue if sources else np.empty((len(cues), 0))
    certain = scores[np.arange(len(labels)), labels]
    found = []
    for cue, places in by_cue.items():
        source = _source(ways[cue], NO_SOURCE + POINTED * none[cue])
        own = [contents[place] for place in places]
        found.append(
            Found(
                tuple(own),
                cues[cue],
                sources[source] if source is not None else None,
                Evidence(
                    content=float(np.mean([certain[a:b].mean() for a, b in own])),
                    cue=float(certain[slice(*cues[cue])].mean()),
                    source=float(certain[slice(*sources[source])].mean())
                    if source is not None
                    else 0.0,
                    to_cue=float(-min(to_cue[place, cue] for place in places)),
                    to_source=float(-(from_cue[cue, source] if source is not None else none[cue])),
                    length=min(sum(b - a for a, b in own), LONG) / LONG,
                    is_sourceless=float(source is None),
                ),
            )
        )
    kept = (one for one in found if one.evidence.confidence >= LEAST)
    return sorted(kept, key=lambda one: one.content)


def _source(ways: Costs, nothing: float) -> int | None:
    """Return the cheapest source of a cue, None when it is cheaper to have none."""
    if not len(ways):
        return None
    best = int(ways.argmin())
    return best if ways[best] <= min(MOST_FOR_SOURCE, nothing) else None


def _pointed(
    views: Sequence[View], query: int, froms: Sequence[Stretch], tos: Sequence[Stretch]
) -> tuple[Costs, Costs]:
    """Return how improbably stretches point to the first word of others, and to none.

    Mean negative log-probabilities over the words that see them, as costs.
    """
    total = np.zeros((len(froms), len(tos) + 1))
    seen = np.zeros_like(total)
    owners = [(at, number) for number, stretch in enumerate(froms) for at in range(*stretch)]
    rows, numbers = (np.array(column, dtype=np.int64) for column in zip(*owners, strict=True))
    targets = np.array([first for first, _ in tos], dtype=np.int64)
    for view in views:
        held = (rows >= view.spoken.start) & (rows < view.spoken.stop)
        if not held.any():
            continue
        logs = view.pointing(query, rows[held])
        inside = np.flatnonzero(
            (targets >= view.first) & (targets < view.first + logs.shape[1] - 1)
        )
        columns = np.concatenate([inside, [len(tos)]])
        picked = np.concatenate([targets[inside] - view.first + 1, [0]])
        where = np.ix_(numbers[held], columns)
        np.add.at(total, where, -logs[:, picked])
        np.add.at(seen, where, 1)
    costs = np.where(seen > 0, total / np.maximum(seen, 1), UNSEEN)
    return costs[:, :-1], costs[:, -1]


class _Gaps:
    """Costs of what lies between two stretches of words."""

    def __init__(self, words: Words, ends: npt.NDArray[np.bool_]) -> None:
        self._lines = np.cumsum(words.breaks[words.places] == LINE)
        self._ends = np.cumsum(ends)

    def between(self, ones: Sequence[Stretch], others: Sequence[Stretch]) -> Costs:
        first, last = np.array(ones).T[:, :, None]
        start, end = np.array(others).T[:, None, :]
        left = np.minimum(last, end) - 1  # the last word of what comes first
        right = np.maximum(first, start)  # the first word of what comes later
        words = np.maximum(right - left - 1, 0)
        lines = np.maximum(self._lines[right] - self._lines[left], 0)
        ends = np.maximum(self._ends[np.maximum(right - 1, 0)] - self._ends[left], 0)
        costs: Costs = WORD * words + PARAGRAPH * lines + SENTENCE * ends
        return costs
