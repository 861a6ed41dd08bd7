"""A clause that a verb of saying, thinking or showing governs.

As {source} <cue> [content]:
    {The mayor} <said> that [the bridge would close on Monday].
    {She} <said> [the bridge would close on Monday].
    {Officials} <have warned> that [the river could flood].
    {He} <made> it <clear> that [the bridge would close].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import without
from claims.nlp.syntax import children, clause_span, cue_tokens, cue_word, source_of
from claims.nlp.types import Attribution

CONSTRUCTION = "clause"


def clausal(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each verb or adjective with a clause as its complement."""
    for verb in doc:
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        for clause in children(verb, "ccomp"):
            cue, content = cue_word(verb), _content(verb, clause)
            if verb.lemma_ == "make" and clause.pos_ == "ADJ":
                cue, content = clause, _made_clear(clause)
            made = attributed(
                cue,
                CONSTRUCTION,
                content,
                source=source_of(verb),
                more_cue=cue_tokens(verb) if cue == clause else (),
                found_by="clausal",
                why=f"“{cue}” governs the clause.",
            )
            if made:
                yield made


def _made_clear(adjective: Token) -> tuple[TextSpan, ...]:
    """Return what somebody "made clear"."""
    clauses = children(adjective, "ccomp", "advcl", "xcomp")
    return tuple(clause_span(clause) for clause in clauses if clause.i > adjective.i)


def _content(verb: Token, clause: Token) -> tuple[TextSpan, ...]:
    """Return the clause without the saying that stands inside it ("the bridge, she said, …")."""
    span = clause_span(clause)
    if clause.left_edge.i < verb.i < clause.right_edge.i:
        inner = [
            token for token in verb.subtree if not clause.is_ancestor(token) and token != clause
        ]
        saying = TextSpan(min(t.idx for t in inner), max(t.idx + len(t) for t in inner))
        return without(span, saying)
    return (span,)
