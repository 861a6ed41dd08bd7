"""What one outlet does with its sources, in numbers that say of how many.

No number here says whether an outlet is good or fair. What it has not is only what the texts that
we hold have not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import chain

from django.db.models import Count as Counted
from django.db.models import F, Max

from articles.models import Article, Outlet
from articles.text import TextSpan
from claims import tallies, timelines
from claims.models import Claim, Entry, Speaker, Statement, Story, StoryMembership
from claims.nlp.types import Certainty, SpeakerKind, Stance, Type
from claims.profile import in_outlet
from claims.querying import Match, written
from claims.querying import tags as sorts
from claims.querying.tags import tag
from claims.tallies import Count

LOOKED = 150  # the newest articles, of whose statements the figures are
CUED = 60  # the newest articles, whose texts are looked into for cues and hedges
SOUGHT = 60  # the newest stories, among which those of several outlets are sought
STORIES = 12  # the newest stories of several outlets, of whose claims the figures are
LISTED = 10  # claims, relays, cues and articles that are named
DESCRIBED = 5_000  # the newest statements of a kind, of which descriptions are listed
DESCRIPTIONS = 100
UNKNOWN = "none"  # the value of the tag of an outlet that nobody knows
NAMELESS = "Outlet unknown"

KINDS: dict[str, str] = {
    SpeakerKind.PERSON.value: "a named person",
    SpeakerKind.ORGANISATION.value: "an organisation",
    SpeakerKind.ANONYMOUS.value: "anonymous: described, not named",
    SpeakerKind.COLLECTIVE.value: "a group: officials, analysts",
    SpeakerKind.DOCUMENT.value: "a document",
    SpeakerKind.UNNAMED.value: "nobody named",
    "author": "no source at all",
}
TYPES: dict[str, str] = {
    Type.DIRECT.value: "direct words",
    Type.MIXED.value: "partly direct",
    Type.INDIRECT.value: "paraphrase",
}
STANCES: dict[str, str] = {
    Stance.NEUTRAL.value: "reports: said, told",
    Stance.FACTIVE.value: "vouches: revealed, acknowledged",
    Stance.DOUBTING.value: "doubts: claimed",
}
CERTAINTIES: dict[str, str] = {one.value: one.value for one in Certainty}
COLLECTIVE = {
    SpeakerKind.ANONYMOUS.value: "Anonymous",
    SpeakerKind.COLLECTIVE.value: "Groups",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what it counts, of how many, and the query that finds them."""

    label: str
    count: Count
    query: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures that share what they are counted of."""

    title: str
    figures: list[Figure]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One outlet in the list of all."""

    outlet: Outlet | None
    name: str
    articles: int
    latest: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with its words, and in how many outlets it is."""

    claim: Claim
    words: str
    story: Story
    outlets: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What an outlet has of the claims of its stories, of those that several outlets tell."""

    stories: int
    is_capped: bool  # whether older stories were not looked at
    alone: Count  # claims that it alone has
    missing: Count  # claims that are not found in what we hold of it
    only: list[Told]
    lacking: list[Told]


@dataclass(eq=False)
class Portrait:
    """An outlet in figures."""

    outlet: Outlet | None
    articles: int
    looked: int  # articles whose statements are counted
    statements: int
    tables: list[Table]
    coverage: Coverage
    latest: list[Article]
    query: str  # finds what stands in the outlet

    @property
    def name(self) -> str:
        """The outlet's name."""
        return self.outlet.name if self.outlet else NAMELESS

    @property
    def is_capped(self) -> bool:
        """Whether older articles are not counted."""
        return self.looked < self.articles

    @cached_property
    def shown(self) -> list[Table]:
        """The tables that have something in them."""
        return [table for table in self.tables if table.figures]


@dataclass(frozen=True, slots=True)
class Description:
    """Words by which sources are described, how often, and by which outlets."""

    words: str
    count: Count
    outlets: list[tuple[str, int | None, int]]  # name, id, how often
    query: str


@dataclass(frozen=True, slots=True)
class Descriptions:
    """Sources that have no name, by the words for them; never taken for one and the same."""

    kind: str
    rows: list[Description]
    counted: int
    wordless: int
    more: int  # descriptions that are not listed

    @property
    def is_capped(self) -> bool:
        """Whether older statements are not counted."""
        return self.counted >= DESCRIBED


def all_outlets() -> list[Listed]:
    """Return the outlets that have articles, those with most first, in two queries."""
    counted = (
        Article.objects.filter(newest=None)
        .order_by()
        .values_list("outlet")
        .annotate(articles=Counted("pk"), latest=Max("published_at"))
    )
    rows = list(counted)
    outlets = Outlet.objects.in_bulk([pk for pk, *_ in rows if pk])
    found = [
        Listed(outlets.get(pk), outlets[pk].name if pk else NAMELESS, articles, latest)
        for pk, articles, latest in rows
    ]
    return sorted(found, key=lambda one: (one.outlet is None, -one.articles, one.name))


def of_outlet(outlet: Outlet | None) -> Portrait:
    """Return an outlet's figures, in a fixed number of queries; None: all that is of unknown ones.

    They are of its newest articles, and of statements that say something for the first time in
    their article.
    """
    published = Article.objects.filter(outlet=outlet, newest=None)
    ids = list(
        published.order_by(F("published_at").desc(nulls_last=True), "-pk").values_list(
            "pk", flat=True
        )[:LOOKED]
    )
    entries = tallies.once(Entry.objects.filter(article__in=ids))
    lists = list(entries.values_list("tags", flat=True))  # once, for all that is counted
    tags = Counter(chain.from_iterable(lists))
    total = len(lists)
    query = in_outlet(outlet.name if outlet else None)
    tables = [
        _table("Whom it cites", sorts.KIND, KINDS, tags, total, query),
        _table("In whose words", sorts.TYPE, TYPES, tags, total, query),
        _table("What its verbs do", sorts.STANCE, STANCES, tags, total, query),
        _table("How sure it is said to be", sorts.CERTAINTY, CERTAINTIES, tags, total, query),
        _relays(tags, total, query),
        *_words(ids[:CUED], query),
    ]
    newest = Article.objects.defer("bands").in_bulk(ids[:LISTED])
    return Portrait(
        outlet=outlet,
        articles=len(ids) if len(ids) < LOOKED else published.count(),
        looked=len(ids),
        statements=total,
        tables=tables,
        coverage=_coverage(outlet, ids),
        latest=[newest[pk] for pk in ids[:LISTED] if pk in newest],
        query=query,
    )


def descriptions(kind: str) -> Descriptions:
    """Return by which words sources of a kind are described, in three queries."""
    entries = tallies.once(Entry.objects.filter(tags__contains=[tag(sorts.KIND, kind)]))
    found = tallies.tally(tallies.newest(entries, DESCRIBED), sorts.SPEAKER, sorts.OUTLET)
    counted = Counter(
        {value: n for value, n in found.of(sorts.SPEAKER).items() if value.isdecimal()}
    )
    first = [value for value, _ in counted.most_common(DESCRIPTIONS)]
    names = dict(Speaker.objects.filter(pk__in=first).values_list("pk", "name"))
    outlets: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (speaker, outlet), count in found.by(sorts.SPEAKER, sorts.OUTLET).items():
        outlets[speaker][outlet] += count
    known = dict(
        Outlet.objects.filter(
            pk__in={int(one) for value in first for one in outlets[value] if one != UNKNOWN}
        ).values_list("pk", "name")
    )
    rows = [
        _description(kind, name, Count(counted[value], found.total), outlets[value], known)
        for value in first
        if (name := names.get(int(value)))
    ]
    return Descriptions(
        kind=kind,
        rows=rows,
        counted=found.total,
        wordless=found.total - sum(counted.values()),
        more=len(counted) - len(first),
    )


def _description(
    kind: str, name: str, count: Count, outlets: Counter[str], known: Mapping[int, str]
) -> Description:
    return Description(
        words=name,
        count=count,
        outlets=[
            ("outlet unknown", None, n)
            if value == UNKNOWN
            else (known.get(int(value), value), int(value), n)
            for value, n in outlets.most_common()
        ],
        query=f"{written(Match('kind', kind))} {written(Match('label', name, is_phrase=True))}",
    )


def _table(
    title: str,
    field: str,
    labels: Mapping[str, str],
    tags: Counter[str],
    total: int,
    query: str,
) -> Table:
    return Table(
        title,
        [
            Figure(
                label,
                Count(tags[tag(field, value)], total),
                f"{query} {written(_asking(field, value))}",
            )
            for value, label in labels.items()
            if tags[tag(field, value)]
        ],
    )


def _asking(field: str, value: str) -> Match:
    if (field, value) == (sorts.KIND, "author"):  # the language asks for it by the chain
        return Match(sorts.ROLE, "none")
    return Match(field, value)


def _relays(tags: Counter[str], total: int, query: str) -> Table:
    """Return how much was passed on by others, and by whom, in one query."""
    relayed = tags[tag(sorts.ROLE, "relay")]
    if not relayed:
        return Table("What others passed on", [])
    head = f"{sorts.RELAY}:"
    relays = {one.removeprefix(head): n for one, n in tags.items() if one.startswith(head)}
    first = Counter(relays).most_common(LISTED)
    speakers = Speaker.objects.in_bulk([int(value) for value, _ in first])
    figures = [Figure("all", Count(relayed, total), f"{query} {written(Match('chain', 'relay'))}")]
    for value, count in first:
        if (relay := speakers.get(int(value))) and relay.name:
            figures.append(
                Figure(
                    relay.name,
                    Count(count, total),
                    f"{query} {written(Match('relay', relay.name, is_phrase=True))}",
                    relay.get_absolute_url() if relay.has_page else "",
                )
            )
    return Table("What others passed on", figures)


def _words(articles: Sequence[int], query: str) -> list[Table]:
    """Return the cues and hedges of some articles, as they are written there, in two queries."""
    texts = dict(Article.objects.filter(pk__in=articles).values_list("pk", "text"))
    rows = list(
        Statement.objects.current()
        .once()
        .filter(article__in=articles)
        .order_by()
        .values_list("article", "cue", "hedges")
    )
    used: Counter[str] = Counter()
    hedges: Counter[str] = Counter()
    for article, cue, hedge in rows:
        used.update([_line(texts[article], cue)] if cue else [])
        hedges.update({_line(texts[article], [one]) for one in hedge})
    note = f"of the {len(rows):,} statements of its newest {len(articles):,} articles"
    return [
        Table("Its most used cues", _figures(used, len(rows), query, "cue"), note),
        Table("Its most used hedges", _figures(hedges, len(rows), query, "about"), note),
    ]


def _figures(counted: Counter[str], of: int, query: str, field: str) -> list[Figure]:
    return [
        Figure(
            f"“{words}”",
            Count(count, of),
            f"{query} {written(Match(field, words, is_phrase=True))}",
        )
        for words, count in counted.most_common(LISTED)
        if words
    ]


def _line(text: str, spans: Iterable[TextSpan]) -> str:
    return " ".join(" ".join(text[span.start : span.end] for span in spans).split()).casefold()


# Claims of its stories ----------------------------------------------------------------------------


def _coverage(outlet: Outlet | None, articles: Sequence[int]) -> Coverage:
    """Return what an outlet has of its stories' claims, in five queries.

    Of its newest stories those are looked at that another outlet tells, too.
    """
    ours = str(outlet.pk) if outlet else UNKNOWN
    told = dict(
        StoryMembership.objects.filter(article__in=articles).values_list("article", "story")
    )
    found = list(dict.fromkeys(told[pk] for pk in articles if pk in told))
    newest = found[:SOUGHT]
    several = set(
        StoryMembership.objects.filter(story__in=newest)
        .exclude(article__outlet=outlet)
        .values_list("story", flat=True)
        .distinct()
    )
    stories = [pk for pk in newest if pk in several]
    looked = stories[:STORIES]
    members = StoryMembership.objects.filter(story__in=looked).values("article")
    counted = tallies.tally(
        Entry.objects.filter(article__in=members), sorts.STORY, sorts.CLAIM, sorts.OUTLET
    )
    outlets: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for story, claim, one in counted.counts:
        if claim:
            outlets[story, claim].add(one)
    only = [key for key, found in outlets.items() if found == {ours}]
    lacking = sorted(
        (key for key, found in outlets.items() if ours not in found),
        key=lambda key: (-len(outlets[key]), -int(key[0]), int(key[1])),
    )
    place = {story: number for number, story in enumerate(looked)}
    only.sort(key=lambda key: (place[int(key[0])], int(key[1])))
    shown = [*only[:LISTED], *lacking[:LISTED]]
    claims = Claim.objects.select_related("wording__article").in_bulk(
        [int(claim) for _, claim in shown]
    )
    titled = Story.objects.light().in_bulk([int(story) for story, _ in shown])

    def named(keys: Iterable[tuple[str, str]]) -> list[Told]:
        return [
            Told(
                claim=claims[int(claim)],
                words=_words_of(claims[int(claim)]),
                story=titled[int(story)],
                outlets=len(outlets[story, claim]),
            )
            for story, claim in keys
            if int(claim) in claims and int(story) in titled
        ]

    return Coverage(
        stories=len(looked),
        is_capped=len(stories) > STORIES or len(found) > SOUGHT,
        alone=Count(len(only), len(outlets)),
        missing=Count(len(lacking), len(outlets)),
        only=named(only[:LISTED]),
        lacking=named(lacking[:LISTED]),
    )


def _words_of(claim: Claim) -> str:
    said = claim.wording
    return timelines.words_of(said.article.text, said.content, said.quotations)
