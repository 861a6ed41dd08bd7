"""Overlapping finds of one paragraph -> one attribution for each thing said."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from articles.text import TextSpan
from claims.nlp.quotation_marks import Quotation
from claims.nlp.spans import covers, joined, overlaps, shared, size
from claims.nlp.tagging.finding import TAGGER
from claims.nlp.types import Attribution, Type

# What the tagger, fitted to PolNeAR, does not know as well as a rule does:
KNOWN_BETTER = frozenset(
    {"labelled", "bylined", "silences", "posts", "appeals", "opening", "viewpoints"}
)
WELL_CUT = frozenset({"as_said", "viewpoints"})  # whose borders are better than its own
SURE = 0.6  # confidence of any other rule's find that it did not see
NEVER_ALONE = frozenset({"infinitival"})  # "voted to strike": deeds that the tagger left out
UNSURE = 0.5  # confidence of the tagger below which a known better rule goes first
SAME = 0.5  # contents that share this part of the smaller one say the same
LONGEST_STRETCH = 4  # a quotation this many times as long as a content does not draw it out


def merged(
    finds: Iterable[Attribution], marked: Sequence[Quotation], *, is_tagged: bool = False
) -> list[Attribution]:
    """Return the finds that remain when each stretch of text is attributed once, in text order.

    The tagger's finds go before those of the rules, a find before those inside its content, and
    otherwise the stronger before the weaker. One that comes later stays only where it takes
    nothing of those before: neither its cue nor a good part of its content. `is_tagged` says that
    the tagger has read the text, so that what it did not find needs a surer rule.
    """
    kept: list[Attribution] = []
    drawn = [drawn_out(find, marked) for find in finds if not is_quoted_speech(find, marked)]
    for find in sorted(drawn, key=lambda find: _rank(find, drawn)):
        if is_tagged and find.found_by != TAGGER and not _stands_alone(find):
            continue
        if not any(_clash(find, other) for other in kept):
            kept.append(find)
    return sorted(kept, key=lambda find: (find.content, find.cue))


def is_quoted_speech(find: Attribution, marked: Sequence[Quotation]) -> bool:
    """Say whether a find lies inside a quotation, where the quoted person reports."""
    if find.found_by == "labelled":
        return False  # transcripts stand in quotation marks as a whole
    return any(covers(quotation.inner, cue) for quotation in marked for cue in find.cue[:1])


def _is_inside(find: Attribution, outer: Iterable[Attribution]) -> bool:
    """Say whether a whole find is part of what another one reports."""
    parts = (*find.source, *find.cue, *find.content)
    return any(
        all(any(covers(held, part) for held in other.content) for part in parts)
        for other in outer
        if other is not find
    )


def _rank(find: Attribution, others: Iterable[Attribution]) -> tuple[object, ...]:
    is_unsure = find.found_by == TAGGER and find.confidence < UNSURE
    is_known = find.found_by in KNOWN_BETTER and find.confidence >= SURE
    is_rule = (find.found_by != TAGGER and not is_known) + is_unsure
    is_inside = _is_inside(find, others)
    return (
        not _is_well_cut(find),
        is_rule,
        is_inside,
        -find.confidence,
        find.content,
        find.cue,
        find.found_by,
    )


def _is_well_cut(find: Attribution) -> bool:
    return find.found_by in WELL_CUT and find.confidence >= SURE


def _stands_alone(find: Attribution) -> bool:
    """Say whether a rule's find stands although the tagger did not see it."""
    is_sure = find.confidence >= SURE and find.found_by not in NEVER_ALONE
    is_passed_on = bool(find.chain)  # the tagger saw the relay alone
    return is_sure or is_passed_on or find.found_by in KNOWN_BETTER


def _clash(weaker: Attribution, stronger: Attribution) -> bool:
    if any(overlaps(a, b) for a in weaker.cue for b in stronger.cue):
        return True
    common = shared(weaker.content, stronger.content)
    if common >= SAME * min(size(weaker.content), size(stronger.content)):
        return True
    return any(overlaps(cue, content) for cue in weaker.cue for content in stronger.content)


def drawn_out(find: Attribution, marked: Sequence[Quotation]) -> Attribution:
    """Return a find whose contents do not end in the middle of a quotation."""
    contents = [_drawn_out(span, marked, find) for span in find.content]
    return replace(find, content=_united(contents))


def _drawn_out(span: TextSpan, marked: Sequence[Quotation], find: Attribution) -> TextSpan:
    for quotation in marked:
        if not overlaps(span, quotation.span) or covers(span, quotation.span):
            continue
        whole = joined((span, quotation.span))
        grown = (whole.end - whole.start) / (span.end - span.start)
        holds_cue = any(overlaps(quotation.inner, cue) for cue in find.cue)
        if not holds_cue and grown <= LONGEST_STRETCH:
            span = whole
    return span


def _united(spans: Iterable[TextSpan]) -> tuple[TextSpan, ...]:
    """Return the spans in text order, those that overlap made one."""
    united: list[TextSpan] = []
    for span in sorted(spans):
        if united and span.start <= united[-1].end:
            united[-1] = TextSpan(united[-1].start, max(united[-1].end, span.end))
        else:
            united.append(span)
    return tuple(united)


def typed(find: Attribution, marked: Sequence[Quotation], text: str) -> Attribution:
    """Return a find with its type and the parts of its content that stand in quotation marks."""
    inside = [
        part
        for quotation in marked
        for span in find.content
        if (part := _part(quotation.inner, span)) is not None and _has_word(part, text)
    ]
    words = sum(_words(span, text) for span in find.content)
    marked_words = sum(_words(span, text) for span in inside)
    kind = Type.INDIRECT
    if marked_words:
        kind = Type.DIRECT if marked_words >= words else Type.MIXED
    return replace(find, type=kind, quotations=tuple(inside))


def _part(inner: TextSpan, span: TextSpan) -> TextSpan | None:
    start, end = max(inner.start, span.start), min(inner.end, span.end)
    return TextSpan(start, end) if start < end else None


def _has_word(span: TextSpan, text: str) -> bool:
    return any(character.isalnum() for character in span.of(text))


def _words(span: TextSpan, text: str) -> int:
    return sum(character.isalnum() for character in span.of(text))
