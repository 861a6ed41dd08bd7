"""One statement as pages show it: its words in their place, its chain, what is worth knowing."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.functional import cached_property
from django.utils.text import Truncator

from articles.models import Article
from articles.text import TextSpan, paragraphs
from claims import wording
from claims.differences import Telling
from claims.models import SourceLink, Speaker, Statement
from claims.nlp.types import Act, Certainty, Polarity, Role, SpeakerKind, Stance, Tier, Type
from claims.querysets import StatementQuerySet

QUOTATION_MARKS = frozenset("\"'“”„‟‘’‚‛«»‹›")
STOPS = frozenset(".,;:!?…")

TYPES: dict[str, str] = {
    Type.DIRECT: "direct words",
    Type.MIXED: "partly direct",
    Type.INDIRECT: "paraphrase",
}
ROLES: dict[str, str] = {Role.RELAY: "relays", Role.VENUE: "venue", Role.DOCUMENT: "document"}
STANCES: dict[str, str] = {Stance.FACTIVE: "vouches", Stance.DOUBTING: "doubts"}
RELAYING = frozenset({SpeakerKind.ORGANISATION, SpeakerKind.DOCUMENT})
LETTERS: dict[str, str] = {Type.DIRECT: "D", Type.MIXED: "M", Type.INDIRECT: "I"}
SIGNS: dict[str, str] = {Polarity.NO_COMMENT: "silence", Polarity.DENIED: "denial"}
LONG, OPENING = 480, 360  # characters: what is folded, and how much of it stays to be seen
BEFORE = 120  # characters shown before words that are marked
STANDS: dict[str, str] = {Polarity.NO_COMMENT: "no comment", Polarity.DENIED: "denied"}
# acts that the stand before the words tells already
STANDING: dict[str, tuple[Act, ...]] = {
    Polarity.NO_COMMENT: (Act.REFUSE,),
    Polarity.DENIED: (Act.DENY,),
}
ACTS: dict[str, str] = {
    Act.DENY: "denial",
    Act.ASK: "question",
    Act.REQUEST: "request",
    Act.ORDER: "order",
    Act.PROPOSE: "proposal",
    Act.PROMISE: "promise",
    Act.INTEND: "intention",
    Act.AGREE: "agreement",
    Act.REFUSE: "refusal",
    Act.WARN: "warning",
    Act.ACCUSE: "accusation",
    Act.HOPE: "hope",
    Act.FEAR: "fear",
    Act.BELIEVE: "belief",
    Act.PREDICT: "prediction",
}
TITLE_WORDS = 12  # of the text, where an article has no title
HIDDEN = "hide=soft"  # what addresses carry where soft statements are hidden
NAMELESS = "no source named"


class Link(NamedTuple):
    """One link of a source chain as pages need it: a row would cost four times as much."""

    speaker: Speaker | None
    kind: str
    role: str
    why: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """One link of the chain from the outlet to the words."""

    name: str
    kind: str = ""
    note: str = ""  # its kind and, where it does not speak itself, its role
    url: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """Something worth knowing about a statement, and the words of the text that say so."""

    kind: str
    label: str
    words: tuple[str, ...] = ()
    difference: str = ""  # the kind of difference it can be part of


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the article: paragraph 7 of 11."""

    paragraph: int
    paragraphs: int


class Page:
    """An article's text with its paragraphs counted once for all its statements."""

    def __init__(self, article: Article, query: str = "") -> None:
        self.article = article
        self.text = article.text
        self.query = query  # what addresses of other pages carry on: "?hide=soft", or ""
        self.url = reverse("article", args=[article.pk]) + query
        self.paragraphs = tuple(paragraphs(article.text))
        self._starts = [paragraph.start for paragraph in self.paragraphs]

    @cached_property
    def day(self) -> str:
        """When the article was published, in plain words, or "undated"."""
        return dated(self.article)

    def place(self, offset: int) -> Place:
        """Return the paragraph that holds a character."""
        return Place(max(bisect_right(self._starts, offset), 1), len(self.paragraphs))


@dataclass(eq=False)
class Saying:
    """A statement with everything that a page says about it."""

    statement: Statement
    page: Page
    chain: Sequence[Link]
    outlet: str = ""  # the outermost crumb; "" where the page has named the outlet already
    marks: tuple[TextSpan, ...] = ()  # the words that differ
    told: frozenset[str] = frozenset()  # kinds of difference this statement takes part in

    @property
    def text(self) -> str:
        """The article's text, in which all spans lie."""
        return self.page.text

    @cached_property
    def url(self) -> str:
        """The statement's place in its article."""
        return f"{self.page.url}#s{self.statement.ordinal}"

    @cached_property
    def spans(self) -> tuple[TextSpan, ...]:
        """The content, with the quotation marks that stand around it."""
        return with_marks(self.text, self.statement.content, self.statement.quotations)

    @cached_property
    def is_long(self) -> bool:
        """Whether only its opening is shown at once."""
        return sum(span.end - span.start for span in self.spans) > LONG

    @property
    def is_plain(self) -> bool:
        """Whether its words stand alone: asserted, and not folded."""
        return not (self.is_long or self.stand)

    @property
    def opening(self) -> tuple[TextSpan, ...]:
        """The first words of a long statement."""
        return opening(self.text, self.spans)

    @cached_property
    def place(self) -> Place:
        """Where in the article it stands."""
        return self.page.place(self.statement.content[0].start)

    @cached_property
    def compared(self) -> tuple[TextSpan, ...]:
        """The content without what an editor put into it."""
        return wording.around(self.statement.content, self.statement.insertions)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """What counts of its words when they are compared."""
        return wording.forms(self.text, self.compared)

    @property
    def is_repeat(self) -> bool:
        """Whether another statement of the article says the same, so that it does not count."""
        return self.statement.repeats_id is not None

    @property
    def is_soft(self) -> bool:
        """Whether it is left out where soft statements are hidden."""
        return self.statement.tier == Tier.SOFT

    @property
    def manner(self) -> str:
        """How it is told: in whose words, and with which verb."""
        return f"{self.type}, “{self.cue}”" if self.cue else self.type

    @property
    def where(self) -> str:
        """Its paragraph, counted in the article, or that it stands in the headline."""
        if self.statement.is_headline:
            return "headline"
        return f"¶ {self.place.paragraph} of {self.place.paragraphs}"

    @property
    def type(self) -> str:
        """How much is in direct words."""
        return TYPES[self.statement.type]

    @property
    def sign(self) -> str:
        """What stands for it on a map: the letter of its type, or "silence" or "denial"."""
        return SIGNS.get(self.statement.polarity) or LETTERS[self.statement.type]

    @property
    def stand(self) -> str:
        """Silence or denial, which must be read before the words; "" for an assertion."""
        return SIGNS.get(self.statement.polarity, "")

    @property
    def stand_in_words(self) -> str:
        """The same in words."""
        return STANDS.get(self.statement.polarity, "")

    @property
    def published(self) -> datetime | None:
        """When its article was published; None when undated."""
        return self.page.article.published_at

    @cached_property
    def cue(self) -> str:
        """The words that signal the saying."""
        return " … ".join(stretches(self.text, self.statement.cue))

    @cached_property
    def label(self) -> str:
        """What the text calls the source, as it is written there."""
        words = " ".join(" ".join(stretches(self.text, self.statement.source)).split())
        return words.rstrip(",;:")

    @cached_property
    def holder(self) -> str:
        """The innermost speaker's name, or that there is none."""
        return self.statement.speaker.name if self.statement.speaker else NAMELESS

    @property
    def relays(self) -> tuple[str, ...]:
        """The agencies and bodies that passed the words on; a person who quotes is no relay."""
        return tuple(
            link.speaker.name
            for link in self.chain
            if link.role == Role.RELAY and link.kind in RELAYING and link.speaker
        )

    @cached_property
    def crumbs(self) -> tuple[Crumb, ...]:
        """The chain, outermost first."""
        crumbs = [crumb(link, self.page.query) for link in self.chain] or [Crumb(NAMELESS)]
        return (Crumb(self.outlet), *crumbs) if self.outlet else tuple(crumbs)

    @property
    def line(self) -> str:
        """The content as one string, its parts joined by an ellipsis."""
        return " … ".join(" ".join(s.split()) for s in stretches(self.text, self.spans))

    def citation(self, site: str) -> str:
        """Return the statement as one quotes it elsewhere: words, chain, date, full address.

        `site` is what addresses of this site begin with.
        """
        stand = f"{self.stand_in_words.capitalize()}: " if self.stand else ""
        chain = " › ".join(
            f"{one.name} ({one.note})" if "relays" in one.note else one.name for one in self.crumbs
        )
        return f"{stand}{quoted(self.line)} – {chain}, {self.page.day}. {site}{self.url}"

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Act, conditions, hedges, a verb that takes sides, words of authors and editors."""
        return tuple(tags(self.text, self.statement))

    @cached_property
    def telling(self) -> Telling:
        """The statement as the rules of difference look at it."""
        text, statement = self.text, self.statement
        return Telling(
            holder=statement.speaker.name if statement.speaker else "",
            kind=statement.speaker.kind if statement.speaker else "",
            label=self.label,
            polarity=statement.polarity,
            certainty=statement.certainty,
            stance=statement.stance,
            cue=self.cue,
            content=" ".join(stretches(text, self.compared)),
            quoted=" ".join(
                stretches(text, wording.around(statement.quotations, statement.insertions))
            ),
            hedges=stretches(text, statement.hedges),
            conditions=stretches(text, statement.conditions),
            negations=stretches(text, statement.negations),
            relays=self.relays,
        )


def address_of(without_soft: bool) -> str:
    """Return what the address of a page ends with where soft statements are hidden."""
    return f"?{HIDDEN}" if without_soft else ""


def of(
    statements: StatementQuerySet, pages: dict[int, Page] | None = None, *, query: str = ""
) -> list[Saying]:
    """Return statements with their chains, in three queries, in the order they are given in.

    Without `pages` the statements must come with their articles and outlets, and `query` ends
    the addresses of what they link to.
    """
    found = list(statements.defer("vector", "runs"))
    if pages is None:
        pages = {s.article_id: Page(s.article, query) for s in found}
    rows = list(
        SourceLink.objects.filter(statement__in=found)
        .order_by("order")
        .values_list("statement", "speaker", "kind", "role", "why")
    )
    # A few speakers stand behind many statements: one row each is cheaper than a join.
    named = {s.speaker_id for s in found} | {speaker for _, speaker, *_ in rows}
    speakers = Speaker.objects.in_bulk(named - {None})
    for statement in found:
        statement.speaker = speakers.get(statement.speaker_id)
    chains: dict[int, list[Link]] = defaultdict(list)
    for pk, speaker, *rest in rows:
        chains[pk].append(Link(speakers.get(speaker), *rest))
    return [Saying(s, pages[s.article_id], chains[s.pk]) for s in found]


def crumb(link: Link, query: str = "") -> Crumb:
    """Return one link of a chain as pages show it; `query` ends the address of its speaker."""
    speaker = link.speaker
    kind = link.kind if link.kind != SpeakerKind.UNNAMED else ""
    role = ROLES.get(link.role, "") if link.role != link.kind else ""
    return Crumb(
        name=speaker.name if speaker else NAMELESS,
        kind=kind,
        note=", ".join(filter(None, (kind, role))),
        url=speaker_url(speaker.pk) + query if speaker and speaker.has_page else "",
        why=link.why,
    )


@lru_cache(maxsize=10_000)
def speaker_url(pk: int) -> str:
    """Return the address of a speaker's page; kept, because every chain asks for it."""
    return reverse("speaker", args=[pk])


def tags(text: str, statement: Statement) -> Iterable[Tag]:
    """Yield what is worth knowing about a statement, the weightiest first."""
    if statement.act not in (Act.SAY, *STANDING.get(statement.polarity, ())):
        yield Tag("act", ACTS[statement.act])
    if statement.conditions:
        yield Tag("condition", "condition", stretches(text, statement.conditions), "condition")
    if statement.hedges:
        yield Tag("hedge", "hedge", stretches(text, statement.hedges), "hedge")
    elif statement.certainty not in (Certainty.CERTAIN, Certainty.CONDITIONAL):
        yield Tag("certainty", statement.certainty, (), "certainty")
    if stance := STANCES.get(statement.stance):
        cue = " … ".join(stretches(text, statement.cue))
        yield Tag(stance, f"outlet {stance}", (cue,) if cue else (), "stance")
    if statement.asides:
        yield Tag("aside", "author’s aside", stretches(text, statement.asides))
    if statement.insertions:
        yield Tag("insertion", "editor’s insertion", stretches(text, statement.insertions))
    if statement.tier == Tier.SOFT:
        yield Tag("soft", "soft")


def title_of(article: Article) -> str:
    """Return an article's title; the first words of its text where it has none."""
    return article.title or Truncator(article.text.strip().partition("\n")[0]).words(TITLE_WORDS)


def dated(article: Article) -> str:
    """Return when an article was published, in plain words, or "undated"."""
    if not article.published_at:
        return "undated"
    is_exact = article.published_precision == Article.Precision.MINUTE
    at = timezone.localtime(article.published_at)
    return format_date(at, "j F Y, H:i" if is_exact else "j F Y")


def quoted(words: str) -> str:
    """Return words in quotation marks, where they do not stand in some already."""
    before = "" if words[:1] in QUOTATION_MARKS else "“"
    return f"{before}{words}" if words[-1:] in QUOTATION_MARKS else f"{before}{words}”"


def stretches(text: str, spans: Iterable[TextSpan]) -> tuple[str, ...]:
    """Return the stretches of a text that spans cover."""
    return tuple([text[span.start : span.end] for span in spans]) if spans else ()


def opening(text: str, spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return as much of the spans as is shown at once, ending with a whole word."""
    kept: list[TextSpan] = []
    room = OPENING
    for span in spans:
        if span.end - span.start <= room:
            kept.append(span)
            room -= span.end - span.start
        else:
            end = text.rfind(" ", span.start, span.start + room)
            end = end if end > span.start else span.start + room
            return (*kept, TextSpan(span.start, end)) if room else tuple(kept)
    return tuple(kept)


def near(text: str, spans: Iterable[TextSpan], marks: Sequence[TextSpan]) -> tuple[TextSpan, ...]:
    """Return as much of the spans as is shown at once, from shortly before the first mark."""
    since = marks[0].start - BEFORE if marks else 0
    kept = []
    for span in spans:
        if span.start >= since:
            kept.append(span)
        elif (start := text.find(" ", since, span.end) + 1) and start < span.end:
            kept.append(TextSpan(start, span.end))
    return opening(text, kept)


def with_marks(
    text: str, spans: Sequence[TextSpan], quotations: Sequence[TextSpan]
) -> tuple[TextSpan, ...]:
    """Return the spans, widened by the quotation marks that stand just outside of them."""
    starts = {quotation.start for quotation in quotations}
    ends = {quotation.end for quotation in quotations}
    widened = []
    for span in spans:
        start, end = span.start, span.end
        if start in starts and text[start - 1 : start] in QUOTATION_MARKS:
            start -= 1
        if end in ends:
            end += _closing(text, end)
        widened.append(TextSpan(start, end))
    return tuple(widened)


def _closing(text: str, end: int) -> int:
    """Return how many characters a closing mark takes, with a stop or comma before it."""
    if text[end : end + 1] in QUOTATION_MARKS:
        return 1
    is_after_stop = text[end : end + 1] in STOPS and text[end + 1 : end + 2] in QUOTATION_MARKS
    return 2 if is_after_stop else 0
