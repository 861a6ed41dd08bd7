"""Count statements by their tags: one walk over their entries, however many ways are counted."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from claims.models import Entry
from claims.querying.tags import REPEATED, tag

Values = tuple[str, ...]
REPEATS = tag(REPEATED, "yes")


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many, as every figure is told."""

    count: int
    of: int

    @property
    def percent(self) -> float:
        """The share in percent; 0 of nothing."""
        return 100 * self.count / self.of if self.of else 0.0

    @property
    def is_all(self) -> bool:
        """Whether there is no other."""
        return self.count == self.of > 0


@dataclass(frozen=True)
class Tally:
    """How many statements have which values together, for some fields."""

    fields: tuple[str, ...]
    counts: dict[Values, int]  # values in the order of the fields; "" where there is none

    @cached_property
    def total(self) -> int:
        """How many statements were counted."""
        return sum(self.counts.values())

    def by(self, *fields: str) -> Counter[Values]:
        """Return how many have which values of some of the fields."""
        places = [self.fields.index(field) for field in fields]
        found: Counter[Values] = Counter()
        for values, count in self.counts.items():
            found[tuple(values[place] for place in places)] += count
        return found

    def of(self, field: str) -> Counter[str]:
        """Return how many have which value of one field."""
        return Counter({value: count for (value,), count in self.by(field).items()})

    def where(self, **wanted: str) -> "Tally":
        """Return the part of it in which fields have these values."""
        places = [(self.fields.index(field), value) for field, value in wanted.items()]
        return Tally(
            self.fields,
            {
                values: count
                for values, count in self.counts.items()
                if all(values[place] == value for place, value in places)
            },
        )


def of_tags(lists: Iterable[Sequence[str]], *groups: Sequence[str]) -> list[Tally]:
    """Return a tally for each group of fields of entries that are there already."""
    counted: list[Counter[Values]] = [Counter() for _ in groups]
    for tags in lists:
        values = dict(one.split(":", 1) for one in tags)
        for group, counts in zip(groups, counted, strict=True):
            counts[tuple(values.get(field, "") for field in group)] += 1
    return [
        Tally(tuple(group), dict(counts)) for group, counts in zip(groups, counted, strict=True)
    ]


def newest(entries: QuerySet[Entry], most: int) -> QuerySet[Entry]:
    """Return the newest of some entries, the undated counting as the oldest."""
    return entries.order_by("-moment", "-statement_id")[:most]


def once(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return those that do not say once more what their article says elsewhere."""
    return entries.exclude(tags__contains=[REPEATS])


def tally(entries: QuerySet[Entry], *fields: str) -> Tally:
    """Return how many entries have which values of some fields together, in one query.

    Fields are those of `claims.querying.tags` of which an entry has one tag at most.
    """
    return tallies(entries, fields)[0]


def tallies(entries: QuerySet[Entry], *groups: Sequence[str]) -> list[Tally]:
    """Return a tally for each group of fields, in one query and one walk over the entries."""
    names = list(dict.fromkeys(field for group in groups for field in group))
    # Cutting a line of text takes a fifth of the time that unfolding the array takes.
    taken = ", ".join(
        f"split_part(split_part(line, %s, 2), ' ', 1) AS f{i}" for i in range(len(names))
    )
    columns = ", ".join(f"f{i}" for i in range(len(names)))
    sets = ", ".join(
        f"({', '.join(f'f{names.index(name)}' for name in group)})" for group in groups
    )
    try:
        inner, given = entries.values_list("tags").query.sql_with_params()
    except EmptyResultSet:
        return [Tally(tuple(group), {}) for group in groups]
    sql = f"""
        SELECT GROUPING({columns}), {columns}, count(*)
        FROM (
            SELECT {taken}
            FROM (SELECT ' ' || array_to_string(tags, ' ') AS line FROM ({inner}) AS found OFFSET 0)
                AS lines
            OFFSET 0
        ) AS held
        GROUP BY GROUPING SETS ({sets})
    """  # noqa: S608  # made of numbers, and of a query that Django wrote
    with connection.cursor() as cursor:
        cursor.execute(sql, [*(f" {name}:" for name in names), *given])
        rows = cursor.fetchall()
    # A bit is 0 for a column that a row is grouped by; the first column is the highest bit.
    masks = {
        sum(
            1 << (len(names) - 1 - place) for place, name in enumerate(names) if name not in group
        ): number
        for number, group in enumerate(groups)
    }
    found: list[dict[Values, int]] = [{} for _ in groups]
    for mask, *values, count in rows:
        number = masks[mask]
        found[number][tuple(values[names.index(name)] for name in groups[number])] = count
    return [Tally(tuple(group), counts) for group, counts in zip(groups, found, strict=True)]


def capped(entries: QuerySet[Entry], most: int) -> int:
    """Return how many entries there are; `most` + 1 where there are more than that."""
    return entries.order_by()[: most + 1].count()
