"""Plain functions that make rows for tests, with defaults for what a test does not care about."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count

from articles import text as articles_text
from articles.models import Article, Batch, Item, Outlet
from articles.text import TextSpan
from claims.linking import names
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    SourceLink,
    Speaker,
    Statement,
    Story,
    StoryMembership,
)
from claims.nlp.types import DIMENSIONS

RELEASE = "test"
NOON = datetime(2025, 6, 24, 12, tzinfo=UTC)
VECTOR = [1.0, *[0.0] * (DIMENSIONS - 1)]

_numbers = count(1)


def an_outlet(name: str = "The Harbor Ledger") -> Outlet:
    """Return the outlet of that name."""
    return Outlet.objects.get_or_create(key=name.casefold(), defaults={"name": name})[0]


def a_batch(**fields: object) -> Batch:
    """Return a batch that has been read in."""
    return Batch.objects.create(**{"name": "batch.zip", "state": Batch.State.LOADED} | fields)


def an_article(
    text: str = "The mayor said the bridge would open on Monday.",
    *,
    outlet: str | None = "The Harbor Ledger",
    published_at: datetime | None = NOON,
    batch: Batch | None = None,
    **fields: object,
) -> Article:
    """Return an article with its item; `outlet=None`: unknown, `published_at=None`: undated."""
    number = next(_numbers)
    text = articles_text.canonical(text)
    article = Article.objects.create(
        **{
            "text": text,
            "outlet": an_outlet(outlet) if outlet else None,
            "published_at": published_at,
            "batch": batch or a_batch(),
            "position": number,
            "origin": f"{number:03}.txt",
            "title": f"Article {number}",
            "sha256": sha256(text.encode()).hexdigest(),
            "fingerprint": articles_text.fingerprint(text),
        }
        | fields
    )
    Item.objects.create(
        batch=article.batch,
        position=article.position,
        name=article.origin,
        state=Item.State.LOADED,
        article=article,
        details={
            name: value
            for name, value in (
                ("title", article.title),
                ("outlet", outlet),
                ("published", published_at and published_at.isoformat()),
            )
            if value
        },
    )
    return article


def an_analysis(article: Article, **fields: object) -> Analysis:
    """Return the article's current analysis."""
    return Analysis.objects.get_or_create(
        article=article,
        release=RELEASE,
        defaults={"state": Analysis.State.DONE, "is_current": True, "vector": VECTOR} | fields,
    )[0]


def a_speaker(name: str = "Donald Trump", kind: str = "person") -> Speaker:
    """Return the speaker of that name and kind."""
    return Speaker.objects.get_or_create(
        key=names.key(name, kind) or name,
        kind=kind,
        defaults={"name": name, "surname": names.surname(name, kind)},
    )[0]


def spans_of(article: Article, pieces: str | Sequence[str]) -> tuple[TextSpan, ...]:
    """Return where pieces stand in the article's text, each searched after the one before."""
    spans: list[TextSpan] = []
    reached = 0
    for piece in [pieces] if isinstance(pieces, str) else pieces:
        start = article.text.index(piece, reached)
        spans.append(TextSpan(start, start + len(piece)))
        reached = start + len(piece)
    return tuple(spans)


def a_statement(
    article: Article,
    content: str | Sequence[str] | None = None,
    *,
    chain: Sequence[tuple[str, ...]] = (("Donald Trump", "person"),),
    cue: str | Sequence[str] = (),
    source: str | Sequence[str] = (),
    quotations: str | Sequence[str] = (),
    hedges: str | Sequence[str] = (),
    conditions: str | Sequence[str] = (),
    negations: str | Sequence[str] = (),
    **fields: object,
) -> Statement:
    """Return a statement; pieces are words of the article's text, links (name, kind[, role])."""
    analysis = an_analysis(article)
    links = [
        (a_speaker(name, kind), name, kind, role[0] if role else "speaker")
        for name, kind, *role in chain
    ]
    if "type" not in fields and quotations:
        fields["type"] = "direct" if quotations == content else "mixed"
    statement = Statement.objects.create(
        **{
            "analysis": analysis,
            "article": article,
            "ordinal": analysis.statements.count() + 1,
            "content": spans_of(article, content or article.text),
            "cue": spans_of(article, cue),
            "source": spans_of(article, source),
            "quotations": spans_of(article, quotations),
            "hedges": spans_of(article, hedges),
            "conditions": spans_of(article, conditions),
            "negations": spans_of(article, negations),
            "type": "indirect",
            "polarity": "asserted",
            "certainty": "certain",
            "stance": "neutral",
            "tier": "core",
            "found_by": "builder",
            "why": "A test made it.",
            "speaker": links[-1][0] if links else None,
            "vector": VECTOR,
        }
        | fields
    )
    for order, (speaker, name, kind, role) in enumerate(links, 1):
        SourceLink.objects.create(
            statement=statement, order=order, speaker=speaker, name=name, kind=kind, role=role
        )
    return statement


def a_claim(*statements: Statement, **fields: object) -> Claim:
    """Return a claim that the statements share, the first giving it its words."""
    claim = Claim.objects.create(**{"wording": statements[0]} | fields)
    for statement in statements:
        a_link(claim, statement, kind="wording" if statement == statements[0] else "same-statement")
    return claim


def a_link(claim: Claim, statement: Statement, **fields: object) -> ClaimLink:
    """Return a statement's link to a claim."""
    return ClaimLink.objects.create(
        **{
            "claim": claim,
            "statement": statement,
            "kind": "same-statement",
            "score": 0.9,
            "evidence": [
                {"feature": "shared_wording", "value": 0.9, "because": "most words are shared"}
            ],
            "release": RELEASE,
        }
        | fields
    )


def a_story(*articles: Article, **fields: object) -> Story:
    """Return a story of these articles."""
    dates = [article.published_at for article in articles if article.published_at]
    story = Story.objects.create(
        **{
            "title": str(articles[0]),
            "first_at": min(dates, default=None),
            "last_at": max(dates, default=None),
            "changed_at": NOON,
            "linked_at": NOON,
            "chained_at": NOON,
        }
        | fields
    )
    if story.linked_at and story.chained_at:
        story.settled_at = story.linked_at
        story.save(update_fields=["settled_at"])
    for article in articles:
        StoryMembership.objects.create(
            story=story, article=article, release=RELEASE, compared_at=story.settled_at
        )
    return story
