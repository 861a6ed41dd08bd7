"""What a chart consists of: a table of numbers, what they are counted of, how they are drawn."""

from collections.abc import Callable
from dataclasses import dataclass

from claims.charts.drawing import Picture

MOST = 20_000  # statements that a chart counts: the newest; more of them would keep readers waiting


@dataclass(frozen=True, slots=True)
class Sample:
    """How many statements a chart looked at; with `is_capped` there are older ones, too."""

    count: int
    is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `query` finds what it counts, `shade` is 0 to 5."""

    text: str
    query: str = ""
    shade: int = 0
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart. The first cell of each row is its head."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_matrix: bool = False  # the table is the chart: shaded, its heads on end


@dataclass(frozen=True)
class Chart:
    """One chart. `draw` takes a width and a word that keeps its names apart from others'."""

    name: str
    title: str
    means: str  # what is to be seen, in a sentence
    sample: Sample
    counted: str  # the n of the chart in words, and of how many
    notes: tuple[str, ...]
    table: Table
    draw: Callable[[int, str], Picture]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not self.table.rows

    @property
    def size(self) -> str:
        """The n in words, and whether older statements are left out."""
        if not self.sample.is_capped:
            return self.counted
        return f"{self.counted}, the newest {MOST:,} that are found; older ones are not counted"
