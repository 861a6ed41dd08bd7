"""Reads the environment: each reader gives a value of its type or refuses to start, in words."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict


def text(name: str, default: str = "") -> str:
    """Return a variable as it is; unset or empty is the default."""
    return os.environ.get(name) or default


def flag(name: str, *, default: bool) -> bool:
    """Return a yes-or-no variable; anything but 1/0, true/false, yes/no, on/off is refused."""
    raw = text(name).lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; write true or false")


def number(name: str, *, default: int) -> int:
    """Return a whole number; anything else is refused."""
    raw = text(name)
    try:
        return int(raw) if raw else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {raw!r}; write a whole number") from None


def words(name: str, *, default: tuple[str, ...] = ()) -> list[str]:
    """Return a comma-separated list."""
    return [word.strip() for word in text(name).split(",") if word.strip()] or list(default)


def folder(name: str, default: Path) -> Path:
    """Return a folder's path, absolute."""
    return Path(text(name) or default).absolute()


def database(name: str, default: str) -> Mapping[str, object]:
    """Return Django's settings for a PostgreSQL address in libpq's URL or key=value form."""
    raw = text(name, default)
    try:
        parts = dict(conninfo_to_dict(raw))
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} is not a PostgreSQL address: {error}") from None
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "newsclaims"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }


def site(hosts: Iterable[str], *, is_https: bool) -> str:
    """Return the address of a site that may be asked for under these names, as far as they tell."""
    local = ("127.0.0.1", "localhost", "[", ".", "*")
    named = next((host for host in hosts if not host.startswith(local)), "")
    if named:
        return f"{'https' if is_https else 'http'}://{named}"
    return "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mails go: to a server, or into a folder as files."""

    backend: str
    folder: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starts_tls: bool = False
    is_tls: bool = False


PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


def mail(name: str, folder: Path) -> Mail:
    """Return where mails go by an address such as smtps://user:password@host; unset, a folder."""
    raw = text(name)
    if not raw:
        return Mail("django.core.mail.backends.filebased.EmailBackend", str(folder))
    try:
        parts = urlsplit(raw)
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise ValueError("not of this form")
        return Mail(
            "django.core.mail.backends.smtp.EmailBackend",
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            starts_tls=parts.scheme == "smtp+tls",
            is_tls=parts.scheme == "smtps",
        )
    except ValueError:  # it may hold a password, so that it is not shown
        raise ImproperlyConfigured(
            f"{name} is no address of a mail server; write smtps://user:password@host, "
            "smtp+tls://user:password@host or smtp://host"
        ) from None


def secret(name: str, file: Path) -> str:
    """Return a secret; unset, one is made once and kept in `file`, readable by its owner only."""
    if raw := text(name):
        return raw
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(token_urlsafe(50))
    except FileExistsError:
        pass  # another process was quicker; its secret is the one
    return file.read_text("ascii")
