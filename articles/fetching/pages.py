"""Fetches one page: each hop is checked, connected to where it was checked, and cut off in time."""

import http.client
import time
import zlib
from collections.abc import Callable
from dataclasses import replace
from email.message import Message
from email.utils import parsedate_to_datetime

from articles.batches.types import shortened
from articles.fetching.addresses import Resolver, resolved, system_resolver, target
from articles.fetching.connections import Connection, Deadline, in_words
from articles.fetching.types import Fetched, Limits, Unfetchable

_PIECE = 65_536
_LONGEST_WAIT = 86_400  # a site that says “come back in a year” is asked again tomorrow
_TEXTS = {"application/json", "application/xml", "application/xhtml+xml"}
_UNSURE = {"", "application/octet-stream", "binary/octet-stream"}
_MOVED = {301, 302, 303, 307, 308}
_LATER = {408, 425, 429}
_DEFAULT = Limits()


def fetch(
    url: str,
    *,
    etag: str = "",
    last_modified: str = "",
    agent: str = "newsclaims",
    allow_loopback: bool = False,
    limits: Limits = _DEFAULT,
    resolve: Resolver = system_resolver,
    check: Callable[[str], None] = lambda url: None,
) -> Fetched:
    """Return a page of text, where its redirects end; raise `Unfetchable` when there is none.

    With `etag` or `last_modified` the server is asked only for what is newer. At every hop all
    addresses of the host must be of the open net (`allow_loopback`: or of this machine), and it
    is one of these that is connected to. No cookie is kept or sent. `check` is asked before each
    hop, and may raise `Unfetchable` (see `Robots.check`).
    """
    check(url)
    hop = _Hop(_headers(agent, etag, last_modified), limits, resolve, allow_loopback)
    found = hop.take(url)
    seen = [url]
    while isinstance(found, str):
        at = found
        try:
            if at in seen:
                raise Unfetchable("it came from: the redirects run in a loop")
            if len(seen) > limits.redirects:
                raise Unfetchable(f"is one redirect too many: {limits.redirects} are followed")
            check(at)
            found = hop.take(at)
        except Unfetchable as error:
            raise Unfetchable(
                f"redirects to {shortened(at, 200)}, which {error.words}",
                is_temporary=error.is_temporary,
                retry_after=error.retry_after,
            ) from None
        seen.append(at)
    return replace(found, url=url)


class _Hop:
    """One step of a fetch, with what all its steps share: what is sent, and the one deadline."""

    def __init__(
        self, headers: dict[str, str], limits: Limits, resolve: Resolver, allow_loopback: bool
    ) -> None:
        self._headers = headers
        self._limits = limits
        self._resolve = resolve
        self._allow_loopback = allow_loopback
        self._deadline = Deadline(limits.seconds)

    def take(self, url: str) -> Fetched | str:
        """Return the page of an address, or the address that it redirects to."""
        to = target(url, allow_loopback=self._allow_loopback)
        try:
            addresses = resolved(
                to,
                resolve=self._resolve,
                seconds=min(self._limits.connect_seconds, self._deadline.left()),
                allow_loopback=self._allow_loopback,
            )
            connection = Connection(to, addresses, self._deadline, self._limits.connect_seconds)
            try:
                connection.request("GET", to.path, headers=self._headers | {"Host": to.authority})
                with connection.getresponse() as response:
                    if response.status in _MOVED and response.headers.get("Location"):
                        return to.joined(_location(response.headers["Location"]))
                    return _page(to.url, response, self._limits.size)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            raise in_words(error, self._deadline) from None


def _headers(agent: str, etag: str, last_modified: str) -> dict[str, str]:
    headers = {
        "User-Agent": agent,
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,text/*;q=0.8,*/*;q=0.1",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    # What a server said once goes back to it: never more than a header's worth, and no line break.
    sendable = {n: v for n, v in known.items() if v and v.isascii() and v.isprintable()}
    return headers | sendable


def _location(raw: str) -> str:
    """Return where a redirect leads; servers write UTF-8, and `http.client` reads Latin-1."""
    try:
        return raw.strip().encode("latin-1").decode()
    except UnicodeError:
        return raw.strip()


def _page(url: str, response: http.client.HTTPResponse, most: int) -> Fetched:
    headers = response.headers
    found = Fetched(
        url=url,
        final_url=url,
        status=response.status,
        media_type=headers.get_content_type() if "Content-Type" in headers else "",
        charset=headers.get_content_charset() or "",
        etag=headers.get("ETag", ""),
        last_modified=headers.get("Last-Modified", ""),
    )
    if response.status == 304:
        return found
    if response.status not in {200, 203}:
        raise _refused(response.status, headers)
    content = _content(response, most)
    if not _is_text(found.media_type, content):
        kind = shortened(found.media_type) or "no text"
        raise Unfetchable(f"is not a page of text but {kind}")
    return replace(found, content=content)


def _refused(status: int, headers: Message) -> Unfetchable:
    if status in {404, 410}:
        return Unfetchable(f"is not there: the site answers {status}")
    if status == 401:
        return Unfetchable("can only be read by those who sign in: the site answers 401")
    if status in {402, 403, 451}:
        return Unfetchable(f"may not be read by us: the site answers {status}")
    if status in _LATER:
        return Unfetchable(
            f"cannot be read now: the site answers {status} and wants to be asked later",
            is_temporary=True,
            retry_after=_retry_after(headers),
        )
    if status >= 500:
        return Unfetchable(
            f"cannot be read now: the site answers {status}, an error of its own",
            is_temporary=True,
            retry_after=_retry_after(headers),
        )
    return Unfetchable(f"cannot be read: the site answers {status} and gives no page")


def _retry_after(headers: Message) -> int | None:
    """Return in how many seconds a site wants to be asked again: it says a number, or a moment."""
    raw = str(headers.get("Retry-After", "")).strip()
    if raw.isascii() and raw.isdigit():
        seconds = int(raw[:9])
    else:
        try:
            seconds = int(parsedate_to_datetime(raw).timestamp() - time.time())
        except (ValueError, OverflowError):
            return None
    return min(max(seconds, 0), _LONGEST_WAIT)


def _content(response: http.client.HTTPResponse, most: int) -> bytes:
    """Return what a server sends, unpacked; raise `Unfetchable` as soon as it is too large."""
    if (response.length or 0) > most:
        raise _too_large(most)
    unpack = _Unpacking(response.headers.get("Content-Encoding", ""), most)
    parts: list[bytes] = []
    received = size = 0
    while piece := response.read(_PIECE):
        received += len(piece)
        part = unpack(piece, most - size)
        size += len(part)
        parts.append(part)
        if received > most:
            raise _too_large(most)
    if response.length or not unpack.is_whole(received):
        raise Unfetchable("cannot be read: the answer broke off", is_temporary=True)
    return b"".join(parts)


class _Unpacking:
    """Unpacks a stream, and stops before it holds more than it may."""

    def __init__(self, packing: str, most: int) -> None:
        self._packing = packing.strip().casefold()
        self._most = most
        if self._packing not in {"", "identity", "gzip", "x-gzip", "deflate"}:
            raise Unfetchable(
                f"cannot be read: it is packed as “{shortened(packing)}”, which nobody asked for"
            )
        self._stream = None if self._packing in {"", "identity"} else zlib.decompressobj(47)
        self._is_first = True

    def __call__(self, piece: bytes, room: int) -> bytes:
        if self._stream is None:
            return piece
        parts: list[bytes] = []
        while piece:
            if self._stream.eof:  # one packed stream may follow another
                self._stream = zlib.decompressobj(47)
            part = self._unpacked(piece, room + 1)
            room -= len(part)
            if room < 0 or self._stream.unconsumed_tail:
                raise _too_large(self._most)
            parts.append(part)
            piece = self._stream.unused_data
            if piece and not piece.strip(b"\0"):
                break  # padding
        return b"".join(parts)

    def is_whole(self, received: int) -> bool:
        """Return whether the stream came to its end."""
        return self._stream is None or self._stream.eof or not received

    def _unpacked(self, piece: bytes, most: int) -> bytes:
        assert self._stream is not None
        first, self._is_first = self._is_first, False
        try:
            return self._stream.decompress(piece, most)
        except zlib.error:
            if not (first and self._packing == "deflate"):
                raise Unfetchable("cannot be read: it is packed, and damaged") from None
        self._stream = zlib.decompressobj(-15)  # as some servers understand “deflate”
        return self._unpacked(piece, most)


def _too_large(most: int) -> Unfetchable:
    return Unfetchable(f"holds more than {most:,} bytes, which no article does")


def _is_text(media_type: str, content: bytes) -> bool:
    if media_type in _UNSURE:
        return b"\0" not in content[:1_000]
    is_markup = media_type.startswith("application/") and media_type.endswith(("+xml", "+json"))
    return media_type.startswith("text/") or media_type in _TEXTS or is_markup
