"""Agglomerative clustering by cohesion: clusters merge that are nearly as alike as each is inside.

Average link with one bar for all cannot tell two look-alike events, told at length (very alike,
but more so inside), from two halves of one event, told in headlines (hardly alike, but no less so
inside). So the mean likeness between two clusters is held against their cohesion, the mean
likeness inside. A lone item has the cohesion that makes two of them merge at the bar.

Merges happen only along edges, so clusters never cross what edges connect: clustering only the
components that a new item touches gives exactly what clustering everything would give.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Likeness = npt.NDArray[np.float64]
Edges = npt.NDArray[np.bool_]
Pairs = Iterable[tuple[int, int]]

# Likeness becomes whole numbers, so that sums over pairs are exact in any order.
GRAIN = 1_000_000


@dataclass(frozen=True, slots=True)
class Cohesion:
    """How much likeness a cluster has to have.

    `share`: of the cohesion of two clusters that the likeness between them must reach to merge.
    `doubt`: how many pairs the cohesion of a lone item counts for, beside a cluster's own pairs.
    `most`: the cohesion above which a cluster counts for no more: copies do not shut out the rest.
    """

    share: float
    doubt: float
    most: float


def components(edges: Edges) -> list[list[int]]:
    """Return the connected components of a symmetric matrix of edges, each in rising order."""
    left = np.ones(len(edges), dtype=bool)
    parts = []
    for start in range(len(edges)):
        if not left[start]:
            continue
        part, front = [start], [start]
        left[start] = False
        while front:
            front = np.nonzero(edges[front].any(axis=0) & left)[0].tolist()
            left[front] = False
            part += front
        parts.append(sorted(part))
    return parts


def cohesive_link(
    likeness: Likeness, edges: Edges, rule: Cohesion, together: Pairs = (), apart: Pairs = ()
) -> list[list[int]]:
    """Return the clusters of the items 0 … n-1, each in rising order, by their first items.

    `likeness` is symmetric, 1 at the bar for two lone items. `together` are pairs that end in
    one cluster, with what hangs on each; `apart` pairs never meet, unless `together` joins them.
    Ties go to the items with the lowest numbers: number them by a stable key.
    """
    bound = np.zeros(edges.shape, dtype=bool)
    for i, j in together:
        bound[i, j] = bound[j, i] = True
    foes = np.zeros(edges.shape, dtype=bool)
    for i, j in apart:
        foes[i, j] = foes[j, i] = True
    clusters: list[list[int]] = []
    for part in components(edges | bound):
        if len(part) == 1:
            clusters.append(part)
            continue
        rows = np.ix_(part, part)
        merging = _Merging(likeness[rows], edges[rows], bound[rows], foes[rows], rule)
        clusters += [[part[i] for i in cluster] for cluster in merging.joined()]
    return sorted(clusters)


class _Merging:
    """The clusters of one component, each named by its lowest item."""

    def __init__(
        self, likeness: Likeness, edges: Edges, bound: Edges, foes: Edges, rule: Cohesion
    ) -> None:
        size = len(likeness)
        self._rule = rule
        self._between = np.rint(likeness * GRAIN)  # sums: whole numbers below 2**53, exact
        np.fill_diagonal(self._between, 0)
        self._edges = edges & ~np.eye(size, dtype=bool)
        self._inside = np.zeros(size)
        self._sizes = np.ones(size)
        self._members: list[list[int]] = [[i] for i in range(size)]
        # What people put together is one home for clusters that merge by likeness alone.
        self._homes = np.zeros(size, dtype=int)
        for home in components(bound):
            self._homes[home] = home[0]
        self._foes = np.zeros((size, size), dtype=bool)  # of homes
        for i, j in np.argwhere(foes).tolist():
            self._foes[self._homes[i], self._homes[j]] = self._homes[i] != self._homes[j]
        self._cohesion = np.array([self._cohesion_of(i) for i in range(size)])
        self._links = np.array([self._links_of(i) for i in range(size)])
        self._best = self._links.argmax(axis=1)
        self._top = self._links[np.arange(size), self._best]

    def joined(self) -> list[list[int]]:
        """Merge the two clusters that belong together most, as long as any do."""
        while self._top.max() >= self._rule.share:
            i = int(self._top.argmax())
            i, j = sorted((i, int(self._best[i])))
            self._merge(i, j)
        found: dict[int, list[int]] = {}
        for i, members in enumerate(self._members):
            if members:
                found.setdefault(int(self._homes[i]), []).extend(members)
        return [sorted(members) for members in found.values()]

    def _merge(self, i: int, j: int) -> None:
        self._inside[i] += self._inside[j] + self._between[i, j]
        self._sizes[i] += self._sizes[j]
        self._members[i] += self._members[j]
        self._members[j] = []
        for matrix in (self._between, self._edges):
            matrix[i] += matrix[j]
            matrix[:, i] = matrix[i]
            matrix[i, i] = matrix[j] = matrix[:, j] = 0
        self._cohesion[i] = self._cohesion_of(i)
        old, new = self._homes[j], self._homes[i]
        changed = {i}
        if old != new:
            self._foes[new] |= self._foes[old]
            self._foes[:, new] |= self._foes[:, old]
            self._homes[self._homes == old] = new
            if self._foes[new].any():
                changed |= set(np.nonzero(self._homes == new)[0].tolist())
        for k in sorted(changed):
            self._links[k] = self._links[:, k] = self._links_of(k)
        self._links[j] = self._links[:, j] = -1.0
        self._top[j] = -1.0
        touched = sorted({*changed, j})
        stale = np.isin(self._best, touched) | (self._links[:, touched].max(axis=1) >= self._top)
        stale[[*changed]] = True
        stale[j] = False
        self._best[stale] = self._links[stale].argmax(axis=1)
        self._top[stale] = self._links[stale, self._best[stale]]

    def _cohesion_of(self, i: int) -> float:
        pairs = self._sizes[i] * (self._sizes[i] - 1) / 2
        alone = GRAIN / self._rule.share
        mean = (self._inside[i] + self._rule.doubt * alone) / (pairs + self._rule.doubt)
        return float(min(mean, self._rule.most * GRAIN))

    def _links_of(self, i: int) -> Likeness:
        """Return which share of their cohesion a cluster and each other one reach, -1 if barred."""
        means = self._between[i] / (self._sizes[i] * self._sizes)
        shares = means / np.sqrt(self._cohesion[i] * self._cohesion)
        barred = self._foes[self._homes[i]][self._homes]
        return np.where(self._edges[i] & ~barred, shares, -1.0)
