"""Read model of the pages of batches: how far each is, and what became of every item."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from articles.models import Article, Batch, Item
from claims.models import Analysis, Statement
from claims.nlp.release import RELEASE

PAGE = 100  # items on one page: a screen or two of a folder, and drawn again every two seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one batch is; each article counts once in `analysed` or `failed`."""

    batch: Batch
    articles: int = 0
    refused: int = 0
    skipped: int = 0
    remarks: int = 0
    analysed: int = 0
    failed: int = 0
    linked: int = 0

    @property
    def received(self) -> int:
        """Return how many items came, or of a batch that is being read in, how many so far."""
        return self.batch.item_count or self.articles + self.refused + self.skipped

    @property
    def problems(self) -> int:
        """Return how many complaints there are, remarks included."""
        return self.refused + self.skipped + self.remarks + self.failed

    @property
    def is_read_in(self) -> bool:
        """Say whether nothing is left to be read in."""
        return self.batch.state in {Batch.State.LOADED, Batch.State.FAILED}

    @property
    def is_finished(self) -> bool:
        """Say whether nothing is left to be done at all."""
        return self.is_read_in and self.done == self.to_do

    @property
    def done(self) -> int:
        """Return the steps done: an article is analysed, then linked; a failed one is both."""
        return self.analysed + min(self.linked, self.analysed) + 2 * self.failed

    @property
    def to_do(self) -> int:
        """Return the steps that there are."""
        return 2 * self.articles

    @property
    def words(self) -> str:
        """Return in words what is being done now."""
        if not self.is_read_in:
            return f"{self.batch.get_state_display()}: {_counted(self.articles)} so far"
        if self.batch.state == Batch.State.FAILED:
            return "could not be read"
        if not self.articles:
            return "read in: no article is new"
        if self.analysed + self.failed < self.articles:
            return f"being analysed: {self.analysed + self.failed} of {_counted(self.articles)}"
        if not self.is_finished:
            return f"claims are being linked: {self.linked} of {_counted(self.articles)}"
        failed = f", {self.failed:,} could not be analysed" if self.failed else ""
        return f"done: {_counted(self.analysed)} analysed and linked{failed}"


def _counted(articles: int) -> str:
    return f"{articles:,} article{'' if articles == 1 else 's'}"


def of(batch: Batch) -> Progress:
    """Return how far one batch is."""
    (progress,) = of_all([batch])
    return progress


def of_all(batches: Iterable[Batch]) -> list[Progress]:
    """Return how far batches are, in a fixed number of queries."""
    batches = list(batches)
    counts: dict[int, dict[str, int]] = {batch.pk: {} for batch in batches}
    articles = Article.objects.filter(batch__in=batches).order_by().values_list("batch")
    analyses = Analysis.objects.filter(article__batch__in=batches, release=RELEASE).order_by()
    items = Item.objects.filter(batch__in=batches, state__in=_COUNTED_AS).order_by()
    remarked = Item.objects.filter(batch__in=batches, state=Item.State.LOADED).exclude(remarks=[])
    for pk, total, linked in articles.values_list("batch").annotate(
        Count("pk"),
        linked=Count(
            "pk",
            filter=~Q(membership__story__linked_at=None) & ~Q(membership__story__chained_at=None),
        ),
    ):
        counts[pk] |= {"articles": total, "linked": linked}
    for pk, analysed, failed in analyses.values_list("article__batch").annotate(
        analysed=Count("pk", filter=Q(state=Analysis.State.DONE)),
        failed=Count("pk", filter=Q(state=Analysis.State.FAILED)),
    ):
        counts[pk] |= {"analysed": analysed, "failed": failed}
    for pk, state, total in items.values_list("batch", "state").annotate(Count("pk")):
        counts[pk][_COUNTED_AS[Item.State(state)]] = total
    for batch in batches:
        counts[batch.pk]["remarks"] = len(batch.remarks)
    for pk, total in remarked.order_by().values_list("batch").annotate(Count("pk")):
        counts[pk]["remarks"] += total
    return [Progress(batch, **counts[batch.pk]) for batch in batches]


_COUNTED_AS = {Item.State.REFUSED: "refused", Item.State.SKIPPED: "skipped"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One complaint about an item in words, and the article that was there already, if any."""

    words: str
    duplicate_of: Article | None = None


@dataclass(slots=True)
class Line:
    """What became of one item; `article` is the one that it became, if it did."""

    position: int
    origin: str = ""
    article: Article | None = None
    state: str = ""
    words: str = ""
    reasons: list[Reason] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a batch in its order, and where the next page begins, if there is one."""

    lines: list[Line]
    next: int | None


def page(batch: Batch, *, after: int = -1, only_problems: bool = False) -> Page:
    """Return what became of a batch's items after a position."""
    items = batch.items.filter(position__gt=after)
    if only_problems:
        failed = Analysis.objects.filter(release=RELEASE, state=Analysis.State.FAILED)
        items = items.filter(
            Q(state__in=_COUNTED_AS) | ~Q(remarks=[]) | Q(article__analyses__in=failed)
        )
    found = list(items.select_related("like").defer("like__text")[: PAGE + 1])
    articles = {
        article.pk: article for article in _articles(batch).filter(item__in=found).defer("text")
    }
    lines = [_line(item, articles.get(item.article_id or 0)) for item in found[:PAGE]]
    if after < 0 and batch.remarks:
        told = [Reason(_told(one, "")) for one in batch.remarks]
        lines.insert(0, Line(0, state="warning", words="remark on the delivery", reasons=told))
    return Page(lines, lines[-1].position if len(found) > PAGE else None)


def _line(item: Item, article: Article | None) -> Line:
    line = Line(item.position, str(item), state=item.state, words=item.get_state_display())
    if article:
        _describe(line, article)
    line.reasons += [Reason(_told(one, str(item))) for one in item.remarks]
    if item.likeness:
        line.reasons.append(Reason(item.get_likeness_display(), item.like))
    return line


def _told(remark: dict[str, Any], at: str) -> str:
    place = remark["name"] + (f", line {remark['line']}" if remark["line"] else "")
    return str(remark["reason"] if place == at else f"{place}: {remark['reason']}")


def _articles(batch: Batch) -> QuerySet[Article]:
    analyses = Analysis.objects.filter(article=OuterRef("pk"), release=RELEASE)
    statements = Statement.objects.current().once().filter(article=OuterRef("pk"))
    articles: QuerySet[Article] = (
        batch.articles.select_related("outlet")
        .annotate(
            analysis_state=Subquery(analyses.values("state")[:1]),
            analysis_error=Subquery(analyses.values("error")[:1]),
            statement_count=Subquery(
                statements.order_by().values("article").annotate(n=Count("pk")).values("n")
            ),
        )
        .order_by("position")
    )
    return articles


def _describe(line: Line, article: Article) -> None:
    line.article = article
    state = getattr(article, "analysis_state", None)
    if state == Analysis.State.FAILED:
        error = getattr(article, "analysis_error", "")
        line.state, line.words = "failed", f"could not be analysed: {error}"
    elif state == Analysis.State.DONE:
        count = getattr(article, "statement_count", None) or 0
        line.state = "analysed"
        line.words = f"analysed: {count} statement{'' if count == 1 else 's'}"
    else:
        line.state, line.words = "waiting", "read in, waiting to be analysed"


def recent(*, before: int | None = None, size: int = 30) -> tuple[list[Progress], int | None]:
    """Return the newest batches older than one, and where the next page begins."""
    found = Batch.objects.order_by("-pk").select_related("created_by")
    batches = list((found.filter(pk__lt=before) if before else found)[: size + 1])
    following = batches[size - 1].pk if len(batches) > size else None
    return of_all(batches[:size]), following
