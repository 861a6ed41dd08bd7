"""Find: the newest of what a query finds, without looking at all of it.

What is frequent is read off the index of moments, newest first, until there is enough; what is
rare is taken whole from the index of words and tags, and sorted. The planner guesses which of both
it is; where it guesses wrong, so many rows are looked at in vain and no more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection, transaction
from django.db.models import Q

from claims.models import Entry, Statement
from claims.querying import tags

if TYPE_CHECKING:
    from claims.search.asking import Asked

CAP = 1_000  # finds that are counted, and that facets are made of
WINDOW = 45_000  # newest entries among which frequent finds are sought
ALIKE = 200  # of the most alike in meaning
EXACT = 5_000  # candidates whose meaning is compared one by one; more of them go by the index

# Of what stands in braces, values of the query are parameters.
_READ_OFF = """
SELECT statement_id, moment, article_id, tags
FROM (SELECT * FROM claims_entry WHERE {bounds} ORDER BY {order} LIMIT {window}) AS claims_entry
WHERE {where} ORDER BY {order} LIMIT %s
"""
_SORTED = """
SELECT statement_id, moment, article_id, tags FROM claims_entry
WHERE ({where}) AND {bounds} ORDER BY {order} LIMIT %s
"""
_COUNTED = "(SELECT count(*) FROM (SELECT FROM claims_entry WHERE {where} LIMIT %s) AS found)"
_NEAREST = """
SELECT {distance} AS distance, statement_id, moment, claims_entry.article_id, tags
FROM claims_entry JOIN claims_statement ON claims_statement.id = statement_id
WHERE ({where}) AND statement_id <> %s AND claims_statement.vector IS NOT NULL
ORDER BY {distance} LIMIT %s
"""
_GUESSED = "EXPLAIN (FORMAT JSON) SELECT 1 FROM claims_entry WHERE {where}"
_ORDER = {False: "moment DESC, statement_id DESC", True: "moment, statement_id"}
_LATER = {False: "<", True: ">"}


Params = list[Any]


class Row(NamedTuple):
    """What is known of a find without its statement."""

    statement: int
    moment: int
    article: int
    tags: list[str]

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands when all are in their order."""
        return self.moment, self.statement


@dataclass(frozen=True)
class Total:
    """How many there are; with `is_capped` at least so many, said as “1,000+”."""

    count: int
    is_capped: bool = False

    def __str__(self) -> str:
        return f"{self.count:,}{'+' if self.is_capped else ''}"


@dataclass(frozen=True)
class Found:
    """The newest finds up to `CAP`, or those most alike, the nearest first."""

    rows: Sequence[Row]
    is_capped: bool  # there are more

    @property
    def ids(self) -> list[int]:
        """The statements."""
        return [row.statement for row in self.rows]

    def total(self, count: int) -> Total:
        """Return a count of something that these finds have."""
        return Total(count, self.is_capped)

    @cached_property
    def voices(self) -> int:
        """How many independent sources tell them; an article without a story is one."""
        head = f"{tags.VOICE}:"
        return len(
            {
                next((one for one in row.tags if one.startswith(head)), row.article)
                for row in self.rows
            }
        )

    @cached_property
    def outlets(self) -> int:
        """How many outlets have them; an unknown outlet is one for each article."""
        head, unknown = f"{tags.OUTLET}:", tags.tag(tags.OUTLET, "none")
        found = set()
        for row in self.rows:
            outlet = next(one for one in row.tags if one.startswith(head))
            found.add(row.article if outlet == unknown else outlet)
        return len(found)

    @cached_property
    def articles(self) -> int:
        """How many articles have them."""
        return len({row.article for row in self.rows})


def find(asked: Asked) -> Found:
    """Return the newest finds, or of what is asked to be alike the nearest."""
    if asked.query.similar_to is not None:
        return Found(_alike(asked, asked.query.similar_to), is_capped=False)
    rows = ordered(asked, CAP + 1)
    return Found(rows[:CAP], is_capped=len(rows) > CAP)


def ordered(
    asked: Asked,
    count: int,
    *,
    after: tuple[int, int] | None = None,
    oldest_first: bool = False,
) -> list[Row]:
    """Return so many finds in order, from after a place on."""
    try:
        where, params = _where(asked.condition)
    except EmptyResultSet:
        return []
    order = _ORDER[oldest_first]
    bounds, given = _bounds(asked, after, oldest_first=oldest_first)
    if not asked.is_dear and _is_frequent(where, params, count):
        sql = _READ_OFF.format(where=where, bounds=bounds, order=order, window=WINDOW)
        found = _rows(sql, [*given, *params, count])
        if len(found) == count:
            return found
    # Not by the index of moments: it would be read to its end for the last few.
    order = order.replace("moment", "moment + 0")
    sql = _SORTED.format(where=where, bounds=bounds, order=order)
    if not asked.is_dear:
        return _rows(sql, [*params, *given, count])
    with _by_index():
        return _rows(sql, [*params, *given, count])


def counted(conditions: Sequence[tuple[Q, int]]) -> list[Total]:
    """Return how many entries meet each condition, counted as far as its number; in one query."""
    parts, params = [], []
    for condition, most in conditions:
        try:
            where, given = _where(condition)
        except EmptyResultSet:
            where, given = "FALSE", []
        parts.append(_COUNTED.format(where=where))
        params += [*given, most + 1]
    with _by_index(), connection.cursor() as cursor:  # all of a rare kind may stand at the end
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        counts = cursor.fetchone()
    return [
        Total(min(count, most), count > most)
        for count, (_, most) in zip(counts, conditions, strict=True)
    ]


@contextmanager
def _by_index() -> Iterator[None]:
    """Let the database not read all rows in turn."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _where(condition: Q) -> tuple[str, Params]:
    """Return a condition as SQL; raise `EmptyResultSet` where nothing can meet it."""
    query = Entry.objects.filter(condition).query
    if not query.where:
        return "TRUE", []
    try:
        sql, params = query.get_compiler(connection=connection).compile(query.where)
    except FullResultSet:
        return "TRUE", []
    return sql, list(params)


def _bounds(
    asked: Asked, after: tuple[int, int] | None, *, oldest_first: bool
) -> tuple[str, Params]:
    parts: list[str] = []
    params: Params = []
    for sign, moment in ((">=", asked.since), ("<", asked.until)):
        if moment is not None:
            parts.append(f"moment {sign} %s")
            params.append(moment)
    if after is not None:
        parts.append(f"(moment, statement_id) {_LATER[oldest_first]} (%s, %s)")
        params += after
    return " AND ".join(parts) or "TRUE", params


def _is_frequent(where: str, params: Params, count: int) -> bool:
    """Guess whether so many finds stand among `WINDOW` entries."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'claims_entry'::regclass")
        entries = max(cursor.fetchone()[0], 1)
    if entries <= WINDOW:
        return False  # few altogether: sorting them is as cheap
    return bool(_guess(where, params) * WINDOW >= count * entries)


def _guess(where: str, params: Params) -> int:
    """Return how many finds the planner expects."""
    with connection.cursor() as cursor:
        cursor.execute(_GUESSED.format(where=where), params)
        (plan,) = cursor.fetchone()
    return int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])


def _rows(sql: str, params: Params) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Row(*row) for row in cursor.fetchall()]


def _alike(asked: Asked, pk: int) -> list[Row]:
    """Return what is nearest in meaning to a statement, the nearest first."""
    if not Statement.objects.filter(pk=pk, vector__isnull=False).exists():
        return []
    try:
        where, params = _where(asked.condition)
    except EmptyResultSet:
        return []
    distance = "claims_statement.vector <=> (SELECT vector FROM claims_statement WHERE id = %s)"
    if _guess(where, params) <= EXACT:
        distance = f"({distance}) + 0"  # one by one, not by the index: few are asked for
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
        sql = _NEAREST.format(where=where, distance=distance)
        cursor.execute(sql, [pk, *params, pk, pk, ALIKE])
        found = sorted(cursor.fetchall(), key=lambda row: row[0])  # the index gives them nearly so
    return [Row(*row) for _, *row in found]
