"""Web archives: pages become articles, the rest is counted, damage is said."""

import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.batches import warc
from articles.batches.rows import Row
from articles.batches.warc import warc_rows
from tests.articles.test_pages import LINES, built


def archived(*pages, packed=True):
    """Return a web archive of (address, status, kind, body)."""
    records = [_record("warcinfo", "", b"software: test\r\n")]
    for url, status, kind, body in pages:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        records.append(_record("response", url, answer))
    return b"".join(gzip.compress(record, mtime=0) if packed else record for record in records)


def _record(kind, url, block):
    about = "application/http; msgtype=response" if url else "application/warc-fields"
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: {about}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


PAGES = (
    ("https://harbor.example/a", "200 OK", "text/html; charset=utf-8", built().encode()),
    ("https://harbor.example/gone", "404 Not Found", "text/html", b"gone"),
    ("https://harbor.example/p.png", "200 OK", "image/png", b"\x89PNG"),
    ("https://harbor.example/b", "200 OK", "text/html", built().encode()),
)


@pytest.mark.parametrize("packed", [True, False])
def test_each_page_is_an_article_and_the_rest_is_counted(packed):
    first, remark, second = warc_rows(io.BytesIO(archived(*PAGES, packed=packed)))

    assert first.values["url"] == first.name == "https://harbor.example/a"
    assert second.name == "https://harbor.example/b"
    assert first.values["text"].split("\n") == LINES
    assert first.size == len(built().encode())
    assert "holds 3 records" in remark.reason
    assert not remark.refuses


def test_a_page_in_another_encoding_is_read_by_what_its_server_said():
    body = built().replace("<meta charset=utf-8>", "").replace("Costs", "Цены")
    body = body.translate({0x201C: None, 0x201D: None}).encode("cp1251")
    data = archived(("https://harbor.example/a", "200 OK", "text/html; charset=cp1251", body))
    *_, row = warc_rows(io.BytesIO(data))

    assert "Цены" in row.values["text"]


@pytest.mark.parametrize("packed", [True, False])
def test_what_is_cut_off_says_so_and_keeps_what_came_before(packed):
    data = archived(*PAGES, packed=packed)
    *_, fault = found = list(warc_rows(io.BytesIO(data[:-400])))

    assert any(isinstance(row, Row) for row in found)
    assert "cut off" in fault.reason
    assert fault.refuses


def test_a_bomb_stops_at_the_limit(monkeypatch):
    monkeypatch.setattr(warc, "MAX_UNPACKED_BYTES", 1_000_000)
    data = archived(("https://harbor.example/a", "200 OK", "image/png", b"\0" * 5_000_000))
    *_, fault = warc_rows(io.BytesIO(data))

    assert "1,000,000" in fault.reason


def test_an_archive_without_pages_is_refused():
    *_, fault = warc_rows(io.BytesIO(archived()))

    assert fault.reason == "holds no web page"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.booleans(), st.data())
def test_any_bytes_give_rows_or_faults(stray, packed, data):
    raw = archived(*PAGES[:2], packed=packed)
    place = data.draw(st.integers(0, len(raw)))
    for source in (stray, raw[:place] + stray, raw[:place] + stray + raw[place + 3 :]):
        *_, last = warc_rows(io.BytesIO(source))
        assert isinstance(last, Row) or last.refuses
