"""What somebody talks about, calls for or objects to, behind a preposition.

As {source} <cue> [content]:
    {The union} <called for> [a new vote].
    {She} <spoke about> [the state of the bridge].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span
from claims.nlp.syntax import children, cue_word, source_of
from claims.nlp.types import Attribution


def prepositional(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each content behind a verb and its preposition."""
    for verb in doc:
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        for preposition in _prepositions(verb):
            for construction, span in _contents(verb, preposition):
                cue = cue_word(verb)
                made = attributed(
                    cue,
                    construction,
                    (span,),
                    source=source_of(verb),
                    more_cue=(preposition,),
                    found_by="prepositional",
                    why=f"“{cue} {preposition}” has it as its object.",
                )
                if made:
                    yield made


def _prepositions(verb: Token) -> Iterator[Token]:
    for holder in (verb, *children(verb, "acomp", "dobj")):
        yield from (word for word in children(holder, "prep", "prt") if word.i > verb.i)


def _contents(verb: Token, preposition: Token) -> Iterator[tuple[str, TextSpan]]:
    thing = next(children(preposition, "pobj", "pcomp"), None)
    if thing is None:
        return
    alone = subtree_span(thing)
    yield f"after {preposition.lower_}", alone
    rest = [
        child for child in verb.rights if child.i > thing.i and child.dep_ in {"xcomp", "advcl"}
    ]
    if rest:
        yield (
            f"after {preposition.lower_} and more",
            TextSpan(alone.start, subtree_span(rest[-1]).end),
        )
