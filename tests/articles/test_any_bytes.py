"""Any bytes may be delivered: each item becomes a draft that can be stored, or a complaint."""

import io
import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from articles import batches
from articles.batches import ArticleDraft, Complaint, Unreadable, limits
from tests.articles.deliveries import NOW, packed_as

NAMES = ("a.txt", "a.csv", "a.jsonl", "manifest.csv", "a.zip", "a.pdf")

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
