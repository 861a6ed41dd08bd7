"""Read model of the story list: stories as a river, the newest first, and in storylines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from articles.models import Outlet
from claims import comparison, wording
from claims.models import Doubt, Story, StoryMembership

PAGE = 30
LOOKED = 120  # stories that are compared for one page of those that differ
OUTLETS = 500  # to choose from
KEPT_SECONDS = 24 * 3600
ABOUT = 90  # characters of a claim in the list


@dataclass(frozen=True, slots=True)
class Digest:
    """What the list says of a story, kept until its claims are linked anew."""

    outlets: tuple[str, ...]
    articles: int
    undated: int
    statements: int
    shared: int
    differing: int
    about: str = ""  # the claim that the outlets differ on most
    top: str = ""  # its weightiest difference, in words


@dataclass(frozen=True, slots=True)
class Entry:
    """One story of the list."""

    story: Story
    digest: Digest
    doubts: int = 0  # what a person should look at


@dataclass(frozen=True, slots=True)
class Asked:
    """Which stories are asked for; by nothing, all."""

    several: bool = False  # told by several outlets
    differing: bool = False  # with claims that outlets differ on
    doubtful: bool = False  # with something that a person should look at
    outlet: int | None = None
    since: datetime | None = None


EVERYTHING = Asked()


@dataclass(frozen=True, slots=True)
class River:
    """One page of stories, and where the next begins; "" after the last."""

    entries: list[Entry]
    next: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One story of a storyline, and why it stands in it."""

    story: Story
    is_this: bool
    reasons: tuple[str, ...]


def storyline_of(story: Story) -> list[Chapter]:
    """Return the storyline that a story stands in, the earliest first; empty when in none."""
    if story.storyline_id is None:
        return []
    stories = Story.objects.light().filter(storyline=story.storyline_id).earliest_first()
    return [
        Chapter(
            one, one.pk == story.pk, tuple(evidence["because"] for evidence in one.why_storyline)
        )
        for one in stories
    ]


def page(asked: Asked = EVERYTHING, *, after: str = "") -> River:
    """Return the stories that follow a place, the newest activity first.

    What differs is found by comparing, so of stories that are asked for by it, no more than LOOKED
    are looked at for one page; the next page begins where that ended.
    """
    stories = _stories(asked)
    if place := _place(after):
        at, pk = place
        stories = stories.filter(Q(active_at__lt=at) | Q(active_at=at, pk__lt=pk))
    found: list[Entry] = []
    most = LOOKED if asked.differing else PAGE
    rest, last = list(stories[: most + 1]), None
    while most and rest and len(found) < PAGE:
        size = min(most, PAGE)
        window, rest, most = rest[:size], rest[size:], most - size
        found += [e for e in _entries(window) if e.digest.differing or not asked.differing]
        last = window[-1]
    if len(found) > PAGE:
        found, last, rest = found[:PAGE], found[PAGE - 1].story, [last]
    return River(_reviewed(found), _key(last) if rest and last else "")


def outlets() -> QuerySet[Outlet]:
    """Return the outlets by which stories can be asked for."""
    return Outlet.objects.order_by("name")[:OUTLETS]


def _stories(asked: Asked) -> QuerySet[Story]:
    # The undated are as new as what we know of them: when they came.
    stories = Story.objects.light().annotate(active_at=Coalesce("last_at", "changed_at"))
    memberships = StoryMembership.objects.all()
    if asked.several or asked.differing:
        several = (
            memberships.values("story")
            .annotate(outlets=Count(Coalesce("article__outlet", -F("article")), distinct=True))
            .filter(outlets__gt=1)
        )
        stories = stories.filter(pk__in=several.values("story"))
    if asked.outlet:
        told = memberships.filter(article__outlet=asked.outlet)
        stories = stories.filter(pk__in=told.values("story"))
    if asked.doubtful:
        stories = stories.filter(Exists(Doubt.objects.filter(story=OuterRef("pk"))))
    if asked.since:
        stories = stories.filter(active_at__gte=asked.since)
    return stories.order_by("-active_at", "-pk")


def _reviewed(entries: Sequence[Entry]) -> list[Entry]:
    """Add how much of each story a person should look at, in one query."""
    counted = Doubt.objects.filter(story__in=[entry.story for entry in entries])
    doubts = dict(counted.values_list("story").annotate(Count("pk")).order_by())
    return [replace(entry, doubts=doubts.get(entry.story.pk, 0)) for entry in entries]


def _entries(stories: Sequence[Story]) -> list[Entry]:
    keys = {story: _digest_key(story) for story in stories}
    known = cache.get_many(keys.values())
    fresh = [story for story in stories if keys[story] not in known]
    made = {keys[c.story]: _digest(c) for c in comparison.of_stories(fresh)} if fresh else {}
    cache.set_many(made, KEPT_SECONDS)
    return [Entry(story, (known | made)[keys[story]]) for story in stories]


def _digest_key(story: Story) -> str:
    linked = story.linked_at.timestamp() if story.linked_at else "not"
    return f"digest:{story.pk}:{story.changed_at.timestamp()}:{linked}"


def _digest(compared: comparison.Comparison) -> Digest:
    row = max(compared.shared, key=lambda row: row.disagreement, default=None)
    top = row.differences[0] if row and row.differences else None
    return Digest(
        outlets=tuple(column.name for column in compared.columns),
        articles=len(compared.articles),
        undated=compared.undated,
        statements=compared.statement_count,
        shared=len(compared.shared),
        differing=compared.differing,
        about=wording.shortened(row.wording.line, ABOUT) if row and top else "",
        top=f"{top.label}: {top.text}" if top else "",
    )


def _key(story: Story) -> str:
    at = story.last_at or story.changed_at
    return f"{at.isoformat()}~{story.pk}"


def _place(after: str) -> tuple[datetime, int] | None:
    """Return the place that an address names; None for one that nobody gave us."""
    at, _, pk = after.partition("~")
    try:
        moment = datetime.fromisoformat(at)
        return (moment, int(pk)) if moment.tzinfo else None
    except ValueError:
        return None
