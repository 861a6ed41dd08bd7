"""Source-kind mix: a bar of shares for each outlet, parts told apart by letter and pattern."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from claims.charts import counting, drawing
from claims.charts.counting import Outlets
from claims.charts.drawing import Picture, box, fitted, text
from claims.charts.types import Cell, Chart, Table
from claims.nlp.types import SpeakerKind
from claims.querying import Match, tags
from claims.search import Asked

MOST = 12  # outlets with a bar of their own
ROW = 30


@dataclass(frozen=True, slots=True)
class Kind:
    """One part of the bars: its letter, its words, and the lines of its pattern."""

    value: str
    letter: str
    label: str
    lines: str
    ground: str = "sheet"


# Neighbours differ in what they look like, also in print and for who sees no colours.
KINDS = (
    Kind(SpeakerKind.PERSON.value, "P", "a named person", "", "ink"),
    Kind(SpeakerKind.ORGANISATION.value, "O", "an organisation", "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"),
    Kind(SpeakerKind.ANONYMOUS.value, "A", "anonymous: described, not named", ""),
    Kind(SpeakerKind.COLLECTIVE.value, "G", "a group: officials, analysts", "M0 3H6"),
    Kind(SpeakerKind.DOCUMENT.value, "D", "a document", "", "rule"),
    Kind(SpeakerKind.UNNAMED.value, "U", "nobody named", "M3 0V6"),
    Kind("author", "N", "no source at all", "M0 3H6M3 0V6"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One outlet, or the others together, with how many of each kind it has."""

    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many statements it has."""
        return sum(self.counts.values())


def chart(asked: Asked) -> Chart:
    """Return whom each outlet cites: what share of its statements has which kind of source."""
    sample, counts = counting.by_fields(asked, tags.OUTLET, tags.KIND)
    by_outlet: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (outlet, kind), count in counts.items():
        by_outlet[outlet][kind] += count
    outlets = Outlets(asked, by_outlet)
    names = {value: outlets.name(value) for value in by_outlet}
    totals = {value: some.total() for value, some in by_outlet.items()}
    first = counting.ranked(totals, MOST, names)
    rest = [value for value in by_outlet if value not in first]
    bars = [Bar(names[value], by_outlet[value]) for value in first]
    if rest:
        together = sum((by_outlet[value] for value in rest), Counter[str]())
        bars.append(Bar(f"{len(rest)} others" if len(rest) > 1 else names[rest[0]], together))
    kinds = [kind for kind in KINDS if any(bar.counts[kind.value] for bar in bars)]
    return Chart(
        name="kinds",
        title="Kinds of sources, by outlet",
        means="What share of an outlet’s statements found has which kind of innermost source.",
        sample=sample,
        counted=f"n = {sample.count:,} statements",
        notes=("Each bar is all of its outlet’s statements; the number behind it says how many.",),
        table=_table(outlets, first, bars, kinds),
        draw=lambda width, prefix: _picture(bars, kinds, width, prefix),
    )


def _table(
    outlets: Outlets, first: Sequence[str], bars: Sequence[Bar], kinds: Sequence[Kind]
) -> Table:
    def cell(place: int, bar: Bar, kind: Kind) -> Cell:
        count = bar.counts[kind.value]
        share = f"{count:,} ({100 * count / bar.total:.0f}%)"
        if not count or place >= len(first):
            return Cell(share if count else "0")
        return Cell(share, outlets.query(first[place], asking(kind.value)))

    rows = [
        (
            Cell(bar.name, is_number=False),
            *(cell(place, bar, kind) for kind in kinds),
            Cell(f"{bar.total:,}"),
        )
        for place, bar in enumerate(bars)
    ]
    head = ("Outlet", *(f"{kind.letter}: {kind.label}" for kind in kinds), "all")
    return Table(head, tuple(rows))


def asking(kind: str) -> Match:
    """Return the condition that finds a kind; what has no source is asked for by the chain."""
    return Match(tags.ROLE, "none") if kind == "author" else Match(tags.KIND, kind)


def _picture(bars: Sequence[Bar], kinds: Sequence[Kind], width: int, prefix: str) -> Picture:
    is_wide = width >= drawing.WIDE
    left, right = (168, 52) if is_wide else (0, 0)
    row = ROW if is_wide else ROW + 20
    parts = [
        "<defs>",
        *(
            drawing.pattern(f"{prefix}-{kind.value}", kind.lines, ground=kind.ground)
            for kind in kinds
            if kind.lines
        ),
        "</defs>",
    ]
    paint = _painter(prefix)
    x, y = 0.0, 0.0
    for kind in kinds:  # what the letters stand for, in lines
        room = 30 + len(kind.label) * 12 * drawing.LETTER + 12
        if x and x + room > width:
            x, y = 0.0, y + 22
        parts.append(paint(kind, x, y, 22, 16, 1))
        parts.append(text(x + 28, y + 12.5, kind.label, color="soft"))
        x += room
    y += 32
    field = width - left - right
    for bar in bars:
        shown = f"{bar.total:,}"
        if is_wide:
            parts.append(text(0, y + 15, fitted(bar.name, left - 16), weight=600))
            parts.append(text(width, y + 15, shown, anchor="end"))
            at = y
        else:
            parts.append(text(0, y + 13, fitted(bar.name, width - 60), weight=600))
            parts.append(text(width, y + 13, shown, anchor="end"))
            at = y + 19
        x = left
        for kind in kinds:
            if count := bar.counts[kind.value]:
                wide = field * count / bar.total
                words = f"{bar.name}: {kind.label}, {count:,} of {shown}"
                parts.append(drawing.titled(paint(kind, x, at, wide, 22, 0), words))
                x += wide
        y += row
    return Picture(width, y - row + (22 if is_wide else 41) + 2, "".join(parts))


def _painter(prefix: str) -> Callable[[Kind, float, float, float, float, int], str]:
    def paint(kind: Kind, x: float, y: float, width: float, height: float, _: int) -> str:
        if kind.lines:
            shape = drawing.patterned(x, y, width, height, f"{prefix}-{kind.value}")
        else:
            shape = box(x, y, width, height, kind.ground, edge="ink")
        if width < 15:
            return shape
        middle, base = x + width / 2, y + height / 2
        letter = text(middle, base + 4, kind.letter, size=11, weight=600, anchor="middle")
        return f"{shape}{box(middle - 6, base - 6.5, 12, 13, 'sheet')}{letter}"

    return paint
