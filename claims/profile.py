"""Read model of the speaker page: what somebody is reported to have said, and by whom.

Whoever says most is in tens of thousands of statements: what is counted is capped, and says so.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, Q

from articles.models import Article, Outlet
from claims import plot, sayings, search, tallies
from claims.models import Edit, Identity, SourceLink, Speaker, SpeakerDecision, Statement
from claims.nlp import cues, roles
from claims.nlp.types import Polarity, SpeakerKind, Tier, Type
from claims.querying import All, Match, Not, parse, written
from claims.querying import tags as sorts
from claims.querying.tags import tag
from claims.sayings import Saying
from claims.search import Asked, finding
from claims.search.words import plain
from claims.tallies import Tally

SHOWN = 30  # statements on a page
LABELLED = 300  # the newest of these, whose texts are looked into for labels
FEW = 100  # as far as statements of the other tabs are counted
COUNTED = search.CAP  # the newest statements, of which the figures are, as facets are
LABELS = 8  # of each outlet
LONGEST = 60  # characters of a label
PICKED = 60  # articles and names that a form offers
ALIKE = 16  # other speakers that a search offers
UNKNOWN = "none"  # the value of the tag of an outlet that nobody knows
NAMELESS = "outlet unknown"
WIKIDATA = "https://www.wikidata.org/wiki/"

TABS = {"said": "Said", "about": "Said about", "relayed": "Relayed", "silent": "Silent on"}
EMPTY = {
    "said": "Nothing in their own name.",
    "about": "Nobody else names them in what is said.",
    "relayed": "Nothing relayed for others.",
    "silent": "No silence is reported.",
}

PRONOUNS = frozenset(
    {"he", "him", "his", "she", "her", "hers", "they", "them", "their", "i", "we", "us", "our"}
    | {"it", "its", "who", "whom", "which", "that", "this", "these", "those"}
)
# A title behind one of these is somebody else's: the spokesman for the president.
BELONGING = frozenset({"of", "for", "to", "with", "by", "from", "under"})
EARLIER = frozenset({"former", "ex", "then", "then-", "ex-", "incoming", "outgoing", "late"})
# They are no offices, whoever is taken up by them.
NO_OFFICE = frozenset({"mogul", "billionaire", "businessman", "businesswoman"})


@dataclass(frozen=True, slots=True)
class Share:
    """How one outlet reports a speaker."""

    outlet: str
    outlet_id: int | None
    statements: int
    direct: int
    mixed: int
    paraphrased: int
    silences: int
    labels: tuple[tuple[str, int], ...]  # what the outlet calls the speaker, and how often
    query: str  # finds the statements

    @property
    def in_direct_words(self) -> tallies.Count:
        """How many are wholly or partly in direct words."""
        return tallies.Count(self.direct + self.mixed, self.statements)


@dataclass(frozen=True, slots=True)
class Held:
    """An office that texts give the speaker: in so many statements, first and last seen then."""

    office: str
    count: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Tab:
    """One kind of statement: how many, and the query that finds them."""

    name: str
    label: str
    count: search.Total
    query: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some statements, the newest first, and where older ones begin; "" after the last."""

    sayings: list[Saying]
    older: str


@dataclass(eq=False)
class Profile:
    """A speaker, in figures and in one tab of statements."""

    speaker: Speaker
    tally: Tally  # outlet, type, polarity of what was said
    months: Counter[str]
    soft: int  # how many soft statements there are, shown or not
    is_capped: bool  # whether there are older statements that the figures leave out
    labelled: "Labels"
    outlets: Mapping[int, str]
    tabs: list[Tab]
    tab: Tab
    page: Page
    identity: Identity | None
    merged: list[SpeakerDecision]  # names that mean this one, by a person's word
    word: str  # by which others speak of them
    query: str  # finds what was said

    @property
    def total(self) -> int:
        """How many statements the figures are of."""
        return self.tally.total

    @property
    def said(self) -> list[Saying]:
        """The statements on the page."""
        return self.page.sayings

    @cached_property
    def shares(self) -> list[Share]:
        """How each outlet reports the speaker, the one with most statements first."""
        shares = [self._share(*one) for one in self.tally.each(sorts.OUTLET).items()]
        return sorted(shares, key=lambda one: (-one.statements, one.outlet))

    @property
    def labels(self) -> list[tuple[str, int]]:
        """What all outlets call the speaker."""
        return self.labelled.all.most_common()

    @property
    def direct(self) -> tallies.Count:
        """How many are wholly or partly in direct words."""
        types = self.tally.of(sorts.TYPE)
        return tallies.Count(types[Type.DIRECT] + types[Type.MIXED], self.total)

    @property
    def paraphrased(self) -> tallies.Count:
        """How many are paraphrase alone."""
        return tallies.Count(self.tally.of(sorts.TYPE)[Type.INDIRECT], self.total)

    @cached_property
    def strip(self) -> plot.Strip | None:
        """How many statements each month has; None where too little is dated."""
        return plot.of_months(self.months)

    @property
    def empty(self) -> str:
        """What is said where a tab has nothing."""
        return EMPTY[self.tab.name]

    @property
    def wikidata(self) -> str:
        """The address of the speaker at Wikidata, where an editor gave it."""
        return f"{WIKIDATA}{self.identity.wikidata}" if self.identity else ""

    def _name(self, value: str) -> str:
        return self.outlets.get(int(value), value) if value != UNKNOWN else NAMELESS

    def _share(self, value: str, found: Tally) -> Share:
        types, polarities = found.of(sorts.TYPE), found.of(sorts.POLARITY)
        outlet = None if value == UNKNOWN else int(value)
        labels = self.labelled.by_outlet.get(outlet, Counter())
        return Share(
            outlet=self._name(value),
            outlet_id=outlet,
            statements=found.total,
            direct=types[Type.DIRECT],
            mixed=types[Type.MIXED],
            paraphrased=types[Type.INDIRECT],
            silences=polarities[Polarity.NO_COMMENT],
            labels=tuple(labels.most_common(LABELS)),
            query=f"{self.query} {in_outlet(None if outlet is None else self._name(value))}",
        )


@dataclass(frozen=True, slots=True)
class Given:
    """A name that articles give a speaker, how often, and by whose word it means this one."""

    name: str
    count: int
    decision: SpeakerDecision | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What an editor needs to put a speaker's names right."""

    names: list[Given]
    articles: list[tuple[Article, int]]  # those that hold statements of theirs, and how many
    edits: list[Edit]  # what people said of the name, the latest first, and can take back
    found: list[tuple[Speaker, int]]  # others whose name holds what was looked for
    wanted: str  # what was looked for
    is_capped: bool  # whether only the newest statements were looked through for names


@dataclass(frozen=True)
class Labels:
    """What texts call a speaker, and which offices they give, in so many statements."""

    all: Counter[str]
    by_outlet: Mapping[int | None, Counter[str]]
    pronouns: int  # where a text only says "he"
    n: int
    held: list[Held]


def of_speaker(
    speaker: Speaker, *, tab: str = "said", after: str = "", without_soft: bool = False
) -> Profile:
    """Return a speaker's figures and some statements of a tab, in a fixed number of queries.

    What says once more what the same article has them say is left out. `after` is where a page
    begins, as the page before said; what is no such place counts as the beginning.
    """
    queries = _queries(speaker)
    asked = {
        name: _asked(query, condition, without_soft=without_soft)
        for (name, query), condition in zip(queries.items(), _conditions(speaker), strict=True)
    }
    said = asked["said"].found
    figures = tallies.of_tags(
        [row.tags for row in said.rows], sorts.OUTLET, sorts.TYPE, sorts.POLARITY, sorts.MONTH
    )
    others = [name for name in TABS if name != "said"]
    soft, *counts = finding.counted(
        [
            (_with(sorts.SPEAKER, speaker.pk) & Q(tags__contains=[SOFT]), COUNTED),
            *((asked[name].condition, FEW) for name in others),
        ]
    )
    count_of = {"said": said.total(len(said.rows)), **dict(zip(others, counts, strict=True))}
    tabs = [Tab(name, label, count_of[name], queries[name]) for name, label in TABS.items()]
    chosen = next((one for one in tabs if one.name == tab), tabs[0])
    outlets = [int(value) for value in figures.of(sorts.OUTLET) if value != UNKNOWN]
    return Profile(
        speaker=speaker,
        tally=figures,
        months=figures.of(sorts.MONTH),
        soft=soft.count,
        is_capped=said.is_capped,
        labelled=_labels(speaker, said.ids[:LABELLED]),
        outlets=dict(Outlet.objects.filter(pk__in=outlets).values_list("pk", "name")),
        tabs=tabs,
        tab=chosen,
        page=page_of(asked[chosen.name], after=after, query=sayings.address_of(without_soft)),
        identity=Identity.objects.select_related("decided_by")
        .filter(key=speaker.key, kind=speaker.kind)
        .first(),
        merged=list(
            SpeakerDecision.objects.select_related("article")
            .defer("article__text")
            .filter(to_name=speaker.name, to_kind=speaker.kind)
            .exclude(key=speaker.key, kind=speaker.kind)
            .order_by("name")[:PICKED]
        ),
        word=_named(speaker),
        query=queries["said"],
    )


def page_of(asked: Asked, *, after: str = "", query: str = "") -> Page:
    """Return some finds that follow a place, the newest first."""
    found = finding.ordered(asked, SHOWN + 1, after=_place(after))
    shown = found[:SHOWN]
    statements = Statement.objects.select_related("article", "article__outlet")
    told = {
        saying.statement.pk: saying
        for saying in sayings.of(
            statements.filter(pk__in=[row.statement for row in shown]), query=query
        )
    }
    for saying in told.values():
        outlet = saying.page.article.outlet
        saying.outlet = outlet.name if outlet else NAMELESS
    older = f"{shown[-1].moment}.{shown[-1].statement}" if len(found) > SHOWN else ""
    return Page([told[row.statement] for row in shown if row.statement in told], older)


def in_outlet(name: str | None) -> str:
    """Return the condition that finds what stands in an outlet; None: in an unknown one."""
    return written(Match("outlet", name, is_phrase=True) if name else Match("outlet", UNKNOWN))


def desk(speaker: Speaker, *, subjects: list[str], wanted: str = "") -> Desk:
    """Return names, articles and decisions of a speaker, and others that it could be one with.

    `subjects` are the names under which the history knows the speaker.
    """
    named = _with(sorts.SOURCE, speaker.pk)
    rows = _asked(written(Match("source", speaker.name, is_phrase=True)), named).found
    held = {row.statement: row.article for row in rows.rows}
    given = (
        SourceLink.objects.filter(speaker=speaker, statement__in=list(held))
        .order_by()
        .values_list("name", "decided")
        .annotate(count=Count("pk"))
    )
    counted = sorted(given, key=lambda one: (-one[2], one[0]))[:PICKED]
    decisions = SpeakerDecision.objects.select_related("decided_by", "article").in_bulk(
        {pk for _, pk, _ in counted if pk}
    )
    return Desk(
        names=[Given(name or speaker.name, n, decisions.get(pk)) for name, pk, n in counted],
        articles=_articles(held.values()),
        edits=list(
            Edit.objects.filter(
                subjects__overlap=subjects,
                deed__in=[Edit.Deed.NAMED, Edit.Deed.IDENTIFIED],
                undone_by=None,
            ).order_by("-pk")[:PICKED]
        ),
        found=_alike(speaker, wanted) if wanted else [],
        wanted=wanted,
        is_capped=rows.is_capped,
    )


SILENCE = tag(sorts.POLARITY, Polarity.NO_COMMENT.value)
SOFT = tag(sorts.TIER, Tier.SOFT.value)


def _with(field: str, value: object) -> Q:
    return Q(tags__contains=[tag(field, value)])


def _asked(query: str, condition: Q, *, without_soft: bool = False) -> Asked:
    """Return a query that finds by a condition: a name may be that of several, an id is not."""
    found = condition & ~Q(tags__contains=[tallies.REPEATS])
    if without_soft:
        found &= ~Q(tags__contains=[SOFT])
    return Asked(parse(query), notes=(), condition=found)


def _conditions(speaker: Speaker) -> list[Q]:
    """Return what each tab's statements are found by, in the order of the tabs."""
    said = _with(sorts.SPEAKER, speaker.pk)
    about = search.asked(written(Match("about", _named(speaker), is_phrase=True)))
    return [
        said,
        # Without terms the word is too common to be sought, and all would be found.
        about.condition & ~said if about.terms else Q(pk__in=()),
        _with(sorts.RELAY, speaker.pk),
        said & Q(tags__contains=[SILENCE]),
    ]


def _named(speaker: Speaker) -> str:
    """Return the word by which others speak of somebody: a surname, or the whole name of a body."""
    words = "".join(one if one.isalnum() else " " for one in plain(speaker.name)).split()
    if speaker.kind != SpeakerKind.PERSON:
        return " ".join(words)
    return plain(speaker.surname) if speaker.surname.isalnum() else " ".join(words[-1:])


def _queries(speaker: Speaker) -> dict[str, str]:
    """Return how each tab's statements are asked for."""
    said = Match("speaker", speaker.name, is_phrase=True)
    about = Match("about", _named(speaker), is_phrase=True)
    return {
        "said": written(said),
        "about": written(All((about, Not(said)))),
        "relayed": written(Match("relay", speaker.name, is_phrase=True)),
        "silent": written(All((said, Match("polarity", Polarity.NO_COMMENT.value)))),
    }


def _place(after: str) -> tuple[int, int] | None:
    """Return the place that an address names; None for one that nobody gave."""
    moment, _, pk = after.partition(".")
    digits = moment.removeprefix("-")
    if not (digits.isdecimal() and pk.isdecimal() and len(digits) < 17 and len(pk) < 19):
        return None
    return int(moment), int(pk)


# Labels -------------------------------------------------------------------------------------------


class Called(NamedTuple):
    """What one statement calls its source."""

    outlet: int | None
    label: str
    at: datetime | None


_LABELS = """
SELECT article.outlet_id, article.published_at, (
    SELECT string_agg(
        substr(article.text, source[at][1] + 1, source[at][2] - source[at][1]), ' ' ORDER BY at
    ) FROM generate_subscripts(source, 1) AS at
)
FROM claims_statement statement JOIN articles_article article ON article.id = article_id
WHERE statement.id = ANY(%s) ORDER BY article.published_at DESC NULLS LAST, statement.id
"""


def _labels(speaker: Speaker, statements: list[int]) -> Labels:
    """Return what statements call a speaker, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, [statements])
        rows = cursor.fetchall()
    called = [Called(outlet, _label(words or ""), at) for outlet, at, words in rows]
    named = [one for one in called if one.label and one.label.casefold() not in PRONOUNS]
    spelled: dict[str, str] = {}  # a capital where a sentence begins makes no difference
    by_outlet: defaultdict[int | None, Counter[str]] = defaultdict(Counter)
    for one in named:
        by_outlet[one.outlet][spelled.setdefault(one.label.casefold(), one.label)] += 1
    return Labels(
        all=sum(by_outlet.values(), Counter()),
        by_outlet=by_outlet,
        pronouns=sum(one.label.casefold() in PRONOUNS for one in called),
        n=len(called),
        held=_held(named) if speaker.kind == SpeakerKind.PERSON else [],
    )


def _label(words: str) -> str:
    """Return a label in one line, without the clause behind it."""
    label = " ".join(words.split()).rstrip(",;:")
    if len(label) > LONGEST:
        label = label.partition(",")[0]
    return label if len(label) <= LONGEST else f"{label[:LONGEST].rpartition(' ')[0]} …"


def _held(called: Iterable[Called]) -> list[Held]:
    """Return the offices that labels give, the latest first; nothing that no text says."""
    found: defaultdict[str, list[datetime | None]] = defaultdict(list)
    for one in called:
        if office := _office(one.label):
            found[office].append(one.at)
    held = []
    for office, moments in found.items():
        dated = sorted(at for at in moments if at)
        held.append(
            Held(office, len(moments), dated[0] if dated else None, dated[-1] if dated else None)
        )
    return sorted(held, key=lambda one: (one.last is None, -_stamp(one.last), one.office))


def _stamp(at: datetime | None) -> float:
    return at.timestamp() if at else 0.0


def _office(label: str) -> str:
    """Return the office that a label gives whom it names: "vice president"; "" for none."""
    words = [word.strip("“”\"'(),.").casefold() for word in label.split()]
    for place, word in enumerate(words):
        if word in BELONGING:
            return ""
        plain_word, before = word.removeprefix("then-").removeprefix("ex-"), words[:place]
        if plain_word in cues.words("offices") - NO_OFFICE:
            kept = [one for one in before[-3:] if one in roles.MAKE_ANOTHER or one in EARLIER]
            return " ".join([*kept, word])
    return ""


# What editors need --------------------------------------------------------------------------------


def _articles(held: Collection[int]) -> list[tuple[Article, int]]:
    """Return articles by how many statements of theirs are given, as they come."""
    counted = Counter(held)
    chosen = list(counted)[:PICKED]
    rows = Article.objects.select_related("outlet").in_bulk(chosen)
    return [(rows[pk], counted[pk]) for pk in chosen if pk in rows]


def _alike(speaker: Speaker, wanted: str) -> list[tuple[Speaker, int]]:
    """Return other speakers whose name holds some words, those with most mentions first."""
    found = Speaker.objects.exclude(pk=speaker.pk).exclude(name="")
    for word in wanted.split():
        found = found.filter(name__icontains=word)
    counted = found.values_list("pk").annotate(count=Count("source_links")).filter(count__gt=0)
    first = dict(counted.order_by("-count", "name")[:ALIKE])
    rows = Speaker.objects.in_bulk(first)
    return [(rows[pk], count) for pk, count in first.items()]
