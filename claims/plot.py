"""Where plots draw what: places of dots and bars, for a template to write as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.agreement import Bin

SIDE, EDGE = 300, 44
WHOLE = SIDE + 2 * EDGE
TICKS = (0, 20, 40, 60, 80, 100)
UNDATED = "undated"  # the month of what has no date


@dataclass(frozen=True, slots=True)
class Dot:
    """One bin: its place, its size by how many it holds, and the ends of its interval."""

    x: float
    y: float
    size: float
    low: float
    high: float
    bin: Bin


@dataclass(frozen=True, slots=True)
class Tick:
    """A number at an axis, and its place to the right and upwards."""

    percent: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plot:
    """A calibration plot: confidence to the right, the share that holds upwards."""

    dots: list[Dot]
    ticks: list[Tick]
    side: int = SIDE
    edge: int = EDGE
    whole: int = WHOLE

    @property
    def end(self) -> int:
        """The right and the lower border of the square."""
        return self.edge + self.side

    @property
    def line(self) -> str:
        """The dots joined, as SVG writes points."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)


def of_bins(bins: Sequence[Bin]) -> Plot:
    """Return the plot of some bins."""
    most = max((one.share.n for one in bins), default=1) or 1
    dots = [
        Dot(
            x=_right(one.said),
            y=_up(one.share.value),
            size=round(3 + 5 * (one.share.n / most) ** 0.5, 1),
            low=_up(one.share.interval[0]),
            high=_up(one.share.interval[1]),
            bin=one,
        )
        for one in bins
    ]
    return Plot(dots, [Tick(tick, _right(tick / 100), _up(tick / 100)) for tick in TICKS])


def _right(share: float) -> float:
    return round(EDGE + SIDE * share, 1)


def _up(share: float) -> float:
    return round(EDGE + SIDE * (1 - share), 1)


# Months -------------------------------------------------------------------------------------------

STRIP_WIDTH, STRIP_HEIGHT = 360, 56
MOST_MONTHS = 120  # beyond it the latest


@dataclass(frozen=True, slots=True)
class Bar:
    """One month: its place, its height, and how many it has."""

    x: float
    y: float
    width: float
    height: float
    month: str  # as “2025-03”
    count: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A small picture of how many statements each month has."""

    bars: list[Bar]
    first: str
    last: str
    most: int
    undated: int
    width: int = STRIP_WIDTH
    height: int = STRIP_HEIGHT

    @property
    def busiest(self) -> Bar:
        """The month with most."""
        return max(self.bars, key=lambda bar: bar.count)


def of_months(counts: Mapping[str, int]) -> Strip | None:
    """Return the strip of months by their tags; None where fewer than two months have any."""
    dated = {month: count for month, count in counts.items() if month != UNDATED and count}
    if len(dated) < 2:
        return None
    all_months = months(min(dated), max(dated))[-MOST_MONTHS:]
    most = max(dated.values())
    step = STRIP_WIDTH / len(all_months)
    gap = 1 if step > 3 else 0
    bars = []
    for number, month in enumerate(all_months):
        count = dated.get(month, 0)
        height = round(max(STRIP_HEIGHT * count / most, 1.5 if count else 0), 1)
        x, y = round(number * step, 1), round(STRIP_HEIGHT - height, 1)
        bars.append(Bar(x, y, round(step - gap, 1), height, month, count))
    return Strip(bars, all_months[0], all_months[-1], most, counts.get(UNDATED, 0))


def months(first: str, last: str) -> list[str]:
    """Return all months from one to another, as “2025-03”."""
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        found.append(f"{year:04}-{month:02}")
    return found
