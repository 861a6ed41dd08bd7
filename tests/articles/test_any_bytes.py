"""Any bytes may be delivered: each item becomes a draft that can be stored, or a complaint."""

import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import batches
from articles.batches import ArticleDraft, Complaint, FetchedPage, Unreadable, limits
from articles.batches.delivery import MANIFEST, PAGES, SAID
from articles.batches.readers import READERS
from tests.articles.deliveries import NOW, packed_as
from tests.articles.test_containers import PAGE, a_tar, a_zip
from tests.articles.test_readers import NINJS, a_table

NAMES = (
    *(f"a{ending}" for ending in (*READERS, ".zip", ".tgz", ".tar", ".tar.gz", ".pdf")),
    "manifest.csv",
    ".newsclaims/pages.jsonl",
)

cells = st.text(max_size=12) | st.sampled_from(["text", "file", "a.txt", "published", "2026-02-30"])
tables = st.lists(st.lists(cells, max_size=4), max_size=5).map(
    lambda rows: "\n".join(",".join(row) for row in rows).encode(errors="surrogatepass")
)
values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2),
    max_leaves=4,
)
keys = st.sampled_from(["text", "id", "outlet", "url", "published", "title", "byline"]) | st.text(
    max_size=5
)
objects = st.lists(
    st.dictionaries(keys, values, max_size=5).map(json.dumps) | st.text(max_size=20), max_size=4
).map(lambda lines: "\n".join(lines).encode(errors="surrogatepass"))
contents = st.binary(max_size=200) | tables | objects


def read_whole(archive: io.BytesIO) -> None:
    """Read a delivery; what comes out must fit the rows that it is meant for."""
    positions = []
    try:
        for item in batches.read(archive, now=NOW):
            assert_storable(item)
            if isinstance(item, ArticleDraft) or item.kind == "refused":
                positions.append(item.position)
    except Unreadable:
        pass
    assert positions == list(range(1, len(positions) + 1))


def assert_storable(item: ArticleDraft | Complaint) -> None:
    assert len(item.origin) <= limits.MAX_ORIGIN
    if isinstance(item, Complaint):
        assert item.reason.isprintable()
        assert item.reason
        assert "the program failed" not in item.reason
        assert len(item.field) <= 100
        return
    details = item.details
    for kept in (item.text, details.title, details.outlet, details.url, details.byline):
        assert "\0" not in kept
        assert kept.encode().decode() == kept
        if kept is item.text:
            assert kept.strip()
            assert "\r" not in kept
    assert len(details.outlet.casefold()) <= limits.MAX_OUTLET
    for remark in item.remarks:
        assert remark.kind == "warning"
        assert remark.position == item.position
        assert_storable(remark)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), contents, max_size=3))
@example({"a.csv": b"text\n\xff\xfe"})
@example({"a.jsonl": b"\xff\xfe{\x00"})
@example({"a.jsonl": b'{"published": "0001-01-01T00:00+23:59", "text": "x"}'})
@example({"a.jsonl": b'{"published": "9999-12-31T23:59-23:59", "text": "x"}'})
def test_any_files(files):
    read_whole(packed_as(files))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_as_a_zip(data):
    read_whole(io.BytesIO(data))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_zip_with_bytes_changed_anywhere(data):
    files = {"a.txt": "One.", "b.csv": "text\nTwo.\n", "manifest.csv": "file\na.txt\n"}
    archive = bytearray(packed_as(files).getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        archive[data.draw(st.integers(0, len(archive) - 1))] = data.draw(st.integers(0, 255))

    read_whole(io.BytesIO(archive))


FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
    "<title>Ledger</title><item><title>One</title><link>https://l.example/2</link><description>No.</description>"
    f"<content:encoded><![CDATA[{PAGE}]]></content:encoded></item></channel></rss>"
)
WARC = (
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://l.example/1\r\n"
    "WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    "Content-Type: application/http; msgtype=response\r\n"
    f"Content-Length: {len(PAGE) + 44}\r\n\r\n"
    f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{PAGE}\r\n\r\n"
)
WHOLE = {
    "a.md": b"---\ntitle: T\n---\n# One\n\nTwo [three](x).",
    "a.html": PAGE.encode(),
    "a.xlsx": a_table(["text", "title"], ["One.", "=A1"], ["Two.", "T"]),
    "a.json": json.dumps([NINJS["2.1"], NINJS["3.0"]]).encode(),
    "a.xml": FEED.encode(),
    "a.warc": WARC.encode(),
    "a.zip": a_zip({"in/a.txt": "One.", "manifest.csv": "file\nin/a.txt\n"}),
    "a.tar": a_tar({"in/a.txt": b"One.", "b.csv": b"text\nTwo.\n"}, mode="w"),
    "a.tgz": a_tar({"in/a.txt": b"One.", "b.csv": b"text\nTwo.\n"}),
    SAID: b'{"outlet": "Wire", "manifest": "m.csv"}',
    MANIFEST: b"file,title\na.html,Given\n",
    PAGES: FetchedPage("https://l.example/1", error="is gone", known={"title": "T"}).line.encode(),
}


def container(files: dict[str, bytes]) -> io.BytesIO:
    """Return a ZIP of files, those included that no delivered file can be called."""
    return io.BytesIO(a_zip(files))


def test_what_is_spoiled_below_is_whole():
    items = list(batches.read(container(WHOLE), now=NOW))

    assert [item.origin for item in items if isinstance(item, Complaint)] == [
        "https://l.example/1",
    ]
    assert len(items) > len(WHOLE) - 2


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whole_files_with_bytes_changed_or_cut_off(data):
    name = data.draw(st.sampled_from(sorted(WHOLE)))
    spoiled = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(0, 4))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(spoiled)) | st.just(len(spoiled)))

    read_whole(container({name: bytes(spoiled[:end])}))
