"""A text as the tagger sees it: word pieces, with what an uncased vocabulary leaves out."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from claims.nlp.quotation_marks import quotations

_HALVES = re.compile("[\ud800-\udfff]")  # of a character; no tokenizer takes one alone
FIRST, LAST = 101, 102  # the pieces [CLS] and [SEP], which frame a window

# Case of a word.
LOWER, TITLE, UPPER, MIXED, DIGIT, MARK = range(6)
SHAPES = 6
# What stands before a word.
NOTHING, SPACE, LINE = range(3)
BREAKS = 3
# Where a word stands to quotation marks.
OUT, IN, OPENS, CLOSES = range(4)
STATES = 4

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text, and their pieces.

    `starts` and `ends` are the words' characters, `places` the place of each word's first piece.
    The other arrays have one number for each piece: its entry in the vocabulary, its word, and
    the case, break and quotation state of its word.
    """

    starts: Ints
    ends: Ints
    places: Ints
    pieces: Ints
    owners: Ints
    shapes: Ints
    breaks: Ints
    states: Ints

    def __len__(self) -> int:
        return len(self.starts)


def words(text: str) -> Words:
    """Return the words of a text; punctuation marks are words too, control characters are none."""
    encoding = tokenizer().encode(_HALVES.sub("\ufffd", text), add_special_tokens=False)
    # space that the vocabulary knows no piece for has no word
    numbered = [one for one in encoding.word_ids if one is not None]
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    owners = np.unique(np.array(numbered, dtype=np.int64), return_inverse=True)[1].reshape(-1)
    places = np.flatnonzero(np.diff(owners, prepend=-1))
    starts = offsets[places, 0]
    ends = offsets[np.append(places[1:], len(owners))[: len(places)] - 1, 1]
    spans = list(zip(starts.tolist(), ends.tolist(), strict=True))
    shapes = np.array([_shape(text[start:end]) for start, end in spans], dtype=np.int64)
    return Words(
        starts=starts,
        ends=ends,
        places=places,
        pieces=np.array(encoding.ids, dtype=np.int64),
        owners=owners,
        shapes=shapes[owners],
        breaks=_breaks(text, spans)[owners],
        states=_states(text, starts)[owners],
    )


@cache
def tokenizer() -> Tokenizer:
    """Return the word pieces of all-MiniLM-L6-v2, uncut; the encoder has its own, which cuts."""
    made = Tokenizer.from_str(
        (resources.files("claims.nlp") / "minilm" / "tokenizer.json").read_text("utf-8")
    )
    made.no_padding()
    made.no_truncation()
    return made


def _shape(word: str) -> int:
    if not any(character.isalpha() for character in word):
        return DIGIT if any(character.isdigit() for character in word) else MARK
    if word.islower():
        return LOWER
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return TITLE
    return UPPER if word.isupper() else MIXED


def _breaks(text: str, spans: list[tuple[int, int]]) -> Ints:
    before = [text[one[1] : other[0]] for one, other in pairwise([(0, 0), *spans])]
    kinds = [LINE if "\n" in gap else SPACE if gap else NOTHING for gap in before]
    if kinds:
        kinds[0] = LINE  # a text begins like a paragraph
    return np.array(kinds, dtype=np.int64)


def _states(text: str, starts: Ints) -> Ints:
    states = np.full(len(starts), OUT, dtype=np.int64)
    for quotation in quotations(text):
        opens, first, closes, end = np.searchsorted(
            starts,
            [
                quotation.span.start,
                quotation.inner.start,
                quotation.inner.end,
                quotation.span.end,
            ],
        )
        states[opens:first] = OPENS
        states[first:closes] = IN
        states[closes:end] = CLOSES
    return states
