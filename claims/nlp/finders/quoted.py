"""Words in quotation marks with a verb of saying beside them, before or after.

As {source} <cue> [content]:
    [“The bridge is safe,”] <said> {Hugh Hill, an engineer}.
    {The mayor} <said>, [“The bridge is safe.”]
    {Peskov} <told> TASS: [“We are ready.”]
    [“The bridge,”] {she} <said>, [“would close on Monday.”]
    ["It is over,”] {he} <added>.
"""

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.finders.making import attributed
from claims.nlp.quotation_marks import Quotation, quotations
from claims.nlp.spans import text_of
from claims.nlp.syntax import (
    SUBJECTS,
    cue_spans,
    own_subject,
    source_of,
    source_span,
    tokens_between,
)
from claims.nlp.types import Attribution

AFTER = "quote after"  # the cue stands after the quotation
BEFORE = "quote before"
MOST_TITLE_WORDS = 8
LONG_WORD = 4  # letters; shorter words stay small in titles
MOST_WORDS_AFTER = 14  # from a quotation to its verb: "Hugh Hill, an engineer at the port, said"
MOST_WORDS_BEFORE = 45
MOST_WORDS_BETWEEN = 40  # from a verb to the quotation it goes on with
NOMINAL = frozenset({"PROPN", "PRON", "NOUN"})
AFTER_VERB = frozenset({*SUBJECTS, "dobj", "attr", "dep", "npadvmod"})
STOPS = frozenset(".!?;")


def quoted(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution for each quotation, or row of quotations, with a cue beside it."""
    marked = quotations(text_of(doc))
    taken = -1
    for number, quotation in enumerate(marked):
        if number <= taken or is_title(quotation.inner.of(text_of(doc))):
            continue
        following = marked[number + 1].span.start if number + 1 < len(marked) else len(text_of(doc))
        for verb, construction in _cues(doc, quotation, _end_before(marked, number), following):
            last = _last_of_row(doc, marked, number, verb)
            made = attributed(
                verb,
                construction,
                [held.span for held in marked[number : last + 1]],
                source=_source(verb, quotation),
                found_by="quoted",
                why=f"“{verb}” stands beside the quotation.",
            )
            if made:
                taken = last
                yield made
                break


def is_title(words: str) -> bool:
    """Say whether words in marks are a title, not speech: “War and Peace”, “Face the Nation”."""
    parts = words.strip().rstrip(",").split()
    if not 2 <= len(parts) <= MOST_TITLE_WORDS or parts[-1][-1] in ".!?…":
        return False
    return all(part[0].isupper() for part in parts if len(part) >= LONG_WORD)


def _end_before(marked: Sequence[Quotation], number: int) -> int:
    return marked[number - 1].span.end if number else 0


def _cues(doc: Doc, quotation: Quotation, start: int, end: int) -> Iterator[tuple[Token, str]]:
    yield from ((verb, AFTER) for verb in _verbs_after(doc, quotation, end))
    yield from ((verb, BEFORE) for verb in _verbs_before(doc, quotation, start))


def _verbs_after(doc: Doc, quotation: Quotation, end: int) -> Iterator[Token]:
    text = text_of(doc)
    last = quotation.inner.of(text).rstrip()[-1:]
    after = text[quotation.span.end : end].lstrip()
    if not after or not (
        last in ",?!—–-…" or after[0] in ",—–-" or (after[0].islower() and last != ".")
    ):
        return
    if quotation.span.end >= end or _is_fragment(text, quotation):
        return
    for count, token in enumerate(tokens_between(doc, TextSpan(quotation.span.end, end))):
        if count > MOST_WORDS_AFTER or token.text in STOPS:
            return
        if token.pos_ == "VERB" and token.tag_ != "VBG" and _subject_after(token, quotation):
            yield token


def _is_fragment(text: str, quotation: Quotation) -> bool:
    """Say whether words of the outlet lead into a quotation: `It is “a disgrace,” she said`."""
    before = text[: quotation.span.start].rstrip(" ")[-1:]
    return before.isalnum() and quotation.inner.of(text)[:1].islower()


def _subject_after(verb: Token, quotation: Quotation) -> Token | None:
    """Return the subject of a verb when it stands on the verb's side of the quotation."""
    subject = own_subject(verb)
    if subject is not None and subject.idx >= quotation.span.end:
        return subject
    before = verb.nbor(-1) if verb.i else verb
    if before.idx >= quotation.span.end and before.pos_ in NOMINAL:
        return before
    for child in verb.rights:
        if child.dep_ in AFTER_VERB and child.pos_ in NOMINAL:
            return child
    if verb.i + 1 < len(verb.doc) and verb.nbor(1).pos_ in {*NOMINAL, "DET"}:
        return _head_of(verb.nbor(1), verb)
    return None


def _head_of(word: Token, verb: Token) -> Token | None:
    while word.head != word and word.head.i > verb.i and word.head.pos_ in NOMINAL:
        word = word.head
    return word if word.pos_ in NOMINAL else None


def _source(verb: Token, quotation: Quotation) -> Token | None:
    if verb.idx > quotation.span.start and (subject := _subject_after(verb, quotation)):
        return subject
    return source_of(verb)


def _verbs_before(doc: Doc, quotation: Quotation, start: int) -> Iterator[Token]:
    if quotation.span.start <= start:
        return
    tokens = tokens_between(doc, TextSpan(start, quotation.span.start))
    while tokens and (tokens[-1].is_space or tokens[-1].idx >= quotation.span.start):
        tokens.pop()
    if not tokens or (tokens[-1].text not in {",", ":"} and tokens[-1].pos_ != "VERB"):
        return
    if tokens[-1].pos_ == "VERB":
        yield tokens[-1]  # `called “a disgrace”`: no other verb reaches past it
        return
    for token in reversed(tokens[-MOST_WORDS_BEFORE:]):
        if token.text in STOPS:
            return
        if token.pos_ == "VERB":
            yield token


def _last_of_row(doc: Doc, marked: Sequence[Quotation], number: int, verb: Token) -> int:
    """Return the number of the last quotation that the same cue carries.

    A row goes on behind the cue, and as long as nothing but space stands between quotations. It
    stops before a quotation that another cue follows.
    """
    last = number
    while last + 1 < len(marked):
        here, following = marked[last], marked[last + 1]
        if here.span.end <= verb.idx < following.span.start:
            if not _only_saying(doc, verb, following):
                break
        elif text_of(doc)[here.span.end : following.span.start].strip(" ,;—–"):
            break
        if _ends_open(text_of(doc), following) and _starts_sentence(text_of(doc), following):
            break
        last += 1
    return last


def _only_saying(doc: Doc, verb: Token, following: Quotation) -> bool:
    """Say whether nothing but one saying stands before a quotation: `," she said in May. "`."""
    between = tokens_between(doc, TextSpan(verb.idx, following.span.start))
    between = [token for token in between if token.idx < following.span.start]
    ends = [token for token in between[:-1] if token.text in STOPS]
    if any(_leads_in(token) for token in between[1:]) and between[-1].text in {",", ":"}:
        return False
    return not ends and len(between) <= MOST_WORDS_BETWEEN and between[-1].text in "., —–:;"


def _leads_in(token: Token) -> bool:
    """Say whether another saying begins behind a verb: `," said Moore. Clyburn added, "`."""
    return (
        token.pos_ == "VERB"
        and own_subject(token) is not None
        and cues.is_cue(token.lemma_, BEFORE)
    )


def _starts_sentence(text: str, quotation: Quotation) -> bool:
    return text[: quotation.span.start].rstrip().endswith((".", "!", "?", "”", '"', ":"))


def _ends_open(text: str, quotation: Quotation) -> bool:
    """Say whether a quotation ends as before a cue of its own: with a comma."""
    inner = quotation.inner.of(text).rstrip()
    return inner.endswith(",") or text[quotation.span.end : quotation.span.end + 1] == ","


def introduction(doc: Doc) -> Attribution | None:
    """Return the cue and source of a paragraph that ends in a colon, with no content yet."""
    text = text_of(doc).rstrip()
    if not text.endswith(":"):
        return None
    for verb in reversed(doc[-MOST_WORDS_BEFORE:]):
        if verb.text in STOPS:
            return None
        source = source_of(verb) if verb.pos_ == "VERB" else None
        if source is not None and cues.is_cue(verb.lemma_, BEFORE):
            return Attribution(content=(), cue=cue_spans(verb), source=(source_span(source, verb),))
    return None
