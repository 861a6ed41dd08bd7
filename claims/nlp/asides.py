"""The author's own words inside what somebody is reported to say, outside quotation marks.

What supplements an indirect report, in brackets, between dashes or in a relative clause behind a
comma, is taken to be the reporter's (Potts 2005, The logic of conventional implicatures):
    {He} <said> [the metro, (which was never more than a drawing), would open next year].
    {He} <promised> [free buses – (an old promise of his) – and cheaper flats].
    {He} <claimed> [(without evidence) that the vote was rigged].
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.quotation_marks import Quotation
from claims.nlp.spans import covers, text_of, trimmed

RELATIVES = frozenset({"which", "who", "whose"})
OPENERS = frozenset({",", "—", "–", "-", "--"})
LEAST_WORDS = 2  # of a parenthesis: "(D-Ohio)" is none
MOST_WORDS = 9  # of one between commas, where lists stand too
_WORD = re.compile(r"[\w’'-]+")
_BRACKETS = re.compile(r"\(([^()\n]{3,200})\)")
_DASHES = re.compile(r"(?:—|\s[–-]{1,2}\s)([^—–\n]{3,160}?)(?:—|\s[–-]{1,2}(?=\s))")
_COMMAS = re.compile(r",\s([^,—–()\n]{3,120}?)(?=,)")
_CLOSER = re.compile(r"\s?—|\s[–-]{1,2}\s|,\s|\)")
_GOING_ON = re.compile(r"(?:,|\s?—|\s[–-]{1,2})\s?\w")


def asides(
    content: Sequence[Token], spans: Iterable[TextSpan], marked: Sequence[Quotation]
) -> Iterator[TextSpan]:
    """Yield the author's asides inside a content, in text order."""
    if not content:
        return
    text = text_of(content[0].doc)
    held = list(spans)
    found = {*_relatives(content, held), *_parentheses(held, text), *_phrases(held, text)}
    reached = -1
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        is_quoted = any(covers(quotation.inner, span) for quotation in marked)
        if span.start >= reached and not is_quoted and _is_inside(span, held):
            reached = span.end
            yield span


def _relatives(content: Sequence[Token], spans: Iterable[TextSpan]) -> Iterator[TextSpan]:
    """Yield relative clauses behind a comma or dash.

    At the end of a content one may well be the speaker's own, unless it judges.
    """
    text = text_of(content[0].doc)
    held = list(spans)
    for token in content:
        if token.lower_ not in RELATIVES or not token.i or token.nbor(-1).text not in OPENERS:
            continue
        verb = token.head
        while verb.dep_ != "relcl" and verb.head != verb:
            verb = verb.head
        if verb.dep_ != "relcl":
            continue
        last = verb.right_edge
        end = last.idx + len(last)
        if closing := _CLOSER.search(text, token.idx, end):
            end = closing.start()  # parsers let a clause run on behind its dash
        tidy = trimmed(TextSpan(token.idx, end), text)
        if tidy and (_goes_on(tidy, held, text) or _judges(tidy.of(text))):
            yield tidy


def _goes_on(aside: TextSpan, spans: Iterable[TextSpan], text: str) -> bool:
    """Say whether a content goes on behind a clause, with a comma or dash between them."""
    return any(covers(span, aside) and _GOING_ON.match(text, aside.end, span.end) for span in spans)


def _judges(words: str) -> bool:
    return not cues.words("judging_words").isdisjoint(_WORD.findall(words.lower()))


def _parentheses(spans: Iterable[TextSpan], text: str) -> Iterator[TextSpan]:
    """Yield what stands in brackets, between two dashes, or between commas if it judges."""
    for span in spans:
        for pattern in (_BRACKETS, _DASHES, _COMMAS):
            for match in pattern.finditer(text, span.start, span.end):
                tidy = trimmed(TextSpan(match.start(1), match.end(1)), text)
                words = _WORD.findall(match[1])
                if tidy is None or len(words) < LEAST_WORDS or not words[-1].islower():
                    continue
                if pattern is _COMMAS and not (len(words) <= MOST_WORDS and _judges(match[1])):
                    continue
                yield tidy


def _phrases(spans: Iterable[TextSpan], text: str) -> Iterator[TextSpan]:
    """Yield fixed phrases by which authors comment: "without evidence"."""
    for span in spans:
        for match in _comment().finditer(text, span.start, span.end):
            yield TextSpan(match.start(), match.end())


@cache
def _comment() -> re.Pattern[str]:
    phrases = sorted(cues.words("commenting_phrases"), key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, phrases))})\b", re.IGNORECASE)


def _is_inside(span: TextSpan, spans: Iterable[TextSpan]) -> bool:
    return any(covers(held, span) and held != span for held in spans)
