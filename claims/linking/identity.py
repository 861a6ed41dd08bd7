"""Which of the new groups goes on as which of the old ones, so that addresses stay good."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet


def keep(old: Mapping[int, AbstractSet[str]], new: Sequence[AbstractSet[str]]) -> list[int | None]:
    """Return for each new group the id of the old one it continues, or None; one to one.

    The pair that shares most members comes first; of equals the smaller id, then the new group
    whose first member sorts first, so that the order of `new` decides nothing.
    """
    shared = sorted(
        (-len(members & group), id_, min(group), place)
        for id_, members in old.items()
        for place, group in enumerate(new)
        if members & group
    )
    kept: list[int | None] = [None] * len(new)
    taken: set[int] = set()
    for _, id_, _, place in shared:
        if id_ not in taken and kept[place] is None:
            kept[place] = id_
            taken.add(id_)
    return kept
