"""Chain: put stories of one matter into storylines, touching only what is near one that changed.

As in `grouping`: a function of the stories while no more than `edges.EXACT` lie within reach of
one; among more, the NEAREST in meaning that an index finds are compared.
"""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Min, Q, TextField, Value
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from pgvector.django import CosineDistance

from articles import locks
from claims.actions import pace, successions
from claims.actions.edges import Edges, Pair, is_few, near, nearest, pair
from claims.actions.grouping import evidence_rows
from claims.linking import identity, neighbourhoods, story_weights, storylines
from claims.linking.neighbourhoods import Neighbourhood
from claims.linking.stories import Group
from claims.linking.types import StoryCard
from claims.models import Story, Storyline, StorylineEdge, Succession
from claims.querysets import StoryQuerySet

BATCH = 100  # stories a transaction
NEAREST = 100  # stories that are compared where too many lie within reach to measure all
CAP = 150  # stories that may hang together, since each is then compared with each
HELD = 1_000  # cards in memory at once


def bar(step: int) -> float:
    """Return the score that makes an edge where too many stories hung together so many times."""
    return min(storylines.THRESHOLD + story_weights.STEP * step, 0.99)


LAST_STEP = next(step for step in range(1_000) if bar(step) == bar(step + 1))


def chain_waiting(*, until: float) -> int:
    """Seek the storylines of stories that changed, until none is due or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many were looked at. One process at a time
    groups or chains; the others return at once.
    """
    done = 0
    with pace.turn("chaining") as is_due, locks.attempt(locks.Room.GROUPING) as held:
        while is_due and held and time.monotonic() < until:
            waiting = list(pace.chainable().values_list("pk", flat=True)[:BATCH])
            if not waiting:
                break
            _chain(waiting)
            done += len(waiting)
    return done


def _chain(ids: Collection[int]) -> None:
    """Find the edges of some stories, and group the neighbourhoods that these change."""
    with transaction.atomic():
        edges = Edges(StorylineEdge, bar, _steps)
        before = edges.ends(ids) | set(
            Story.objects.filter(storyline__stories__in=ids).values_list("pk", flat=True)
        )
        batch = _with_meaning(Story.objects.filter(pk__in=ids))
        edges.replace(ids, _scores(batch.earliest_first()))  # near in days: cards serve many
        found = neighbourhoods.settle(
            {*ids, *before},
            edges.around,
            cap=CAP,
            last=LAST_STEP,
            lost=bool(before),
        )
        for step in {one.step for one in found}:
            members = [item for one in found if one.step == step for item in one.members]
            Story.objects.filter(pk__in=members).exclude(crowding=step).update(crowding=step)
        _regroup(found, ids)
        Story.objects.filter(pk__in=ids).update(
            chained_at=timezone.now(), settled_at=Coalesce("linked_at", "settled_at")
        )


def _steps(ids: Collection[int]) -> Mapping[int, int]:
    return dict(Story.objects.filter(pk__in=ids).order_by().values_list("pk", "crowding"))


def _with_meaning(stories: StoryQuerySet) -> StoryQuerySet:
    return (
        stories.exclude(vector=None).only("first_at", "last_at", "terms", "vector").order_by("pk")
    )


def card_of(story: Story) -> StoryCard:
    """Return what chaining needs to know of a story, by its id: which must not break ties."""
    return StoryCard(
        key=str(story.pk),
        first=story.first_at.date() if story.first_at else None,
        last=story.last_at.date() if story.last_at else None,
        terms=story.terms,
        vector=np.array(story.vector, dtype=np.float16),
    )


def _scores(batch: Iterable[Story]) -> dict[Pair, float]:
    """Return the edges of some stories to all."""
    found: dict[Pair, float] = {}
    compared: set[Pair] = set()
    held: dict[int, StoryCard] = {}
    for story in batch:
        card = card_of(story)
        candidates = _candidates(story)
        missing = candidates - held.keys()
        if len(held) + len(missing) > HELD:
            held = {pk: held[pk] for pk in candidates & held.keys()}
        held |= {
            row.pk: card_of(row) for row in _with_meaning(Story.objects.filter(pk__in=missing))
        }
        for other in candidates - {story.pk}:
            both = pair(story.pk, other)
            if both in compared:
                continue
            compared.add(both)
            score = round(storylines.likeness(card, held[other]), 6)
            if score >= storylines.THRESHOLD:
                found[both] = score
    return found


def _candidates(story: Story) -> set[int]:
    """Return the stories that could share an edge: within reach of its days, near in meaning."""
    rows = Story.objects.exclude(vector=None)
    if story.first_at and story.last_at:
        reach = timedelta(days=storylines.REACH_DAYS + 1)
        rows = rows.filter(
            Q(last_at__gte=story.first_at - reach, first_at__lte=story.last_at + reach)
            | Q(last_at=None)
        )
    if is_few(rows):
        return near(rows, CosineDistance("vector", story.vector), cosine=storylines.MIN_COSINE)
    return nearest(rows, story.vector, cosine=storylines.MIN_COSINE, most=NEAREST)


def _regroup(found: Sequence[Neighbourhood], fresh: Collection[int]) -> None:
    """Store the storylines of some neighbourhoods; one keeps its id where most stories stay."""
    rows = _rows(found)
    old: dict[int, set[str]] = {}
    for key, row in rows.items():
        if row.storyline_id:
            old.setdefault(row.storyline_id, set()).add(key)
    settled = {frozenset(members) for members in old.values()}
    keys = {row.pk: key for key, row in rows.items()}
    groups = [group for one in found for group in _groups(one, keys)]
    changed = [
        group
        for group in groups
        if group.members not in settled or any(rows[key].pk in fresh for key in group.members)
    ]
    touched = set().union(*(group.members for group in changed))
    old = {pk: members for pk, members in old.items() if not members.isdisjoint(touched)}
    lines = [group for group in changed if len(group.members) > 1]
    kept = identity.keep(old, [group.members for group in lines])
    made = [_storyline(pk, group, rows) for pk, group in zip(kept, lines, strict=True)]
    Storyline.objects.bulk_create([line for line in made if line.pk is None])
    Storyline.objects.bulk_update([line for line in made if line.pk in old], ["title", "why_title"])
    for line, group in zip(made, lines, strict=True):
        for key in group.members:
            rows[key].storyline = line
            rows[key].why_storyline = evidence_rows(group.scores[key].evidence)
    for group in changed:
        for key in group.members if len(group.members) == 1 else ():
            rows[key].storyline, rows[key].why_storyline = None, []
    Story.objects.bulk_update(
        [rows[key] for key in sorted(touched, key=lambda key: rows[key].pk)],
        ["storyline", "why_storyline"],
    )
    successions.record(
        Succession.Sort.STORYLINE,
        old,
        [(line.pk, group.members) for line, group in zip(made, lines, strict=True)],
    )
    Storyline.objects.filter(pk__in=set(old) - set(kept), stories=None).delete()


def _rows(found: Iterable[Neighbourhood]) -> dict[str, Story]:
    """Return the stories of some neighbourhoods by keys that no order of loading shows in."""
    ids = [item for one in found for item in one.members]
    article = Concat(
        "memberships__article__fingerprint",
        Value(":"),
        Coalesce("memberships__article__outlet__key", Value("")),
        Value(":"),
        "memberships__article__url",
        output_field=TextField(),
    )
    stories = Story.objects.filter(pk__in=ids).only("title", "storyline").annotate(key=Min(article))
    return {getattr(story, "key", None) or str(story.pk): story for story in stories}


def _groups(one: Neighbourhood, keys: Mapping[int, str]) -> list[Group]:
    """Return the storylines of a neighbourhood; a story alone is a group, too."""
    if len(one.members) == 1:
        return [Group(frozenset({keys[pk]})) for pk in one.members]
    cards = [
        replace(card_of(story), key=keys[story.pk])
        for story in _with_meaning(Story.objects.filter(pk__in=one.members))
    ]
    cards.sort(key=lambda card: (card.first or date.min, card.key))
    by_key = {card.key: card for card in cards}
    return [
        group
        for block in neighbourhoods.blocks(list(by_key), (), cap=CAP)
        for group in storylines.group([by_key[key] for key in block], bar(one.step))
    ]


def _storyline(pk: int | None, group: Group, rows: Mapping[str, Story]) -> Storyline:
    """Return a storyline with the title of the story most like the others."""
    central = max(sorted(group.members), key=lambda key: group.scores[key].value)
    return Storyline(
        pk=pk, title=rows[central].title, why_title="title of the story most like the others"
    )
