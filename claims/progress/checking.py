"""Read model of the check: a batch's items as a grid to put right, before they are read in."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from articles.models import Batch, Item
from articles.zoning import ZoneKind
from claims.progress.counting import counted
from claims.progress.lines import ORIGINS, Line, lines_of
from claims.progress.stages import staged

PAGE = 100
FIELDS = ("outlet", "title", "byline", "published", "url", "language")
LABELS = {
    "outlet": "Outlet",
    "title": "Title",
    "byline": "Byline",
    "published": "Published",
    "url": "Address",
    "language": "Language",
}
_ORIGINS = {**ORIGINS, "text": "a guess", "manifest": "as delivered"}

Problems = Mapping[int, Mapping[str, str]]  # position -> field -> reason

State, Likeness = Item.State, Item.Likeness


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of one item, which can be typed over."""

    field: str
    label: str
    name: str  # of its input
    value: str
    words: str
    problem: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item: what is known of it, and whether it will be read in."""

    line: Line
    item: Item
    cells: list[Cell]

    @property
    def is_ready(self) -> bool:
        """Say whether it will be read in."""
        return self.item.state == State.READY

    @property
    def can_be_read_in(self) -> bool:
        """Say whether a person may choose."""
        return self.item.state in {State.READY, State.LEFT_OUT}

    @property
    def zones(self) -> list[str]:
        """Return how many lines are of what kind, and what was set aside, in words."""
        lines = self.item.zones.get("lines", {})
        found = [f"{kind}: {counted(lines[kind], 'line')}" for kind in ZoneKind if lines.get(kind)]
        notes = self.item.zones.get("notes", [])
        aside = [f"set aside: {'; '.join(notes)}"] if notes else []
        return [", ".join(found), *aside] if found else []


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the grid, and all of the batch in one sentence."""

    words: str
    ready: int
    rows: list[Row]
    after: int
    next: int | None


def sheet(
    batch: Batch,
    *,
    after: int = 0,
    typed: Mapping[str, str] | None = None,
    problems: Problems | None = None,
) -> Sheet:
    """Return a page of a checked batch's items, with what was typed and what is wrong with it."""
    items = batch.items.filter(position__gt=after).order_by("position")
    ids = list(items.values_list("pk", flat=True)[: PAGE + 1])
    found = list(staged(Item.objects.filter(pk__in=ids)).order_by("position"))
    lines = lines_of(found[:PAGE])
    rows = [
        Row(line, item, _cells(item, typed or {}, (problems or {}).get(item.position, {})))
        for line, item in zip(lines, found[:PAGE], strict=True)
    ]
    words, ready = _summary(batch)
    return Sheet(words, ready, rows, after, rows[-1].item.position if len(found) > PAGE else None)


def input_name(field: str, position: int) -> str:
    """Return the name of the input for a field of the item at a position."""
    return f"{field}-{position}"


def _cells(item: Item, typed: Mapping[str, str], problems: Mapping[str, str]) -> list[Cell]:
    cells = []
    for field in FIELDS:
        name = input_name(field, item.position)
        value = item.details.get(field, "")
        origin = item.origins.get(field, "manifest") if value else ""
        cells.append(
            Cell(
                field,
                LABELS[field],
                name,
                typed.get(name, value),
                _ORIGINS.get(origin, ""),
                problems.get(field, ""),
            )
        )
    return cells


def _summary(batch: Batch) -> tuple[str, int]:
    ready = Q(state=State.READY)
    found = batch.items.aggregate(
        all=Count("pk"),
        ready=Count("pk", filter=ready),
        refused=Count("pk", filter=Q(state=State.REFUSED)),
        skipped=Count("pk", filter=Q(state=State.SKIPPED)),
        left_out=Count("pk", filter=Q(state=State.LEFT_OUT)),
        no_outlet=Count("pk", filter=ready & ~Q(details__has_key="outlet")),
        no_date=Count("pk", filter=ready & ~Q(details__has_key="published")),
        foreign=Count(
            "pk", filter=ready & Q(details__has_key="language") & ~Q(details__language="en")
        ),
        near=Count("pk", filter=ready & Q(likeness=Likeness.NEAR)),
        copies=Count("pk", filter=ready & Q(likeness=Likeness.COPY)),
        versions=Count("pk", filter=ready & Q(likeness=Likeness.VERSION)),
    )
    ends = [
        f"{found['ready']:,} can be taken in",
        *_some(found["refused"], "refused"),
        *_some(found["skipped"], "there already"),
        *_some(found["left_out"], "left out"),
    ]
    of_these = [
        *_some(found["no_outlet"], "without an outlet"),
        *_some(found["no_date"], "without a date"),
        *_some(found["foreign"], "not in English, kept but not analysed"),
        *_some(found["copies"], "the same text from another outlet or address"),
        *_some(found["near"], "near copy", "near copies"),
        *_some(found["versions"], "another version of a page", "other versions of pages"),
    ]
    words = f"{counted(found['all'], 'item')}: {', '.join(ends)}"
    return "; ".join([words, *of_these]), found["ready"]


def _some(number: int, one: str, many: str = "") -> list[str]:
    return [f"{number:,} {one if number == 1 else many or one}"] if number else []
