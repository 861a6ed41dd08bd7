"""Reads RSS and Atom feeds: the entries they list, and the articles of those that hold whole texts.

Nothing is fetched: feedparser is given bytes, and what it would unfold is refused before.
"""

import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import urlsplit

import feedparser

from articles.batches.limits import MAX_TEXT_BYTES
from articles.batches.markup import plain
from articles.batches.pagedetails import moment
from articles.batches.rows import Fault, Row, Rows
from articles.batches.types import Origin, Unreadable, shortened

MAX_FEED_BYTES = 20_000_000  # the largest feeds with whole texts have about 5 MB
MAX_ENTRIES = 5_000

# A summary is the whole article only where it is as long as one and does not break off. Teasers of
# news sites have 20 to 60 words; the rare ones that are longer end in “…” or an invitation.
WHOLE_WORDS = 120
_BREAKS_OFF = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$|\b(?:read more|continue reading|full (?:story|article))\b"
    r"[^.\n]{0,80}$|\bappeared first on\b[^\n]*$",
    re.I,
)
_DECLARES = re.compile(r"<!\s*(?:ENTITY|DOCTYPE[^>]{0,2000}\bENTITY)", re.I)
_WORD = re.compile(r"\w+")
_NO_TEXT = (
    "gives no text of its own; subscribe to the feed or load it by its address, "
    "then its pages are fetched"
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One article that a feed names; `mark` changes when the feed says that the article did.

    `key` tells it from the feed's other entries. `known` has names of details; `text` is the whole
    article, or empty.
    """

    key: str
    url: str
    mark: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    text: str = ""


@dataclass(frozen=True, slots=True)
class _Feed:
    entries: list[FeedEntry]
    encoding: str
    remark: str


def feed_rows(file: IO[bytes]) -> Rows:
    """Yield the articles that a feed gives whole, and a refusal for each that it only names."""
    data = file.read(MAX_FEED_BYTES + 1)
    try:
        feed = _read(data)
    except Unreadable as error:
        yield Fault(str(error))
        return
    if feed is None:
        yield Fault("is no RSS or Atom feed")
        return
    if feed.remark:
        yield Fault(feed.remark, refuses=False)
    if not feed.entries:
        yield Fault("is a feed without entries")
    for number, entry in enumerate(feed.entries, 1):
        if not entry.text:
            yield Fault(_NO_TEXT, None, "text", name=entry.url, number=number)
            continue
        raw = entry.text.encode()
        values = {**entry.known, "url": entry.url, "text": entry.text}
        yield Row(
            values={name: value for name, value in values.items() if value},
            encoding=feed.encoding,
            sha256=hashlib.sha256(raw).hexdigest(),
            size=len(raw),
            origins={n: Origin.PAGE for n, v in values.items() if v and n != "text"},
            name=entry.url,
            number=number,
        )


def entries(data: bytes) -> list[FeedEntry] | None:
    """Return what a feed lists, each key once; none where it is no feed. Raise `Unreadable`."""
    feed = _read(data)
    return None if feed is None else feed.entries


def _read(data: bytes) -> _Feed | None:
    if len(data) > MAX_FEED_BYTES:
        raise Unreadable(f"holds more than {MAX_FEED_BYTES:,} bytes, which no feed does")
    if _declares_entities(data):
        raise Unreadable("declares entities, as no feed needs to and attacks do; it was not read")
    try:
        found = feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False)
    except Exception as error:  # of the library, on what is no feed or a broken one
        raise Unreadable(f"cannot be read as a feed ({type(error).__name__})") from None
    if not found.get("version") and not found.entries:
        return None
    about = {
        "outlet": _said(found.feed.get("title")),
        "language": _language(found.feed.get("language")),
    }
    read: dict[str, FeedEntry] = {}
    for raw in found.entries[:MAX_ENTRIES]:
        entry = _entry(raw, about)
        if entry.key:
            read.setdefault(entry.key, entry)
    return _Feed(list(read.values()), str(found.get("encoding") or "utf-8"), _remark(found))


def _declares_entities(data: bytes) -> bool:
    # In UTF-16 the word would stand with zero bytes between its letters.
    head = data.replace(b"\0", b"")
    return bool(_DECLARES.search(head.decode("latin-1")))


def _remark(found: Any) -> str:
    if len(found.entries) > MAX_ENTRIES:
        return f"has {len(found.entries):,} entries, of which the first {MAX_ENTRIES:,} were read"
    problem = found.get("bozo_exception")
    # Feeds often say one encoding and are served in another; their letters are right all the same.
    if not found.get("bozo") or isinstance(problem, feedparser.CharacterEncodingOverride):
        return ""
    return f"is not a sound feed ({shortened(str(problem), 100)}); what could be read was read"


def _entry(raw: Any, about: Mapping[str, str]) -> FeedEntry:
    url = _link(raw)
    # Not `raw.get`: where it is missing, feedparser would give another moment in its place.
    updated = str(dict.get(raw, "updated") or "")
    published = raw.get("published") or raw.get("created") or ""
    known = {
        "title": " ".join(plain(str(raw.get("title") or "")).split()),
        "byline": _byline(raw),
        "published": moment(str(published)) or moment(updated),
        **about,
    }
    return FeedEntry(
        key=str(raw.get("id") or url),
        url=url,
        mark=updated or str(published),
        known={name: value for name, value in known.items() if value},
        text=_text(raw, known["title"]),
    )


def _link(raw: Any) -> str:
    # An id may be the address, where the feed does not say that it is not.
    for one in (raw.get("feedburner_origlink"), raw.get("link"), raw.get("id")):
        address = str(one or "").strip()
        try:
            parts = urlsplit(address)
            if parts.scheme in ("http", "https") and parts.hostname and address.isprintable():
                return address
        except ValueError:
            continue
    return ""


def _byline(raw: Any) -> str:
    names = [_said(author.get("name")) for author in raw.get("authors") or [] if author]
    return ", ".join(dict.fromkeys(name for name in names if name and "@" not in name))


def _said(value: Any) -> str:
    return " ".join(plain(str(value or "")).split())


def _language(value: Any) -> str:
    found = re.match(r"\s*([A-Za-z]{2})(?:[-_]|\s*$)", str(value or ""))
    return found.group(1).casefold() if found else ""


def _text(raw: Any, title: str) -> str:
    """Return the whole text of an entry with its title first; empty where it has only a teaser."""
    contents = [str(content.get("value") or "") for content in raw.get("content") or []]
    body = max((plain(value) for value in contents), key=len, default="")
    summary = plain(str(raw.get("summary") or ""))
    # Many put their teaser also where the content belongs, so both have to look whole; but what
    # says that it is the content, and is more than the summary, may be short.
    if body and body != summary and len(body) > len(summary) and not _BREAKS_OFF.search(body):
        whole = body
    else:
        whole = max(body, summary, key=len)
        if len(_WORD.findall(whole)) < WHOLE_WORDS or _BREAKS_OFF.search(whole):
            return ""
    if len(whole) > MAX_TEXT_BYTES:
        return ""
    first = whole.partition("\n")[0]
    return whole if not title or _key(first) == _key(title) else f"{title}\n{whole}"


def _key(line: str) -> str:
    return "".join(_WORD.findall(line.casefold()))
