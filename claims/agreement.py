"""Read model of the quality page: what was measured, and where editors agree with the machine.

An interval is Wilson's score interval (E. B. Wilson 1927), which holds for few cases and for shares
near none and all, where the ordinary one does not.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import sqrt
from typing import Any

from django.db import connection

from articles.models import Outlet
from claims.actions.judging import LABELS
from claims.models import Judgement

Sort = Judgement.Sort

Z = 1.959964  # of a normal distribution, for 95%
BINS = 10
MOST_OUTLETS = 25
FEW = 30  # below it an interval says little, and the page says so
PLACES = ("content", "source")  # changed, a find is wrong; as the finders were measured

# What is told apart: the key under which `Judgement.read` holds it, and its name on the page.
PHENOMENA = {
    "type": "In whose words",
    "act": "What was done in saying it",
    "polarity": "Asserted, denied, no comment",
    "certainty": "How sure it is said to be",
    "found_by": "Which finder found it",
    "tier": "Core or soft",
}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of `n` were right, as a share with its interval."""

    right: int
    n: int

    @property
    def value(self) -> float:
        """The share; 0 where there is nothing."""
        return self.right / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval."""
        return wilson(self.right, self.n)

    @property
    def low(self) -> float:
        """The lower end, in percent."""
        return 100 * self.interval[0]

    @property
    def high(self) -> float:
        """The upper end, in percent."""
        return 100 * self.interval[1]

    @property
    def percent(self) -> float:
        """The share in percent."""
        return 100 * self.value

    @property
    def is_few(self) -> bool:
        """Whether these are too few to say much."""
        return self.n < FEW


@dataclass(frozen=True, slots=True)
class Row:
    """Judged statements that have something in common."""

    name: str
    share: Share  # right as read, of all that were judged
    changed: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Table:
    """One way to tell judged statements apart."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Field:
    """How often editors left a field of real statements as it was read."""

    name: str
    share: Share

    @property
    def changed(self) -> int:
        """How often it was changed."""
        return self.share.n - self.share.right


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements that are about as sure: what was said of them, and what editors found."""

    low: float
    high: float
    said: float  # their mean confidence
    share: Share

    @property
    def percent(self) -> float:
        """The mean confidence in percent."""
        return 100 * self.said


@dataclass(frozen=True, slots=True)
class Agreement:
    """What editors found, in all and told apart."""

    whole: Row
    missed: int
    tables: list[Table]
    fields: list[Field]
    bins: list[Bin]

    @property
    def is_empty(self) -> bool:
        """Whether nobody has judged anything yet."""
        return not (self.whole.share.n or self.missed)


@dataclass(frozen=True, slots=True)
class Result:
    """One figure that was measured against gold."""

    corpus: str
    measure: str
    words: str
    value: float
    low: float
    high: float
    n: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What the shipped release reached, as the benchmarks wrote it down."""

    release: str
    measured_on: str
    results: tuple[Result, ...]
    bins: tuple[Bin, ...]

    @property
    def main(self) -> list[Result]:
        """The few that tell most."""
        return [one for one in self.results if one.words]

    @property
    def by_corpus(self) -> dict[str, list[Result]]:
        """All of them, corpus by corpus."""
        found: defaultdict[str, list[Result]] = defaultdict(list)
        for one in self.results:
            found[one.corpus].append(one)
        return dict(found)


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return Wilson's 95% interval of a share; of nothing, everything is possible."""
    if not n:
        return 0.0, 1.0
    share, z2 = right / n, Z * Z
    middle = share + z2 / (2 * n)
    reach = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    whole = 1 + z2 / n
    # Held inside by hand, since sums of floats may pass the ends by a hair.
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


@cache
def measured() -> Measured:
    """Return what was measured of the shipped release."""
    file = resources.files("claims") / "quality.json"
    held: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return Measured(
        held["release"],
        held["measured_on"],
        tuple(_result(one) for one in held["results"]),
        tuple(
            Bin(
                said := one["confidence"],
                said,
                said,
                Share(round(one["right"] * one["n"]), one["n"]),
            )
            for one in held["calibration"]
        ),
    )


def _result(one: Mapping[str, Any]) -> Result:
    low, high = one["interval"]
    return Result(
        one["corpus"],
        one["measure"],
        one["words"],
        100 * one["value"],
        100 * low,
        100 * high,
        one["n"],
    )


def found() -> Agreement:
    """Return where editors agree with the machine, in four queries."""
    counted = _counted()
    outlets = Outlet.objects.in_bulk([int(key) for key in counted["outlet"] if key])
    names = {"": "Outlet unknown", **{str(pk): one.name for pk, one in outlets.items()}}
    by_outlet = [
        _row(names.get(key, key), counts) for key, counts in _most(counted["outlet"])[:MOST_OUTLETS]
    ]
    tables = [
        *(Table(title, _rows(counted[name])) for name, title in PHENOMENA.items()),
        Table("Outlet", by_outlet),
        Table("Release that read it", _rows(counted["release"])),
    ]
    whole = counted["whole"].get("", Counts(0, 0, 0))
    return Agreement(
        whole=_row("All", whole),
        missed=Judgement.objects.filter(sort=Sort.MISSED).count(),
        tables=[table for table in tables if table.rows],
        fields=_fields(whole.right + whole.changed),
        bins=_bins(),
    )


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were right, changed, and no statement at all."""

    right: int
    changed: int
    wrong: int

    @property
    def n(self) -> int:
        """How many were judged."""
        return self.right + self.changed + self.wrong


def _counted() -> dict[str, dict[str, Counts]]:
    """Return the judged statements counted in every way, in one walk over them.

    What was read is taken out of each row once, and then grouped in all ways at the same time.
    """
    names = [*PHENOMENA, "outlet", "release"]
    columns = ", ".join(names)
    sets = ", ".join(f"({name})" for name in names)
    taken = ", ".join(f"j.read ->> '{name}' AS {name}" for name in PHENOMENA)
    sql = f"""
        SELECT {columns}, GROUPING({columns}),
               count(*) FILTER (WHERE sort = 'right'),
               count(*) FILTER (WHERE sort = 'changed'),
               count(*) FILTER (WHERE sort = 'wrong')
        FROM (SELECT {taken}, a.outlet_id::text AS outlet, j.release AS release, j.sort AS sort
              FROM claims_judgement j JOIN articles_article a ON a.id = j.article_id
              WHERE j.sort <> 'missed' OFFSET 0) AS judged
        GROUP BY GROUPING SETS ({sets}, ())
    """  # noqa: S608  # made of the names above and nothing else
    with connection.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    held: dict[str, dict[str, Counts]] = {name: {} for name in [*names, "whole"]}
    for row in rows:
        values, grouping, counts = row[: len(names)], row[len(names)], Counts(*row[-3:])
        # A bit is 0 for the column that a row is grouped by; the first column is the highest bit.
        by = [i for i in range(len(names)) if not grouping >> (len(names) - 1 - i) & 1]
        if not by:
            held["whole"][""] = counts
        else:
            held[names[by[0]]][values[by[0]] or ""] = counts
    return held


def _most(counted: Mapping[str, Counts]) -> list[tuple[str, Counts]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1].n, pair[0]))


def _rows(counted: Mapping[str, Counts]) -> list[Row]:
    return [_row(name or "not known", counts) for name, counts in _most(counted)]


def _row(name: str, counts: Counts) -> Row:
    return Row(name, Share(counts.right, counts.n), counts.changed, counts.wrong)


def _fields(real: int) -> list[Field]:
    """Return each field of `real` statements, those first that were changed most."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT field, count(*) FROM claims_judgement, jsonb_object_keys(given) AS field"
            " WHERE sort = 'changed' GROUP BY field"
        )
        changed = dict(cursor.fetchall())
    known = [Field(name, Share(real - changed.get(key, 0), real)) for key, name in LABELS.items()]
    return sorted(known, key=lambda one: (-one.changed, one.name)) if real else []


def _bins() -> list[Bin]:
    """Return how confidence and editors agree: a find holds where its place and source hold."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT least(floor(said * %s), %s) AS bin, count(*), avg(said),
                   count(*) FILTER (WHERE sort <> 'wrong' AND NOT moved)
            FROM (SELECT (read ->> 'confidence')::float AS said, sort, given ?| %s AS moved
                  FROM claims_judgement WHERE sort <> 'missed' OFFSET 0) AS judged
            WHERE said IS NOT NULL
            GROUP BY bin ORDER BY bin
            """,
            [BINS, BINS - 1, list(PLACES)],
        )
        rows: Iterable[Sequence[Any]] = cursor.fetchall()
    return [
        Bin(place / BINS, (place + 1) / BINS, said, Share(right, n))
        for place, n, said, right in rows
    ]
