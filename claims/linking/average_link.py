"""Agglomerative clustering by average link (Sokal and Michener 1958), the same for any order.

Two clusters merge while the mean score over all pairs between them reaches the threshold.
So each merge rests on at least one pair that reaches it, and clusters never cross the connected
components of such pairs: clustering only the components that a new item touches gives exactly
what clustering everything would give.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Pairs = Iterable[tuple[int, int]]

# Scores become whole numbers, so that sums over pairs are exact and no order of adding them shows.
GRAIN = 1_000_000


def average_link(
    scores: Scores, threshold: float, together: Pairs = (), apart: Pairs = ()
) -> list[list[int]]:
    """Return the clusters of the items 0 … n-1, each in rising order, by their first items.

    `scores` is symmetric, 0 to 1. `together` are pairs that end in one cluster whatever their
    score; `apart` pairs never meet, unless `together` joins them, which counts for more.
    Ties go to the items with the lowest numbers: number the items by a stable key.
    """
    whole = np.rint(scores * GRAIN)
    bound = np.zeros(whole.shape, dtype=bool)
    for i, j in together:
        bound[i, j] = bound[j, i] = True
    barred = np.zeros(whole.shape, dtype=bool)
    for i, j in apart:
        barred[i, j] = barred[j, i] = True
    clusters: list[list[int]] = []
    for part in components((whole >= threshold * GRAIN) | bound):
        rows = np.ix_(part, part)
        merged = _merged(whole[rows], threshold * GRAIN, components(bound[rows]), barred[rows])
        clusters += [[part[i] for i in cluster] for cluster in merged]
    return sorted(clusters)


def components(edges: npt.NDArray[np.bool_]) -> list[list[int]]:
    """Return the connected components of a symmetric matrix of edges, each in rising order."""
    left = np.ones(len(edges), dtype=bool)
    parts = []
    for start in range(len(edges)):
        if not left[start]:
            continue
        part, front = [start], [start]
        left[start] = False
        while front:
            found = np.nonzero(edges[front].any(axis=0) & left)[0].tolist()
            left[found] = False
            part += found
            front = found
        parts.append(sorted(part))
    return parts


def _merged(
    scores: Scores, threshold: float, start: Sequence[list[int]], barred: npt.NDArray[np.bool_]
) -> list[list[int]]:
    clusters = [list(members) for members in start]
    member = np.zeros((len(start), len(scores)))
    for number, members in enumerate(clusters):
        member[number, members] = 1
    sums = member @ scores @ member.T  # whole numbers below 2**53: exact
    sizes = member.sum(axis=1)
    apart = (member @ barred @ member.T) > 0
    np.fill_diagonal(apart, True)
    means = np.where(apart, -1.0, sums / np.outer(sizes, sizes))
    best = means.argmax(axis=1)
    top = means[np.arange(len(means)), best]
    while top.max() >= threshold:
        i = int(top.argmax())
        j = int(best[i])  # i < j: of two rows that share the best mean, argmax takes the first
        clusters[i] += clusters[j]
        clusters[j] = []
        sums[i] += sums[j]
        sums[:, i] = sums[i]
        sizes[i] += sizes[j]
        apart[i] |= apart[j]
        apart[:, i] = apart[i]
        apart[j] = apart[:, j] = True
        means[i] = means[:, i] = np.where(apart[i], -1.0, sums[i] / (sizes[i] * sizes))
        means[j] = means[:, j] = top[j] = -1.0
        lost = ((best == i) | (best == j)) & (top >= threshold)
        won = (means[i] >= top) & (means[i] >= threshold)
        stale = np.union1d(np.nonzero(lost | won)[0], [i])
        best[stale] = means[stale].argmax(axis=1)
        top[stale] = means[stale, best[stale]]
    return [sorted(members) for members in clusters if members]
