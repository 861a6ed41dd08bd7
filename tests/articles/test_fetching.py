"""What a page of a real server becomes, and the words for each way in which it fails."""

import gzip
import socket
import threading
import time
import zlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from articles.fetching import Limits, Robots, Unfetchable
from articles.fetching import fetch as fetch_openly
from articles.fetching.robots import rules
from tests.articles.servers import answer, redirect, serving

PAGE = "<p>The mayor said the bridge would close — “soon”.</p>"


@pytest.fixture
def site():
    with serving() as site:
        yield site


def fetch(url, **options):
    return fetch_openly(url, allow_loopback=True, **options)


def words(url, **options):
    with pytest.raises(Unfetchable) as failed:
        fetch(url, **options)
    return failed.value


def test_a_page_comes_with_what_its_server_says_of_it(site):
    site.pages["/a?b=c%20d"] = answer(
        PAGE, kind="text/html; charset=UTF-8", ETag='"1"', Last_Modified="yesterday"
    )

    page = fetch(site.url("/a?b=c d".replace(" ", "%20") + "#part"), agent="newsclaims/7")

    assert page.content.decode() == PAGE
    assert (page.status, page.media_type, page.charset) == (200, "text/html", "utf-8")
    assert (page.etag, page.last_modified) == ('"1"', "yesterday")
    assert (page.url, page.final_url) == (site.url("/a?b=c%20d#part"), site.url("/a?b=c%20d"))
    ((_, headers),) = site.asked
    assert headers["User-Agent"] == "newsclaims/7"
    assert headers["Host"] == f"127.0.0.1:{site.port}"


def test_letters_of_any_alphabet_are_sent_as_the_web_wants_them(site):
    site.pages["/br%C3%BCcke?%C3%BC"] = answer(PAGE)

    assert fetch(site.url("/brücke?ü")).status == 200


@pytest.mark.parametrize(
    ("packing", "pack"),
    [
        ("gzip", gzip.compress),
        ("gzip", lambda data: gzip.compress(data[:9]) + gzip.compress(data[9:])),
        ("deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
    ],
)
def test_a_packed_page_is_unpacked(site, packing, pack):
    site.pages["/"] = answer(pack(PAGE.encode()), Content_Encoding=packing)

    assert fetch(site.url()).content.decode() == PAGE


def test_redirects_are_followed_and_the_last_address_is_kept(site):
    site.pages |= {
        "/a": redirect("/b", 301),
        "/b": redirect(site.url("/ü").encode().decode("latin-1"), 308),
        "/%C3%BC": answer(PAGE),
    }

    page = fetch(site.url("/a"))

    assert (page.url, page.final_url) == (site.url("/a"), site.url("/ü"))


def test_no_cookie_is_sent_back(site):
    site.pages |= {"/a": redirect("/b", Set_Cookie="who=you; Path=/"), "/b": answer(PAGE)}

    fetch(site.url("/a"))
    fetch(site.url("/b"))

    assert site.paths() == ["/a", "/b", "/b"]
    assert not any("Cookie" in headers for _, headers in site.asked)


def test_no_proxy_of_the_environment_is_used(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.pages["/"] = answer(PAGE)

    assert fetch(site.url()).status == 200


def test_a_server_is_asked_only_for_what_is_newer(site):
    def page(handler):
        is_known = handler.headers["If-None-Match"] == '"1"'
        answer(b"" if is_known else PAGE, status=304 if is_known else 200)(handler)

    site.pages["/"] = page

    assert not fetch(site.url(), etag='"2"').is_unchanged
    found = fetch(site.url(), etag='"1"', last_modified="Mon, 02 Feb 2026 10:00:00 GMT")
    assert (found.is_unchanged, found.content) == (True, b"")
    assert site.asked[1][1]["If-Modified-Since"] == "Mon, 02 Feb 2026 10:00:00 GMT"


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_gone_is_said_to_be_gone(site, status):
    site.pages["/"] = answer(status=status)

    failed = words(site.url())

    assert failed.words == f"is not there: the site answers {status}"
    assert not failed.is_temporary


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "can only be read by those who sign in: the site answers 401"),
        (403, "may not be read by us: the site answers 403"),
        (418, "cannot be read: the site answers 418 and gives no page"),
        (204, "cannot be read: the site answers 204 and gives no page"),
    ],
)
def test_what_is_refused_is_said_to_be_refused_for_good(site, status, said):
    site.pages["/"] = answer(status=status)

    failed = words(site.url())

    assert (failed.words, failed.is_temporary) == (said, False)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_may_say_when_to_ask_again(site, status):
    site.pages["/"] = answer(status=status, Retry_After="120")

    failed = words(site.url())

    assert (failed.is_temporary, failed.retry_after) == (True, 120)
    assert f"the site answers {status}" in failed.words


def test_a_server_may_name_the_moment_to_ask_again(site):
    moment = format_datetime(datetime.now(UTC) + timedelta(minutes=2), usegmt=True)
    site.pages["/"] = answer(status=503, Retry_After=moment)

    assert 100 < words(site.url()).retry_after <= 120


def test_a_redirect_loop_is_said(site):
    site.pages |= {"/a": redirect("/b"), "/b": redirect("/a")}

    assert words(site.url("/a")).words == (
        f"redirects to {site.url('/a')}, which it came from: the redirects run in a loop"
    )


def test_redirects_are_not_followed_for_ever(site):
    site.pages |= {f"/{n}": redirect(f"/{n + 1}") for n in range(9)}

    assert "is one redirect too many: 5 are followed" in words(site.url("/0")).words
    assert len(site.asked) == 6


def test_the_end_of_a_redirect_is_named_when_it_fails(site):
    site.pages["/a"] = redirect("/b")

    assert words(site.url("/a")).words == (
        f"redirects to {site.url('/b')}, which is not there: the site answers 404"
    )


def test_nobody_listening_is_said():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        failed = words(f"http://127.0.0.1:{closed.getsockname()[1]}/")

    assert failed.words == "cannot be reached: the site refuses the connection"
    assert failed.is_temporary


def test_an_unknown_name_is_said():
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    failed = words("http://nowhere.example/", resolve=unknown)

    assert failed.words == "cannot be found: no site has the name “nowhere.example”"
    assert not failed.is_temporary


def test_a_resolver_that_never_answers_is_not_waited_for():
    done = threading.Event()

    failed = words(
        "http://slow.example/",
        resolve=lambda host, port: [str(done.wait(5))],
        limits=Limits(connect_seconds=0.1),
    )
    done.set()

    assert (failed.words, failed.is_temporary) == (
        "cannot be found: nobody answered what “slow.example” is",
        True,
    )


def test_a_server_that_does_not_answer_is_not_waited_for(site):
    done = threading.Event()
    site.pages["/"] = lambda handler: done.wait(5)
    start = time.monotonic()

    failed = words(site.url(), limits=Limits(seconds=0.2))
    done.set()

    assert failed.words == "gave no whole answer within 0.2 seconds"
    assert failed.is_temporary
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("where", ["headers", "content"])
def test_a_server_that_drips_is_cut_off(site, where):
    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        handler.wfile.write(b"X: " if where == "headers" else b"\r\n")
        for _ in range(200):  # each byte in time, all of them not
            handler.wfile.write(b"a")
            time.sleep(0.02)

    site.pages["/"] = drip
    start = time.monotonic()

    failed = words(site.url(), limits=Limits(seconds=0.3))

    assert failed.words == "gave no whole answer within 0.3 seconds"
    assert time.monotonic() - start < 2


@pytest.mark.parametrize("says_so", [True, False])
def test_a_page_that_is_too_large_is_not_read_to_its_end(site, says_so):
    def large(handler):
        handler.send_response(200)
        if says_so:
            handler.send_header("Content-Length", str(10**12))
        handler.end_headers()
        for _ in range(1_000):
            handler.wfile.write(b"a" * 100_000)

    site.pages["/"] = large

    failed = words(site.url(), limits=Limits(size=1_000_000))
    assert failed.words == "holds more than 1,000,000 bytes, which no article does"
    assert not failed.is_temporary


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(site, packing):
    packer = zlib.compressobj(9, wbits=31 if packing == "gzip" else 15)
    bomb = packer.compress(bytes(50_000_000)) + packer.flush()
    assert len(bomb) < 60_000
    site.pages["/"] = answer(bomb, Content_Encoding=packing)

    assert "holds more than" in words(site.url()).words


@pytest.mark.parametrize(
    ("content", "headers", "said"),
    [
        (b"no gzip", {"Content_Encoding": "gzip"}, "cannot be read: it is packed, and damaged"),
        (
            gzip.compress(b"a" * 99, mtime=0)[:-9],
            {"Content_Encoding": "gzip"},
            "the answer broke off",
        ),
        (b"x", {"Content_Encoding": "br"}, "it is packed as “br”, which nobody asked for"),
        (b"%PDF", {"kind": "application/pdf"}, "is not a page of text but application/pdf"),
        (b"\0\1", {"kind": "application/octet-stream"}, "is not a page of text but application/"),
    ],
)
def test_what_is_no_page_of_text_is_refused(site, content, headers, said):
    site.pages["/"] = answer(content, **headers)

    assert said in words(site.url()).words


def test_an_answer_that_breaks_off_is_asked_for_again(site):
    def cut(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nThe mayor")

    site.pages["/"] = cut

    failed = words(site.url())
    assert (failed.words, failed.is_temporary) == ("cannot be read: the answer broke off", True)


def test_what_does_not_speak_http_is_said(site):
    site.pages["/"] = lambda handler: handler.wfile.write(b"220 mail.example ESMTP\r\n")

    assert words(site.url()).words == "cannot be read: the answer is not one of a web server"


ROBOTS = b"""
User-agent: *
Disallow: /

User-Agent: other
User-agent: NewsClaims/2.0
Disallow: /private
Allow: /private/open   # but
Disallow: /*.pdf$
Disallow: /caf%C3%A9
Disallow:
Crawl-delay: 90
Sitemap: /map
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private/a", False),
        ("/private/open/a", True),
        ("/a.pdf", False),
        ("/a.pdf?page=1", True),
        ("/café", False),
        ("/robots.txt", True),
    ],
)
def test_the_rule_that_fits_best_decides(path, allowed):
    assert rules(ROBOTS).allows(f"https://site.example{path}") is allowed


def test_a_site_is_never_given_more_pause_than_is_bearable():
    assert rules(ROBOTS).delay == 30


@pytest.mark.parametrize(
    ("content", "allowed"),
    [(b"", True), (b"\xff\xfe\0<html>", True), (b"User-agent: *\nDisallow: /", False)],
)
def test_rules_for_all_hold_where_none_are_for_us(content, allowed):
    assert rules(content).allows("https://site.example/a") is allowed


def test_a_page_that_robots_txt_forbids_is_not_asked_for(site):
    site.pages |= {
        "/robots.txt": answer("User-agent: *\nDisallow: /a", kind="text/plain"),
        "/a": answer(PAGE),
        "/b": redirect("/a"),
    }
    robots = Robots(fetch)

    failed = words(site.url("/a"), check=robots.check)
    again = words(site.url("/b"), check=robots.check)

    assert failed.words == "may not be fetched by programs: the site's robots.txt forbids it"
    assert again.words == f"redirects to {site.url('/a')}, which {failed.words}"
    assert site.paths() == ["/robots.txt", "/b"]


def test_a_site_without_robots_txt_allows_all(site):
    site.pages["/a"] = answer(PAGE)

    assert fetch(site.url("/a"), check=Robots(fetch).check).status == 200


def test_a_site_that_cannot_say_its_rules_is_left_alone_for_now(site):
    site.pages |= {"/robots.txt": answer(status=503), "/a": answer(PAGE)}
    robots = Robots(fetch)

    failed = words(site.url("/a"), check=robots.check)
    words(site.url("/a"), check=robots.check)

    assert failed.is_temporary
    assert failed.words == (
        "cannot be fetched: the site's robots.txt cannot be read now: "
        "the site answers 503, an error of its own"
    )
    assert site.paths() == ["/robots.txt"]
