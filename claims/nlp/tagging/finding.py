"""A text -> the attributions that the trained tagger sees in it."""

import re
from collections.abc import Iterator

import numpy as np

from articles.text import TextSpan, paragraphs
from claims.nlp.spans import worded
from claims.nlp.tagging.labels import Stretch
from claims.nlp.tagging.linking import linked
from claims.nlp.tagging.tagger import viewed
from claims.nlp.tagging.words import Words, words
from claims.nlp.types import Attribution

TAGGER = "tagger"
LONGEST = 40_000  # characters read together, so that memory stays bounded; an article is shorter
THAT = re.compile(r"that\b[\s,]*", re.IGNORECASE)
SENTENCE_ENDS = frozenset(".?!")


def tagged(text: str) -> list[Attribution]:
    """Return what the tagger finds, in text order; it has one role for each word, so no nesting.

    Raise `NoWeights` when the file with its weights is missing.
    """
    return [find for section in _sections(text) for find in _found(text, section)]


def _sections(text: str) -> Iterator[TextSpan]:
    """Yield stretches of whole paragraphs; one that is longer by itself is cut."""
    start = end = 0
    for paragraph in paragraphs(text):
        if paragraph.end - start > LONGEST and end > start:
            yield TextSpan(start, end)
            start = paragraph.start
        end = paragraph.end
        while end - start > LONGEST:
            space = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
            cut = space if space > 0 else start + LONGEST
            yield TextSpan(start, cut)
            start = cut
    if end > start:
        yield TextSpan(start, end)


def _found(text: str, section: TextSpan) -> Iterator[Attribution]:
    part = section.of(text)
    held = words(part)
    ends = np.array(
        [part[a:b] in SENTENCE_ENDS for a, b in zip(held.starts, held.ends, strict=True)],
        dtype=bool,
    )
    for one in linked(held, ends, list(viewed(held))):
        parts = [_span(held, stretch, section.start) for stretch in one.content]
        content = worded(filter(None, (_without_that(part, text) for part in parts)), text)
        if content:
            yield Attribution(
                content=content,
                cue=(_span(held, one.cue, section.start),),
                source=(_span(held, one.source, section.start),) if one.source else (),
                confidence=one.evidence.confidence,
                found_by=TAGGER,
                why="The trained reader marks it as said.",
            )


def _without_that(content: TextSpan, text: str) -> TextSpan | None:
    """Return a content behind the conjunction that PolNeAR counts to it."""
    if match := THAT.match(text, content.start, content.end):
        return TextSpan(match.end(), content.end) if match.end() < content.end else None
    return content


def _span(held: Words, stretch: Stretch, start: int) -> TextSpan:
    first, last = stretch
    return TextSpan(start + int(held.starts[first]), start + int(held.ends[last - 1]))
