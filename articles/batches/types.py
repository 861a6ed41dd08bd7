"""What reading a batch gives: a draft or a complaint for each item, never an exception."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal


class Unreadable(ValueError):
    """A batch, or a part of one, that cannot be read; the message is written for people."""


class Origin(StrEnum):
    """Where what is known of an article comes from; what is unknown has no origin."""

    MANIFEST = "manifest"  # who delivered it says so: a manifest, a column, a key, a form
    PAGE = "page"  # the page or the feed says so
    TEXT = "text"  # guessed from the text
    PERSON = "person"  # one of us typed it in


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is amiss with one item of a batch (position 0: with the delivery itself), in words."""

    position: int
    origin: str
    reason: str
    line: int | None = None
    field: str = ""
    kind: Literal["refused", "skipped", "warning"] = "refused"


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of an article besides its text; empty and none mean unknown."""

    outlet: str = ""
    external_id: str = ""
    url: str = ""
    title: str = ""
    byline: str = ""
    published_at: datetime | None = None
    published_precision: Literal["day", "minute"] = "day"
    language: str = ""

    def values(self) -> dict[str, str]:
        """Return what is known by the names of `DETAILS`, as text that `checked` reads again."""
        published = ""
        if self.published_at:
            is_day = self.published_precision == "day"
            published = (self.published_at.date() if is_day else self.published_at).isoformat()
        found = {
            "id": self.external_id,
            "outlet": self.outlet,
            "url": self.url,
            "published": published,
            "title": self.title,
            "byline": self.byline,
            "language": self.language,
        }
        return {name: value for name, value in found.items() if value}


@dataclass(frozen=True, slots=True)
class ArticleDraft:
    """One item that can become an article: canonical text, where it stood, and remarks on it.

    `name` is its file, as `a.zip:inner` inside an archive, or its address; `line` is there where a
    file holds many. `size` (bytes) and `sha256` are those of what was received.
    """

    position: int
    name: str
    line: int | None
    text: str
    size: int
    sha256: str
    encoding: str
    details: Details
    origins: Mapping[str, Origin] = field(default_factory=dict)
    remarks: tuple[Complaint, ...] = ()

    @property
    def origin(self) -> str:
        """Return where it stood, in words."""
        return f"{self.name}, line {self.line}" if self.line else self.name


Item = ArticleDraft | Complaint


def listed(names: Iterable[str]) -> str:
    """Return names as a sentence has them: `“a”, “b”`, cut where there are very many."""
    some = [f"“{shortened(name)}”" for name in names]
    return ", ".join(some[:12]) + (f" and {len(some) - 12} more" if len(some) > 12 else "")


def shortened(value: str, length: int = 60) -> str:
    """Return a value as a message can show it: printable, and cut where it is long."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:length])
    return shown if len(value) <= length else f"{shown}…"
