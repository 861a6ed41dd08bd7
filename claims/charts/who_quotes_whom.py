"""Who quotes whom: outlets by speakers, a number in each cell and a shade behind it."""

from collections import Counter

from claims.charts import counting, drawing
from claims.charts.counting import Outlets
from claims.charts.drawing import Picture, fitted, text
from claims.charts.types import Cell, Chart, Table
from claims.models import PAGED
from claims.querying import Match, tags
from claims.search import Asked

MOST = 12  # outlets, and speakers
SHADES = 5
SHADE = ("#fffefb", "#f1ede3", "#e4decf", "#d5cdb9", "#c3b9a1", "#b0a487")  # ink on each is read
OTHERS = "others"


def chart(asked: Asked) -> Chart:
    """Return how often each outlet has words of each speaker with a name."""
    sample, counts = counting.by_fields(asked, tags.OUTLET, tags.SPEAKER, tags.KIND)
    named = {
        (outlet, speaker): count
        for (outlet, speaker, kind), count in counts.items()
        if kind in PAGED and speaker.isdecimal()
    }
    cells: Counter[tuple[str, str]] = Counter(named)
    by_outlet, by_speaker = Counter[str](), Counter[str]()
    for (outlet, speaker), count in cells.items():
        by_outlet[outlet] += count
        by_speaker[speaker] += count
    outlets = Outlets(asked, by_outlet)
    names = {value: outlets.name(value) for value in by_outlet}
    rows = counting.ranked(by_outlet, MOST, names)
    # Equals at the border are taken in the order of their ids: names are asked for these alone.
    columns = counting.ranked(by_speaker, MOST, {one: f"{int(one):020}" for one in by_speaker})
    called = counting.speakers(map(int, columns))
    columns = [one for one in columns if called.get(int(one))]
    total = by_outlet.total()
    most = max((cells[row, column] for row in rows for column in columns), default=0)

    def counted(row: str, column: str) -> Cell:
        count = cells[row, column]
        if not count:
            return Cell("0")
        who = Match(tags.SPEAKER, called[int(column)], is_phrase=True)
        return Cell(f"{count:,}", outlets.query(row, who), shade=_shade(count, most))

    table = [
        (
            Cell(names[row], is_number=False),
            *(counted(row, column) for column in columns),
            Cell(f"{by_outlet[row] - sum(cells[row, column] for column in columns):,}"),
            Cell(f"{by_outlet[row]:,}"),
        )
        for row in rows
    ]
    if table:
        shown = [by_speaker[column] for column in columns]
        table.append(
            (
                Cell("all outlets", is_number=False),
                *(Cell(f"{count:,}") for count in shown),
                Cell(f"{total - sum(shown):,}"),
                Cell(f"{total:,}"),
            )
        )
    notes = ["Speakers are the innermost sources that have a name; the darker, the more often."]
    if len(by_outlet) > len(rows):
        more = len(by_outlet) - len(rows)
        notes.append(f"“All outlets” also counts those that are not listed: {more:,}.")
    if nameless := sample.count - total:
        notes.append(f"{nameless:,} left out: their source has no name, or there is none.")
    head = ("Outlet", *(called[int(column)] for column in columns), OTHERS, "all")
    found = Table(head, tuple(table), is_matrix=True)
    return Chart(
        name="speakers",
        title="Who quotes whom: outlets and speakers",
        means="How many of the statements found each outlet has of each speaker with a name.",
        sample=sample,
        counted=f"n = {total:,} with a named speaker of {sample.count:,} statements",
        notes=tuple(notes),
        table=found,
        draw=lambda width, _: _picture(found, width),
    )


def _shade(count: int, most: int) -> int:
    return max(1, -(-SHADES * count // most))


def _picture(table: Table, width: int) -> Picture:
    left, head, row = 160, 118, 26
    step = (width - left) / max(len(table.head) - 1, 1)
    parts = [
        text(
            left + (place + 0.5) * step + 4,
            head - 8,
            fitted(words, head - 8, 11),
            size=11,
            turn=-90,
            weight=600,
        )
        for place, words in enumerate(table.head[1:])
    ]
    for number, cells in enumerate(table.rows):
        y = head + number * row
        parts.append(text(0, y + 17, fitted(cells[0].text, left - 12), weight=600))
        for place, cell in enumerate(cells[1:]):
            x = left + place * step
            parts.append(drawing.tile(x, y, step - 2, row - 2, SHADE[cell.shade]))
            color = "ink" if cell.text != "0" else "trace"
            parts.append(
                text(x + step / 2 - 1, y + 17, cell.text, anchor="middle", color=color, size=11)
            )
    return Picture(width, head + len(table.rows) * row, "".join(parts))
