"""What somebody wants, plans, promises or is asked to do, as an infinitive.

As {source} <cue> [content]:
    {The mayor} <promised> [to rebuild the bridge].
    {The union} <plans> [to strike on Monday].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span
from claims.nlp.syntax import children, cue_word, source_of
from claims.nlp.types import Attribution

CONSTRUCTION = "infinitive"


def infinitival(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each verb or adjective with an infinitive as its complement."""
    for verb in doc:
        if verb.pos_ not in {"VERB", "AUX"}:
            continue
        for clause in children(verb, "xcomp", "advcl"):
            if clause.i > verb.i and has_to(clause):
                cue = cue_word(verb)
                made = attributed(
                    cue,
                    CONSTRUCTION,
                    (subtree_span(clause),),
                    source=source_of(verb),
                    found_by="infinitival",
                    why=f"“{cue}” governs the infinitive.",
                )
                if made:
                    yield made


def has_to(clause: Token) -> bool:
    """Say whether a verb stands as an infinitive with "to"."""
    return any(child.tag_ == "TO" for child in clause.children)
