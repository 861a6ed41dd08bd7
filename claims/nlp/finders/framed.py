"""A sentence that is reported as a whole by a short saying at its end or in its middle.

As {source} <cue> [content]:
    [Talks will resume on Monday], {the minister} <said>.
    [Talks], {the minister} <said>, [would resume on Monday].
    [Talks will resume on Monday], <said> {Ann Lee, the union's leader}.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.finders.making import attributed
from claims.nlp.spans import token_span
from claims.nlp.syntax import own_subject
from claims.nlp.types import Attribution

CONSTRUCTION = "framed"
CLOSERS = frozenset({",", "”", '"', "''", "’", "—", "–"})
GOES_ON_AS_REPORT = frozenset(
    {"MD", "VBD", "VBZ", "VBP", "IN", "TO", "RB", "DT", "PRP", "NNP", "VBN"}
)
OTHER_CLAUSE = frozenset(
    {"and", "but", "as", "while", "although", "though", "who", "which", "when", "after"}
)


def framed(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each sentence with a saying set off by commas."""
    for verb in doc:
        if verb.pos_ != "VERB" or verb.tag_ == "VBG":
            continue
        frame = _frame(verb)
        if frame is None:
            continue
        first, last, subject = frame
        made = attributed(
            verb,
            CONSTRUCTION,
            _content(first, last),
            source=subject,
            found_by="framed",
            why=f"“{verb}” is set off by commas.",
        )
        if made:
            yield made


def _frame(verb: Token) -> tuple[Token, Token, Token] | None:
    """Return first and last token of the saying and its subject; None when nothing frames it."""
    subject = own_subject(verb)
    if subject is None:
        return None
    inner = [verb, *(c for c in verb.children if c.dep_ in {"aux", "neg", "prt"}), *subject.subtree]
    first, last = min(inner, key=lambda t: t.i), max(inner, key=lambda t: t.i)
    if first.i <= verb.sent.start or last.i - first.i > 40:
        return None
    if first.nbor(-1).text not in CLOSERS or first.i - 1 <= verb.sent.start:
        return None
    end = verb.sent.end
    while last.i + 1 < end and last.nbor(1).text not in {",", ".", ";", "“", '"', "?", "!"}:
        last = last.nbor(1)
        if last.dep_ in {"mark"} or last.dep_ == "ccomp":
            return None  # the content follows: "In May, she said that …"
    return first, last, subject


def _content(first: Token, last: Token) -> Iterator[TextSpan]:
    sentence = first.sent
    yield token_span(sentence[0], first.nbor(-1))
    if last.i + 1 < sentence.end and last.nbor(1).text == "," and last.i + 3 < sentence.end:
        beyond = last.nbor(2)
        if beyond.lower_ not in OTHER_CLAUSE and beyond.tag_ in GOES_ON_AS_REPORT:
            yield token_span(beyond, sentence[-1])
