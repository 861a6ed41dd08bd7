"""Searches taken away: by their addresses, and by `manage.py export`."""

import csv
import json
import os
import subprocess
import sys
import time
from io import StringIO

import feedparser
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from psycopg.conninfo import make_conninfo

from claims.actions.indexing import index_waiting
from claims.exports import as_csv, as_jsonl, rows
from claims.models import Entry, Statement
from tests.builders import a_statement, an_article
from tests.claims.exports.worlds import SITE, a_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    made = a_world()
    while index_waiting(until=time.monotonic() + 20):
        pass
    assert Entry.objects.count() == 6
    return made


def table(answer):
    lines = list(csv.reader(StringIO(answer.getvalue().decode(), newline="")))
    return [dict(zip(as_csv.COLUMNS, line, strict=True)) for line in lines[as_csv.NOTES + 1 :]]


def test_what_a_search_finds_is_given_newest_first(client, world):
    answer = client.get("/search.csv", {"q": 'polarity:asserted "harbour"'})

    assert answer.status_code == 200
    assert 'filename="search-' in answer["Content-Disposition"]
    found = [row["statement"] for row in table(answer)]
    assert found == [str(world.split.pk)] * 3 + [str(world.again.pk)]  # undated: last
    assert len(table(client.get("/search.csv"))) == 8


def test_the_head_leads_back_to_the_search(client, world):
    file = client.get("/search.csv", {"q": "outlet:none harbour"}).getvalue().decode()

    at = next(line for line in file.split("\r\n") if line.startswith("# address: "))
    again = client.get(at.removeprefix("# address: ").removeprefix("http://testserver"))
    assert again.getvalue().decode().split("\r\n")[6:] == file.split("\r\n")[6:]
    assert "# query: outlet:none harbour" in file


def test_a_feed_has_the_newest_and_a_link_to_the_search(client, world, monkeypatch):
    article = an_article("Boats sank. " * 60)
    for _ in range(55):
        a_statement(article, "Boats sank", chain=[])
    while index_waiting(until=time.monotonic() + 20):
        pass

    feed = feedparser.parse(client.get("/search.atom", {"q": "boats"}).content)

    assert not feed.bozo
    assert len(feed.entries) == 50
    assert feed.feed.title == "Statements found by “boats”"
    assert feed.feed.link == "http://testserver/search/?q=boats"
    assert feed.feed.id == "tag:testserver,2026:search/?q=boats"


@pytest.mark.parametrize("ending", ["csv", "jsonl", "jsonld", "annotations.jsonld", "atom"])
def test_a_query_that_is_not_understood_is_told_with_its_place(client, ending):
    query = "kind:anonymous (harbour OR"

    answer = client.get(f"/search.{ending}", {"q": query})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().split("\n")
    assert lines[0].startswith("The query is not understood: ")
    assert lines[2] == f"    {query}"
    assert set(lines[3].strip()) == {"^"}
    assert lines[3].index("^") - 4 <= len(query)
    assert reverse("search_help") in lines[5]


def test_an_ending_that_is_none_is_not_found(client):
    assert client.get("/search.xlsx").status_code == 404
    assert client.post("/search.csv").status_code == 405


def exported(*arguments, **options):
    out = StringIO()
    call_command("export", *arguments, stdout=out, site=SITE, **options)
    return out.getvalue()


def test_the_command_gives_the_same(client, world):
    answer = client.get("/search.jsonl", {"q": "harbour"}, headers={"host": "localhost"})

    site = answer.getvalue().decode().replace("http://localhost", SITE).splitlines()[1:]
    command = exported("harbour", format="jsonl").splitlines()
    assert command[1:] == site
    header = json.loads(command[0])["header"]
    assert header["address"] == f"{SITE}/search.jsonl?q=harbour"
    assert header["statements"] == len(site) > 0


def test_the_command_gives_a_story(world):
    file = exported(story=world.story.pk)

    assert f"# address: {SITE}/stories/{world.story.pk}.csv\r\n" in file
    assert file.count("\r\n") == as_csv.NOTES + 1 + 8
    assert exported(story=world.story.pk, plain=True, bom=True).startswith("\ufeffstatement,")


def test_the_command_refuses_in_words(world):
    with pytest.raises(CommandError, match=r"There is no story 999999\."):
        exported(story=999_999)
    with pytest.raises(CommandError, match="a query or --story, not both"):
        exported("harbour", story=world.story.pk)
    with pytest.raises(CommandError, match=r"not understood: (?s:.*)\^"):
        exported("(harbour OR")


def test_the_same_statements_in_every_format(world):
    """Spans in CSV and JSON Lines are the same, whichever way they are had."""
    found = list(rows.rows(rows.newest_first(Entry.objects.all())))

    lines = list(csv.reader(StringIO("".join(as_csv.lines(found, SITE)), newline="")))
    flat = [dict(zip(as_csv.COLUMNS, line, strict=True)) for line in lines]
    nested = [
        (one["statement"], span["content"], span["start"], span["end"])
        for one in (as_jsonl.told(row, SITE) for row in found)
        for span in one["spans"]
    ]
    assert [
        (int(r["statement"]), as_csv.unsafe(r["content"]), int(r["start"]), int(r["end"]))
        for r in flat
    ] == nested
    assert len(nested) == sum(len(one.content) for one in Statement.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_reader_of_the_command_may_have_enough(world, settings):
    """As `manage.py export | head -1` does."""
    article = an_article("a harbour " * 40_000)
    for _ in range(20):
        a_statement(article)
    while index_waiting(until=time.monotonic() + 20):
        pass
    database = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    known = {name: database[key] for name, key in names.items()} | {"port": database["PORT"]}
    address = make_conninfo(**{name: value for name, value in known.items() if value})
    command = subprocess.Popen(
        [sys.executable, "manage.py", "export", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "DATABASE_URL": address},
    )
    with command:
        assert command.stdout
        assert b'"header"' in command.stdout.readline()
        command.stdout.close()
        assert command.stderr
        said = command.stderr.read().decode()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert command.returncode == 0
