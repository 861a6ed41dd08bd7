"""What a web page says of its article: in JSON-LD, in meta elements, and last in what it shows."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml.html import HtmlElement, fromstring

Node = dict[str, Any]

_MAX_JSON = 500_000  # characters of one JSON-LD block
_MAX_NODES = 5_000
_PEOPLE = 20  # more names than this under one article are no byline
_SEPARATORS = re.compile(r"\s+[|•·–—-]\s+|\s+[»«]\s+")
_BY = re.compile(r"^(?:written\s+)?by\b[\s:]+", re.I)
_OF_DATES = re.compile(r"date|publish|posted|timestamp|time\b", re.I)
_ELSEWHERE = re.compile(r"comment|related|sidebar|teaser|recommend|most-?read|footer|promo", re.I)
_OUTSIDE = {"nav", "aside", "footer"}
_LANGUAGE = re.compile(r"^\s*([A-Za-z]{2})(?:[-_][\w-]+)?\s*$")
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S{1,2000})\s*-->")
# Where htmldate looks; without bounds of our own it would ask the clock.
_EARLIEST, _LATEST = "1900-01-01", "2199-12-31"
_DATE_METAS = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "pubdate", "publish-date", "publishdate", "published_time", "publication_date",
    "article.published", "cxenseparse:recs:publishtime", "dc.date.issued", "dcterms.created",
    "dc.date", "dcterms.date", "date.created", "date",
)  # fmt: skip
_AUTHOR_METAS = ("author", "article:author", "byl", "parsely-author", "sailthru.author",
                 "dc.creator", "dcterms.creator", "citation_author")  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageDetails:
    """What a page says; `values` has the names that a row has."""

    values: dict[str, str]
    is_article: bool  # it calls itself one
    is_free: bool  # false: it says that one must pay to read it
    body: str  # the text of its article in JSON-LD, where it has that


def details(tree: HtmlElement, *, url: str, source: str) -> PageDetails:
    """Return what a page says of its article; `source` is its markup, `url` its known address."""
    metas = _metas(tree)
    node = _article_node(tree)
    address = _address(tree, metas, node, url or _saved_from(source))
    outlet = _text(node.get("publisher")) or _first(metas, "og:site_name", "application-name")
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    values = {
        "title": _title(tree, metas, node, outlet),
        "byline": _byline(tree, metas, node),
        "outlet": outlet or host,
        "url": address,
        "published": _published(tree, metas, node, address),
        "language": _language(tree, metas, node),
    }
    return PageDetails(
        values={name: value for name, value in values.items() if value},
        is_article=bool(node) or _first(metas, "og:type").casefold() == "article",
        is_free=str(node.get("isAccessibleForFree", "")).casefold() != "false",
        body=node["articleBody"] if isinstance(node.get("articleBody"), str) else "",
    )


def headings(tree: HtmlElement) -> list[str]:
    """Return the main headings of a page."""
    return [line for h1 in islice(tree.iter("h1"), 5) if (line := _shown(h1))]


def _metas(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for meta in islice(tree.iter("meta"), 500):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        name = name or meta.get("http-equiv") or ""
        if content := _clean(meta.get("content") or ""):
            found.setdefault(name.strip().casefold(), []).append(content)
    return found


def _first(metas: Mapping[str, list[str]], *names: str) -> str:
    return next((metas[name][0] for name in names if name in metas), "")


def _clean(value: str) -> str:
    return " ".join(html.unescape(value).split())


def _shown(element: HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


# JSON-LD


def _article_node(tree: HtmlElement) -> Node:
    """Return the JSON-LD of the page's article, with what it refers to put in; else nothing."""
    nodes = list(islice(_nodes(tree), _MAX_NODES))
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    for node in nodes:
        if _is_article(node):
            return {name: _resolved(value, by_id) for name, value in node.items()}
    return {}


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    for script in islice(tree.iter("script"), 1000):
        kind = (script.get("type") or "").casefold()
        if "ld+json" not in kind or not script.text or len(script.text) > _MAX_JSON:
            continue
        raw = script.text.strip().removeprefix("<![CDATA[").removesuffix("]]>")
        try:
            waiting: list[Any] = [json.loads(raw.strip().rstrip(";"), strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting[:0] = value[:_MAX_NODES]
            elif isinstance(value, dict):
                yield value
                waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]
                # Yoast and others put people and publishers beside the article or inside it.
                waiting += [value[key] for key in ("author", "publisher") if key in value]


def _is_article(node: Node) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and kind.endswith(("Article", "BlogPosting", "Report"))
        for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _resolved(value: Any, by_id: Mapping[str, Node]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, by_id) for one in value[: 2 * _PEOPLE]]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _text(value: Any) -> str:
    """Return what a JSON-LD value is called."""
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or value.get("alternateName")
        return _text(value) if not isinstance(value, dict) else ""
    return _clean(value) if isinstance(value, str) else ""


# Fields


def _title(tree: HtmlElement, metas: Mapping[str, list[str]], node: Node, outlet: str) -> str:
    found = (
        _text(node.get("headline"))
        or _text(node.get("name"))
        or _first(metas, "og:title", "twitter:title", "dc.title", "citation_title")
    )
    if not found:
        h1 = headings(tree)
        title = next((_shown(t) for t in islice(tree.iter("title"), 1)), "")
        # One heading is the headline; of several, the one that the title begins with.
        found = h1[0] if len(h1) == 1 else next((h for h in h1 if h in title), title)
    found = _clean(re.sub(r"<[^<>]{1,100}>", "", found))
    return _without_outlet(found, outlet)


def _without_outlet(title: str, outlet: str) -> str:
    """Return a title without the outlet's name at its end: `Mayor resigns | The Harbor Post`."""
    *_, last = [None, *_SEPARATORS.finditer(title)]
    if last and outlet and _key(title[last.end() :]) == _key(outlet):
        return title[: last.start()]
    return title


def _key(name: str) -> str:
    return "".join(c for c in name.casefold().removeprefix("the ") if c.isalnum())


def _byline(tree: HtmlElement, metas: Mapping[str, list[str]], node: Node) -> str:
    authors = node.get("author") or node.get("creator")
    people = [_text(one) for one in (authors if isinstance(authors, list) else [authors])]
    if not any(people):
        people = next(filter(_names, (metas.get(name, []) for name in _AUTHOR_METAS)), [])
    if not _names(people):
        people = _shown_byline(tree)
    return ", ".join(_names(people))


def _names(people: Iterable[str]) -> list[str]:
    """Return people's names, each once, without “By” and without addresses."""
    names = (_BY.sub("", _clean(person)).strip(" ,;") for person in people)
    kept = [n for n in names if n and len(n) <= 200 and "://" not in n and not n.startswith("@")]
    return list(dict.fromkeys(kept)) if len(kept) <= _PEOPLE else []


def _shown_byline(tree: HtmlElement) -> list[str]:
    """Return the authors that a page marks as such where it shows them."""
    marked = tree.xpath(
        "//*[@rel='author' or @itemprop='author' or contains(@class,'byline')"
        " or contains(@class,'author-name')][not(self::meta)]"
    )
    for element in marked[:10]:
        said = _shown(element)
        if 3 <= len(said) <= 100 and not _is_elsewhere(element):
            # What follows a name: a date, an office, a link to more of theirs.
            return [re.split(r"\s*(?:[|•·]|\b(?:Published|Updated|Posted)\b|\d)", said)[0]]
    return []


def _is_elsewhere(element: HtmlElement) -> bool:
    return any(
        node.tag in _OUTSIDE or _ELSEWHERE.search(f"{node.get('class')} {node.get('id')}")
        for node in (element, *element.iterancestors())
        if isinstance(node.tag, str) and node.tag not in ("html", "body")
    )


def _saved_from(source: str) -> str:
    """Return the address that a browser wrote into a page it saved."""
    found = _SAVED_FROM.search(source[:5000])
    return found.group(1) if found else ""


def _address(tree: HtmlElement, metas: Mapping[str, list[str]], node: Node, url: str) -> str:
    """Return the page's own address where it tells a good one, else the one it is known by."""
    entity = node.get("mainEntityOfPage")
    said = [link.get("href") or "" for link in tree.xpath("//link[@rel='canonical']")[:3]]
    said += [_first(metas, "og:url"), *(v for v in (node.get("url"), entity) if isinstance(v, str))]
    if isinstance(entity, dict) and isinstance(entity.get("@id"), str):
        said.append(entity["@id"])
    for one in said:
        with suppress(ValueError):
            address = urljoin(url, one.strip())
            parts, known = urlsplit(address), urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or " " in address:
                continue
            # A copy on another site points to the original, and a badly made site to its front
            # page: neither is the address of what lies here.
            if known.hostname and _site(known.hostname) != _site(parts.hostname):
                continue
            if known.path.strip("/") and not parts.path.strip("/") and not parts.query:
                continue
            return str(address.partition("#")[0])
    return url


def _site(host: str) -> str:
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host.casefold())


def _language(tree: HtmlElement, metas: Mapping[str, list[str]], node: Node) -> str:
    said = [_text(node.get("inLanguage"))]
    said += [tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or ""]
    said += [tree.get("xml:lang") or ""]
    said += [_first(metas, name) for name in ("og:locale", "content-language", "dc.language")]
    found = next(filter(None, map(_LANGUAGE.match, said)), None)
    return str(found.group(1)).casefold() if found else ""


def _published(tree: HtmlElement, metas: Mapping[str, list[str]], node: Node, address: str) -> str:
    said = [_text(node.get("datePublished")), *(_first(metas, name) for name in _DATE_METAS)]
    said.append(_text(node.get("dateCreated")))
    return next(filter(None, map(moment, said)), "") or _shown_date(tree) or _dated("", address)


def moment(said: str) -> str:
    """Return a moment as ISO 8601 has it, or its day where no time was said; else nothing."""
    said = said.strip()
    if not said or len(said) > 100 or not said.isprintable():
        return ""
    with suppress(ValueError):
        return date.fromisoformat(said).isoformat()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, TypeError, OverflowError, IndexError):
            found = read(said)
            # Nobody publishes at midnight sharp; a program filled in what it did not know.
            if (found.hour, found.minute, found.second) == (0, 0, 0):
                return found.date().isoformat()
            return found.replace(microsecond=0).isoformat()
    return _dated(f"<time>{html.escape(said)}</time>", "")


def _shown_date(tree: HtmlElement) -> str:
    """Return the first date that the page marks as one beside its article."""
    for element in _of_dates(tree):
        said = element.get("datetime") or element.get("content") or _shown(element)
        if len(said) <= 100 and not _is_elsewhere(element) and (found := moment(said)):
            return found
    return ""


def _of_dates(tree: HtmlElement) -> Iterator[HtmlElement]:
    yield from tree.xpath("//*[@itemprop='datePublished']")[:5]
    yield from tree.xpath("//time[@pubdate]")[:5]
    yield from tree.xpath("//time")[:10]
    yield from [
        element
        for element in tree.xpath("//*[@class or @id][not(*[5])][self::p|self::span|self::div]")
        if _OF_DATES.search(f"{element.get('class')} {element.get('id')}")
    ][:10]


def _dated(markup: str, url: str) -> str:
    """Return the day that htmldate finds in so little that it cannot take it from elsewhere."""
    page = fromstring(f"<html><body>{markup}</body></html>")
    # Libraries that read what strangers wrote: any failure of theirs means that there is no date.
    with suppress(Exception):
        found = find_date(
            page,
            extensive_search=False,
            original_date=True,
            url=url or None,
            min_date=_EARLIEST,
            max_date=_LATEST,
        )
        return date.fromisoformat(found).isoformat() if found else ""
    return ""
