"""Read model of the page on which a person puts a statement right: its fields, the words around."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from articles.models import Article
from articles.text import TextSpan, paragraphs
from claims.actions.judging import LABELS, in_words
from claims.annotation import Layer
from claims.models import Edit, Judgement, Statement
from claims.wording import WORD

PARTS = {
    "content": "what was said",
    "source": "who says so, as it is put here",
    "cue": "the words that signal the saying",
    "hedges": "words that weaken what was said",
    "conditions": "words that make it depend on something",
}
MARKS = {
    "content": ("mark", "said"),
    "source": ("span", "source"),
    "cue": ("span", "cue"),
    "hedges": ("span", "hedge"),
    "conditions": ("span", "condition"),
}
NEW = "new"  # a piece that is still to be chosen
EMPTY_LINK = {"name": "", "kind": "", "role": "speaker", "span": [], "cue": []}
MOST_PLACES = 12  # where words stand several times: a person chooses among so many
AROUND = 60  # characters shown on each side of such a place

Values = dict[str, Any]
Pairs = list[list[int]]

_QUOTES = '"“”„‟«»'
_APOSTROPHES = "'’‘‚‛‹›"
_DASHES = "-‐‑–—"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words that is a part of a statement, or the place for one; one can be chosen."""

    field: str
    number: int | None  # None: still to be chosen
    words: str
    of: int  # how many pieces the part has
    is_chosen: bool = False

    @property
    def name(self) -> str:
        """What a form calls it: “content-0”."""
        return f"{self.field}-{NEW if self.number is None else self.number}"

    @property
    def label(self) -> str:
        """What people call it."""
        label = LABELS[self.field]
        if self.number is None:
            return f"{label}, another piece" if self.of else label
        return f"{label}, piece {self.number + 1}" if self.of > 1 else label

    @property
    def mark(self) -> str:
        """The class by which it is marked in the text."""
        return MARKS[self.field][1]


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a statement with its pieces."""

    field: str
    label: str
    help: str
    pieces: tuple[Piece, ...]
    is_open: bool  # whether another piece is being chosen


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph of the text with the parts of the statement that lie in it."""

    number: int
    span: TextSpan
    layers: tuple[Layer, ...]
    is_after_gap: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in a text, with what stands around them."""

    span: TextSpan
    before: str
    words: str
    after: str

    @property
    def value(self) -> str:
        """The place as a form has it."""
        return f"{self.span.start}-{self.span.end}"


@dataclass(frozen=True)
class Draft:
    """What a person wants a statement to be, not saved yet; `drawn` is what stood there before."""

    article: Article
    values: Values
    drawn: Values
    seen: int = 0  # the newest edit of the statement when it was drawn
    chosen: str = ""
    why: str = ""

    @property
    def text(self) -> str:
        """The text that all spans lie in."""
        return self.article.text

    @property
    def given(self) -> Values:
        """The fields that the person set, as deeds take them."""
        wanted = {**self.values, "chain": self._links}
        return {
            name: value
            for name, value in wanted.items()
            if value != self.drawn.get(name, _none(value))
        }

    @property
    def standing(self) -> dict[str, str]:
        """For each field that the person set, what stands there, in words."""
        if not self.drawn:
            return {}
        return {
            name: in_words(name, self.drawn[name], self.text)
            for name in self.given
            if name in self.drawn
        }

    @cached_property
    def part(self) -> tuple[str, int | None]:
        """The part that is chosen, and which of its pieces; None for one that is still to come."""
        field, _, number = self.chosen.partition("-")
        if field not in PARTS:
            field, number = "content", "0"
        count = len(self.values[field])
        if number.isascii() and number.isdigit() and int(number) < count:
            return field, int(number)
        return field, None if number == NEW or not count else count - 1

    @property
    def span(self) -> TextSpan | None:
        """The chosen piece."""
        field, number = self.part
        return None if number is None else TextSpan(*self.values[field][number])

    @property
    def groups(self) -> list[Group]:
        """The parts with their pieces."""
        return [self._group(field, words) for field, words in PARTS.items()]

    @property
    def chosen_label(self) -> str:
        """What people call the chosen piece."""
        field, number = self.part
        return Piece(field, number, "", len(self.values[field])).label

    @property
    def links(self) -> list[Values]:
        """The rows of the source chain, with an empty one to write into."""
        rows: list[Values] = list(self.values["chain"])
        return [*rows, EMPTY_LINK] if not rows or not _is_empty(rows[-1]) else rows

    @property
    def passages(self) -> list[Passage]:
        """The paragraphs around the words; the whole text where none is chosen yet."""
        spans = [TextSpan(*pair) for field in PARTS for pair in self.values[field]]
        every = list(paragraphs(self.text))
        shown = {
            near
            for at, paragraph in enumerate(every)
            for near in (at - 1, at, at + 1)
            if 0 <= near < len(every)
            and any(s.start < paragraph.end and paragraph.start < s.end for s in spans)
        } or set(range(len(every)))
        layers = list(self._layers())
        return [
            Passage(
                at + 1,
                every[at],
                tuple(
                    layer
                    for layer in layers
                    if layer.span.start < every[at].end and every[at].start < layer.span.end
                ),
                at > 0 and at - 1 not in shown,
            )
            for at in sorted(shown)
        ]

    def moved(self, edge: str, step: int) -> "Draft":
        """Return the draft with the chosen piece's start or end a word earlier or later."""
        span = self.span
        return self.placed(moved(self.text, span, edge, step)) if span else self

    def placed(self, span: TextSpan) -> "Draft":
        """Return the draft with other words for the chosen piece, or with a piece more."""
        field, number = self.part
        pairs: Pairs = [list(pair) for pair in self.values[field]]
        pair = [span.start, span.end]
        if number is None:
            pairs.append(pair)
        else:
            pairs[number] = pair
        pairs.sort()
        return self._with(field, pairs, pairs.index(pair))

    def removed(self) -> "Draft":
        """Return the draft without the chosen piece."""
        field, number = self.part
        pairs = [pair for at, pair in enumerate(self.values[field]) if at != number]
        return self._with(field, pairs, max((number or 0) - 1, 0))

    def put_back(self, field: str) -> "Draft":
        """Return the draft with a field as it stands."""
        if field not in self.drawn:
            return self
        return replace(self, values={**self.values, field: self.drawn[field]})

    def with_links(self, rows: Sequence[Values]) -> "Draft":
        """Return the draft with other rows in its source chain."""
        return replace(self, values={**self.values, "chain": list(rows)})

    def over(self, there: Values, seen: int) -> "Draft":
        """Return the draft over what stands there now: what the person did not touch follows."""
        values = {**there, **self.given}
        return replace(self, values=values, drawn=there, seen=seen)

    @property
    def _links(self) -> list[Values]:
        return [row for row in self.values["chain"] if not _is_empty(row)]

    def _with(self, field: str, pairs: Pairs, number: int) -> "Draft":
        return replace(self, values={**self.values, field: pairs}, chosen=f"{field}-{number}")

    def _group(self, field: str, words: str) -> Group:
        pairs = self.values[field]
        chosen, number = self.part
        pieces = [
            Piece(
                field,
                at,
                TextSpan(*pair).of(self.text),
                len(pairs),
                is_chosen=(field, at) == (chosen, number),
            )
            for at, pair in enumerate(pairs)
        ]
        is_open = field == chosen and number is None
        if is_open or not pieces:
            pieces.append(Piece(field, None, "", len(pairs), is_chosen=is_open))
        return Group(field, LABELS[field], words, tuple(pieces), is_open)

    def _layers(self) -> Iterator[Layer]:
        for field, (tag, name) in MARKS.items():
            for pair in self.values[field]:
                yield Layer(TextSpan(*pair), tag, name)
        if self.span:
            yield Layer(self.span, "b", "chosen")


def blank(article: Article, span: TextSpan | None = None) -> Draft:
    """Return the draft of a statement that is still to be added, its content chosen or not."""
    values: Values = {field: [] for field in PARTS}
    values |= {"type": "", "act": "say", "polarity": "asserted"}
    values |= {"certainty": "certain", "stance": "neutral", "chain": []}
    draft = Draft(article, values, {})
    return draft.placed(span) if span else draft


def moved(text: str, span: TextSpan, edge: str, step: int) -> TextSpan:
    """Return a span whose start or end is a word earlier or later; the same where none is left."""
    found = list(WORD.finditer(text))
    if edge == "start":
        starts = [word.start() for word in found if word.start() < span.end]
        before = [at for at in starts if at < span.start]
        behind = [at for at in starts if at > span.start]
        start = (before[-1:] if step < 0 else behind[:1]) or [span.start]
        return TextSpan(start[0], span.end)
    ends = [word.end() for word in found if word.end() > span.start]
    before = [at for at in ends if at < span.end]
    behind = [at for at in ends if at > span.end]
    end = (before[-1:] if step < 0 else behind[:1]) or [span.end]
    return TextSpan(span.start, end[0])


def trimmed(text: str, start: int, end: int) -> TextSpan | None:
    """Return a stretch without the blanks around it; None where it holds no word of the text."""
    piece = text[start:end] if 0 <= start < end <= len(text) else ""
    if not piece.strip():
        return None
    left = start + len(piece) - len(piece.lstrip())
    return TextSpan(left, left + len(piece.strip()))


def places(text: str, words: str) -> list[Place]:
    """Return where words stand in a text, the nearest way of writing them first.

    Blanks and line ends count alike; marks of quotation, apostrophes and dashes of any make, and
    capital letters, only where the words do not stand exactly so.
    """
    pieces = words.split()
    if not pieces:
        return []
    exact = r"\s+".join(map(re.escape, pieces))
    loose = r"\s+".join("".join(map(_loose, piece)) for piece in pieces)
    for pattern, flags in ((exact, 0), (loose, 0), (loose, re.IGNORECASE)):
        if found := list(re.finditer(pattern, text, flags)):
            return [_place(text, TextSpan(*match.span())) for match in found]
    return []


def statement_of(edit: Edit) -> Statement | None:
    """Return the statement that an edit was about, as it stands in the reading that counts."""
    keys = [change["pk"] for change in edit.changes if change["of"] == Judgement._meta.label]
    judgement = Judgement.objects.filter(pk__in=keys).select_related("statement").first()
    return judgement.statement if judgement else None


def of_article(pk: int, article: int) -> Statement | None:
    """Return a statement of an article, with what its page needs."""
    rows = Statement.objects.filter(pk=pk, article=article)
    return rows.select_related("article__outlet", "analysis").defer("vector", "runs").first()


def _place(text: str, span: TextSpan) -> Place:
    before = text[max(span.start - AROUND, 0) : span.start]
    after = text[span.end : span.end + AROUND]
    return Place(
        span,
        f"… {before.partition(' ')[2]}" if span.start > AROUND else before,
        span.of(text),
        f"{after.rpartition(' ')[0]} …" if span.end + AROUND < len(text) else after,
    )


def _loose(character: str) -> str:
    for alike in (_QUOTES, _APOSTROPHES, _DASHES):
        if character in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(character)


def _none(value: Any) -> Any:
    """Return what a field that was not drawn counts as: a new statement has none."""
    return [] if isinstance(value, list) else ""


def _is_empty(link: Mapping[str, Any]) -> bool:
    return not (link["name"] or link["kind"])
