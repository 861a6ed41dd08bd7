"""Read model of the history: what people did and what machines read, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from articles.models import Article, Batch
from claims.actions.waking import KEPT
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    Edit,
    Speaker,
    Statement,
    Story,
    StoryMembership,
)

PAGE = 40  # lines
MOST_ABOUT = 20_000  # articles or statements of one subject that are looked for
MACHINE = "machine"  # in place of a user's name
LATER = 2_000  # later edits that are looked at to say why something cannot be undone
# Columns that tell nothing of whether a row was changed since: see `claims.actions.history`.
UNSIGNED = frozenset({"decided_by_id"})
ROLLED_BACK = "A batch that was rolled back has to be loaded again."
FINAL = "This changed nothing that could be put back."


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the history is asked for, as the address says."""

    by: str = ""  # a user's name, or MACHINE
    deed: str = ""
    about: str = ""  # "article:12"
    batch: int | None = None
    since: date | None = None
    until: date | None = None
    before: datetime | None = None  # where the page begins
    last: int | None = None  # the last edit of the page before

    @property
    def query(self) -> str:
        """The same as the end of an address, without the place."""
        held = {
            "by": self.by,
            "deed": self.deed,
            "about": self.about,
            "batch": self.batch,
            "since": self.since,
            "until": self.until,
        }
        return urlencode({name: value for name, value in held.items() if value})

    def without(self, name: str) -> str:
        """Return the address with one of the filters taken away."""
        empty: Any = None if name in {"batch", "since", "until"} else ""
        return f"?{replace(self, before=None, last=None, **{name: empty}).query}"


@dataclass(frozen=True, slots=True)
class Line:
    """What a person did, and whether it can be undone."""

    edit: Edit
    at: datetime
    undone: Edit | None
    hindrance: str  # why it cannot be undone; "" when it can

    @property
    def is_edit(self) -> bool:
        """Whether a person did it."""
        return True


@dataclass(frozen=True, slots=True)
class Run:
    """What one release read on one day."""

    release: str
    day: date
    at: datetime
    articles: int
    failed: int
    batches: int
    batch: Batch | None  # the only one, where there is one

    @property
    def is_edit(self) -> bool:
        """Whether a person did it."""
        return False


@dataclass(frozen=True, slots=True)
class History:
    """One page of the history, and where the next begins; "" after the last."""

    asked: Asked
    lines: list[Line | Run]
    next: str
    people: list[str]
    named: str = ""  # what `about` is called
    url: str = ""

    @property
    def filters(self) -> list[tuple[str, str]]:
        """The filters that are on, each with the address that switches it off."""
        asked = self.asked
        deeds = dict(Edit.Deed.choices)
        shown = {
            "about": self.named and f"About {self.named}",
            "by": asked.by and (f"By {asked.by}" if asked.by != MACHINE else "By the program"),
            "deed": asked.deed and f"Who {deeds.get(asked.deed, asked.deed)}",
            "batch": asked.batch and f"Batch {asked.batch}",
            "since": asked.since and f"From {asked.since:%-d %B %Y}",
            "until": asked.until and f"Until {asked.until:%-d %B %Y}",
        }
        return [(words, asked.without(name)) for name, words in shown.items() if words]


def of(asked: Asked) -> History:
    """Return one page, in a fixed number of queries."""
    subjects = _subjects(asked)
    edits = list(_edits(asked, subjects)[: PAGE + 1]) if asked.by != MACHINE else []
    has_more = len(edits) > PAGE
    edits = edits[:PAGE]
    low = edits[-1].at if has_more else None
    runs = _runs(asked, low) if not asked.deed and asked.by in ("", MACHINE) else []
    hindering = hindrances(edits)
    lines: list[Line | Run] = [
        Line(edit, edit.at, _undone(edit), hindering[edit.pk]) for edit in edits
    ]
    lines = sorted([*lines, *runs], key=lambda line: line.at, reverse=True)
    following = ""
    if len(lines) > PAGE or has_more:
        lines = lines[:PAGE]
        following = _place(lines, asked.last)
    people = Edit.objects.order_by("by_name").values_list("by_name", flat=True).distinct()
    named, url = _named(asked.about)
    return History(asked, lines, following, list(people[:200]), named, url)


def _edits(asked: Asked, subjects: Sequence[str] | None) -> QuerySet[Edit]:
    found = Edit.objects.select_related("by", "undoes", "undone_by").order_by("-pk")
    if subjects is not None:
        found = found.filter(subjects__overlap=subjects)
    if asked.by:
        found = found.filter(by_name=asked.by)
    if asked.deed:
        found = found.filter(deed=asked.deed)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + timedelta(days=1)))
    if asked.last is not None:
        found = found.filter(pk__lt=asked.last)
    return found


def _runs(asked: Asked, low: datetime | None) -> list[Run]:
    """Return what was read between the page's ends, by day and release; at most one page."""
    analyses = Analysis.objects.filter(finished_at__isnull=False)
    about = _read_articles(asked)
    if about is None:
        return []
    analyses = analyses.filter(about)
    if asked.since:
        analyses = analyses.filter(finished_at__gte=_midnight(asked.since))
    if asked.until:
        analyses = analyses.filter(finished_at__lt=_midnight(asked.until + timedelta(days=1)))
    if low:  # whole days: a run is told when it ended
        analyses = analyses.filter(finished_at__gte=_midnight(timezone.localtime(low).date()))
    days = (
        analyses.annotate(day=TruncDate("finished_at"))
        .order_by()
        .values("day", "release")
        .annotate(
            ended=Max("finished_at"),
            articles=Count("pk"),
            failed=Count("pk", filter=Q(state=Analysis.State.FAILED)),
            batches=Count("article__batch", distinct=True),
            only=Min("article__batch"),
        )
        .order_by("-ended", "release")
    )
    if asked.before:
        days = days.filter(ended__lt=asked.before)
    if low:
        days = days.filter(ended__gte=low)
    rows = list(days[: PAGE + 1])
    named = Batch.objects.in_bulk({row["only"] for row in rows if row["batches"] == 1})
    return [
        Run(
            release=row["release"],
            day=row["day"],
            at=row["ended"],
            articles=row["articles"],
            failed=row["failed"],
            batches=row["batches"],
            batch=named.get(row["only"]) if row["batches"] == 1 else None,
        )
        for row in rows
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _place(lines: Sequence[Line | Run], last: int | None) -> str:
    """Return where the next page begins: before which moment, and after which edit."""
    edits = [line.edit.pk for line in lines if isinstance(line, Line)]
    place = {"before": lines[-1].at.isoformat(), "last": min(edits, default=last)}
    return urlencode({name: value for name, value in place.items() if value is not None})


# What it is about --------------------------------------------------------------------------------


def _subjects(asked: Asked) -> list[str] | None:
    """Return the subjects whose edits are asked for; None for all.

    What was done to a story is also what was done to its articles, and so on.
    """
    if asked.batch:
        pks = Article.objects.filter(batch=asked.batch).values_list("pk", flat=True)
        return [f"batch:{asked.batch}", *(f"article:{pk}" for pk in pks[:MOST_ABOUT])]
    sort, pk = _about(asked.about)
    if not sort:
        return None
    found = [asked.about]
    if sort == "story":
        members = StoryMembership.objects.filter(story=pk).values_list("article", flat=True)
        found += [f"article:{one}" for one in members[:MOST_ABOUT]]
    if sort == "claim":
        links = ClaimLink.objects.filter(claim=pk).values_list("statement", flat=True)
        found += [f"statement:{one}" for one in links[:MOST_ABOUT]]
    return found


def _read_articles(asked: Asked) -> Q | None:
    """Return which readings bear on what is asked for; None for none."""
    if asked.batch:
        return Q(article__batch=asked.batch)
    sort, pk = _about(asked.about)
    if sort == "article":
        return Q(article=pk)
    if sort == "story":
        return Q(article__membership__story=pk)
    if sort == "batch":
        return Q(article__batch=pk)
    return None if sort else Q()


def _about(about: str) -> tuple[str, int]:
    sort, _, pk = about.partition(":")
    return (sort, int(pk)) if pk.isascii() and pk.isdigit() and len(pk) < 18 else ("", 0)


def _named(about: str) -> tuple[str, str]:
    """Return what a subject is called and its page; what is gone is called by its number."""
    sort, pk = _about(about)
    if not sort:
        return "", ""
    rows: QuerySet[Any] | None = {
        "article": Article.objects.only("title", "origin"),
        "statement": Statement.objects.select_related("article").only(
            "ordinal", "article__title", "article__origin"
        ),
        "story": Story.objects.only("title"),
        "claim": Claim.objects.only("pk"),
        "speaker": Speaker.objects.only("name"),
        "batch": Batch.objects.only("name"),
    }.get(sort)
    row = rows.filter(pk=pk).first() if rows is not None else None
    if row is None:
        return f"{sort} {pk}", ""
    named = str(row) if sort in {"statement", "claim"} else f"{sort} “{row}”"
    return named, row.get_absolute_url()


# What can be undone ------------------------------------------------------------------------------

Touched = dict[tuple[str, int], tuple[Edit, Mapping[str, Any] | None]]


def _undone(edit: Edit) -> Edit | None:
    return getattr(edit, "undone_by", None)


def hindrances(edits: Sequence[Edit]) -> dict[int, str]:
    """Return for each edit why it cannot be undone; "" where it can.

    It can where each row that it wrote was left as it is, or was put back since: the history knows,
    since every decision is written there.
    """
    if not edits:
        return {}
    latest = _latest(edits)
    return {edit.pk: _hindrance(edit, latest) for edit in edits}


def _latest(edits: Sequence[Edit]) -> Touched:
    """Return for each row that edits wrote which edit wrote it last, and how it is since."""
    about = sorted({one for edit in edits for one in edit.subjects})
    rows = {(c["of"], c["pk"]) for edit in edits for c in edit.changes}
    later = Edit.objects.filter(
        pk__gte=min(edit.pk for edit in edits), subjects__overlap=about
    ).order_by("-pk")
    found: Touched = {}
    for edit in later[:LATER]:
        for change in edit.changes:
            row = (change["of"], change["pk"])
            if row in rows and row not in found:
                found[row] = (edit, change["after"])
    return found


def _hindrance(edit: Edit, latest: Touched) -> str:
    if undone := _undone(edit):
        return f"{undone.by_name} undid it."
    if not edit.changes:
        return ROLLED_BACK if edit.deed == Edit.Deed.ROLLED_BACK else FINAL
    for change in edit.changes:
        last, now = latest.get((change["of"], change["pk"]), (edit, change["after"]))
        if last.pk != edit.pk and _says(now, change["of"]) != _says(change["after"], change["of"]):
            at = timezone.localtime(last.at)
            return f"{last.by_name} {last.get_deed_display()} here since, on {at:%-d %B at %H:%M}."
    return ""


def _says(values: Mapping[str, Any] | None, of: str) -> dict[str, Any] | None:
    if values is None:
        return None
    left_out = KEPT[of].moving | UNSIGNED
    return {name: value for name, value in values.items() if name not in left_out}
