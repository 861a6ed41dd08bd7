"""Reads web archives (WARC, ARC): each page that a server answered with becomes an article."""

import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any, cast

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from articles.batches.limits import MAX_UNPACKED_BYTES
from articles.batches.markup import MAX_PAGE_BYTES
from articles.batches.pages import page
from articles.batches.rows import Fault, Row, Rows
from articles.batches.types import Unreadable

_GZIP = b"\x1f\x8b"
_PAGES = ("text/html", "application/xhtml+xml")
_DAMAGED = "is damaged or cut off; what follows could not be read"
_BROKEN = (ArchiveLoadFailed, EOFError, OSError, zlib.error, ValueError, AttributeError, KeyError)


def warc_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of a web archive, whole or packed by gzip, and say what else it holds."""
    waiting: list[Row | Fault] = []  # the last page, so that what is said of all stands before it
    others = number = 0
    problem = ""
    try:
        for record in _records(file):
            if not _is_page(record):
                others += 1
                continue
            yield from waiting
            number += 1
            waiting = list(_page(record, number))
    except Unreadable as error:
        problem = str(error)
    except _BROKEN:
        problem = _DAMAGED
    if others:
        reason = f"holds {others:,} records that are no page answered with 200; they were not read"
        yield Fault(reason, refuses=False)
    yield from waiting
    if problem:
        yield Fault(problem)
    elif not number:
        yield Fault("holds no web page")


def _records(file: IO[bytes]) -> Iterator[Any]:
    buffered = io.BufferedReader(cast(io.RawIOBase, file), 1 << 16)
    packed = buffered.peek(2).startswith(_GZIP)
    # Unpacked here and not by warcio, so that a bomb stops at the limit.
    yield from ArchiveIterator(_Counted(gzip.GzipFile(fileobj=buffered) if packed else buffered))


class _Counted:
    """A stream that ends with an `Unreadable` when it gives more than a batch may hold."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._given = 0

    def read(self, size: int = 1 << 14) -> bytes:
        # `read` would lose what came before a damaged place.
        data: bytes = self._file.read1(size)
        self._given += len(data)
        if self._given > MAX_UNPACKED_BYTES:
            raise Unreadable(f"unpacks to more than {MAX_UNPACKED_BYTES:,} bytes; send it in parts")
        return data

    def tell(self) -> int:
        return self._given


def _is_page(record: Any) -> bool:
    headers = record.http_headers
    if record.rec_type != "response" or headers is None or headers.get_statuscode() != "200":
        return False
    return str(headers.get_header("Content-Type") or "").strip().casefold().startswith(_PAGES)


def _page(record: Any, number: int) -> Rows:
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "").strip(" <>")
    kind = str(record.http_headers.get_header("Content-Type"))
    _, _, charset = kind.casefold().partition("charset=")
    data = record.content_stream().read(MAX_PAGE_BYTES + 1)
    if record.raw_stream.limit and not record.raw_stream.read(1):
        raise Unreadable(_DAMAGED)  # it ends before its record does
    for found in page(data, url=url, charset=charset.partition(";")[0].strip()):
        yield replace(found, name=url, number=number)
