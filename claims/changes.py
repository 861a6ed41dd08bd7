"""Read models of what changed: between two readings of a batch's articles, between two versions.

Which of a person's decisions still hold is read off as linking would read it; nothing is written.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import groupby

from django.db.models import Count, F, Q
from django.urls import reverse

from articles.models import Article, Batch, Zoning
from articles.text import TextSpan
from claims import sayings, wording
from claims.actions.cards import heirs, rows_of
from claims.actions.decisions import of_statements
from claims.linking import changes
from claims.linking.changes import Changes, Fate, Field, Passage, Told
from claims.models import (
    Analysis,
    ArticleDecision,
    ClaimLink,
    SourceLink,
    Statement,
    StatementDecision,
    Story,
    Succession,
)
from claims.nlp.types import SpeakerKind

# All statements of a page are compared while the reader waits: 0.03 s an article of 30 statements
# of which one in five changed, on a busy machine of two cores.
PAGE = 20
QUOTED = 60  # characters shown of a statement that somebody decided about
FOLDED = 4  # paragraphs that did not change, in a row, before those in the middle are folded
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)

NAMES = {
    Field.CONTENT: "Words",
    Field.SPEAKER: "Speaker",
    Field.KIND: "Kind of speaker",
    Field.LABEL: "Source as written",
    Field.CHAIN: "Relayed by",
    Field.CUE: "Verb of saying",
    Field.TYPE: "Manner",
    Field.POLARITY: "Polarity",
    Field.CERTAINTY: "Certainty",
    Field.ACT: "Act",
    Field.TIER: "Tier",
}


@dataclass(frozen=True, slots=True)
class Move:
    """Statements that went from one claim to another; the first may be gone."""

    old: int
    new: int
    moved: int

    @property
    def old_url(self) -> str:
        """The address of the claim that they left; it leads on where the claim is gone."""
        return reverse("claim", args=[self.old])

    @property
    def new_url(self) -> str:
        """The address of the claim that they came to."""
        return reverse("claim", args=[self.new])


@dataclass(frozen=True, slots=True)
class Company:
    """What is stored of the claims of an article's statements since it was read last."""

    in_new_claims: int = 0  # statements that stand in a claim made since then
    moves: tuple[Move, ...] = ()
    is_pending: bool = False  # its claims are still to be linked

    @property
    def is_as_before(self) -> bool:
        """Whether no change is on record."""
        return not (self.in_new_claims or self.moves)


@dataclass(frozen=True, slots=True)
class Edit:
    """A person's word that concerns an article, and whether it still touches anything."""

    words: str
    by: str
    at: datetime
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Reread:
    """One article, its last two readings, and what changed from the one to the other."""

    article: Article
    before: Analysis
    after: Analysis
    changes: Changes
    company: Company

    @property
    def anchor(self) -> str:
        """The name of its place on the page."""
        return f"a{self.article.pk}"

    @property
    def is_unchanged(self) -> bool:
        """Whether both readings say the same, and no claim is on record as changed."""
        return self.changes.is_none and self.company.is_as_before


@dataclass(eq=False)
class Report:
    """What changed when a batch's articles were read again; the sums are those of this page."""

    batch: Batch
    articles: int
    read_twice: int
    waiting: int
    rows: list[Reread]
    edits: list[Edit]
    next: int | None
    is_first: bool

    @property
    def is_whole(self) -> bool:
        """Whether the page holds all articles that were read twice."""
        return self.is_first and self.next is None

    @cached_property
    def appeared(self) -> int:
        """How many statements only the later readings have."""
        return sum(len(row.changes.appeared) for row in self.rows)

    @cached_property
    def vanished(self) -> int:
        """How many only the earlier readings have."""
        return sum(len(row.changes.vanished) for row in self.rows)

    @cached_property
    def changed(self) -> int:
        """How many both have, told otherwise."""
        return sum(len(row.changes.changed) for row in self.rows)

    @cached_property
    def same(self) -> int:
        """How many did not change."""
        return sum(row.changes.same for row in self.rows)

    @property
    def by_field(self) -> list[tuple[str, int]]:
        """In what statements changed, and how many, the weightiest first."""
        counts = Counter(
            change.field
            for row in self.rows
            for changed in row.changes.changed
            for change in changed.changes
        )
        return [(NAMES[field], counts[field]) for field in Field if counts[field]]

    @property
    def unchanged(self) -> list[Reread]:
        """Articles of which both readings say the same."""
        return [row for row in self.rows if row.is_unchanged]

    @property
    def differing(self) -> list[Reread]:
        """The others."""
        return [row for row in self.rows if not row.is_unchanged]

    @property
    def kept(self) -> list[Edit]:
        """Decisions of people that are in force."""
        return [edit for edit in self.edits if edit.is_kept]

    @property
    def lost(self) -> list[Edit]:
        """Decisions whose words the later reading does not have: stored, and touching nothing."""
        return [edit for edit in self.edits if not edit.is_kept]


def of_batch(batch: Batch, *, after: int = 0) -> Report:
    """Return what changed in the articles of a batch after a position, in at most 16 queries."""
    done = Analysis.objects.filter(article__batch=batch, state=Analysis.State.DONE).order_by()
    twice = done.values("article").annotate(readings=Count("pk")).filter(readings__gt=1)
    places = list(
        twice.filter(article__position__gt=after)
        .order_by("article__position")
        .values_list("article__position", "article")[: PAGE + 1]
    )
    shown = places[:PAGE]
    articles = (
        Article.objects.select_related("outlet")
        .defer("bands")
        .in_bulk([article for _, article in shown])
    )
    readings = _readings(articles.values())
    told = _told(
        {one.pk: articles[one.article_id].text for two in readings.values() for one in two[:2]}
    )
    company = _company({pk: two[0] for pk, two in readings.items()})
    return Report(
        batch=batch,
        articles=batch.articles.count(),
        read_twice=twice.count(),
        waiting=Analysis.objects.filter(
            article__batch=batch, state=Analysis.State.WAITING, article__in=done.values("article")
        ).count(),
        rows=[
            Reread(
                article=articles[pk],
                before=readings[pk][1],
                after=readings[pk][0],
                changes=changes.between(
                    told[readings[pk][1].pk], told[readings[pk][0].pk], of_one_text=True
                ),
                company=company[pk],
            )
            for _, pk in shown
        ],
        edits=sorted(_edits(articles), key=lambda edit: edit.at, reverse=True),
        next=shown[-1][0] if len(places) > PAGE else None,
        is_first=not after,
    )


def _readings(articles: Iterable[Article]) -> dict[int, list[Analysis]]:
    """Return the complete readings of articles, the one that pages show first."""
    found: defaultdict[int, list[Analysis]] = defaultdict(list)
    for analysis in (
        Analysis.objects.filter(article__in=list(articles), state=Analysis.State.DONE)
        .only("article", "release", "is_current", "finished_at")
        .order_by("-is_current", F("finished_at").desc(nulls_last=True), "-pk")
    ):
        found[analysis.article_id].append(analysis)
    return found


def _told(texts: Mapping[int, str]) -> dict[int, list[Told]]:
    """Return the statements of readings, given with the texts that these read, in two queries."""
    rows = Statement.objects.filter(analysis__in=texts).order_by("analysis", "ordinal")
    links = SourceLink.objects.filter(statement__analysis__in=texts)
    links = links.order_by("statement_id", "order")
    chains: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
    for pk, name, kind in links.values_list("statement", "speaker__name", "kind"):
        chains[pk].append((name or "", "" if kind == SpeakerKind.UNNAMED else kind))
    found: dict[int, list[Told]] = {pk: [] for pk in texts}
    for pk, analysis, ordinal, content, cue, source, *rest in rows.values_list(
        *("pk", "analysis", "ordinal", "content", "cue", "source"),
        *("type", "polarity", "certainty", "act", "tier"),
    ):
        type_, polarity, certainty, act, tier = rest
        text, chain = texts[analysis], chains[pk]
        speaker, kind = chain[-1] if chain else ("", "")
        found[analysis].append(
            Told(
                content=_joined(text, content),
                spans=content,
                speaker=speaker or sayings.NAMELESS,
                kind=kind,
                label=_joined(text, source).rstrip(",;:"),
                chain=", ".join(name or sayings.NAMELESS for name, _ in chain[:-1]),
                cue=_joined(text, cue),
                type=sayings.TYPES[type_],
                polarity=polarity.replace("-", " "),
                certainty=certainty,
                act=act,
                tier=tier,
                key=ordinal,
            )
        )
    return found


def _joined(text: str, spans: Sequence[TextSpan]) -> str:
    return " … ".join(" ".join(span.of(text).split()) for span in spans)


def _company(latest: Mapping[int, Analysis]) -> dict[int, Company]:
    """Return what is on record of the claims of articles since their latest readings."""
    since = {pk: one.finished_at for pk, one in latest.items() if one.finished_at}
    pending = set(
        Story.objects.filter(memberships__article__in=latest, linked_at=None).values_list(
            "memberships__article", flat=True
        )
    )
    links = ClaimLink.objects.filter(statement__analysis__in=list(latest.values()))
    in_new: Counter[int] = Counter()
    claims: defaultdict[int, set[int]] = defaultdict(set)
    for article, claim, made_at in links.values_list(
        "statement__article", "claim", "claim__created_at"
    ):
        claims[article].add(claim)
        in_new[article] += article in since and made_at >= since[article]
    every = set().union(*claims.values())
    moves: list[Succession] = []
    if since and every:
        moves = list(
            Succession.objects.filter(
                Q(old_id__in=every) | Q(new_id__in=every),
                sort=Succession.Sort.CLAIM,
                at__gte=min(since.values()),
            ).order_by("at", "pk")
        )
    return {
        pk: Company(
            in_new_claims=in_new[pk],
            moves=tuple(
                Move(move.old_id, move.new_id, move.moved)
                for move in moves
                if pk in since and move.at >= since[pk] and {move.old_id, move.new_id} & claims[pk]
            ),
            is_pending=pk in pending,
        )
        for pk in latest
    }


def _edits(articles: Mapping[int, Article]) -> Iterator[Edit]:
    """Yield what people decided about articles, and whether it still touches anything."""
    decided = list(
        StatementDecision.objects.filter(pk__in=of_statements(pk__in=articles))
        .select_related("first__article", "second__article", "first__analysis", "second__analysis")
        .select_related("decided_by")
        .only(
            *("verdict", "decided_at", "decided_by__username"),
            *("first__content", "second__content", "first__article__text"),
            *("second__article__text", "first__analysis__is_current"),
            "second__analysis__is_current",
        )
    )
    lost = _lost([end for one in decided for end in (one.first, one.second)])
    for one in decided:
        ends = " and ".join(f"“{_quoted(end)}”" for end in (one.first, one.second))
        yield Edit(
            words=f"{ends} {_verdict(one)}",
            by=str(one.decided_by or ""),
            at=one.decided_at,
            is_kept=not {one.first_id, one.second_id} & lost,
        )
    about = ArticleDecision.objects.filter(Q(first__in=articles) | Q(second__in=articles))
    for two in about.select_related("first", "second", "decided_by"):
        ends = " and ".join(f"“{sayings.title_of(end)}”" for end in (two.first, two.second))
        yield Edit(f"{ends} {_verdict(two)}", str(two.decided_by or ""), two.decided_at)
    for zoning in Zoning.objects.filter(article__in=articles).select_related("decided_by"):
        title = sayings.title_of(articles[zoning.article_id])
        yield Edit(
            f"The zones of “{title}” are put right", str(zoning.decided_by or ""), zoning.decided_at
        )


def _verdict(one: ArticleDecision | StatementDecision) -> str:
    return str(one.get_verdict_display())


def _quoted(statement: Statement) -> str:
    return wording.shortened(_joined(statement.article.text, statement.content), QUOTED)


def _lost(ends: Iterable[Statement]) -> set[int]:
    """Return those statements of earlier readings that no statement of today has the words of."""
    stale = {end.pk: end for end in ends if not end.analysis.is_current}
    if not stale:
        return set()
    today = rows_of(
        Statement.objects.current().filter(article__in={end.article_id for end in stale.values()})
    )
    heir = heirs(rows_of(Statement.objects.filter(pk__in=stale)).values(), today)
    return {pk for pk in stale if heir.get(pk) not in today}


@dataclass(frozen=True, slots=True)
class Version:
    """One of the texts that an address had; the first has number 1."""

    article: Article
    number: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Which version of how many an article is."""

    article: Article
    number: int
    of: int

    @property
    def is_newest(self) -> bool:
        """Whether it is the one that counts."""
        return self.number == self.of


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs shown one after the other, or folded away because none of them changed."""

    passages: tuple[Passage, ...]
    is_folded: bool = False


@dataclass(eq=False)
class History:
    """The versions of an address, the newest first, and how two of them differ."""

    article: Article
    versions: list[Version]
    old: Version | None = None
    new: Version | None = None
    changes: Changes | None = None  # none where one of the two has not been read
    blocks: tuple[Block, ...] = ()

    @property
    def is_alike(self) -> bool:
        """Whether both texts have the same paragraphs."""
        return all(p.fate == Fate.KEPT for block in self.blocks for p in block.passages)


def versions_of(article: Article) -> list[Version]:
    """Return the versions of an article's address, the newest first; one, where there is no other.

    The last one is the one that counts; the others stand as intake puts them in order.
    """
    head = article.newest_id or article.pk
    found = sorted(
        Article.objects.filter(Q(pk=head) | Q(newest=head))
        .select_related("outlet", "batch")
        .defer("text", "bands"),
        key=lambda one: (
            *(one.pk == head, one.published_at or EARLIEST, one.batch.created_at),
            *(one.batch_id, one.position),
        ),
    )
    return [Version(one, number) for number, one in reversed([*enumerate(found, 1)])]


def standing(article: Article) -> Standing | None:
    """Return which version an article is; none, where its address had no other text."""
    found = versions_of(article)
    number = next(version.number for version in found if version.article == article)
    return Standing(article, number, len(found)) if len(found) > 1 else None


def history(article: Article, *, old: int | None = None, new: int | None = None) -> History:
    """Return how two versions differ; the newest two, unless two others are named by their ids."""
    found = versions_of(article)
    chosen = [version for version in found if version.article.pk in (old, new)]
    if len(chosen) != 2:
        chosen = found[:2]
    if len(chosen) < 2:
        return History(article, found)
    later, earlier = chosen
    ids = [earlier.article.pk, later.article.pk]
    texts = dict(Article.objects.filter(pk__in=ids).values_list("pk", "text"))
    readings = _readings([earlier.article, later.article])
    latest = {pk: readings[pk][0].pk for pk in ids if pk in readings}
    told = _told({analysis: texts[pk] for pk, analysis in latest.items()})
    return History(
        article=article,
        versions=found,
        old=earlier,
        new=later,
        changes=changes.between(*(told[latest[pk]] for pk in ids), of_one_text=False)
        if len(latest) == 2
        else None,
        blocks=tuple(_blocks(changes.passages(*(texts[pk] for pk in ids)))),
    )


def _blocks(passages: Sequence[Passage]) -> Iterator[Block]:
    """Yield passages, what did not change folded but for what stands next to a change."""
    at = 0
    for is_kept, group in groupby(passages, key=lambda passage: passage.fate == Fate.KEPT):
        run = tuple(group)
        first, last = at == 0, at + len(run) == len(passages)
        at += len(run)
        inside = run[0 if first else 1 : len(run) if last else -1]
        if not is_kept or len(run) < FOLDED or (first and last):
            yield Block(run)
            continue
        if not first:
            yield Block(run[:1])
        yield Block(inside, is_folded=True)
        if not last:
            yield Block(run[-1:])
