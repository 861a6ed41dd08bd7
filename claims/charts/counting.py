"""Count what charts show: one walk over the newest entries of a query, and names for the ids."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection

from articles.models import Article, Outlet
from claims import search
from claims.charts.types import MOST, Sample
from claims.models import UNDATED, Speaker
from claims.querying import All, Match, conditions, tags, written
from claims.search import Asked

UNKNOWN = "none"  # the value of the tag of an outlet or speaker that nobody knows
NAMELESS = "Outlet unknown"
DAYS, MONTHS = 92, 120  # longest ranges that are told by days, and by months


class Period(NamedTuple):
    """A day, month or year by number: of days since 1970, of months since the year 0, of years."""

    unit: str
    number: int


def by_fields(asked: Asked, *fields: str) -> tuple[Sample, dict[tuple[str, ...], int]]:
    """Return how many entries have which values of some fields; "" where one has none."""
    columns = ", ".join(f"f{place}" for place in range(len(fields)))
    counted = f"SELECT is_over, count(*), {columns} FROM held GROUP BY 1, {columns}"  # noqa: S608
    rows = _rows(asked, fields, counted)
    return _sample(rows), {tuple(values): count for over, count, *values in rows if not over}


def by_period(asked: Asked, zone: str) -> tuple[Sample, dict[tuple[str, Period | None], int]]:
    """Return how many entries each outlet has in each period; None: undated.

    Periods are days where all lies within `DAYS`, months within `MONTHS` of them, else years.
    """
    rows = _rows(
        asked,
        (tags.OUTLET,),
        """
        , local AS MATERIALIZED (
            SELECT is_over, f0, (to_timestamp(moment) AT TIME ZONE %s)::date AS day
            FROM held WHERE moment > %s
        ),
        unit AS (
            SELECT CASE WHEN max(day) - min(day) < %s THEN 'day'
                WHEN max(day) - min(day) < %s * 30.4 THEN 'month' ELSE 'year' END AS unit
            FROM local WHERE NOT is_over
        )
        SELECT is_over, count(*), f0, unit, CASE unit WHEN 'day' THEN day - DATE '1970-01-01'
            WHEN 'month' THEN (extract(year FROM day) * 12 + extract(month FROM day))::int - 1
            ELSE extract(year FROM day)::int END AS period
        FROM local, unit GROUP BY 1, 3, 4, 5
        UNION ALL
        SELECT is_over, count(*), f0, NULL, NULL FROM held WHERE moment <= %s GROUP BY 1, 3
        """,
        zone,
        UNDATED,
        DAYS,
        MONTHS,
        UNDATED,
    )
    return _sample(rows), {
        (outlet, None if period is None else Period(unit, period)): count
        for over, count, outlet, unit, period in rows
        if not over
    }


class Telling(NamedTuple):
    """Since when an outlet has a claim, of those that several have."""

    claim: str
    outlet: str
    first: int  # moment of the earliest
    is_by_day: bool  # whether one of its articles is known by its day alone


class InClaims(NamedTuple):
    """What the statements are that stand in claims."""

    claims: int = 0
    statements: int = 0
    undated: int = 0  # of these
    unknown: int = 0  # dated ones of unknown outlets


def tellings(asked: Asked) -> tuple[Sample, InClaims, list[Telling]]:
    """Return since when known outlets have which claims, of those that several of them have."""
    dated = f"moment > {UNDATED} AND f1 <> '{UNKNOWN}'"
    rows = _rows(
        asked,
        (tags.CLAIM, tags.OUTLET),
        f"""
        , shared AS MATERIALIZED (
            SELECT f0 FROM held WHERE f0 <> '' AND NOT is_over AND {dated}
            GROUP BY 1 HAVING count(DISTINCT f1) > 1
        )
        SELECT is_over, count(*), NULL, NULL, NULL, NULL, count(DISTINCT nullif(f0, '')),
            count(*) FILTER (WHERE f0 <> ''),
            count(*) FILTER (WHERE f0 <> '' AND moment <= {UNDATED}),
            count(*) FILTER (WHERE f0 <> '' AND moment > {UNDATED} AND f1 = '{UNKNOWN}')
        FROM held GROUP BY 1
        UNION ALL
        SELECT false, 0, f0, f1, min(moment), bool_or(published_precision = %s), 0, 0, 0, 0
        FROM held JOIN shared USING (f0) JOIN articles_article ON articles_article.id = article_id
        WHERE NOT is_over AND {dated} GROUP BY 3, 4
        """,  # noqa: S608  # made of what stands above
        Article.Precision.DAY.value,
    )
    every = [InClaims(*row[6:]) for row in rows if row[2] is None and not row[0]]
    found = [Telling(*row[2:6]) for row in rows if row[2] is not None]
    return _sample(rows), every[0] if every else InClaims(), found


def _rows(
    asked: Asked, fields: Sequence[str], rest: str, *given: str | int
) -> list[tuple[Any, ...]]:
    """Return what a statement makes of `held`: the newest entries with values of fields.

    Whether there are more than are counted is found by one entry more, whose row `is_over`; the
    rows begin with that and with a count.
    """
    newest = search.entries(asked).order_by("-moment", "-statement_id")[: MOST + 1]
    try:
        inner, params = newest.values_list("moment", "article_id", "tags").query.sql_with_params()
    except EmptyResultSet:  # somebody is asked for whom nobody knows
        return []
    taken = ", ".join(
        f"split_part(split_part(line, %s, 2), ' ', 1) AS f{place}" for place in range(len(fields))
    )
    sql = f"""
        WITH held AS MATERIALIZED (
            SELECT moment, article_id, place > {MOST} AS is_over, {taken}
            FROM (
                SELECT moment, article_id, row_number() OVER () AS place,
                    ' ' || array_to_string(tags, ' ') AS line
                FROM ({inner}) AS found OFFSET 0
            ) AS lines
        ) {rest}
    """  # noqa: S608  # made of numbers, of what stands above, and of a query that Django wrote
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(f" {field}:" for field in fields), *params, *given])
        return list(cursor.fetchall())


def _sample(rows: Iterable[tuple[Any, ...]]) -> Sample:
    is_capped, count = False, 0
    for over, some, *_ in rows:
        is_capped |= over
        count += 0 if over else some
    return Sample(count, is_capped)


class Outlets:
    """Names of outlets by the values of their tags, looked up at once."""

    def __init__(self, asked: Asked, values: Iterable[str]) -> None:
        # Side by side: whatever somebody asked for, and what is added, must both be.
        self._asked = written(All(conditions(asked.query)))
        ids = {int(value) for value in values if value.isdecimal()}
        self._names = dict(Outlet.objects.filter(pk__in=ids).order_by().values_list("pk", "name"))

    def name(self, value: str) -> str:
        """Return the name of an outlet."""
        return self._names.get(int(value), NAMELESS) if value.isdecimal() else NAMELESS

    def match(self, value: str) -> Match:
        """Return the condition that finds what it has."""
        if value.isdecimal() and int(value) in self._names:
            return Match(tags.OUTLET, self.name(value), is_phrase=True)
        return Match(tags.OUTLET, UNKNOWN)

    def query(self, value: str, *more: Match) -> str:
        """Return the query of what it has of the finds, with more conditions."""
        return " ".join([self._asked, *map(written, (self.match(value), *more))]).strip()


def speakers(ids: Iterable[int]) -> Mapping[int, str]:
    """Return the names of speakers."""
    return dict(Speaker.objects.filter(pk__in=list(ids)).order_by().values_list("pk", "name"))


def ranked(counts: Mapping[str, int], most: int, names: Mapping[str, str]) -> list[str]:
    """Return the values that occur most, equals in the order of their names."""
    return sorted(counts, key=lambda value: (-counts[value], names[value], value))[:most]
