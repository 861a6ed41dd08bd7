"""Arithmetic of spans: what a token governs, cut and trimmed to what a reader would mark."""

from collections.abc import Iterable
from unicodedata import category

from spacy.tokens import Doc, Token

from articles.text import TextSpan

LEADING = " \t\u00a0,;:.…!?—–-―·•*|)]”’"
PICTURE = "So"  # Unicode's category of emoji and other symbols
TRAILING = " \t\u00a0,;:.—–-―·•*|([“‘"


def text_of(doc: Doc) -> str:
    """Return the text of a doc; spaCy joins the tokens anew whenever it is asked."""
    text: str | None = doc.user_data.get("text")
    if text is None:
        text = doc.user_data["text"] = doc.text
    return text


def token_span(first: Token, last: Token) -> TextSpan:
    """Return the characters from one token to another, both included."""
    return TextSpan(first.idx, last.idx + len(last))


def subtree_span(token: Token) -> TextSpan:
    """Return the characters from the leftmost to the rightmost token that a token governs."""
    return token_span(token.left_edge, token.right_edge)


def joined(spans: Iterable[TextSpan]) -> TextSpan:
    """Return the least span that covers all of them; there must be at least one."""
    held = list(spans)
    return TextSpan(min(span.start for span in held), max(span.end for span in held))


def overlaps(one: TextSpan, other: TextSpan) -> bool:
    """Say whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def covers(outer: TextSpan, inner: TextSpan) -> bool:
    """Say whether the first span holds all of the second."""
    return outer.start <= inner.start and inner.end <= outer.end


def shared(one: Iterable[TextSpan], other: Iterable[TextSpan]) -> int:
    """Return how many characters two sets of spans have in common."""
    right = list(other)
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in right)


def size(spans: Iterable[TextSpan]) -> int:
    """Return how many characters a set of spans covers."""
    return sum(span.end - span.start for span in spans)


def without(outer: TextSpan, *holes: TextSpan) -> tuple[TextSpan, ...]:
    """Return what is left of a span when others are cut out of it, in text order."""
    left: list[TextSpan] = []
    at = outer.start
    for hole in sorted(holes):
        if hole.end <= at or hole.start >= outer.end:
            continue
        if hole.start > at:
            left.append(TextSpan(at, hole.start))
        at = max(at, hole.end)
    if at < outer.end:
        left.append(TextSpan(at, outer.end))
    return tuple(left)


def trimmed(span: TextSpan, text: str) -> TextSpan | None:
    """Return a span without space and loose punctuation at its edges; None when nothing is left.

    The closing stop of a sentence is left out, as is an emoji that opens a line; marks of
    quotation stay.
    """
    start, end = span.start, span.end
    while start < end and _is_loose(text[start]):
        start += 1
    while start < end and (text[end - 1] in TRAILING or text[end - 1].isspace()):
        end -= 1
    return TextSpan(start, end) if start < end else None


def _is_loose(mark: str) -> bool:
    return mark in LEADING or mark.isspace() or category(mark) == PICTURE


def worded(spans: Iterable[TextSpan], text: str) -> tuple[TextSpan, ...]:
    """Return the spans trimmed, in text order, without those that hold no letter or digit."""
    kept = (trimmed(span, text) for span in spans)
    return tuple(sorted(span for span in kept if span and any(c.isalnum() for c in span.of(text))))
