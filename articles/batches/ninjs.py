"""Reads ninjs, IPTC's "News in JSON", by the names of its versions 1, 2 and 3."""

from collections.abc import Iterator, Mapping
from typing import Any

from articles.batches.addresses import is_address
from articles.batches.markup import plain
from articles.batches.types import Unreadable, shortened

_BODIES = ("bodies", "body_text", "body_html", "body_xhtml", "body_nitf")
_MAIN = {"main", "text", "body"}  # roles of what is meant when there are several
_NO_PUBLISHED = ("withheld", "canceled")


def is_ninjs(found: Mapping[str, Any]) -> bool:
    """Say whether an object is a ninjs item and not one with our own keys."""
    names = _folded(found)
    if "text" in names:
        return False
    return any(name in names for name in _BODIES) or (
        "uri" in names and any(name in names for name in ("type", "standard", "versioncreated"))
    )


def ninjs_values(found: Mapping[str, Any]) -> dict[str, str]:
    """Return the text and details of a ninjs item; raise `Unreadable` where it has no text."""
    item = _folded(found)  # version 3 writes versionCreated where others write versioncreated
    kind = _string(item.get("type"))
    status = _string(item.get("pubstatus"))
    if status in _NO_PUBLISHED:
        raise Unreadable(f"is {status}, says its pubstatus, so it is not taken in")
    text = _body(item)
    if not text:
        if kind not in {"", "text"}:
            raise Unreadable(f"is a ninjs item of type “{shortened(kind)}” and has no text")
        raise Unreadable("is a ninjs item without a body, so there is nothing to read")
    uri = _string(item.get("uri"))
    values = {
        "text": text,
        "id": uri,
        "url": _url(item, uri),
        "outlet": _outlet(item),
        "title": _title(item),
        "byline": _string(item.get("byline")) or _string(item.get("by")),
        "published": next(filter(None, (_string(item.get(n)) for n in _DATES)), ""),
        "language": _string(item.get("language")),
    }
    return {name: value for name, value in values.items() if value.strip()}


_DATES = ("versioncreated", "contentcreated", "firstcreated")


def _folded(found: Mapping[str, Any]) -> dict[str, Any]:
    return {name.casefold(): value for name, value in found.items()}


def _string(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _entries(value: object) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list, their names folded."""
    if isinstance(value, list):
        yield from (_folded(one) for one in value if isinstance(one, dict))


def _body(item: Mapping[str, Any]) -> str:
    """Return the text: one that is marked up has paragraphs, so it is taken first."""
    bodies = sorted(_entries(item.get("bodies")), key=lambda body: body.get("role") != "main")
    marked = [b for b in bodies if "html" in _string(b.get("contenttype")).casefold()]
    for body in [*(_string(b.get("value")) for b in marked), *_strings(item, _HTML)]:
        if text := plain(body):
            return text
    others = [
        _string(b.get("value"))
        for b in bodies
        if _string(b.get("contenttype")).casefold() in {"", "text/plain"}
    ]
    return next(filter(None, (*others, _string(item.get("body_text")))), "")


_HTML = ("body_xhtml", "body_html")


def _strings(item: Mapping[str, Any], names: tuple[str, ...]) -> list[str]:
    return [_string(item.get(name)) for name in names]


def _title(item: Mapping[str, Any]) -> str:
    heads = [h for h in _entries(item.get("headlines")) if _string(h.get("value"))]
    main = [h for h in heads if _string(h.get("role")).casefold() in _MAIN] or heads
    title = _string(main[0].get("value")) if main else ""
    title = title or _string(item.get("headline")) or _string(item.get("headline_main"))
    title = title or _string(item.get("title"))
    return plain(title) if "<" in title else title


def _outlet(item: Mapping[str, Any]) -> str:
    sources = item.get("infosources") or item.get("infosource")
    names = [_string(source.get("name")) for source in _entries(sources)]
    return next(filter(None, names), "") or _string(item.get("copyrightholder"))


def _url(item: Mapping[str, Any], uri: str) -> str:
    others = [_string(other.get("value")) for other in _entries(item.get("altids"))]
    return next(filter(is_address, (*others, uri)), "")
