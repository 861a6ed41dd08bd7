"""What changed between two readings of a text, or between two versions of it, in words.

Both readings come as plain data. Which statement of the one is which of the other is decided by
what they share alone: the order in which statements are given decides nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from rapidfuzz.distance import Indel

from articles.text import TextSpan, paragraphs
from claims import wording

# Least share of two statements that is common to both: twice what they share by the sum of their
# lengths. A statement that was cut into halves has 0.67 with either half.
SAME_WORDS = 0.5
SAME_PARAGRAPH = 0.5  # the same measure over the words of two paragraphs
LONG = 1_500  # words of a paragraph from which on speed counts more than what reads best
TOKEN = re.compile(rf"{wording.WORD.pattern}|[^\w\s]")  # punctuation counts when texts are compared


class Field(StrEnum):
    """In what a statement can have changed, the weightiest first."""

    CONTENT = "content"
    SPEAKER = "speaker"
    KIND = "kind"
    LABEL = "label"
    CHAIN = "chain"
    CUE = "cue"
    TYPE = "type"
    POLARITY = "polarity"
    CERTAINTY = "certainty"
    ACT = "act"
    TIER = "tier"


PLAIN = tuple(field for field in Field if field is not Field.CONTENT)  # compared as they stand


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Told:
    """What is compared of a statement, in words; `key` is the caller's own name for it."""

    content: str
    spans: tuple[TextSpan, ...] = ()  # where the content stands in the text
    speaker: str = ""  # whom the source was found to be
    kind: str = ""
    label: str = ""  # the source as the text puts it
    chain: str = ""  # through whom the words came to the speaker's mouth
    cue: str = ""
    type: str = ""
    polarity: str = ""
    certainty: str = ""
    act: str = ""
    tier: str = ""
    key: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed about a statement; of a content, with the words that differ."""

    field: Field
    before: str
    after: str
    gone: tuple[TextSpan, ...] = ()  # words of `before` that are not in `after`
    new: tuple[TextSpan, ...] = ()  # words of `after` that are not in `before`


@dataclass(frozen=True, slots=True)
class Changed:
    """A statement that both readings have, and in what they differ about it."""

    before: Told
    after: Told
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of every statement of two readings; `pairs` are those that are in both."""

    appeared: tuple[Told, ...]
    vanished: tuple[Told, ...]
    changed: tuple[Changed, ...]
    pairs: tuple[tuple[Told, Told], ...]

    @property
    def same(self) -> int:
        """How many did not change."""
        return len(self.pairs) - len(self.changed)

    @property
    def is_none(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.appeared or self.vanished or self.changed)


def between(before: Iterable[Told], after: Iterable[Told], *, of_one_text: bool) -> Changes:
    """Return what changed; each statement is in one pair, appeared or vanished.

    Two readings of one text are matched by the characters that both cover, two texts by words.
    """
    old, new = sorted(before), sorted(after)
    paired = _pairs(old, new, of_one_text=of_one_text)
    back = {j: i for i, j in paired.items()}
    pairs = tuple((old[i], new[j]) for j, i in sorted((j, i) for i, j in paired.items()))
    changed = (Changed(a, b, tuple(_changes(a, b))) for a, b in pairs)
    return Changes(
        appeared=_in_text_order(one for j, one in enumerate(new) if j not in back),
        vanished=_in_text_order(one for i, one in enumerate(old) if i not in paired),
        changed=tuple(sorted((c for c in changed if c.changes), key=lambda c: _place(c.after))),
        pairs=pairs,
    )


def _in_text_order(told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(sorted(told, key=_place))


def _place(told: Told) -> tuple[tuple[TextSpan, ...], Told]:
    return told.spans, told


def _pairs(old: Sequence[Told], new: Sequence[Told], *, of_one_text: bool) -> dict[int, int]:
    """Return which of the old ones is which of the new ones, one to one, the best pairs first.

    Of equally good pairs the one comes first that differs in less, then the one whose places are
    nearer to each other; the rest of the order is the same when both sides are swapped.
    """
    paired = _equal(old, new)
    taken = set(paired.values())
    left = [i for i in range(len(old)) if i not in paired]
    right = [j for j in range(len(new)) if j not in taken]
    sides = [old[i] for i in left], [new[j] for j in right]
    scored = []
    for x, y, share in _by_place(*sides) if of_one_text else _by_words(*sides):
        i, j = left[x], right[y]
        a, b = old[i], new[j]
        differing = sum(getattr(a, field) != getattr(b, field) for field in PLAIN)
        scored.append((-share, differing, _apart(a, b), sorted((_words(a), _words(b))), i, j))
    for *_, i, j in sorted(scored):
        if i not in paired and j not in taken:
            paired[i] = j
            taken.add(j)
    return paired


def _equal(old: Sequence[Told], new: Sequence[Told]) -> dict[int, int]:
    """Return pairs that differ in nothing: nearly all, and no pair could be better."""
    waiting: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
    for j in reversed(range(len(new))):
        waiting[_words(new[j])].append(j)
    return {i: same.pop() for i, one in enumerate(old) if (same := waiting.get(_words(one)))}


def _words(told: Told) -> tuple[object, ...]:
    return told.spans, told.content, *(getattr(told, field) for field in PLAIN)


def _apart(a: Told, b: Told) -> int:
    return abs(a.spans[0].start - b.spans[0].start) if a.spans and b.spans else 0


def _by_place(old: Sequence[Told], new: Sequence[Told]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs that cover much the same characters, with their share."""
    sizes = [sum(span.end - span.start for span in one.spans) for one in new]
    for i, a in enumerate(old):
        size = sum(span.end - span.start for span in a.spans)
        for j, b in enumerate(new):
            if a.spans == b.spans:
                yield i, j, 1.0
                continue
            if not _meet(a.spans, b.spans):
                continue
            common = sum(
                max(min(one.end, other.end) - max(one.start, other.start), 0)
                for one in a.spans
                for other in b.spans
            )
            if common and (share := 2 * common / (size + sizes[j])) >= SAME_WORDS:
                yield i, j, share


def _meet(a: Sequence[TextSpan], b: Sequence[TextSpan]) -> bool:
    return bool(a and b) and a[0].start < b[-1].end and b[0].start < a[-1].end


def _by_words(old: Sequence[Told], new: Sequence[Told]) -> Iterator[tuple[int, int, float]]:
    """Yield pairs that have much the same words, with their share."""
    others = [_weighty(one.content) for one in new]
    for i, a in enumerate(old):
        words = _weighty(a.content)
        for j, other in enumerate(others):
            share = Indel.normalized_similarity(words, other)
            if share >= SAME_WORDS:
                yield i, j, share


def _weighty(content: str) -> tuple[str, ...]:
    """Return the words that say something; all of them, where none does."""
    forms = wording.forms_of(content)
    return tuple(form for form in forms if form not in wording.LIGHT) or forms or (content,)


def _changes(a: Told, b: Told) -> Iterator[Change]:
    """Yield in what two tellings of a statement differ; commas and capitals do not count."""
    left, right = wording.forms_of(a.content), wording.forms_of(b.content)
    if left != right or (not left and a.content != b.content):
        parting = wording.parting(left, right)
        gone = {i for change in parting.changes for i in range(change.a0, change.a1)}
        new = {i for change in parting.changes for i in range(change.b0, change.b1)}
        yield Change(
            Field.CONTENT, a.content, b.content, _marks(a.content, gone), _marks(b.content, new)
        )
    for field in PLAIN:
        before, after = getattr(a, field), getattr(b, field)
        if before != after:
            yield Change(field, before, after)


def _marks(content: str, words: set[int]) -> tuple[TextSpan, ...]:
    if not content:
        return ()
    return wording.stretches(content, (TextSpan(0, len(content)),), words)


class Fate(StrEnum):
    """What became of a piece of a text, or of a paragraph."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"
    CHANGED = "changed"  # only of a paragraph: it has pieces of several kinds


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words; kept and new ones together are the later text, to the character."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of two versions of a text."""

    fate: Fate
    pieces: tuple[Piece, ...]


def passages(before: str, after: str) -> tuple[Passage, ...]:
    """Return the paragraphs of two versions in their order, with what became of each."""
    old, new = ([span.of(text) for span in paragraphs(text)] for text in (before, after))
    found: list[Passage] = []
    matcher = SequenceMatcher(None, [*map(_plain, old)], [*map(_plain, new)], autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            found.extend(_whole(Fate.KEPT, paragraph) for paragraph in new[b0:b1])
        else:
            found.extend(_replaced(old[a0:a1], new[b0:b1]))
    return tuple(found)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Passage]:
    """Yield paragraphs that stand for others: those much alike as one that changed."""
    words = [wording.forms_of(paragraph) for paragraph in old]
    reached = 0
    for paragraph in new:
        forms = wording.forms_of(paragraph)
        share, negative = max(
            (
                (Indel.normalized_similarity(words[i], forms, score_cutoff=SAME_PARAGRAPH), -i)
                for i in range(reached, len(old))
            ),
            default=(0.0, 0),
        )
        if share < SAME_PARAGRAPH:
            yield _whole(Fate.NEW, paragraph)
            continue
        yield from (_whole(Fate.GONE, gone) for gone in old[reached:-negative])
        yield Passage(Fate.CHANGED, tuple(_pieces(old[-negative], paragraph)))
        reached = 1 - negative
    yield from (_whole(Fate.GONE, gone) for gone in old[reached:])


def _whole(fate: Fate, paragraph: str) -> Passage:
    return Passage(fate, (Piece(fate, paragraph),))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    """Yield two wordings as one: what is kept once, what is gone before what is new."""
    old, new = _tokens(before), _tokens(after)
    found = [
        (fate, text)
        for tag, a0, a1, b0, b1 in _opcodes([_plain(t) for t in old], [_plain(t) for t in new])
        for fate, text in (
            [(Fate.KEPT, "".join(new[b0:b1]))]
            if tag == "equal"
            else [(Fate.GONE, "".join(old[a0:a1])), (Fate.NEW, "".join(new[b0:b1]))]
        )
        if text
    ]
    for fate, group in groupby(found, key=lambda piece: piece[0]):
        yield Piece(fate, "".join(text for _, text in group))


def _opcodes(old: list[str], new: list[str]) -> Sequence[tuple[str, int, int, int, int]]:
    if max(len(old), len(new)) < LONG:
        return [*SequenceMatcher(None, old, new, autojunk=False).get_opcodes()]
    return [
        (op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end)
        for op in Indel.opcodes(old, new)
    ]


def _tokens(paragraph: str) -> list[str]:
    """Return words and marks, each with the space behind it; together they are the paragraph."""
    starts = [found.start() for found in TOKEN.finditer(paragraph)]
    starts[:1] = [0]
    return [paragraph[a:b] for a, b in zip(starts, [*starts[1:], len(paragraph)], strict=True)]


def _plain(piece: str) -> str:
    return " ".join(piece.split())
