"""Puts the borders of a find right where the parse knows better than who marked its words.

{Then-governor Milan} <Havel pledged>             -> {Then-governor Milan Havel} <pledged>
[What] she <wrote> was that [it might move]       -> she <wrote> [it might move]
[It was over], she <said> [because she had seen]  -> [It was over], she <said>
{} <Citing> [a storm], the ferry line closed      -> {the ferry line} <Citing> [a storm]
A <quoted> [B as saying that it was over]         -> {B} <quoted … as saying> [it was over]
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.quotation_marks import DOUBLE
from claims.nlp.spans import overlaps, subtree_span, text_of, token_span, worded
from claims.nlp.syntax import (
    children,
    clause_span,
    is_passive,
    own_subject,
    source_span,
    tokens_between,
)
from claims.nlp.types import Attribution

# Words that say nothing by themselves, as a content or as a part of one.
EMPTY = frozenset({"what", "a", "an", "the", "to", "of", "on", "about", "over", "as", "for", "so"})
REASONS = frozenset({"because", "after", "when", "while", "before"})
QUOTING = frozenset({"quote", "cite"})
AS_SAYING = re.compile(r"\s+(as\s+(?:saying|telling|writing))\s+(?:that\s+)?")


def settled(finds: Iterable[Attribution], doc: Doc) -> list[Attribution]:
    """Return finds with better borders, without those whose content says nothing."""
    return [done for find in finds if (done := _settled(find, doc)).content]


def _settled(find: Attribution, doc: Doc) -> Attribution:
    find = _as_saying(_with_whole_name(find, doc), doc)
    find = _with_own_clause(_without_reason(find, doc), doc)
    text = text_of(doc)
    said: set[str] = set()
    content: list[TextSpan] = []
    for span in find.content:
        words = span.of(text).lower()
        plain = re.sub(r"\W+", " ", words).strip()
        is_repeated = words[0] in DOUBLE and plain in said
        if plain not in EMPTY and not is_repeated:
            content.append(span)
        said.add(plain)
    return _with_source(replace(find, content=tuple(content)), doc)


def _with_whole_name(find: Attribution, doc: Doc) -> Attribution:
    """Return a find whose cue leaves the end of a name to the source."""
    if len(find.source) != 1 or not find.cue:
        return find
    (source,), cue = find.source, find.cue[0]
    end = source.end
    for token in tokens_between(doc, cue):
        is_next = token.idx - end <= 1 and token.ent_iob_ == "I" and token.pos_ == "PROPN"
        if token.idx < end or not is_next:
            break
        end = token.idx + len(token)
    rest = worded([TextSpan(end, cue.end)], text_of(doc)) if source.end < end < cue.end else ()
    if not rest:
        return find
    whole = TextSpan(source.start, end)
    return replace(find, source=(whole,), cue=(*rest, *find.cue[1:]))


def _as_saying(find: Attribution, doc: Doc) -> Attribution:
    """Return "A quoted B as saying that …" with B as its source; who quotes is found beside it."""
    cue = [token for span in find.cue for token in tokens_between(doc, span)]
    if len(find.content) != 1 or not any(token.lemma_ in QUOTING for token in cue):
        return find
    text, (span,) = text_of(doc), find.content
    match = AS_SAYING.search(text, span.start, span.end)
    if match is None or match.start() == span.start or match.end() >= span.end:
        return find
    return replace(
        find,
        source=(TextSpan(span.start, match.start()),),
        cue=(*find.cue, TextSpan(match.start(1), match.end(1))),
        content=(TextSpan(match.end(), span.end),),
    )


def _without_reason(find: Attribution, doc: Doc) -> Attribution:
    """Return a find without the clause behind its cue that tells when or why it was said."""
    if len(find.content) < 2 or not find.cue:
        return find
    last, cue = find.content[-1], find.cue[-1]
    first = next(iter(tokens_between(doc, last)), None)
    is_behind = find.content[0].end <= cue.start and 0 <= last.start - cue.end <= 1
    if first is not None and is_behind and first.lower_ in REASONS:
        return replace(find, content=find.content[:-1])
    return find


def _with_own_clause(find: Attribution, doc: Doc) -> Attribution:
    """Return "the claim that it is safe was never tested" without what is said of the claim."""
    if len(find.content) != 1 or len(find.cue) != 1:
        return find
    nouns = [token for token in tokens_between(doc, find.cue[0]) if token.pos_ == "NOUN"]
    (span,) = find.content
    for noun in nouns[-1:]:
        for clause in children(noun, "acl", "ccomp", "relcl"):
            whole = clause_span(clause)
            verb = noun.head
            is_beyond = verb.pos_ in {"VERB", "AUX"} and whole.end <= verb.idx < span.end
            if is_beyond and span.start <= whole.start < span.end:
                return replace(find, content=(TextSpan(span.start, whole.end),))
    return find


def _with_source(find: Attribution, doc: Doc) -> Attribution:
    """Return a find of a participle with the subject of its sentence as its source."""
    if find.source or not find.cue:
        return find
    verb = next((t for t in tokens_between(doc, find.cue[0]) if t.tag_ == "VBG"), None)
    if verb is None or verb.dep_ != "advcl" or own_subject(verb) is not None:
        return find
    subject = own_subject(verb.head)
    if subject is None or is_passive(verb.head) or not _is_free(subject, find):
        return find
    return replace(find, source=(source_span(subject, verb),))


def _is_free(subject: Token, find: Attribution) -> bool:
    phrase = subtree_span(subject)
    head = token_span(subject, subject)
    return not any(overlaps(head, span) for span in (*find.content, *find.cue)) and bool(
        phrase.start != phrase.end and subject.pos_ in {"NOUN", "PROPN", "PRON"}
    )
