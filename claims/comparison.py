"""Read model of the compare page: what each outlet of a story tells of each claim."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from articles.models import Article
from articles.text import TextSpan
from claims import differences, sayings, wording
from claims.differences import Difference, Voice
from claims.models import ClaimLink, Statement, StatementLink, Story
from claims.nlp.types import Polarity, Type
from claims.sayings import Page, Saying

MARKABLE = 0.35  # below this likeness two wordings share too little for marks to mean anything
SHOWN = 1  # statements of one outlet on one claim, before the rest is folded
TITLE = 150  # characters of a claim in its row head
NAME_WORDS = 4  # of a title, where several outlets are unknown and must be told apart
NEAR = 2  # paragraphs, the statement's own and the next, where an outlet adds its own words to it
SENTENCE = re.compile(r"[^.!?]+[.!?]*")


class ClaimKey(NamedTuple):
    """A claim as far as a row needs it: its key and its wording's."""

    pk: int
    wording: int


@dataclass(eq=False)
class Column:
    """One outlet with its articles; an article whose outlet is unknown is a column of its own."""

    name: str
    short: str  # the name for sentences
    articles: list[Article]
    credits: list[str] = field(default_factory=list)  # whom its chains relay
    mark: str = ""  # the letter of the voice that it shares with other outlets

    @property
    def is_known(self) -> bool:
        """Whether the outlet has a name."""
        return self.articles[0].outlet_id is not None

    @cached_property
    def voice(self) -> int:
        """The number of its voice; 0 as long as it is not known."""
        return min(article.membership.voice for article in self.articles)

    @property
    def first_at(self) -> datetime | None:
        """When its first dated article was published."""
        return min((a.published_at for a in self.articles if a.published_at), default=None)


@dataclass(eq=False)
class Cell:
    """What one outlet tells of one claim; empty when nothing was found in the text we hold."""

    column: Column
    sayings: list[Saying] = field(default_factory=list)

    @property
    def shown(self) -> list[Saying]:
        """The statements to be seen at once."""
        return self.sayings[:SHOWN]

    @property
    def sign(self) -> str:
        """One letter or sign for the map of the story; "" when nothing was found."""
        return self.sayings[0].sign if self.sayings else ""

    @property
    def folded(self) -> list[Saying]:
        """Those that open on demand."""
        return self.sayings[SHOWN:]


@dataclass(frozen=True, slots=True)
class Silence:
    """What became of a speaker's silence, as far as the texts we hold tell."""

    words: str
    url: str = ""  # where the words stand that ended it
    when: str = ""
    outlet: str = ""


@dataclass(eq=False)
class Row:
    """One claim across the outlets; `claim` is None for a statement that nothing was linked to."""

    claim: ClaimKey | None
    cells: list[Cell]
    differences: tuple[Difference, ...] = ()
    number: int = 0
    silence: Silence | None = None  # what became of it; None where nobody is silent

    @cached_property
    def sayings(self) -> list[Saying]:
        """All its statements, outlet by outlet."""
        return [saying for cell in self.cells for saying in cell.sayings]

    @cached_property
    def wording(self) -> Saying:
        """The statement whose words stand for the claim."""
        chosen = self.claim.wording if self.claim else None
        return next((s for s in self.sayings if s.statement.pk == chosen), self.sayings[0])

    @cached_property
    def told_by(self) -> list[Cell]:
        """The outlets that have it."""
        return [cell for cell in self.cells if cell.sayings]

    @property
    def coverage(self) -> tuple[bool, ...]:
        """Whether each outlet has it, in the order of the columns."""
        return tuple(bool(cell.sayings) for cell in self.cells)

    @cached_property
    def missing_from(self) -> list[Cell]:
        """The outlets in whose text it was not found."""
        return [cell for cell in self.cells if not cell.sayings]

    @property
    def title(self) -> str:
        """The words that stand for the claim, cut where they are long."""
        return wording.shortened(self.wording.line, TITLE)

    @property
    def is_shared(self) -> bool:
        """Whether more than one outlet has it."""
        return len(self.told_by) > 1

    @cached_property
    def voices(self) -> int:
        """How many independent voices tell it; as many as outlets while these are not known."""
        numbers = [cell.column.voice for cell in self.told_by]
        return len(set(numbers)) if all(numbers) else len(numbers)

    @property
    def is_single_source(self) -> bool:
        """Whether only one independent voice tells it, even where that is several outlets."""
        return self.voices == 1

    @cached_property
    def is_silence(self) -> bool:
        """Whether somebody is reported not to comment."""
        return any(s.statement.polarity == Polarity.NO_COMMENT for s in self.sayings)

    @cached_property
    def has_direct_words(self) -> bool:
        """Whether at least one outlet gives words in quotation marks."""
        return any(s.statement.type != Type.INDIRECT for s in self.sayings)

    @property
    def disagreement(self) -> int:
        """How much its outlets differ, by the weights of the differences."""
        return sum(difference.weight for difference in self.differences)

    @cached_property
    def depth(self) -> float:
        """How far down the articles it stands on average, 0 to 1."""
        places = [saying.place for saying in self.sayings]
        return sum(place.paragraph / place.paragraphs for place in places) / len(places)

    @cached_property
    def first_at(self) -> datetime | None:
        """When it was first published; None when all its articles are undated."""
        return min((s.published for s in self.sayings if s.published), default=None)

    @property
    def url(self) -> str:
        """The claim's page; for a statement nothing was linked to, its place in the article."""
        if not self.claim:
            return self.wording.url
        return claim_url(self.claim.pk) + self.wording.page.query


@dataclass(eq=False)
class Comparison:
    """A story's columns, and all its claims, those that most outlets tell first."""

    story: Story
    columns: list[Column]
    shared: list[Row]
    single: list[Row]
    soft: int = 0  # how many soft statements its articles hold, shown or not

    @property
    def rows(self) -> list[Row]:
        """Every claim."""
        return [*self.shared, *self.single]

    @cached_property
    def articles(self) -> list[Article]:
        """Every article, outlet by outlet."""
        return [article for column in self.columns for article in column.articles]

    def chosen(self, only: Collection[str], sort: str) -> "Comparison":
        """Return the claims that pass every filter named in `only`, sorted."""

        def passing(rows: Iterable[Row]) -> list[Row]:
            kept = [row for row in rows if all(FILTERS[name](row) for name in only)]
            return sorted(kept, key=SORTS[sort])

        shared, single = passing(self.shared), passing(self.single)
        return Comparison(self.story, self.columns, shared, single, self.soft)

    @cached_property
    def strips(self) -> list[tuple[Column, list[str]]]:
        """The shared claims turned round: for each outlet the signs of its cells."""
        return [(c, [row.cells[i].sign for row in self.shared]) for i, c in enumerate(self.columns)]

    @cached_property
    def single_by_column(self) -> list[tuple[Column, list[Row]]]:
        """The claims that one outlet alone has, outlet by outlet."""
        by_column: dict[int, list[Row]] = defaultdict(list)
        for row in self.single:
            by_column[self.columns.index(row.told_by[0].column)].append(row)
        return [(self.columns[index], by_column[index]) for index in sorted(by_column)]

    @cached_property
    def differing(self) -> int:
        """How many claims the outlets differ on."""
        return sum(1 for row in self.shared if row.differences)

    @cached_property
    def statement_count(self) -> int:
        """How many statements all its claims hold, those that repeat another not counted."""
        return sum(not saying.is_repeat for row in self.rows for saying in row.sayings)

    @cached_property
    def undated(self) -> int:
        """How many articles have no date."""
        return sum(1 for article in self.articles if article.published_at is None)


FILTERS: dict[str, Callable[[Row], bool]] = {
    "shared": lambda row: row.is_shared,
    "differences": lambda row: bool(row.differences),
    "direct": lambda row: row.has_direct_words,
    "silences": lambda row: row.is_silence,
    "single": lambda row: row.is_single_source,
}
SORTS: dict[str, Callable[[Row], tuple[object, ...]]] = {
    "coverage": lambda row: (row.number,),
    "order": lambda row: (row.depth, row.number),
    "disagreement": lambda row: (-row.disagreement, row.number),
    "time": lambda row: (row.first_at is None, row.first_at, row.number),
}


@lru_cache(maxsize=10_000)
def claim_url(pk: int) -> str:
    """Return the address of a claim's page; kept, because every row asks for it."""
    return reverse("claim", args=[pk])


def of_story(story: Story, *, without_soft: bool = False) -> Comparison:
    """Return the comparison of one story, in five queries, and one more where somebody is silent.

    Only here is told what became of silences.
    """
    found = of_stories([story], without_soft=without_soft)[0]
    _end_silences(found.rows)
    return found


def of_stories(stories: Sequence[Story], *, without_soft: bool = False) -> list[Comparison]:
    """Return the comparisons of several stories, in five queries for all of them."""
    articles: dict[int, list[Article]] = defaultdict(list)
    for article in _articles(stories):
        articles[article.membership.story_id].append(article)
    told = _sayings(
        [a for members in articles.values() for a in members], sayings.address_of(without_soft)
    )
    claims = _claims(stories)
    return [
        _comparison(story, articles[story.pk], told, claims, without_soft=without_soft)
        for story in stories
    ]


def _articles(stories: Sequence[Story]) -> Iterable[Article]:
    return Article.objects.filter(membership__story__in=stories).select_related(
        "outlet", "membership"
    )


def _claims(stories: Sequence[Story]) -> dict[int, ClaimKey]:
    links = ClaimLink.objects.filter(statement__article__membership__story__in=stories)
    rows = links.values_list("statement", "claim", "claim__wording")
    return {statement: ClaimKey(claim, wording) for statement, claim, wording in rows}


def _sayings(articles: Sequence[Article], query: str) -> dict[int, list[Saying]]:
    by_article: dict[int, list[Saying]] = defaultdict(list)
    for saying in sayings.of(
        Statement.objects.current().filter(article__in=articles),
        {article.pk: Page(article, query) for article in articles},
    ):
        by_article[saying.statement.article_id].append(saying)
    return by_article


def _comparison(
    story: Story,
    articles: Sequence[Article],
    found: dict[int, list[Saying]],
    claims: dict[int, ClaimKey],
    *,
    without_soft: bool,
) -> Comparison:
    columns = _columns(articles)
    soft = sum(saying.is_soft for article in articles for saying in found[article.pk])
    told: dict[object, dict[int, list[Saying]]] = defaultdict(lambda: defaultdict(list))
    for index, column in enumerate(columns):
        for number, article in enumerate(column.articles, 1):
            for saying in found[article.pk]:
                claim = claims.get(saying.statement.pk)
                if (without_soft and saying.is_soft) or (saying.is_repeat and claim is None):
                    continue
                saying.outlet = _outermost(column, number)
                told[claim.pk if claim else saying][index].append(saying)
        column.credits = _credits(column, found)
    own = OwnVoice(found)
    rows = [_row(columns, by_column, claims, own) for by_column in told.values()]
    rows.sort(key=lambda row: (-len(row.told_by), row.depth))
    for number, row in enumerate(rows, 1):
        row.number = number
    shared = [row for row in rows if row.is_shared]
    return Comparison(story, columns, shared, rows[len(shared) :], soft)


def _columns(articles: Sequence[Article]) -> list[Column]:
    by_outlet: dict[object, list[Article]] = defaultdict(list)
    for article in articles:
        by_outlet[article.outlet_id or f"article {article.pk}"].append(article)
    several = sum(1 for members in by_outlet.values() if members[0].outlet_id is None) > 1
    return [_column(members, several_unknown=several) for members in by_outlet.values()]


def _column(articles: list[Article], *, several_unknown: bool) -> Column:
    outlet = articles[0].outlet
    if outlet:
        return Column(outlet.name, outlet.name, articles)
    words = sayings.title_of(articles[0]).rstrip("… ").split()
    title = " ".join(words[:NAME_WORDS]) + " …" * (len(words) > NAME_WORDS)
    short = f"outlet unknown (“{title}”)" if several_unknown else "outlet unknown"
    return Column("Outlet unknown", short, articles)


def _outermost(column: Column, number: int) -> str:
    name = column.name if column.is_known else "outlet unknown"
    return f"{name}, article {number}" if len(column.articles) > 1 else name


def _credits(column: Column, found: dict[int, list[Saying]]) -> list[str]:
    names = Counter(
        name
        for article in column.articles
        for saying in found[article.pk]
        for name in saying.relays
    )
    return [name for name, _ in names.most_common()]


def _row(
    columns: Sequence[Column],
    by_column: dict[int, list[Saying]],
    claims: dict[int, ClaimKey],
    own: "OwnVoice",
) -> Row:
    cells = [Cell(column, by_column.get(i, [])) for i, column in enumerate(columns)]
    first = next(saying for cell in cells for saying in cell.sayings)
    row = Row(claims.get(first.statement.pk), cells)
    if row.is_shared:
        row.differences = _differences(row, own)
        told = frozenset(difference.kind for difference in row.differences)
        for saying in row.sayings:
            saying.told = told
        _mark(row)
    return row


def _differences(row: Row, own: "OwnVoice") -> tuple[Difference, ...]:
    """Return how outlets differ, with what one that lacks a condition says in its own voice."""
    between = differences.between([_voice(cell) for cell in row.told_by])
    return tuple(_elsewhere(one, row, own) if one.kind == "condition" else one for one in between)


def _elsewhere(difference: Difference, row: Row, own: "OwnVoice") -> Difference:
    condition = next(words for saying in row.sayings for words in saying.telling.conditions)
    for cell in row.told_by:
        if any(saying.statement.conditions for saying in cell.sayings):
            continue
        saying = cell.sayings[0]
        near = own.near(saying)
        if sentence := differences.said_itself(condition, near):
            where = f"¶ {near[sentence]} of {saying.place.paragraphs}"
            return differences.with_own_voice(difference, cell.column.short, sentence, where)
    return difference


class OwnVoice:
    """The sentences of articles that report nobody's words, found once for each article."""

    def __init__(self, found: dict[int, list[Saying]]) -> None:
        self._found = found
        self._known: dict[int, dict[int, list[str]]] = {}

    def near(self, saying: Saying) -> dict[str, int]:
        """Return those of a statement's paragraph and the next, with the paragraph's number."""
        pk = saying.statement.article_id
        if pk not in self._known:
            self._known[pk] = self._sentences(saying.page, self._found[pk])
        first = saying.place.paragraph
        return {
            sentence: number
            for number in range(first, first + NEAR)
            for sentence in self._known[pk].get(number, ())
        }

    @staticmethod
    def _sentences(page: Page, told: Sequence[Saying]) -> dict[int, list[str]]:
        taken = sorted(span for saying in told for span in saying.statement.content)
        starts = [span.start for span in taken]
        reached = list(accumulate((span.end for span in taken), max))  # by any span so far
        own: dict[int, list[str]] = defaultdict(list)
        for number, paragraph in enumerate(page.paragraphs, 1):
            for match in SENTENCE.finditer(page.text, paragraph.start, paragraph.end):
                before = bisect_left(starts, match.end())
                if not before or reached[before - 1] <= match.start():
                    own[number].append(match.group().strip())
        return own


def _end_silences(rows: Iterable[Row]) -> None:
    """Tell of each silence whether later words of the same speaker on the matter are stored."""
    silent = [row for row in rows if row.is_silence]
    pks = [s.statement.pk for row in silent for s in row.sayings if s.stand == "silence"]
    later = _linked(pks)
    for row in silent:
        row.silence = _silence(row, later)


def _linked(pks: Collection[int]) -> dict[int, list[Statement]]:
    """Return what silences are linked to in any story, in one query."""
    links = (
        StatementLink.objects.filter(Q(first__in=pks) | Q(second__in=pks))
        .select_related("first__article__outlet", "second__article__outlet")
        .only(
            *(
                f"{end}__{name}"
                for end in ("first", "second")
                for name in (
                    *("speaker", "polarity", "ordinal", "article__published_at"),
                    *("article__published_precision", "article__outlet__name"),
                )
            )
        )
    )
    found: dict[int, list[Statement]] = defaultdict(list)
    for link in links if pks else ():
        found[link.first_id].append(link.second)
        found[link.second_id].append(link.first)
    return found


def _silence(row: Row, later: dict[int, list[Statement]]) -> Silence:
    silences = [saying for saying in row.sayings if saying.stand == "silence"]
    since = min((s.published for s in silences if s.published), default=None)
    if since is None:
        return Silence("Undated, so nothing says whether words came later.")
    speakers = {s.statement.speaker_id for s in silences} - {None}
    words = [s.statement for s in row.sayings] + [
        other for s in silences for other in later[s.statement.pk]
    ]
    ended = [
        one
        for one in words
        if one.polarity != Polarity.NO_COMMENT
        and one.speaker_id in speakers
        and one.article.published_at
        and one.article.published_at > since
    ]
    first = min(ended, key=lambda one: (one.article.published_at, one.pk), default=None)
    if first is None:
        return Silence("No later words on it in the texts we hold.")
    outlet = first.article.outlet.name if first.article.outlet else "outlet unknown"
    return Silence("Ended", first.get_absolute_url(), sayings.dated(first.article), outlet)


def _voice(cell: Cell) -> Voice:
    tellings = tuple(saying.telling for saying in cell.sayings)
    return Voice(cell.column.short, tellings, cell.sayings[0].published)


def _mark(row: Row) -> None:
    """Mark the words in which each statement parts from the commonest wording."""
    forms = {saying: saying.forms for saying in row.sayings}
    commonest = Counter(forms.values()).most_common(1)[0]
    base = row.wording if commonest[1] == 1 else _first_with(forms, commonest[0])
    others = [saying for saying in row.sayings if forms[saying] != forms[base]]
    if not others:
        return
    for saying in others:
        saying.marks = marks(saying, base)
    closest = max(others, key=lambda other: wording.parting(forms[base], forms[other]).likeness)
    for saying in row.sayings:
        if forms[saying] == forms[base]:
            saying.marks = marks(saying, closest)
        if not saying.marks:
            saying.marks = _named_words(saying)


def _named_words(saying: Saying) -> tuple[TextSpan, ...]:
    """Return the words that the differences name, where wordings share too little for more."""
    one = saying.statement
    worded = {"condition": one.conditions, "hedge": one.hedges, "negation": one.negations}
    found = [span for kind, spans in worded.items() if kind in saying.told for span in spans]
    return tuple(span for span in found if any(c.start <= span.start < c.end for c in one.content))


def _first_with(forms: dict[Saying, tuple[str, ...]], wanted: tuple[str, ...]) -> Saying:
    return next(saying for saying, found in forms.items() if found == wanted)


def marks(saying: Saying, other: Saying) -> tuple[TextSpan, ...]:
    """Return the words of a statement that another one does not have in their place."""
    own = saying.forms
    parting = wording.parting(own, other.forms)
    if parting.likeness < MARKABLE:
        return ()
    changed = {index for change in parting.changes for index in range(change.a0, change.a1)}
    if not changed:
        return ()
    return wording.stretches(saying.text, saying.compared, changed - _light(saying, changed))


def _light(saying: Saying, changed: Collection[int]) -> set[int]:
    """Return which of the changed words do not count, because they stand outside quotations."""
    light = {index for index in changed if saying.forms[index] in wording.LIGHT}
    if not light or not saying.statement.quotations:
        return light
    for span, first in wording.places(saying.text, saying.compared):
        words = wording.words_of(span.of(saying.text))
        for index in [index for index in light if first <= index < first + len(words)]:
            start = span.start + words[index - first].start
            if any(q.start <= start < q.end for q in saying.statement.quotations):
                light.discard(index)
    return light
