"""The door for scripts: a batch by POST, what became of it by GET, problems in words."""

import base64
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles import tasks
from articles.models import Article, Batch
from tests.builders import a_batch, an_article

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def ada(django_user_model):
    return django_user_model.objects.create_user("ada", password=PASSWORD, is_staff=True)


def basic(name="ada", password=PASSWORD):
    given = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {given}"}


def send(client, *files, headers=None, **fields):
    opened = [SimpleUploadedFile(name, data) for name, data in files]
    return client.post(reverse("api_batches"), {"files": opened, **fields}, headers=headers)


def problem(answer, status):
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert not Batch.objects.exists()
    return told["detail"]


def test_files_become_a_batch(client, ada):
    answer = send(client, ("a.txt", b"One."), ("b.txt", b""), outlet="The Ledger", headers=basic())
    tasks.load_waiting()

    batch = Batch.objects.get()
    assert answer.status_code == 201
    assert answer["Location"] == reverse("api_batch", args=[batch.pk])
    assert (answer.json()["batch"], answer.json()["state"]) == (batch.pk, "received")
    assert batch.created_by == ada
    assert str(Article.objects.get().outlet) == "The Ledger"
    found = client.get(answer["Location"]).json()
    assert [(item["name"], item["state"]) for item in found["items"]] == [
        ("a.txt", "parsed"),
        ("b.txt", "failed"),
    ]
    assert found["counts"]["failed"] == 1


@pytest.mark.usefixtures("ada")
def test_a_dry_run_reads_nothing_in(client):
    send(client, ("a.txt", b"One."), dry_run="true", headers=basic())
    tasks.load_waiting()

    assert Batch.objects.get().state == Batch.State.CHECKED
    assert not Article.objects.exists()


def test_a_page_of_the_site_may_send_with_its_token(ada):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    assert "token is missing" in problem(send(client, ("a.txt", b"One.")), 403)

    client.get(reverse("upload"))
    token = client.cookies["csrftoken"].value

    assert send(client, ("a.txt", b"One."), headers={"X-CSRFToken": token}).status_code == 201


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    "headers", [None, basic(password="wrong"), {"Authorization": "Basic ?"}, basic(name="bob")]
)
def test_who_is_unknown_is_asked_who_it_is(client, headers):
    answer = send(client, ("a.txt", b"One."), headers=headers)

    assert problem(answer, 401)
    assert answer["WWW-Authenticate"].startswith("Basic ")


def test_only_admins_may_send(client, django_user_model):
    django_user_model.objects.create_user("bob", password=PASSWORD)

    answer = send(client, ("a.txt", b"One."), headers=basic(name="bob"))

    assert problem(answer, 403) == "Only admins may do this. An admin can make you one, too."


@pytest.mark.usefixtures("ada")
def test_too_much_is_refused(client, settings):
    settings.MAX_UPLOAD_BYTES = 10
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 1

    many = send(client, ("a.txt", b"One."), ("b.txt", b"Two."), headers=basic())
    large = send(client, ("a.txt", b"x" * 1_000_100), headers=basic())

    assert problem(many, 413).startswith("At most 1 files of together 10")
    assert problem(large, 413)


@pytest.mark.usefixtures("ada")
def test_nothing_is_refused_in_words(client):
    assert problem(send(client, headers=basic()), 422).startswith("Choose at least one file")


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "The body is not JSON."),
        ("[]", "The body is not an object."),
        ('{"urls": []}', "Not known: urls; the keys are"),
        ('{"addresses": "x"}', "addresses is not a list of text."),
        ('{"addresses": [1]}', "addresses is not a list of text."),
        ('{"addresses": ["ftp://x"]}', "No web address in line 1"),
        ('{"addresses": [], "dry_run": "no"}', "dry_run is not true or false."),
        ("{}", "Choose at least one file, or write at least one address."),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_in_words(client, body, words):
    answer = client.post(
        reverse("api_batches"), body, content_type="application/json", headers=basic()
    )

    assert words in problem(answer, 422)


def test_items_come_in_pages(client, monkeypatch):
    monkeypatch.setattr("claims.api.batches.PAGE", 2)
    batch = a_batch()
    for position in (1, 2, 3):
        an_article(f"Text {position}.", batch=batch, position=position)

    first = client.get(reverse("api_batch", args=[batch.pk])).json()
    second = client.get(first["next"]).json()

    assert [item["name"] for item in first["items"]] == [
        item.name for item in batch.items.all()[:2]
    ]
    assert len(second["items"]) == 1
    assert second["next"] is None


def test_other_ways_and_places_are_refused(client):
    answer = client.put(reverse("api_batches"))

    assert (problem(answer, 405), answer["Allow"]) == ("Ask for this by GET or POST.", "GET, POST")
    assert problem(client.get("/api/batches/99/"), 404) == "There is no batch 99."
    assert json.loads(client.get("/api/batches/99/").content)["title"] == "Not Found"
