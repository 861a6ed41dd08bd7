"""`manage.py ingest`: what it says, and how it ends."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from articles.models import Article, Batch
from tests.articles.deliveries import packed_as

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_works(settings, tmp_path):
    """No broker, so no worker: the command must say so and not hang."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "monday"
    folder.mkdir()
    return folder


def ingest(*paths, code=0, **options):
    """Return what the command says on standard output; it must end with the code."""
    out = io.StringIO()
    ended = 0
    try:
        call_command("ingest", *map(str, paths), stdout=out, **options)
    except CommandError as error:
        ended = error.returncode
    assert ended == code
    return out.getvalue().splitlines()


def told(*paths, code=0, **options):
    """Return the one object of JSON that the command prints."""
    return json.loads("\n".join(ingest(*paths, code=code, format="json", **options)))


def test_a_folder_is_read_in_and_each_problem_is_a_line(folder):
    (folder / "a.txt").write_text("One.")
    (folder / "b.txt").write_text("")
    (folder / "c.txt").write_text("One.")
    (folder / "d.csv").write_text("text,url\nTwo.,nonsense\n")

    said = ingest(folder, code=3)

    assert said[:4] == [
        "  refused: b.txt: is empty",
        "  skipped: c.txt: the same bytes as a.txt of this batch",
        "  remark:  d.csv, line 2: url “nonsense” is not a web address (http:// or https://), "
        "so it is left out",
        "monday: 2 articles read in, 1 skipped (the same bytes as a.txt of this batch), "
        "1 refused, 1 remark",
    ]
    assert said[4].startswith("No worker answers, so nothing is analysed yet; start the site with")


def test_again_all_is_skipped_which_is_no_failure(folder):
    (folder / "a.txt").write_text("One.")
    (folder / "b.txt").write_text("Two.")
    ingest(folder)

    assert ingest(folder)[-1] == (
        "monday: 0 articles read in, "
        "2 skipped (the same bytes as a.txt of batch “monday” and 1 like it)"
    )


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.zip"])
def test_a_single_file(tmp_path, name):
    content = {
        "a.txt": b"One.",
        "a.csv": b"text\nOne.\n",
        "a.jsonl": b'{"text": "One."}\n',
        "a.zip": packed_as({"in/a.txt": "One."}).getvalue(),
    }
    (tmp_path / name).write_bytes(content[name])

    ingest(tmp_path / name, outlet="The Ledger")

    article = Article.objects.get()
    assert (article.text, str(article.outlet), article.batch.name) == ("One.", "The Ledger", name)


def test_it_is_silent_when_asked(folder):
    (folder / "a.txt").write_text("One.")

    assert ingest(folder, verbosity=0) == []


def refused(*paths, **options):
    """Return why the command ends with 1."""
    with pytest.raises(CommandError) as ended:
        call_command("ingest", *map(str, paths), stdout=io.StringIO(), **options)
    assert ended.value.returncode == 1
    return str(ended.value)


def test_a_path_that_is_not_there(tmp_path):
    assert refused(tmp_path / "nowhere").endswith("nowhere does not exist")


def test_an_empty_folder_is_a_failure(folder):
    assert "monday holds no article; send" in refused(folder)


def test_a_broken_zip_is_a_failure(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")

    assert refused(tmp_path / "a.zip").endswith("1 refused; nothing was read in")
    assert "not a ZIP" in Batch.objects.get().items.get().remarks[0]["reason"]


def test_nothing_but_refusals_is_a_failure(folder):
    (folder / "a.txt").write_text("")

    assert "0 articles read in, 1 refused; nothing was read in" in refused(folder)


def test_waiting_without_a_worker_says_how_to_start_one(folder):
    (folder / "a.txt").write_text("One.")

    said = refused(folder, wait=True)

    assert said.startswith("no worker answers; start the site with `make run`")
    assert Article.objects.count() == 1


def test_several_paths_are_one_batch(tmp_path):
    (tmp_path / "a.txt").write_text("One.")
    (tmp_path / "b.txt").write_text("Two.")

    ingest(tmp_path / "a.txt", tmp_path / "b.txt")

    assert (Batch.objects.get().name, Article.objects.count()) == ("a.txt and 1 more", 2)


def test_one_object_of_json_says_what_became_of_each_item(folder):
    (folder / "a.csv").write_text("text,title,outlet\nHe said no.,Bridge to close,The Ledger\n")
    (folder / "b.txt").write_text("")
    (folder / "c.txt").write_text("One.")
    (folder / "d.txt").write_text("One.")

    found = told(folder, code=3)

    batch = Batch.objects.get()
    assert (found["batch"], found["name"], found["state"]) == (batch.pk, "monday", "loaded")
    assert [(item["name"], item["line"], item["state"]) for item in found["items"]] == [
        ("a.csv", 2, "parsed"),
        ("b.txt", None, "failed"),
        ("c.txt", None, "parsed"),
        ("d.txt", None, "skipped"),
    ]
    first, empty, _, twin = found["items"]
    assert (first["title"], first["outlet"]) == ("Bridge to close", "The Ledger")
    assert first["article"] == Article.objects.get(position=1).pk
    assert empty["problem"] == "is empty"
    assert twin["problem"] == "the same bytes as c.txt of this batch"
    assert found["counts"]["parsed"] == 2


def test_a_dry_run_says_the_same_and_leaves_nothing_behind(folder, settings):
    (folder / "a.txt").write_text("Bridge to close soon\n\nHe said no to the plan.\n")
    (folder / "b.txt").write_text("")

    found = told(folder, code=3, dry_run=True)

    assert [(item["name"], item["state"]) for item in found["items"]] == [
        ("a.txt", "queued"),
        ("b.txt", "failed"),
    ]
    first = found["items"][0]
    assert (first["bytes"], first["encoding"], first["title"]) == (
        46,
        "utf-8",
        "Bridge to close soon",
    )
    assert first["origins"]["title"] == "text"
    assert first["zones"]["lines"]["body"] == 1
    assert not Batch.objects.exists()
    assert not Article.objects.exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_dry_run_in_words(folder):
    (folder / "a.txt").write_text("One.")

    assert ingest(folder, dry_run=True) == [
        "monday: 1 article can be taken in; nothing is kept",
    ]


def test_what_cannot_be_read_is_one_object_too(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")

    assert "not a ZIP" in told(tmp_path / "a.zip", code=1)["items"][0]["problem"]
    missing = told(tmp_path / "nowhere", code=1)
    assert (missing["state"], missing["items"]) == ("failed", [])
    assert "nowhere does not exist" in missing["problem"]


def test_stopping_leaves_the_batch_to_the_workers(folder, monkeypatch):
    (folder / "a.txt").write_text("One.")
    monkeypatch.setattr("claims.management.commands.ingest.load", stopped)

    with pytest.raises(CommandError, match=r"stopped: the workers go on with it, see /batches/"):
        call_command("ingest", str(folder))

    assert Batch.objects.get().state == Batch.State.RECEIVED


def stopped(**_):
    raise KeyboardInterrupt


def test_the_exit_codes_stand_in_the_help(capsys):
    with pytest.raises(SystemExit):
        call_command("ingest", "--help")

    assert "3  some items failed, the rest came in" in capsys.readouterr().out
