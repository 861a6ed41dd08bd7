"""Feeds: entries with whole texts are articles, the others are told apart, attacks are refused."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.batches.feeds import entries, feed_rows
from articles.batches.rows import Row
from articles.batches.types import Origin, Unreadable

LONG = " ".join(["The mayor said that the old bridge would be repaired before winter."] * 12)

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>The Harbor Post</title>
<language>en-us</language><link>https://harbor.example/</link>
<item><title>Mayor &amp; bridge</title><link>https://harbor.example/a</link><guid>g1</guid>
<dc:creator>Ann Lee</dc:creator><pubDate>Mon, 14 Jul 2025 09:30:00 GMT</pubDate>
<description>Short.</description>
<content:encoded><![CDATA[<p>She said: “We will <b>not</b> wait.”</p><p>Others did.</p>
<script>x()</script>]]></content:encoded></item>
<item><title>Teaser</title><link>https://harbor.example/b</link><description>Only a teaser …
</description></item>
<item><title>Whole</title><link>https://harbor.example/c</link><description>{LONG}</description>
</item>
<item><title>Cut</title><link>https://harbor.example/d</link><description>{LONG} Read more
</description></item>
</channel></rss>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbor</title><id>f</id>
<entry><id>tag:1</id><title>Mayor vows</title><link href="https://harbor.example/a"/>
<author><name>Ann Lee</name></author><published>2025-07-14T09:30:00Z</published>
<updated>2025-07-15T10:00:00Z</updated>
<content type="html">&lt;p&gt;{LONG}&lt;/p&gt;</content></entry></feed>"""

LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;</title><item><title>x</title></item></channel></rss>"""


def rows(source):
    return list(feed_rows(io.BytesIO(source.encode())))


def test_a_whole_text_is_an_article_and_a_teaser_is_refused():
    first, teaser, whole, cut = rows(RSS)

    assert first.values == {
        "text": "Mayor & bridge\nShe said: “We will not wait.”\nOthers did.",
        "title": "Mayor & bridge",
        "byline": "Ann Lee",
        "published": "2025-07-14T09:30:00+00:00",
        "outlet": "The Harbor Post",
        "language": "en",
        "url": "https://harbor.example/a",
    }
    assert set(first.origins.values()) == {Origin.PAGE}
    assert first.name == "https://harbor.example/a"
    assert teaser.refuses
    assert "gives no text of its own; subscribe" in teaser.reason
    assert whole.values["text"] == f"Whole\n{LONG}"
    assert cut.refuses


def test_atom_says_what_changed():
    [entry] = entries(ATOM.encode()) or []

    assert entry.key == "tag:1"
    assert entry.url == "https://harbor.example/a"
    assert entry.mark == "2025-07-15T10:00:00Z"
    assert entry.known["byline"] == "Ann Lee"
    assert entry.known["published"] == "2025-07-14T09:30:00+00:00"
    assert entry.text == f"Mayor vows\n{LONG}"


def test_a_teaser_has_an_entry_without_text():
    assert [bool(entry.text) for entry in entries(RSS.encode()) or []] == [True, False, True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_read(encoding):
    with pytest.raises(Unreadable, match="declares entities"):
        entries(LAUGHS.encode(encoding))
    [fault] = feed_rows(io.BytesIO(LAUGHS.encode(encoding)))
    assert "declares entities" in fault.reason


def test_of_a_broken_feed_what_can_be_read_is_read():
    remark, row, *_ = rows(RSS.replace("</item>\n<item><title>Teaser", "<b></item><item><title>T"))

    assert "not a sound feed" in remark.reason
    assert not remark.refuses
    assert row.values["title"] == "Mayor & bridge"


@pytest.mark.parametrize("source", ["", "no feed", "<html><body>x</body></html>", "/etc/passwd"])
def test_what_is_no_feed_is_none(source):
    assert entries(source.encode()) is None
    [fault] = rows(source)
    assert fault.reason == "is no RSS or Atom feed"


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=40), st.sampled_from([RSS, ATOM]), st.data())
def test_any_bytes_give_rows_or_faults(stray, feed, data):
    raw = feed.encode()
    place = data.draw(st.integers(0, len(raw)))
    for source in (stray, raw[:place], raw[:place] + stray + raw[place:]):
        *_, last = feed_rows(io.BytesIO(source))
        assert isinstance(last, Row) or last.refuses
