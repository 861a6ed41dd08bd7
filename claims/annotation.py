"""Read model of the article page: the untouched text with its statements over it."""

from dataclasses import dataclass
from functools import cached_property

from articles.actions.zoning import zones_of
from articles.models import Article
from articles.text import TextSpan
from articles.zoning import READ, Zone, kind_at
from claims import sayings
from claims.models import Analysis, Claim, ClaimLink, Statement, StoryMembership
from claims.sayings import Page, Saying


@dataclass(frozen=True, slots=True)
class Layer:
    """A span to be shown as `tag` with `name` as its class, opened by a link to its `number`."""

    span: TextSpan
    tag: str
    name: str
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its number, and what lies over it."""

    number: int
    span: TextSpan
    layers: tuple[Layer, ...]
    is_around: bool = False  # a byline or a line of the site: no statement is looked for in it


@dataclass(frozen=True, slots=True)
class Marginal:
    """A statement in the list beside the text, with the claim it stands in."""

    saying: Saying
    claim: Claim | None
    repeats: int | None = None  # the number of the statement that it says once more


@dataclass(eq=False)
class Annotation:
    """An article, its statements in text order, and the story it stands in."""

    article: Article
    page: Page
    sayings: list[Saying]
    claims: dict[int, Claim]
    analysis: Analysis | None
    membership: StoryMembership | None
    soft: int = 0  # how many soft statements it has, shown or not
    zones: tuple[Zone, ...] = ()

    @property
    def count(self) -> int:
        """How many statements are shown, those that repeat another not counted."""
        return sum(not saying.is_repeat for saying in self.sayings)

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The text, paragraph by paragraph, with the layers over each."""
        layers = [layer for saying in self.sayings for layer in _layers(saying.statement)]
        return [
            Paragraph(
                number,
                span,
                tuple(layer for layer in layers if _meet(layer.span, span)),
                kind_at(span.start, self.zones) not in READ,
            )
            for number, span in enumerate(self.page.paragraphs, 1)
        ]

    @cached_property
    def marginals(self) -> list[Marginal]:
        """The statements with their claims."""
        numbers = {saying.statement.pk: saying.statement.ordinal for saying in self.sayings}
        return [
            Marginal(
                saying,
                self.claims.get(saying.statement.pk),
                numbers.get(saying.statement.repeats_id or 0),
            )
            for saying in self.sayings
        ]


def of_article(article: Article, *, without_soft: bool = False) -> Annotation:
    """Return an article with its statements, in six queries.

    Of an older version, which counts nowhere, these are the ones of its newest reading.
    """
    readings = article.analyses.defer("terms", "vector").filter(state=Analysis.State.DONE)
    if article.newest_id is None:
        readings = readings.filter(is_current=True)
    analysis = readings.order_by("-is_current", "-finished_at", "-pk").first()
    page = Page(article, sayings.address_of(without_soft))
    found = sayings.of(Statement.objects.filter(analysis=analysis), {article.pk: page})
    links = ClaimLink.objects.filter(statement__article=article).select_related("claim")
    return Annotation(
        article=article,
        page=page,
        sayings=[saying for saying in found if not (without_soft and saying.is_soft)],
        claims={link.statement_id: link.claim for link in links},
        analysis=analysis,
        membership=StoryMembership.objects.filter(article=article).select_related("story").first(),
        soft=sum(saying.is_soft for saying in found),
        zones=zones_of(article),
    )


def _layers(statement: Statement) -> list[Layer]:
    content = [Layer(span, "mark", "said") for span in statement.content]
    first = statement.content[0]
    content[0] = Layer(first, "mark", "said", number=statement.ordinal)
    return [
        *content,
        *(Layer(span, "span", "source") for span in statement.source),
        *(Layer(span, "span", "cue") for span in statement.cue),
        *(Layer(span, "span", "aside") for span in statement.asides),
        *(Layer(span, "span", "insertion") for span in statement.insertions),
    ]


def _meet(a: TextSpan, b: TextSpan) -> bool:
    return a.start < b.end and b.start < a.end
