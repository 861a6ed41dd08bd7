"""What is passed on without a source: an adverb of hearsay, "is said to".

As {source} <cue> [content]:
    [They] <reportedly> [discussed the conflict].
    [The bridge] <is said> [to be unsafe].
    [The mayor] <is believed> [to have left the city].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import subtree_span, text_of, token_span, without, worded
from claims.nlp.syntax import agent_of, children, cue_tokens, is_passive, own_subject, runs
from claims.nlp.types import Attribution, Certainty

ADVERB = 0.65  # right on PolNeAR train: about half, since annotators leave many of them out
SAID_TO = 0.5
SAID_TO_VERBS = frozenset(
    {"say", "believe", "think", "report", "allege", "rumor", "suppose", "expect", "know"}
)
PUSHED_ASIDE = frozenset({"advcl", "relcl", "acl", "parataxis"})


def hearsay(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution without source, of certainty hearsay, for each word of hearsay."""
    for token in doc:
        found = None
        if token.lower_ in cues.words("hearsay_adverbs") and token.dep_ == "advmod":
            found = _adverb(token)
        elif token.lemma_ in SAID_TO_VERBS and is_passive(token) and agent_of(token) is None:
            found = _said_to(token)
        if found:
            yield found


def _adverb(adverb: Token) -> Attribution | None:
    clause = adverb.head
    while clause.pos_ not in {"VERB", "AUX"} and clause.head != clause:
        clause = clause.head
    if clause.pos_ not in {"VERB", "AUX"}:
        return None
    return _unsourced(
        adverb, [adverb], _clause(clause, adverb), ADVERB, f"“{adverb}” names no source."
    )


def _clause(clause: Token, adverb: Token) -> tuple[TextSpan, ...]:
    """Return the adverb's clause without the adverb, its opening words and its added clauses."""
    kept = [
        token
        for child in clause.children
        if child.dep_ not in {"mark", "cc", "conj", "punct", "prep"} | PUSHED_ASIDE
        or (child.i > clause.i and child.dep_ == "prep")
        for token in child.subtree
    ]
    kept = sorted({clause, *kept}, key=lambda token: token.i)
    return without(token_span(kept[0], kept[-1]), token_span(adverb, adverb))


def _said_to(verb: Token) -> Attribution | None:
    subject = own_subject(verb)
    clause = next(
        (c for c in children(verb, "xcomp", "ccomp") if any(t.tag_ == "TO" for t in c.children)),
        None,
    )
    if subject is None or clause is None or subject.i > verb.i:
        return None
    content = (subtree_span(subject), subtree_span(clause))
    return _unsourced(
        verb, cue_tokens(verb), content, SAID_TO, f"“{verb}” stands without a source."
    )


def _unsourced(
    cue: Token, words: list[Token], content: tuple[TextSpan, ...], confidence: float, why: str
) -> Attribution | None:
    spans = worded(content, text_of(cue.doc))
    if not spans:
        return None
    return Attribution(
        content=spans,
        cue=runs(words),
        certainty=Certainty.HEARSAY,
        confidence=confidence,
        found_by="hearsay",
        why=why,
    )
