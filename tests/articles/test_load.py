"""Loading: nothing is lost, nothing is doubled, and what happened is said."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.db import DatabaseError, connection, transaction

from articles import tasks
from articles.actions import loading
from articles.models import Article, Batch, Item, Outlet
from tests.articles.deliveries import jsonl, packed_as

pytestmark = pytest.mark.django_db

NO, YES = b"The mayor said no.", b"The union said yes."


def loaded(batch):
    assert loading.load(batch=batch)
    batch.refresh_from_db()
    return batch


def told(batch):
    return [
        f"{item.state} {item.position} {item}: {remark['reason']}"
        for item in batch.items.all()
        for remark in item.remarks
    ]


def numbered(count, start=1):
    rows = ({"id": n, "text": f"Text {n}.", "outlet": "Wire"} for n in range(start, start + count))
    return {"many.jsonl": jsonl(*rows).encode()}


def test_it_keeps_text_details_and_the_bytes_sha256(receive):
    manifest = b"file,outlet,published,title\na.txt,The Ledger,2026-02-03T09:30Z,Bridge\n"
    batch = loaded(receive({"a.txt": b"\xef\xbb\xbfOne.\r\nTwo.", "manifest.csv": manifest}))

    (article,) = Article.objects.select_related("outlet")
    assert article.text == "One.\nTwo."
    assert article.outlet is not None
    assert (article.outlet.name, article.outlet.key) == ("The Ledger", "the ledger")
    assert (article.title, article.published_precision) == ("Bridge", "minute")
    assert article.published_at == datetime(2026, 2, 3, 9, 30, tzinfo=UTC)
    assert article.sha256 == hashlib.sha256(b"\xef\xbb\xbfOne.\r\nTwo.").hexdigest()
    assert (batch.state, batch.item_count, batch.error) == (Batch.State.LOADED, 1, "")
    assert batch.loaded_at is not None
    assert told(batch) == []


def test_outlets_that_differ_in_case_are_one(receive):
    loaded(receive({"a.csv": b"text,outlet\nOne.,The Ledger\nTwo.,THE LEDGER\nThree.,\n"}))

    assert [outlet.name for outlet in Outlet.objects.all()] == ["The Ledger"]
    assert Article.objects.filter(outlet=None).count() == 1


def test_the_same_bytes_again_are_skipped_and_said_so(receive):
    loaded(receive({"a.txt": NO}, name="monday"))

    again = loaded(receive({"b.txt": NO, "c.txt": NO, "d.txt": YES}, name="tuesday"))

    there = Article.objects.get(batch__name="monday")
    assert told(again) == [
        "skipped 1 b.txt: the same bytes as a.txt of batch “monday”",
        "skipped 2 c.txt: the same bytes as a.txt of batch “monday”",
    ]
    assert [item.like for item in again.items.all()] == [there, there, None]
    assert (Article.objects.count(), again.item_count) == (2, 3)


def test_the_same_text_in_other_bytes_is_skipped(receive):
    batch = loaded(receive({"a.txt": b"One.\nTwo.", "b.txt": b"One.\r\nTwo."}))

    assert told(batch) == ["skipped 2 b.txt: the same text as a.txt of this batch"]


def test_the_same_text_from_another_outlet_is_kept(receive):
    loaded(receive({"a.csv": b"text,outlet\nOne.,A\nOne.,B\nOne.,\n"}))

    assert Article.objects.count() == 3


def test_remarks_stand_beside_the_article(receive):
    batch = loaded(receive({"a.csv": b"text,url\nOne.,nonsense\n"}))

    assert told(batch)[0].startswith("loaded 1 a.csv, line 2: url “nonsense” is not a web addr")
    assert batch.articles.get().url == ""


def test_one_bad_file_does_not_fail_the_rest(receive):
    batch = loaded(receive({"a.txt": b"", "b.txt": NO, "c.pdf": b"%PDF"}))

    assert [r.split(" ", 2)[:2] for r in told(batch)] == [["refused", "1"], ["refused", "3"]]
    assert (batch.state, batch.item_count, batch.articles.count()) == ("loaded", 3, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"no zip", "is not a ZIP file"), (packed_as({}).getvalue(), "holds no article")],
)
def test_an_archive_that_holds_nothing_is_refused_in_words(receive, data, words):
    batch = loaded(receive({"a.zip": data}))

    (said,) = told(batch)
    assert said.startswith("refused 1 a.zip: ")
    assert words in said


def test_a_batch_whose_stored_file_is_gone_fails_in_words(receive):
    batch = receive({"a.txt": NO}, name="monday")
    Path(batch.upload.path).unlink()

    assert loaded(batch).error == "monday: its stored file is gone"


def test_a_zip_is_stored_as_it_came(receive):
    data = packed_as({"a.txt": "One."}).getvalue()

    batch = receive({"monday.zip": data})

    with ZipFile(batch.upload.path) as packed:
        assert packed.read("monday.zip") == data


def test_an_outlet_may_be_given_for_a_whole_zip(receive):
    loaded(receive({"monday.zip": packed_as({"a.txt": "One."}).getvalue()}, outlet=" The  Ledger "))

    assert str(Article.objects.get().outlet) == "The Ledger"


def test_loading_twice_is_the_same_as_once(receive):
    files = {**numbered(5), "a.txt": b"", "b.txt": NO, "c.txt": NO, "d.csv": b"text,x\nT.,1\n"}
    batch = loaded(receive(files))
    before = (list(batch.articles.values()), list(batch.items.values()))

    batch.state = Batch.State.LOADING
    batch.save()
    loaded(batch)

    assert (list(batch.articles.values()), list(batch.items.values())) == before
    assert [item["state"] for item in before[1]].count("loaded") == 7


@pytest.mark.django_db(transaction=True)
def test_a_loading_that_is_stopped_half_way_goes_on_where_it_was(receive, monkeypatch):
    monkeypatch.setattr(loading, "CHUNK_ITEMS", 10)
    batch = receive({**numbered(35), "z.txt": b""})
    store, calls = loading._take, []

    def stop_in_the_third_chunk(batch, items, seen):
        with transaction.atomic():
            store(batch, items, seen)
            calls.append(len(items))
            if len(calls) == 3:
                raise KeyboardInterrupt
        return True

    monkeypatch.setattr(loading, "_take", stop_in_the_third_chunk)
    with pytest.raises(KeyboardInterrupt):
        loading.load(batch=batch)
    assert (batch.articles.count(), list(Batch.objects.unfinished())) == (20, [batch])

    monkeypatch.setattr(loading, "_take", store)
    tasks.load_waiting()

    batch.refresh_from_db()
    assert (batch.state, batch.item_count) == (Batch.State.LOADED, 36)
    assert sorted(batch.articles.values_list("position", flat=True)) == list(range(1, 36))
    assert told(batch) == ["refused 36 z.txt: is empty"]


KILLED = """
import os, signal, sys, django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[2]
from articles.actions import loading
from articles.models import Batch
store = loading._take
def store_and_die(batch, items, seen):
    store(batch, items, seen)
    if max(item.position for item in items) >= 1000:
        os.kill(os.getpid(), signal.SIGKILL)
    return True
loading._take = store_and_die
loading.load(batch=Batch.objects.get(pk=sys.argv[3]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_loader_loses_nothing_and_doubles_nothing(receive, media):
    batch = receive(numbered(2000))
    name = str(connection.settings_dict["NAME"])
    command = [sys.executable, "-c", KILLED, name, str(media), str(batch.pk)]

    killed = subprocess.run(command, env=os.environ, check=False, timeout=60)

    assert killed.returncode == -signal.SIGKILL
    assert batch.articles.count() == 1000
    batch = loaded(batch)
    assert (batch.state, batch.item_count) == (Batch.State.LOADED, 2000)
    assert sorted(batch.articles.values_list("position", flat=True)) == list(range(1, 2001))
    assert set(batch.items.values_list("state", flat=True)) == {"loaded"}


def in_threads(*batches):
    """Load at once, each in a thread with a database connection of its own."""
    answers, failures = [], []
    start = threading.Barrier(len(batches))

    def work(batch):
        try:
            start.wait()
            answers.append(loading.load(batch=batch))
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[batch]) for batch in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    return answers


@pytest.mark.django_db(transaction=True)
def test_of_two_loaders_of_one_batch_one_works(receive):
    batch = receive(numbered(600))

    answers = in_threads(Batch.objects.get(pk=batch.pk), Batch.objects.get(pk=batch.pk))

    assert sorted(answers) == [False, True]
    assert (batch.articles.count(), batch.items.count()) == (600, 600)


@pytest.mark.django_db(transaction=True)
def test_two_batches_with_the_same_texts_at_once_make_each_article_once(receive):
    first = receive(numbered(1000), name="first")
    second = receive(
        {
            "many.jsonl": b"".join(
                line + b"\n" for line in reversed(numbered(1000)["many.jsonl"].splitlines())
            )
        },
        name="second",
    )

    assert in_threads(first, second) == [True, True]

    assert Article.objects.count() == 1000
    assert Item.objects.filter(state="skipped").count() == 1000
    for batch in (first, second):
        skipped = batch.items.filter(state="skipped").count()
        assert batch.articles.count() + skipped == batch.items.count() == 1000


def test_the_sweep_reads_in_the_oldest_first_and_every_one(receive):
    batches = [receive({"a.txt": b"%d." % number}) for number in range(3)]

    tasks.load_waiting()

    assert not Batch.objects.unfinished().exists()
    articles = Article.objects.order_by("pk")
    assert [article.batch for article in articles] == batches


def test_a_program_error_sets_one_batch_aside_and_not_the_next(receive, monkeypatch, caplog):
    bad, good = receive({"a.txt": b"bad"}), receive({"a.txt": b"good"})
    store = loading._take

    def break_down(batch, items, seen):
        if batch == bad:
            raise ValueError("a bug")
        return store(batch, items, seen)

    monkeypatch.setattr(loading, "_take", break_down)
    tasks.load_waiting()

    bad.refresh_from_db()
    assert bad.state == Batch.State.FAILED
    assert bad.error == "delivery: the program failed over it (ValueError: a bug)"
    assert "a bug" in caplog.text
    assert good.articles.count() == 1


def test_the_database_refuses_to_change_a_text(receive):
    loaded(receive({"a.txt": NO}))

    with pytest.raises(DatabaseError, match="the text of an article never changes"):
        Article.objects.update(text="The mayor said yes.")


def test_right_to_left_text_and_emoji_come_back_as_they_were(receive):
    text = "قال الرئيس: «نعم» 👩‍👩‍👧 שלום — “yes”"
    loaded(receive({"a.txt": text.encode()}))

    assert Article.objects.get().text == text
