"""Read model of the pages of batches: how far each is, and what became of every item."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from articles.models import Article, Batch, Rejection
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
    rejections = Rejection.objects.filter(batch__in=batches).order_by()
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
    for pk, kind, total in rejections.values_list("batch", "kind").annotate(Count("pk")):
        counts[pk][_COUNTED_AS[Rejection.Kind(kind)]] = total
    return [Progress(batch, **counts[batch.pk]) for batch in batches]


_COUNTED_AS = {
    Rejection.Kind.REFUSED: "refused",
    Rejection.Kind.SKIPPED: "skipped",
    Rejection.Kind.WARNING: "remarks",
}


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
    articles, rejections = _articles(batch), batch.rejections.all()
    if only_problems:
        articles = articles.filter(analyses__release=RELEASE, analyses__state=Analysis.State.FAILED)
    later = {"position__gt": after}
    positions = sorted(
        {
            *articles.filter(**later).values_list("position", flat=True)[: PAGE + 1],
            *rejections.filter(**later)
            .order_by("position")
            .values_list("position", flat=True)
            .distinct()[: PAGE + 1],
        }
    )
    shown = positions[:PAGE]
    lines = {position: Line(position) for position in shown}
    for article in _articles(batch).filter(position__in=shown).defer("text"):
        _describe(lines[article.position], article)
    for rejection in rejections.filter(position__in=shown).select_related("duplicate_of"):
        _complain(lines[rejection.position], rejection)
    return Page(list(lines.values()), shown[-1] if len(positions) > PAGE else None)


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


def _complain(line: Line, rejection: Rejection) -> None:
    place = rejection.origin + (f", line {rejection.line}" if rejection.line else "")
    line.origin = line.origin or place
    said = rejection.reason if place == line.origin else f"{place}: {rejection.reason}"
    line.reasons.append(Reason(said, rejection.duplicate_of))
    if not line.article:
        line.state = rejection.kind
        line.words = rejection.get_kind_display() if line.position else "remark on the delivery"


def _describe(line: Line, article: Article) -> None:
    line.article, line.origin = article, article.origin
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


def problems(batch: Batch) -> Iterator[Rejection]:
    """Yield what was refused, skipped or remarked, in the batch's order."""
    yield from batch.rejections.iterator()
