"""What a source did with words: it said, asked, promised or feared, as the words of the cue tell.

The words stand in `lexicon/acts.tsv`; any of them, verb, noun or adjective, may carry a cue:
    {The union} <urged> [the mayor to resign].  (request)
    {His} <promise> [to rebuild the bridge].  (promise)
    {She} is <confident> that [talks will resume].  (believe)
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from spacy.tokens import Token

from claims.nlp import cues
from claims.nlp.types import Act, Certainty

ANY = "*"
QUESTION_WORDS = frozenset(
    {"whether", "if", "what", "who", "whom", "whose", "why", "how", "which", "when", "where"}
)
BETWEEN = frozenset({"ADV", "DET", "PRON", "ADJ", "AUX", "PART"})  # may part the words of a phrase
MOST_BETWEEN = 3
LIGHT = frozenset({"express", "voice", "show", "signal", "issue", "convey", "reiterate", "have"})
ENDINGS = ("ing", "ed", "es", "s", "d")  # of verbs in headlines, which parsers take for names
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


class Deed(NamedTuple):
    """An act, how sure it leaves the content, and the words of the text that say so."""

    act: Act = Act.SAY
    certainty: Certainty = Certainty.CERTAIN
    words: tuple[Token, ...] = ()


class _Row(NamedTuple):
    words: tuple[str, ...]
    complement: str
    act: Act
    certainty: Certainty


def deed(cue: Sequence[Token], content: Sequence[Token]) -> Deed:
    """Return what a cue does with its content; a cue of no known words says it.

    Of several words in a cue the first that does more than say counts: "continued to <urge>".
    """
    act, certainty = Act.SAY, Certainty.CERTAIN
    found: list[Token] = []
    for token in _carriers(cue, content):
        if act is not Act.SAY:
            break
        row, words = _row(token, content)
        if row is None or (row.act is Act.SAY and row.certainty is Certainty.CERTAIN):
            continue
        act = row.act
        if certainty is Certainty.CERTAIN:
            certainty = row.certainty
        found += words
    if not found and _asks(content):
        return Deed(Act.ASK, Certainty.HYPOTHETICAL)
    return Deed(act, certainty, tuple(found))


def _row(token: Token, content: Sequence[Token]) -> tuple[_Row | None, tuple[Token, ...]]:
    """Return the row that holds for a word and its content, with the words of its phrase."""
    shape = ""
    for row, words in _rows(token):
        if row.complement != ANY:
            shape = shape or complement(content)
            if row.complement != shape:
                continue
        return row, words
    return None, ()


def _asks(content: Sequence[Token]) -> bool:
    return any(token.text == "?" for token in content[-2:])


def complement(content: Sequence[Token]) -> str:
    """Return what a content is made of: "to", "ing", "base", "that", "wh", or "np"."""
    words = [token for token in content if not token.is_punct and not token.is_space]
    if not words:
        return "np"
    if words[0].lower_ in QUESTION_WORDS or _asks(content):
        return "wh"
    inside = {token.i for token in content}
    heads = [token for token in words if token.head.i not in inside or token.head == token]
    if any(_has_to(head) for head in heads) or words[0].tag_ == "TO":
        return "to"
    if any(_is_finite(head) for head in heads):
        return "that"
    if any(head.tag_ == "VBG" for head in heads):
        return "ing"
    return "base" if any(head.tag_ == "VB" for head in heads) else "np"


def _has_to(head: Token) -> bool:
    return head.tag_ == "VB" and any(child.tag_ == "TO" for child in head.lefts)


def _is_finite(head: Token) -> bool:
    return head.tag_ in FINITE or any(
        child.dep_ in {"aux", "auxpass"} and child.tag_ in FINITE for child in head.lefts
    )


def _carriers(cue: Sequence[Token], content: Sequence[Token]) -> Iterator[Token]:
    """Yield the words that may say what is done; "in a call" only says where.

    Behind "expressed" and its like, the noun at the head of the content says it.
    """
    inside = {token.i for token in cue}
    for token in cue:
        if token.dep_ == "pobj" and token.head.head.pos_ == "VERB" and token.head.head.i in inside:
            continue
        if token.pos_ != "PUNCT":
            yield token
    if any(token.lemma_.lower() in LIGHT for token in cue):
        yield from (t for t in content if t.dep_ in {"dobj", "attr"} and t.head.i in inside)


def _rows(token: Token) -> Iterator[tuple[_Row, tuple[Token, ...]]]:
    """Yield the rows that begin with a word, phrases before single words, with their words here."""
    for row in _rows_of(token):
        words = _matched(token, row.words[1:])
        if words and not (len(words) == 1 and token.dep_ in {"aux", "auxpass"}):
            yield row, words


def _rows_of(token: Token) -> tuple[_Row, ...]:
    table = _table()
    word, lemma = token.lower_, token.lemma_.lower()
    rows = table.get(lemma, ())
    if word != lemma:
        return (*rows, *table.get(word, ()))
    if not rows and token.pos_ in {"PROPN", "NOUN"}:
        stems = (word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending))
        return next((table[stem] for stem in stems if stem in table), ())
    return rows


def _matched(first: Token, rest: Iterable[str]) -> tuple[Token, ...]:
    """Return a phrase that begins with a word, its words being at most a few others apart."""
    found = [first]
    for wanted in rest:
        token = _next(found[-1], wanted)
        if token is None:
            return ()
        found.append(token)
    return tuple(found)


def _next(before: Token, wanted: str) -> Token | None:
    """Return the next word of a phrase: soon after the last, or a preposition that hangs on it."""
    for token in before.doc[before.i + 1 : before.i + 2 + MOST_BETWEEN]:
        if token.is_sent_start:
            break
        if wanted in {token.lower_, token.lemma_.lower()}:
            return token
        if token.pos_ not in BETWEEN:
            break
    return next((t for t in before.rights if t.dep_ == "prep" and t.lower_ == wanted), None)


@cache
def _table() -> dict[str, tuple[_Row, ...]]:
    rows: dict[str, list[_Row]] = {}
    for words, shape, act, certainty in cues.table("acts"):
        row = _Row(tuple(words.split()), shape, Act(act), Certainty(certainty))
        rows.setdefault(row.words[0], []).append(row)
    # the longest phrase first, and of equal ones that which asks for more
    return {
        first: tuple(sorted(found, key=lambda row: (-len(row.words), row.complement == ANY)))
        for first, found in rows.items()
    }
