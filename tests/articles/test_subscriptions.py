"""Feeds and lists that are looked at again and again, and the pages on which staff change them."""

import time
import zlib
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.actions import fetching, subscribing
from articles.actions.fetching import fetch_waiting
from articles.actions.subscribing import poll_due, poll_now
from articles.batches.reading import read
from articles.fetching import Robots
from articles.forms import SubscriptionForm
from articles.models import Batch, Fetch, Subscription, SubscriptionEntry
from tests.articles.servers import answer, serving
from tests.articles.test_fetch_sweep import PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quick(settings, monkeypatch):
    settings.FETCH_LOOPBACK = True
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(subscribing, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(fetching, "robots", Robots(fetching._get))


@pytest.fixture
def site():
    with serving() as site:
        yield site


def a_feed(site, **fields):
    return Subscription.objects.create(
        **{"name": "Ledger feed", "address": site.url("/feed"), "outlet": "The Ledger"} | fields
    )


def a_list(site, *paths):
    urls = "\n".join(map(site.url, paths))
    return Subscription.objects.create(name="Ledger pages", kind="list", urls=urls)


def rss(site, **dates):
    items = "".join(
        f"<item><guid>{name}</guid><title>T {name}</title><link>{site.url(f'/{name}')}</link>"
        f"<pubDate>{date}</pubDate></item>"
        for name, date in dates.items()
    )
    feed = f'<rss version="2.0"><channel><title>Ledger » News</title>{items}</channel></rss>'
    return answer(feed, kind="application/rss+xml", ETag=f'"{len(dates)}"')


MONDAY = "Mon, 02 Feb 2026 10:00:00 GMT"
TUESDAY = "Tue, 03 Feb 2026 10:00:00 GMT"


def poll(subscription, seconds=20.0):
    """Look at it as if its time had come."""
    Subscription.objects.filter(pk=subscription.pk).update(next_at=timezone.now())
    poll_due(until=time.monotonic() + seconds)
    subscription.refresh_from_db()


def brought(subscription):
    """The addresses of each batch, the oldest first."""
    return [
        list(batch.fetches.order_by("position").values_list("url", flat=True))
        for batch in subscription.batches.order_by("pk")
    ]


def test_what_is_new_or_changed_in_a_feed_becomes_a_batch(site):
    subscription = a_feed(site)
    site.pages["/feed"] = rss(site, a=MONDAY, b=MONDAY)
    poll(subscription)
    site.pages["/feed"] = rss(site, a=MONDAY, b=TUESDAY, c=TUESDAY)
    poll(subscription)
    poll(subscription)

    a, b, c = (site.url(f"/{name}") for name in "abc")
    assert brought(subscription) == [[a, b], [b, c]]
    batch = subscription.batches.earliest("pk")
    assert batch.name.startswith("Ledger feed 20")
    assert batch.state == Batch.State.FETCHING
    assert batch.fetches.first().known["title"] == "T a"
    assert "outlet" not in batch.fetches.first().known
    assert (subscription.last_error, subscription.failures) == ("", 0)


def test_the_articles_of_a_feed_come_in_under_the_name_of_its_outlet(site):
    subscription = a_feed(site)
    site.pages |= {"/feed": rss(site, a=MONDAY), "/a": answer(PAGE.format("Aville"))}
    poll(subscription)

    fetch_waiting(until=time.monotonic() + 5)

    batch = subscription.batches.get()
    assert batch.state == Batch.State.RECEIVED
    with batch.upload.open("rb") as file:
        (item,) = read(file, now=timezone.localtime())
    assert (item.details.outlet, item.details.title) == ("The Ledger", "Aville")
    assert item.details.url == site.url("/a")
    assert item.details.published_at.day == 2


def test_a_feed_that_has_not_changed_is_not_sent_again(site):
    subscription = a_feed(site)

    def feed(handler):
        is_known = handler.headers["If-None-Match"] == '"1"'
        (answer(status=304) if is_known else rss(site, a=MONDAY))(handler)

    site.pages["/feed"] = feed
    poll(subscription)
    poll(subscription)

    assert [h.get("If-None-Match") for path, h in site.asked if path == "/feed"] == [None, '"1"']
    assert brought(subscription) == [[site.url("/a")]]
    assert subscription.etag == '"1"'


def test_whoever_is_killed_before_all_is_written_leaves_it_to_be_found_again(site, monkeypatch):
    subscription = a_feed(site)
    site.pages["/feed"] = rss(site, a=MONDAY)

    class Killed(BaseException):
        pass

    def killed(*args, **kwargs):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(SubscriptionEntry.objects, "bulk_create", killed)
        with pytest.raises(Killed):
            poll(subscription)
    assert not Batch.objects.exists()
    assert not Fetch.objects.exists()

    poll(subscription)
    poll(subscription)
    assert brought(subscription) == [[site.url("/a")]]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (answer(status=404), "is not there: the site answers 404"),
        (answer(PAGE), "is no feed (RSS or Atom)"),
        (
            answer('<!DOCTYPE rss [<!ENTITY a "ha">]><rss version="2.0"></rss>'),
            "declares entities, as no feed needs to and attacks do; it was not read",
        ),
    ],
)
def test_what_fails_is_said_and_left_alone_for_longer_each_time(site, page, words):
    subscription = a_feed(site, every_minutes=60)
    site.pages["/feed"] = page
    waits = []
    for _ in range(7):
        poll(subscription)
        waits.append((subscription.next_at - subscription.polled_at).total_seconds() / 3600)

    assert (subscription.last_error, subscription.failures) == (words, 7)
    assert [round(wait / waits[0]) for wait in waits] == [1, 2, 4, 8, 12, 12, 12]
    assert 2 <= waits[0] <= 2.3

    site.pages["/feed"] = rss(site, a=MONDAY)
    poll(subscription)
    assert (subscription.last_error, subscription.failures) == ("", 0)


def test_a_site_may_say_when_it_wants_to_be_asked_again(site):
    subscription = a_feed(site, every_minutes=5)
    site.pages["/feed"] = answer(status=503, Retry_After="7200")

    poll(subscription)

    assert subscription.next_at > timezone.now() + timedelta(minutes=115)


def test_a_page_of_a_list_is_an_item_when_it_has_changed(site):
    subscription = a_list(site, "/a", "/b", "/gone", "/a")
    site.pages |= {
        "/a": answer(PAGE.format("Aville"), ETag='"1"', Last_Modified="yesterday"),
        "/b": answer(PAGE.format("Bville")),
    }
    poll(subscription)
    site.pages["/b"] = answer(PAGE.format("Bville changed"))
    poll(subscription)
    poll(subscription)

    assert brought(subscription) == [[site.url("/a"), site.url("/b")], [site.url("/b")]]
    assert subscription.last_error == f"{site.url('/gone')} is not there: the site answers 404"
    asked = [headers for path, headers in site.asked if path == "/a"]
    assert [headers.get("If-None-Match") for headers in asked] == [None, '"1"', '"1"']
    assert asked[1]["If-Modified-Since"] == "yesterday"

    fetch_waiting(until=time.monotonic() + 5)
    batch = subscription.batches.latest("pk")
    with batch.upload.open("rb") as file:
        (item,) = read(file, now=timezone.localtime())
    assert item.details.title == "Bville changed"
    assert site.paths().count("/b") == 3  # what was fetched to see is not fetched again


def test_a_long_list_is_looked_through_over_several_sweeps(site, monkeypatch):
    subscription = a_list(site, "/a", "/b")
    site.pages |= {f"/{n}": answer(PAGE.format(n)) for n in "ab"}
    moments = iter([0.0, 0.0, 9.0])
    with monkeypatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: next(moments, 9.0))
        patch.setattr(time, "sleep", lambda seconds: None)
        poll_due(until=5.0)
    poll_due(until=time.monotonic() + 9)
    poll_due(until=time.monotonic() + 9)

    subscription.refresh_from_db()
    assert brought(subscription) == [[site.url("/a")], [site.url("/b")]]
    assert (site.paths().count("/a"), site.paths().count("/b")) == (1, 1)
    assert subscription.next_at > timezone.now()


def test_what_is_paused_or_not_due_is_not_looked_at(site):
    subscription = a_feed(site, next_at=timezone.now() + timedelta(minutes=1))
    poll_due(until=time.monotonic() + 5)
    subscribing.pause(subscription=subscription)
    poll_now(subscription=subscription)
    poll_due(until=time.monotonic() + 5)
    assert site.asked == []

    subscribing.resume(subscription=subscription)
    poll_due(until=time.monotonic() + 5)
    assert "/feed" in site.paths()


def test_a_deleted_subscription_leaves_its_batches(site):
    subscription = a_feed(site)
    site.pages["/feed"] = rss(site, a=MONDAY)
    poll(subscription)

    subscribing.delete(subscription=subscription)

    assert Batch.objects.get().subscription is None


FIELDS = {
    "name": "Ledger feed",
    "kind": "feed",
    "address": "https://ledger.example/feed",
    "urls": "",
    "outlet": "The Ledger",
    "every_minutes": "30",
}


def test_staff_make_change_steer_and_delete_a_subscription(admin_client, admin_user):
    made = admin_client.post("/subscriptions/new/", FIELDS)
    subscription = Subscription.objects.get()
    assert made.url == subscription.get_absolute_url()
    assert (subscription.every_minutes, subscription.created_by) == (30, admin_user)

    Subscription.objects.update(etag='"1"', next_at=timezone.now() + timedelta(days=1))
    changed = FIELDS | {"address": "https://ledger.example/other"}
    assert admin_client.post(made.url, changed).status_code == 302
    subscription.refresh_from_db()
    assert subscription.address == "https://ledger.example/other"
    assert (subscription.etag, subscription.next_at) == ("", None)

    admin_client.post(f"{made.url}steer/", {"step": "pause"})
    subscription.refresh_from_db()
    assert subscription.is_paused
    admin_client.post(f"{made.url}steer/", {"step": "resume"})
    subscription.refresh_from_db()
    assert not subscription.is_paused

    asked = admin_client.post(f"{made.url}steer/", {"step": "delete"}).content.decode()
    assert "Delete “Ledger feed”?" in asked
    assert Subscription.objects.exists()
    admin_client.post(f"{made.url}steer/", {"step": "delete", "sure": "1"})
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"address": ""}, "Write the feed’s address."),
        ({"kind": "list"}, "Write at least one address."),
        ({"address": "http://2130706433/"}, "is a number in an unusual form"),
        ({"address": "feed"}, "is not a web address; one begins with http:// or https://"),
        ({"kind": "list", "urls": "http://a.example/\nftp://b"}, "“ftp://b” is not a web address"),
        (
            {"kind": "list", "urls": "\n".join(f"http://a.example/{n}" for n in range(101))},
            "These are 101 addresses, and a list may have 100",
        ),
        ({"every_minutes": "1"}, "greater than or equal to 5"),
    ],
)
def test_what_cannot_be_subscribed_to_is_said(admin_client, fields, words):
    answered = admin_client.post("/subscriptions/new/", FIELDS | fields)

    assert answered.status_code == 422
    assert words in answered.content.decode()
    assert not Subscription.objects.exists()


def test_the_form_takes_the_ports_that_are_fetched_from(settings, site):
    data = {"name": "a", "kind": "feed", "address": site.url("/feed"), "every_minutes": 60}

    assert SubscriptionForm(data).is_valid()
    settings.FETCH_LOOPBACK = False
    assert "address" in SubscriptionForm(data).errors


def test_a_refused_change_leaves_the_page_as_it_was(admin_client):
    subscription = Subscription.objects.create(name="Ledger", address="https://ledger.example/")

    answered = admin_client.post(subscription.get_absolute_url(), FIELDS | {"name": ""})

    assert answered.status_code == 422
    assert "<h1>Ledger</h1>" in answered.content.decode()


def test_others_look_and_do_not_touch(client, django_user_model):
    subscription = Subscription.objects.create(
        name="Ledger", address="https://ledger.example/", last_error="is not there"
    )
    page = subscription.get_absolute_url()

    def sees():
        assert "is not there" in client.get("/subscriptions/").content.decode()
        seen = client.get(page).content.decode()
        assert "ledger.example" in seen
        assert "Delete" not in seen
        assert "Save" not in seen

    sees()
    assert client.post(page, FIELDS).url.startswith("/login/")
    assert client.get("/subscriptions/new/").url.startswith("/login/")
    client.force_login(django_user_model.objects.create_user("ada"))
    sees()
    for address, values in ((page, FIELDS), (f"{page}steer/", {"step": "delete", "sure": "1"})):
        assert client.post(address, values).status_code == 403
    assert client.get("/subscriptions/new/").status_code == 403
    assert Subscription.objects.get().name == "Ledger"


def test_the_list_asks_the_database_the_same_few_times(client, django_assert_num_queries):
    for number in range(3):
        Subscription.objects.create(name=f"Ledger {number}", address="https://ledger.example/")

    with django_assert_num_queries(1):
        client.get("/subscriptions/")


def test_a_host_that_another_process_fetches_from_is_asked_later(site):
    subscription = a_feed(site)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(7, %s)", [zlib.crc32(b"127.0.0.1") >> 1])
        poll_due(until=time.monotonic() + 5)
    finally:
        other.close()

    subscription.refresh_from_db()
    assert (subscription.polled_at, site.asked) == (None, [])
