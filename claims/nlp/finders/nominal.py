"""A noun of saying or thinking with its content: somebody's claim, call, plan or fear.

As {source} <cue> [content]:
    {The union}'s <claim> that [the bridge was unsafe] was wrong.
    {The Kremlin}'s <assertion> that [talks continue] surprised many.
    {Her} <concern about> [the bridge] was ignored.
    {He} <denied> a union <claim> that [the ships would go].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span
from claims.nlp.syntax import children, clause_span, source_of
from claims.nlp.types import Attribution

CLAUSE = "noun with clause"


def nominal(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each noun of saying with a clause or a phrase as its content."""
    for noun in doc:
        if noun.pos_ != "NOUN":
            continue
        source, verb = _source(noun)
        for construction, span, more in _contents(noun):
            made = attributed(
                noun,
                construction,
                (span,),
                source=source,
                more_cue=(*verb, *more),
                found_by="nominal",
                why=f"The noun “{noun}” has it as its content.",
            )
            if made:
                yield made


def _source(noun: Token) -> tuple[Token | None, tuple[Token, ...]]:
    """Return whose word it is, and the verb that says so: who "denied a claim" denies."""
    for owner in children(noun, "poss"):
        return owner, ()
    for preposition in children(noun, "prep"):
        if preposition.lower_ in {"by", "from", "of"}:
            return next(children(preposition, "pobj"), None), ()
    if noun.dep_ == "dobj" and noun.head.pos_ == "VERB":
        return source_of(noun.head), (noun.head,)
    return None, ()


def _contents(noun: Token) -> Iterator[tuple[str, TextSpan, tuple[Token, ...]]]:
    for clause in children(noun, "acl", "ccomp", "relcl"):
        if any(
            child.dep_ == "mark" and child.lower_ in {"that", "whether", "if"}
            for child in clause.children
        ):
            yield CLAUSE, clause_span(clause), ()
        elif any(child.tag_ == "TO" for child in clause.children):
            yield "noun with infinitive", subtree_span(clause), ()
    for preposition in children(noun, "prep"):
        if thing := next(children(preposition, "pobj", "pcomp"), None):
            yield f"noun {preposition.lower_}", subtree_span(thing), (preposition,)
