"""Pages of batches, and the door by which staff add one."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import tasks
from articles.models import Article, Batch, Item
from claims.models import Analysis
from claims.nlp.release import RELEASE
from tests.articles.deliveries import packed_as
from tests.builders import a_batch, a_story, an_article

pytestmark = pytest.mark.django_db

POLLS = 'hx-trigger="every 2s"'


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def staff(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada", is_staff=True))
    return client


@pytest.fixture
def reader(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("bob"))
    return client


def upload(client, *files, **fields):
    opened = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("upload"), {"files": opened, **fields})


def finished_batch():
    batch = a_batch(item_count=1, name="monday.zip")
    article = an_article(batch=batch, position=1, title="Bridge to close")
    Analysis.objects.create(article=article, release=RELEASE, state="done", is_current=True)
    a_story(article)
    return batch


def test_anyone_may_read_the_list(client):
    finished_batch()
    a_batch(name="tuesday", state=Batch.State.FAILED, error="tuesday is not a ZIP file")

    page = client.get("/batches/").content.decode()

    assert page.index("tuesday") < page.index("monday.zip")
    assert "Done: 1 article analysed and linked" in page
    assert "Could not be read" in page
    assert "Add articles" not in page


def test_the_empty_list_says_how_to_begin(client):
    assert "No articles have been delivered yet." in client.get("/batches/").content.decode()


def test_staff_find_the_way_to_add(staff):
    assert reverse("upload") in staff.get("/batches/").content.decode()


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=99999999999999999999"])
def test_a_list_with_an_odd_query_is_the_list(client, query):
    assert client.get(f"/batches/{query}").status_code == 200


def test_a_finished_batch_does_not_draw_itself_anew(client):
    page = client.get(finished_batch().get_absolute_url()).content.decode()

    assert "Done: 1 article analysed and linked." in page
    assert "Bridge to close" in page
    assert POLLS not in page
    assert 'http-equiv="refresh"' not in page


def test_an_unfinished_batch_draws_its_live_part_anew(client):
    batch = a_batch(state=Batch.State.LOADING)
    an_article(batch=batch, position=1)

    page = client.get(batch.get_absolute_url())
    part = client.get(batch.get_absolute_url(), headers={"HX-Request": "true"})

    assert POLLS in page.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page.content.decode()
    assert "HX-Request" in page.headers["Vary"]
    assert part.content.decode().lstrip().startswith('<div id="live" hx-get=')
    assert "<html" not in part.content.decode()
    assert part.content.decode().strip() in page.content.decode()


def test_a_live_part_keeps_its_place_and_filter(client):
    batch = a_batch(state=Batch.State.LOADING)

    page = client.get(f"{batch.get_absolute_url()}?show=problems&after=5").content.decode()

    assert f'hx-get="{batch.get_absolute_url()}?show=problems&amp;after=5"' in page


def test_each_item_has_its_reason_and_its_article(client):
    batch = a_batch()
    article = an_article(batch=batch, position=1, origin="a.txt", title="<b>Bold</b>", outlet=None)
    Item.objects.create(
        batch=batch,
        position=2,
        name="b.csv",
        line=7,
        state="refused",
        remarks=[{"reason": "is empty", "name": "b.csv", "line": 7}],
    )
    Item.objects.create(
        batch=batch,
        position=3,
        state="skipped",
        name="<i>.txt",
        remarks=[
            {"reason": "the same bytes as a.txt of this batch", "name": "<i>.txt", "line": None}
        ],
        like=article,
        likeness="bytes",
    )

    page = client.get(batch.get_absolute_url()).content.decode()

    assert "b.csv, line 7" in page
    assert "is empty" in page
    assert page.count(f'href="{article.get_absolute_url()}"') == 2
    assert "outlet unknown" in page
    assert "&lt;b&gt;Bold" in page
    assert "&lt;i&gt;.txt" in page
    assert "<b>Bold" not in page


def test_a_batch_that_failed_says_why(client):
    batch = a_batch(state=Batch.State.FAILED, error="x.zip is not a ZIP file")

    assert "x.zip is not a ZIP file" in client.get(batch.get_absolute_url()).content.decode()


def test_problems_can_be_shown_alone(client):
    batch = finished_batch()

    page = client.get(f"{batch.get_absolute_url()}?show=problems").content.decode()

    assert "Bridge to close" not in page
    assert "Nothing was refused, skipped or remarked." in page


def test_a_long_batch_has_pages(client, monkeypatch):
    monkeypatch.setattr("claims.progress.lines.PAGE", 2)
    batch = a_batch()
    for position in (1, 2, 3):
        an_article(f"Text {position}.", batch=batch, position=position, title=f"Title {position}")

    first = client.get(batch.get_absolute_url()).content.decode()
    second = client.get(f"{batch.get_absolute_url()}?after=2").content.decode()

    assert 'href="?after=2"' in first
    assert "Title 3" not in first
    assert "Title 3" in second
    assert 'rel="next"' not in second


def test_figures_are_grouped_by_thousands(client):
    batch = a_batch(item_count=12_345, state=Batch.State.LOADING)

    page = client.get(batch.get_absolute_url()).content.decode()

    assert page.count("<dd>12,345</dd>") == 2  # received, and queued
    assert "12345" not in page


def test_a_batch_that_is_not_there(client):
    assert client.get("/batches/99/").status_code == 404


def test_adding_needs_signing_in(client):
    answer = upload(client, ("a.txt", b"One."))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("login"))
    assert not Batch.objects.exists()


def test_adding_needs_staff(reader):
    assert upload(reader, ("a.txt", b"One.")).status_code == 403
    assert reader.get(reverse("upload")).status_code == 403
    assert not Batch.objects.exists()


def test_adding_needs_the_forms_own_token(django_user_model):
    client = Client(enforce_csrf_checks=True)
    client.force_login(django_user_model.objects.create_user("ada", is_staff=True))

    assert upload(client, ("a.txt", b"One.")).status_code == 403
    assert not Batch.objects.exists()


def test_several_texts_become_one_batch(staff):
    answer = upload(staff, ("a.txt", b"One."), ("b.txt", b""), outlet="The Ledger")

    batch = Batch.objects.get()
    assert answer["Location"] == batch.get_absolute_url()
    assert (batch.name, str(batch.created_by), batch.state) == (
        "a.txt and 1 more",
        "ada",
        Batch.State.RECEIVED,
    )
    tasks.load_waiting()
    assert str(Article.objects.get().outlet) == "The Ledger"
    refused = batch.items.get(state="refused")
    assert [refused.name, refused.remarks[0]["reason"]] == ["b.txt", "is empty"]


def test_a_zip_becomes_a_batch_with_the_name_it_is_given(staff):
    upload(staff, ("x.zip", packed_as({"a.txt": "One."}).getvalue()), name="Monday’s delivery")
    tasks.load_waiting()

    batch = Batch.objects.get()
    assert (batch.name, batch.state) == ("Monday’s delivery", Batch.State.LOADED)
    assert Article.objects.get().origin == "x.zip:a.txt"


@pytest.mark.parametrize("name", ["../../../etc/x.txt", "x" * 300 + ".txt", "a b\tü.txt"])
def test_an_odd_name_of_a_file_does_no_harm(staff, name, tmp_path):
    upload(staff, (name, b"One."))
    tasks.load_waiting()

    batch = Batch.objects.get()
    assert (batch.state, batch.articles.count()) == (Batch.State.LOADED, 1)
    assert [file.suffix for file in tmp_path.rglob("*") if file.is_file()] == [".zip"]


def refusal(answer):
    assert answer.status_code == 422
    assert not Batch.objects.exists()
    return answer.content.decode()


def test_adding_nothing_is_refused_in_words(staff):
    assert "Choose at least one file, or write at least one address." in refusal(
        staff.post(reverse("upload"), {})
    )


def test_too_much_at_once_is_refused_in_words(staff, settings):
    settings.MAX_UPLOAD_BYTES = 3 * 1024

    page = refusal(upload(staff, ("a.txt", b"x" * 2048), ("b.txt", b"x" * 2048)))

    assert "These files have 4.0\xa0KB; at most 3.0\xa0KB can be sent at once." in page


def test_what_is_no_address_is_refused_by_its_line(staff):
    page = refusal(
        staff.post(reverse("upload"), {"addresses": "https://a.example/1\n\nftp://b\nx"})
    )

    assert "No web address in line 3, 4; write each as https://example.org/page." in page
    assert "https://a.example/1" in page


def test_the_form_says_what_may_be_sent(staff):
    page = staff.get(reverse("upload")).content.decode()

    assert "up to 2,000 of them" in page
    assert "at most 200.0\xa0MB together" in page
    assert "csrfmiddlewaretoken" in page


def test_pages_take_a_fixed_number_of_queries(client, django_assert_num_queries):
    batch = finished_batch()
    for position in range(2, 20):
        an_article(f"Text {position}.", batch=batch, position=position)

    with django_assert_num_queries(8):
        client.get(batch.get_absolute_url())


def test_the_file_that_was_sent_is_not_served(staff):
    upload(staff, ("a.txt", b"One."))

    stored = Batch.objects.get().upload
    assert staff.get(f"/media/{stored.name}").status_code == 404
    with stored.open() as file:
        assert io.BytesIO(file.read()).getvalue().startswith(b"PK")
