"""Speakers across articles: one row for each person, body, document or description.

What an article calls somebody stays on its source links; which row that means follows from all
names that articles give, whatever their order, and is found anew when a name comes in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zlib import crc32

from django.db import connection

from articles.locks import Room
from claims.linking import names
from claims.models import SourceLink, Speaker, Statement
from claims.nlp.types import ChainLink, SpeakerKind

MAX_NAME = 300
PERSON = str(SpeakerKind.PERSON)


class Known(NamedTuple):
    """The row of a name in an article, and what the article's own words and day make of it."""

    speaker: Speaker
    name: str
    kind: str
    why: str


def speaker_rows(
    links: Iterable[ChainLink], day: date | None = None
) -> dict[tuple[str, str], Known]:
    """Return the row for each (name, kind) that links of an article give, made where missing.

    `day` is that of the article. A surname alone is whom the full name stands for, where there is
    one; rows of earlier articles are joined or parted when this changes. Must run in a transaction.
    """
    stands_for = {
        (link.name, str(link.kind)): names.known_as(link.name, str(link.kind), day)
        for link in links
        if link.kind != SpeakerKind.UNNAMED and link.name
    }
    wanted = {(one.name, one.kind) for one in stands_for.values()}
    people = {name for name, kind in wanted if kind == PERSON}
    rows = {**_others(wanted), **_people(people)}
    return {
        given: Known(rows[one.name, one.kind], one.name, one.kind, one.why)
        for given, one in stands_for.items()
    }


def key_of(name: str, kind: str) -> str:
    """Return a name as it is compared; a name without a letter stays as it is."""
    return names.key(name, kind) or name[:MAX_NAME]


def _others(wanted: Collection[tuple[str, str]]) -> dict[tuple[str, str], Speaker]:
    """Return the rows of those who are no people: one for a key and kind."""
    keys = {(name, kind): key_of(name, kind) for name, kind in wanted if kind != PERSON}
    spellings: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for (name, kind), key in keys.items():
        spellings[key, kind].add(clean(name))
    rows = _made({(key, kind): names.best(found) for (key, kind), found in spellings.items()})
    return {given: rows[key, given[1]] for given, key in keys.items()}


def _people(wanted: Collection[str]) -> dict[tuple[str, str], Speaker]:
    """Return the rows of people, after joining and parting all who share a surname with them."""
    groups: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for name in wanted:
        groups[names.surname(name, PERSON)][key_of(name, PERSON)].add(clean(name))
    _take_turns(groups)
    rows: dict[str, Speaker] = {}
    for surname, spellings in sorted(groups.items()):
        rows |= _of_one_surname(surname, spellings)
    return {(name, PERSON): rows[key_of(name, PERSON)] for name in wanted}


def _of_one_surname(surname: str, spellings: Mapping[str, set[str]]) -> dict[str, Speaker]:
    """Return the row of each key among names with one surname, some of them new."""
    there = {row.key: row for row in Speaker.objects.filter(kind=PERSON, surname=surname)}
    stands_for = names.same({*there, *spellings})
    shown = {}
    for whole in {stands_for[key] for key in spellings}:
        known = names.known_names().get(whole)
        spelled = {row.name for row in there.values() if row.key == whole}
        shown[whole] = known or names.best(spelled | set(spellings.get(whole, ())))
    is_new = not shown.keys() <= there.keys()
    for alone, whole in sorted(stands_for.items()):
        if alone != whole and whole in shown and whole not in there and alone in there:
            there[whole] = _renamed(there.pop(alone), whole, shown[whole])
    made = _made({(key, PERSON): name for key, name in shown.items()}, surname)
    if is_new:
        _rearrange(surname)
    return {key: made[stands_for[key], PERSON] for key in spellings}


def _rearrange(surname: str) -> None:
    """Let links of earlier articles, and their statements, point to whom their names now mean."""
    links = SourceLink.objects.filter(speaker__kind=PERSON, speaker__surname=surname)
    held = links.exclude(name="").values_list("name", "speaker").distinct()
    there = {row.key: row for row in Speaker.objects.filter(kind=PERSON, surname=surname)}
    given = {name: key_of(name, PERSON) for name, _ in held}
    stands_for = names.same({*there, *given.values()})
    for name, before in held:
        whole = stands_for[given[name]]
        if whole not in there:  # parted from a full name that it no longer stands for alone
            there |= {row.key: row for row in _made({(whole, PERSON): name}, surname).values()}
        row = there[whole]
        if row.pk != before:
            moved = links.filter(name=name, speaker=before)
            Statement.objects.filter(
                speaker=before, pk__in=list(moved.values_list("statement", flat=True))
            ).update(speaker=row)
            moved.update(speaker=row)
    over = [row.pk for key, row in there.items() if stands_for.get(key, key) != key]
    Speaker.objects.filter(pk__in=over, statements=None, source_links=None).delete()


def _renamed(row: Speaker, key: str, name: str) -> Speaker:
    """Return a row that goes on under a fuller name, so that its address stays good."""
    row.key, row.name = key, name
    row.save(update_fields=["key", "name"])
    return row


def _made(
    wanted: Mapping[tuple[str, str], str], surname: str = ""
) -> dict[tuple[str, str], Speaker]:
    """Return the rows of keys and kinds, made where missing; the best spelling is shown."""
    # Sorted, so that two workers that add the same names wait for each other in one order.
    Speaker.objects.bulk_create(
        [
            Speaker(name=clean(name), key=key, kind=kind, surname=surname)
            for (key, kind), name in sorted(wanted.items())
        ],
        ignore_conflicts=True,
    )
    found = {
        (row.key, row.kind): row
        for row in Speaker.objects.filter(key__in={key for key, _ in wanted})
        if (row.key, row.kind) in wanted
    }
    for place, row in sorted(found.items()):
        name = clean(wanted[place])
        best = name if place[1] == PERSON else names.best({row.name, name})
        if row.name != best:
            row.name = best
            row.save(update_fields=["name"])
    return found


def _take_turns(surnames: Iterable[str]) -> None:
    """Let two workers that bring names with one surname come one after the other."""
    with connection.cursor() as cursor:
        for number in sorted({crc32(surname.encode()) & 0x7FFFFFFF for surname in surnames}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [Room.SPEAKERS, number])


def clean(name: str) -> str:
    """Return a name without line breaks, not longer than a row holds."""
    return " ".join(name.split())[:MAX_NAME]
