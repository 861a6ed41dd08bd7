"""JSON-LD: articles, statements and claims in words of schema.org, the rest in our own beside.

Only direct words are a `Quotation`. A claim has no verdict: schema.org has `ClaimReview` for
those who check, and we do not.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from claims.exports import vocabulary
from claims.exports.addresses import address, place, statement
from claims.exports.as_jsonl import dumped
from claims.exports.rows import Link, Row, by_first, fetched, moment, of_ids
from claims.exports.taking import About
from claims.linking.types import LinkKind
from claims.models.reading import PAGED
from claims.nlp.types import SpeakerKind, Type

TOGETHER = 500  # statements that are written at once
SCHEMA = "https://schema.org"
CLASSES = {
    SpeakerKind.PERSON: "Person",
    SpeakerKind.ORGANISATION: "Organization",
    SpeakerKind.DOCUMENT: "CreativeWork",
    **vocabulary.SOURCES,
}
Node = dict[str, Any]


def write(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """Yield one document: a graph of what it is, and of articles, statements and claims.

    What several statements share may stand in it more than once, always the same.
    """
    context = dumped([SCHEMA, vocabulary.context()])
    yield f'{{"@context":{context},\n"@graph":[\n{dumped(dataset(about))}'
    left = iter(rows)
    while some := list(islice(left, TOGETHER)):
        yield "".join([f",\n{dumped(node)}" for node in nodes(some, about.site)])
    yield "\n]}\n"


def dataset(about: About) -> Node:
    """Return what the file says of itself."""
    return {
        "@id": about.address,
        "@type": "Dataset",
        "name": about.title,
        "description": "Who is reported to have said what, in which words, through whom, "
        "according to which outlet. "
        + (f"Query: {about.query}. " if about.query else "")
        + ("" if about.count is None else f"Statements: {about.count}."),
        "isBasedOn": about.page,
        "dateCreated": moment(about.made_at),
        "creator": {
            "@type": "SoftwareApplication",
            "name": "newsclaims",
            "softwareVersion": about.release,
        },
    }


def nodes(rows: Sequence[Row], site: str) -> Iterator[Node]:
    """Yield what stands in the graph for statements: articles before, claims after them."""
    ids = [row.statement for row in rows]
    known = _identities(rows)
    relations: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for subject, of, kind in fetched(_RELATIONS, ids):
        relations[subject].append((of, kind))
    article = 0
    for row in rows:
        if row.told.article != article:
            article = row.told.article
            yield _article(row, site)
        yield _statement(row, site, known, relations[row.statement])
    yield from _claims(rows, site, known)


def _article(row: Row, site: str) -> Node:
    told = row.told
    return _without_nothing(
        {
            "@id": address(site, "article", told.article),
            "@type": "NewsArticle",
            "headline": told.title,
            "url": told.url,
            "datePublished": told.published,
            "inLanguage": told.language,
            "publisher": {
                "@id": address(site, "outlet", told.outlet_id),
                "@type": "Organization",
                "name": told.outlet,
            }
            if told.outlet_id
            else None,
            "story": address(site, "story", told.story) if told.story else None,
            "voice": told.voice,
            "textSha256": told.text_sha256,
            "offsetUnit": "Unicode code point",
        }
    )


def _statement(
    row: Row, site: str, known: dict[int, str], relations: Sequence[tuple[int, str]]
) -> Node:
    is_direct = row.type == Type.DIRECT
    who = source(row.speaker, site, known) if row.speaker else None
    node = {
        "@id": statement(site, row.statement),
        "@type": ["Attribution", "Quotation"] if is_direct else "Attribution",
        "url": place(site, row.told.article, row.ordinal),
        "text": row.words,
        "isPartOf": {"@id": address(site, "article", row.told.article)},
        "creator": who if is_direct else None,
        "speaker": who,
        "claim": address(site, "claim", row.claim) if row.claim else None,
        "repeats": statement(site, row.repeats) if row.repeats else None,
        **attributes(row),
        "chain": [
            {
                "@type": "SourceLink",
                "role": link.role,
                "kind": link.kind,
                "speaker": source(link, site, known),
            }
            for link in row.chain
        ],
        "span": [
            {
                "@type": "TextPositionSelector",
                "start": span.start,
                "end": span.end,
                "exact": span.words,
            }
            for span in row.spans
        ],
    }
    for of, kind in relations:
        name, _ = vocabulary.RELATIONS[LinkKind(kind)]
        node.setdefault(name, []).append(statement(site, of))
    return _without_nothing(node)


def attributes(row: Row) -> Node:
    """Return how a statement is told, in words of our vocabulary."""
    return {
        "manner": row.type,
        "act": row.act,
        "polarity": row.polarity,
        "certainty": row.certainty,
        "stance": row.stance,
        "tier": row.tier,
        "confidence": row.confidence,
        "label": row.label,
        "cue": row.cue,
        "hedge": list(row.hedges),
        "condition": list(row.conditions),
        "review": row.review,
        "release": row.told.release,
    }


def source(link: Link, site: str, known: dict[int, str]) -> Node:
    """Return who a link of a chain is; somebody without a page is a description of this place."""
    kind = SpeakerKind(link.kind)
    has_page = kind in PAGED and link.speaker and link.name
    return _without_nothing(
        {
            "@id": address(site, "speaker", link.speaker) if has_page and link.speaker else None,
            "@type": CLASSES[kind],
            "name": link.name,
            "sameAs": known.get(link.speaker) if has_page and link.speaker else None,
        }
    )


def _claims(rows: Sequence[Row], site: str, known: dict[int, str]) -> Iterator[Node]:
    """Yield the claims of statements, each with its words, and where it appears among these."""
    appearances: defaultdict[int, dict[int, None]] = defaultdict(dict)
    for row in rows:
        if row.claim:
            appearances[row.claim][row.told.article] = None
    ids = list(appearances)
    first = by_first(fetched(_FIRST, ids))
    wordings = by_first(fetched(_WORDINGS, ids))
    worded = {row.statement: row for row in of_ids(list(wordings.values()))}
    for claim, articles in appearances.items():
        wording = worded[wordings[claim]]
        earliest = first.get(claim)
        yield _without_nothing(
            {
                "@id": address(site, "claim", claim),
                "@type": "Claim",
                "text": wording.words,
                "author": source(wording.speaker, site, known | _identities([wording]))
                if wording.speaker
                else None,
                "appearance": [{"@id": address(site, "article", one)} for one in articles],
                "firstAppearance": {"@id": address(site, "article", earliest)}
                if earliest
                else None,
            }
        )


def _identities(rows: Iterable[Row]) -> dict[int, str]:
    """Return who in the world the speakers of some statements are, where a person has said so."""
    speakers = {link.speaker for row in rows for link in row.chain if link.speaker}
    found = fetched(_IDENTITIES, speakers) if speakers else []
    return {pk: f"http://www.wikidata.org/entity/{wikidata}" for pk, wikidata in found}


def _without_nothing(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, "", [])}


_RELATIONS = """
SELECT second_id, first_id, kind FROM claims_statementlink
WHERE second_id = ANY(%s::bigint[]) AND kind NOT IN ('same-quote', 'same-statement') ORDER BY id
"""
_WORDINGS = "SELECT id, wording_id FROM claims_claim WHERE id = ANY(%s::bigint[])"
_FIRST = """
SELECT DISTINCT ON (link.claim_id) link.claim_id, article.id
FROM claims_claimlink link
JOIN claims_statement statement ON statement.id = link.statement_id AND NOT statement.is_dropped
JOIN claims_analysis analysis ON analysis.id = statement.analysis_id AND analysis.is_current
JOIN articles_article article ON article.id = statement.article_id
WHERE link.claim_id = ANY(%s::bigint[]) AND article.published_at IS NOT NULL
ORDER BY link.claim_id, article.published_at, article.id
"""
_IDENTITIES = """
SELECT speaker.id, identity.wikidata FROM claims_speaker speaker
JOIN claims_identity identity USING (key, kind) WHERE speaker.id = ANY(%s::bigint[])
"""
