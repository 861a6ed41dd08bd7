"""Pages of results: statements in their context, with the places of the words that were sought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from articles.models import Article
from articles.text import TextSpan
from claims import sayings
from claims.models import Statement
from claims.querying import tags
from claims.sayings import Saying
from claims.search.finding import Total, ordered
from claims.search.marking import marked

if TYPE_CHECKING:
    from claims.search.asking import Asked
    from claims.search.finding import Row

SIZE = 50


class NoSuchPlace(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True)
class Hit:
    """One statement that was found."""

    saying: Saying
    spans: tuple[TextSpan, ...]  # of the words that were sought, in the article's text
    claim: int | None = None  # ids of what it stands in
    story: int | None = None


@dataclass(frozen=True)
class Page:
    """Some of what was found, and how much there is; counts are of the newest where capped."""

    hits: tuple[Hit, ...]
    next: str  # cursor of the page after this; "" on the last
    total: Total  # statements
    articles: Total
    outlets: Total  # an unknown outlet is one for each article
    voices: Total  # independent sources, among the articles of each story


def page(
    asked: Asked, *, after: str | None = None, size: int = SIZE, oldest_first: bool = False
) -> Page:
    """Return the finds that follow a cursor, the newest first; raise `NoSuchPlace` for a wrong one.

    What is asked to be alike comes nearest first instead.
    """
    found = asked.found
    if asked.query.similar_to is not None:
        begin = _number(after)
        some, more = found.rows[begin : begin + size], len(found.rows) > begin + size
        following = f"0.{begin + size}"
    else:
        rows = _after(asked, _place(after), size + 1, oldest_first=oldest_first)
        some, more = rows[:size], len(rows) > size
        following = f"{some[-1].moment}.{some[-1].statement}" if some else ""
    return Page(
        hits=tuple(_hits(asked, some)),
        next=following if more else "",
        total=found.total(len(found.rows)),
        articles=found.total(found.articles),
        outlets=found.total(found.outlets),
        voices=found.total(found.voices),
    )


def nearest_to(asked: Asked) -> Saying | None:
    """Return the statement that others shall be alike to; None where none is asked for or there."""
    if asked.query.similar_to is None:
        return None
    named = Statement.objects.current().filter(pk=asked.query.similar_to)
    return next(iter(sayings.of(named.select_related("article__outlet"))), None)


def _after(
    asked: Asked, place: tuple[int, int] | None, count: int, *, oldest_first: bool
) -> Sequence[Row]:
    """Return finds in order; those that were counted are not looked for again."""
    found = asked.found
    if not found.is_capped:
        rows = list(reversed(found.rows)) if oldest_first else list(found.rows)
    else:
        rows = [] if oldest_first else list(found.rows)
    if place is not None:
        rows = [row for row in rows if (row.place > place if oldest_first else row.place < place)]
    if len(rows) >= count or not found.is_capped:
        return rows[:count]
    return ordered(asked, count, after=place, oldest_first=oldest_first)


def _place(cursor: str | None) -> tuple[int, int] | None:
    if not cursor:
        return None
    moment, dot, statement = cursor.partition(".")
    try:
        place = int(moment), int(statement)
    except ValueError:
        raise NoSuchPlace(f"“{cursor}” is no place in a list of results.") from None
    if not dot or any(abs(one) >= 2**63 for one in place):
        raise NoSuchPlace(f"“{cursor}” is no place in a list of results.")
    return place


def _number(cursor: str | None) -> int:
    place = _place(cursor)
    return max(place[1], 0) if place else 0


def _hits(asked: Asked, rows: Sequence[Row]) -> list[Hit]:
    if not rows:
        return []
    articles = Article.objects.filter(pk__in={row.article for row in rows}).order_by()
    articles = articles.select_related("outlet").defer("bands", "origins")
    pages = {article.pk: sayings.Page(article) for article in articles}
    # What was dropped, read anew or deleted just now has its entry for a moment still.
    statements = Statement.objects.current().filter(pk__in=[row.statement for row in rows])
    known = statements.filter(article__in=pages).order_by()
    found = {one.statement.pk: one for one in sayings.of(known, pages)}
    in_order = [found[row.statement] for row in rows if row.statement in found]
    places = marked(asked.terms, in_order)
    parts = {row.statement: row.tags for row in rows}
    return [
        Hit(one, places.get(pk, ()), _id(tags.CLAIM, parts[pk]), _id(tags.STORY, parts[pk]))
        for one in in_order
        for pk in (one.statement.pk,)
    ]


def _id(sort: str, some: Sequence[str]) -> int | None:
    """Return the id that one of the tags has."""
    found = (one.removeprefix(f"{sort}:") for one in some if one.startswith(f"{sort}:"))
    return next(map(int, found), None)
