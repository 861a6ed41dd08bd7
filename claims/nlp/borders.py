"""Puts the borders of a find right where the parse knows better than who marked its words.

{Then-governor Milan} <Havel pledged>             -> {Then-governor Milan Havel} <pledged>
[What] she <wrote> was that [it might move]       -> she <wrote> [it might move]
[It was over], she <said> [because she had seen]  -> [It was over], she <said>
{} <Citing> [a storm], the ferry line closed      -> {the ferry line} <Citing> [a storm]
A <quoted> [B as saying that it was over]         -> {B} <quoted … as saying> [it was over]
She <said> [it would close], provided they paid   -> She <said> [it would close, provided they paid]
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.conditions import opened
from claims.nlp.quotation_marks import DOUBLE
from claims.nlp.spans import covers, overlaps, subtree_span, text_of, token_span, worded
from claims.nlp.syntax import (
    children,
    clause_span,
    is_passive,
    own_subject,
    source_span,
    tokens_between,
)
from claims.nlp.types import Attribution

# Words that say nothing by themselves, as a content or as a part of one; "" is a lone mark.
EMPTY = frozenset(
    {"", "what", "a", "an", "the", "to", "of", "on", "about", "over", "as", "for", "so"}
)
REASONS = frozenset({"because", "after", "when", "while", "before"})
STOPS = frozenset('.?!;“”"')
SAYING = ("asserting_verbs", "telling_verbs", "commenting_verbs", "factive_verbs", "doubting_verbs")
MOST_BEHIND = 3  # words from a preposition to its noun
MOST_HOLE = 80  # characters that a marked content leaves out inside one sentence
ASIDE = re.compile(r"\s[–—]\s[^–—.?!]{3,80}\s[–—]\s(?:and|or)\s")
MOST_BEFORE_CONDITION = 4  # characters: ", " or " – "
QUOTING = frozenset({"quote", "cite"})
AS_SAYING = re.compile(r"\s+(as\s+(?:saying|telling|writing))\s+(?:that\s+)?")


def settled(finds: Iterable[Attribution], doc: Doc) -> list[Attribution]:
    """Return finds with better borders, without those whose content says nothing."""
    done = [held for find in finds if (held := _settled(find, doc)).content]
    rows: list[Attribution] = []
    for find in done:
        if rows and _goes_on(rows[-1], find, doc):
            rows[-1] = replace(rows[-1], content=(*rows[-1].content, *find.content))
        else:
            rows.append(find)
    return rows


def _goes_on(before: Attribution, find: Attribution, doc: Doc) -> bool:
    """Say whether a quotation only goes on: "…," {she} said, <shaking her head>, "and …"."""
    if not find.source or find.source != before.source or not find.cue or not before.cue:
        return False
    text = text_of(doc)
    are_quoted = all(span.of(text)[0] in DOUBLE for span in (*before.content, *find.content))
    words = tokens_between(doc, find.cue[0])
    saying = [token for span in before.cue for token in tokens_between(doc, span)]
    acts = not (words and words[0].tag_ == "VBG" and words[0].head in saying)
    in_order = before.content[-1].end <= before.cue[0].start < find.cue[0].start
    return are_quoted and in_order and not acts and find.cue[-1].end <= find.content[0].start


def _settled(find: Attribution, doc: Doc) -> Attribution:
    find = _as_saying(_with_whole_name(find, doc), doc)
    find = _with_own_clause(_without_reason(find, doc), doc)
    find = _with_whole_subject(_without_second_verb(find, doc), doc)
    find = _with_condition(_closed(_in_its_sentence(find, doc), doc), doc)
    text = text_of(doc)
    said: set[str] = set()
    content: list[TextSpan] = []
    for span in find.content:
        words = span.of(text).lower()
        plain = re.sub(r"[\W_]+", " ", words).strip()
        is_repeated = words[0] in DOUBLE and plain in said
        if plain not in EMPTY and not is_repeated:
            content.append(span)
        said.add(plain)
    return _lent(_with_source(replace(find, content=tuple(content)), doc), doc)


def _with_condition(find: Attribution, doc: Doc) -> Attribution:
    """Return a find whose content goes on to the end of the condition that follows it."""
    if not find.content:
        return find
    last = find.content[-1]
    behind = text_of(doc)[last.end : last.end + MOST_BEFORE_CONDITION]
    start = last.end + len(behind) - len(behind.lstrip(" ,–—-"))
    token = next(iter(tokens_between(doc, TextSpan(start, start + 1))), None)
    if start == last.end or token is None or token.idx != start:
        return find
    clause = opened(token)
    if (
        clause is None
        or clause.start != start
        or any(overlaps(clause, span) for span in (*find.cue, *find.source))
    ):
        return find
    return replace(find, content=(*find.content[:-1], TextSpan(last.start, clause.end)))


def _lent(find: Attribution, doc: Doc) -> Attribution:
    """Return a quotation as one without a cue when its cue tells of no saying.

    "{She} <took no questions>. [“We will rebuild.”]" has its speaker from the sentence before.
    """
    if not find.source or not find.cue or not find.content:
        return find
    text, cue, first = text_of(doc), find.cue[-1], find.content[0]
    gap = text[cue.end : first.start]
    if first.start < cue.end or first.of(text)[0] not in DOUBLE or "." not in gap or ":" in gap:
        return find
    lemmas = {t.lemma_ for span in find.cue for t in tokens_between(doc, span)}
    if any(lemmas & cues.words(name) for name in SAYING):
        return find
    return replace(find, found_by="carrying")


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


def _without_second_verb(find: Attribution, doc: Doc) -> Attribution:
    """Return "called it a mess and left" without what else was done."""
    cue = [token for span in find.cue for token in tokens_between(doc, span)]
    if not find.content or find.content[-1].start < max((t.idx for t in cue), default=0):
        return find
    last = find.content[-1]
    held = tokens_between(doc, last)
    for token in held:
        if token.dep_ != "conj" or token.head not in cue or token.tag_ not in {"VBD", "VBZ"}:
            continue
        before = [other for other in held if other.i < token.i]
        is_thing = not any(other.pos_ in {"VERB", "AUX"} for other in before)
        if is_thing and own_subject(token) is None and before and before[-1].dep_ == "cc":
            rest = worded([TextSpan(last.start, before[-1].idx)], text_of(doc))
            return replace(find, content=(*find.content[:-1], *rest))
    return find


def _with_whole_subject(find: Attribution, doc: Doc) -> Attribution:
    """Return "{reports of a leak} were dismissed" with all of the subject."""
    cue = [token for span in find.cue for token in tokens_between(doc, span)]
    for verb in cue:
        for subject in children(verb, "nsubjpass"):
            whole = subtree_span(subject)
            inside = len(find.content) == 1 and covers(whole, find.content[0])
            if inside and subject not in cue and whole.end < verb.idx:
                return replace(find, content=(whole,))
    return find


def _in_its_sentence(find: Attribution, doc: Doc) -> Attribution:
    """Return what follows an unquoted content in a new sentence left out: nobody says who says it.

    A quotation there finds its speaker by itself.
    """
    text = text_of(doc)
    if len(find.content) < 2 or not find.cue or find.cue[0].start > find.content[0].start:
        return find
    if any(mark in span.of(text) for span in find.content[:1] for mark in DOUBLE):
        return find
    end = next((t.sent.end_char for t in tokens_between(doc, find.content[0])), 0)
    return replace(find, content=tuple(span for span in find.content if span.start < end))


def _closed(find: Attribution, doc: Doc) -> Attribution:
    """Return a find without small holes, and with the noun behind its last preposition."""
    text = text_of(doc)
    others = (*find.cue, *find.source)
    parts: list[TextSpan] = []
    for span in find.content:
        # Where marks are not in pairs, a quotation may end where the next begins.
        if parts and (
            span.start <= parts[-1].end
            or _is_hole(TextSpan(parts[-1].end, span.start), others, text)
        ):
            parts[-1] = TextSpan(parts[-1].start, max(parts[-1].end, span.end))
        else:
            parts.append(span)
    if parts:
        last = tokens_between(doc, parts[-1])[-1]
        for thing in children(last, "pobj"):
            if thing.right_edge != thing or not 0 < thing.i - last.i <= MOST_BEHIND:
                continue
            grown = TextSpan(parts[-1].start, thing.idx + len(thing))
            if not any(overlaps(grown, other) for other in others):
                parts[-1] = grown
        parts[-1] = _behind_aside(parts[-1], doc)
    return replace(find, content=tuple(parts))


def _is_hole(gap: TextSpan, others: Iterable[TextSpan], text: str) -> bool:
    words = gap.of(text)
    is_free = not any(overlaps(gap, other) for other in others)
    is_clause = words.strip(" ,").startswith(("which ", "who ", "whose "))
    return is_free and is_clause and len(words) <= MOST_HOLE and not set(words) & STOPS


def _behind_aside(span: TextSpan, doc: Doc) -> TextSpan:
    """Return a content with what follows an aside: "free buses – his idea – and flats"."""
    match = ASIDE.match(text_of(doc), span.end)
    if match is None:
        return span
    token = next((t for t in doc if t.idx >= match.end()), None)
    sentence = tokens_between(doc, span)[0].sent
    if token is None or token.sent != sentence:
        return span
    end = next((t.idx for t in sentence if t.i > token.i and t.is_punct), sentence.end_char)
    return TextSpan(span.start, end)


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
