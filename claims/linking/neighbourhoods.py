"""Neighbourhoods: what edges connect, cut by a higher bar where too much hangs together.

Single edges chain: in a year of news nearly every article hangs together with every other, and to
cluster by average link needs the scores of all pairs. So each item has a step, from 0: the least
one at which no more than `cap` items hang together with it over edges that reach the bar of that
step. The neighbourhood of an item is what hangs together with it there.

A higher bar only takes edges away, so a neighbourhood lies wholly inside what hangs together at
the step before, and no two overlap. All of this is a function of the items and their edges: no
order of arrival shows. `settle` finds it again after some items changed, from what they touch.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Key = TypeVar("Key", int, str)
Around = Callable[[Collection[int], int], Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Items that hang together over edges that reach the bar of a step."""

    members: frozenset[int]
    step: int


def settle(
    changed: Iterable[int], around: Around, *, cap: int, last: int, lost: bool
) -> list[Neighbourhood]:
    """Return each neighbourhood that may be another since the edges of `changed` changed.

    `around(items, step)` gives what edges that reach the bar of a step lead to from any of the
    items, with the step that each had before. At the step `last`, whatever hangs together stays
    so. `lost` says that edges may be gone, too: then `changed` must hold both of their ends.

    What had a higher step before hangs together with too many for this one: that need not be
    counted again, so what is new costs no more where much is. Where edges were lost it is
    counted, until there are more than `cap`.
    """
    found = []
    waiting = set(changed)
    for step in range(last + 1):
        seen: set[int] = set()
        crowd: set[int] = set()  # hangs together with too many, as was counted
        rising: set[int] = set()
        for item in sorted(waiting):
            if item in seen:
                continue
            region, border = _region(item, waiting, around, step)
            seen |= region
            whole = _whole(region | border, crowd, around, step, cap) if border and lost else region
            fits = len(whole) <= cap and (lost or not border) and whole.isdisjoint(crowd)
            if fits or step == last:
                seen |= whole
                found.append(Neighbourhood(frozenset(whole), step))
            else:
                crowd |= whole
                rising |= region
        waiting = rising
    return found


def _region(
    item: int, waiting: Collection[int], around: Around, step: int
) -> tuple[set[int], set[int]]:
    """Return what hangs together with an item at a step without passing what is more crowded.

    The second are those more crowded ones that it borders on.
    """
    region, border, front = {item}, set(), {item}
    while front:
        met = around(front, step)
        inside = {other for other, before in met.items() if before <= step or other in waiting}
        border |= met.keys() - inside
        front = inside - region
        region |= front
    return region, border


def _whole(
    start: set[int], crowd: Collection[int], around: Around, step: int, cap: int
) -> set[int]:
    """Return all that hangs together with these at a step, or as much as tells that it is crowded.

    That is one of the `crowd`, or more than `cap`.
    """
    whole, front = set(start), start
    while front and len(whole) <= cap and whole.isdisjoint(crowd):
        front = around(front, step).keys() - whole
        whole |= front
    return whole


def blocks(
    items: Sequence[Key], together: Iterable[tuple[Key, Key]], *, cap: int
) -> list[list[Key]]:
    """Return the items cut into blocks of no more than `cap` that follow each other.

    For what hangs together even at the last step, in an order that brings alike ones near each
    other, such as that of days. What is `together` shares a block, which counts for more.
    """
    bound = {item: [item] for item in items}
    for a, b in together:
        if bound[a] is not bound[b]:
            bound[a] += bound[b]
            bound |= dict.fromkeys(bound[b], bound[a])
    found: list[list[Key]] = [[]]
    placed: set[Key] = set()
    for item in items:
        if item in placed:
            continue
        if found[-1] and len(found[-1]) + len(bound[item]) > cap:
            found.append([])
        found[-1] += bound[item]
        placed.update(bound[item])
    return found
