"""A participle that opens a sentence: who says it is the subject of the main clause.

As {source} <cue> [content]:
    <Confirming> [the sale], {the count} left.
"""

from collections.abc import Iterator

from spacy.tokens import Doc

from claims.nlp import cues
from claims.nlp.spans import subtree_span, text_of, token_span, worded
from claims.nlp.syntax import children, clause_span, is_passive, own_subject, source_span
from claims.nlp.types import Attribution

CONFIDENCE = 0.65


def opening(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each such participle of a verb that vouches or asserts."""
    verbs = cues.words("factive_verbs") | cues.words("asserting_verbs") | {"cite", "deny"}
    for verb in doc:
        is_opening = verb.tag_ == "VBG" and verb.dep_ == "advcl" and verb.is_sent_start
        if not is_opening or verb.lemma_ not in verbs or is_passive(verb.head):
            continue
        source = own_subject(verb.head)
        said = next(children(verb, "ccomp", "dobj"), None)
        if source is None or source.i < verb.i or said is None:
            continue
        span = clause_span(said) if said.dep_ == "ccomp" else subtree_span(said)
        yield Attribution(
            content=worded([span], text_of(doc)),
            cue=(token_span(verb, verb),),
            source=(source_span(source, verb),),
            confidence=CONFIDENCE,
            found_by="opening",
            why=f"“{verb}” opens the sentence of its subject.",
        )
