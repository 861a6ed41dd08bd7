"""The addresses at which a story is taken away, and what becomes of readers who leave."""

import socket
import struct
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from claims.exports import as_csv
from claims.exports.formats import FORMATS
from claims.models import Succession
from claims.views import taking_away
from tests.builders import a_statement, a_story, an_article
from tests.claims.exports.worlds import a_world

pytestmark = pytest.mark.django_db


def address(story, ending):
    return reverse("story_as", args=[story.pk, ending])


def free_turns():
    return taking_away._turns._value


def test_a_story_can_be_had_in_every_format(client):
    world = a_world()

    for ending, form in FORMATS.items():
        answer = client.get(address(world.story, ending))

        assert answer.status_code == 200
        assert answer["Content-Type"] == form.media_type
        assert "private" in answer["Cache-Control"]
        if form.newest:
            assert b"</feed>" in answer.content
        else:
            day = timezone.localdate()
            name = f'attachment; filename="story-{world.story.pk}-{day}.{ending}"'
            assert answer["Content-Disposition"] == name
            assert "We will open the harbour" in answer.getvalue().decode()
    assert free_turns() == taking_away.AT_ONCE


def test_soft_statements_can_be_left_out_and_excel_can_be_told(client):
    world = a_world()

    whole = client.get(address(world.story, "csv")).getvalue().decode()
    asked = client.get(f"{address(world.story, 'csv')}?hide=soft&bom=1&plain=1")
    part = asked.getvalue().decode()

    assert ",soft," in whole
    assert ",soft," not in part
    assert part.startswith("\ufeffstatement,")
    assert f"# address: http://testserver{address(world.story, 'csv')}\r\n" in whole
    assert "# Statements of the story “The harbour, opened”\r\n" in whole
    assert ", 6 statements\r\n" in whole


def test_what_is_asked_for_by_head_is_told_and_not_sent(client):
    world = a_world()

    for ending, form in FORMATS.items():
        answer = client.head(address(world.story, ending))
        assert (answer.status_code, answer["Content-Type"]) == (200, form.media_type)
        assert not answer.getvalue()
    assert free_turns() == taking_away.AT_ONCE


def test_who_has_the_newest_feed_or_annotation_gets_nothing_more(client):
    world = a_world()

    for at in (
        address(world.story, "atom"),
        reverse("annotation", args=[world.split.pk]),
        reverse("vocabulary"),
    ):
        mark = client.get(at)["ETag"]
        again = client.get(at, headers={"If-None-Match": mark})
        assert (again.status_code, again.content) == (304, b"")

    feed = address(world.story, "atom")
    mark = client.get(feed)["ETag"]
    world.first.outlet.name = "The Ledger"
    world.first.outlet.save()
    assert client.get(feed, headers={"If-None-Match": mark}).status_code == 200


def test_an_ending_or_story_that_is_not_there_is_not_found(client):
    world = a_world()

    assert client.get(address(world.story, "parquet")).status_code == 404
    assert client.get(reverse("story_as", args=[10**9, "csv"])).status_code == 404


def test_a_story_that_went_into_another_leads_there(client):
    world = a_world()
    gone = world.story.pk + 1000
    Succession.objects.create(
        sort="story", old_id=gone, new_id=world.story.pk, moved=2, at=timezone.now(), release="t"
    )

    answer = client.get(reverse("story_as", args=[gone, "jsonl"]))

    assert (answer.status_code, answer.url) == (301, address(world.story, "jsonl"))


def test_a_closed_site_gives_nothing_away(client, settings):
    world = a_world()
    settings.OPEN_READING = False

    for at in (address(world.story, "csv"), reverse("annotation", args=[world.split.pk])):
        assert client.get(at).url.startswith(f"{reverse('login')}?next=")


def test_when_others_are_at_it_one_is_asked_to_come_again(client, monkeypatch):
    world = a_world()
    monkeypatch.setattr(taking_away, "PATIENCE", 0.01)
    begun = [client.get(address(world.story, "csv")) for _ in range(taking_away.AT_ONCE)]

    answer = client.get(address(world.story, "csv"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Try again in a minute." in answer.content.decode()
    assert client.get(address(world.story, "atom")).status_code == 200  # small: needs no turn
    for one in begun:
        assert one.getvalue()
    assert client.get(address(world.story, "csv")).getvalue()
    assert free_turns() == taking_away.AT_ONCE


def idle_in_transaction() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state = 'idle in transaction' AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_reader_who_hangs_up_leaves_nothing_behind(live_server, monkeypatch):
    """A real server, and more than fits between it and the reader."""
    monkeypatch.setattr(as_csv, "TOGETHER", 1)
    article = an_article("a harbour " * 40_000)
    for _ in range(40):
        a_statement(article)
    path = address(a_story(article), "csv")
    at = urlsplit(live_server.url)
    with socket.create_connection((at.hostname, at.port), timeout=20) as reader:
        hangs_up = struct.pack("ii", 1, 0)
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, hangs_up)
        reader.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert b"200 OK" in reader.recv(65_536)
        # It waits for the reader, in its snapshot: not only between two pieces.
        assert soon(lambda: all(idle_in_transaction() == 1 for _ in range(20)))
        assert free_turns() == taking_away.AT_ONCE - 1

    assert soon(lambda: free_turns() == taking_away.AT_ONCE)
    assert soon(lambda: idle_in_transaction() == 0)


def soon(is_so) -> bool:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.05)
    return False
