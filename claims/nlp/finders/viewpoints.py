"""A belief given as somebody's point of view, without a verb.

As {source} <cue> [content]:
    <From> {Russia}'s <viewpoint>, [the treaty is dead].
    <In> {her} <view>, [the bridge should close].
    <For> {them}, [any deal would be a step backward].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.spans import subtree_span, text_of, token_span, without, worded
from claims.nlp.syntax import children, clause_span, runs, source_span
from claims.nlp.types import Attribution, Certainty

VIEWS = frozenset(
    {"view", "viewpoint", "perspective", "opinion", "eye", "mind", "standpoint", "telling"}
)
CONFIDENCE = 0.6
FOR = 0.45
FOR_WHOM = frozenset({"them", "him", "her", "many", "some", "critics", "supporters"})


def viewpoints(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each phrase that gives a sentence as a point of view."""
    for token in doc:
        if token.dep_ not in {"prep", "ROOT"} or token.lower_ not in {"from", "in", "for", "to"}:
            continue
        thing = next(children(token, "pobj"), None)
        if thing is None:
            continue
        if thing.lemma_ in VIEWS and token.lower_ in {"from", "in", "to"}:
            source = next(children(thing, "poss"), None) or _of(thing)
            if source is not None:
                yield from _made(token, source, [token, thing], CONFIDENCE)
        elif token.lower_ == "for" and thing.lower_ in FOR_WHOM and _opens_sentence(token):
            yield from _made(token, thing, [token], FOR)


def _of(thing: Token) -> Token | None:
    for preposition in children(thing, "prep"):
        if preposition.lower_ == "of":
            return next(children(preposition, "pobj"), None)
    return None


def _opens_sentence(token: Token) -> bool:
    end = token.right_edge.i + 1
    return token.i == token.sent.start and end < token.sent.end and token.doc[end].text == ","


def _made(
    preposition: Token, source: Token, words: list[Token], confidence: float
) -> Iterator[Attribution]:
    sentence = preposition.sent
    phrase = subtree_span(preposition)
    clause = _clause(preposition, sentence[0], sentence[-1])
    content = worded(without(clause, phrase), text_of(preposition.doc))
    if content:
        yield Attribution(
            content=content,
            cue=runs(words),
            source=(source_span(source, preposition),),
            certainty=Certainty.PROBABLE,
            confidence=confidence,
            found_by="viewpoints",
            why="The phrase gives it as a point of view.",
        )


def _clause(preposition: Token, first: Token, last: Token) -> TextSpan:
    """Return the clause the phrase stands in, which may be an inner one."""
    verb = preposition.head
    if (
        verb.pos_ in {"VERB", "AUX"}
        and verb.dep_ in {"ccomp", "advcl", "relcl"}
        and verb != preposition
    ):
        return TextSpan(min(preposition.idx, clause_span(verb).start), clause_span(verb).end)
    return token_span(first, last)
