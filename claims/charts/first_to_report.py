"""First to report: which outlet had a claim first, of those that several outlets have."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median

from django.utils import timezone

from claims.charts import counting, drawing
from claims.charts.counting import Outlets, Telling
from claims.charts.drawing import Picture, box, fitted, text
from claims.charts.types import Cell, Chart, Table
from claims.search import Asked

MOST = 12  # outlets that are drawn
LISTED = 50  # outlets in the table
DAY = 86_400


@dataclass(slots=True)
class Record:
    """What one outlet did with claims that several outlets have."""

    claims: int = 0
    first: int = 0  # alone
    tied: int = 0
    lags: list[int] = field(default_factory=list)  # of the others where it alone was first, seconds


def chart(asked: Asked) -> Chart:
    """Return how often each outlet was the first, and how long the others took."""
    sample, every, found = counting.tellings(asked)
    several = shared(found)
    records = record(several)
    outlets = Outlets(asked, records)
    names = {value: outlets.name(value) for value in records}
    ranked = sorted(
        records,
        key=lambda one: (-records[one].first, -records[one].tied, -records[one].claims, names[one]),
    )
    ties = sum(1 for some in several.values() if len(_first(some)) > 1)
    notes = [
        "First in the texts that we hold, by the time of publication: not who knew it first.",
        "Later is the median of all other outlets of the claims that it alone had first.",
        "Where an article gives only its day, the outlets of its claim are compared by days.",
    ]
    if ties:
        notes.append(f"{_counted(ties, 'claim')} with a tie: several outlets at the same time.")
    if every.undated:
        notes.append(f"{_counted(every.undated, 'undated statement')} left out.")
    if every.unknown:
        notes.append(f"{_counted(every.unknown, 'statement')} of unknown outlets left out.")
    if (left := len(ranked) - LISTED) > 0:
        notes.append(f"{_counted(left, 'more outlet')} not listed.")
    if outside := sample.count - every.statements:
        notes.append(f"{_counted(outside, 'statement')} found in no claim.")
    return Chart(
        name="first",
        title="First to report, by outlet",
        means="How often an outlet was the first to have a claim that several outlets have, "
        "and how much later the others were.",
        sample=sample,
        counted=f"n = {len(several):,} claims with several dated outlets of {every.claims:,} "
        f"claims, in {sample.count:,} statements",
        notes=tuple(notes),
        table=_table(names, records, ranked),
        draw=lambda width, prefix: _picture(names, records, ranked[:MOST], width, prefix),
    )


def shared(found: Iterable[Telling]) -> dict[str, dict[str, int]]:
    """Return for each claim that several outlets have since when each has it.

    Where one of them is known by its day alone, all of the claim are seconds of whole days.
    """
    by_claim: defaultdict[str, list[Telling]] = defaultdict(list)
    for one in found:
        by_claim[one.claim].append(one)
    several: dict[str, dict[str, int]] = {}
    for claim, some in by_claim.items():
        if len(some) > 1:
            is_by_day = any(one.is_by_day for one in some)
            several[claim] = {
                one.outlet: _day(one.first) if is_by_day else one.first for one in some
            }
    return several


def record(several: Mapping[str, Mapping[str, int]]) -> dict[str, Record]:
    """Return what each outlet did."""
    records: defaultdict[str, Record] = defaultdict(Record)
    for moments in several.values():
        first = _first(moments)
        for outlet, moment in moments.items():
            records[outlet].claims += 1
            if outlet not in first:
                if len(first) == 1:
                    records[first[0]].lags.append(moment - moments[first[0]])
            elif len(first) == 1:
                records[outlet].first += 1
            else:
                records[outlet].tied += 1
    return dict(records)


def lasting(seconds: float) -> str:
    """Return a time in words, as exactly as it is worth."""
    if seconds < 3_600:
        return f"{seconds / 60:.0f} min"
    length, unit = (3_600, "hour") if seconds < 2 * DAY else (DAY, "day")
    words = f"{seconds / length:.1f}".removesuffix(".0")
    return f"{words} {unit}{'' if words == '1' else 's'}"


def _first(moments: Mapping[str, int]) -> list[str]:
    least = min(moments.values())
    return [outlet for outlet, moment in moments.items() if moment == least]


def _day(moment: int) -> int:
    local = timezone.localtime(datetime.fromtimestamp(moment, UTC))
    return local.date().toordinal() * DAY


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _later(one: Record) -> str:
    return f"{lasting(median(one.lags))} (n = {len(one.lags):,})" if one.lags else "–"


def _table(names: Mapping[str, str], records: Mapping[str, Record], ranked: Sequence[str]) -> Table:
    def row(outlet: str) -> tuple[Cell, ...]:
        one = records[outlet]
        return (
            Cell(names[outlet], is_number=False),
            Cell(f"{one.first:,}"),
            Cell(f"{one.tied:,}"),
            Cell(f"{one.claims:,}"),
            Cell(f"{100 * one.first / one.claims:.0f}%"),
            Cell(_later(one)),
        )

    head = (
        *("Outlet", "first alone", "first, tied", "of its claims that others have"),
        *("share first alone", "the others later, median"),
    )
    return Table(head, tuple(row(outlet) for outlet in ranked[:LISTED]))


def _picture(
    names: Mapping[str, str],
    records: Mapping[str, Record],
    ranked: Sequence[str],
    width: int,
    prefix: str,
) -> Picture:
    is_wide = width >= drawing.WIDE
    left, right = (168, 230) if is_wide else (0, 0)
    row = 30 if is_wide else 62
    field = width - left - right
    most = max(records[one].claims for one in ranked)
    tied = f"{prefix}-tied"
    parts = ["<defs>", drawing.pattern(tied, "M-1 7L7 -1M-1 1L1 -1M5 7L7 5"), "</defs>"]
    x = 0.0
    for words in ("first alone", "first, tied", "later"):  # what the fills stand for
        parts.append(_filled(words, x, 0, 22, 14, tied))
        parts.append(text(x + 28, 11.5, words, color="soft"))
        x += 28 + len(words) * 12 * drawing.LETTER + 20
    y = 30.0
    for outlet in ranked:
        one = records[outlet]
        tie = f" + {one.tied:,} tied" if one.tied else ""
        told = f"{one.first:,}{tie} of {one.claims:,}"
        later = f"others {lasting(median(one.lags))} later" if one.lags else ""
        name = text(0, y + 14, fitted(names[outlet], (left or width) - 16), weight=600)
        at = y if is_wide else y + 20
        x = left
        shape = ""
        later_than = one.claims - one.first - one.tied
        counts = {"first alone": one.first, "first, tied": one.tied, "later": later_than}
        for words, count in counts.items():
            if count:
                wide = field * count / most
                shape += _filled(words, x, at, wide, 18, tied)
                x += wide
        parts += [name, drawing.titled(shape, f"{names[outlet]}: {told}")]
        if is_wide:
            parts.append(text(width - right + 12, y + 14, told))
            parts.append(text(width, y + 14, later, anchor="end", color="soft"))
        else:
            parts.append(text(0, y + 53, told))
            parts.append(text(width, y + 53, later, anchor="end", color="soft"))
        y += row
    return Picture(width, y - (8 if is_wide else 2), "".join(parts))


def _filled(words: str, x: float, y: float, width: float, height: float, tied: str) -> str:
    if words == "first, tied":
        return drawing.patterned(x, y, width, height, tied)
    return box(x, y, width, height, "ink" if words == "first alone" else "sheet", edge="ink")
