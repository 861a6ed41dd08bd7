"""`manage.py ingest`: what it says, and how it ends."""

import io

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


def ingest(path, **options):
    out = io.StringIO()
    call_command("ingest", str(path), stdout=out, **options)
    return out.getvalue().splitlines()


def test_a_folder_is_read_in_and_each_problem_is_a_line(folder):
    (folder / "a.txt").write_text("One.")
    (folder / "b.txt").write_text("")
    (folder / "c.txt").write_text("One.")
    (folder / "d.csv").write_text("text,url\nTwo.,nonsense\n")

    said = ingest(folder)

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


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="nowhere does not exist"):
        ingest(tmp_path / "nowhere")


def test_an_empty_folder_is_a_failure(folder):
    with pytest.raises(CommandError, match="monday holds no article; send"):
        ingest(folder)


def test_a_broken_zip_is_a_failure(tmp_path):
    (tmp_path / "a.zip").write_bytes(b"no zip")

    with pytest.raises(CommandError, match=r"a\.zip is not a ZIP file, or it is damaged"):
        ingest(tmp_path / "a.zip")

    assert Batch.objects.get().state == Batch.State.FAILED


def test_nothing_but_refusals_is_a_failure(folder):
    (folder / "a.txt").write_text("")

    with pytest.raises(CommandError, match="0 articles read in, 1 refused; nothing was read in"):
        ingest(folder)


def test_waiting_without_a_worker_says_how_to_start_one(folder):
    (folder / "a.txt").write_text("One.")

    with pytest.raises(CommandError, match="no worker answers; start the site with `make run`"):
        ingest(folder, wait=True)

    assert Article.objects.count() == 1
