"""Annotated texts -> windows of pieces with the labels and pointers to learn."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.spans import AnnotatedText, Attributed, Spans
from claims.nlp.tagging import words as kinds
from claims.nlp.tagging.labels import CONTENT, CUE, SOURCE, begins, continues
from claims.nlp.tagging.windows import LENGTH
from claims.nlp.tagging.words import FIRST, LAST, Words, words

IGNORED = -100  # what the losses leave out
FRAME = (kinds.SHAPES, kinds.BREAKS, kinds.STATES)  # the features of [CLS] and [SEP]

# How often a window is shown otherwise than it was printed.
RECASED = 0.10
REQUOTED = 0.15
UNQUOTED = 0.03

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what is to be learnt, one number for each word; places count words."""

    id: str
    words: Words
    labels: Ints  # IGNORED where annotators set a stretch aside
    cues: Ints  # of content words: the first word of their cue, -1 without cue; else IGNORED
    sources: Ints  # of cue words: the first word of their source, -1 without; else IGNORED


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows side by side: windows x pieces; pointers count pieces, 0 = [CLS] for none."""

    pieces: Ints
    shapes: Ints
    breaks: Ints
    states: Ints
    mask: npt.NDArray[np.bool_]
    first: npt.NDArray[np.bool_]  # the first pieces of words
    labels: Ints
    cues: Ints
    sources: Ints


def example(text: AnnotatedText, attributed: Sequence[Attributed]) -> Example:
    """Return a text as an example of one annotator's attributions."""
    held = words(text.text)
    labels = np.zeros(len(held), dtype=np.int64)
    cues = np.full(len(held), IGNORED, dtype=np.int64)
    sources = np.full(len(held), IGNORED, dtype=np.int64)
    for start, end in _places(held, text.ignored):
        labels[start:end] = IGNORED
    for one in attributed:
        roles = {
            role: _places(held, spans)
            for role, spans in ((CONTENT, one.content), (CUE, one.cue), (SOURCE, one.source))
        }
        for role, places in roles.items():
            for start, end in places:
                labels[start:end] = continues(role)
                labels[start] = begins(role)
        cue = roles[CUE][0][0] if roles[CUE] else -1
        source = roles[SOURCE][0][0] if roles[SOURCE] else -1
        for start, end in roles[CONTENT]:
            cues[start:end] = cue
        for start, end in roles[CUE]:
            sources[start:end] = source
    return Example(text.id, held, labels, cues, sources)


def _places(held: Words, spans: Spans) -> list[tuple[int, int]]:
    """Return spans of characters as stretches of words."""
    found = []
    for start, end in spans:
        first = int(np.searchsorted(held.ends, start, side="right"))
        last = int(np.searchsorted(held.starts, end, side="left"))
        if first < last:
            found.append((first, last))
    return found


def batches(
    examples: Sequence[Example], size: int, chance: random.Random, *, changed: bool = True
) -> Iterator[Batch]:
    """Yield every word of the examples about once, in windows cut anew and in random order."""
    cuts = [(one, *cut) for one in examples for cut in _cuts(one, chance)]
    chance.shuffle(cuts)
    for at in range(0, len(cuts), size):
        yield _batch(cuts[at : at + size], chance, changed)


def steps(examples: Sequence[Example], size: int) -> int:
    """Return about how many batches an epoch has; texts are cut half a window in, on average."""
    return round(sum(len(one.words.pieces) / LENGTH + 0.8 for one in examples) / size)


def _cuts(one: Example, chance: random.Random) -> Iterator[tuple[int, int]]:
    """Yield windows of words; the last one reaches back, so that few are short."""
    places, total = one.words.places, len(one.words.pieces)
    start = 0
    limit = chance.randint(LENGTH // 4, LENGTH) if total > LENGTH else LENGTH
    while start < len(places):
        end = int(np.searchsorted(places, places[start] + limit, side="right")) - 1
        end = len(places) if total - places[start] <= limit else max(end, start + 1)
        if end == len(places) and start:
            start = min(start, int(np.searchsorted(places, total - LENGTH)))
        yield start, end
        if end == len(places):
            return
        start, limit = end, LENGTH


def _batch(cuts: Sequence[tuple[Example, int, int]], chance: random.Random, changed: bool) -> Batch:
    rows = [_row(one, start, end, chance, changed) for one, start, end in cuts]
    longest = max(len(row[0]) for row in rows)
    empty = (0, *FRAME, 0, IGNORED, IGNORED, IGNORED)
    columns = [
        np.stack(
            [np.pad(row[at], (0, longest - len(row[at])), constant_values=fill) for row in rows]
        )
        for at, fill in enumerate(empty)
    ]
    pieces, shapes, breaks, states, first, labels, cues, sources = columns
    return Batch(
        pieces, shapes, breaks, states, pieces != 0, first.astype(bool), labels, cues, sources
    )


def _row(
    one: Example, start: int, end: int, chance: random.Random, changed: bool
) -> tuple[Ints, ...]:
    held = one.words
    begin = int(held.places[start])
    stop = int(held.places[end]) if end < len(held) else len(held.pieces)
    owners = held.owners[begin:stop]
    first = np.diff(owners, prepend=-1) != 0
    pieces, shapes = held.pieces[begin:stop].copy(), held.shapes[begin:stop].copy()
    breaks, states = held.breaks[begin:stop], held.states[begin:stop].copy()
    if changed:
        _change(pieces, shapes, breaks, states, chance)

    def pointed(targets: Ints) -> Ints:
        """Return where words point to, as places in the window; what lies outside is left out."""
        inside = targets[owners]
        moved = held.places[np.clip(inside, 0, None)] - begin + 1
        moved = np.where((inside >= start) & (inside < end), moved, IGNORED)
        moved = np.where(inside == -1, 0, moved)
        return np.where(first, moved, IGNORED)

    labels = np.where(first, one.labels[owners], IGNORED)
    columns = (
        (pieces, FIRST, LAST),
        *(
            (column, fill, fill)
            for column, fill in zip((shapes, breaks, states), FRAME, strict=True)
        ),
        (first.astype(np.int64), 0, 0),
        (labels, IGNORED, IGNORED),
        (pointed(one.cues), IGNORED, IGNORED),
        (pointed(one.sources), IGNORED, IGNORED),
    )
    return tuple(np.concatenate([[before], column, [after]]) for column, before, after in columns)


def _piece(mark: str) -> int:
    piece: int | None = kinds.tokenizer().token_to_id(mark)
    assert piece is not None
    return piece


_CURLY_OPEN, _CURLY_CLOSE, _STRAIGHT = map(_piece, ("“", "”", '"'))
_APOSTROPHE, _CURLY_SINGLE, _OPEN_SINGLE = map(_piece, ("'", "’", "‘"))


def _change(pieces: Ints, shapes: Ints, breaks: Ints, states: Ints, chance: random.Random) -> None:
    """Show a window in another house's style: other marks, other case."""
    if chance.random() < REQUOTED:
        style = chance.choice(["straight", "curly", "mixed", "single"])
        opens = np.isin(pieces, [_CURLY_OPEN, _STRAIGHT]) & (states == kinds.OPENS)
        closes = np.isin(pieces, [_CURLY_CLOSE, _STRAIGHT]) & (states == kinds.CLOSES)
        pieces[opens] = {
            "straight": _STRAIGHT,
            "curly": _CURLY_OPEN,
            "mixed": _STRAIGHT,
            "single": _OPEN_SINGLE,
        }[style]
        pieces[closes] = {
            "straight": _STRAIGHT,
            "curly": _CURLY_CLOSE,
            "mixed": _CURLY_CLOSE,
            "single": _CURLY_SINGLE,
        }[style]
        other = _APOSTROPHE if style == "straight" else _CURLY_SINGLE
        pieces[np.isin(pieces, [_APOSTROPHE, _CURLY_SINGLE]) & (states != kinds.CLOSES)] = other
    if chance.random() < UNQUOTED:
        states[:] = kinds.OUT  # as where a mark was lost
    if chance.random() < RECASED:
        # a heading in capitals, or all in lower case, and the text below it as it was
        lines = np.cumsum(breaks == kinds.LINE)
        line = chance.randint(0, int(lines[-1]))
        worded = (lines == line) & (shapes < kinds.DIGIT)
        shapes[worded] = chance.choice([kinds.LOWER, kinds.UPPER, kinds.TITLE])
