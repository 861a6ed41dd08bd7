"""Hands out the finds of a whole text to the windows it is parsed in, and joins them again."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from articles.text import TextSpan
from claims.nlp.quotation_marks import DOUBLE
from claims.nlp.spans import overlaps
from claims.nlp.types import Attribution

LENDER = "carrying"  # finds quotations a speaker that have none beside them


class Shares:
    """Finds of a text by window: each belongs to the window where its cue begins."""

    def __init__(self, finds: Iterable[Attribution]) -> None:
        self._finds = sorted(finds, key=_place)
        self._places = [_place(find) for find in self._finds]

    def of(self, start: int, length: int) -> Iterator[Attribution]:
        """Yield the finds of one window, cut to it; offsets count from the window's beginning."""
        first, last = (bisect_left(self._places, at) for at in (start, start + length))
        window = TextSpan(start, start + length)
        for find in self._finds[first:last]:
            content = _inside(find.content, window)
            if content:
                yield replace(
                    find,
                    content=content,
                    cue=_inside(find.cue, window),
                    source=_inside(find.source, window),
                )

    def rejoined(self, finds: Sequence[Attribution], text: str) -> list[Attribution]:
        """Return a text's finds with the quotations that go on beyond the window of their cue.

        Where such a quotation was lent its speaker meanwhile, it goes back to its own cue.
        """
        whole = {find.cue: find for find in self._finds}
        ours = {span for find in finds for span in _beyond(find, whole.get(find.cue), text)}
        kept = [
            find for find in finds if find.found_by != LENDER or not ours.issuperset(find.content)
        ]
        taken = sorted(span for find in kept for span in find.content)
        return [_completed(find, whole.get(find.cue), taken, text) for find in kept]


def _beyond(find: Attribution, whole: Attribution | None, text: str) -> list[TextSpan]:
    """Return the quotations of the whole find that a find lacks."""
    if whole is None or find.found_by != whole.found_by:
        return []
    end = find.content[-1].end
    return [
        span
        for span in whole.content
        if span.start >= end and text[span.start] in DOUBLE and "\n" in text[end : span.start]
    ]


def _completed(
    find: Attribution, whole: Attribution | None, taken: Sequence[TextSpan], text: str
) -> Attribution:
    missing = (s for s in _beyond(find, whole, text) if not _overlaps_any(s, taken))
    return replace(find, content=tuple(sorted((*find.content, *missing))))


def _overlaps_any(span: TextSpan, taken: Sequence[TextSpan]) -> bool:
    at = bisect_left(taken, span)
    return any(overlaps(span, other) for other in taken[max(0, at - 1) : at + 1])


def _place(find: Attribution) -> int:
    return (find.cue or find.content)[0].start


def _inside(spans: Iterable[TextSpan], window: TextSpan) -> tuple[TextSpan, ...]:
    """Return what of spans lies in a window, counted from its beginning."""
    cut = ((max(s.start, window.start), min(s.end, window.end)) for s in spans)
    return tuple(TextSpan(a - window.start, b - window.start) for a, b in cut if a < b)
