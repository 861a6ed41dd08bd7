"""Statements as linking takes them: what names one in any order of loading, and its card."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from articles.models import Article
from articles.text import TextSpan
from claims.actions.grouping import article_key
from claims.linking import weights
from claims.linking.types import Extent, StatementCard
from claims.models import SourceLink, Statement, StoryEdge
from claims.nlp.types import SpeakerKind
from claims.querysets import StatementQuerySet

SAME_WORDS = 0.5  # least share of two readings' characters for one statement, as in benchmarks
_READ = ("act", "type", "polarity", "certainty", "is_headline", "runs", "speaker")
_PLACES = ("content", "source", "cue", "quotations", "conditions")


def rows_of(statements: StatementQuerySet) -> dict[str, Statement]:
    """Return statements by their keys, with their articles but for the texts."""
    rows = list(statements.only("article", "analysis", *_READ, *_PLACES).order_by("pk"))
    articles = Article.objects.select_related("outlet").only(
        "fingerprint", "url", "published_at", "outlet__key", "outlet__name"
    )
    by_id = articles.in_bulk({row.article_id for row in rows})
    for row in rows:
        row.article = by_id[row.article_id]
    return {key_of(row): row for row in rows}


def cards_of(rows: Mapping[str, Statement], story: str = "") -> dict[str, StatementCard]:
    """Return what linking needs to know of statements; `story` is that of all, where known.

    A speaker has the name that its own article gives, so that no other article can change a card.
    """
    ids = [row.pk for row in rows.values()]
    articles = Article.objects.filter(pk__in={row.article_id for row in rows.values()})
    texts = dict(articles.values_list("pk", "text"))
    vectors = dict(Statement.objects.filter(pk__in=ids).values_list("pk", "vector"))
    chains: defaultdict[int, list[SourceLink]] = defaultdict(list)
    links = SourceLink.objects.filter(statement__in=ids).only(
        "statement", "name", "kind", "speaker__name"
    )
    for link in links.select_related("speaker").order_by("statement_id", "order"):
        chains[link.statement_id].append(link)
    close = _close(rows.values()) if story else {}
    return {
        key: replace(
            _card(key, row, texts[row.article_id], vectors[row.pk], chains[row.pk], story),
            close=frozenset(close.get(row.article_id, ())),
        )
        for key, row in rows.items()
    }


def _close(rows: Iterable[Statement]) -> dict[int, set[str]]:
    """Return for each article the keys of those among the others that are very like it."""
    keys = {row.article_id: article_key(row.article) for row in rows}
    alike = StoryEdge.objects.filter(first__in=keys, second__in=keys, score__gte=weights.CLOSE)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for first, second in alike.values_list("first", "second"):
        found[first].add(keys[second])
        found[second].add(keys[first])
    return found


def _card(
    key: str,
    statement: Statement,
    text: str,
    vector: object,
    chain: Sequence[SourceLink],
    story: str,
) -> StatementCard:
    article = statement.article
    speaker, kind = "", str(SpeakerKind.UNNAMED)
    if chain and statement.speaker_id:
        speaker, kind = _name(chain[-1]), chain[-1].kind

    def texts(spans: Iterable[TextSpan]) -> tuple[str, ...]:
        return tuple(span.of(text) for span in spans)

    if vector is None:  # a person changed its words, and its own story was not linked since
        vector = meaning_of(statement, text)
    return StatementCard(
        key=key,
        article=article_key(article),
        outlet=article.outlet.name if article.outlet else "",
        day=article.published_at.date() if article.published_at else None,
        speaker=speaker,
        speaker_kind=kind,
        content=" ".join(texts(statement.content)),
        quoted=texts(statement.quotations),
        polarity=statement.polarity,
        certainty=statement.certainty,
        vector=np.array(vector, dtype=np.float16),
        act=statement.act,
        type=statement.type,
        cue=" ".join(texts(statement.cue)),
        conditions=texts(statement.conditions),
        relays=tuple(filter(None, map(_name, chain[:-1]))),
        start=statement.content[0].start,
        is_headline=statement.is_headline,
        story=story,
    )


def meaning_of(statement: Statement, text: str) -> object:
    """Return the vector of a statement's content."""
    from claims.nlp import encoder  # onnxruntime: only where a person changed words

    return encoder.encode(" ".join(span.of(text) for span in statement.content))


def _name(link: SourceLink) -> str:
    return link.name or (link.speaker.name if link.speaker else "")


def key_of(statement: Statement) -> str:
    """Return what names a statement whatever the order of loading: article, content, source."""
    spans = [*statement.content, *statement.source]
    places = ",".join(f"{span.start}-{span.end}" for span in spans)
    return f"{article_key(statement.article)}:{places}"


def places_of(extents: Iterable[Extent], statement: Statement) -> tuple[TextSpan, ...]:
    """Return where characters of a card's content stand in the article's text."""
    found: list[TextSpan] = []
    for start, end in sorted(extents):
        offset = 0
        for span in statement.content:
            length = span.end - span.start
            first = span.start + max(start - offset, 0)
            last = span.start + min(end - offset, length)
            if found:
                first = max(first, found[-1].end)
            if first < last:
                found.append(TextSpan(first, last))
            offset += length + 1  # pieces are joined by a space
    return tuple(found)


def heirs(before: Collection[Statement], now: Mapping[str, Statement]) -> dict[int, str]:
    """Return for each statement the key of the one that has its words now, or else its own key.

    Another release may draw the bounds of a statement otherwise; no two have the same heir.
    """
    found = {row.pk: key_of(row) for row in before}
    taken = set(found.values())
    fresh: defaultdict[int, list[tuple[str, Statement]]] = defaultdict(list)
    for key, row in now.items():
        if key not in taken:
            fresh[row.article_id].append((key, row))
    for row in sorted(before, key=lambda row: row.pk):
        if found[row.pk] in now:
            continue
        shared = [
            (_shared(row, other), key) for key, other in fresh[row.article_id] if key not in taken
        ]
        share, key = max(shared, default=(0.0, ""))
        if share >= SAME_WORDS:
            found[row.pk] = key
            taken.add(key)
    return found


def _shared(a: Statement, b: Statement) -> float:
    """Return which share of the characters of two statements lies in both."""
    one, other = (
        {place for span in (*row.content, *row.source) for place in range(span.start, span.end)}
        for row in (a, b)
    )
    return len(one & other) / len(one | other)
