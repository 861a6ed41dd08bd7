"""Rows to timelines: lanes of outlets, the marks in them, and what can be said in a sentence.

Nothing stored says when words were said; all times here are when an article was published.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from articles.text import TextSpan
from claims import sayings, wording
from claims.models import Claim, Speaker, Statement, StatementLink, Story
from claims.nlp.types import Polarity, Tier, Type
from claims.querying import parse, tags
from claims.querying.tags import tag
from claims.querysets import StatementQuerySet
from claims.search import Asked
from claims.search.finding import ordered
from claims.timelines import axis
from claims.timelines.axis import SLOT, SLOTS, Period, Spot, Tick

Spans = Sequence[TextSpan]
MOST = 600  # statements with a mark each; where there are more, each article has one
SAID = 1_000  # the newest statements of a speaker, where there are more
WORDS = 220  # characters of a statement in the table
UNKNOWN = "outlet unknown"
LETTERS: dict[str, str] = {
    Type.DIRECT: "D",
    Type.MIXED: "M",
    Type.INDIRECT: "I",
    Polarity.NO_COMMENT: "∅",
    Polarity.DENIED: "✕",
}
KINDS = ("direct", "mixed", "indirect", "silence", "denial")
SIGNS: dict[str, str] = dict(zip(LETTERS, KINDS, strict=True))
NAMES = {
    "direct": "direct words",
    "mixed": "partly direct words",
    "indirect": "paraphrase",
    "silence": "no comment",
    "denial": "denied",
    "several": "several statements",
}


class Told(NamedTuple):
    """What is worked out once for all marks of an article."""

    article: Article
    outlet: str
    at: datetime | None
    day: str
    url: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One statement on a timeline, or all of one article where there are too many."""

    pk: int
    article: Article
    outlet: str
    sign: str  # one of `KINDS`, or "several"
    letter: str
    words: str
    url: str
    at: datetime | None  # when its article was published, in the site's time zone
    day: str  # the same in words, as exactly as it is known
    speaker: int | None = None
    claim: int | None = None
    count: int = 1
    is_first: bool = False

    @property
    def name(self) -> str:
        """Its kind in words."""
        return NAMES[self.sign]

    @property
    def label(self) -> str:
        """Everything that its shape and place say, in words."""
        first = ", first seen" if self.is_first else ""
        return f"{self.name}{first}, {self.outlet}, {self.day}: {self.words}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mark, or a number of marks, in its place."""

    spot: Spot
    marks: tuple[Mark, ...]
    y: int

    @property
    def mark(self) -> Mark:
        """The first of them."""
        return self.marks[0]

    @property
    def is_many(self) -> bool:
        """Whether it stands for several marks."""
        return len(self.marks) > 1

    @property
    def is_first(self) -> bool:
        """Whether it is one mark, and the first."""
        return not self.is_many and self.mark.is_first

    @property
    def label(self) -> str:
        """What it is, for those who do not see it."""
        if not self.is_many:
            return self.mark.label
        return f"{len(self.marks)} more in {self.mark.outlet}, from {self.mark.day}, in the table"

    @property
    def url(self) -> str:
        """Where it leads."""
        return f"#t{self.mark.pk}" if self.is_many else self.mark.url

    @property
    def sign(self) -> str:
        """Its shape."""
        return "several" if self.is_many else self.mark.sign

    @property
    def letter(self) -> str:
        """Its letter, or its number."""
        return f"+{len(self.marks)}" if self.is_many else self.mark.letter


@dataclass(frozen=True, slots=True)
class Lane:
    """One outlet with its marks in their places."""

    outlet: str
    count: int
    drawn: tuple[Drawn, ...]
    height: int


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence that rules made of rows, with the place that bears it out."""

    words: str
    url: str = ""
    place: str = ""


@dataclass(eq=False)
class Timeline:
    """All marks of a claim, a speaker or a story, and the part of them that is looked at."""

    marks: list[Mark]  # by time, the undated last
    tellings: list[Telling]
    soft: int = 0  # how many soft statements there are, shown or not
    statements: int = 0
    is_by_article: bool = False
    period: Period | None = None  # chosen by a person; None: all
    width: int = axis.WIDTH
    is_capped: bool = False  # whether there are older statements that it leaves out

    @cached_property
    def moments(self) -> list[datetime]:
        """When marks were published, the earliest first."""
        return sorted(mark.at for mark in self.marks if mark.at)

    @cached_property
    def shown(self) -> Period | None:
        """The period of the picture; None when nothing is dated."""
        return self.period or axis.around(self.moments)

    @cached_property
    def dated(self) -> list[Mark]:
        """The marks of the period, the earliest first."""
        shown = self.shown
        return [mark for mark in self.marks if shown and mark.at and mark.at in shown]

    @cached_property
    def undated(self) -> list[Mark]:
        """The marks without a time; they belong to every period."""
        return [mark for mark in self.marks if not mark.at]

    @cached_property
    def rows(self) -> list[Mark]:
        """The marks as a table has them."""
        return self.dated + self.undated

    @property
    def left_out(self) -> int:
        """How many dated marks lie outside of the period."""
        return len(self.moments) - len(self.dated)

    @cached_property
    def ticks(self) -> list[Tick]:
        """The lines of the axis."""
        return axis.ticks(self.shown) if self.shown else []

    @cached_property
    def lanes(self) -> list[Lane]:
        """A lane for each outlet with dated marks, the earliest first."""
        shown = self.shown
        return [
            _lane(outlet, marks, [axis.column(shown, mark.at) for mark in marks if mark.at])
            for outlet, marks in _by_outlet(self.dated).items()
            if shown
        ]

    @cached_property
    def undated_lanes(self) -> list[Lane]:
        """A lane for each outlet with undated marks, which stand in article order."""
        return [
            _lane(outlet, marks, [number % SLOTS for number in range(len(marks))])
            for outlet, marks in sorted(_by_outlet(self.undated).items())
        ]

    @cached_property
    def kinds(self) -> list[tuple[str, str, str]]:
        """The legend: sign, letter and words of the kinds."""
        letters = zip(KINDS, LETTERS.values(), strict=True)
        return [(sign, letter, NAMES[sign]) for sign, letter in letters]

    def chosen(self, period: Period | None) -> "Timeline":
        """Return the same timeline looking at a period only; None: at all of it."""
        return Timeline(
            self.marks,
            self.tellings,
            self.soft,
            self.statements,
            self.is_by_article,
            period,
            is_capped=self.is_capped,
        )


def of_claim(claim: Claim, *, without_soft: bool = False) -> Timeline:
    """Return who told a claim when, in a fixed number of queries."""
    return _timeline(Statement.objects.current().filter(links__claim=claim), without_soft)


def of_speaker(speaker: Speaker, *, without_soft: bool = False) -> Timeline:
    """Return when who reported the newest words of a speaker, in a fixed number of queries."""
    found = Statement.objects.current().once().filter(speaker=speaker)
    if found[: SAID + 1].count() <= SAID:
        return _timeline(found, without_soft)
    # Which are the newest, only entries tell without looking at all of them.
    said = Q(tags__contains=[tag(tags.SPEAKER, speaker.pk)])
    once = ~Q(tags__contains=[tag(tags.REPEATED, "yes")])
    newest = ordered(Asked(parse(""), notes=(), condition=said & once), SAID)
    found = found.filter(pk__in=[row.statement for row in newest])
    return _timeline(found, without_soft, is_capped=True)


def of_story(story: Story, *, without_soft: bool = False) -> Timeline:
    """Return which outlet of a story told what when, in a fixed number of queries."""
    found = Statement.objects.in_story(story).once()
    return _timeline(found, without_soft, is_story=True)


def words_of(text: str, content: Spans, quotations: Spans) -> str:
    """Return the words of a statement on one line, cut where they are long."""
    spans = sayings.with_marks(text, content, quotations)
    pieces = (" ".join(stretch.split()) for stretch in sayings.stretches(text, spans))
    return wording.shortened(" … ".join(pieces), WORDS)


def _timeline(
    statements: StatementQuerySet,
    without_soft: bool,
    *,
    is_story: bool = False,
    is_capped: bool = False,
) -> Timeline:
    found = list(
        statements.order_by("article", "ordinal").values_list(
            *("pk", "article", "ordinal", "type", "polarity", "tier", "speaker", "links__claim"),
            *("content", "quotations"),
        )
    )
    soft = sum(row[5] == Tier.SOFT for row in found)
    if without_soft:
        found = [row for row in found if row[5] != Tier.SOFT]
    is_by_article = len(found) > MOST
    wanted = ("published_at", "published_precision", "outlet__name")
    articles = Article.objects.select_related("outlet").only(*wanted)
    if not is_by_article:  # then words are shown, for which the text is read
        articles = articles.only(*wanted, "text")
    query = sayings.address_of(without_soft)
    held = {
        pk: _told(article, query)
        for pk, article in articles.in_bulk({row[1] for row in found}).items()
    }
    marks = [_mark(held[row[1]], row, with_words=not is_by_article) for row in found]
    marks.sort(key=_order)
    tellings = []
    if not is_capped:  # what was first is not among the newest
        marks = _with_first(marks, by_claim=is_story)
        tellings = _tellings(marks)
    if is_by_article:
        marks = sorted(_by_article(marks), key=_order)
    return Timeline(marks, tellings, soft, len(found), is_by_article, is_capped=is_capped)


def _mark(told: Told, row: Sequence[Any], *, with_words: bool) -> Mark:
    pk, _, ordinal, kind, polarity, _, speaker, claim, content, quotations = row
    article = told.article
    key = polarity if polarity in LETTERS else kind
    words = ""
    if with_words:
        words = words_of(article.text, content, quotations)
    return Mark(
        pk=pk,
        article=article,
        outlet=told.outlet,
        sign=SIGNS[key],
        letter=LETTERS[key],
        words=words,
        url=f"{told.url}#s{ordinal}",
        at=told.at,
        day=told.day,
        speaker=speaker,
        claim=claim,
    )


def _told(article: Article, query: str) -> Told:
    at = timezone.localtime(article.published_at) if article.published_at else None
    outlet = article.outlet.name if article.outlet else UNKNOWN
    url = reverse("article", args=[article.pk]) + query
    return Told(article, outlet, at, sayings.dated(article), url)


def _order(mark: Mark) -> tuple[bool, float, int, int]:
    at = mark.at
    return at is None, at.timestamp() if at else 0.0, mark.article.pk, mark.pk


def _with_first(marks: list[Mark], *, by_claim: bool) -> list[Mark]:
    """Say which mark is the first; in a story, of each claim that is told again later."""
    told = Counter(mark.claim for mark in marks)
    seen: set[int | None] = set()
    found = []
    for mark in marks:
        key = mark.claim if by_claim else None
        is_first = bool(mark.at) and key not in seen and len(marks) > 1
        if by_claim and (key is None or told[key] == 1):
            is_first = False
        elif mark.at:
            seen.add(key)
        found.append(replace(mark, is_first=True) if is_first else mark)
    return found


def _by_article(marks: Iterable[Mark]) -> list[Mark]:
    held: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        held[mark.article.pk].append(mark)
    found = []
    for those in held.values():
        counts = Counter(mark.sign for mark in those)
        parts = ", ".join(f"{counts[kind]} {NAMES[kind]}" for kind in KINDS if counts[kind])
        only = those[0].sign if len(counts) == 1 else "several"
        found.append(
            replace(
                those[0],
                sign=only,
                letter=those[0].letter if len(those) == 1 else str(len(those)),
                words=f"{len(those)} in this article: {parts}",
                url=those[0].url.partition("#")[0],
                count=len(those),
                is_first=any(mark.is_first for mark in those),
            )
        )
    return found


def _lane(outlet: str, marks: Sequence[Mark], columns: Sequence[int]) -> Lane:
    found = axis.spots(columns)
    height = (max(spot.level for spot in found) + 1) * SLOT
    drawn = tuple(
        Drawn(spot, tuple(marks[number] for number in spot.held), height - SLOT - spot.y)
        for spot in found
    )
    return Lane(outlet, sum(mark.count for mark in marks), drawn, height)


def _by_outlet(marks: Iterable[Mark]) -> dict[str, list[Mark]]:
    found: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        found[mark.outlet].append(mark)
    return found


def _tellings(marks: Sequence[Mark]) -> list[Telling]:
    dated = [mark for mark in marks if mark.at]
    undated = len(marks) - len(dated)
    found = []
    if dated:
        first = dated[0]
        found.append(Telling("First seen", first.url, f"{first.day} in {first.outlet}"))
        if denial := next((mark for mark in dated if mark.sign == "denial"), None):
            place = f"{denial.day} in {denial.outlet}"
            found.append(Telling("First denial", denial.url, place))
        found += _ended(marks)
    if dated and undated:
        found.append(
            Telling(
                f"{undated} undated statement{'s' if undated > 1 else ''} may be earlier or later"
            )
        )
    elif undated:
        found.append(Telling("All of it is undated, so nothing says who was first"))
    return found


def _ended(marks: Sequence[Mark]) -> list[Telling]:
    """Tell of each silent speaker with which later words on the same matter the silence ended."""
    silent = [mark for mark in marks if mark.sign == "silence" and mark.at and mark.speaker]
    pks = [mark.pk for mark in silent]
    links = StatementLink.objects.filter(Q(first__in=pks) | Q(second__in=pks)).values_list(
        "first", "second"
    )
    linked: dict[int, set[int]] = defaultdict(set)
    for one, other in links:
        linked[one].add(other)
        linked[other].add(one)
    names = dict(
        Speaker.objects.filter(pk__in={mark.speaker for mark in silent}).values_list("pk", "name")
    )
    found = {}
    for mark in silent:
        if mark.speaker is None or mark.speaker in found:
            continue
        later = (
            one
            for one in marks
            if one.speaker == mark.speaker
            and one.sign != "silence"
            and one.at
            and mark.at
            and one.at > mark.at
            and (one.pk in linked[mark.pk] or (mark.claim and one.claim == mark.claim))
        )
        if (ended := next(later, None)) is not None:
            words = f"The silence of {names[mark.speaker]} ended"
            found[mark.speaker] = Telling(words, ended.url, f"{ended.day} in {ended.outlet}")
    return list(found.values())
