"""At which stage an item is: the one place where rows become the words that people are told."""

from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from articles.models import Article, Fetch, Item
from claims.models import Analysis, StoryMembership
from claims.nlp.release import RELEASE

CANCELLED = "was cancelled"  # the reason of an analysis that a person called off


class Stage(StrEnum):
    """How far one item is, in the order in which it goes on."""

    QUEUED = "queued"
    PARSED = "parsed"
    ANALYSED = "analysed"
    LINKED = "linked"
    OLDER = "older"
    LEFT = "left"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    UNDONE = "undone"

    @property
    def words(self) -> str:
        """Return what people are told."""
        return _WORDS.get(self, self.value)


PROBLEMS = (Stage.FAILED, Stage.SKIPPED, Stage.LEFT)
_WORDS = {
    Stage.OLDER: "older version",
    Stage.LEFT: "not analysed",
    Stage.UNDONE: "rolled back",
}
_OF_ITEMS = {
    Item.State.READY: Stage.QUEUED,
    Item.State.REFUSED: Stage.FAILED,
    Item.State.SKIPPED: Stage.SKIPPED,
    Item.State.LEFT_OUT: Stage.CANCELLED,
    Item.State.CANCELLED: Stage.CANCELLED,
    Item.State.UNDONE: Stage.UNDONE,
}
OF_FETCHES = {
    Fetch.State.QUEUED: Stage.QUEUED,
    Fetch.State.FETCHED: Stage.QUEUED,
    Fetch.State.FAILED: Stage.FAILED,
    Fetch.State.CANCELLED: Stage.CANCELLED,
}


def staged(items: QuerySet[Item]) -> QuerySet[Any]:
    """Add to each item its `stage`.

    One look-up for an item and at most two more for what is analysed, by index: so it costs the
    same among a million other articles.
    """
    linked = StoryMembership.objects.filter(
        article=OuterRef("article"), story__linked_at__isnull=False, story__chained_at__isnull=False
    )
    older = Article.objects.filter(pk=OuterRef("article"), newest__isnull=False)
    is_done = Q(state=Analysis.State.DONE)
    analyses = Analysis.objects.filter(article=OuterRef("article"), release=RELEASE).order_by()
    of_analysis = analyses.values_list(
        Case(
            When(state=Analysis.State.FAILED, then=_as(Stage.FAILED)),
            When(state=Analysis.State.LEFT, error=CANCELLED, then=_as(Stage.CANCELLED)),
            When(state=Analysis.State.LEFT, then=_as(Stage.LEFT)),
            When(is_done & Exists(linked), then=_as(Stage.LINKED)),
            When(is_done & Exists(older), then=_as(Stage.OLDER)),
            When(is_done, then=_as(Stage.ANALYSED)),
            default=_as(Stage.PARSED),
            output_field=CharField(),
        )
    )[:1]
    return items.annotate(
        stage=Case(
            *(When(state=state, then=_as(stage)) for state, stage in _OF_ITEMS.items()),
            When(article=None, then=_as(Stage.UNDONE)),
            default=Coalesce(Subquery(of_analysis), _as(Stage.PARSED)),
            output_field=CharField(),
        )
    )


def _as(stage: Stage) -> Value:
    return Value(stage.value)
