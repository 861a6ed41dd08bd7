"""Web addresses: lists of them, and the form in which they are kept."""

import io
from urllib.parse import urlsplit, urlunsplit

from articles.batches.types import Unreadable

MAX_ADDRESSES = 10_000  # at one a second from one host, three hours


def addresses(text: str) -> list[str] | None:
    """Return the addresses of a list with one a line; none where a text is anything else.

    Blank lines and lines that begin with # are passed over. Raise `Unreadable` when the list is
    too long.
    """
    found = []
    for raw in io.StringIO(text.removeprefix("\ufeff")):
        line = raw.strip()
        if line and not line.startswith("#"):
            if not is_address(line):
                return None
            found.append(line)
            if len(found) > MAX_ADDRESSES:
                raise Unreadable(f"holds more than {MAX_ADDRESSES:,} addresses; send it in parts")
    return found or None


def is_address(value: str) -> bool:
    """Say whether a value is the address of a web page."""
    try:
        parts = urlsplit(value)
        return (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and not any(c.isspace() for c in value)
        )
    except ValueError:
        return False


def tidy(address: str) -> str:
    """Return an address without what leads to the same page: a place in it, and who sent us."""
    parts = urlsplit(address)
    asked = [part for part in parts.query.split("&") if not part.casefold().startswith("utm_")]
    if not parts.fragment and len(asked) == parts.query.count("&") + 1:
        return address.removesuffix("#")
    return urlunsplit(parts._replace(query="&".join(asked), fragment=""))
