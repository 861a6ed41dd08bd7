"""Geometry of a timeline: periods, ticks, and marks in lanes that never overlap. Pure."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SLOT = 28  # a mark with its margin; what is pressed must not be smaller than 24
SLOTS = 27
WIDTH = SLOT * SLOTS
STACK = 4  # marks above each other in a lane, before the rest is one mark with its number
TICKS = 8  # at most: a label of 12 characters needs an eighth of the width
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
CLOCK = (5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR)
DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@dataclass(frozen=True, slots=True)
class Period:
    """From one moment up to another, which is not part of it."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def x(self, at: datetime) -> float:
        """Return where a moment stands between 0 and `WIDTH`."""
        return (at - self.start) / (self.end - self.start) * WIDTH

    @property
    def is_month(self) -> bool:
        """Whether it is one month of the calendar."""
        return self == month(self.start)

    @property
    def is_year(self) -> bool:
        """Whether it is one year of the calendar."""
        return self == year(self.start)

    def moved(self, steps: int) -> "Period":
        """Return the period of the same kind so many steps later, or earlier."""
        if self.is_month or self.is_year:
            months = steps * (12 if self.is_year else 1)
            return Period(_later(self.start, months), _later(self.end, months))
        length = self.end - self.start
        return Period(self.start + length * steps, self.end + length * steps)


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the axis with its words; `day` is said only where it begins."""

    x: int
    label: str
    anchor: str  # how the label lies to its line, so that it never leaves the picture


@dataclass(frozen=True, slots=True)
class Spot:
    """Where marks stand: their slot, and which of the lane's marks (by number) it holds."""

    column: int
    level: int
    held: tuple[int, ...]

    @property
    def x(self) -> int:
        """Its left edge."""
        return self.column * SLOT

    @property
    def y(self) -> int:
        """Its upper edge."""
        return self.level * SLOT


def day(at: datetime) -> Period:
    """Return the day that holds a moment."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(start, start + DAY)


def week(at: datetime) -> Period:
    """Return the week, from Monday, that holds a moment."""
    start = day(at).start - at.weekday() * DAY
    return Period(start, start + 7 * DAY)


def month(at: datetime) -> Period:
    """Return the month that holds a moment."""
    start = day(at).start.replace(day=1)
    return Period(start, _later(start, 1))


def year(at: datetime) -> Period:
    """Return the year that holds a moment."""
    start = day(at).start.replace(month=1, day=1)
    return Period(start, _later(start, 12))


def around(moments: Iterable[datetime]) -> Period | None:
    """Return the period that holds all moments with some room at its ends; None without any."""
    found = sorted(moments)
    if not found:
        return None
    room = max((found[-1] - found[0]) / 25, 30 * MINUTE)
    return Period(found[0] - room, found[-1] + room)


def densest(moments: Iterable[datetime], kind: Callable[[datetime], Period]) -> Period:
    """Return the day, week, month or year with most moments, the earliest of equals."""
    counts = Counter(kind(at).start for at in moments)
    return kind(min(counts, key=lambda start: (-counts[start], start)))


def ticks(period: Period) -> list[Tick]:
    """Return at most `TICKS` lines at round moments, at least one, labels apart."""
    moments, is_clock, spelled = _moments(period)
    if not moments:  # a period shorter than any step
        moments, is_clock, spelled = [period.start], True, "%-d %b %Y, %H:%M"
    found: list[Tick] = []
    said = None
    for at in moments:
        x = round(period.x(at))
        label = at.strftime(spelled)
        if is_clock and spelled == "%H:%M" and at.date() != said:
            label = at.strftime("%-d %b %H:%M")
        elif not is_clock and spelled != "%Y" and at.year != said:
            label = at.strftime(f"{spelled} %Y")
        said = at.date() if is_clock else at.year
        anchor = "start" if x < WIDTH / 20 else "end" if x > WIDTH * 19 / 20 else "middle"
        found.append(Tick(x, label, anchor))
    return found


def spots(columns: Sequence[int]) -> list[Spot]:
    """Return a slot for each mark, given each one's column, the first lowest.

    Where more than `STACK` marks share a column, its last slot holds all that are left.
    """
    by_column: dict[int, list[int]] = defaultdict(list)
    for number, column in enumerate(columns):
        by_column[column].append(number)
    found = []
    for column, held in sorted(by_column.items()):
        alone = held if len(held) <= STACK else held[: STACK - 1]
        found += [Spot(column, level, (number,)) for level, number in enumerate(alone)]
        if len(alone) < len(held):
            found.append(Spot(column, STACK - 1, tuple(held[STACK - 1 :])))
    return found


def column(period: Period, at: datetime) -> int:
    """Return the slot along the axis that a moment of the period falls into."""
    return min(max(int(period.x(at) // SLOT), 0), SLOTS - 1)


def nearest(moments: Sequence[datetime], period: Period) -> tuple[bool, bool]:
    """Say whether sorted moments lie before and behind a period."""
    behind = bool(moments) and moments[-1] >= period.end
    return bisect_left(moments, period.start) > 0, behind


def _moments(period: Period) -> tuple[list[datetime], bool, str]:
    length = period.end - period.start
    for step in CLOCK:
        if length / step <= TICKS - 1:
            first = day(period.start).start
            number = -((first - period.start) // step)
            return _until(period, first + number * step, step), True, "%H:%M"
    for days in DAYS:
        if length / (days * DAY) <= TICKS - 1:
            begin = (week if days >= 7 else day)(period.start)
            first = begin.start if begin.start >= period.start else begin.end
            return _until(period, first, days * DAY), False, "%-d %b"
    for months in MONTHS:
        if length / (months * timedelta(days=28)) <= TICKS - 1:
            break
    first = year(period.start).start
    if months > 12:
        first = first.replace(year=max(first.year - first.year % (months // 12), 1))
    found = []
    while first < period.end:
        if first >= period.start:
            found.append(first)
        first = _later(first, months)
    return found, False, "%Y" if months >= 12 else "%b"


def _until(period: Period, first: datetime, step: timedelta) -> list[datetime]:
    found = []
    while first < period.end:
        if first >= period.start:
            found.append(first)
        first += step
    return found


def _later(at: datetime, months: int) -> datetime:
    years, number = divmod(at.month - 1 + months, 12)
    return at.replace(year=at.year + years, month=number + 1)
