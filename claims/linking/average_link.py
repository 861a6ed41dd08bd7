"""Agglomerative clustering by average link (Sokal and Michener 1958), the same for any order.

Two clusters merge while the mean score over all pairs between them reaches the threshold.
So each merge rests on at least one pair that reaches it, and clusters never cross the connected
components of such pairs: clustering only the components that a new item touches gives exactly
what clustering everything would give. It also means that only pairs of clusters with such a pair
between them need to be looked at, so that time and memory grow with these pairs, not with n².
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from heapq import heapify, heappop, heappush

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Pairs = Iterable[tuple[int, int]]
Between = Callable[[Sequence[int], Sequence[int]], Scores]
Bar = Callable[[int, int], bool]

# Scores become whole numbers, so that sums over pairs are exact and no order of adding them shows.
GRAIN = 1_000_000


def average_link(
    scores: Scores, threshold: float, together: Pairs = (), apart: Pairs = ()
) -> list[list[int]]:
    """Return the clusters of the items 0 … n-1, each in rising order, by their first items.

    `scores` is symmetric, 0 to 1. `together` are pairs that end in one cluster whatever their
    score, with what hangs on each; `apart` pairs never meet, unless `together` joins them, which
    counts for more. Ties go to the items with the lowest numbers: number them by a stable key.
    """
    reaching = np.argwhere(np.triu(np.rint(scores * GRAIN) >= threshold * GRAIN, 1))
    linked = {(i, j): float(scores[i, j]) for i, j in reaching.tolist()}

    def rest(some: Sequence[int], others: Sequence[int]) -> Scores:
        return scores[np.ix_(some, others)]

    return average_link_of(len(scores), linked, rest, threshold, together=together, apart=apart)


def average_link_of(
    size: int,
    linked: Mapping[tuple[int, int], float],
    rest: Between,
    threshold: float,
    *,
    together: Pairs = (),
    apart: Pairs = (),
    is_barred: Bar | None = None,
) -> list[list[int]]:
    """Return the same from the scores of `linked` pairs (the lower item first) alone.

    `rest` gives the scores between two groups without a linked pair, all below the threshold.
    `is_barred` tells of a pair that is not linked whether it may never meet but by `together`;
    it is asked only when its clusters would merge.
    """
    clusters = _Clusters(size, linked, rest, together, apart)
    bar = threshold * GRAIN
    queue = [(-total, i, j, 1, 1) for (i, j), total in clusters.pairs() if total >= bar]
    heapify(queue)
    while queue:
        _, i, j, *sizes = heappop(queue)
        if sizes != [len(clusters.members[i]), len(clusters.members[j])]:
            continue  # one of them has grown since
        if clusters.are_foes(i, j) or (is_barred and clusters.has_barred(i, j, is_barred)):
            clusters.keep_apart(i, j)
            continue
        clusters.merge(i, j)
        for k, total in clusters.near[i].items():
            mean = total / (len(clusters.members[i]) * len(clusters.members[k]))
            if mean >= bar:
                first, second = min(i, k), max(i, k)
                grown = len(clusters.members[first]), len(clusters.members[second])
                heappush(queue, (-mean, first, second, *grown))
    return clusters.joined()


class _Clusters:
    """Clusters, each named by its lowest item, and the sums of scores between linked ones."""

    def __init__(
        self,
        size: int,
        linked: Mapping[tuple[int, int], float],
        rest: Between,
        together: Pairs,
        apart: Pairs,
    ) -> None:
        self._rest = rest
        self._linked = linked
        self.members: list[list[int]] = [[i] for i in range(size)]
        self.near: defaultdict[int, dict[int, float]] = defaultdict(dict)
        for (i, j), score in linked.items():
            self.near[i][j] = self.near[j][i] = float(round(score * GRAIN))
        self._kept_apart: defaultdict[int, set[int]] = defaultdict(set)
        # What people put together is one home for clusters that merge by their own scores alone.
        self._home = _joined(size, together)
        self._housed: defaultdict[int, list[int]] = defaultdict(list)
        for i, home in enumerate(self._home):
            self._housed[home].append(i)
        self._foes: defaultdict[int, set[int]] = defaultdict(set)
        for i, j in apart:
            if self._home[i] != self._home[j]:
                self._foes[self._home[i]].add(self._home[j])
                self._foes[self._home[j]].add(self._home[i])

    def pairs(self) -> Iterable[tuple[tuple[int, int], float]]:
        """Yield each pair of linked clusters once, with the sum of the scores between them."""
        for i, others in self.near.items():
            yield from (((i, j), total) for j, total in others.items() if i < j)

    def are_foes(self, i: int, j: int) -> bool:
        """Tell whether people keep two clusters, or what they put with them, apart."""
        return self._home[j] in self._foes[self._home[i]]

    def has_barred(self, i: int, j: int, is_barred: Bar) -> bool:
        """Tell whether two clusters hold a pair that is barred, and not linked all the same."""
        return any(
            is_barred(x, y)
            for x in self.members[i]
            for y in self.members[j]
            if (min(x, y), max(x, y)) not in self._linked
        )

    def keep_apart(self, i: int, j: int) -> None:
        """Let two clusters never merge, whatever they grow to."""
        for one, other in ((i, j), (j, i)):
            self.near[one].pop(other, None)
            self._kept_apart[one].add(other)

    def merge(self, i: int, j: int) -> None:
        """Make the second cluster a part of the first."""
        apart = self._kept_apart[i] | self._kept_apart[j]
        others = (self.near[i].keys() | self.near[j].keys()) - apart - {i, j}
        sums = {k: self._total(i, k) + self._total(j, k) for k in others}
        for gone in (i, j):
            for k in self.near.pop(gone, {}):
                self.near[k].pop(gone, None)
        self.near[i] = sums
        for k, total in sums.items():
            self.near[k][i] = total
        for k in apart:
            self._kept_apart[k].discard(j)
            self._kept_apart[k].add(i)
        self._kept_apart[i] = apart
        self.members[i] = sorted(self.members[i] + self.members[j])
        self.members[j] = []
        self._bring_home(i, j)

    def _total(self, i: int, j: int) -> float:
        known = self.near[i].get(j)
        if known is None:
            between = self._rest(self.members[i], self.members[j])
            known = float(np.rint(between * GRAIN).sum())
        return known

    def _bring_home(self, i: int, j: int) -> None:
        old, new = self._home[j], self._home[i]
        if old == new:
            return
        moved = self._housed.pop(old)
        for cluster in moved:
            self._home[cluster] = new
        self._housed[new] += moved
        for foe in self._foes.pop(old, set()):
            self._foes[foe].discard(old)
            self._foes[foe].add(new)
            self._foes[new].add(foe)

    def joined(self) -> list[list[int]]:
        """Return the clusters, those of one home as one."""
        homes = (
            [item for cluster in housed for item in self.members[cluster]]
            for housed in self._housed.values()
        )
        return sorted(sorted(members) for members in homes if members)


def _joined(size: int, pairs: Pairs) -> list[int]:
    """Return for each item the lowest one that pairs join it to."""
    home = list(range(size))

    def root(i: int) -> int:
        while home[i] != i:
            i = home[i]
        return i

    for i, j in pairs:
        one, other = sorted((root(i), root(j)))
        home[other] = one
    return [root(i) for i in range(size)]
