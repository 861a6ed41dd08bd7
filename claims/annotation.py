"""Read model of the article page: the untouched text with its statements over it."""

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from articles.actions.zoning import zones_of
from articles.models import Article
from articles.text import TextSpan
from articles.zoning import READ, Zone, kind_at
from claims import sayings
from claims.actions.judgements import ADDED_BY, CHOICES, SPANS
from claims.actions.judging import LABELS, in_words
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    Judgement,
    Speaker,
    Statement,
    StoryMembership,
)
from claims.sayings import Crumb, Link, Page, Saying

Sort = Judgement.Sort

SOMEBODY = "somebody who has left"
# What lies inside the content, and would only say the same change once more.
FOLLOWING = ("quotations", "asides", "insertions", "negations")


class Layers(StrEnum):
    """Whose word the page shows: people's over the program's, the program's, or people's alone."""

    BOTH = ""
    MACHINE = "machine"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Layer:
    """A span to be shown as `tag` with `name` as its class.

    With a `number` it is opened by a link to the list, to the place of statement `to` where that is
    another one; `of` is the statement that it belongs to, `note` what is said of it on hovering.
    """

    span: TextSpan
    tag: str
    name: str
    number: int | None = None
    to: int | None = None
    of: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, its number, and what lies over it."""

    number: int
    span: TextSpan
    layers: tuple[Layer, ...]
    is_around: bool = False  # a byline or a line of the site: no statement is looked for in it


@dataclass(frozen=True, slots=True)
class Was:
    """What the program had read, where a person set something else."""

    label: str
    words: str


@dataclass(frozen=True, slots=True)
class Touch:
    """What a person said of a statement: who, when, why, and what had been read before."""

    sort: str
    by: str
    at: datetime
    why: str
    was: tuple[Was, ...] = ()

    @property
    def is_drop(self) -> bool:
        """Whether it was said that this is no statement."""
        return self.sort == Sort.WRONG

    @property
    def words(self) -> str:
        """What was said."""
        return {
            Sort.RIGHT: "Found right",
            Sort.CHANGED: "Put right",
            Sort.WRONG: "Not a statement, said",
            Sort.MISSED: "Added",
        }[Sort(self.sort)]


@dataclass(frozen=True, slots=True)
class Marginal:
    """A statement in the list beside the text, with the claim it stands in."""

    saying: Saying
    claim: Claim | None
    repeats: int | None = None  # the number of the statement that it says once more
    headline: Saying | None = None  # the repeat of it in the headline, which is folded into it
    touch: Touch | None = None


@dataclass(eq=False)
class AsRead(Saying):
    """A statement as the program read it, whatever a person said of it since."""

    read: tuple[Crumb, ...] = ()

    @cached_property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The chain that was read, outermost first."""
        return self.read


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
    touches: Mapping[int, Touch] | None = None  # by statement
    dropped: int = 0  # how many are left out because a person said that they are no statements
    layers: Layers = Layers.BOTH

    @property
    def count(self) -> int:
        """How many statements are shown, without those that repeat another or are none."""
        return sum(not (one.is_repeat or self._is_none(one)) for one in self.sayings)

    @property
    def is_touched(self) -> bool:
        """Whether a person said anything of these statements, so that there are two layers."""
        return bool(self.touches)

    @property
    def is_open(self) -> bool:
        """Whether its statements can be put right: not those of a version that counts nowhere."""
        return self.analysis is not None and self.analysis.is_current

    @cached_property
    def paragraphs(self) -> list[Paragraph]:
        """The text, paragraph by paragraph, with the layers over each."""
        folded = {one.statement.pk: to for to, one in self._folded.items()}
        layers = [
            layer
            for saying in self.sayings
            for layer in _layers(
                saying, folded.get(saying.statement.pk), is_none=self._is_none(saying)
            )
        ]
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
        """The statements with their claims; a headline that repeats one is folded into that."""
        numbers = {saying.statement.pk: saying.statement.ordinal for saying in self.sayings}
        folded = {one.statement.pk for one in self._folded.values()}
        return [
            Marginal(
                saying,
                self.claims.get(saying.statement.pk),
                numbers.get(saying.statement.repeats_id or 0),
                self._folded.get(saying.statement.ordinal),
                (self.touches or {}).get(saying.statement.pk),
            )
            for saying in self.sayings
            if saying.statement.pk not in folded
        ]

    @cached_property
    def _folded(self) -> dict[int, Saying]:
        """By the number of what it repeats, the statement of the headline that is folded."""
        shown = {saying.statement.pk: saying for saying in self.sayings}
        folded: dict[int, Saying] = {}
        for saying in self.sayings:
            statement = saying.statement
            other = shown.get(statement.repeats_id or 0)
            if statement.is_headline and other and not other.is_repeat:
                is_judged = statement.pk in (self.touches or {})
                if not is_judged and not self._is_none(other):
                    folded.setdefault(other.statement.ordinal, saying)
        return folded

    def _is_none(self, saying: Saying) -> bool:
        """Whether it is shown although a person said that it is no statement."""
        return self.layers is Layers.HUMAN and saying.statement.is_dropped


def of_article(
    article: Article, *, without_soft: bool = False, layers: Layers = Layers.BOTH
) -> Annotation:
    """Return an article with its statements, in eight queries.

    Of an older version, which counts nowhere, these are the ones of its newest reading.
    """
    readings = article.analyses.defer("terms", "vector").filter(state=Analysis.State.DONE)
    if article.newest_id is None:
        readings = readings.filter(is_current=True)
    analysis = readings.order_by("-is_current", "-finished_at", "-pk").first()
    page = Page(article, _address(without_soft, layers))
    rows = sayings.of(Statement.objects.filter(analysis=analysis), {article.pk: page})
    rows.sort(key=lambda one: (one.statement.content[0].start, one.statement.ordinal))
    judged = Judgement.objects.filter(statement__analysis=analysis).select_related("decided_by")
    judgements = {one.statement_id: one for one in judged if one.statement_id}
    touches = {
        one.statement.pk: _touch(judgements[one.statement.pk], one)
        for one in rows
        if one.statement.pk in judgements
    }
    found = [shown for one in rows if (shown := _shown(one, layers, touches))]
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
        touches=touches,
        dropped=sum(one.statement.is_dropped for one in rows) if layers is Layers.BOTH else 0,
        layers=layers,
    )


def neighbour(statement: Statement) -> int | None:
    """Return the number of the statement that follows in the text, of the last the one before."""
    rows = Statement.objects.filter(analysis=statement.analysis_id)
    shown = rows.filter(is_dropped=False) | rows.filter(pk=statement.pk)
    order = sorted(
        shown.only("ordinal", "content"), key=lambda one: (one.content[0].start, one.ordinal)
    )
    at = order.index(statement)
    others = order[at + 1 :] or order[:at][-1:]
    return others[0].ordinal if others else None


def _address(without_soft: bool, layers: Layers) -> str:
    """Return what addresses of the text's own places end with."""
    given = [sayings.HIDDEN] if without_soft else []
    if layers:
        given.append(f"layer={layers}")
    return f"?{'&'.join(given)}" if given else ""


def _shown(saying: Saying, layers: Layers, touches: Mapping[int, Touch]) -> Saying | None:
    """Return a statement as these layers show it; None where they do not."""
    statement = saying.statement
    if layers is Layers.MACHINE:
        return None if statement.found_by == ADDED_BY else _as_read(saying)
    if layers is Layers.HUMAN:
        return saying if statement.pk in touches else None
    return None if statement.is_dropped else saying


def _as_read(saying: Saying) -> Saying:
    """Return a statement as the program read it."""
    values = saying.statement.as_read
    if not values:
        return saying
    row = copy(saying.statement)
    for name in {*SPANS, *FOLLOWING}:
        if name in values:
            setattr(row, name, tuple(TextSpan(*pair) for pair in values[name]))
    for name in CHOICES:
        if name in values:
            setattr(row, name, values[name])
    if "chain" not in values:
        return Saying(row, saying.page, saying.chain)
    read = [
        # A speaker without a kind has no page to lead to: this chain leads nowhere any more.
        Link(Speaker(name=one["name"]) if one["name"] else None, one["kind"], one["role"], "")
        for one in values["chain"]
    ]
    crumbs = tuple(map(sayings.crumb, read)) or (Crumb(sayings.NAMELESS),)
    return AsRead(row, saying.page, (), read=crumbs)


def _touch(judgement: Judgement, saying: Saying) -> Touch:
    by = judgement.decided_by.get_username() if judgement.decided_by else SOMEBODY
    return Touch(judgement.sort, by, judgement.decided_at, judgement.why, tuple(_was(saying)))


def _was(saying: Saying) -> Iterator[Was]:
    """Yield what the program had read, field by field, where it is something else now."""
    statement = saying.statement
    for name, value in (statement.as_read or {}).items():
        if name not in FOLLOWING and value != _value(saying, name):
            yield Was(LABELS[name], in_words(name, value, saying.text))


def _value(saying: Saying, name: str) -> Any:
    """Return a field as judgements hold it; None for a chain, which is no field of the row."""
    if name in SPANS:
        return [[span.start, span.end] for span in getattr(saying.statement, name)]
    return getattr(saying.statement, name) if name in CHOICES else None


def _layers(saying: Saying, to: int | None, *, is_none: bool) -> list[Layer]:
    """Return what of a statement is marked in the text; its number leads to `to` in the list."""
    statement = saying.statement
    number = statement.ordinal
    name = "said is-none" if is_none else "said"
    note = _note(saying)
    content = [Layer(span, "mark", name, of=number, note=note) for span in statement.content]
    content[0] = Layer(
        statement.content[0], "mark", name, number=number, to=to, of=number, note=note
    )
    parts: list[tuple[str, Sequence[TextSpan]]] = [
        ("source", statement.source),
        ("cue", statement.cue),
        ("aside", statement.asides),
        ("insertion", statement.insertions),
    ]
    return content + [Layer(span, "span", part) for part, spans in parts for span in spans]


def _note(saying: Saying) -> str:
    """Return in one line through whom the words came, and with which verb."""
    chain = " › ".join(
        f"{crumb.name} ({crumb.note})" if crumb.note else crumb.name for crumb in saying.crumbs
    )
    stand = f"{saying.stand_in_words}: " if saying.stand else ""
    return f"{stand}{chain}, {saying.manner}"


def _meet(a: TextSpan, b: TextSpan) -> bool:
    return a.start < b.end and b.start < a.end
