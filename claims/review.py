"""Read model of the review queue: one thing to look at, and all that helps to decide it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q, QuerySet

from articles.models import Article, Outlet
from articles.text import TextSpan
from claims import comparison, sayings, wording
from claims.actions.doubts import subjects_of
from claims.annotation import Layer
from claims.models import (
    Doubt,
    Edit,
    SourceLink,
    Speaker,
    Statement,
    Story,
    StoryMembership,
)
from claims.nlp.types import SpeakerKind
from claims.sayings import Page, Saying

Sort = Doubt.Sort

CONTEXT = 700  # characters shown around a statement at most, on either side
CAST = 5  # other speakers offered
OUTLETS = 12  # offered as filters, those with most to look at
MANY = 1000  # from here on a count is only "many", and costs no more
NEIGHBOURS = 4  # of an article's story, to see what it is compared with

QUESTIONS: dict[str, str] = {
    Sort.STATEMENT: "Is this read right?",
    Sort.LINK: "Do these two say the same?",
    Sort.SPEAKER: "Are these two speakers?",
    Sort.STORY: "Is this article of this story?",
    Sort.ORPHAN: "The text changed: does this still hold?",
}
NAMES: dict[str, str] = {
    Sort.STATEMENT: "Statements",
    Sort.LINK: "Links",
    Sort.SPEAKER: "Speakers",
    Sort.STORY: "Stories",
    Sort.ORPHAN: "Older versions",
}
# Why it is wrong, in the words that are kept with the decision.
REASONS: dict[str, tuple[str, ...]] = {
    Sort.STATEMENT: (
        "nobody is reported to say this",
        "these are the author’s own words",
        "it belongs to the site around the article",
        "another statement says it already",
    ),
    Sort.LINK: (
        "different matter",
        "different event",
        "different speaker",
        "one says more than the other",
    ),
    Sort.STORY: ("different event", "only of the same matter"),
}
# Fields of a person's word that are told by their value alone
SHOWN_FIELDS = ("type", "act", "polarity", "certainty", "stance")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the queue somebody works through, as its address says."""

    sort: str = ""
    outlet: int | None = None
    story: int | None = None

    @property
    def query(self) -> str:
        """The same as the end of an address: "?kind=link", or ""."""
        held = {"kind": self.sort, "outlet": self.outlet, "story": self.story}
        found = urlencode({name: value for name, value in held.items() if value})
        return f"?{found}" if found else ""

    def rows(self, *, of_any_sort: bool = False) -> QuerySet[Doubt]:
        """Return the doubts that are wanted."""
        found = Doubt.objects.all()
        if self.sort and not of_any_sort:
            found = found.filter(sort=self.sort)
        if self.outlet:
            found = found.filter(article__outlet=self.outlet)
        if self.story:
            found = found.filter(story=self.story)
        return found


@dataclass(frozen=True, slots=True)
class Left:
    """How much is left of one sort."""

    sort: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """How much there is to look at, and of which outlets and which story."""

    wanted: Wanted
    left: list[Left]
    by_outlet: list[tuple[Outlet, int]]
    story: Story | None

    @property
    def sorts(self) -> list[tuple[str, str, bool, int]]:
        """Every sort of doubt as a choice: its name, the address, whether it is on, how many."""
        whole = replace(self.wanted, sort="")
        all_of_them = ("All", whole.query or "?", not self.wanted.sort, self.total)
        return [
            all_of_them,
            *(
                (
                    one.name,
                    replace(self.wanted, sort=one.sort).query,
                    one.sort == self.wanted.sort,
                    one.count,
                )
                for one in self.left
                if one.count or one.sort == self.wanted.sort
            ),
        ]

    @property
    def outlets(self) -> list[tuple[str, str, bool, int]]:
        """Every outlet as a choice that can be switched off again."""
        return [
            (
                outlet.name,
                replace(self.wanted, outlet=None if is_on else outlet.pk).query or "?",
                is_on,
                count,
            )
            for outlet, count in self.by_outlet
            for is_on in (outlet.pk == self.wanted.outlet,)
        ]

    @property
    def without_story(self) -> str:
        """The address that asks for every story."""
        return replace(self.wanted, story=None).query or "?"

    @property
    def total(self) -> int:
        """How much is left of all sorts."""
        return sum(one.count for one in self.left)

    @property
    def count(self) -> int:
        """How much is left of what is wanted."""
        return sum(one.count for one in self.left if self.wanted.sort in ("", one.sort))


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement in its paragraphs, with everything marked that was read there."""

    saying: Saying
    window: TextSpan
    layers: tuple[Layer, ...]
    claim: int | None = None

    @property
    def is_cut_before(self) -> bool:
        """Whether the article goes on above."""
        return self.window.start > 0

    @property
    def is_cut_behind(self) -> bool:
        """Whether the article goes on below."""
        return self.window.end < len(self.saying.text)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What was read of it, field by field."""
        statement = self.saying.statement
        return [
            ("Said by", self.saying.holder),
            ("Act", statement.act),
            ("Polarity", statement.polarity),
            ("Certainty", statement.certainty),
            ("The outlet’s verb", statement.stance),
        ]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another article of the story, with its beginning."""

    article: Article
    opening: str


@dataclass(eq=False)
class Item:
    """One thing to decide, and its neighbours in the queue."""

    doubt: Doubt
    seen: int  # the newest edit of what it is about
    passages: list[Passage] = field(default_factory=list)
    cast: list[Speaker] = field(default_factory=list)  # who else may have said it
    speakers: list[Speaker] = field(default_factory=list)  # the two that it is about
    neighbours: list[Neighbour] = field(default_factory=list)
    earlier: list[tuple[str, str, str]] = field(default_factory=list)  # field, read, set
    heir: Statement | None = None  # which statement has the words of an older version's now
    before: int | None = None
    after: int | None = None

    @property
    def question(self) -> str:
        """What is asked."""
        return QUESTIONS[self.doubt.sort]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it may be wrong, as choices."""
        return REASONS.get(self.doubt.sort, ())

    @cached_property
    def first(self) -> Passage | None:
        """The statement that it is about, if there is one."""
        return self.passages[0] if self.passages else None

    @property
    def place(self) -> str:
        """Where it stands in the queue, for whoever decides it when it is gone already."""
        return place_of(self.doubt)

    @property
    def is_measured(self) -> bool:
        """Whether how likely it is wrong was measured, and is not only a setting."""
        return self.doubt.sort in {Sort.STATEMENT, Sort.LINK}

    @property
    def percent(self) -> int:
        """How likely it is wrong, in percent."""
        return round(100 * self.doubt.doubt)


def queue(wanted: Wanted) -> Queue:
    """Return how much is left, in three queries."""
    held = dict(
        wanted.rows(of_any_sort=True)
        .order_by()
        .values_list("sort")
        .annotate(count=Count("pk"))
        .values_list("sort", "count")
    )
    by_outlet = (
        Doubt.objects.exclude(article__outlet=None)
        .order_by()
        .values_list("article__outlet")
        .annotate(count=Count("pk"))
        .order_by("-count", "article__outlet")
    )
    counts = dict(by_outlet.values_list("article__outlet", "count")[:OUTLETS])
    outlets = Outlet.objects.filter(pk__in={*counts, *({wanted.outlet} - {None})})
    story = Story.objects.light().filter(pk=wanted.story).first() if wanted.story else None
    return Queue(
        wanted,
        [Left(sort.value, NAMES[sort], held.get(sort.value, 0)) for sort in Sort],
        sorted(((one, counts.get(one.pk, 0)) for one in outlets), key=lambda pair: pair[0].name),
        story,
    )


def first(wanted: Wanted) -> Doubt | None:
    """Return what should be looked at before all else."""
    return _standing(wanted).order_by("-rank", "pk").first()


def following(wanted: Wanted, place: str) -> Doubt | None:
    """Return what comes next after a place of the queue; from the top again after the last."""
    rank, pk = _read(place)
    later = _standing(wanted).filter(Q(rank__lt=rank) | Q(rank=rank, pk__gt=pk))
    return later.order_by("-rank", "pk").first() or first(wanted)


def place_of(doubt: Doubt) -> str:
    """Return a place of the queue as addresses and forms carry it."""
    return f"{doubt.rank!r}~{doubt.pk}"


def item(doubt: Doubt, wanted: Wanted) -> Item:
    """Return what a person has to see of a doubt, in a fixed number of queries for its sort."""
    found = Item(doubt, seen=_seen(doubt), **_BUILDERS[doubt.sort](doubt))
    earlier = Q(rank__gt=doubt.rank) | Q(rank=doubt.rank, pk__lt=doubt.pk)
    later = Q(rank__lt=doubt.rank) | Q(rank=doubt.rank, pk__gt=doubt.pk)
    rows = _standing(wanted)
    found.before = rows.filter(earlier).order_by("rank", "-pk").values_list("pk", flat=True).first()
    found.after = rows.filter(later).order_by("-rank", "pk").values_list("pk", flat=True).first()
    return found


def total() -> int:
    """Return how much there is to look at, in one quick query; `MANY` stands for more."""
    return Doubt.objects.order_by()[:MANY].count()


def waiting(stories: Collection[int]) -> dict[int, int]:
    """Return how much there is to look at in each of some stories, in one query; none is left out.

    For a badge of the story list.
    """
    counted = (
        Doubt.objects.filter(story__in=stories)
        .order_by()
        .values_list("story")
        .annotate(count=Count("pk"))
        .values_list("story", "count")
    )
    return {story: count for story, count in counted if story is not None}


def _standing(wanted: Wanted) -> QuerySet[Doubt]:
    """Return what can be decided: not what a newer reading, or a person, took away meanwhile."""
    current = Q(statement__analysis__is_current=True, statement__is_dropped=False)
    other = Q(other__analysis__is_current=True, other__is_dropped=False)
    return wanted.rows().filter(Q(statement=None) | current, Q(other=None) | other)


def _read(place: str) -> tuple[float, int]:
    """Return a place of the queue; the top of it for one that nobody gave us."""
    rank, _, pk = place.partition("~")
    try:
        return float(rank), int(pk)
    except ValueError:
        return float("inf"), 0


def _seen(doubt: Doubt) -> int:
    about = subjects_of(doubt.key)
    edits = Edit.objects.filter(subjects__overlap=about).order_by("-pk")
    return edits.values_list("pk", flat=True).first() or 0


# What each sort shows ----------------------------------------------------------------------------


def _of_statement(doubt: Doubt) -> dict[str, Any]:
    passages = _passages([doubt.statement_id])
    speaker = passages[0].saying.statement.speaker_id if passages else None
    return {"passages": passages, "cast": _cast(doubt, speaker)}


def _of_link(doubt: Doubt) -> dict[str, Any]:
    passages = _passages([doubt.statement_id, doubt.other_id])
    if len(passages) == 2:
        one, other = (passage.saying for passage in passages)
        one.marks, other.marks = comparison.marks(one, other), comparison.marks(other, one)
    return {"passages": passages}


def _of_speaker(doubt: Doubt) -> dict[str, Any]:
    passages = _passages([doubt.statement_id, doubt.other_id])
    speakers = [one.saying.statement.speaker for one in passages]
    return {"passages": passages, "speakers": [one for one in speakers if one]}


def _of_story(doubt: Doubt) -> dict[str, Any]:
    members = (
        StoryMembership.objects.filter(story=doubt.story_id)
        .exclude(article=doubt.article_id)
        .select_related("article__outlet")
        .order_by(F("score").desc(nulls_last=True), "pk")[:NEIGHBOURS]
    )
    articles = [doubt.article, *(member.article for member in members)]
    return {"neighbours": [Neighbour(one, _opening(one)) for one in articles if one]}


def _of_orphan(doubt: Doubt) -> dict[str, Any]:
    judgement = doubt.judgement
    if judgement is None or doubt.article is None:
        return {}
    held = {**judgement.read, **judgement.given}
    spans = tuple(TextSpan(start, end) for start, end in held.get("content", ()))
    own = (
        Statement.objects.filter(pk=judgement.statement_id or 0)
        .values_list("pk", flat=True)
        .first()
    )
    current = Statement.objects.current().filter(article=doubt.article_id).defer("vector")
    words = "".join(span.of(judgement.article.text) for span in spans)
    heir = _nearest(words, doubt.article.text, list(current))
    passages = _passages([pk for pk in (own, heir.pk if heir else None) if pk])
    earlier = [
        (name, str(judgement.read.get(name, "")), str(value))
        for name, value in judgement.given.items()
        if name in SHOWN_FIELDS
    ]
    return {"passages": passages, "earlier": earlier, "heir": heir}


_BUILDERS: dict[str, Callable[[Doubt], dict[str, Any]]] = {
    Sort.STATEMENT: _of_statement,
    Sort.LINK: _of_link,
    Sort.SPEAKER: _of_speaker,
    Sort.STORY: _of_story,
    Sort.ORPHAN: _of_orphan,
}


def _passages(ids: Sequence[int | None]) -> list[Passage]:
    """Return statements in their paragraphs, in the order of their ids."""
    rows = Statement.objects.filter(pk__in=[pk for pk in ids if pk]).select_related(
        "article", "article__outlet"
    )
    found = {saying.statement.pk: saying for saying in sayings.of(rows)}
    for saying in found.values():
        outlet = saying.page.article.outlet
        saying.outlet = outlet.name if outlet else "outlet unknown"
    return [_passage(found[pk]) for pk in ids if pk in found]


def _passage(saying: Saying) -> Passage:
    statement = saying.statement
    spans = [*statement.content, *statement.cue, *statement.source]
    window = _window(saying.page, min(s.start for s in spans), max(s.end for s in spans))
    return Passage(saying, window, tuple(_layers(statement)))


def _window(page: Page, start: int, end: int) -> TextSpan:
    """Return the paragraphs that hold a stretch, cut at words where they go on for long."""
    around = [span for span in page.paragraphs if span.start < end and start < span.end]
    low = min((span.start for span in around), default=start)
    high = max((span.end for span in around), default=end)
    if start - low > CONTEXT:
        low = page.text.find(" ", start - CONTEXT, start) + 1 or start
    if high - end > CONTEXT:
        cut = page.text.rfind(" ", end, end + CONTEXT)
        high = cut if cut > end else end
    return TextSpan(low, high)


def _layers(statement: Statement) -> list[Layer]:
    named = (
        ("mark", "said", statement.content),
        ("span", "source", statement.source),
        ("span", "cue", statement.cue),
        ("span", "aside", statement.asides),
        ("span", "insertion", statement.insertions),
    )
    return [Layer(span, tag, name) for tag, name, spans in named for span in spans]


def _cast(doubt: Doubt, but: int | None) -> list[Speaker]:
    """Return who else speaks in the article, those who speak most first."""
    links = SourceLink.objects.filter(
        statement__article=doubt.article_id, statement__analysis__is_current=True
    ).exclude(speaker=but)
    counted = (
        links.exclude(speaker=None)
        .exclude(kind=SpeakerKind.UNNAMED)
        .order_by()
        .values_list("speaker")
        .annotate(count=Count("pk"))
        .order_by("-count", "speaker")
    )
    pks = list(counted.values_list("speaker", flat=True)[:CAST])
    there = Speaker.objects.in_bulk([pk for pk in pks if pk])
    return [there[pk] for pk in pks if pk in there]


def _opening(article: Article) -> str:
    """Return the first words of an article below its title."""
    lines = [line.strip() for line in article.text.splitlines() if line.strip()]
    return next((line for line in lines if line != article.title and len(line) > 60), "")


def _nearest(words: str, text: str, rows: Sequence[Statement]) -> Statement | None:
    """Return the statement that has most of some words; None when none has half of them."""
    wanted = set(wording.forms_of(words))
    if not wanted:
        return None
    best: tuple[float, int, Statement] | None = None
    for row in rows:
        held = set(wording.forms(text, row.content))
        share = len(wanted & held) / len(wanted | held)
        if share >= 0.5 and (best is None or (share, -row.pk) > best[:2]):
            best = (share, -row.pk, row)
    return best[2] if best else None


def rows_for(doubt: int) -> Doubt | None:
    """Return a doubt with all that its page shows; None when it is decided, or holds no more."""
    return (
        Doubt.objects.select_related(
            "story", "article__outlet", "judgement__article__outlet", "judgement__decided_by"
        )
        .filter(pk=doubt)
        .first()
    )
