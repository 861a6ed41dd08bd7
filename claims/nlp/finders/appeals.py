"""A noun of asking or warning with its speaker before its content.

As {source} <cue> [content]:
    <Calls> by {the bishops} for [an end to the war] were read aloud.
    {Doctors}' <warnings> of [another wave] were ignored.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claims.nlp.spans import subtree_span, text_of, token_span, worded
from claims.nlp.syntax import children, source_span
from claims.nlp.types import Attribution

CONFIDENCE = 0.65
WHAT_FOR = {
    "call": "for",
    "appeal": "for",
    "plea": "for",
    "demand": "for",
    "request": "for",
    "warning": "of",
    "prediction": "of",
    "forecast": "of",
    "denial": "of",
    "accusation": "of",
    "allegation": "of",
}


def appeals(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each such noun of which the text says whose it is."""
    for noun in doc:
        preposition = WHAT_FOR.get(noun.lemma_.lower())
        if noun.pos_ != "NOUN" or preposition is None:
            continue
        source = _whose(noun)
        things = [
            thing
            for link in children(noun, "prep")
            if link.lower_ == preposition
            for thing in children(link, "pobj", "pcomp")
        ]
        if source is None or not things:
            continue
        yield Attribution(
            content=worded([subtree_span(things[0])], text_of(doc)),
            cue=(token_span(noun, noun),),
            source=(source_span(source, noun),),
            confidence=CONFIDENCE,
            found_by="appeals",
            why=f"The text says whose “{noun}” it is, and of what.",
        )


def _whose(noun: Token) -> Token | None:
    for owner in children(noun, "poss"):
        return owner
    for link in children(noun, "prep", "agent"):
        if link.lower_ in {"by", "from"}:
            return next(children(link, "pobj"), None)
    return None
