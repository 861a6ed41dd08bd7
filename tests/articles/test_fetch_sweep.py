"""Batches of addresses: fetched by one process, from each host one after another, and handed on."""

import threading
import time
import zipfile
import zlib
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from articles import batches
from articles.actions import fetching
from articles.actions.fetching import alone_with, fetch_waiting, queue, retry
from articles.fetching import Robots
from articles.models import Batch, Fetch
from tests.articles.servers import answer, redirect, serving

pytestmark = pytest.mark.django_db

PAGE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>"
    "<p>The mayor said on Monday that the old bridge over the river would close for repairs in "
    "spring, and that nobody had to fear for the market on the other side of the water.</p>"
    "<p>“We will open it again in June,” she told the council, which had asked her to say when "
    "the work would end and who was going to pay for it.</p></article></body></html>"
)


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.FETCH_LOOPBACK = True
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.02)
    monkeypatch.setattr(fetching, "robots", Robots(fetching._get))


@pytest.fixture
def site():
    with serving() as site:
        yield site


def a_batch(*addresses, **known):
    batch = Batch.objects.create(name="links", state=Batch.State.FETCHING)
    queue(batch=batch, addresses=addresses, **known)
    return batch


def sweep(seconds=5):
    fetch_waiting(until=time.monotonic() + seconds)


def rows(batch):
    return {row.url: (row.state, row.error) for row in batch.fetches.order_by("position")}


def items(batch):
    batch.refresh_from_db()
    with batch.upload.open("rb") as file:
        return [
            (item.position, getattr(item, "reason", None) or item.details.title)
            for item in batches.read(file, now=timezone.localtime())
        ]


def test_a_batch_of_addresses_becomes_one_that_waits_to_be_read_in(site):
    site.pages |= {
        "/a": answer(PAGE.format("Aville"), kind="text/html; charset=utf-8", ETag='"1"'),
        "/b": redirect("/a"),
    }
    batch = a_batch(site.url("/a"), site.url("/gone"), site.url("/a"), " ", "no address")

    sweep()

    batch.refresh_from_db()
    assert batch.state == Batch.State.RECEIVED
    assert rows(batch) == {
        site.url("/a"): ("fetched", ""),
        site.url("/gone"): ("failed", "is not there: the site answers 404"),
        "no address": (
            "failed",
            "is not a web address: it holds a space, \\ or a control character",
        ),
    }
    assert items(batch) == [
        (1, "Aville"),
        (2, "is not there: the site answers 404"),
        (3, "is not a web address: it holds a space, \\ or a control character"),
    ]
    row = batch.fetches.first()
    assert (row.etag, row.media_type, row.charset) == ('"1"', "text/html", "utf-8")
    assert (row.content, row.attempts) == (None, 1)


def test_what_came_as_files_stays_beside_the_pages(site, receive):
    site.pages["/a"] = answer(PAGE.format("Aville"))
    batch = receive({"a.txt": b"A mayor speaks\n\nThe mayor said no."})
    Batch.objects.update(state=Batch.State.FETCHING)
    before = batch.upload.name
    queue(batch=batch, addresses=[site.url("/a")])

    sweep()

    assert sorted(title for _, title in items(batch)) == ["A mayor speaks", "Aville"]
    assert batch.upload.name != before
    assert not batch.upload.storage.exists(before)


def test_a_site_that_has_a_bad_moment_is_asked_again_later(site):
    site.pages["/a"] = answer(status=503, Retry_After="120")
    batch = a_batch(site.url("/a"), site.url("/b"))

    sweep()

    row, other = batch.fetches.order_by("position")
    batch.refresh_from_db()
    assert batch.state == Batch.State.FETCHING
    assert (row.state, row.attempts) == ("queued", 1)
    assert 100 < (row.not_before - timezone.now()).total_seconds() <= 120
    assert (other.state, other.attempts, other.not_before) == ("queued", 0, row.not_before)
    assert site.paths() == ["/robots.txt", "/a"]

    site.pages |= {"/a": answer(PAGE.format("A")), "/b": answer(PAGE.format("B"))}
    Fetch.objects.update(not_before=None)
    sweep()
    assert set(rows(batch).values()) == {("fetched", "")}


def test_a_site_that_stays_bad_is_given_up(site):
    site.pages["/a"] = answer(status=500)
    batch = a_batch(site.url("/a"))

    for _ in range(fetching.ATTEMPTS):
        Fetch.objects.update(not_before=None)
        sweep()

    assert rows(batch)[site.url("/a")] == (
        "failed",
        "cannot be read now: the site answers 500, an error of its own (tried 4 times)",
    )
    assert site.paths().count("/a") == 4


def test_a_host_is_asked_one_page_at_a_time_and_left_a_pause(site, monkeypatch):
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.2)
    times: list[float] = []
    open_now: list[int] = [0, 0]

    def page(handler):
        times.append(time.monotonic())
        open_now[0] += 1
        open_now[1] = max(open_now)
        time.sleep(0.05)
        open_now[0] -= 1
        answer(PAGE.format("A"))(handler)

    site.pages |= {f"/{n}": page for n in range(3)}
    batch = a_batch(*(site.url(f"/{n}") for n in range(3)))

    sweep()

    assert {state for state, _ in rows(batch).values()} == {"fetched"}
    assert open_now == [0, 1]
    assert min(b - a for a, b in pairwise(times)) >= 0.2


def test_hosts_are_asked_at_the_same_time(settings):
    both = threading.Barrier(2)

    def page(handler):
        both.wait(5)
        answer(PAGE.format("A"))(handler)

    with serving() as one, serving() as other:
        one.pages["/"] = other.pages["/"] = page
        batch = a_batch(one.url(), other.url(host="localhost"))
        sweep()

    assert {state for state, _ in rows(batch).values()} == {"fetched"}


def test_a_host_that_another_process_is_at_is_left_alone(site):
    site.pages["/a"] = answer(PAGE.format("A"))
    batch = a_batch(site.url("/a"))
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            number = zlib.crc32(b"127.0.0.1") >> 1
            cursor.execute("SELECT pg_advisory_lock(7, %s)", [number])
            sweep(0.3)
            # Closing alone does not wait until the server has let go.
            cursor.execute("SELECT pg_advisory_unlock(7, %s)", [number])
    finally:
        other.close()

    assert rows(batch)[site.url("/a")] == ("queued", "")
    assert site.asked == []
    with alone_with("127.0.0.1") as is_mine:
        assert is_mine


def test_a_page_that_its_site_keeps_from_programs_is_not_asked_for(site):
    site.pages |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /a", kind="text/plain"),
        "/a": answer(PAGE.format("A")),
    }
    batch = a_batch(site.url("/a"))

    sweep()

    assert rows(batch)[site.url("/a")] == (
        "failed",
        "may not be fetched by programs: the site's robots.txt forbids it",
    )
    assert site.paths() == ["/robots.txt"]


def feed(site, *paths):
    entries = "".join(
        f"<item><title>T {path}</title><link>{site.url(path)}</link>"
        "<pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate></item>"
        for path in paths
    )
    return f'<rss version="2.0"><channel><title>Ledger</title>{entries}</channel></rss>'


def test_the_pages_of_a_feed_are_fetched_with_what_it_knows_of_them(site):
    site.pages |= {
        "/feed": answer(feed(site, "/a", "/again"), kind="application/rss+xml"),
        "/a": answer(PAGE.format("Aville")),
        "/again": answer(feed(site, "/never"), kind="application/rss+xml"),
    }
    batch = a_batch(site.url("/feed"))

    sweep()

    words = "is a feed: the 2 pages that it lists are items of their own"
    assert rows(batch) == {
        site.url("/feed"): ("fetched", words),
        site.url("/a"): ("fetched", ""),
        site.url("/again"): ("fetched", ""),
    }
    assert batch.fetches.get(url=site.url("/a")).known["title"] == "T /a"
    assert items(batch)[:2] == [(1, words), (2, "Aville")]


def test_a_feed_that_declares_entities_is_not_read(site):
    laughs = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    site.pages["/feed"] = answer(laughs + feed(site, "/a"), kind="application/rss+xml")
    batch = a_batch(site.url("/feed"))

    sweep()

    ((state, words),) = rows(batch).values()
    assert (state, "declares entities" in words) == ("failed", True)


def test_what_is_cancelled_is_not_fetched(site):
    batch = a_batch(site.url("/a"))
    Batch.objects.update(state=Batch.State.CANCELLED)

    sweep()

    assert rows(batch)[site.url("/a")] == ("cancelled", "")
    assert site.asked == []


def test_a_page_cancelled_while_it_is_fetched_stays_cancelled(site):
    batch = a_batch(site.url("/a"))
    started, go_on = threading.Event(), threading.Event()

    def page(handler):
        started.set()
        go_on.wait(5)
        answer(PAGE.format("A"))(handler)

    site.pages["/a"] = page
    (row,) = batch.fetches.all()
    pool = ThreadPoolExecutor(1)
    future = pool.submit(fetching.get, row.url)
    started.wait(5)
    Fetch.objects.update(state="cancelled")
    go_on.set()
    fetching._store(row, future)
    pool.shutdown()

    assert rows(batch)[row.url] == ("cancelled", "")


def test_what_failed_is_tried_again_and_keeps_its_place(site):
    site.pages["/b"] = answer(PAGE.format("Bville"))
    batch = a_batch(site.url("/a"), site.url("/b"))
    sweep()
    assert items(batch) == [(1, "is not there: the site answers 404"), (2, "Bville")]

    site.pages["/a"] = answer(PAGE.format("Aville"))
    assert retry(batch=batch) == 1
    assert batch.state == Batch.State.FETCHING
    sweep()

    assert items(batch) == [(1, "Aville"), (2, "Bville")]
    assert site.paths().count("/b") == 1
    with zipfile.ZipFile(batch.upload.open("rb")) as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
    batch.upload.close()


def test_a_sweep_that_has_no_time_left_fetches_nothing_and_hands_on_nothing(site):
    batch = a_batch(site.url("/a"))

    sweep(0)

    batch.refresh_from_db()
    assert (batch.state, site.asked) == (Batch.State.FETCHING, [])


def test_a_longer_address_than_can_be_kept_is_refused():
    batch = a_batch("http://site.example/" + "a" * 2_000)

    ((state, words),) = rows(batch).values()
    assert (state, words) == ("failed", "is longer than the 2,000 signs it may have")
