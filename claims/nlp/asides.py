"""The author's own words inside what somebody is reported to say, outside quotation marks.

[Kyiv was to be “denazified”, (which was always a disingenuous phrase)], {he} <said>.
{He} <claimed> [(without evidence) that the vote was rigged].
{He} <said> [the bridge — (a plain falsehood) — had never been safe].
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from spacy.tokens import Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.quotation_marks import Quotation
from claims.nlp.spans import covers, trimmed

# a stretch between commas, dashes or brackets: what can be taken out of a sentence
_PARENTHESIS = re.compile(
    r"(?:(?<=[,—–])\s|(?<=\s-)\s|(?<=\())[^,—–()\n]{3,160}?(?=[,—–)]|\s-\s|[.;!?]?$)"
)
RELATIVES = frozenset({"which", "who", "whose"})


def asides(
    content: Sequence[Token], spans: Iterable[TextSpan], marked: Sequence[Quotation]
) -> Iterator[TextSpan]:
    """Yield the author's asides inside a content, in text order."""
    if not content:
        return
    text = content[0].doc.text
    found = {*_judging_clauses(content), *_parentheses(spans, text), *_phrases(spans, text)}
    reached = -1
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        is_quoted = any(covers(quotation.inner, span) for quotation in marked)
        if span.start >= reached and not is_quoted and _is_inside(span, spans):
            reached = span.end
            yield span


def _judging_clauses(content: Sequence[Token]) -> Iterator[TextSpan]:
    """Yield the relative clauses behind a comma or dash that judge."""
    end = content[-1].idx + len(content[-1])
    for token in content:
        if token.lower_ not in RELATIVES or not token.i or token.nbor(-1).text not in ",—–-(":
            continue
        verb = token.head
        while verb.dep_ not in {"relcl", "advcl", "ccomp", "ROOT"} and verb.head != verb:
            verb = verb.head
        last = verb.right_edge
        span = TextSpan(token.idx, min(end, last.idx + len(last)))
        tidy = trimmed(span, token.doc.text)
        if tidy and _judges(token.doc[token.i : last.i + 1]):
            yield tidy


def _judges(words: Iterable[Token]) -> bool:
    return any(
        token.lower_ in cues.words("judging_words")
        or token.lemma_.lower() in cues.words("judging_words")
        for token in words
    )


def _parentheses(spans: Iterable[TextSpan], text: str) -> Iterator[TextSpan]:
    """Yield what stands between dashes, commas or brackets and judges."""
    for span in spans:
        for match in _PARENTHESIS.finditer(text, span.start, span.end):
            words = re.findall(r"[\w’'-]+", match[0].lower())
            tidy = trimmed(TextSpan(match.start(), match.end()), text)
            if tidy and len(words) <= MOST_WORDS and set(words) & cues.words("judging_words"):
                yield tidy


MOST_WORDS = 9  # of a parenthesis; what is longer has a sentence of the speaker's in it


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
