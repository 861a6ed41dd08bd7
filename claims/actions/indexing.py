"""Index: give statements the entries by which they are found, and keep these as the rows are.

Triggers of the database say which articles' entries are outdated, whoever writes the rows. What is
done here twice is the same as once, and a kill in the middle loses nothing: an article stays
outdated until its entries are written.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from articles import locks
from articles.models import Article
from articles.text import TextSpan
from claims.linking.saying_days import said_on
from claims.models import UNDATED, Doubt, Judgement, Outdated, SourceLink, Statement
from claims.nlp.types import Role
from claims.querying import tags as sorts
from claims.querying.tags import tag
from claims.search.words import CONFIG, plain

CHUNK = 100  # articles whose entries are written together: some 2,000, in half a second
AHEAD = 20 * CHUNK  # rows of `Outdated` that are looked at together; an article may have many
LONGEST = 50_000  # characters of each part that are sought; PostgreSQL refuses a megabyte of stems
APART = " a "  # counts as a word, and is never sought: no phrase goes from one name to the next

Spans = Sequence[TextSpan]


def index_waiting(*, until: float) -> int:
    """Make the entries of outdated articles anew, until none is left or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many articles were looked at. Where another
    process is at it, nothing is done here.
    """
    done = 0
    with locks.attempt(locks.Room.INDEXING) as held:
        while held and time.monotonic() < until:
            waiting = list(Outdated.objects.order_by("pk").values_list("pk", "article_id")[:AHEAD])
            articles = list(dict.fromkeys(article for _, article in waiting))[:CHUNK]
            chosen = set(articles)
            seen = [pk for pk, article in waiting if article in chosen]
            if not articles:
                break
            left = _index(articles, seen)
            done += len(articles) - len(left)
            if left:  # they are being deleted just now; the next sweep finds that out
                break
    return done


class _Source(NamedTuple):
    """One link of a chain."""

    speaker_id: int | None
    name: str  # that the article gives
    known_as: str  # among all articles
    kind: str
    role: str
    span: Spans


class _Told(NamedTuple):
    """What an article says of itself."""

    text: str
    outlet_id: int | None
    published_at: datetime | None
    story_id: int | None
    voice: int | None


@dataclass(slots=True)
class _Entries:
    """Columns of entries that are to be written."""

    statements: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    moments: list[int] = field(default_factory=list)
    days: list[date | None] = field(default_factory=list)
    contents: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    cues: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


# Nothing here waits for another transaction: who deletes holds statements and articles in an order
# of his own, and would wait for us in turn. Neither does who adds or changes rows wait for these
# locks.
_HELD = """
SELECT id FROM {table} WHERE {column} = ANY(%s) ORDER BY id FOR KEY SHARE SKIP LOCKED
"""
_WRITE = """
WITH made AS (
    SELECT statement_id, article_id, moment, said_on,
        setweight(to_tsvector(%(config)s, content), 'A')
            || setweight(to_tsvector(%(config)s, names), 'B')
            || setweight(to_tsvector(%(config)s, cue), 'C') AS words,
        string_to_array(tags, ' ') AS tags
    FROM unnest(
        %(statements)s::bigint[], %(articles)s::bigint[], %(moments)s::bigint[], %(days)s::date[],
        %(contents)s::text[], %(names)s::text[], %(cues)s::text[], %(tags)s::text[]
    ) AS given (statement_id, article_id, moment, said_on, content, names, cue, tags)
), changed AS (
    SELECT made.*, nextval('claims_entry_serial') AS serial
    FROM made LEFT JOIN claims_entry AS old USING (statement_id)
    WHERE (made.article_id, made.moment, made.said_on, made.words, made.tags)
        IS DISTINCT FROM (old.article_id, old.moment, old.said_on, old.words, old.tags)
)
INSERT INTO claims_entry (statement_id, article_id, moment, said_on, words, tags, serial)
SELECT statement_id, article_id, moment, said_on, words, tags, serial FROM changed
ON CONFLICT (statement_id) DO UPDATE SET
    (article_id, moment, said_on, words, tags, serial) = (
        EXCLUDED.article_id, EXCLUDED.moment, EXCLUDED.said_on, EXCLUDED.words, EXCLUDED.tags,
        EXCLUDED.serial
    )
"""
_SWEEP = """
DELETE FROM claims_entry
WHERE article_id = ANY(%s) AND statement_id = ANY(%s) AND statement_id <> ALL(%s)
"""


@transaction.atomic
def _index(articles: Collection[int], seen: Collection[int]) -> set[int]:
    """Write the entries of articles, and forget those rows by which they were outdated.

    Return the articles that somebody is about to delete, which wait for another time.
    """
    known = set(Article.objects.filter(pk__in=articles).values_list("pk", flat=True))
    ours = _held("articles_article", "id", known)
    of_ours = Statement.objects.filter(article__in=ours).values_list("pk", "article")
    article_of = dict(of_ours)
    held = _held("claims_statement", "article_id", ours)
    left = (known - ours) | {article_of[pk] for pk in article_of.keys() - held}
    ours -= left
    entries = _made(ours)
    with connection.cursor() as cursor:
        cursor.execute(_SWEEP, [list(ours), list(held), entries.statements])
        cursor.execute(
            _WRITE,
            {
                "config": CONFIG,
                "statements": entries.statements,
                "articles": entries.articles,
                "moments": entries.moments,
                "days": entries.days,
                "contents": entries.contents,
                "names": entries.names,
                "cues": entries.cues,
                "tags": entries.tags,
            },
        )
    Outdated.objects.filter(pk__in=seen).exclude(article_id__in=left).delete()
    return left


def _held(table: str, column: str, ids: Collection[int]) -> set[int]:
    """Keep rows from being deleted until the transaction ends; return those that are ours."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD.format(table=table, column=column), [list(ids)])
        return {pk for (pk,) in cursor.fetchall()}


def _made(articles: Collection[int]) -> _Entries:
    """Return the entries that articles ought to have."""
    columns = ("pk", "text", "outlet", "published_at", "membership__story", "membership__voice")
    newest = Article.objects.filter(pk__in=articles, newest=None)
    told = {pk: _Told(*rest) for pk, *rest in newest.values_list(*columns)}
    rows = (
        Statement.objects.current()
        .filter(article__in=told)
        .order_by("article", "ordinal")
        .values_list(
            *("pk", "article", "content", "cue", "source", "speaker", "is_headline", "repeats"),
            *("links__claim", "judgement__sort"),
            Exists(Doubt.objects.filter(statement=OuterRef("pk"))),
            *_ATTRIBUTES,
        )
    )
    found = list(rows)
    chains = _chains([pk for pk, *_ in found])
    zone = ZoneInfo(settings.TIME_ZONE)
    entries = _Entries()
    for pk, article, content, cue, source, speaker, is_headline, repeats, *rest in found:
        claim, judged, is_doubted, *attributes = rest
        one, chain = told[article], chains.get(pk, ())
        published = one.published_at
        spans = (source, *(link.span for link in chain))
        entries.statements.append(pk)
        entries.articles.append(article)
        entries.moments.append(int(published.timestamp()) if published else UNDATED)
        entries.days.append(
            said_on(one.text, content, cue, source, published.date() if published else None)
        )
        entries.contents.append(_words(one.text, content))
        entries.names.append(_names(one.text, chain, spans))
        entries.cues.append(APART + _words(one.text, cue))
        pairs = [
            (sorts.OUTLET, one.outlet_id or "none"),
            (sorts.SPEAKER, speaker or "none"),
            *_of_chain(chain),
            *zip(_ATTRIBUTES, attributes, strict=True),
            (sorts.STORY, one.story_id),
            (sorts.VOICE, f"{one.story_id}-{one.voice}" if one.story_id and one.voice else None),
            (sorts.CLAIM, claim),
            (sorts.MONTH, f"{published.astimezone(zone):%Y-%m}" if published else "undated"),
            (sorts.REVIEW, _REVIEWED.get(judged) or ("doubted" if is_doubted else "unreviewed")),
            (sorts.PLACE, "headline" if is_headline else "body"),
            (sorts.REPEATED, "yes" if repeats else None),
        ]
        entries.tags.append(
            " ".join(dict.fromkeys(tag(sort, value) for sort, value in pairs if value is not None))
        )
    return entries


# columns of statements that are tags of the same name
_ATTRIBUTES = (sorts.TYPE, sorts.ACT, sorts.POLARITY, sorts.CERTAINTY, sorts.STANCE, sorts.TIER)
_REVIEWED = {
    Judgement.Sort.RIGHT: "right",
    Judgement.Sort.CHANGED: "changed",
    Judgement.Sort.MISSED: "missed",
}


def _chains(statements: Collection[int]) -> Mapping[int, Sequence[_Source]]:
    rows = (
        SourceLink.objects.filter(statement__in=statements)
        .order_by("statement_id", "order")
        .values_list("statement", "speaker", "name", "speaker__name", "kind", "role", "span")
    )
    found: defaultdict[int, list[_Source]] = defaultdict(list)
    for pk, speaker, name, known_as, kind, role, span in rows:
        found[pk].append(_Source(speaker, name, known_as or "", kind, role, span))
    return found


def _of_chain(chain: Sequence[_Source]) -> Iterable[tuple[str, object]]:
    """Yield what a source chain gives, the innermost speaker being its last link."""
    yield sorts.KIND, chain[-1].kind if chain else "author"
    yield sorts.DEPTH, len(chain)
    if not chain:
        yield sorts.ROLE, "none"
    for link in chain:
        yield sorts.ROLE, link.role
        if link.speaker_id:
            yield sorts.SOURCE, link.speaker_id
            if link.role == Role.RELAY:
                yield sorts.RELAY, link.speaker_id


def _words(text: str, spans: Spans) -> str:
    return plain(" ".join([text[span.start : span.end] for span in spans]))[:LONGEST]


def _names(text: str, chain: Sequence[_Source], labels: Iterable[Spans]) -> str:
    """Return whom the chain names, by all names it has, and what the text calls them."""
    found = [name for link in chain for name in (link.name, link.known_as)]
    found += [" ".join([text[span.start : span.end] for span in spans]) for spans in labels]
    return "".join(APART + plain(name) for name in dict.fromkeys(found) if name)[:LONGEST]
