"""Lines in which an article credits another outlet or an agency for its text."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from claims.linking.types import CoverageCard

_HEAD = 400  # characters in which a dateline stands
_NAME = r"((?:[Tt]he )?[A-Z][\w.&’'-]*(?: (?:[A-Z][\w.&’'-]*|of|and))*)"
_DATELINES = (
    re.compile(rf"^[^\n(]{{0,60}}\({_NAME}\)\s*[-–—]", re.MULTILINE),
    re.compile(rf"^[^\n/]{{0,60}}/{_NAME}/\s*[-–—.]", re.MULTILINE),
)
_LINES = (
    re.compile(rf"{_NAME} contributed to this (?:report|article|story)"),
    re.compile(rf"(?:[Aa]dditional )?[Rr]eporting by (?:[^.\n;]*?, )?{_NAME}"),
    re.compile(rf"[Ww]ith (?:files|material|reporting) from {_NAME}"),
    re.compile(
        r"(?:article|story|report) (?:was )?(?:first |originally )?"
        rf"(?:published|appeared) (?:first |originally )?(?:by|in|on) {_NAME}"
    ),
)
_FIRST = (re.compile(rf"[Ff]irst (?:reported|revealed) (?:on [A-Z][a-z]+ |this week )?by {_NAME}"),)
_ALIASES = {
    "ap": "associated press",
    "afp": "agence france-presse",
    "dpa": "deutsche presse-agentur",
    "upi": "united press international",
    "ria": "ria novosti",
    "novosti": "ria novosti",
}
_AGENCIES = frozenset(_ALIASES.values()) | frozenset(
    ("reuters", "tass", "interfax", "sputnik", "xinhua", "bloomberg", "ansa", "efe", "kyodo")
)
_PRESS = frozenset(
    (
        *("agency", "broadcaster", "bulletin", "chronicle", "courier", "daily", "echo", "gazette"),
        *(
            "globe",
            "guardian",
            "herald",
            "journal",
            "ledger",
            "magazine",
            "mail",
            "media",
            "mirror",
        ),
        *("news", "newspaper", "observer", "post", "press", "radio", "standard", "star", "sun"),
        *("telegraph", "television", "times", "tribune", "tv", "weekly", "wire"),
    )
)


class CreditKind(StrEnum):
    """What a line says that an article has from somebody."""

    DATELINE = "dateline"  # all of it
    CONTRIBUTED = "contributed"  # a part
    FIRST = "first reported"  # one piece of news


class Credit(NamedTuple):
    """Whom a line credits, and for what."""

    name: str
    kind: CreditKind
    words: str


def credits_of(card: CoverageCard, *, own: bool = False) -> tuple[Credit, ...]:
    """Return the lines of an article that credit somebody; with `own`, for itself too."""
    found = _credits(card.text, card.byline)
    return found if own else tuple(one for one in found if not named(one.name, card.outlet))


def named(name: str, outlet: str) -> bool:
    """Tell whether a name means an outlet: the same words, or its initials."""
    one, other = plain(name), plain(outlet)
    if not one or not other:
        return False
    return one == other or one == _initials(other) or other == _initials(one)


def is_press(name: str) -> bool:
    """Tell whether a name is an agency's, a paper's or a broadcaster's."""
    short = plain(name)
    return short in _AGENCIES or not _PRESS.isdisjoint(short.split())


def plain(name: str) -> str:
    """Return a name as it is compared: lower case, without article, short forms spelled out."""
    short = " ".join(name.casefold().split()).removeprefix("the ").rstrip(".")
    return _ALIASES.get(short.replace(".", ""), short)


def _initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in parts) if len(parts) > 2 else ""


@lru_cache(maxsize=2048)
def _credits(text: str, byline: str) -> tuple[Credit, ...]:
    return (
        *_found(_DATELINES, text[:_HEAD], CreditKind.DATELINE),
        *_found(_LINES, f"{byline}\n{text}", CreditKind.CONTRIBUTED),
        *_found(_FIRST, text, CreditKind.FIRST),
    )


def _found(patterns: Iterable[re.Pattern[str]], text: str, kind: CreditKind) -> Iterator[Credit]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield Credit(match.group(1), kind, " ".join(match.group().split()))
