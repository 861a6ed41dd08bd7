"""Where a calibration plot draws what: places on its square, for a template to write as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

from claims.agreement import Bin

SIDE, EDGE = 300, 44
WHOLE = SIDE + 2 * EDGE
TICKS = (0, 20, 40, 60, 80, 100)


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
