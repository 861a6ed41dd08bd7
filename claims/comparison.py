"""Read model of the compare page: what each outlet of a story tells of each claim."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.urls import reverse

from articles.models import Article
from articles.text import TextSpan
from claims import differences, sayings, wording
from claims.differences import Difference, Voice
from claims.models import ClaimLink, Statement, Story
from claims.nlp.types import Polarity, Type
from claims.sayings import Page, Saying

MARKABLE = 0.35  # below this likeness two wordings share too little for marks to mean anything
SHOWN = 1  # statements of one outlet on one claim, before the rest is folded
TITLE = 150  # characters of a claim in its row head
NAME_WORDS = 4  # of a title, where several outlets are unknown and must be told apart


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

    @property
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


@dataclass(eq=False)
class Row:
    """One claim across the outlets; `claim` is None for a statement that nothing was linked to."""

    claim: ClaimKey | None
    cells: list[Cell]
    differences: tuple[Difference, ...] = ()
    number: int = 0

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
    def strips(self) -> list[tuple[Column, list[Cell]]]:
        """The shared claims turned round: for each outlet its cells, claim by claim."""
        return [(c, [row.cells[i] for row in self.shared]) for i, c in enumerate(self.columns)]

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
    "single": lambda row: not row.is_shared,
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
    """Return the comparison of one story, in five queries."""
    return of_stories([story], without_soft=without_soft)[0]


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
    rows = [_row(columns, by_column, claims) for by_column in told.values()]
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
) -> Row:
    cells = [Cell(column, by_column.get(i, [])) for i, column in enumerate(columns)]
    first = next(saying for cell in cells for saying in cell.sayings)
    row = Row(claims.get(first.statement.pk), cells)
    if row.is_shared:
        row.differences = differences.between([_voice(cell) for cell in row.told_by])
        told = frozenset(difference.kind for difference in row.differences)
        for saying in row.sayings:
            saying.told = told
        _mark(row)
    return row


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


def _first_with(forms: dict[Saying, tuple[str, ...]], wanted: tuple[str, ...]) -> Saying:
    return next(saying for saying, found in forms.items() if found == wanted)


def marks(saying: Saying, other: Saying) -> tuple[TextSpan, ...]:
    """Return the words of a statement that another one does not have in their place."""
    own = saying.forms
    parting = wording.parting(own, other.forms)
    if parting.likeness < MARKABLE:
        return ()
    changed = {index for change in parting.changes for index in range(change.a0, change.a1)}
    weighty = changed - _light(saying) if changed else changed
    return wording.stretches(saying.text, saying.compared, weighty)


def _light(saying: Saying) -> set[int]:
    """Return the numbers of the words that do not count outside quotation marks."""
    quotations = saying.statement.quotations
    found: set[int] = set()
    for span, first in wording.places(saying.text, saying.compared):
        for index, word in enumerate(wording.words_of(span.of(saying.text)), first):
            start = span.start + word.start
            if word.form in wording.LIGHT and not any(q.start <= start < q.end for q in quotations):
                found.add(index)
    return found
