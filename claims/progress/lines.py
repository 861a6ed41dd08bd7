"""What became of each item, in words: one line each, in the batch's order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf.locale import LANG_INFO
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date

from articles.batches import Origin
from articles.models import Article, Batch, Fetch, Item
from claims.models import Analysis, Statement
from claims.nlp.release import RELEASE
from claims.progress.stages import OF_FETCHES, PROBLEMS, Stage, staged, wholly_staged

PAGE = 50  # items on one page: a screen or two, drawn again every two seconds while all work

Likeness = Item.Likeness


@dataclass(frozen=True, slots=True)
class Detail:
    """What is known of an item in one field, and in small words where that is from."""

    field: str
    value: str
    shown: str
    origin: str = ""

    @property
    def words(self) -> str:
        """Return where it is from, unless the delivery itself said so."""
        return ORIGINS.get(self.origin, "")


ORIGINS: dict[str, str] = {
    Origin.PAGE: "from the page",
    Origin.TEXT: "guessed from the text",
    Origin.PERSON: "typed in here",
}


@dataclass(frozen=True, slots=True)
class Like:
    """What an item has in common with another text: words around a link to it."""

    before: str
    name: str
    href: str
    after: str = ""
    versions: str = ""

    @property
    def words(self) -> str:
        """Return it as one sentence without links."""
        return f"{self.before} {self.name}{self.after}"


@dataclass(slots=True)
class Line:
    """What became of one item; `article` is the one that it became, if it did."""

    position: int
    name: str = ""
    line: int | None = None
    stage: Stage | None = None
    words: str = ""
    reasons: list[str] = field(default_factory=list)
    details: Mapping[str, Detail] = field(default_factory=dict)
    like: Like | None = None
    article: int | None = None
    item: Item | None = None

    @property
    def place(self) -> str:
        """Return its file, and its line in a file of many."""
        return f"{self.name}, line {self.line}" if self.line else self.name

    @property
    def title(self) -> str:
        """Return its title, or nothing."""
        return self.details["title"].value if "title" in self.details else ""

    @property
    def href(self) -> str:
        """Return the address of its article's page, or nothing."""
        return reverse("article", args=[self.article]) if self.article else ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a batch in its order, and where the next page begins, if there is one."""

    lines: list[Line]
    next: int | None


def page(
    batch: Batch,
    *,
    after: int = -1,
    only_problems: bool = False,
    stage: Stage | None = None,
    size: int | None = None,
) -> Page:
    """Return what became of a batch's items after a position, in a fixed number of queries."""
    size = size or PAGE
    if batch.state == Batch.State.FETCHING or not batch.items.exists():
        return _page_of_fetches(batch, after, only_problems, stage, size)
    items = batch.items.filter(position__gt=after)
    if only_problems:
        items = wholly_staged(items).filter(Q(stage__in=PROBLEMS) | ~Q(remarks=[]))
    if stage:
        items = wholly_staged(items).filter(stage=stage)
    places = items.order_by("position").values_list("pk", "article")[: size + 1]
    articles = dict(places)
    shown = Item.objects.filter(pk__in=articles)
    found = list(
        _described(staged(shown, articles=Q(article__in=articles.values()))).order_by("position")
    )
    lines = lines_of(found[:size])
    if after < 0 and not stage and batch.remarks:
        lines.insert(0, _of_the_delivery(batch))
    return Page(lines, found[size - 1].position if len(found) > size else None)


def lines_of(items: Iterable[Item]) -> list[Line]:
    """Return a line for each of some items of one batch, which must have their `stage`."""
    items = list(items)
    articles = Article.objects.select_related("outlet", "batch").defer("text", "bands")
    likes = articles.in_bulk({item.like_id for item in items if item.like_id})
    names = _names(items)
    return [_line(item, likes, names) for item in items]


def _described(items: QuerySet[Item]) -> QuerySet[Item]:
    analyses = Analysis.objects.filter(article=OuterRef("article"), release=RELEASE)
    statements = Statement.objects.current().once().filter(article=OuterRef("article"))
    described: QuerySet[Item] = items.annotate(
        analysis_error=Subquery(analyses.values("error")[:1]),
        statement_count=Subquery(
            statements.order_by().values("article").annotate(n=Count("pk")).values("n")
        ),
    )
    return described


def _names(items: Iterable[Item]) -> dict[int, str]:
    wanted = {item.like_position: item.batch_id for item in items if item.like_position}
    found = Item.objects.filter(batch__in=set(wanted.values()), position__in=wanted)
    return {item.position: str(item) for item in found.only("name", "line", "position")}


def _line(item: Item, likes: Mapping[int, Article], names: Mapping[int, str]) -> Line:
    stage = Stage(item.stage)  # type: ignore[attr-defined]  # `staged` adds it
    error = getattr(item, "analysis_error", None) or ""
    like = _like(item, likes, names)
    remarks = item.remarks[:-1] if stage == Stage.SKIPPED and like else item.remarks  # said by it
    reasons = [_reason(remark, item) for remark in remarks]
    if item.article_id and stage in {Stage.FAILED, Stage.LEFT} and error:
        reasons.insert(0, error)
    return Line(
        position=item.position,
        name=item.name,
        line=item.line,
        stage=stage,
        words=_words(item, stage, getattr(item, "statement_count", None) or 0),
        reasons=reasons,
        details=details(item),
        like=like,
        article=item.article_id,
        item=item,
    )


def _reason(remark: Mapping[str, Any], item: Item | None) -> str:
    name, line = remark.get("name") or "", remark.get("line")
    place = f"{name}, line {line}" if line else name
    if not place or (item and place in {str(item), item.name}):
        return str(remark["reason"])
    return f"{place}: {remark['reason']}"


def _words(item: Item, stage: Stage, statements: int) -> str:
    found = f"{statements:,} statement{'' if statements == 1 else 's'}"
    if stage == Stage.FAILED:
        return "could not be analysed" if item.article_id else "refused"
    if stage == Stage.CANCELLED and item.state == Item.State.LEFT_OUT:
        return "left out"
    return {
        Stage.QUEUED: "queued, waiting to be read in",
        Stage.PARSED: "parsed, waiting to be analysed",
        Stage.ANALYSED: f"analysed: {found}; waiting to be linked",
        Stage.LINKED: f"linked: {found}",
        Stage.OLDER: "older version: kept, and takes no part in stories",
        Stage.LEFT: "parsed, but not analysed",
        Stage.SKIPPED: "skipped: already there",
        Stage.CANCELLED: "analysis cancelled" if item.article_id else "cancelled",
        Stage.UNDONE: "rolled back",
    }[stage]


def details(item: Item) -> dict[str, Detail]:
    """Return what is known of an item beside its text, by field."""
    return {
        name: Detail(name, value, _shown(name, value), item.origins.get(name, ""))
        for name, value in item.details.items()
        if value
    }


def _shown(name: str, value: str) -> str:
    if name == "language":
        return language(value)
    if name != "published":
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    if len(value) <= len("2025-07-14"):
        return format_date(moment, "j M Y")
    return format_date(timezone.localtime(moment) if moment.tzinfo else moment, "j M Y, H:i")


def language(code: str) -> str:
    """Return a language's name in English; its code where that is not known here."""
    return str(LANG_INFO.get(code, {}).get("name", code))


def _like(item: Item, likes: Mapping[int, Article], names: Mapping[int, str]) -> Like | None:
    if not item.likeness:
        return None
    there = likes.get(item.like_id or 0)
    if there:
        name, href = str(there), there.get_absolute_url()
    elif item.like_position:
        name = names.get(item.like_position, f"item {item.like_position}")
        href = f"#item-{item.like_position}"
    else:  # the article that it was like is gone
        return None
    share = f"{item.share:.0%} of its text" if item.share is not None else ""
    if item.likeness == Likeness.NEAR:
        return Like("near copy of", name, href, f": {share}" if share else "")
    if item.likeness == Likeness.VERSION:
        versions = f"{there.get_absolute_url()}versions/" if there else ""
        return Like("another version of", name, href, "", versions)
    if item.likeness == Likeness.COPY:
        outlet = f" ({there.outlet})" if there and there.outlet else ""
        return Like("the same text as", name, href, f"{outlet}: a copy, counted as one voice")
    before = f"{item.get_likeness_display()} as"
    if there is None:
        return Like(before, name, href, " of this batch")
    where = "this batch" if there.batch_id == item.batch_id else f"batch “{there.batch}”"
    return Like(before, there.origin, href, f" of {where}")


def _of_the_delivery(batch: Batch) -> Line:
    reasons = [_reason(remark, None) for remark in batch.remarks]
    return Line(0, words="remark on the delivery", reasons=reasons)


def _page_of_fetches(
    batch: Batch, after: int, only_problems: bool, stage: Stage | None, size: int
) -> Page:
    fetches = batch.fetches.filter(position__gt=after).defer("content").order_by("position")
    wanted = {
        state
        for state, at in OF_FETCHES.items()
        if (not stage or at == stage) and (not only_problems or at == Stage.FAILED)
    }
    found = list(fetches.filter(state__in=wanted)[: size + 1])
    lines = [
        Line(
            fetch.position,
            fetch.url,
            stage=OF_FETCHES[Fetch.State(fetch.state)],
            words=f"queued, {label}" if fetch.state == Fetch.State.QUEUED else label,
            reasons=[fetch.error] if fetch.error else [],
        )
        for fetch in found[:size]
        for label in [fetch.get_state_display()]
    ]
    if after < 0 and not stage and batch.remarks:
        lines.insert(0, _of_the_delivery(batch))
    return Page(lines, found[size - 1].position if len(found) > size else None)
