"""A quotation with its speaker behind a dash.

As {source} <cue> [content]:
    [“He cannot answer a single question.”] <—> {Esther Tapia}
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc

from articles.text import TextSpan
from claims.nlp.quotation_marks import quotations
from claims.nlp.spans import text_of
from claims.nlp.types import Attribution

_NAME = re.compile(r"\s*([―—–-])\s*(@?[^\W\d_][\w.’'-]*(?:\s+[^\W\d_][\w.’'-]*){0,4})")
CONFIDENCE = 0.8
LEAST_WORDS = 3


def bylined(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each quotation that a dash and a name end."""
    for quotation in quotations(text_of(doc)):
        match = _NAME.match(text_of(doc), quotation.span.end)
        if match is None or not all(
            word[0].isupper() or word[0] == "@" for word in match[2].split()
        ):
            continue
        rest = text_of(doc)[match.end() :].lstrip()
        if (
            rest[:1] in {"", ".", ",", "(", "“", "\n"}
            and len(quotation.inner.of(text_of(doc)).split()) >= LEAST_WORDS
        ):
            yield Attribution(
                content=(quotation.span,),
                cue=(TextSpan(match.start(1), match.end(1)),),
                source=(TextSpan(match.start(2), match.end(2)),),
                confidence=CONFIDENCE,
                found_by="bylined",
                why="A dash and a name follow the quotation.",
            )
