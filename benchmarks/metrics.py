"""Measures of quality, from their definitions: shares, clusters, scored pairs, intervals."""

import random
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Unit = TypeVar("Unit")
Groups = Mapping[str, Hashable]  # item to the group it stands in
Scores = npt.NDArray[np.float64]

SAMPLES = 1000  # of a bootstrap: its ends then rest on 25 samples each
SEED = 20180508  # any fixed number will do


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, of how many predicted and of how many gold; can be added up."""

    right: float = 0
    predicted: float = 0
    gold: float = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.predicted + other.predicted, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        """Return the share of the predicted that is right; 0 when nothing was predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Return the share of the gold that was found; 0 when there is no gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)


@dataclass(frozen=True, slots=True)
class BCubed:
    """Sums over items of B-cubed precision and recall (Bagga & Baldwin 1998); can be added up."""

    precisions: float = 0
    recalls: float = 0
    items: int = 0

    def __add__(self, other: "BCubed") -> "BCubed":
        return BCubed(
            self.precisions + other.precisions,
            self.recalls + other.recalls,
            self.items + other.items,
        )

    @property
    def precision(self) -> float:
        """Return the mean share of an item's predicted group that belongs with it."""
        return self.precisions / self.items if self.items else 0.0

    @property
    def recall(self) -> float:
        """Return the mean share of an item's gold group that was put with it."""
        return self.recalls / self.items if self.items else 0.0

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        return _harmonic(self.precision, self.recall)


def total(counts: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    return sum(counts, Counts())


def bcubed(gold: Groups, predicted: Groups) -> dict[Hashable, BCubed]:
    """Return the sums of each gold group; an item without prediction is a group of its own."""
    guesses = _completed(gold, predicted)
    both = Counter((gold[item], guesses[item]) for item in gold)
    gold_sizes, guess_sizes = Counter(gold.values()), Counter(guesses.values())
    sums = dict.fromkeys(gold.values(), BCubed())
    for (group, guess), common in both.items():
        sums[group] += BCubed(
            common * common / guess_sizes[guess], common * common / gold_sizes[group], common
        )
    return sums


def pairwise(
    gold: Groups, predicted: Groups, outlets: Mapping[str, str] | None = None
) -> dict[Hashable, Counts]:
    """Return the counts of links between items of a group, by gold group.

    With `outlets`, only links between two outlets count. A link is shared between the groups of
    its two ends, so that the counts of all groups add up to the counts of links.
    """
    guesses = _completed(gold, predicted)
    own = outlets or {item: item for item in gold}
    right = _degrees({item: (gold[item], guesses[item]) for item in gold}, own)
    guessed, wanted = _degrees(guesses, own), _degrees(gold, own)
    sums = dict.fromkeys(gold.values(), Counts())
    for item, group in gold.items():
        sums[group] += Counts(right[item] / 2, guessed[item] / 2, wanted[item] / 2)
    return sums


def average_precision(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Return the area under precision over recall; equal scores enter together."""
    hits, taken = _cumulated(labels, scores)
    recalls = hits / max(hits[-1], 1)
    return float(np.sum(np.diff(recalls, prepend=0.0) * (hits / taken)))


def balanced_accuracy(labels: Sequence[int], scores: Sequence[float], threshold: float) -> float:
    """Return the mean of the shares of positives at or over the threshold and negatives under."""
    positive = np.asarray(labels).astype(bool)
    over = np.asarray(scores, float) >= threshold
    return float(_share(over[positive]) + _share(~over[~positive])) / 2


def best_threshold(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Return the score at which balanced accuracy is highest, the highest such score."""
    hits, taken = _cumulated(labels, scores)
    positives, negatives = hits[-1], len(labels) - hits[-1]
    rejected = negatives - (taken - hits)
    balance = (hits / max(positives, 1) + rejected / max(negatives, 1)) / 2
    return float(np.unique(np.asarray(scores, float))[::-1][int(np.argmax(balance))])


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the correlation of ranks, equal values sharing theirs; 0 when one never varies."""
    if not (np.ptp(first) and np.ptp(second)):
        return 0.0
    return float(np.corrcoef(_ranks(first), _ranks(second))[0, 1])


def interval(
    units: Sequence[Unit],
    statistic: Callable[[Sequence[Unit]], float],
    samples: int = SAMPLES,
) -> tuple[float, float]:
    """Return the 95% interval of a statistic, by resampling its independent units.

    The seed is fixed: twice is the same as once.
    """
    chance = random.Random(SEED)  # noqa: S311 - chance, not secrecy
    values = sorted(
        statistic([units[chance.randrange(len(units))] for _ in units]) for _ in range(samples)
    )
    return values[int(0.025 * samples)], values[min(samples - 1, int(0.975 * samples))]


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _completed(gold: Groups, predicted: Groups) -> dict[str, Hashable]:
    return {item: predicted.get(item, ("alone", item)) for item in gold}


def _degrees(groups: Groups, outlets: Mapping[str, str]) -> dict[str, int]:
    """Return to how many items of its group, of other outlets, each item is linked."""
    sizes = Counter(groups.values())
    same = Counter((group, outlets[item]) for item, group in groups.items())
    return {item: sizes[group] - same[group, outlets[item]] for item, group in groups.items()}


def _cumulated(labels: Sequence[int], scores: Sequence[float]) -> tuple[Scores, Scores]:
    """Return positives and items at or over each distinct score, from the highest down."""
    values, places = np.unique(-np.asarray(scores, float), return_inverse=True)
    hits = np.bincount(places, weights=np.asarray(labels, float), minlength=len(values))
    taken = np.bincount(places, minlength=len(values)).astype(float)
    return np.cumsum(hits), np.cumsum(taken)


def _ranks(values: Sequence[float]) -> Scores:
    _, places, counts = np.unique(
        np.asarray(values, float), return_inverse=True, return_counts=True
    )
    ranks: Scores = (np.cumsum(counts) - (counts - 1) / 2)[places]
    return ranks


def _share(flags: npt.NDArray[np.bool_]) -> float:
    return float(flags.sum() / len(flags)) if len(flags) else 0.0
