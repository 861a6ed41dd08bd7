"""Read model of the story list: stories as a river, the newest first, and in storylines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache

from claims import comparison, wording
from claims.models import Story

PAGE = 30
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


def page(*, after: str = "", compared: bool = False) -> River:
    """Return the stories that follow a place; `compared` keeps those of several outlets."""
    stories = Story.objects.with_counts().light().newest_first()
    if compared:
        stories = stories.in_several_outlets()
    if place := _place(after):
        stories = stories.later_than(*place)
    found = list(stories[: PAGE + 1])
    following = _key(found[PAGE - 1]) if len(found) > PAGE else ""
    return River(_entries(found[:PAGE]), following)


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
    return f"{story.last_at.isoformat() if story.last_at else 'undated'}~{story.pk}"


def _place(after: str) -> tuple[datetime | None, int] | None:
    """Return the place that an address names; None for one that nobody gave us."""
    at, _, pk = after.partition("~")
    try:
        return (None if at == "undated" else datetime.fromisoformat(at)), int(pk)
    except ValueError:
        return None
