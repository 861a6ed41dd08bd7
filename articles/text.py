"""Text as this project keeps it: canonical characters, and spans of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass


class UnreadableText(ValueError):
    """A text that cannot be kept; the message is written for people."""


@dataclass(frozen=True, slots=True, order=True)
class TextSpan:
    """A half-open stretch `[start, end)` of an article's text, in characters (code points)."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def of(self, text: str) -> str:
        """Return the characters that this span covers."""
        return text[self.start : self.end]


def canonical(text: str) -> str:
    """Return the text as it is stored: no byte order mark, lines ended by a line feed.

    Nothing else is touched, so that every offset can be shown to a person in the original.
    Raise `UnreadableText` on a NUL character, which no text has and PostgreSQL refuses.
    """
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise UnreadableText(f"line {line} holds a NUL byte, so this is not a text file")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def fingerprint(text: str) -> str:
    """Return the sha256 of a canonical text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(text: str) -> Iterator[TextSpan]:
    """Yield the paragraphs of a canonical text: its non-blank lines, without surrounding space."""
    start = 0
    for line in text.split("\n"):
        if stripped := line.strip():
            left = start + line.index(stripped)
            yield TextSpan(left, left + len(stripped))
        start += len(line) + 1
