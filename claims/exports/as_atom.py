"""Atom feeds (RFC 4287): the newest statements, each with an id that stays when others come."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from claims.exports.addresses import address, place
from claims.exports.as_annotations import in_words
from claims.exports.rows import Row, moment
from claims.exports.taking import About

NEWEST = 50  # statements of a feed
TITLE = 120  # characters
SINCE = "2026"  # the year that ids carry: who had the site's name then has made them
UNKNOWN = "unknown outlet"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(about: About, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the feed of a search, in the order of its statements."""
    newest = list(rows)
    updated = max((at_of(row) for row in newest), default=about.made_at)
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<title>{text(about.title)}</title>\n"
        f"<id>{text(tag(about.site, about.page.removeprefix(f'{about.site}/')))}</id>\n"
        f'<link rel="self" type="application/atom+xml" href={attribute(about.address)}/>\n'
        f'<link rel="alternate" type="text/html" href={attribute(about.page)}/>\n'
        f"<updated>{moment(updated)}</updated>\n"
        f"<generator version={attribute(about.release)}>newsclaims</generator>\n"
    )
    for row in newest:
        yield entry(row, about.site)
    yield "</feed>\n"


def entry(row: Row, site: str) -> str:
    """Return the entry of one statement."""
    told = row.told
    where = place(site, told.article, row.ordinal)
    about = address(site, "annotation", row.statement)
    published = told.published if "T" in told.published else f"{told.published}T00:00:00Z"
    dated = f"<published>{published}</published>\n" if told.published else ""
    words = f"<blockquote>{escape(row.words)}</blockquote><p>{escape(in_words(row))}</p>"
    title = f"<p>{escape(told.title)}</p>" if told.title else ""
    categories = "".join(
        f"<category scheme={attribute(f'urn:newsclaims:{scheme}')} term={attribute(term)}/>\n"
        for scheme, term in (("manner", row.type), ("polarity", row.polarity), ("act", row.act))
    )
    return (
        f"<entry>\n<title>{text(headline(row))}</title>\n<id>{text(id_of(row, site))}</id>\n"
        f'<link rel="alternate" type="text/html" href={attribute(where)}/>\n'
        f'<link rel="related" type="application/ld+json" href={attribute(about)}/>\n'
        f"{dated}<updated>{moment(at_of(row))}</updated>\n"
        f"<author><name>{text(told.outlet or UNKNOWN)}</name></author>\n{categories}"
        f'<content type="html">{text(words + title)}</content>\n</entry>\n'
    )


def headline(row: Row) -> str:
    """Return who says what in one line."""
    who = row.speaker.name if row.speaker and row.speaker.name else "No source named"
    words = row.words if len(row.words) <= TITLE else f"{row.words[:TITLE].rsplit(' ', 1)[0]} …"
    return f"{who}: {words}"


def id_of(row: Row, site: str) -> str:
    """Return what names a statement for good: by its characters in a text that never changes.

    Its number is another one when the article is read again.
    """
    content = ",".join(f"{span.start}-{span.end}" for span in row.spans)
    source = ",".join(f"{start}-{end}" for start, end in row.source)
    return tag(site, f"articles/{row.told.article}/{content}/{source}")


def at_of(row: Row) -> datetime:
    """Return when a statement last changed: read, or judged by a person."""
    return max(row.told.read_at, row.judged_at) if row.judged_at else row.told.read_at


def tag(site: str, rest: str) -> str:
    """Return a name as RFC 4151 has them, which is no address and so never breaks."""
    host = urlsplit(site).hostname or "localhost"
    return f"tag:{host},{SINCE}:{quote(rest, safe='/?,-:@!$&()*+;=~._')}"


def text(words: str) -> str:
    """Return words as text of XML, without what XML cannot hold."""
    return escape(_NO_XML.sub("\ufffd", words))


def attribute(value: str) -> str:
    """Return a value as an attribute of XML, in quotation marks."""
    return quoteattr(_NO_XML.sub("\ufffd", value))
