"""At which stage an item is: the one place where rows become the words that people are told."""

from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When

from articles.models import Article, Fetch, Item
from claims.models import Analysis, StoryMembership
from claims.nlp.release import RELEASE

SPARSE = 4  # articles of other batches among those of some, for one of these
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
OF_ITEMS = {
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


def staged(items: QuerySet[Item], *, articles: Q | None = None) -> QuerySet[Any]:
    """Add to each item its `stage`; of whole batches, say where their `articles` lie.

    What hangs on the articles is read as a few sets, each looked up once and held while items are
    told apart: so it costs the same among a million other articles, and little for ten thousand.
    """
    here = articles or Q(article__in=items.order_by().values("article"))
    analyses = Analysis.objects.filter(here, release=RELEASE).order_by()
    left = analyses.filter(state=Analysis.State.LEFT)
    # A story that grows is linked anew: who was in it before is linked meanwhile.
    linked = StoryMembership.objects.filter(here, compared_at__lte=F("story__settled_at"))
    older = Article.objects.filter(newest__isnull=False).order_by()
    older = older.filter(batch__in=items.order_by().values("batch"))
    of_done = Case(
        When(_among(linked), then=_as(Stage.LINKED)),
        When(article__in=older.values("pk"), then=_as(Stage.OLDER)),
        default=_as(Stage.ANALYSED),
        output_field=CharField(),
    )
    return items.annotate(
        stage=Case(
            *(When(state=state, then=_as(stage)) for state, stage in OF_ITEMS.items()),
            When(article=None, then=_as(Stage.UNDONE)),
            When(_among(analyses.filter(state=Analysis.State.DONE)), then=of_done),
            When(_among(analyses.filter(state=Analysis.State.FAILED)), then=_as(Stage.FAILED)),
            When(_among(left.filter(error=CANCELLED)), then=_as(Stage.CANCELLED)),
            When(_among(left), then=_as(Stage.LEFT)),
            default=_as(Stage.PARSED),
            output_field=CharField(),
        )
    )


def _among(rows: QuerySet[Any]) -> Q:
    return Q(article__in=rows.values("article"))


def wholly_staged(items: QuerySet[Item]) -> QuerySet[Any]:
    """Add to each of many items its `stage`."""
    place = items.order_by().aggregate(
        first=Min("article"), last=Max("article"), number=Count("article")
    )
    return staged(items, articles=lie(place["first"], place["last"], place["number"]))


def lie(first: int | None, last: int | None, number: int) -> Q | None:
    """Say where many articles lie, if that is in one row: there they are read in one go."""
    if first is None or last is None or last - first > SPARSE * number:
        return None
    return Q(article__gte=first, article__lte=last)


def _as(stage: Stage) -> Value:
    return Value(stage.value)
