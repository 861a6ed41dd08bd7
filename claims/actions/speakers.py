"""Speakers across articles: one row for each person, body, document or description.

What an article calls somebody stays on its source links; which row that means follows from all
names that articles give, whatever their order, and is found anew when a name comes in.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zlib import crc32

from django.db.models import OuterRef, Subquery

from articles import locks
from claims.linking import names
from claims.models import SourceLink, Speaker, Statement
from claims.nlp.types import ChainLink, SpeakerKind

MAX_NAME = 300
ALL = -1  # in place of a surname's number
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
    _beside_others()
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
    stands_for = _stands_for({*there, *spellings})
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


def _stands_for(keys: Collection[str]) -> dict[str, str]:
    """Return for each key whom it stands for; what a table gives for one counts for all."""
    return names.same({*keys, *names.same(keys).values()})


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
            spelled = {other for other, key in given.items() if key == whole} or {name}
            shown = names.best(spelled)
            there |= {row.key: row for row in _made({(whole, PERSON): shown}, surname).values()}
        _move(name, before, there[whole])
    over = [row.pk for key, row in there.items() if stands_for.get(key, key) != key]
    Speaker.objects.filter(pk__in=over, statements=None, source_links=None).delete()


def _move(name: str, before: int, row: Speaker) -> None:
    """Let links that name a row so, and the statements that end in them, point to another."""
    if row.pk == before:
        return
    links = SourceLink.objects.filter(name=name, speaker=before)
    statements = list(links.values_list("statement", flat=True))
    links.update(speaker=row)
    chain = SourceLink.objects.filter(statement=OuterRef("pk")).order_by("-order")
    Statement.objects.filter(pk__in=statements, speaker=before).update(
        speaker=Subquery(chain.values("speaker")[:1])
    )


def settle(speakers: Collection[int]) -> None:
    """Let speakers be what the names that links still give make of them, or be gone.

    To be called when links were taken away, in a transaction that asked to be `alone` before. What
    comes of it is what `speaker_rows` makes of the links that are left, in any order.
    """
    rows = list(Speaker.objects.filter(pk__in=speakers))
    _settle_others([row for row in rows if row.kind != PERSON])
    for surname in sorted({row.surname for row in rows if row.kind == PERSON}):
        _settle_people(surname)


def _settle_others(rows: Collection[Speaker]) -> None:
    spelled: defaultdict[int, set[str]] = defaultdict(set)
    given = SourceLink.objects.filter(speaker__in=rows).order_by()
    for pk, name in given.values_list("speaker", "name").distinct():
        spelled[pk].add(name)
    for row in rows:
        if spelled[row.pk]:
            _show(row, names.best({name or row.name for name in spelled[row.pk]}))
    _drop([row for row in rows if not spelled[row.pk]])


def _settle_people(surname: str) -> None:
    """Join and part all people with a surname by the names that links give."""
    rows = Speaker.objects.filter(kind=PERSON, surname=surname).order_by("pk")
    there = {row.key: row for row in rows}
    by_id = {row.pk: row for row in there.values()}
    given = SourceLink.objects.filter(speaker__in=by_id).order_by("name", "speaker")
    held = list(given.values_list("name", "speaker").distinct())
    keys = {(name, pk): key_of(name, PERSON) if name else by_id[pk].key for name, pk in held if pk}
    spelled: defaultdict[str, set[str]] = defaultdict(set)
    for (name, pk), key in keys.items():
        spelled[key].add(name or by_id[pk].name)
    wholes = _stands_for(spelled)
    shown = {
        whole: names.known_names().get(whole) or names.best(spelled[whole])
        for whole in {wholes[key] for key in keys.values()}
    }
    stale = {row.pk: row for key, row in there.items() if key not in shown}
    for whole in sorted(shown.keys() - there.keys()):
        heirs = [pk for place, key in keys.items() if wholes[key] == whole and (pk := place[1])]
        heir = stale.pop(min((pk for pk in heirs if pk in stale), default=0), None)
        there[whole] = (
            _renamed(heir, whole, shown[whole])
            if heir
            else _made({(whole, PERSON): shown[whole]}, surname)[whole, PERSON]
        )
    for (name, before), key in keys.items():
        _move(name, before, there[wholes[key]])
    for whole, name in shown.items():
        _show(there[whole], name)
    _drop(stale.values())


def _show(row: Speaker, name: str) -> None:
    if row.name != name:
        row.name = name
        row.save(update_fields=["name"])


def _drop(rows: Iterable[Speaker]) -> None:
    over = Speaker.objects.filter(pk__in=[row.pk for row in rows])
    over.filter(statements=None, source_links=None).delete()


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
        _show(row, name if place[1] == PERSON else names.best({row.name, name}))
    return found


def _take_turns(surnames: Iterable[str]) -> None:
    """Let two workers that bring names with one surname come one after the other."""
    for number in sorted({crc32(surname.encode()) & 0x7FFFFFFF for surname in surnames}):
        locks.alone(locks.Room.SPEAKERS, number)


def alone() -> None:
    """Wait for all who bring names, and let others wait, until the transaction ends."""
    locks.alone(locks.Room.SPEAKERS, ALL)


def _beside_others() -> None:
    locks.share(locks.Room.SPEAKERS, ALL)


def clean(name: str) -> str:
    """Return a name without line breaks, not longer than a row holds."""
    return " ".join(name.split())[:MAX_NAME]
