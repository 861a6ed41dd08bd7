"""Gives quotations without a cue their speaker: from the line before, or the paragraph before.

The Times reports: / [“The bridge is closed.”]             introduced
“The bridge is safe, / “and it will stay open,” she said.   one statement in two paragraphs
{Trump} spoke for an hour. / [“We will win.”]              floating
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.text import TextSpan
from claims.nlp.insertions import insertions
from claims.nlp.passages import Passage
from claims.nlp.quotation_marks import Quotation
from claims.nlp.spans import overlaps, trimmed
from claims.nlp.types import Attribution, Certainty, Type

INTRODUCED = 0.7
FLOATING = 0.5
SPUN_ON = 0.35
LEAST_WORDS = 6  # of a quotation that floats; shorter ones are titles and scare quotes
ROW = 80  # characters between parts of one quotation: `," she said in a speech in Ohio. "`
MOST_BACK = 20  # finds back to the beginning of a quotation that goes on
FURTHEST = 2  # passages back to somebody who was quoted


def carried(passages: Sequence[Passage], text: str) -> list[Attribution]:
    """Return all finds of a text, with those that only the neighbouring passages explain."""
    finds: list[Attribution] = []
    open_quote: list[Quotation] = []  # unclosed at the end of the passages just before
    last: tuple[int, Attribution] | None = None
    for number, passage in enumerate(passages):
        here = list(passage.finds)
        loose = [q for q in passage.quotations if not _is_taken(q, here)]
        first = passage.quotations[0] if passage.quotations else None
        starts = first is not None and first.span.start == passage.span.start
        if open_quote and first is not None and starts:
            here, loose = _continued(open_quote, first, here, finds, loose, text)
        opening = passages[number - 1].introduction if number else None
        for quotation in loose:
            if near := _nearest(quotation, here):
                if _is_repeated(quotation, near, text):
                    continue
                if near.quotations and quotation.span.start - _end(near) <= ROW:
                    here = [
                        _with(near, [quotation], text) if find is near else find for find in here
                    ]
                    continue
                if not _floats(quotation, text):
                    continue
                made = _made(
                    quotation,
                    near,
                    FLOATING,
                    text,
                    "No cue stands beside it; the sentence before names this speaker.",
                )
            elif opening is not None and starts and quotation is first:
                made = _made(quotation, opening, INTRODUCED, text, "The line before introduces it.")
            elif last is not None and number - last[0] <= FURTHEST and _floats(quotation, text):
                made = _made(
                    quotation,
                    last[1],
                    FLOATING,
                    text,
                    "No cue stands beside it; the same speaker was quoted last.",
                )
            else:
                continue
            here.append(made)
        if goes_on := _going_on(passage, passages[number - 1] if number else None, finds, text):
            here = [find for find in here if not _shares(find, goes_on)] + [goes_on]
        finds += here
        final = passage.quotations[-1] if passage.quotations else None
        if final is not None and not final.is_closed and final.span.end == passage.span.end:
            open_quote = [*(open_quote if starts and len(passage.quotations) == 1 else []), final]
        else:
            open_quote = []
        quoting = [find for find in here if find.source]
        if quoting:
            last = (number, max(quoting, key=lambda find: find.content))
    return sorted(finds, key=lambda find: (find.content, find.cue, find.found_by))


def _going_on(
    passage: Passage, before: Passage | None, finds: Sequence[Attribution], text: str
) -> Attribution | None:
    """Return the first sentence of a passage when it spins on what a group was said to think.

    "Some analysts believe his remarks could be more. / They might signal a backchannel."
    """
    sentence = passage.continuation and trimmed(passage.continuation, text)
    if sentence is None or before is None or not finds:
        return None
    said = finds[-1]
    ends_it = text[_end(said) : before.span.end].strip(" .") == ""
    inside = before.span.start <= said.content[0].start and ends_it
    if not inside or said.certainty is not Certainty.POSSIBLE:
        return None
    return replace(
        said,
        content=(sentence,),
        quotations=(),
        type=Type.INDIRECT,
        confidence=SPUN_ON,
        conditions=(),
        hedges=(),
        negations=(),
        asides=(),
        insertions=(),
        found_by="carrying",
        why="The sentence goes on from what was said just before, without saying so again.",
    )


def _shares(find: Attribution, other: Attribution) -> bool:
    return any(overlaps(a, b) for a in find.content for b in other.content)


def _nearest(quotation: Quotation, finds: Sequence[Attribution]) -> Attribution | None:
    """Return the find of the same passage that ends last before a quotation."""
    before = [find for find in finds if find.source and _end(find) <= quotation.span.start]
    return max(before, key=_end, default=None)


def _end(find: Attribution) -> int:
    """Return where the last of a find's cue and content ends."""
    return max(span.end for span in (*find.cue, *find.content))


def _is_taken(quotation: Quotation, finds: Sequence[Attribution]) -> bool:
    return any(
        overlaps(quotation.span, span) for find in finds for span in (*find.content, *find.cue)
    )


def _continued(
    before: Sequence[Quotation],
    first: Quotation,
    here: list[Attribution],
    finds: list[Attribution],
    loose: list[Quotation],
    text: str,
) -> tuple[list[Attribution], list[Quotation]]:
    """Join a quotation that begins a passage to the unclosed ones before it, as one statement.

    Either the earlier find grows, in its place in `finds`, or the one of this passage does.
    """
    lately = range(len(finds) - 1, max(-1, len(finds) - 1 - MOST_BACK), -1)
    earlier = next((at for at in lately if _is_taken(before[-1], [finds[at]])), None)
    own = next((find for find in here if _is_taken(first, [find])), None)
    if earlier is not None and own is None:
        finds[earlier] = _with(finds[earlier], [first], text)
        loose = [quotation for quotation in loose if quotation is not first]
    elif earlier is None and own is not None:
        here = [_with(own, before, text) if find is own else find for find in here]
    return here, loose


def _with(find: Attribution, more: Sequence[Quotation], text: str) -> Attribution:
    parts = [_within(q.span, text) for q in more]
    return replace(
        find,
        content=tuple(sorted({*find.content, *parts})),
        quotations=tuple(sorted({*find.quotations, *(q.inner for q in more)})),
        insertions=tuple(sorted({*find.insertions, *insertions(parts, more, text)})),
    )


def _within(span: TextSpan, text: str) -> TextSpan:
    end = span.end
    while end > span.start + 1 and text[end - 1].isspace():
        end -= 1
    return TextSpan(span.start, end)


def _is_repeated(quotation: Quotation, near: Attribution, text: str) -> bool:
    """Say whether words in marks only take up what was just quoted: the words “…”."""
    words = _plain(quotation.inner.of(text))
    return any(_plain(span.of(text)) == words for span in near.quotations)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.lower()))


def _floats(quotation: Quotation, text: str) -> bool:
    """Say whether a quotation is a sentence of its own, not a title or a scare quote."""
    inner = quotation.inner.of(text).strip()
    start = quotation.span.start
    before = text[max(0, start - 5) : start].rstrip(" ")[-1:]
    return (
        len(inner.split()) >= LEAST_WORDS
        and not quotation.is_single
        and inner[:1].isupper()
        and inner[-1:] in {".", "!", "?", "…", ","}
        and before in {"", "\n", ".", "!", "?", "”", '"', ":"}
    )


def _made(
    quotation: Quotation, like: Attribution, confidence: float, text: str, why: str
) -> Attribution:
    content = (_within(quotation.span, text),)
    return replace(
        like,
        content=content,
        quotations=(quotation.inner,),
        type=Type.DIRECT,
        confidence=confidence,
        hedges=(),
        conditions=(),
        negations=(),
        asides=(),
        insertions=tuple(insertions(content, [quotation], text)),
        found_by="carrying",
        why=why,
    )
