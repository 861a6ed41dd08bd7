"""Content attributed by a phrase without a verb of saying.

As {source} <cue> [content]:
    <According to> {the union}, [talks have stalled].
    [Talks have stalled], <according to> {the union}.
    [Talks], <according to> {the union}, [have stalled].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span, token_span, without
from claims.nlp.syntax import children
from claims.nlp.types import Attribution

CONSTRUCTION = "according to"


def according_to(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each "according to" whose object is known."""
    for token in doc:
        if token.lower_ != "according":
            continue
        to = next(children(token, "prep"), None)
        source = to is not None and next(children(to, "pobj"), None)
        if to is None or not source:
            continue
        made = attributed(
            token,
            CONSTRUCTION,
            _content(token, source),
            source=source,
            more_cue=(to,),
            found_by="according_to",
            why="“according to” names the source.",
        )
        if made:
            yield made


def _content(phrase: Token, source: Token) -> tuple[TextSpan, ...]:
    """Return the sentence, or the clause behind a colon or semicolon, without the phrase."""
    sentence = phrase.sent
    first, last = sentence[0], sentence[-1]
    for token in sentence:
        if token.text == ";":
            if token.i < phrase.i:
                first = token.nbor(1)
            elif token.i > phrase.i and token.i < last.i:
                last = token.nbor(-1)
                break
    return without(token_span(first, last), joined_phrase(phrase, source))


def joined_phrase(phrase: Token, source: Token) -> TextSpan:
    """Return the whole phrase, from "according" to the end of its source."""
    return TextSpan(
        subtree_span(phrase).start, max(subtree_span(phrase).end, subtree_span(source).end)
    )
