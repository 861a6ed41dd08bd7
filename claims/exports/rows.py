"""Statements as they are taken away: a stream of plain values, with the words cut from the texts.

Whole texts never leave this module, only the spans of a statement and a little around them.
"""

from collections import defaultdict
from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.utils import timezone

from articles.models import Article
from claims.models import Entry, Statement, Story

Fetched = tuple[Any, ...]  # what the database gives for one row
Parts = tuple[Any, ...]  # what `_row` takes

TOGETHER = 5_000  # statements that are looked up at once
CHARACTERS = 2_000_000  # of texts that are held at once; a longer one is held alone
AROUND = 32  # characters of the text that are shown on either side of a span
DOUBTED = "doubted"
_NOT_REVIEWED = ("unreviewed", None)


class Link(NamedTuple):
    """One link of a source chain; `name` is "" where the text names nobody."""

    name: str
    kind: str
    role: str
    speaker: int | None


class Span(NamedTuple):
    """A stretch of the content: characters [start, end) of the text, and what stands around it."""

    start: int
    end: int
    words: str
    before: str
    after: str


class Told(NamedTuple):
    """The article of a statement, without its text."""

    article: int
    outlet: str  # "": unknown
    outlet_id: int | None
    published: str  # a day, or a moment in UTC, as ISO 8601 has them; "": undated
    precision: str  # "day", "minute"; "": undated
    title: str
    url: str
    language: str
    text_sha256: str
    length: int
    story: int | None
    voice: int | None  # articles of a story with one number are one independent source
    release: str
    read_at: datetime


class Row(NamedTuple):
    """One statement as it is taken away; its words are cut from the article's text."""

    statement: int
    ordinal: int  # its place in the article, from 1
    told: Told
    spans: tuple[Span, ...]  # of the content
    chain: tuple[Link, ...]  # outermost first, the speaker last; never the outlet
    label: str  # what the text calls the source
    source: tuple[tuple[int, int], ...]  # where
    cue: str
    hedges: tuple[str, ...]
    conditions: tuple[str, ...]
    claim: int | None
    review: str  # unreviewed, doubted, right, changed, missed
    judged_at: datetime | None
    type: str
    act: str
    polarity: str
    certainty: str
    stance: str
    tier: str
    confidence: float
    is_headline: bool
    repeats: int | None  # the statement of the same article that it says once more

    @property
    def words(self) -> str:
        """The content in one line, its parts joined by an ellipsis."""
        return " … ".join(" ".join(span.words.split()) for span in self.spans)

    @property
    def speaker(self) -> Link | None:
        """The innermost link of the chain; None where the text names no source at all."""
        return self.chain[-1] if self.chain else None


def newest_first(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Return what a search finds in the order of its page."""
    return entries.order_by("-moment", "-statement_id")


def of_story(
    story: Story, *, without_soft: bool = False, newest: int | None = None
) -> QuerySet[Statement]:
    """Return the statements of a story's articles, earliest article first, in reading order.

    With `newest`, so many of the latest articles' alone, the latest article first.
    """
    found = Statement.objects.in_story(story)
    found = found.core() if without_soft else found
    when = F("article__published_at")
    if newest is None:
        return found.order_by(when.asc(nulls_last=True), "article", "ordinal")
    return found.order_by(when.desc(nulls_last=True), "-article", "ordinal")[:newest]


def of_statement(pk: int) -> Row | None:
    """Return one current statement; None where there is none."""
    found = Statement.objects.current().filter(pk=pk).order_by()
    return next(of_ids(list(found.values_list("pk", flat=True))), None)


def rows(statements: QuerySet[Entry] | QuerySet[Statement]) -> Generator[Row]:
    """Yield statements, or those of entries, in the order that they are asked for in.

    As many queries for each so many statements, and no more in memory than these twice: however
    many there are. The next ones are asked for while these are used. Inside `snapshot()` all are
    of one moment.
    """
    try:
        asked = statements.values_list("pk").query.sql_with_params()
    except EmptyResultSet:
        return
    database = connections[DEFAULT_DB_ALIAS]  # this thread's, with its transaction
    database.inc_thread_sharing()
    try:
        for parts in _ahead(_all_parts(database, *asked)):
            for one in parts:
                yield _row(*one)
    finally:
        database.dec_thread_sharing()


def of_ids(ids: Collection[int]) -> Iterator[Row]:
    """Yield the statements of these ids, in their order; an id that is gone is passed over."""
    for parts in _parts(connections[DEFAULT_DB_ALIAS], ids):
        for one in parts:
            yield _row(*one)


def _ahead(steps: Iterator[list[Parts]]) -> Iterator[list[Parts]]:
    """Yield what comes; while it is used, the next is waited for in another thread."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, steps, None)
        while (one := coming.result()) is not None:
            coming = thread.submit(next, steps, None)
            yield one


def _all_parts(
    database: BaseDatabaseWrapper, sql: str, params: tuple[Any, ...]
) -> Iterator[list[Parts]]:
    with database.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while some := cursor.fetchmany(TOGETHER):
            yield from _parts(database, [pk for (pk,) in some])


def _parts(database: BaseDatabaseWrapper, ids: Collection[int]) -> Iterator[list[Parts]]:
    """Yield what rows are made of, of some statements at a time."""
    found = {row[0]: row for row in fetched(_STATEMENTS, ids, database)}
    chains: defaultdict[int, list[Link]] = defaultdict(list)
    for statement, *link in fetched(_CHAINS, ids, database):
        chains[statement].append(Link(*link))
    claims = by_first(fetched(_CLAIMS, ids, database))
    reviews = {pk: (DOUBTED, None) for (pk,) in fetched(_DOUBTS, ids, database)}
    reviews |= {pk: judged for pk, *judged in fetched(_JUDGEMENTS, ids, database)}
    articles = {row[1] for row in found.values()}
    told = {row[0]: _told(row) for row in fetched(_ARTICLES, articles, database)}
    for some, run in _runs((found[pk] for pk in ids if pk in found), told):
        texts = by_first(fetched(_TEXTS, run, database))
        yield [
            (
                row,
                texts[row[1]],
                told[row[1]],
                tuple(chains.get(row[0], ())),
                claims.get(row[0]),
                *reviews.get(row[0], _NOT_REVIEWED),
            )
            for row in some
        ]


def _runs(
    statements: Iterable[Fetched], told: Mapping[int, Told]
) -> Iterator[tuple[list[Fetched], list[int]]]:
    """Yield statements in their order, cut where their articles' texts become too much."""
    run: list[Fetched] = []
    articles: dict[int, None] = {}
    size = 0
    for statement in statements:
        article = statement[1]
        if article not in articles:
            length = told[article].length
            if articles and size + length > CHARACTERS:
                yield run, list(articles)
                run, articles, size = [], {}, 0
            articles[article] = None
            size += length
        run.append(statement)
    if run:
        yield run, list(articles)


def _row(
    fetched: Fetched,
    text: str,
    told: Told,
    chain: tuple[Link, ...],
    claim: int | None,
    review: str,
    judged_at: datetime | None,
) -> Row:
    pk, _, ordinal, content, cue, source, hedges, conditions, *plain = fetched
    return Row(  # the names would cost a fifth more
        pk,
        ordinal,
        told,
        tuple(
            [
                Span(
                    start,
                    end,
                    text[start:end],
                    text[max(start - AROUND, 0) : start],
                    text[end : end + AROUND],
                )
                for start, end in content
            ]
        ),
        chain,
        " ".join(" ".join([text[start:end] for start, end in source]).split()).rstrip(",;:"),
        tuple([(start, end) for start, end in source]),
        " … ".join([text[start:end] for start, end in cue]),
        tuple([text[start:end] for start, end in hedges]) if hedges else (),
        tuple([text[start:end] for start, end in conditions]) if conditions else (),
        claim,
        review,
        judged_at,
        *plain,
    )


def _told(fetched: Fetched) -> Told:
    article, outlet, outlet_id, published_at, precision, *rest = fetched
    if published_at is None:
        return Told(article, outlet, outlet_id, "", "", *rest)
    if precision == Article.Precision.DAY:  # of the site's own time, in which it was given
        published = timezone.localtime(published_at).date().isoformat()
    else:
        published = moment(published_at)
    return Told(article, outlet, outlet_id, published, precision, *rest)


def moment(at: datetime) -> str:
    """Return a moment in UTC as ISO 8601 and RFC 3339 have it, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def fetched(
    query: str, ids: Iterable[int], database: BaseDatabaseWrapper | None = None
) -> list[Fetched]:
    """Return what a query finds for ids; plain, since Django's rows cost several times as much."""
    with (database or connections[DEFAULT_DB_ALIAS]).cursor() as cursor:
        cursor.execute(query, [f"{{{','.join(map(str, ids))}}}"])  # quicker than a list
        found: list[Fetched] = cursor.fetchall()
        return found


def by_first(pairs: Iterable[Fetched]) -> dict[int, Any]:
    """Return what stands second in each row by what stands first."""
    return dict(pairs)


# The order of the columns is that of the fields above.
_STATEMENTS = """
SELECT s.id, s.article_id, s.ordinal, s.content, s.cue, s.source, s.hedges, s.conditions,
    s.type, s.act, s.polarity, s.certainty, s.stance, s.tier, s.confidence,
    s.is_headline, s.repeats_id
FROM claims_statement s WHERE s.id = ANY(%s::bigint[])
"""
_CHAINS = """
SELECT link.statement_id, coalesce(speaker.name, link.name), link.kind, link.role, link.speaker_id
FROM claims_sourcelink link LEFT JOIN claims_speaker speaker ON speaker.id = link.speaker_id
WHERE link.statement_id = ANY(%s::bigint[]) ORDER BY link.statement_id, link."order"
"""
# Each by itself: joined to the statements, the whole table would be gone through for each so many.
_CLAIMS = (
    "SELECT statement_id, claim_id FROM claims_claimlink WHERE statement_id = ANY(%s::bigint[])"
)
_DOUBTS = "SELECT DISTINCT statement_id FROM claims_doubt WHERE statement_id = ANY(%s::bigint[])"
_JUDGEMENTS = """
SELECT statement_id, sort, decided_at FROM claims_judgement WHERE statement_id = ANY(%s::bigint[])
"""
_ARTICLES = """
SELECT article.id, coalesce(outlet.name, ''), outlet.id, article.published_at,
    article.published_precision, article.title, article.url, article.language,
    article.fingerprint, article.length, membership.story_id, nullif(membership.voice, 0),
    coalesce(analysis.release, ''), coalesce(analysis.finished_at, article.created_at)
FROM articles_article article
LEFT JOIN articles_outlet outlet ON outlet.id = article.outlet_id
LEFT JOIN claims_storymembership membership ON membership.article_id = article.id
LEFT JOIN claims_analysis analysis ON analysis.article_id = article.id AND analysis.is_current
WHERE article.id = ANY(%s::bigint[])
"""
_TEXTS = "SELECT id, text FROM articles_article WHERE id = ANY(%s::bigint[])"
