"""Speakers across articles: one row for each person, body, document or description.

What an article calls somebody stays on its source links; which row that means follows from all
names that articles give, whatever their order, and from what people said of names. It is found
anew when a name comes in or goes, and when somebody decides.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple
from zlib import crc32

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from articles import locks
from articles.models import Article
from claims.linking import names
from claims.linking.meanings import Followed, Meaning, Meanings, Node, Unit, unit_of
from claims.models import SourceLink, Speaker, SpeakerDecision, Statement
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
    decided: SpeakerDecision | None = None  # by which word of a person it is this row


def speaker_rows(
    links: Iterable[ChainLink], day: date | None = None, article: Article | None = None
) -> dict[tuple[str, str], Known]:
    """Return the row for each (name, kind) that links of an article give, made where missing.

    `day` is that of the article. A surname alone is whom the full name stands for, where there is
    one; rows of earlier articles are joined or parted when this changes. What people said of a
    name, in the article or everywhere, goes before. Must run in a transaction.
    """
    _beside_others()
    said = decided_names()
    stands_for = {
        (link.name, str(link.kind)): names.known_as(link.name, str(link.kind), day)
        for link in links
        if link.kind != SpeakerKind.UNNAMED and link.name
    }
    wanted = {(one.name, one.kind) for one in stands_for.values()}
    units = said.around({unit_of(node_of(*one)) for one in wanted})
    _take_turns(unit for unit in units if unit[1] == PERSON or said.touches(unit))
    rows = {**_others(wanted, said), **_people(wanted, said)}
    meant = _meant(wanted, said, article) if said else {}
    return {
        given: Known(
            meant[one.name, one.kind].row
            if (one.name, one.kind) in meant
            else rows[one.name, one.kind],
            *(one.name, one.kind, one.why),
            meant[one.name, one.kind].decision if (one.name, one.kind) in meant else None,
        )
        for given, one in stands_for.items()
    }


def key_of(name: str, kind: str) -> str:
    """Return a name as it is compared; a name without a letter stays as it is."""
    return names.key(name, kind) or name[:MAX_NAME]


def node_of(name: str, kind: str) -> Node:
    """Return a name with its kind as what is said of it is looked up."""
    return key_of(name, kind), kind


def meaning(row: SpeakerDecision) -> Meaning:
    """Return a person's word on a name as it is followed."""
    to = node_of(row.to_name, row.to_kind)
    return Meaning(row.pk, row.article_id, (row.key, row.kind), to, row.to_name)


def decided_names() -> Meanings:
    """Return all that people said of names: some hundreds, as people write them one by one."""
    return Meanings(meaning(row) for row in SpeakerDecision.objects.defer("why"))


class _Meant(NamedTuple):
    row: Speaker
    decision: SpeakerDecision


def _meant(
    wanted: Collection[tuple[str, str]], said: Meanings, article: Article | None
) -> dict[tuple[str, str], _Meant]:
    """Return the rows of those names of which somebody said whom they mean."""
    reading = _Reading(said, wanted)
    where = article.pk if article else None
    followed = {one: said.followed(node_of(*one), where, reading.reads) for one in wanted}
    first = SpeakerDecision.objects.in_bulk({one.first for one in followed.values() if one.first})
    rows = {
        node: _row_of(node, said)
        for node in sorted({one.node for one in followed.values() if one.first})
    }
    return {
        name: _Meant(rows[one.node], first[one.first])
        for name, one in followed.items()
        if one.first
    }


def _others(wanted: Collection[tuple[str, str]], said: Meanings) -> dict[tuple[str, str], Speaker]:
    """Return the rows of those who are no people: one for a key and kind."""
    nodes = {given: node_of(*given) for given in wanted if given[1] != PERSON}
    spellings: defaultdict[Node, set[str]] = defaultdict(set)
    for (name, _), node in nodes.items():
        spellings[node].add(clean(name))
    told = {node for node in spellings if said.touches(node)}
    new = [given for given, node in nodes.items() if node in told and _is_new(*given, said)]
    _settle({nodes[given] for given in new}, said, new)
    rows = _made({node: names.best(spellings[node]) for node in spellings.keys() - told})
    rows |= {(row.key, row.kind): row for row in _rows_of(told)}
    return {given: rows[node] for given, node in nodes.items()}


def _is_new(name: str, kind: str, said: Meanings) -> bool:
    """Say whether no article has given a name so far."""
    node = node_of(name, kind)
    links = SourceLink.objects.filter(name=clean(name), kind=kind)
    as_read = links.filter(speaker__in=_rows_of({node}), decided=None)
    return not (as_read.exists() or links.filter(decided__in=said.of_units({node})).exists())


def _people(wanted: Collection[tuple[str, str]], said: Meanings) -> dict[tuple[str, str], Speaker]:
    """Return the rows of people, after joining and parting all who share a surname with them."""
    groups: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    people = [name for name, kind in wanted if kind == PERSON]
    for name in people:
        groups[names.surname(name, PERSON)][key_of(name, PERSON)].add(clean(name))
    rows: dict[str, Speaker] = {}
    for surname, spellings in sorted(groups.items()):
        rows |= _of_one_surname(surname, spellings, said)
    return {(name, PERSON): rows[key_of(name, PERSON)] for name in people}


def _of_one_surname(
    surname: str, spellings: Mapping[str, set[str]], said: Meanings
) -> dict[str, Speaker]:
    """Return the row of each key among names with one surname, some of them new."""
    given = _given(surname, said)
    stands_for = _stands_for({*given, *spellings})
    wholes = {stands_for[key] for key in spellings}
    if not wholes <= given:
        coming = [(name, PERSON) for found in spellings.values() for name in found]
        _settle({(surname, PERSON)}, said, coming)
    there = {row.key: row for row in _rows_of({(surname, PERSON)})}
    made: dict[Node, Speaker] = {}
    for whole in sorted(wholes):
        spelled = {there[whole].name} if whole in there else set()
        known = names.known_names().get(whole)
        shown = known or names.best(spelled | set(spellings.get(whole, ())) or {whole})
        made |= _made({(whole, PERSON): said.written((whole, PERSON)) or shown}, surname)
    return {key: made[stands_for[key], PERSON] for key in spellings}


def _stands_for(keys: Collection[str]) -> dict[str, str]:
    """Return for each key whom it stands for; what a table gives for one counts for all."""
    return names.same({*keys, *names.same(keys).values()})


def _given(surname: str, said: Meanings) -> set[str]:
    """Return keys of names that articles give to people with a surname, as far as they matter.

    The rows tell, but for names that people gave and for those that people said mean another.
    """
    unit = (surname, PERSON)
    rows = Speaker.objects.filter(kind=PERSON, surname=surname)
    if not said.touches(unit):
        return set(rows.values_list("key", flat=True))
    as_read = SourceLink.objects.filter(speaker=OuterRef("pk"), decided=None)
    elsewhere = SourceLink.objects.filter(decided__in=said.of_units({unit})).order_by()
    return {
        *rows.filter(Exists(as_read)).values_list("key", flat=True),
        *(key_of(name, PERSON) for name in elsewhere.values_list("name", flat=True).distinct()),
    }


class _Reading:
    """As whom the program reads names, among those that articles give and some that come."""

    def __init__(
        self,
        said: Meanings,
        coming: Collection[tuple[str, str]] = (),
        given: Mapping[str, set[str]] | None = None,
    ) -> None:
        self._said = said
        self._given = dict(given or {})
        self._stands_for: dict[str, dict[str, str]] = {}
        self._coming: defaultdict[str, set[str]] = defaultdict(set)
        for name, kind in coming:
            if kind == PERSON:
                self._coming[names.surname(name, PERSON)].add(key_of(name, PERSON))

    def reads(self, node: Node) -> Node:
        """Return whom a name stands for where nobody said anything."""
        key, kind = node
        if kind != PERSON:
            return node
        surname, _ = unit_of(node)
        if surname not in self._stands_for:
            if surname not in self._given:
                self._given[surname] = _given(surname, self._said)
            self._stands_for[surname] = _stands_for(self._given[surname] | self._coming[surname])
        held = self._stands_for[surname]
        return held.get(key) or _stands_for({*held, key})[key], kind


def settle(speakers: Collection[int]) -> None:
    """Let speakers be what the names that links still give make of them, or be gone.

    To be called when links were taken away, in a transaction that asked to be `alone` before. What
    comes of it is what `speaker_rows` makes of the links that are left, in any order.
    """
    said = decided_names()
    units = {_unit(row) for row in Speaker.objects.filter(pk__in=speakers)}
    _settle(said.before(units), said)


def settle_names(changed: Iterable[Meaning], *, gone: Collection[Meaning] = ()) -> None:
    """Let links mean whom people say now that they changed their word; `gone` is what they said.

    To be called in a transaction that asked to be `alone` before.
    """
    said = decided_names()
    units = {unit_of(one.node) for one in (*changed, *gone)}
    units |= said.after({unit_of(one.to) for one in gone})
    _settle(units, said)


def meant(row: Speaker) -> Speaker | None:
    """Return whom the name of a row means by people's word; None where nobody said anything."""
    said = decided_names()
    followed = said.followed((row.key, row.kind), None, _Reading(said).reads)
    if followed.first is None:
        return None
    key, kind = followed.node
    return Speaker.objects.filter(key=key, kind=kind).first()


def named_in(articles: Collection[int]) -> set[int]:
    """Return the speakers whose rows articles keep: those they mean, and those they name."""
    links = SourceLink.objects.filter(statement__article__in=articles).exclude(speaker=None)
    decided = links.exclude(decided=None).order_by()
    given = set(decided.values_list("name", "kind").distinct())
    there = _rows_of({unit_of(node_of(name, kind)) for name, kind in given})
    meant = links.order_by().values_list("speaker", flat=True).distinct()
    return {*meant, *(row.pk for row in there)}


class _Group(NamedTuple):
    """Links with one name that are at one row by one decision; `article` only if it has its own."""

    name: str
    kind: str
    speaker: int
    decided: int | None
    article: int | None


def _settle(
    units: Collection[Unit], said: Meanings, coming: Collection[tuple[str, str]] = ()
) -> None:
    """Let all links that give names of some units point to whom these mean; drop rows left over.

    `coming` are names that links are about to give.
    """
    if not units:
        return
    units = set(units)
    while True:
        mine = _rows_of(units)
        groups = _groups(mine, units, said)
        # Undone with other decisions at once, links can be where none of these leads.
        strays = {unit_of(node) for one, node in groups.items() if not one.decided} - units
        if not strays:
            reading = _Reading(said, coming, _names_given(groups, units))
            ends = {
                one: said.followed(node, one.article, reading.reads) for one, node in groups.items()
            }
            strays = _only_wanted({end.node for end in ends.values()}, units)
        if not strays:
            break
        units |= strays
    _Settling(units, said, reading, mine, groups, ends, coming).run()


def _names_given(groups: Mapping[_Group, Node], units: Collection[Unit]) -> dict[str, set[str]]:
    given: dict[str, set[str]] = {surname: set() for surname, kind in units if kind == PERSON}
    for node in groups.values():
        surname, kind = unit_of(node)
        if kind == PERSON and surname in given:
            given[surname].add(node[0])
    return given


def _only_wanted(nodes: Collection[Node], units: Collection[Unit]) -> set[Unit]:
    """Return the units outside in which a row rests on what people said alone, not on links."""
    outside = {node for node in nodes if unit_of(node) not in units}
    found = _rows_of({unit_of(node) for node in outside})
    as_read = SourceLink.objects.filter(speaker__in=found, decided=None)
    read = set(as_read.order_by().values_list("speaker", flat=True).distinct())
    read_nodes = {(row.key, row.kind) for row in found if row.pk in read}
    return {unit_of(node) for node in outside - read_nodes}


class _Settling(NamedTuple):
    """One settling: the rows and links of some units, and where each link has to end."""

    units: set[Unit]
    said: Meanings
    reading: _Reading
    mine: list[Speaker]
    groups: Mapping[_Group, Node]
    ends: Mapping[_Group, Followed]
    coming: Collection[tuple[str, str]]

    def run(self) -> None:
        spelled = self._spelled()
        wholes = {self.reading.reads(node) for node in spelled}
        needed = wholes | {end.node for end in self.ends.values()}
        rows = {(row.key, row.kind): row for row in self.mine}
        stale = {row.pk: row for node, row in rows.items() if node not in needed}
        for node in sorted(needed - rows.keys()):
            name = self._shown(node, spelled)
            heir = stale.pop(self._heir(node, stale), None)
            rows[node] = _renamed(heir, node[0], name) if heir else _row_of(node, self.said)
        left = set()
        for one, end in self.ends.items():
            row = rows[end.node]
            if (one.speaker, one.decided) != (row.pk, end.first) or not one.name:
                _move(one, row, end.first, self.said.articles())
                left.add(one.speaker)
        for node in needed:
            if unit_of(node) in self.units and (name := self._shown(node, spelled)):
                _show(rows[node], name)
        _drop(stale.values())
        elsewhere = left - {row.pk for row in rows.values()} - stale.keys()
        _settle({_unit(row) for row in Speaker.objects.filter(pk__in=elsewhere)}, self.said)

    def _spelled(self) -> dict[Node, set[str]]:
        """Return how the names of these units are written in articles."""
        spelled: defaultdict[Node, set[str]] = defaultdict(set)
        by_id = {row.pk: row for row in self.mine}
        for one, node in self.groups.items():
            if unit_of(node) in self.units:
                spelled[node].add(one.name or by_id[one.speaker].name)
        for name, kind in self.coming:
            spelled[node_of(name, kind)].add(clean(name))
        return spelled

    def _shown(self, node: Node, spelled: Mapping[Node, set[str]]) -> str:
        if written := self.said.written(node):
            return written
        known = names.known_names().get(node[0]) if node[1] == PERSON else None
        given = spelled.get(node)
        return known or (names.best(given) if given else self.said.wanted(node))

    def _heir(self, whole: Node, stale: Mapping[int, Speaker]) -> int:
        """Return the row that goes on under a fuller name, so that its address stays good."""
        if whole[1] != PERSON:
            return 0
        heirs = [
            one.speaker
            for one, node in self.groups.items()
            if one.speaker in stale
            and _unit(stale[one.speaker]) == unit_of(whole)  # and not where people's word led
            and self.reading.reads(node) == whole
        ]
        return min(heirs, default=0)


def _groups(
    mine: Collection[Speaker], units: Collection[Unit], said: Meanings
) -> dict[_Group, Node]:
    """Return the links that can be at rows of units, each group with the name it gives."""
    links = SourceLink.objects.exclude(speaker=None)
    asked = [links.filter(speaker__in=mine, decided=None)] if mine else []
    if leading := said.of_units(said.before(units)):
        asked.append(links.filter(decided__in=leading))
    by_id = {row.pk: row for row in mine}
    found = {}
    for rows in asked:
        for values in _with_articles(rows, said).order_by().distinct():
            one = _Group(*values)
            row = by_id.get(one.speaker)
            nameless = (row.key, row.kind) if row else node_of(one.name, one.kind)
            found[one] = node_of(one.name, one.kind) if one.name else nameless
    return found


def _with_articles(
    links: QuerySet[SourceLink], said: Meanings
) -> QuerySet[SourceLink, tuple[str, str, int, int | None, int | None]]:
    number, none = BigIntegerField(), Value(None, output_field=BigIntegerField())
    special = When(statement__article__in=said.articles(), then=F("statement__article"))
    where = Case(special, default=none, output_field=number) if said.articles() else none
    return links.values_list("name", "kind", "speaker", "decided", where)


def _move(one: _Group, row: Speaker, decided: int | None, special: Collection[int]) -> None:
    """Let links, and the statements that end in them, point to another row."""
    links = SourceLink.objects.filter(
        name=one.name, kind=one.kind, speaker=one.speaker, decided=one.decided
    )
    if one.article:
        links = links.filter(statement__article=one.article)
    elif special:
        links = links.exclude(statement__article__in=special)
    moved = list(links.values_list("pk", "statement"))
    named = {} if one.name else {"name": Speaker.objects.get(pk=one.speaker).name}
    SourceLink.objects.filter(pk__in=[pk for pk, _ in moved]).update(
        speaker=row, decided=decided, **named
    )
    chain = SourceLink.objects.filter(statement=OuterRef("pk")).order_by("-order")
    statements = Statement.objects.filter(pk__in=[pk for _, pk in moved], speaker=one.speaker)
    if one.speaker != row.pk:
        statements.update(speaker=Subquery(chain.values("speaker")[:1]))


def _rows_of(units: Collection[Unit]) -> list[Speaker]:
    """Return the rows of units, the oldest first."""
    if not units:
        return []
    surnames = {name for name, kind in units if kind == PERSON}
    others = {unit for unit in units if unit[1] != PERSON}
    found = Speaker.objects.filter(
        Q(kind=PERSON, surname__in=surnames)
        | Q(key__in={key for key, _ in others}, kind__in={kind for _, kind in others})
    ).order_by("pk")
    return [row for row in found if _unit(row) in units]


def _unit(row: Speaker) -> Unit:
    return (row.surname if row.kind == PERSON else row.key), row.kind


def _row_of(node: Node, said: Meanings) -> Speaker:
    """Return the row of a name, made where missing as people write it."""
    key, kind = node
    known = names.known_names().get(key) if kind == PERSON else None
    name = said.written(node) or known or said.wanted(node) or key
    surname = names.surname(key, kind)
    made = Speaker(name=clean(name), key=key, kind=kind, surname=surname)
    Speaker.objects.bulk_create([made], ignore_conflicts=True)
    return Speaker.objects.get(key=key, kind=kind)


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


def _made(wanted: Mapping[Node, str], surname: str = "") -> dict[Node, Speaker]:
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


def _take_turns(units: Iterable[Unit]) -> None:
    """Let two workers that bring names of one unit come one after the other."""
    for number in sorted({crc32(name.encode()) & 0x7FFFFFFF for name, _ in units}):
        locks.alone(locks.Room.SPEAKERS, number)


def alone() -> None:
    """Wait for all who bring names, and let others wait, until the transaction ends."""
    locks.alone(locks.Room.SPEAKERS, ALL)


def _beside_others() -> None:
    locks.share(locks.Room.SPEAKERS, ALL)


def clean(name: str) -> str:
    """Return a name without line breaks, not longer than a row holds."""
    return " ".join(name.split())[:MAX_NAME]
