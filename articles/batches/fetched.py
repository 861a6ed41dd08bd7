"""Pages that were fetched, as records that a batch keeps, and how they are read."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from articles.batches.archive import Zip
from articles.batches.delivery import CONTENT, PAGES
from articles.batches.limits import MAX_LINE_BYTES
from articles.batches.markup import MAX_PAGE_BYTES, markup
from articles.batches.pages import page as page_rows
from articles.batches.rows import DETAILS, Fault, Row, Rows
from articles.batches.types import Origin, Unreadable, shortened

_PAGES = {"", "text/html", "application/xhtml+xml"}
_NAMES = ("url", "final_url", "error", "media_type", "charset")


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """What became of one address: its bytes as the server sent them, or why there are none.

    `known` says what a feed knew of it: names of `DETAILS` and their values. `is_list` says that
    the address led to a feed, whose pages are items of their own; `error` then says so.
    """

    url: str
    final_url: str = ""
    content: bytes | None = None
    error: str = ""
    media_type: str = ""
    charset: str = ""
    known: Mapping[str, str] = field(default_factory=dict)
    is_list: bool = False

    @property
    def address(self) -> str:
        """Return where the page is, after redirects."""
        return self.final_url or self.url

    @property
    def line(self) -> str:
        """Return all but the content as one line of a batch's index."""
        said = {name: getattr(self, name) for name in _NAMES}
        return json.dumps({**said, "known": dict(self.known), "is_list": self.is_list}) + "\n"


def pages_of(archive: Zip) -> Iterator[FetchedPage]:
    """Yield the fetched pages of a batch in order, without their content."""
    member = archive.member(PAGES)
    if not member:
        return
    try:
        with archive.content(member) as file:
            while line := file.readline(MAX_LINE_BYTES):
                found = json.loads(line)
                known = {n: str(v) for n, v in found["known"].items() if n in DETAILS}
                url, final_url, error, media_type, charset = (str(found[n]) for n in _NAMES)
                is_list = bool(found.get("is_list"))
                yield FetchedPage(url, final_url, None, error, media_type, charset, known, is_list)
    except (Unreadable, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # no packer of ours wrote that


def fetched_rows(archive: Zip, number: int, page: FetchedPage) -> Rows:
    """Yield the one row of a fetched page, or why there is none; `number` is its place."""
    member = archive.member(f"{CONTENT}{number}")
    if page.error or not member:
        yield Fault(page.error or "was not fetched", skips=page.is_list)
        return
    media_type = page.media_type.partition(";")[0].strip().casefold()
    with archive.content(member) as file:
        data = file.read(MAX_PAGE_BYTES + 1)
    if media_type in _PAGES:
        rows = page_rows(data, url=page.address, charset=page.charset)
    elif media_type == "text/plain":
        rows = _plain_rows(data, page.charset)
    else:
        kind = shortened(media_type)
        yield Fault(f"is {kind}, and only web pages and plain text are read from an address")
        return
    for row in rows:
        yield _with_known(row, page) if isinstance(row, Row) else row


def _plain_rows(data: bytes, charset: str) -> Rows:
    found = markup(data, charset)
    if found.remark:
        yield Fault(found.remark, None, "encoding", refuses=False)
    digest = hashlib.sha256(data).hexdigest()
    yield Row({"text": found.text}, None, found.encoding, digest, len(data))


def _with_known(row: Row, page: FetchedPage) -> Row:
    """Return a row with its address, and what a feed knew that the page itself does not say."""
    known = {**page.known, "url": page.known.get("url") or page.address, **row.values}
    origins = {name: Origin.PAGE for name in known if name != "text"}
    return replace(row, values=known, origins={**origins, **row.origins})
