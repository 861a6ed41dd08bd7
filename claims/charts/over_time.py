"""Mentions over time: for each outlet a strip of bars, all to the same scale."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.dateformat import format as format_date

from claims.charts import counting, drawing
from claims.charts.counting import Outlets, Period
from claims.charts.drawing import Picture, fitted, number, path, text
from claims.charts.types import Cell, Chart, Table
from claims.querying import Match
from claims.querying.types import Days
from claims.search import Asked

MOST = 8  # outlets with a strip of their own
TICKS = {drawing.WIDE: 8, drawing.NARROW: 4}
STEPS = {
    "day": (1, 2, 7, 14, 28),
    "month": (1, 2, 3, 6, 12, 24, 60, 120),
    "year": (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
}
UNITS = {"day": "j M", "month": "M"}  # how ticks are spelled
OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Strip:
    """One outlet, or the others together, with how many it has in which period."""

    name: str
    counts: Mapping[int, int]

    @property
    def total(self) -> int:
        """How many it has in all."""
        return sum(self.counts.values())


def chart(asked: Asked) -> Chart:
    """Return how many statements each outlet published when."""
    sample, counts = counting.by_period(asked, timezone.get_current_timezone_name())
    outlets = Outlets(asked, {outlet for outlet, _ in counts})
    by_outlet: defaultdict[str, Counter[int]] = defaultdict(Counter)
    unit = "day"
    for (outlet, period), count in counts.items():
        if period:
            by_outlet[outlet][period.number] += count
            unit = period.unit
    names = {value: outlets.name(value) for value in by_outlet}
    totals = {value: some.total() for value, some in by_outlet.items()}
    first = counting.ranked(totals, MOST, names)
    rest = [value for value in by_outlet if value not in first]
    strips = [Strip(names[value], by_outlet[value]) for value in first]
    if rest:
        together = sum((by_outlet[value] for value in rest), Counter[int]())
        strips.append(Strip(f"{len(rest)} {OTHERS}" if len(rest) > 1 else names[rest[0]], together))
    dated = sum(totals.values())
    notes = [f"Told by {unit} of publication; a {unit} without any is left out of the table."]
    if undated := sample.count - dated:
        notes.append(f"{undated:,} undated left out: nobody knows when they were published.")
    return Chart(
        name="time",
        title="Mentions over time, by outlet",
        means=f"How many of the statements found each outlet published in each {unit}.",
        sample=sample,
        counted=f"n = {dated:,} dated of {sample.count:,} statements",
        notes=tuple(notes),
        table=_table(outlets, first, strips, unit),
        draw=lambda width, _: _picture(strips, unit, width),
    )


def _table(outlets: Outlets, first: Sequence[str], strips: Sequence[Strip], unit: str) -> Table:
    periods = sorted({period for strip in strips for period in strip.counts})
    rows = [
        (
            Cell(_named(Period(unit, period)), is_number=False),
            *(
                Cell(
                    f"{count:,}" if (count := strip.counts.get(period, 0)) else "0",
                    outlets.query(first[place], _asking(Period(unit, period)))
                    if count and place < len(first)
                    else "",
                )
                for place, strip in enumerate(strips)
            ),
            Cell(f"{sum(strip.counts.get(period, 0) for strip in strips):,}"),
        )
        for period in periods
    ]
    if rows:
        totals = [strip.total for strip in strips]
        rows.append(
            (
                Cell("all", is_number=False),
                *(Cell(f"{total:,}") for total in (*totals, sum(totals))),
            )
        )
    head = (unit.capitalize(), *(strip.name for strip in strips), "all")
    return Table(head, tuple(rows))


def _day(period: Period) -> date:
    """Return the first day of a period."""
    if period.unit == "day":
        return date(1970, 1, 1) + timedelta(days=period.number)
    year, month = divmod(period.number, 12) if period.unit == "month" else (period.number, 0)
    return date(year, month + 1, 1)


def _asking(period: Period) -> Match:
    following = _day(Period(period.unit, period.number + 1))
    return Match("published", Days(_day(period), following - timedelta(days=1)))


def _named(period: Period) -> str:
    spelled = {"day": "j F Y", "month": "F Y", "year": "Y"}[period.unit]
    return format_date(_day(period), spelled)


def _picture(strips: Sequence[Strip], unit: str, width: int) -> Picture:
    is_wide = width >= drawing.WIDE
    left, right = (168, 52) if is_wide else (0, 0)
    above, height, apart = (0, 36, 12) if is_wide else (20, 34, 10)
    field = width - left - right
    periods = [period for strip in strips for period in strip.counts]
    begin, count = min(periods), max(periods) - min(periods) + 1
    step = field / count
    most = max(max(strip.counts.values()) for strip in strips)
    top = 22
    bottom = top + len(strips) * (above + height + apart) - apart
    parts = []
    for at, *labels in _ticks(unit, begin, count, TICKS.get(width, 8)):
        x = left + at * step
        parts.append(path(f"M{number(x)} {top}V{number(bottom + 5)}", "hair"))
        anchor = "start" if x - 20 < left else "end" if x + 20 > width else "middle"
        for line, label in enumerate(labels):
            y = bottom + 18 + 14 * line
            parts.append(text(x, y, label, size=11, color="soft", anchor=anchor))
    parts.append(
        text(left, 11, f"Full height of a strip: {most:,} a {unit}", size=11, color="soft")
    )
    begins = float(top)
    for strip in strips:
        base = begins + above + height
        shown = f"{strip.total:,}"
        if is_wide:
            parts.append(text(0, base - 10, fitted(strip.name, left - 16), weight=600))
            parts.append(text(width, base - 10, shown, anchor="end"))
        else:
            parts.append(text(0, begins + 14, fitted(strip.name, width - 60), weight=600))
            parts.append(text(width, begins + 14, shown, anchor="end"))
        gap = min(step * 0.2, 2)
        bars = drawing.bars(
            (
                left + (period - begin) * step + gap / 2,
                base - max(height * some / most, 1),
                max(min(step - gap, 24), 0.6),
                max(height * some / most, 1),
            )
            for period, some in sorted(strip.counts.items())
        )
        parts.append(drawing.titled(bars, f"{strip.name}: {shown}"))
        parts.append(path(f"M{left} {number(base)}H{left + field}", "rule"))
        begins = base + apart
    return Picture(width, bottom + (24 if unit == "year" else 38), "".join(parts))


def _ticks(unit: str, begin: int, count: int, most: int) -> list[tuple[int, str, str]]:
    """Return where round periods begin, from the first one on, with their words.

    Under days and months stands their year, where it begins to count.
    """
    step = next((one for one in STEPS[unit] if count / one <= most), STEPS[unit][-1])
    found: list[tuple[int, str, str]] = []
    said = None
    for place in range(count):
        period = Period(unit, begin + place)
        is_due = place % step == 0 if unit == "day" else period.number % step == 0
        if not is_due and not (count < step and place == 0):
            continue
        day = _day(period)
        label = str(day.year) if unit == "year" else format_date(day, UNITS[unit])
        found.append((place, label, str(day.year) if unit in UNITS and day.year != said else ""))
        said = day.year
    return found
