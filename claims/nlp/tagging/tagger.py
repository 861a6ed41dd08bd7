"""Runs the trained tagger over words, one window at a time."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from claims.nlp.tagging.windows import windows
from claims.nlp.tagging.words import BREAKS, FIRST, LAST, SHAPES, STATES, Words

WEIGHTS = Path(__file__).parent / "tagger.onnx"
SETTING = "NEWSCLAIMS_TAGGER"  # the path of other weights, as `python -m training` makes them
POINTER = 128  # dimensions in which a word and what it points to are compared

Floats = npt.NDArray[np.float32]


class NoWeights(Exception):
    """There is no file to read with; the message is written for people."""


@dataclass(frozen=True, slots=True)
class View:
    """What the tagger makes of the words in one window, which speaks for some of them.

    `labels` holds a log-probability for each label of each word spoken for. Rows of `pointers`
    are all words of the window, but the first row, which stands for none.
    """

    first: int  # the window's first word
    spoken: range  # the words that it speaks for
    labels: Floats
    pointers: Floats

    def pointing(self, query: int, rows: npt.NDArray[np.int64]) -> Floats:
        """Return the log-probabilities that words point to none, or to each word of the window.

        `query` is 0 for content words pointing to their cue, 1 for cue words to their source.
        """
        vectors = self.pointers.reshape(len(self.pointers), 4, POINTER)
        asking = vectors[rows - self.first + 1, 2 * query]
        return _log_softmax(asking @ vectors[:, 2 * query + 1].T / POINTER**0.5)


def viewed(words: Words) -> Iterator[View]:
    """Yield views that speak for every word once, in order; the same words give the same views.

    Windows go through one at a time: the int8 model scales activations by batch.
    """
    session = _session(weights())
    for window in windows(len(words.pieces)):
        inside = slice(window.start, window.end)
        frames = (
            (words.pieces, FIRST, LAST),
            (words.shapes, SHAPES, SHAPES),
            (words.breaks, BREAKS, BREAKS),
            (words.states, STATES, STATES),
        )
        given = [
            np.concatenate([[before], column[inside], [after]])[None]
            for column, before, after in frames
        ]
        names = ("pieces", "shapes", "breaks", "states")
        labels, pointers = session.run(None, dict(zip(names, given, strict=True)))
        first, last, start, end = np.searchsorted(
            words.places, [window.start, window.end, window.first, window.last]
        ).tolist()
        rows = words.places[first:last] - window.start + 1
        spoken = words.places[start:end] - window.start + 1
        yield View(
            first,
            range(start, end),
            _log_softmax(labels[0, spoken]),
            pointers[0, np.concatenate([[0], rows])],
        )


def weights() -> str:
    """Return the path of the weights to read with: those of the setting, else the project's own."""
    path = Path(os.environ.get(SETTING) or WEIGHTS)
    if path.is_file():
        return str(path)
    if path == WEIGHTS:
        raise NoWeights(f"the tagger's weights are missing: {path}; the checkout is not whole")
    raise NoWeights(f"{SETTING} names {path}, which is no file; unset it to use the project's own")


def _log_softmax(scores: Floats) -> Floats:
    lowered = scores - scores.max(axis=-1, keepdims=True)
    logs: Floats = lowered - np.log(np.exp(lowered).sum(axis=-1, keepdims=True))
    return logs


@cache
def _session(path: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # workers are processes; threads on top only compete
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # windows differ in length; the arena would keep them all
    return onnxruntime.InferenceSession(path, options)
