"""Record what became of claims, stories and storylines, so that their addresses lead on."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from django.utils import timezone

from claims.models import Claim, Story, Storyline, Succession
from claims.nlp.release import RELEASE

MODELS: dict[str, type[Claim | Story | Storyline]] = {
    Succession.Sort.CLAIM: Claim,
    Succession.Sort.STORY: Story,
    Succession.Sort.STORYLINE: Storyline,
}


def record(
    sort: Succession.Sort,
    old: Mapping[int, AbstractSet[str]],
    new: Sequence[tuple[int, AbstractSet[str]]],
) -> None:
    """Record which members went from an old id to another; those that stayed leave no trace.

    `old` and `new` hold ids with their members, the new ones after all of them have an id.
    """
    now = timezone.now()
    Succession.objects.bulk_create(
        Succession(sort=sort, old_id=id_, new_id=other, moved=moved, at=now, release=RELEASE)
        for id_, members in old.items()
        for other, group in new
        if other != id_ and (moved := len(members & group))
    )


def successor(sort: Succession.Sort, old_id: int) -> int | None:
    """Return the id under which most of what had an id that is gone can be found now, if any."""
    seen: set[int] = set()
    waiting = [old_id]
    while waiting:
        id_ = waiting.pop()
        if id_ in seen:
            continue
        seen.add(id_)
        if id_ != old_id and MODELS[sort].objects.filter(pk=id_).exists():
            return id_
        # what it gave away last was all that it still had; the most goes on top of the stack
        given = Succession.objects.filter(sort=sort, old_id=id_).order_by("at", "moved", "-new_id")
        waiting += given.values_list("new_id", flat=True)
    return None
