"""Makes an attribution out of tokens: the one place where finders' finds take their form."""

from collections.abc import Iterable

from spacy.tokens import Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import text_of, worded
from claims.nlp.syntax import cue_tokens, is_imperative, names_somebody, runs, source_span
from claims.nlp.types import Attribution


def is_inference(source: Token, cue: Token) -> bool:
    """Say whether an author reads something out of conduct: "his remarks hint at a deal"."""
    noun = source.lemma_.lower()
    if source.pos_ != "NOUN":
        return False
    reads = {cue.lemma_, cue.head.lemma_} & cues.words("inferring_verbs")
    return noun in cues.words("inference_nouns") or (
        noun in cues.words("said_nouns") and bool(reads)
    )


def attributed(
    cue: Token,
    construction: str,
    content: Iterable[TextSpan],
    *,
    source: Token | None,
    found_by: str,
    why: str,
    more_cue: Iterable[Token] = (),
) -> Attribution | None:
    """Return the attribution that a cue makes of a source and a content; None when it is no cue.

    "It" and its like name nobody: the attribution then has no source.
    """
    if not cues.is_cue(cue.lemma_, construction):
        return None
    spans = worded(content, text_of(cue.doc))
    if not spans or is_imperative(cue) or (source is not None and is_inference(source, cue)):
        return None
    words = sorted({*cue_tokens(cue), *more_cue}, key=lambda token: token.i)
    return Attribution(
        content=spans,
        cue=runs(words),
        source=(source_span(source, cue),) if source is not None and names_somebody(source) else (),
        confidence=cues.rate(cue.lemma_, construction),
        found_by=found_by,
        why=why,
    )
