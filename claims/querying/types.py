"""What a query consists of: frozen values, each with its place in what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


class NotUnderstood(ValueError):
    """What was typed is no query; the message says in words what is wrong and what would do.

    `start` and `end` are the characters of the query that it is about.
    """

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start, self.end = start, end


@dataclass(frozen=True, slots=True)
class Days:
    """The days from `first` to `last`, both included; None: open on that side."""

    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class Match:
    """One condition. `field` is a name of `fields.FIELDS`, or "" for words of the statement.

    `value` is text as it was typed, without its quotation marks; a whole number for a field of
    ids; `Days` for a field of days; (least, most) for a field of counts, None for open.
    """

    field: str
    value: str | int | Days | tuple[int | None, int | None]
    is_phrase: bool = False  # typed in quotation marks: its words one after the other
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not find."""

    part: Part


@dataclass(frozen=True, slots=True)
class All:
    """What each of the parts finds; without parts: everything."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """What one of the parts finds."""

    parts: tuple[Part, ...]


Part = Match | Not | All | Any


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: what was typed, what it means, and a statement to be like, if one is asked."""

    text: str
    part: Part
    similar_to: int | None = None  # id of a statement: the most alike in meaning come first
