"""Which of the new groups goes on as which of the old ones, so that addresses stay good."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet


def keep(old: Mapping[int, AbstractSet[str]], new: Sequence[AbstractSet[str]]) -> list[int | None]:
    """Return for each new group the id of the old one it continues, or None; one to one.

    The pair that shares most members comes first; of equals the smaller id, then the new group
    whose first member sorts first, so that the order of `new` decides nothing.
    """
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for id_, members in old.items():
        for member in members:
            holders[member].append(id_)
    shared = sorted(
        (-count, id_, min(group), place)
        for place, group in enumerate(new)
        for id_, count in Counter(
            id_ for member in group for id_ in holders.get(member, ())
        ).items()
    )
    kept: list[int | None] = [None] * len(new)
    taken: set[int] = set()
    for _, id_, _, place in shared:
        if id_ not in taken and kept[place] is None:
            kept[place] = id_
            taken.add(id_)
    return kept
