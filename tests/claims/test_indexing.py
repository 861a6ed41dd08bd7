"""Entries follow the rows that they are made of, and only what changed gets a new serial."""

import time
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import connection

from articles import locks
from articles.models import Article
from claims.actions import indexing
from claims.actions.indexing import index_waiting
from claims.models import (
    UNDATED,
    Analysis,
    Doubt,
    Entry,
    Judgement,
    Outdated,
    Speaker,
    Statement,
    StoryMembership,
)
from tests.builders import NOON, a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "“We will not reopen it,” the café’s owner told Reuters on Monday."


def index():
    return index_waiting(until=time.monotonic() + 60)


def told(**fields):
    article = an_article(TEXT, url=f"https://ledger.example/{Article.objects.count()}")
    return a_statement(
        article,
        "We will not reopen it",
        cue="told",
        source="the café’s owner",
        quotations="We will not reopen it",
        chain=(("Reuters", "organisation", "relay"), ("Zoë Ferro", "person")),
        **fields,
    )


def entry_of(statement):
    index()
    return Entry.objects.get(statement=statement)


def finds(statement, query):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words @@ to_tsquery('english', %s) FROM claims_entry WHERE statement_id = %s",
            [query, statement.pk],
        )
        return cursor.fetchone()[0]


def test_an_entry_says_all_that_facets_count():
    statement = told(is_headline=True)
    article, reuters, zoe = statement.article, *[one.speaker_id for one in statement.chain.all()]
    story = a_story(article)
    claim = a_claim(statement)
    StoryMembership.objects.update(voice=2)
    entry = entry_of(statement)
    assert entry.article == article
    assert entry.moment == NOON.timestamp()
    assert entry.said_on == date(2025, 6, 23)
    assert sorted(entry.tags) == sorted(
        [
            f"outlet:{article.outlet_id}",
            f"speaker:{zoe}",
            f"source:{reuters}",
            f"source:{zoe}",
            f"relay:{reuters}",
            "kind:person",
            "chain:relay",
            "chain:speaker",
            "depth:2",
            "type:direct",
            "act:say",
            "polarity:asserted",
            "certainty:certain",
            "stance:neutral",
            "tier:core",
            f"story:{story.pk}",
            f"voice:{story.pk}-2",
            f"claim:{claim.pk}",
            "month:2025-06",
            "review:unreviewed",
            "in:headline",
        ]
    )


def test_what_is_unknown_has_tags_too():
    article = an_article("It will reopen.", outlet=None, published_at=None)
    entry = entry_of(a_statement(article, chain=()))
    assert entry.moment == UNDATED
    assert {"outlet:none", "speaker:none", "chain:none", "kind:author", "month:undated"} <= set(
        entry.tags
    )


def test_words_are_of_content_names_and_cue():
    statement = told()
    index()
    for query in ("reopening:A", "ferro:B", "reuters:B", "owner:B", "zoe:B", "told:C"):
        assert finds(statement, query), query
    for query in ("reopen:B", "ferro:A", "told:A", "'reopen it zoe'"):
        assert not finds(statement, query), query
    assert finds(statement, "cafe"), "accents count"
    assert not finds(statement, "reuters <-> zoe"), "a phrase goes from one name to another"


def denies(statement):
    Statement.objects.filter(pk=statement.pk).update(polarity="denied")


def loses_its_relay(statement):
    statement.chain.first().delete()


def gets_a_claim(statement):
    a_claim(statement)


def gets_a_story(statement):
    a_story(statement.article)


def loses_its_outlet(statement):
    Article.objects.filter(pk=statement.article_id).update(outlet=None)


def is_judged(statement):
    Judgement.objects.create(
        article=statement.article, statement=statement, sort="right", decided_at=NOON
    )


def is_doubted(statement):
    Doubt.objects.create(
        key="statement:1",
        statement=statement,
        article=statement.article,
        sort="statement",
        doubt=0.5,
        reach=1,
        rank=1,
    )


def is_renamed(statement):
    Speaker.objects.filter(pk=statement.speaker_id).update(name="Zoë Ferrari")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (denies, "polarity:denied"),
        (loses_its_relay, "depth:1"),
        (gets_a_claim, "claim:"),
        (gets_a_story, "story:"),
        (loses_its_outlet, "outlet:none"),
        (is_judged, "review:right"),
        (is_doubted, "review:doubted"),
        (is_renamed, ""),
    ],
)
def test_an_entry_follows_the_rows(change, expected):
    statement = told()
    before = entry_of(statement)
    change(statement)
    after = entry_of(statement)
    assert after.serial > before.serial
    if expected:
        assert any(one.startswith(expected) for one in after.tags)
        assert not any(one.startswith(expected) for one in before.tags)
    else:
        assert finds(statement, "ferrari")


def test_what_did_not_change_keeps_its_serial():
    statement, other = told(), told()
    before = entry_of(statement).serial
    Statement.objects.filter(pk=statement.pk).update(confidence=0.1)
    assert index() == 0, "nothing that an entry shows"
    Outdated.objects.bulk_create(
        Outdated(article_id=one.article_id) for one in (statement, other, statement)
    )
    assert index() == 2
    assert not Outdated.objects.exists()
    assert entry_of(statement).serial == before


@pytest.mark.parametrize(
    "change",
    [
        lambda one: Statement.objects.filter(pk=one.pk).update(is_dropped=True),
        lambda one: Analysis.objects.update(is_current=False),
        lambda one: Article.objects.filter(pk=one.article_id).update(newest=an_article("Newer.")),
        lambda one: one.delete(),
        lambda one: Statement.objects.filter(pk=one.pk).delete(),
    ],
    ids=["dropped", "of an older reading", "of an older version", "deleted", "deleted by others"],
)
def test_what_counts_no_longer_has_no_entry(change):
    statement = told()
    entry_of(statement)
    change(statement)
    index()
    assert not Entry.objects.exists()


def test_all_is_written_or_nothing(monkeypatch):
    statements = [told() for _ in range(5)]
    monkeypatch.setattr(indexing, "CHUNK", 2)
    write, calls = indexing._made, []

    def stopped(articles):
        calls.append(articles)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(articles)

    monkeypatch.setattr(indexing, "_made", stopped)
    with pytest.raises(KeyboardInterrupt):
        index()
    assert Entry.objects.count() == 2
    assert index() == 3
    assert {one.pk for one in Entry.objects.all()} == {one.pk for one in statements}


def test_a_text_of_any_length_can_be_found():
    article = an_article(" ".join(f"w{n:x}" for n in range(200_000)))
    statement = a_statement(article)
    index()
    assert finds(statement, "w1f")


@pytest.mark.django_db(transaction=True)
def test_only_one_process_makes_entries():
    told()
    with elsewhere() as other:
        other.execute("SELECT pg_advisory_lock(%s, 0)", [locks.Room.INDEXING])
        assert index() == 0
        other.execute("SELECT pg_advisory_unlock_all()")
        assert index() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["claims_statement", "articles_article"])
def test_nobody_who_deletes_is_waited_for_and_nothing_is_forgotten(table):
    """Else each would wait for the other: who deletes holds rows in an order of his own."""
    statement, other = told(), told()
    pk = statement.pk if table == "claims_statement" else statement.article_id
    with elsewhere() as deleting:
        deleting.execute("BEGIN")
        deleting.execute(f"SELECT 1 FROM {table} WHERE id = {pk} FOR UPDATE")
        index()
        assert [one.pk for one in Entry.objects.all()] == [other.pk]
        deleting.execute("ROLLBACK")
    index()
    assert Entry.objects.count() == 2
    assert not Outdated.objects.exists()


@contextmanager
def elsewhere():
    """Give a connection of its own, as another process has it."""
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        yield other
