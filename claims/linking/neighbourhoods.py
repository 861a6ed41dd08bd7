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


def first_fit(
    items: Sequence[Key], together: Iterable[tuple[Key, Key]], apart: Iterable[tuple[Key, Key]]
) -> list[list[Key]]:
    """Return the items in one group, or in a few so that no two that are `apart` share one.

    For what hangs together even at the last step: nearly equal, and too many for all pairs to be
    compared. What is `together` stays so, which counts for more. The order of the items decides.
    """
    bound = {item: [item] for item in items}
    for a, b in together:
        if bound[a] is not bound[b]:
            bound[a] += bound[b]
            bound |= dict.fromkeys(bound[b], bound[a])
    foes: dict[Key, set[Key]] = {}
    for a, b in apart:
        foes.setdefault(a, set()).add(b)
        foes.setdefault(b, set()).add(a)
    groups: list[set[Key]] = []
    placed: set[Key] = set()
    for item in items:
        if item in placed:
            continue
        foreign = set().union(*(foes.get(one, ()) for one in bound[item])) - set(bound[item])
        group = next((group for group in groups if group.isdisjoint(foreign)), None)
        if group is None:
            groups.append(group := set())
        group.update(bound[item])
        placed.update(bound[item])
    return [[item for item in items if item in group] for group in groups]
