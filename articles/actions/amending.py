"""Amend: put right what is known of a checked batch's items, before they are read in."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from articles import batches
from articles.actions.loading import NotNow
from articles.batches import Origin
from articles.models import Batch, Item

FIELDS = ("outlet", "title", "byline", "published", "url", "language")

Values = Mapping[int, Mapping[str, str]]  # position -> field -> value


@transaction.atomic
def amend(*, batch: Batch, values: Values) -> Values:
    """Keep what a person says of items, field by field; return what cannot be kept, with reasons.

    An empty value takes away what was known. Only items that are ready to be read in are changed;
    raise `NotNow` when the batch does not wait for a check.
    """
    _hold(batch)
    problems: dict[int, dict[str, str]] = {}
    changed = []
    for item in batch.items.filter(position__in=values, state=Item.State.READY):
        before = dict(item.details)
        problems[item.position] = _put(item, values[item.position])
        if item.details != before:
            changed.append(item)
    Item.objects.bulk_update(changed, ["details", "origins"], batch_size=500)
    return {position: found for position, found in problems.items() if found}


@transaction.atomic
def fill(*, batch: Batch, field: str, value: str) -> int:
    """Let all items that lack a field have a value; return how many did.

    Raise `NotNow` when the batch does not wait for a check or the value cannot be kept, in words.
    """
    _hold(batch)
    changed = []
    items = batch.items.filter(state=Item.State.READY).exclude(details__has_key=field)
    for item in items.iterator(2_000):
        if problems := _put(item, {field: value}):
            raise NotNow(f"{problems[field][:1].upper()}{problems[field][1:]}.")
        changed.append(item)
    Item.objects.bulk_update(changed, ["details", "origins"], batch_size=500)
    return len(changed)


@transaction.atomic
def leave_out(*, batch: Batch, positions: Collection[int]) -> int:
    """Let items not be read in; return how many."""
    _hold(batch)
    items = batch.items.filter(position__in=positions, state=Item.State.READY)
    return items.update(state=Item.State.LEFT_OUT)


@transaction.atomic
def take_back(*, batch: Batch, positions: Collection[int]) -> int:
    """Let items that were left out be read in after all; return how many."""
    _hold(batch)
    items = batch.items.filter(position__in=positions, state=Item.State.LEFT_OUT)
    return items.update(state=Item.State.READY)


def _hold(batch: Batch) -> None:
    held = Batch.objects.select_for_update().only("state").get(pk=batch.pk)
    if held.state != Batch.State.CHECKED:
        raise NotNow("Only a batch that was checked, and is not read in yet, can be put right.")


def _put(item: Item, given: Mapping[str, str]) -> dict[str, str]:
    """Put values into an item; return what cannot be kept."""
    now = timezone.localtime(item.batch.created_at)
    problems: dict[str, str] = {}
    details, origins = dict(item.details), dict(item.origins)
    for field in FIELDS:
        value = given.get(field)
        if value is None or value.strip() == details.get(field, ""):
            continue
        kept, wrong = batches.checked({field: value}, now=now)
        if wrong:
            problems[field] = wrong[field]
            continue
        details.pop(field, None)
        origins.pop(field, None)
        if found := kept.values().get(field):
            details[field], origins[field] = found, Origin.PERSON
    item.details, item.origins = details, origins
    return problems
