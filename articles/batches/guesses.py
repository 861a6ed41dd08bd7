"""Guesses from a text what nobody said of it, and only where its lines leave little doubt."""

from itertools import islice

from articles.batches.limits import HEADLINE_CHARACTERS
from articles.text import paragraphs


def guesses(text: str) -> dict[str, str]:
    """Return what a text says of itself, by the names of `DETAILS`."""
    found = {"title": headline(text)}
    return {name: value for name, value in found.items() if value}


def headline(text: str) -> str:
    """Return the first line of a text if it looks like a headline, else nothing.

    It does when it is short, has at least three words, does not end as a sentence or a clause
    does, and more text follows.
    """
    first, *more = islice(paragraphs(text), 2)
    if not more or first.end - first.start > HEADLINE_CHARACTERS:
        return ""
    line = first.of(text)
    ends_like_prose = line.rstrip("\"'”’»)]").endswith((".", ",", ";", ":", "…"))
    return "" if ends_like_prose or len(line.split()) < 3 else " ".join(line.split())
