"""Fetch: get the pages of batches that came as addresses, and pack them for reading.

One process does it at a time, with a few pages at once, each of another host. Whatever it is
killed over is still queued, and fetched again.
"""

import hashlib
import logging
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from articles import batches, fetching, locks
from articles.batches import Unreadable, feeds
from articles.batches.delivery import CONTENT, PAGES
from articles.batches.feeds import FeedEntry
from articles.batches.fetched import FetchedPage
from articles.fetching import Fetched, Robots, Unfetchable
from articles.models import Batch, Fetch

logger = logging.getLogger(__name__)

AT_ONCE = 8
PAUSE_SECONDS = 1.0  # between two fetches of one host
ATTEMPTS = 4
BACKOFF_SECONDS = (10, 60, 300)
LONGEST_WAIT_SECONDS = 3_600  # a batch is not kept open for longer by a site's “later”
MAX_URL = 2_000
MAX_LISTED = 500  # pages of one feed; the longest that newsrooms offer have 200
_FEED = re.compile(rb"<(rss|feed|rdf:rdf)[\s>]", re.IGNORECASE)

State = Fetch.State


def get(url: str, *, etag: str = "", last_modified: str = "") -> Fetched:
    """Return a page as the settings allow it, if its site's robots.txt does not forbid it."""
    return _get(url, etag=etag, last_modified=last_modified, check=robots.check)


def _get(url: str, **options: object) -> Fetched:
    return fetching.fetch(
        url,
        agent=settings.FETCH_AGENT,
        allow_loopback=settings.FETCH_LOOPBACK,
        **options,  # type: ignore[arg-type]
    )


robots = Robots(_get)


@transaction.atomic
def queue(
    *, batch: Batch, addresses: Iterable[str], known: Mapping[str, Mapping[str, str]] | None = None
) -> int:
    """Add addresses to those of a batch that have to be fetched, each once; return how many.

    `known` says what is known of some beforehand, by address: details and their values.
    """
    Batch.objects.select_for_update().get(pk=batch.pk)
    there = set(batch.fetches.values_list("url", flat=True))
    new = list(dict.fromkeys(filter(None, map(str.strip, addresses))))
    last = batch.fetches.aggregate(last=Max("position"))["last"] or 0
    rows = [
        _row(batch, position, url, (known or {}).get(url, {}))
        for position, url in enumerate((url for url in new if url[:MAX_URL] not in there), last + 1)
    ]
    return len(Fetch.objects.bulk_create(rows))


def _row(batch: Batch, position: int, url: str, known: Mapping[str, str]) -> Fetch:
    row = Fetch(
        batch=batch,
        position=position,
        url=url[:MAX_URL],
        host=fetching.host_of(url)[:255],
        known=dict(known),
    )
    if len(url) > MAX_URL:
        row.state, row.error = State.FAILED, f"is longer than the {MAX_URL:,} signs it may have"
    return row


def retry(*, batch: Batch) -> int:
    """Queue again what could not be fetched or was cancelled; return how many that is.

    The batch then waits for them, and what was fetched before stays in its file.
    """
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        failed = held.fetches.filter(state__in=[State.FAILED, State.CANCELLED])
        count = failed.update(state=State.QUEUED, attempts=0, not_before=None, error="")
        if count:
            Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FETCHING, error="")
    batch.refresh_from_db()
    return count


@contextmanager
def alone_with(host: str) -> Iterator[bool]:
    """Hold a host for the block, so that nobody else fetches there; False when somebody does."""
    with locks.attempt(locks.Room.FETCHING, zlib.crc32(host.encode()) >> 1) as is_mine:
        yield is_mine


@dataclass(slots=True)
class _Round:
    """What one process is at, and when it may go to a host again."""

    running: dict[Future[Fetched], tuple[Fetch, ExitStack]] = field(default_factory=dict)
    free_at: dict[str, float] = field(default_factory=dict)

    def busy(self) -> list[str]:
        """Return the hosts that nothing may be fetched from now."""
        now = time.monotonic()
        paused = [host for host, at in self.free_at.items() if at > now]
        return [*paused, *(row.host for row, _ in self.running.values())]


def fetch_waiting(*, until: float) -> None:
    """Fetch what is queued, and hand on the batches of which nothing is queued any more.

    One process does this at a time; the others return at once.
    """
    with locks.attempt(locks.Room.FETCHING_ROUND) as is_mine:
        if is_mine:
            Fetch.objects.filter(state=State.QUEUED, batch__state=Batch.State.CANCELLED).update(
                state=State.CANCELLED
            )
            _fetch_queued(until)
            _hand_on()


def _fetch_queued(until: float) -> None:
    found = _Round()
    with ThreadPoolExecutor(AT_ONCE, "fetch") as pool:
        while True:
            if time.monotonic() < until:
                _start(found, pool)
            if found.running:
                done, _ = wait(found.running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in done:
                    row, held = found.running.pop(future)
                    _store(row, future)
                    found.free_at[row.host] = time.monotonic() + _pause(row)
                    held.close()
            elif time.monotonic() < until and _due().exists():
                time.sleep(0.1)  # a host has its pause
            else:
                return


def _due(busy: Iterable[str] = ()) -> QuerySet[Fetch]:
    now = timezone.now()
    return (
        Fetch.objects.filter(Q(not_before=None) | Q(not_before__lte=now), state=State.QUEUED)
        .filter(batch__state=Batch.State.FETCHING)
        .exclude(host__in=list(busy))
        .order_by("host", "batch", "position")
        .distinct("host")
    )


def _start(found: _Round, pool: ThreadPoolExecutor) -> None:
    """Start to fetch the first page of each host that is free, as far as there is room."""
    for row in _due(found.busy())[: AT_ONCE - len(found.running)]:
        if (rest := _rest(row)) > 0:
            found.free_at[row.host] = time.monotonic() + rest
            continue
        held = ExitStack()
        if held.enter_context(alone_with(row.host)):
            future = pool.submit(get, row.url)
            found.running[future] = row, held
        else:
            held.close()
            found.free_at[row.host] = time.monotonic() + PAUSE_SECONDS


def _pause(row: Fetch) -> float:
    return max(PAUSE_SECONDS, robots.delay(row.url))


def _rest(row: Fetch) -> float:
    """Return the seconds for which a host is still left alone, whoever fetched there last."""
    last = Fetch.objects.filter(host=row.host).aggregate(last=Max("fetched_at"))["last"]
    return (last.timestamp() + _pause(row) - time.time()) if last else 0.0


def _store(row: Fetch, future: Future[Fetched]) -> None:
    """Keep what became of a row, unless it was cancelled meanwhile."""
    try:
        page = future.result()
        entries = None if row.known else listed(page.content)
    except Unfetchable as error:
        _fail(row, error)
    except Exception as error:
        logger.exception("address %s could not be fetched", row.url)
        _fail(row, Unfetchable(f"made the program fail ({type(error).__name__}: {error})"))
    else:
        with transaction.atomic():
            if entries is None:
                _mark(row, State.FETCHED, **as_fields(page))
            else:
                _expand(row, entries)


def as_fields(page: Fetched) -> dict[str, object]:
    """Return a page as the fields of a fetch."""
    return {
        "final_url": page.final_url[:MAX_URL],
        "media_type": page.media_type[:200],
        "charset": page.charset[:40],
        "etag": page.etag[:500],
        "last_modified": page.last_modified[:100],
        "content": page.content,
        "error": "",
    }


def _mark(row: Fetch, state: Fetch.State, **fields: object) -> bool:
    queued = Fetch.objects.filter(pk=row.pk, state=State.QUEUED)
    changed = queued.update(
        state=state, fetched_at=timezone.now(), attempts=F("attempts") + 1, **fields
    )
    return bool(changed)


def listed(content: bytes) -> list[FeedEntry] | None:
    """Return what a feed lists and has a page for; none where these bytes are no feed.

    Its pages are always fetched, also where the feed gives a text: what the page says is what the
    outlet published, and of a feed nobody can be sure that its text is whole.
    """
    if not _FEED.search(content[:4_000].replace(b"\0", b"")):
        return None
    try:
        entries = feeds.entries(content)
    except Unreadable as error:
        raise Unfetchable(str(error)) from None
    return entries and [entry for entry in entries if entry.url][:MAX_LISTED]


def _expand(row: Fetch, entries: Iterable[FeedEntry]) -> None:
    """Queue the pages that a feed lists; it keeps its own place in the batch, to say so."""
    known = {entry.url: {"url": entry.url, **entry.known} for entry in entries}
    if not known:
        _mark(row, State.FAILED, error="is a feed that leads to no page")
    elif _mark(row, State.FETCHED, error=""):
        count = queue(batch=row.batch, addresses=known, known=known)
        what = "the page that it lists is an item of its own"
        if count != 1:
            what = f"the {count} pages that it lists are items of their own"
        words = f"is a feed: {what}"
        Fetch.objects.filter(pk=row.pk).update(error=words)


def _fail(row: Fetch, error: Unfetchable) -> None:
    attempts = row.attempts + 1
    if not error.is_temporary or attempts >= ATTEMPTS:
        tried = f" (tried {attempts} times)" if error.is_temporary else ""
        _mark(row, State.FAILED, error=f"{error.words}{tried}")
        return
    asked = min(error.retry_after or 0, LONGEST_WAIT_SECONDS)
    until = timezone.now() + timedelta(seconds=max(asked, BACKOFF_SECONDS[attempts - 1]))
    with transaction.atomic():
        _mark(row, State.QUEUED, error=error.words, not_before=until)
        if asked:  # the site wants to be left alone, not this page of it
            others = Fetch.objects.filter(host=row.host, state=State.QUEUED)
            others.exclude(not_before__gt=until).update(not_before=until)


def _hand_on() -> None:
    """Let every batch of which nothing is queued any more wait to be read in."""
    waiting = Fetch.objects.filter(state=State.QUEUED).values("batch")
    for batch in Batch.objects.filter(state=Batch.State.FETCHING).exclude(pk__in=waiting):
        _pack(batch)


def _pack(batch: Batch) -> None:
    """Put what was fetched into a batch's file, beside what lies in it already.

    The place of a page never changes, so that a batch some of whose pages are fetched later has
    the same items at the same places.
    """
    before = batch.upload.name
    with ExitStack() as stack:
        packed = stack.enter_context(tempfile.TemporaryFile())
        old = None
        if before:
            old = stack.enter_context(zipfile.ZipFile(stack.enter_context(batch.upload.open("rb"))))
            _copy_others(old, packed)
        batches.pack_fetched(_pages(batch, old), packed)
        packed.seek(0)
        sha256 = hashlib.file_digest(packed, "sha256").hexdigest()
        packed.seek(0)
        batch.upload.save(f"{sha256[:16]}.zip", File(packed), save=False)
    with transaction.atomic():
        held = Batch.objects.filter(pk=batch.pk, state=Batch.State.FETCHING)
        is_mine = held.update(state=Batch.State.RECEIVED, sha256=sha256, upload=batch.upload.name)
        if is_mine:
            batch.fetches.update(content=None)
    # Of two files one is not needed any more; who was killed before this leaves one lying about.
    if unneeded := before if is_mine else batch.upload.name:
        batch.upload.storage.delete(unneeded)


def _copy_others(old: zipfile.ZipFile, packed: IO[bytes]) -> None:
    """Copy what is no fetched page: files that came together with the addresses."""
    with zipfile.ZipFile(packed, "w") as archive:
        for member in old.infolist():
            if member.filename != PAGES and not member.filename.startswith(CONTENT):
                with (
                    old.open(member) as source,
                    archive.open(copy(member), "w", force_zip64=True) as target,
                ):
                    shutil.copyfileobj(source, target)


def _pages(batch: Batch, old: zipfile.ZipFile | None) -> Iterator[FetchedPage]:
    there = set(old.namelist()) if old else set()
    rows = batch.fetches.order_by("position")
    for number, row in enumerate(rows.iterator(chunk_size=10), 1):
        content = None if row.content is None else bytes(row.content)
        if old and content is None and f"{CONTENT}{number}" in there:
            content = old.read(f"{CONTENT}{number}")
        error = row.error or ("was not fetched: it was cancelled" if content is None else "")
        yield FetchedPage(
            url=row.url,
            final_url=row.final_url,
            content=None if error else content,
            error=error,
            media_type=row.media_type,
            charset=row.charset,
            known=row.known,
            is_list=row.state == State.FETCHED and bool(row.error),
        )
