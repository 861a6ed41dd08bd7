"""Atom: as RFC 4287 wants it, as readers read it, with names that stay."""

from dataclasses import replace
from xml.etree import ElementTree

import feedparser
import pytest

from claims.exports import as_atom, rows
from claims.models import Statement
from tests.builders import a_statement, an_analysis, an_article
from tests.claims.exports.worlds import ABOUT, SITE, a_world

ATOM = "{http://www.w3.org/2005/Atom}"


def written(statements, **changes):
    return "".join(as_atom.write(replace(ABOUT, **changes), rows.rows(statements)))


@pytest.fixture
def world(db):
    return a_world()


def test_a_reader_reads_it(world):
    feed = feedparser.parse(written(rows.of_story(world.story)))

    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == ABOUT.title
    assert feed.feed.links[0]["rel"] == "self"
    assert len(feed.entries) == 6
    first = feed.entries[0]
    assert first.title == "Ana Ruiz: We will open the harbour … but only … in May"
    assert first.link == f"{SITE}/articles/{world.first.pk}/#s1"
    assert first.author == "The Harbor Ledger"
    assert "<blockquote>We will open the harbour" in first.content[0].value
    assert first.published == "2025-06-24T00:00:00Z"
    assert feed.entries[-1].author == as_atom.UNKNOWN
    assert "published" not in feed.entries[-1]
    assert len({entry.id for entry in feed.entries}) == 6


def test_it_has_what_rfc_4287_asks_for(world):
    feed = ElementTree.fromstring(written(rows.of_story(world.story)))

    for element in (feed, *feed.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1
        kinds = [(link.get("rel"), link.get("type")) for link in element.findall(f"{ATOM}link")]
        assert len(kinds) == len(set(kinds))
        assert element.find(f"{ATOM}id").text.startswith("tag:news.example.org,2026:")
    for entry in feed.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.find(f"{ATOM}content").get("type") == "html"
    moments = [entry.findtext(f"{ATOM}updated", "") for entry in feed.iter(f"{ATOM}entry")]
    assert feed.findtext(f"{ATOM}updated") == max(moments)


def test_a_statement_keeps_its_name_when_it_is_read_again(world):
    (before,) = (as_atom.id_of(row, SITE) for row in rows.of_ids([world.denial.pk]))
    old = world.denial.analysis
    old.is_current = False
    old.save()

    analysis = an_analysis(world.second, release="later")
    again = a_statement(world.second, "the tide was feared", chain=[])
    Statement.objects.filter(pk=again.pk).update(analysis=analysis, ordinal=9)

    (after,) = (as_atom.id_of(row, SITE) for row in rows.of_ids([again.pk]))
    assert after == before


def test_what_xml_cannot_hold_is_shown_as_unknown(db):
    article = an_article("The board\x0b said “a\x1b<b> & c”.", title="\x02")
    a_statement(article, "a\x1b<b> & c")

    feed = feedparser.parse(written(Statement.objects.all()))

    assert not feed.bozo
    assert "a\ufffd&lt;b&gt; &amp; c" in feed.entries[0].content[0].value


def test_an_empty_feed_is_whole(db):
    feed = feedparser.parse(written(Statement.objects.none()))

    assert not feed.bozo
    assert feed.feed.updated == "2025-07-01T08:30:00Z"
