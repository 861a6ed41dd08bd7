"""Wake: what follows from a person's decision, for each sort of it; the sweeps do the slow part."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from articles.models import Article, Zoning
from claims.actions import judgements, naming, titles
from claims.actions.rereading import read_again
from claims.models import (
    Analysis,
    ArticleDecision,
    Identity,
    Judgement,
    SpeakerDecision,
    StatementDecision,
    Story,
    StoryTitle,
    Wake,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """How decisions of one sort are kept: what follows from one, and what may move by itself."""

    model: type[models.Model]
    wake: Callable[[Any, Any], None]  # takes the row as it was and as it is; None: not there
    moving: frozenset[str] = frozenset()  # columns that later runs fill anew


def link_again(articles: Iterable[int]) -> None:
    """Let the stories of articles be linked anew, without waiting for who links one just now."""
    stories = Story.objects.filter(memberships__article__in=articles).order_by().distinct()
    Wake.objects.bulk_create(Wake(story_id=pk) for pk in stories.values_list("pk", flat=True))


def _statements(before: StatementDecision | None, after: StatementDecision | None) -> None:
    row = after or before
    if row is not None and row.kind == StatementDecision.SAME:
        link_again([row.first.article_id, row.second.article_id])


def _articles(before: ArticleDecision | None, after: ArticleDecision | None) -> None:
    row = after or before
    if row is not None:
        ends = [row.first_id, row.second_id]
        Analysis.objects.filter(is_current=True, article__in=ends).update(grouped_at=None)


def _judgement(before: Judgement | None, after: Judgement | None) -> None:
    row = after or before
    if row is None:
        return
    # What is decided otherwise, or no more, may be doubtful again: linking asks about it.
    if judgements.hold(before, after) or before is not None:
        newest = Article.objects.filter(older=row.article_id).values_list("pk", flat=True)
        link_again([row.article_id, *newest])


def _zoning(before: Zoning | None, after: Zoning | None) -> None:
    row = after or before
    if row is not None:
        read_again([row.article_id])


def _identity(before: Identity | None, after: Identity | None) -> None:
    """Nothing follows: who in the world somebody is changes nothing of what was read."""


KEPT = {
    kept.model._meta.label: kept
    for kept in (
        Kept(StatementDecision, _statements, frozenset({"first_id", "second_id"})),
        Kept(ArticleDecision, _articles),
        Kept(Judgement, _judgement, frozenset({"statement_id", "is_settled"})),
        Kept(SpeakerDecision, naming.renew),
        Kept(Identity, _identity),
        Kept(StoryTitle, titles.renew),
        Kept(Zoning, _zoning),
    )
}
