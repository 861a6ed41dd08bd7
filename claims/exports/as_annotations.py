"""Web Annotations (W3C): each statement as one, its target the words in the article's text.

A span has two selectors that mean the same: by position, in code points as the recommendation
counts, and by the words with what stands around them. The sha256 of the text says for which text
they hold; in another one nothing is sought anew.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from claims.exports import vocabulary
from claims.exports.addresses import address, statement
from claims.exports.as_jsonl import dumped
from claims.exports.as_jsonld import attributes
from claims.exports.rows import Row, Span, moment
from claims.exports.taking import About
from claims.nlp.types import Polarity, Type

TOGETHER = 200  # annotations that are written at once
ANNO = "http://www.w3.org/ns/anno.jsonld"
MANNERS = {Type.DIRECT: "direct words", Type.MIXED: "partly direct", Type.INDIRECT: "paraphrase"}
STANDS = {Polarity.DENIED: "Denied: ", Polarity.NO_COMMENT: "No comment: "}
NAMELESS = "no source named"


def context() -> list[Any]:
    """Return the context of annotations: the published one, and of our words what they use."""
    ours = vocabulary.context()
    kept = {*vocabulary.CHOICES, *vocabulary.LITERALS, "Attribution", "claim", "story", "nc"}
    # The published context has these two already, for annotations themselves.
    return [ANNO, {name: term for name, term in ours.items() if name in kept - {"label"}}]


def write(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """Yield one document: a collection with one page that has all annotations."""
    head = {
        "@context": context(),
        "id": about.address,
        "type": "AnnotationCollection",
        "label": about.title,
        "generated": moment(about.made_at),
        "generator": _generator(about.site, about.release),
        "total": about.count or 0,
    }
    page = {"id": f"{about.address}#all", "type": "AnnotationPage", "startIndex": 0}
    yield f'{dumped(head)[:-1]},\n"first":{dumped(page)[:-1]},"items":['
    left, between = iter(rows), "\n"
    while some := list(islice(left, TOGETHER)):
        yield between + ",\n".join([dumped(annotation(row, about.site)) for row in some])
        between = ",\n"
    yield "\n]}}\n"


def document(row: Row, site: str) -> dict[str, Any]:
    """Return the annotation of one statement as a document of its own."""
    return {"@context": context(), **annotation(row, site)}


def annotation(row: Row, site: str) -> dict[str, Any]:
    """Return the annotation of a statement."""
    told = row.told
    text = {
        "id": f"{address(site, 'article', told.article)}#text",  # what that page shows, unmarked
        "type": "Text",
        "format": "text/plain",
        "textSha256": told.text_sha256,
        "offsetUnit": "Unicode code point",
    }
    text |= {"language": told.language} if told.language else {}
    text |= {"via": told.url} if told.url else {}
    found = {
        "id": address(site, "annotation", row.statement),
        "type": "Annotation",
        "motivation": "describing",
        "created": moment(told.read_at),
        "generator": _generator(site, told.release),
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "language": "en",
                "value": in_words(row),
            },
            {
                "type": "SpecificResource",
                "purpose": "classifying",
                "source": _attribution(row, site),
            },
        ],
        "target": [
            {"type": "SpecificResource", "source": text, "selector": _selectors(span)}
            for span in row.spans
        ],
    }
    return found | ({"modified": moment(row.judged_at)} if row.judged_at else {})


def in_words(row: Row) -> str:
    """Say who is reported to have said it, through whom, and how it is told."""
    names = [row.told.outlet, *(link.name or NAMELESS for link in row.chain)]
    chain = " › ".join(filter(None, names if row.chain else [row.told.outlet, NAMELESS]))
    cue = f", “{row.cue}”" if row.cue else ""
    return f"{STANDS.get(Polarity(row.polarity), '')}{chain}, {MANNERS[Type(row.type)]}{cue}"


def _attribution(row: Row, site: str) -> dict[str, Any]:
    found = {
        "id": statement(site, row.statement),
        "type": "Attribution",
        **{name: value for name, value in attributes(row).items() if name != "label"},
    }
    if row.claim:
        found["claim"] = address(site, "claim", row.claim)
    return {name: value for name, value in found.items() if value not in ("", [])}


def _selectors(span: Span) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        {
            "type": "TextQuoteSelector",
            "exact": span.words,
            "prefix": span.before,
            "suffix": span.after,
        },
    ]


def _generator(site: str, release: str) -> dict[str, str]:
    return {"id": f"{site}/", "type": "Software", "name": f"newsclaims, release {release}"}
