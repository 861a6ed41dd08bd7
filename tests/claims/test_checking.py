"""The check: a batch is looked at, and put right, before anything is read in."""

import pytest
from django.urls import reverse

from articles import tasks
from articles.models import Article, Batch, Item
from tests.articles.deliveries import packed_as

pytestmark = pytest.mark.django_db

TEXT = "{0} bridge to close soon\n\nThe mayor said that the {0} bridge would close on Monday.\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada", is_staff=True))
    return client


@pytest.fixture
def checked(staff):
    """A batch of three texts, one that is empty, and one that is there twice."""
    names = {"a.txt": "First", "b.txt": "Second", "c.txt": "Third", "e.txt": "First"}
    files = {name: TEXT.format(word) for name, word in names.items()} | {"d.txt": ""}
    upload = packed_as(dict(sorted(files.items())))
    upload.seek(0)
    upload.name = "monday.zip"
    staff.post(reverse("upload"), {"files": [upload], "check": "on"})
    tasks.load_waiting()
    batch = Batch.objects.get()
    assert batch.state == Batch.State.CHECKED
    return batch


def address(batch):
    return reverse("batch_check", args=[batch.pk])


def whole(batch, **changed):
    """Return the page's values as a browser sends them, with some of them changed."""
    shown: list[str] = []
    sent = {"do": "save", "shown": shown}
    for item in batch.items.filter(state__in=["ready", "left out"]):
        shown.append(str(item.position))
        if item.state == Item.State.READY:
            sent[f"take-{item.position}"] = "on"
        for field in ("outlet", "title", "byline", "published", "url", "language"):
            sent[f"{field}-{item.position}"] = item.details.get(field, "")
    sent |= {name.replace("_", "-"): value for name, value in changed.items()}
    return {name: value for name, value in sent.items() if value is not None}


def test_the_page_shows_what_would_become_of_each_item(staff, checked):
    page = staff.get(address(checked)).content.decode()

    assert "5 items: 3 can be taken in, 1 refused, 1 there already; 3 without an outlet" in page
    assert "is empty" in page
    assert "the same bytes as" in page
    assert 'value="First bridge to close soon"' in page
    assert "a guess" in page
    assert "utf-8" in page
    assert "Take in 3 items" in page
    assert not Article.objects.exists()


def test_only_staff_may_check(client, checked):
    client.logout()

    assert client.get(address(checked)).status_code == 302
    assert client.post(address(checked), {"do": "go on"}).status_code == 302
    checked.refresh_from_db()
    assert checked.state == Batch.State.CHECKED


def test_what_is_typed_is_kept_and_read_in(staff, checked):
    answer = staff.post(
        address(checked), whole(checked, outlet_1="The Ledger", published_1="2025-07-14")
    )
    assert answer["Location"] == address(checked)
    answer = staff.post(address(checked), whole(checked, do="go on"))
    assert answer["Location"] == checked.get_absolute_url()
    tasks.load_waiting()

    article = Article.objects.get(position=1)
    assert (str(article.outlet), article.published_at.date().isoformat()) == (
        "The Ledger",
        "2025-07-14",
    )
    assert article.origins["outlet"] == "person"
    assert Article.objects.count() == 3


def test_what_cannot_be_kept_stands_at_its_field_and_stays_as_typed(staff, checked):
    sent = whole(checked, do="go on", outlet_1="The Ledger", published_2="<next week>")

    answer = staff.post(address(checked), sent)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="&lt;next week&gt;"' in page
    assert 'aria-describedby="published-2-problem"' in page
    assert "is not a date; write 2025-07-14" in page
    assert checked.items.get(position=1).details["outlet"] == "The Ledger"
    checked.refresh_from_db()
    assert checked.state == Batch.State.CHECKED


def test_items_can_be_left_out_and_taken_back(staff, checked):
    staff.post(address(checked), whole(checked, take_2=None))
    assert checked.items.get(position=2).state == Item.State.LEFT_OUT

    staff.post(address(checked), whole(checked, take_2="on", take_3=None))
    assert checked.items.get(position=2).state == Item.State.READY

    staff.post(address(checked), whole(checked, do="go on"))
    tasks.load_waiting()
    assert set(Article.objects.values_list("position", flat=True)) == {1, 2}


def test_all_that_lack_a_value_can_be_filled_at_once(staff, checked):
    staff.post(address(checked), whole(checked, outlet_2="The Post"))
    answer = staff.post(
        address(checked),
        whole(checked, do="fill", fill_field="outlet", fill_value="The Ledger"),
        follow=True,
    )

    said = answer.content.decode()
    assert "2 items had no outlet: “The Ledger” now. Nothing is taken in yet." in said
    ready = checked.items.filter(state="ready")
    assert [item.details["outlet"] for item in ready] == ["The Ledger", "The Post", "The Ledger"]


@pytest.mark.parametrize("do", ["save", "go on"])
def test_a_value_for_all_that_was_typed_is_not_lost_with_another_button(staff, checked, do):
    sent = whole(checked, do=do, fill_field="outlet", fill_value="The Ledger")

    staff.post(address(checked), sent)

    checked.refresh_from_db()
    assert checked.state == Batch.State.CHECKED
    ready = checked.items.filter(state="ready")
    assert {item.details["outlet"] for item in ready} == {"The Ledger"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [("outlet", "", "Type the value"), ("text", "x", "Choose what"), ("published", "x", "no date")],
)
def test_a_senseless_value_for_all_is_refused(staff, checked, field, value, words):
    sent = whole(checked, do="fill", fill_field=field, fill_value=value)

    page = staff.post(address(checked), sent, follow=True).content.decode()

    assert words.replace("no date", "is not a date") in page


def test_a_check_can_be_cancelled(staff, checked):
    answer = staff.post(address(checked), whole(checked, do="cancel"))
    tasks.load_waiting()

    checked.refresh_from_db()
    assert answer["Location"] == checked.get_absolute_url()
    assert checked.state == Batch.State.CANCELLED
    assert not Article.objects.exists()


def test_a_batch_that_is_read_in_has_no_check(staff, checked):
    staff.post(address(checked), whole(checked, do="go on"))

    assert staff.get(address(checked))["Location"] == checked.get_absolute_url()
    assert staff.post(address(checked), {"do": "cancel"})["Location"] == checked.get_absolute_url()
    tasks.load_waiting()
    assert Article.objects.count() == 3


def test_a_long_check_has_pages_and_keeps_its_place(staff, checked, monkeypatch):
    monkeypatch.setattr("claims.progress.checking.PAGE", 2)

    first = staff.get(address(checked)).content.decode()
    answer = staff.post(f"{address(checked)}?after=2", {"do": "save", "shown": ["3"]})

    assert 'href="?after=2"' in first
    assert "c.txt" not in first
    assert answer["Location"] == f"{address(checked)}?after=2"
    assert checked.items.get(position=3).state == Item.State.LEFT_OUT
    assert checked.items.get(position=1).state == Item.State.READY


def test_odd_values_do_no_harm(staff, checked):
    sent = {"do": "nonsense", "shown": ["x", "99999999999999999999999", "1"], "take-1": "on"}

    assert staff.post(address(checked), sent).status_code == 302
    assert checked.items.get(position=1).state == Item.State.READY


def test_the_page_takes_a_fixed_number_of_queries(staff, checked, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        staff.get(address(checked))
