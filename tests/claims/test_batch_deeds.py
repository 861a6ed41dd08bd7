"""What staff do with a whole batch: try again, cancel, analyse again, roll back, throw away."""

import base64
import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from articles import tasks
from articles.actions import fetching, receiving
from articles.actions.loading import NotNow
from articles.fetching import Robots
from articles.models import Article, Batch, Item
from claims import progress
from claims.actions import batches as deeds
from claims.models import Analysis
from claims.nlp.release import RELEASE
from tests.articles.servers import answer, serving
from tests.builders import a_batch, an_article

pytestmark = pytest.mark.django_db

DEEDS = ("batch_retry", "batch_cancel", "batch_read_again", "batch_roll_back")
UNDONE = [Batch.State.ROLLING_BACK, Batch.State.ROLLED_BACK]
PASSWORD = "correct horse"
PAGE = (
    "<html><head><title>{0}</title></head><body><article><h1>{0}</h1>"
    "<p>The mayor said on Monday that the old bridge over the river would close for repairs in "
    "spring, and that nobody had to fear for the market on the other side of the water.</p>"
    "<p>“We will open it again in June,” she told the council, which had asked her to say when "
    "the work would end and who was going to pay for it.</p></article></body></html>"
)


@pytest.fixture(autouse=True)
def small(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    settings.FETCH_LOOPBACK = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(fetching, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(fetching, "robots", Robots(fetching._get))


@pytest.fixture
def ada(django_user_model):
    return django_user_model.objects.create_user("ada", password=PASSWORD, is_staff=True)


@pytest.fixture
def staff(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def site():
    with serving() as site:
        site.pages["/page"] = answer(PAGE.format("Bridge to close"))
        site.pages["/robots.txt"] = answer("User-agent: *\nDisallow: /secret\n", kind="text/plain")
        yield site


def an_analysis(article, state, error=""):
    return Analysis.objects.create(article=article, release=RELEASE, state=state, error=error)


def states(batch):
    found = Analysis.objects.filter(article__batch=batch)
    return dict(found.order_by().values_list("article", "state"))


def do(client, deed, batch):
    return client.post(reverse(deed, args=[batch.pk]), follow=True)


@pytest.mark.parametrize("deed", DEEDS)
def test_only_staff_may_do_anything_with_a_batch(client, django_user_model, deed):
    batch = a_batch()
    article = an_article(batch=batch)
    an_analysis(article, "failed", "broke")
    address = reverse(deed, args=[batch.pk])

    assert client.post(address)["Location"].startswith(reverse("login"))
    client.force_login(django_user_model.objects.create_user("bob"))
    assert client.post(address).status_code == 403

    batch.refresh_from_db()
    assert batch.state == Batch.State.LOADED
    assert states(batch) == {article.pk: "failed"}


@pytest.mark.parametrize("deed", DEEDS[:3])
def test_looking_at_an_address_does_nothing(staff, deed):
    assert staff.get(reverse(deed, args=[a_batch().pk])).status_code == 405


@pytest.mark.parametrize("deed", DEEDS)
def test_a_batch_that_is_not_there(staff, deed):
    assert staff.post(reverse(deed, args=[77])).status_code == 404


@pytest.mark.parametrize("state", UNDONE)
@pytest.mark.parametrize("deed", DEEDS)
def test_what_is_undone_says_so_and_stays(staff, deed, state):
    batch = a_batch(state=state)

    page = do(staff, deed, batch)

    assert page.status_code == 200
    assert "notice" in page.content.decode()
    batch.refresh_from_db()
    assert batch.state == state


@pytest.mark.parametrize("state", UNDONE)
@pytest.mark.parametrize("deed", [deeds.retry, deeds.cancel, deeds.read_again])
def test_what_is_undone_is_refused_in_words(deed, state):
    with pytest.raises(NotNow, match="rolled back"):
        deed(batch=a_batch(state=state))


def test_cancelling_sets_aside_what_waits_and_keeps_what_is_analysed(staff):
    batch = a_batch()
    done, waiting, unopened = (an_article(text, batch=batch) for text in "abc")
    other = an_article()
    an_analysis(done, "done")
    an_analysis(waiting, "waiting")
    an_analysis(other, "waiting")
    expected = {done.pk: "done", waiting.pk: "left", unopened.pk: "left"}

    for _ in range(2):
        assert "what was analysed stays" in do(staff, "batch_cancel", batch).content.decode()
        assert states(batch) == expected

    assert states(other.batch) == {other.pk: "waiting"}
    assert progress.of(batch).can_be_tried_again


def test_what_was_called_off_is_not_counted_as_work_done():
    batch = a_batch()
    for text in "abcdefgh":
        an_analysis(an_article(text, batch=batch), "waiting")

    deeds.cancel(batch=batch)

    assert not Analysis.objects.exclude(finished_at=None).exists()
    assert progress.of(batch).rate is None


def test_trying_again_takes_up_what_failed_or_was_cancelled_and_nothing_else(staff):
    batch = a_batch()
    done, failed, cancelled, foreign = (an_article(text, batch=batch) for text in "abcd")
    an_analysis(done, "done")
    an_analysis(failed, "failed", "broke")
    an_analysis(cancelled, "left", progress.CANCELLED)
    an_analysis(foreign, "left", "is written in German; only English is analysed")

    for _ in range(2):
        do(staff, "batch_retry", batch)

        assert states(batch) == {
            done.pk: "done",
            failed.pk: "waiting",
            cancelled.pk: "waiting",
            foreign.pk: "left",
        }


def test_a_checked_batch_can_be_cancelled_and_then_holds_nothing_to_read_in(staff):
    batch = received("a.txt", stops_to_check=True)
    tasks.load_waiting()

    do(staff, "batch_cancel", batch)
    tasks.load_waiting()

    batch.refresh_from_db()
    assert batch.state == Batch.State.CANCELLED
    assert [item.state for item in batch.items.all()] == [Item.State.CANCELLED]
    assert not Article.objects.exists()


def test_a_batch_that_could_not_be_read_is_read_when_it_is_tried_again(staff):
    batch = received("a.txt")
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.FAILED, error="the disk was full")

    do(staff, "batch_retry", batch)
    tasks.load_waiting()

    batch.refresh_from_db()
    assert (batch.state, batch.error) == (Batch.State.LOADED, "")
    assert Article.objects.filter(batch=batch).count() == 1


def test_rolling_back_is_asked_first_and_twice_is_the_same_as_once(staff):
    batch = a_batch()
    an_article(batch=batch)
    address = reverse("batch_roll_back", args=[batch.pk])

    assert "Roll back 1 article" in staff.get(address).content.decode()
    batch.refresh_from_db()
    assert batch.state == Batch.State.LOADED

    for _ in range(2):
        do(staff, "batch_roll_back", batch)
        batch.refresh_from_db()
        assert batch.state == Batch.State.ROLLING_BACK


@pytest.mark.parametrize("state", [Batch.State.RECEIVED, Batch.State.LOADING, Batch.State.FETCHING])
def test_what_is_not_wholly_read_in_is_not_rolled_back(staff, state):
    batch = a_batch(state=state)

    assert (
        "Cancel the rest first"
        in staff.get(reverse("batch_roll_back", args=[batch.pk])).content.decode()
    )
    do(staff, "batch_roll_back", batch)

    batch.refresh_from_db()
    assert batch.state == state


def test_only_what_was_but_checked_can_be_thrown_away():
    batch = received("a.txt", stops_to_check=True)
    tasks.load_waiting()
    path = batch.upload.path
    deeds.discard(batch=batch)
    assert not Batch.objects.exists()
    assert not Path(path).exists()

    loaded = received("b.txt")
    tasks.load_waiting()
    with pytest.raises(NotNow, match="nothing is read in"):
        deeds.discard(batch=loaded)


def test_addresses_come_in_by_the_form_and_what_failed_is_tried_again(staff, site):
    wanted = [site.url(path) for path in ("/page", "/missing", "/secret")]
    sent = staff.post(reverse("upload"), {"addresses": "\n".join(wanted), "outlet": "The Ledger"})
    batch = Batch.objects.get()
    assert sent["Location"] == batch.get_absolute_url()
    work()

    assert told(batch) == [
        ("parsed", ""),
        ("failed", "is not there: the site answers 404"),
        ("failed", "may not be fetched by programs: the site's robots.txt forbids it"),
    ]
    assert progress.of(batch).at(progress.Stage.FAILED) == 2
    assert "/secret" not in site.paths()

    site.pages["/missing"] = answer(PAGE.format("Ferry to sail").replace("bridge", "ferry"))
    do(staff, "batch_retry", batch)
    batch.refresh_from_db()
    assert batch.state == Batch.State.FETCHING
    work()

    assert [state for state, _ in told(batch)] == ["parsed", "parsed", "failed"]
    assert site.paths().count("/page") == 1  # what was fetched is not fetched again
    assert set(Article.objects.values_list("url", "outlet__name")) == {
        (wanted[0], "The Ledger"),
        (wanted[1], "The Ledger"),
    }


def test_addresses_come_in_by_the_door_for_scripts(client, ada, site):
    basic = base64.b64encode(f"ada:{PASSWORD}".encode()).decode()
    sent = client.post(
        reverse("api_batches"),
        json.dumps({"addresses": [site.url("/page"), site.url("/missing")]}),
        content_type="application/json",
        headers={"Authorization": f"Basic {basic}"},
    )
    assert sent.status_code == 201
    work()

    items = client.get(sent["Location"]).json()["items"]

    assert [(item["name"], item["state"]) for item in items] == [
        (site.url("/page"), "parsed"),
        (site.url("/missing"), "failed"),
    ]
    assert items[1]["problem"] == "is not there: the site answers 404"


def test_addresses_come_in_by_the_command(site):
    out = io.StringIO()
    with pytest.raises(CommandError) as ended:
        call_command(
            "ingest", site.url("/page"), site.url("/missing"), "--format", "json", stdout=out
        )

    items = json.loads(out.getvalue())["items"]
    assert ended.value.returncode == 3  # some came in, some did not
    assert [item["state"] for item in items] == ["parsed", "failed"]
    assert Article.objects.get().url == site.url("/page")


def received(*names, **options):
    files = [(name, io.BytesIO(f"{name}: it will rain.".encode())) for name in names]
    return receiving.receive(name="delivery", files=files, **options)


def work():
    """Do what the workers do with a batch of addresses."""
    tasks.fetch_waiting()
    tasks.load_waiting()


def told(batch):
    batch.refresh_from_db()
    lines = progress.page(batch).lines
    return [(str(line.stage), line.reasons[0] if line.reasons else "") for line in lines]
