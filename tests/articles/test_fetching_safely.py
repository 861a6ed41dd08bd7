"""No address inside is ever fetched, whatever name it hides behind, and no site goes untrusted."""

import socket
from pathlib import Path

import pytest

from articles.fetching import Unfetchable, fetch
from articles.fetching.addresses import is_allowed
from tests.articles.servers import answer, redirect, serving

CERTIFICATE = Path(__file__).with_name("site.certificate")
EXPIRED = Path(__file__).with_name("expired.certificate")


def to(*addresses):
    return lambda host, port: addresses


def refusal(url, **options):
    with pytest.raises(Unfetchable) as failed:
        fetch(url, **options)
    assert not failed.value.is_temporary
    return failed.value.words


@pytest.fixture
def site():
    with serving() as site:
        site.pages["/"] = answer("secret")
        yield site


INSIDE = [
    "0.0.0.0",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "no address",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_allowed(address):
    assert not is_allowed(address)


@pytest.mark.parametrize("address", [a for a in INSIDE if a not in {"127.0.0.1", "127.8.8.8"}])
def test_opening_this_machine_opens_nothing_else(address):
    if address in {"::1", "::ffff:127.0.0.1"}:
        assert is_allowed(address, allow_loopback=True)
    else:
        assert not is_allowed(address, allow_loopback=True)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f::1", "64:ff9b::5db8:d70e"])
def test_an_address_of_the_open_net_is_allowed(address):
    assert is_allowed(address)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_for_an_address_inside_is_refused(address):
    assert refusal("http://site.example/", resolve=to(address)) == (
        f"lies inside a private network (site.example is {address}), which is never fetched"
    )


def test_one_address_inside_is_enough_to_refuse_a_name():
    words = refusal("http://site.example/", resolve=to("93.184.215.14", "10.0.0.1"))

    assert "lies inside a private network" in words


def test_the_resolver_of_the_machine_is_asked_by_default(site):
    words = refusal("http://localhost:8080/")

    assert words.startswith("lies inside a private network (localhost is ")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:7f00:1]", "[fd00:ec2::254]"]
)
def test_an_address_inside_is_refused_when_it_is_written_as_a_number(host):
    assert "lies inside a private network" in refusal(f"http://{host}/latest/meta-data/")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://2130706433/", "is a number in an unusual form"),
        ("http://0x7f.1/", "is a number in an unusual form"),
        ("http://0177.0.0.1/", "is a number in an unusual form"),
        ("http://127.1/", "is a number in an unusual form"),
        ("http://127.0.0.1./", "is a number in an unusual form"),
        ("http://0x7f000001/", "is a number in an unusual form"),
        ("http://①②⑦.0.0.1/", "is a number in an unusual form"),
        ("http://ada:secret@site.example/", "holds a name or a password before @"),
        ("http://site.example@127.0.0.1/", "holds a name or a password before @"),
        ("http://site.example:22/", "names port 22"),
        ("http://site.example:99999/", "is not a web address"),
        ("file:///etc/passwd", "is not a web address; one begins with http:// or https://"),
        ("ftp://site.example/", "is not a web address; one begins with http:// or https://"),
        ("gopher://site.example/", "is not a web address; one begins with http:// or https://"),
        ("//site.example/", "is not a web address; one begins with http:// or https://"),
        ("http:///", "is not a web address; one begins with http:// or https://"),
        ("http://a b/", "it holds a space, \\ or a control character"),
        ("http://site.example\\@127.0.0.1/", "it holds a space, \\ or a control character"),
        ("http://site.example/\r\nX: y", "it holds a space, \\ or a control character"),
        ("http://[fe80::1%25eth0]/", "is never fetched"),
        ("http://[::1/", "is not a web address"),
        ("http://site..example/", "is no name of a site"),
        ("http://%31/", "is no name of a site"),
        ("", "is not a web address"),
    ],
)
def test_an_address_that_hides_something_is_refused(url, said):
    assert said in refusal(url, resolve=to("127.0.0.1"))


def test_a_redirect_inside_is_not_followed(site):
    with serving() as inside:
        site.pages["/"] = redirect("http://169.254.169.254/latest/meta-data/")

        words = refusal(site.url(), allow_loopback=True)

    assert words == (
        "redirects to http://169.254.169.254/latest/meta-data/, which lies inside a private "
        "network, which is never fetched"
    )
    assert inside.asked == []


def test_a_redirect_to_a_name_for_an_address_inside_is_not_followed(site):
    site.pages["/"] = redirect("http://metadata.example/")

    def resolve(host, port):
        return ["169.254.169.254"] if host == "metadata.example" else [host]

    words = refusal(site.url(), allow_loopback=True, resolve=resolve)

    assert "(metadata.example is 169.254.169.254)" in words


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://127.1/", "http://[::1/"])
def test_a_redirect_to_no_web_address_is_not_followed(site, location):
    site.pages["/"] = redirect(location)

    assert "which is not a web address" in refusal(site.url(), allow_loopback=True)


def test_a_name_is_resolved_once_and_what_was_checked_is_connected_to(monkeypatch):
    answers = iter([["93.184.215.14"], ["127.0.0.1"], ["127.0.0.1"]])
    reached = []

    def refuse(address, timeout):
        reached.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)

    with pytest.raises(Unfetchable):
        fetch("http://rebound.example/", resolve=lambda host, port: next(answers))

    assert reached == [("93.184.215.14", 80)]
    assert next(answers) == ["127.0.0.1"]  # nobody asked a second time


def test_a_name_that_means_something_else_the_second_time_is_refused_then(site):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    site.pages["/"] = redirect("/again")

    words = refusal(
        site.url(host="rebound.example"),
        allow_loopback=True,
        resolve=lambda host, port: next(answers),
    )

    assert "(rebound.example is 10.0.0.1), which is never fetched" in words
    assert site.paths() == ["/"]
    assert site.asked[0][1]["Host"] == f"rebound.example:{site.port}"


def test_a_site_whose_certificate_is_right_is_read(monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving(CERTIFICATE) as site:
        site.pages["/"] = answer("yes")
        page = fetch(
            f"https://site.test:{site.port}/", allow_loopback=True, resolve=to("127.0.0.1")
        )

    assert page.content == b"yes"


@pytest.mark.parametrize(
    ("certificate", "host", "said"),
    [
        (CERTIFICATE, "other.test", "it is made out to another name"),
        (EXPIRED, "site.test", "it has expired"),
    ],
)
def test_a_certificate_that_is_wrong_is_said(monkeypatch, certificate, host, said):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(certificate) as site:
        words = refusal(
            f"https://{host}:{site.port}/", allow_loopback=True, resolve=to("127.0.0.1")
        )

    assert words == f"has a certificate that cannot be trusted: {said}"
    assert site.asked == []


def test_a_certificate_that_a_site_gave_itself_is_said():
    with serving(CERTIFICATE) as site:
        words = refusal(
            f"https://site.test:{site.port}/", allow_loopback=True, resolve=to("127.0.0.1")
        )

    assert words == (
        "has a certificate that cannot be trusted: it is signed by nobody but the site itself"
    )
