"""The clauses on which a content is said to hang.

{Moscow} <said> [it would talk (provided Washington is willing)].
{He} <said> [a deal was (contingent upon a truce)].
{She} <said> [it would close (should inspectors find a breach)].
"""

from collections.abc import Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import subtree_span, text_of, trimmed

MARKED = frozenset({"mark", "prep", "advmod", "advcl", "pcomp", "cc", "amod", "acomp", "dep"})
NO_CONDITION_BEFORE = frozenset({"even", "as", "for", "what", "or", "ask", "wonder", "see", "know"})
ASKED = frozenset({"ccomp", "pcomp", "dobj", "ROOT"})
INVERTED = frozenset({"should", "had", "were"})  # "should talks fail": the verb stands first


def conditions(content: Sequence[Token], spans: Sequence[TextSpan]) -> Iterator[TextSpan]:
    """Yield the conditions inside a content, as far as its spans hold them, in text order."""
    covered = -1
    for place, token in enumerate(content):
        if token.idx < covered:
            continue
        clause = _clause(token, content[place + 1 : place + 5])
        if clause is None:
            continue
        for span in spans:
            start, end = max(clause.start, span.start), min(clause.end, span.end)
            if start < end and (tidy := trimmed(TextSpan(start, end), text_of(token.doc))):
                covered = max(covered, tidy.end)
                yield tidy


def opened(token: Token) -> TextSpan | None:
    """Return the condition that a word opens, whether or not a content holds it; None for none."""
    following = [token.doc[i] for i in range(token.i + 1, min(token.i + 5, len(token.doc)))]
    return _clause(token, following)


def _clause(token: Token, following: Sequence[Token]) -> TextSpan | None:
    """Return the clause that a word opens as a condition; None when it opens none."""
    word = token.lower_
    if word in INVERTED and token.dep_ in {"aux", "auxpass"} and _is_inverted(token):
        return TextSpan(token.idx, subtree_span(token.head).end)
    for phrase in _phrases().get(word, ()):
        rest = phrase[1:]
        if tuple(t.lower_ for t in following[: len(rest)]) == rest:
            if token.i and token.nbor(-1).lemma_.lower() in NO_CONDITION_BEFORE:
                return None
            return _governed(token, following[len(rest) - 1] if rest else token)
    if token.lemma_.lower() in cues.words("depending_words"):
        on = next(
            (t for t in (*token.children, *following[:1]) if t.lower_ in {"on", "upon"}), None
        )
        return TextSpan(token.idx, subtree_span(on).end) if on is not None else None
    return None


@cache
def _phrases() -> dict[str, list[tuple[str, ...]]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for line in sorted(cues.words("conditions"), key=lambda line: (-len(line), line)):
        phrase = tuple(line.split())
        found.setdefault(phrase[0], []).append(phrase)
    return found


def _governed(first: Token, last: Token) -> TextSpan | None:
    """Return what a word or phrase of condition opens; None when it only seems to."""
    if first == last:
        if first.dep_ not in MARKED:
            return None
        is_question = first.lower_ == "if" and first.head.dep_ in ASKED and first.dep_ == "mark"
        if is_question:
            return None
        clause = first.head if first.dep_ in {"mark", "advmod"} else first
        if any(child.lower_ == "than" for child in clause.rights):
            return None  # "if later than October": granted, not required
        span = subtree_span(clause)
        return TextSpan(min(first.idx, clause.idx) if clause == first else first.idx, span.end)
    clause = last
    while (
        clause.head.i >= first.i and clause.head != clause and clause.head.idx < first.sent.end_char
    ):
        clause = clause.head
    ends = [subtree_span(token).end for token in (first, last) if token.right_edge.i > last.i]
    if clause.right_edge.i > last.i:
        ends.append(subtree_span(clause).end)
    if last.lower_ == "permitting":
        ends.append(last.idx + len(last))  # "weather permitting" is complete in itself
    return TextSpan(first.idx, max(ends)) if ends else None


def _is_inverted(auxiliary: Token) -> bool:
    """Say whether an auxiliary opens its clause, its subject behind it, and asks nothing."""
    verb = auxiliary.head
    subject = next((c for c in verb.lefts if c.dep_ in {"nsubj", "nsubjpass"}), None)
    is_first = verb.left_edge == auxiliary
    return (
        is_first
        and subject is not None
        and verb.dep_ in {"advcl", "ccomp", "dep"}
        and (not any(token.text == "?" for token in verb.sent[-2:]))
    )
