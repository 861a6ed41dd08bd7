"""Ask: what somebody typed becomes a condition for the rows of entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any as Anything

from django.contrib.postgres.search import SearchVectorField
from django.db.models import Lookup, Q, QuerySet
from django.utils import timezone

from articles.models import Article
from claims.models import UNDATED, Entry
from claims.querying import All, Any, Match, Not, Part, Query, parse, tags
from claims.querying.fields import FIELDS
from claims.querying.tags import tag
from claims.querying.types import Days
from claims.search import names
from claims.search.words import stems

if TYPE_CHECKING:
    from claims.search.finding import Found

NONE = "none"
WORDS = {"": "", "about": "A", "label": "B", "cue": "C"}  # fields of words: where they are sought
_NAMES = {"speaker": tags.SPEAKER, "source": tags.SOURCE, "relay": tags.RELAY}
_UNKNOWN = {  # what a name's “none” is
    "speaker": tag(tags.SPEAKER, NONE),
    "source": tag(tags.ROLE, NONE),
    "outlet": tag(tags.OUTLET, NONE),
}
# fields whose values are tags as they stand
_TAGS = frozenset(
    {tags.KIND, tags.ROLE, tags.TYPE, tags.ACT, tags.POLARITY, tags.CERTAINTY, tags.STANCE}
    | {tags.TIER, tags.STORY, tags.CLAIM, tags.REVIEW, tags.PLACE}
)
# of those the ones that every statement has one value of
_ONE_EACH = {
    name: (*FIELDS[name].choices, *(["author"] if name == tags.KIND else []))
    for name in _TAGS - {tags.ROLE, tags.STORY, tags.CLAIM}
}
DEEPEST = 9  # links of a chain that are asked for; the deepest known chain has 5
FEW = 20  # ids that are compared with the tags of a row in no time
NOTHING = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Term:
    """Words that finds have, as they are marked: where they may stand, and their stems."""

    weight: str  # "": anywhere
    text: str
    query: str
    is_phrase: bool


@dataclass(frozen=True, eq=False)
class Asked:
    """A query with its names looked up; what it finds is looked for once."""

    query: Query
    notes: tuple[str, ...]  # in words: whom names stand for, what is not sought
    condition: Q = field(repr=False)
    terms: tuple[Term, ...] = ()  # that every find may have, for marking
    since: int | None = None  # no find was published before this moment
    until: int | None = None  # nor at this one or later
    is_dear: bool = False  # it has so many ids that a row takes long; the index of tags does not

    @cached_property
    def found(self) -> Found:
        """The newest finds, or those most alike, up to a number."""
        from claims.search import finding  # it needs what is asked

        return finding.find(self)


@SearchVectorField.register_lookup
class _Finds(Lookup):
    """`words @@ query`, the query being stems already."""

    lookup_name = "finds"
    prepare_rhs = False

    def as_sql(self, compiler: Anything, connection: Anything) -> tuple[str, tuple[Anything, ...]]:
        """Return the SQL and its parameters."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @@ %s::tsquery", (*params, self.rhs)


def asked(text: str) -> Asked:
    """Return what a text asks for, its names looked up; raise `NotUnderstood` when it is no query.

    A name that nobody has finds nothing, and a note says so.
    """
    query = parse(text)
    words = [one for one in _matches(query.part) if one.field in WORDS]
    found = stems([(str(one.value), WORDS[one.field]) for one in words])
    reader = _Reader({_key(one): query for one, query in zip(words, found, strict=True)})
    condition = reader.condition(query.part)
    since, until = _bounds(query.part)
    return Asked(
        query,
        notes=tuple(dict.fromkeys(reader.notes)),
        condition=Q() if condition is None else condition,
        terms=tuple(reader.terms(query.part)),
        since=since,
        until=until,
        is_dear=reader.is_dear,
    )


def entries(asked: Asked) -> QuerySet[Entry]:
    """Return all that match, in no order; of what is asked to be alike, the most alike."""
    if asked.query.similar_to is None:
        return Entry.objects.filter(asked.condition)
    return Entry.objects.filter(pk__in=asked.found.ids)


def _matches(part: Part) -> Iterator[Match]:
    match part:
        case Match():
            yield part
        case Not(inner):
            yield from _matches(inner)
        case All(parts) | Any(parts):
            for one in parts:
                yield from _matches(one)


def _key(match: Match) -> tuple[str, str]:
    return match.field, str(match.value)


class _Reader:
    """Makes conditions of parts, and gathers what is to be said of them."""

    def __init__(self, stems: Mapping[tuple[str, str], str]) -> None:
        self._stems = stems
        self._meant: dict[tuple[str, str, bool], names.Meant] = {}
        self.notes: list[str] = []
        self.is_dear = False

    def condition(self, part: Part) -> Q | None:
        """Return the condition of a part; None where it is none."""
        match part:
            case Match():
                return self._match(part)
            case Not(inner) if (found := _others(inner)) is not None:
                return _tagged(found)
            case Not(inner):
                condition = self.condition(inner)
                return None if condition is None else ~condition
            case Any(parts) if (found := self._any_tags(parts)) is not None:
                return _tagged(found)
            case All(parts) | Any(parts):
                way = Q.AND if isinstance(part, All) else Q.OR
                some = [one for one in map(self.condition, parts) if one is not None]
                return Q(*some, _connector=way) if some else None

    def terms(self, part: Part) -> Iterator[Term]:
        """Yield the words that finds may have."""
        match part:
            case Match() if part.field in WORDS:
                if query := self._stems[_key(part)]:
                    yield Term(WORDS[part.field], str(part.value), query, part.is_phrase)
            case All(parts) | Any(parts):
                for one in parts:
                    yield from self.terms(one)
            case _:
                return

    def _match(self, match: Match) -> Q | None:
        if (found := self._tags(match)) is not None:
            return _tagged(found)
        if match.field in WORDS:
            return self._words(match)
        match match.field, match.value:
            case "relay", _:
                return ~_tagged([tag(tags.ROLE, "relay")])
            case "repeat", _:
                return ~_tagged([tag(tags.REPEATED, "yes")])
            case "article", int(pk):
                return Q(article=pk)
            case "batch", int(pk):
                return Q(article__in=Article.objects.filter(batch=pk).values("pk"))
            case "published", Days() as days:
                since, until = _moments(days)
                dated = Q(moment__gt=UNDATED) if since is None else Q(moment__gte=since)
                return dated if until is None else dated & Q(moment__lt=until)
            case "published", _:
                return Q(moment=UNDATED)
            case "said", Days(first, last):
                named = Q(said_on__isnull=False) if first is None else Q(said_on__gte=first)
                return named if last is None else named & Q(said_on__lte=last)
            case "said", _:
                return Q(said_on=None)
            case name, _:
                raise LookupError(f"nobody knows how to look for {name}:")

    def _words(self, match: Match) -> Q | None:
        if query := self._stems[_key(match)]:
            return Q(words__finds=query)
        self.notes.append(f"“{match.value}” is too common to be sought; it was left out.")
        return None

    def _any_tags(self, parts: tuple[Part, ...]) -> list[str] | None:
        """Return the tags of which finds have one, where all parts are of that sort."""
        if not all(isinstance(one, Match) for one in parts):
            return None
        found = [self._tags(one) for one in parts if isinstance(one, Match)]
        return None if None in found else [one for some in found if some for one in some]

    def _tags(self, match: Match) -> list[str] | None:
        """Return the tags of which finds have one; None where they do not decide."""
        name, value = match.field, match.value
        if value == NONE and not match.is_phrase and name in _UNKNOWN:
            return [_UNKNOWN[name]]
        if name in _NAMES or name == "outlet":
            if value == NONE and not match.is_phrase:
                return None
            return [tag(name, pk) for pk in self._named(match).ids]
        if name in _TAGS or (name, value) == (tags.REPEATED, "yes"):
            return [tag(name, value)]
        if name == tags.DEPTH and isinstance(value, tuple):
            least, most = value
            stop = DEEPEST if most is None else min(most, DEEPEST)
            return [tag(tags.DEPTH, count) for count in range(least or 0, stop + 1)]
        return None

    def _named(self, match: Match) -> names.Meant:
        key = match.field, str(match.value), match.is_phrase
        if key not in self._meant:
            if match.field == "outlet":
                meant = names.outlets(key[1], is_whole=match.is_phrase)
            else:
                meant = names.speakers(*key[:2], is_whole=match.is_phrase)
            self._meant[key] = meant
            self.is_dear = self.is_dear or len(meant.ids) > FEW
            if meant.note:
                self.notes.append(meant.note)
        return self._meant[key]


def _others(part: Part) -> list[str] | None:
    """Return the tags of which finds have one that have none of a part's values.

    None where that is not known. An index finds what is there, and not what is missing.
    """
    parts = part.parts if isinstance(part, Any) else (part,)
    fields = {one.field if isinstance(one, Match) else "" for one in parts}
    if len(fields) != 1 or not fields <= _ONE_EACH.keys():
        return None
    (name,) = fields
    values = {one.value for one in parts if isinstance(one, Match)}
    return [tag(name, value) for value in _ONE_EACH[name] if value not in values]


def _tagged(some: list[str]) -> Q:
    if not some:
        return NOTHING
    return Q(tags__contains=some) if len(some) == 1 else Q(tags__overlap=some)


def _bounds(part: Part) -> tuple[int | None, int | None]:
    """Return between which moments all finds lie, as far as the query itself says so."""
    since: int | None = None
    until: int | None = None
    for one in part.parts if isinstance(part, All) else (part,):
        if isinstance(one, Match) and one.field == "published" and isinstance(one.value, Days):
            first, last = _moments(one.value)
            since = max(filter(None, (since, first)), default=None)
            until = min(filter(None, (until, last)), default=None)
    return since, until


def _moments(days: Days) -> tuple[int | None, int | None]:
    """Return the seconds at which the first day begins and the last one ends."""
    after = days.last + timedelta(days=1) if days.last and days.last < date.max else None
    return _second(days.first), _second(after)


def _second(day: date | None) -> int | None:
    zone = timezone.get_default_timezone()
    return int(datetime.combine(day, time.min, zone).timestamp()) if day else None
