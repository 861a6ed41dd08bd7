"""Reads web pages: the article's own text and what the page says of it, without fetching anything.

A page of usual size takes 20 to 60 ms. What trafilatura remembers is thrown away now and then, so
that memory stays flat however many pages are read.
"""

import hashlib
import logging
import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice
from typing import IO

import trafilatura
from lxml import etree
from lxml.html import HtmlElement
from trafilatura.meta import reset_caches

from articles.batches.limits import MAX_TEXT_BYTES
from articles.batches.markup import MAX_PAGE_BYTES, lines, markup, plain, strip, tree_of
from articles.batches.pagedetails import PageDetails, details, headings
from articles.batches.rows import Fault, Row, Rows
from articles.batches.types import Origin, Unreadable

# The shortest news in brief has about 40 words; what asks for a login or a click has fewer.
MIN_WORDS = 30
_PROSE_WORDS = 20  # a paragraph of an article; a teaser has fewer
_MOST_LINKED = 0.5  # of an article's characters; menus and lists of articles have nearly all
_MANY_TEASERS = 5
_MANY_ELEMENTS = 8_000  # beyond this, comparing with other extractors takes seconds
_REMEMBERED = 20_000_000  # characters of pages until caches are emptied
_LETTERS = re.compile(r"\w+")

for _name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # what they say is no news to anybody


def html_rows(file: IO[bytes]) -> Rows:
    """Yield the one row of a saved web page."""
    yield from page(file.read(MAX_PAGE_BYTES + 1))


def page(data: bytes, *, url: str = "", charset: str = "") -> Iterator[Row | Fault]:
    """Yield the article of a web page and remarks on it, or the refusal of a page without one.

    `url` is the address it is known by, `charset` what its server said.
    """
    if len(data) > MAX_PAGE_BYTES:
        yield Fault(f"holds more than {MAX_PAGE_BYTES:,} bytes, which no web page does")
        return
    try:
        found = markup(data, charset)
        if found.remark:
            yield Fault(found.remark, None, "encoding", refuses=False)
        tree = tree_of(found.text)
        said = details(tree, url=url, source=found.text)
        text = _article(tree, said, url)
    except Unreadable as error:
        yield Fault(str(error), field="text")
        return
    except Exception as error:  # of the libraries, on what only a stranger's page can hold
        yield Fault(f"cannot be read as a web page ({type(error).__name__})", field="text")
        return
    finally:
        _forget(len(data))
    if not said.is_free:
        reason = "says that it is not free to read; perhaps only its beginning is here"
        yield Fault(reason, None, "text", refuses=False)
    yield Row(
        values={"text": text, **said.values},
        encoding=found.encoding,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        origins=dict.fromkeys(said.values, Origin.PAGE),
    )


def _article(tree: HtmlElement, said: PageDetails, url: str) -> str:
    """Return the article's text, its headline first; raise `Unreadable` where there is none."""
    heads = headings(tree)
    strip(tree)
    length = sum(map(len, tree.itertext()))
    if length > MAX_TEXT_BYTES:
        raise Unreadable(f"shows {length:,} characters and may show {MAX_TEXT_BYTES:,}")
    found, linked = _extracted(tree, url, tables=False)
    if _words(found) < MIN_WORDS:  # sites of old stand in tables
        found, linked = max(
            (found, linked), _extracted(tree, url, tables=True), key=lambda it: _words(it[0])
        )
    if _words(found) < MIN_WORDS and (body := plain(said.body)):  # shown by a script
        found, linked = body.split("\n"), 0
    title = said.values.get("title", "")
    if _words(line for line in found if _key(line) != _key(title)) < MIN_WORDS:
        raise Unreadable(
            f"has fewer than {MIN_WORDS} words that are an article; "
            "perhaps it asks for a login or is shown by a script: save the text itself"
        )
    if linked > _MOST_LINKED * sum(map(len, found)) or _is_index(tree, said):
        raise Unreadable(
            "is a page that leads to articles and holds none; send the articles themselves"
        )
    return "\n".join(_headed(found, title, heads))


def _extracted(tree: HtmlElement, url: str, *, tables: bool) -> tuple[list[str], int]:
    """Return the lines of what trafilatura takes for the article, and how much of it is links."""
    document = trafilatura.bare_extraction(
        deepcopy(tree),
        url=url or None,
        fast=sum(1 for _ in islice(tree.iter(), _MANY_ELEMENTS)) == _MANY_ELEMENTS,
        include_comments=False,
        include_tables=tables,
        include_links=True,
        with_metadata=False,
    )
    body = getattr(document, "body", None)
    if body is None:
        return [], 0
    linked = sum(len("".join(link.itertext())) for link in body.iter("ref"))
    etree.strip_elements(body, "graphic", with_tail=False)
    return lines(body), linked


def _words(found: Iterator[str] | list[str]) -> int:
    return sum(len(_LETTERS.findall(line)) for line in found)


def _is_index(tree: HtmlElement, said: PageDetails) -> bool:
    """Whether a page that does not call itself an article has more linked headings than prose."""
    if said.is_article:
        return False
    teasers = tree.xpath("count(//*[self::h2 or self::h3 or self::h4][a or parent::a])")
    if teasers < _MANY_TEASERS:
        return False
    prose = (" ".join(p.itertext()).split() for p in tree.iter("p"))
    return bool(sum(len(words) >= _PROSE_WORDS for words in prose) <= teasers)


def _headed(found: list[str], title: str, heads: list[str]) -> list[str]:
    """Return the lines with the headline first, where reading looks for it, and only once."""
    names = {_key(name) for name in (title, *heads)} - {""}
    place = next((n for n, line in enumerate(found[:4]) if _key(line) in names), None)
    if place is not None:  # above it stand the section's name and the like
        return [found[place], *found[:place], *found[place + 1 :]]
    return [title, *found] if title else found


def _key(line: str) -> str:
    return "".join(_LETTERS.findall(line.casefold()))


_seen = 0


def _forget(size: int) -> None:
    global _seen
    _seen += size
    if _seen > _REMEMBERED:
        _seen = 0
        reset_caches()
