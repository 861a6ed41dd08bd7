"""Each reader gives a value of its type or refuses in words."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsclaims import env


@pytest.mark.parametrize(
    ("raw", "value"), [("true", True), ("ON", True), ("1", True), ("no", False), ("", False)]
)
def test_a_flag_is_yes_or_no(monkeypatch, raw, value):
    monkeypatch.setenv("FLAG", raw)

    assert env.flag("FLAG", default=False) is value


@pytest.mark.parametrize(
    ("reader", "raw", "words"),
    [
        (lambda: env.flag("X", default=True), "maybe", "X is 'maybe'; write true or false"),
        (lambda: env.number("X", default=1), "ten", "X is 'ten'; write a whole number"),
        (lambda: env.database("X", ""), "http://db", "X is not a PostgreSQL address"),
        (lambda: env.mail("X", Path()), "https://mx", "X is no address of a mail server"),
        (lambda: env.mail("X", Path()), "smtp://:secret@mx:port", "^(?!.*secret)X is no address"),
    ],
)
def test_a_malformed_value_is_refused_by_name(monkeypatch, reader, raw, words):
    monkeypatch.setenv("X", raw)

    with pytest.raises(ImproperlyConfigured, match=words):
        reader()


def test_a_mail_server_is_an_address_and_without_one_mails_are_files(monkeypatch):
    monkeypatch.setenv("X", "smtps://ed:s%40fe@mx.example")
    found = env.mail("X", Path("/mail"))
    assert (found.host, found.port, found.user, found.password) == ("mx.example", 465, "ed", "s@fe")
    assert (found.is_tls, found.starts_tls) == (True, False)
    monkeypatch.setenv("X", "smtp+tls://mx.example:2525")
    assert (env.mail("X", Path()).port, env.mail("X", Path()).starts_tls) == (2525, True)
    monkeypatch.setenv("X", "")
    assert env.mail("X", Path("/mail")).folder == "/mail"


@pytest.mark.parametrize(
    ("hosts", "is_https", "address"),
    [
        (["localhost", "127.0.0.1"], False, "http://127.0.0.1:8000"),
        (["localhost", ".example.org", "news.example.org"], True, "https://news.example.org"),
    ],
)
def test_the_address_of_a_site_follows_from_its_names(hosts, is_https, address):
    assert env.site(hosts, is_https=is_https) == address


def test_a_database_address_may_be_a_url_or_a_socket_folder_with_spaces(monkeypatch):
    monkeypatch.setenv("X", "postgresql://ed:s%40fe@db.example:5433/news?sslmode=require")
    assert env.database("X", "") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "news",
        "USER": "ed",
        "PASSWORD": "s@fe",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }

    monkeypatch.setenv("X", "host='/a folder' user=ed dbname=news")
    assert env.database("X", "")["HOST"] == "/a folder"


def test_a_secret_is_made_once_and_closed_to_others(monkeypatch, tmp_path):
    monkeypatch.delenv("X", raising=False)
    file = tmp_path / "new" / "secret"

    made = env.secret("X", file)

    assert len(made) >= 50
    assert env.secret("X", file) == made
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_given_secret_is_taken_and_not_kept(monkeypatch, tmp_path):
    monkeypatch.setenv("X", "given")

    assert env.secret("X", tmp_path / "secret") == "given"
    assert not (tmp_path / "secret").exists()
