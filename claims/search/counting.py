"""Facets: how many of the finds have each value of a field, and the query that asks for it."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.dateformat import format as format_date

from articles.models import Outlet
from claims import querying
from claims.models import Speaker, Story
from claims.querying import Match, tags
from claims.querying.fields import FIELDS
from claims.querying.types import Days

if TYPE_CHECKING:
    from claims.search.asking import Asked

MOST = 12  # choices of a facet, the most frequent
MOST_MONTHS = 60
NONE = "none"
AUTHOR = "author"  # the kind of what has no source: the outlet says it itself
# in the order in which pages have them
SHOWN = (
    *(tags.OUTLET, tags.SPEAKER, tags.KIND, tags.DEPTH, tags.RELAY, tags.TYPE, tags.POLARITY),
    *(tags.CERTAINTY, tags.STORY, tags.MONTH, tags.REVIEW, tags.PLACE),
)
_ROWS: Mapping[str, type[Outlet | Speaker | Story]] = {
    tags.OUTLET: Outlet,
    tags.SPEAKER: Speaker,
    tags.RELAY: Speaker,
    tags.STORY: Story,
}
_UNKNOWN = {tags.OUTLET: "unknown outlet", tags.SPEAKER: "no source with a name"}


@dataclass(frozen=True)
class Choice:
    """A value of a field, and how many finds have it."""

    value: str  # as tags have it: an id, a word of the field, a month
    label: str
    count: int
    is_capped: bool  # there are at least so many
    is_chosen: bool
    query: str  # the query with it, or without it where it is chosen


@dataclass(frozen=True)
class Facet:
    """One field with its values, the most frequent first; months in their order."""

    field: str
    label: str
    choices: tuple[Choice, ...]


def facets(asked: Asked) -> list[Facet]:
    """Return the facets of what was found; where that is capped, of the newest of it."""
    counts = _counts(asked)
    names = _names(counts)
    return [facet for sort in SHOWN if (facet := _facet(asked, sort, counts[sort], names))]


def _counts(asked: Asked) -> Mapping[str, Counter[str]]:
    every = Counter(one for row in asked.found.rows for one in row.tags)
    counts: dict[str, Counter[str]] = {sort: Counter() for sort in SHOWN}
    for one, count in every.items():
        sort, _, value = one.partition(":")
        if sort in counts:
            counts[sort][value] = count
    return counts


def _top(sort: str, counts: Counter[str]) -> list[str]:
    """Return the values to show, in their order; what is chosen all finds have, so it is there."""
    if sort == tags.MONTH:
        dated = sorted(value for value in counts if value[0].isdigit())
        return [*dated[-MOST_MONTHS:], *(value for value in counts if not value[0].isdigit())]
    if sort == tags.DEPTH:
        return sorted(counts, key=int)
    return sorted(counts, key=lambda value: (-counts[value], value))[:MOST]


def _facet(
    asked: Asked, sort: str, counts: Counter[str], names: Mapping[tuple[str, str], str]
) -> Facet | None:
    if not counts:
        return None
    choices = []
    for value in _top(sort, counts):
        if sort in _ROWS and value != NONE and (sort, value) not in names:
            continue  # it went just now
        match = _match(sort, value, names.get((sort, value), ""))
        is_chosen = querying.has(asked.query, match)
        change = querying.without if is_chosen else querying.with_match
        choices.append(
            Choice(
                value=value,
                label=_label(sort, value, names),
                count=counts[value],
                is_capped=asked.found.is_capped,
                is_chosen=is_chosen,
                query=change(asked.query, match),
            )
        )
    label = "Month" if sort == tags.MONTH else FIELDS[sort].label
    return Facet(sort, label, tuple(choices))


def _match(sort: str, value: str, name: str) -> Match:
    """Return the condition that a value is, as somebody would type it."""
    if sort == tags.MONTH:
        if not value[0].isdigit():
            return Match("published", NONE)
        year, month = map(int, value.split("-"))
        last = date(year, month, monthrange(year, month)[1])
        return Match("published", Days(date(year, month, 1), last))
    if value == NONE:
        return Match(sort, NONE)
    if sort == tags.STORY:
        return Match(sort, int(value))
    if sort in _ROWS:
        return Match(sort, name, is_phrase=True)
    if sort == tags.DEPTH:
        return Match(sort, (int(value), int(value)))
    if (sort, value) == (tags.KIND, AUTHOR):
        return Match(tags.ROLE, NONE)
    return Match(sort, value)


def _label(sort: str, value: str, names: Mapping[tuple[str, str], str]) -> str:
    if value == NONE:
        return _UNKNOWN.get(sort, NONE)
    if sort == tags.MONTH and value[0].isdigit():
        year, month = map(int, value.split("-"))
        return format_date(date(year, month, 1), "F Y")
    if (sort, value) == (tags.KIND, AUTHOR):
        return "no source"
    return names.get((sort, value), value)


def _names(counts: Mapping[str, Counter[str]]) -> Mapping[tuple[str, str], str]:
    """Return the names of the rows that are shown, in one query for each sort of row."""
    found: dict[tuple[str, str], str] = {}
    wanted: defaultdict[type[Outlet | Speaker | Story], set[int]] = defaultdict(set)
    shown = {sort: [one for one in _top(sort, counts[sort]) if one != NONE] for sort in _ROWS}
    for sort, values in shown.items():
        wanted[_ROWS[sort]] |= set(map(int, values))
    for model, ids in wanted.items():
        name = "title" if model is Story else "name"
        rows = dict(model._default_manager.filter(pk__in=ids).order_by().values_list("pk", name))
        for sort, values in shown.items():
            if _ROWS[sort] is model:
                found |= {(sort, value): rows[int(value)] for value in values if int(value) in rows}
    return found
