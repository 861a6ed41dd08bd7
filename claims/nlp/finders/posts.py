"""A post set into an article, signed with a name and a handle.

As {source} <cue> [content]:
    [All night lines run again.] pic.example <—> {City Buses} (@citybuses) May 3, 2026
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from articles.text import TextSpan
from claims.nlp.quotation_marks import DOUBLE
from claims.nlp.spans import text_of
from claims.nlp.types import Attribution

CONFIDENCE = 0.8
_SIGNED = re.compile(
    r"(?P<said>\S.*?)(?P<links>(?:\s+(?:https?://|pic\.|t\.co/)\S+)*)"
    r"\s+(?P<dash>[—–-])\s*(?P<name>[^\s(][^(\n]{0,60}?)\s*\(@\w+\)[^.!?]{0,40}\s*",
    re.DOTALL,
)


def posts(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for a paragraph that is a signed post without quotation marks."""
    text = text_of(doc)
    match = _SIGNED.fullmatch(text.strip())
    if match is None or match["said"][0] in DOUBLE:
        return
    start = len(text) - len(text.lstrip())

    def place(group: str) -> TextSpan:
        return TextSpan(match.start(group) + start, match.end(group) + start)

    yield Attribution(
        content=(place("said"),),
        cue=(place("dash"),),
        source=(place("name"),),
        confidence=CONFIDENCE,
        found_by="posts",
        why="The paragraph is a post, signed with a name and a handle.",
    )
