"""A whole sentence attributed in passing, by a clause or phrase with "as".

As {source} <cue> [content]:
    <As> {the mayor} <put> it, [the bridge is a disgrace].
    [The bridge], <as noted> by {engineers}, [was unsafe].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed, is_inference
from claims.nlp.spans import subtree_span, text_of, token_span, without, worded
from claims.nlp.syntax import agent_of, children, own_subject, runs, source_span
from claims.nlp.types import Attribution

CONSTRUCTION = "as said"
CONFIDENCE = 0.65  # of "as they see it", whatever the verb


def as_said(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each "as … said", "as noted by …"."""
    for verb in doc:
        if verb.pos_ != "VERB" or verb.dep_ not in {"advcl", "acl", "ROOT", "ccomp", "parataxis"}:
            continue
        mark = _as(verb)
        if mark is None or any(children(verb, "ccomp", "xcomp")) or verb.dep_ == "ROOT":
            continue
        source = agent_of(verb) or own_subject(verb)
        topic = own_subject(verb.sent.root)
        if topic is not None and is_inference(topic, verb.sent.root):
            continue
        puts_it = mark.i < verb.i and any(it.lower_ == "it" for it in children(verb, "dobj"))
        if puts_it and source is not None:
            yield Attribution(
                content=worded(_content(verb, mark), text_of(doc)),
                cue=runs([mark, verb]),
                source=(source_span(source, verb),),
                confidence=CONFIDENCE,
                found_by="as_said",
                why=f"“as … {verb} it” attributes the sentence.",
            )
            continue
        made = attributed(
            verb,
            CONSTRUCTION,
            _content(verb, mark),
            source=source,
            more_cue=(mark,),
            found_by="as_said",
            why=f"“as … {verb}” attributes the sentence.",
        )
        if made:
            yield made


def _as(verb: Token) -> Token | None:
    first = verb.left_edge
    if first.lower_ == "as":
        return first
    for child in children(verb, "mark", "prep"):
        if child.lower_ == "as":
            return child
    return None


def _content(verb: Token, mark: Token) -> tuple[TextSpan, ...]:
    sentence = verb.sent
    clause = subtree_span(verb)
    phrase = TextSpan(min(mark.idx, clause.start), clause.end)
    return without(token_span(sentence[0], sentence[-1]), phrase)
