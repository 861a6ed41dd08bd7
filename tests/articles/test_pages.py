"""Web pages: the article's text, what the page says of itself, and pages that hold no article."""

import io
import json
import socket
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles.batches.markup import MAX_PAGE_BYTES
from articles.batches.pages import html_rows, page
from articles.batches.rows import Fault, Row
from articles.batches.types import Origin

PROSE = (
    "<p>The mayor of Port Lowell said on Monday that the old bridge would be <a href=/x>repaired"
    "</a> before winter, after weeks of complaints from <b>drivers</b> and shop owners.</p>"
    "<blockquote><p>“We will not let it stand for another year,” she said.</p></blockquote>"
    "<h2>Costs</h2><ul><li>The first stage costs two million.</li><li>The second costs three.</li>"
    "</ul><p>Opponents doubted the figures.<br>They said that the town has no money.</p>"
)
LINES = [
    "Mayor vows to fix bridge",
    "The mayor of Port Lowell said on Monday that the old bridge would be repaired before winter, "
    "after weeks of complaints from drivers and shop owners.",
    "“We will not let it stand for another year,” she said.",
    "Costs",
    "The first stage costs two million.",
    "The second costs three.",
    "Opponents doubted the figures.",
    "They said that the town has no money.",
]


def built(head="", article=f"<h1>Mayor vows to fix bridge</h1>{PROSE}", lang="en", around=""):
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset=utf-8>"
        f"<title>Mayor vows to fix bridge | The Harbor Post</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/p>Politics</a></nav><article>{article}</article>{around}"
        "<section id=comments><p>Great work, says a reader who has much to say.</p></section>"
        "<footer>Subscribe to our newsletter</footer></body></html>"
    )


def ld(**values):
    node = {"@context": "https://schema.org", "@type": "NewsArticle", **values}
    return f"<script type='application/ld+json'>{json.dumps(node)}</script>"


def only(source, **known):
    """Return the row of a page and its remarks."""
    data = source.encode() if isinstance(source, str) else source
    *remarks, row = page(data, **known)
    assert isinstance(row, Row), row
    return row, [remark.reason for remark in remarks]


def refusal(source):
    data = source.encode() if isinstance(source, str) else source
    *_, fault = page(data)
    assert isinstance(fault, Fault)
    assert fault.refuses
    return fault.reason


def test_the_text_is_the_article_alone_with_its_headline_first():
    row, remarks = only(built())

    assert row.values["text"].split("\n") == LINES
    assert remarks == []
    assert row.encoding == "utf-8"


def test_a_headline_outside_the_article_is_put_first():
    source = built(article=PROSE).replace("<nav>", "<header><h1>Mayor vows to fix bridge</h1>")

    assert only(source)[0].values["text"].split("\n") == LINES


def test_bytes_are_counted_as_they_came():
    data = built().encode("utf-16")
    [remark, row] = html_rows(io.BytesIO(data))

    assert isinstance(row, Row)
    assert "UTF-16" in remark.reason
    assert row.size == len(data)
    assert row.values["text"].split("\n") == LINES


def test_meta_elements_say_what_the_page_is():
    head = (
        "<link rel=canonical href=/2025/bridge><meta property=og:site_name content='Harbor Post'>"
        "<meta name=author content='By Ann Lee'>"
        "<meta property=article:published_time content='2025-07-14T09:30:00+02:00'>"
    )
    row, _ = only(built(head), url="https://www.harbor.example/2025/bridge?from=feed")

    assert {name: value for name, value in row.values.items() if name != "text"} == {
        "title": "Mayor vows to fix bridge | The Harbor Post".partition(" |")[0],
        "byline": "Ann Lee",
        "outlet": "Harbor Post",
        "url": "https://www.harbor.example/2025/bridge",
        "published": "2025-07-14T09:30:00+02:00",
        "language": "en",
    }
    assert set(row.origins.values()) == {Origin.PAGE}
    assert set(row.origins) == set(row.values) - {"text"}


def test_json_ld_beats_meta_elements():
    head = (
        "<meta name=author content='Web Desk'><meta name=date content=2024-01-01>"
        "<meta property=og:site_name content=harbor.example>"
    ) + ld(
        headline="Mayor &amp; bridge",
        author=[{"@type": "Person", "name": "Ann Lee"}, {"name": "Bo Berg"}],
        publisher={"@type": "Organization", "name": "The Harbor Post"},
        datePublished="2025-07-14T09:30:00Z",
        inLanguage="en-GB",
    )
    values = only(built(head, lang="de"))[0].values

    assert values["text"].startswith("Mayor vows to fix bridge\n")
    assert values["title"] == "Mayor & bridge"
    assert values["byline"] == "Ann Lee, Bo Berg"
    assert values["outlet"] == "The Harbor Post"
    assert values["published"] == "2025-07-14T09:30:00+00:00"
    assert values["language"] == "en"


def test_json_ld_may_refer_to_its_author():
    graph = [
        {"@type": "NewsArticle", "headline": "Mayor", "author": {"@id": "#ann"}},
        {"@type": "Person", "@id": "#ann", "name": "Ann Lee"},
    ]
    head = f"<script type='application/ld+json'>{json.dumps({'@graph': graph})}</script>"

    assert only(built(head))[0].values["byline"] == "Ann Lee"


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ("<time datetime='2025-07-14T09:30:00Z'>today</time>", "2025-07-14T09:30:00+00:00"),
        ("<time datetime='2025-07-14T00:00:00Z'>today</time>", "2025-07-14"),
        ("<span class=publish-date>July 14, 2025</span>", "2025-07-14"),
        ("<p>In the book of July 14, 1998 it was said so.</p>", None),
        ("<aside><time datetime=2019-01-01>old</time></aside>", None),
    ],
)
def test_a_date_is_only_what_the_page_marks_as_one(shown, published):
    source = built(article=f"<h1>Mayor vows to fix bridge</h1>{shown}{PROSE}")

    assert only(source)[0].values.get("published") == published


def test_a_page_without_an_outlet_is_its_hosts():
    assert only(built(), url="https://www.harbor.example/a")[0].values["outlet"] == "harbor.example"


@pytest.mark.parametrize("canonical", ["https://other.example/a", "https://harbor.example/"])
def test_a_copy_and_a_badly_made_page_keep_the_address_they_were_found_at(canonical):
    head = f"<link rel=canonical href='{canonical}'>"

    row, _ = only(built(head), url="https://harbor.example/a")

    assert row.values["url"] == "https://harbor.example/a"


@pytest.mark.parametrize(
    ("encoding", "said", "known"),
    [
        ("cp1251", "<meta charset=windows-1251>", ""),
        ("cp1252", "<meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>", ""),
        ("cp1251", "", "windows-1251"),
        ("gb18030", "<meta charset=gb2312>", ""),
    ],
)
def test_an_encoding_is_the_one_that_is_said(encoding, said, known):
    word = {"cp1251": "Привет", "cp1252": "“café”", "gb18030": "你好"}[encoding]
    source = built(
        article=f"<h1>Mayor vows to fix bridge</h1>{PROSE}<p>They said {word} there.</p>"
    )
    source = source.replace("<meta charset=utf-8>", said).replace("“We", "We").replace(",”", ",")
    row, [remark] = only(source.encode(encoding), charset=known)

    assert word in row.values["text"]
    assert row.encoding == encoding
    assert encoding in remark


def test_a_letter_cut_in_two_does_not_spoil_the_rest():
    data = built(article=PROSE + "<p>“Où?” «là», “à côté”, “très bien”, déjà été.</p>").encode()
    row, [remark] = only(data.replace(b"Costs", b"Co\xe2ts"))

    assert "déjà été" in row.values["text"]
    assert "1 places" in remark


def test_an_article_that_a_script_would_show_is_taken_from_json_ld():
    head = ld(headline="Mayor vows to fix bridge", articleBody=" ".join(LINES[1:]))

    assert LINES[1] in only(built(head, article=""))[0].values["text"]


def test_a_page_in_tables_is_read():
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in LINES)
    source = f"<html><body><table><tr><td><table>{rows}</table></td></tr></table></body></html>"

    assert LINES[1] in only(source)[0].values["text"]


def test_a_page_that_must_be_paid_for_says_so():
    assert "not free" in only(built(ld(headline="Mayor", isAccessibleForFree=False)))[1][0]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "holds no web page"),
        ("<html><body></body></html>", "holds no web page|fewer than 30 words"),
        (
            "<h1>Sign in</h1><p>Please sign in or subscribe to go on reading this article.</p>",
            "login",
        ),
        (
            "<body>"
            + "".join(
                f"<h2><a href=/{n}>Minister number {n} resigns over the bridge</a></h2>"
                f"<p>A short teaser number {n} tells what the article is about.</p>"
                for n in range(12)
            ),
            "leads to articles",
        ),
        ("x" * (MAX_PAGE_BYTES + 1), "10,000,000 bytes"),
        ("<p>a" * 30_000, "20,000 elements"),
        ("<p " + " ".join(f"a{n}" for n in range(2_000)) + ">", "1,000 attributes"),
        ("<p>" + "word " * 500_000, "2,000,000"),
    ],
)
def test_a_page_without_an_article_is_refused_in_words(source, reason):
    assert any(part in refusal(source) for part in reason.split("|"))


def test_large_scripts_and_deep_trees_take_no_time():
    script = f"<script>{'var x = 1;' * 100_000}</script>"
    start = time.perf_counter()

    assert only(built(script))[0].values["text"].split("\n") == LINES
    assert refusal("<div>" * 100_000)
    assert time.perf_counter() - start < 5  # a second, on a machine with nothing else to do


def test_entities_are_not_unfolded():
    doctype = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "/etc/passwd">]>'
    source = built(article=PROSE + "<p>It says &b; and &c; here.</p>")
    text = only(source.replace("<!doctype html>", doctype))[0].values["text"]

    assert "lollol" not in text
    assert "root" not in text


def test_nothing_is_fetched(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a page must not open a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    head = "<base href='http://x.example/'><link rel=canonical href=http://x.example/a>"

    assert only(built(head), url="http://x.example/a")


pieces = st.sampled_from(
    [
        "<div>",
        "</div>",
        "<p>",
        "<table><td>",
        "<!--",
        "-->",
        "<![CDATA[",
        "&#0;",
        "&#xFFFF;",
        "\0",
        "<script type='application/ld+json'>",
        "</script>",
        '{"@type":"Article","author":[[1]]}',
        '{"@type":["Article"],"@graph":{"a":1},"publisher":{"name":{"name":[]}},"headline":7}',
        "<time datetime='9999-99-99'>",
        "<meta property=article:published_time content='0001-01-01T00:00+23:59'>",
        "<link rel=canonical href='http://[::1'>",
        "<h1>",
        "<html lang='x'>",
        "<ul><li>",
        "<a href='//['>",
        "<?xml version='1.0' encoding='hex'?>",
        "<meta charset=utf-7>",
        PROSE,
        "\ud800",
        "<svg>",
        "<head>",
    ]
)


@settings(max_examples=100, deadline=None)
@given(st.lists(pieces | st.text(max_size=10), max_size=12), st.binary(max_size=20), st.data())
@example(["<p>"], b"\xff\xfe\x00", None)
def test_any_page_gives_a_row_or_a_refusal(parts, stray, data):
    raw = built(article="".join(parts)).encode(errors="surrogatepass")
    place = data.draw(st.integers(0, len(raw))) if data else 0
    for source in (raw[:place] + stray + raw[place:], stray):
        *remarks, last = page(source, charset="hex", url="http://[")
        assert isinstance(last, Row) or last.refuses
        assert not any(isinstance(remark, Row) or remark.refuses for remark in remarks)
        if isinstance(last, Row):
            assert all(value.encode().decode() for value in last.values.values())
            assert "\0" not in last.values["text"]
        else:
            assert last.reason.isprintable()
