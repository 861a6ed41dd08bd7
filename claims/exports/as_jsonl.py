"""JSON Lines for scripts: a first line about the file, then an object for each statement."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from claims.exports.addresses import address, place
from claims.exports.rows import Row, moment
from claims.exports.taking import About

TOGETHER = 200  # statements that are written at once


def write(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the file: one line that has a “header”, and one for each statement."""
    yield f"{dumped({'header': header(about)})}\n"
    left = iter(rows)
    while some := list(islice(left, TOGETHER)):
        yield "".join([f"{dumped(told(row, about.site))}\n" for row in some])


def header(about: About) -> dict[str, Any]:
    """Return what the file says of itself."""
    return {
        "title": about.title,
        "query": about.query,
        "address": about.address,
        "made": moment(about.made_at),
        "by": "newsclaims",
        "release": about.release,
        "statements": about.count,
        "row": "one statement",
        "offsets": "characters (Unicode code points) of the article’s text, counted from 0, "
        "the end excluded",
    }


def told(row: Row, site: str) -> dict[str, Any]:
    """Return a statement as an object of JSON; the names are those of the CSV's columns."""
    article = row.told
    return {
        "statement": row.statement,
        "address": place(site, article.article, row.ordinal),
        "article": {
            "id": article.article,
            "outlet": article.outlet or None,
            "outlet_id": article.outlet_id,
            "published": article.published or None,
            "published_precision": article.precision or None,
            "title": article.title,
            "url": article.url or None,
            "language": article.language or None,
            "story": article.story,
            "voice": article.voice,
            "text_sha256": article.text_sha256,
            "address": address(site, "article", article.article),
        },
        "chain": [
            {
                "name": link.name or None,
                "kind": link.kind,
                "role": link.role,
                "speaker": link.speaker,
            }
            for link in row.chain
        ],
        "label": row.label,
        "cue": row.cue,
        "spans": [
            {"start": span.start, "end": span.end, "content": span.words} for span in row.spans
        ],
        "type": row.type,
        "act": row.act,
        "polarity": row.polarity,
        "certainty": row.certainty,
        "stance": row.stance,
        "tier": row.tier,
        "confidence": row.confidence,
        "hedges": row.hedges,
        "conditions": row.conditions,
        "headline": row.is_headline,
        "repeats": row.repeats,
        "claim": row.claim,
        "review": row.review,
        "release": article.release,
    }


def dumped(value: object) -> str:
    """Return a value as one line of JSON, in the characters that it is written in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
