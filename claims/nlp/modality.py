"""How sure, how true and how willingly: certainty, polarity and stance of a find, with its words.

Certainty follows FactBank (Saurí and Pustejovsky 2009), with condition and hearsay beside it.
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import subtree_span, token_span, trimmed
from claims.nlp.syntax import tokens_between
from claims.nlp.types import Attribution, Certainty, Polarity, Stance

NEAR = frozenset({"neg", "aux", "advmod", "det", "nsubj", "nsubjpass", "dobj", "attr"})
MAIN = frozenset({"xcomp", "acomp", "attr", "conj", "aux", "auxpass", "advmod", "ccomp"})
NEGATIVE_WORDS = frozenset(
    {"no", "never", "none", "nobody", "nothing", "neither", "nor", "n't", "not", "n’t", "without"}
)
HYPOTHETICAL_MODALS = frozenset({"would", "could", "might", "may", "should", "’d", "'d"})
CONDITION_PHRASES = (
    "contingent",
    "conditional",
    "hinge",
    "hinges",
    "dependent",
    "depends",
    "depend",
)


def qualified(find: Attribution, doc: Doc) -> Attribution:
    """Return a find with its polarity, certainty and stance, and the words that carry them."""
    cue = _cue_tokens(find, doc)
    content = [token for span in find.content for token in tokens_between(doc, span)]
    lemmas = {token.lemma_.lower() for token in cue}
    conditions = tuple(_conditions(content, find))
    hedges = tuple(sorted(set(_hedges(content, cue)), key=lambda token: token.i))
    polarity = _polarity(find, cue, lemmas, content)
    return replace(
        find,
        polarity=polarity,
        certainty=_certainty(find, lemmas, cue, content, hedges, conditions),
        stance=_stance(lemmas, polarity),
        hedges=tuple(token_span(token, token) for token in hedges),
        conditions=conditions,
        negations=tuple(token_span(token, token) for token in _negations(content)),
    )


def _cue_tokens(find: Attribution, doc: Doc) -> list[Token]:
    return [token for span in find.cue for token in tokens_between(doc, span)]


def _polarity(
    find: Attribution, cue: list[Token], lemmas: set[str], content: list[Token]
) -> Polarity:
    if find.polarity is Polarity.NO_COMMENT:
        return find.polarity
    denies = bool(lemmas & cues.words("denying_verbs"))
    if lemmas & cues.words("rejecting_verbs"):
        denies = denies or any(
            token.lemma_.lower() in cues.words("said_nouns") for token in (*cue, *content[:6])
        )
    is_negated = any(
        token.dep_ == "neg" or token.lower_ in {"never", "not", "n't", "n’t"} for token in cue
    )
    return Polarity.DENIED if denies != is_negated else Polarity.ASSERTED


def _certainty(
    find: Attribution,
    lemmas: set[str],
    cue: list[Token],
    content: list[Token],
    hedges: tuple[Token, ...],
    conditions: tuple[TextSpan, ...],
) -> Certainty:
    if find.certainty is Certainty.HEARSAY or any(
        token.lower_ in cues.words("hearsay_adverbs") for token in (*hedges, *cue)
    ):
        return Certainty.HEARSAY
    if conditions:
        return Certainty.CONDITIONAL
    asks = lemmas & cues.words("asking_verbs") or (content[-1:] and content[-1].text == "?")
    if asks or any(token.lower_ in HYPOTHETICAL_MODALS and token.dep_ == "aux" for token in cue):
        return Certainty.HYPOTHETICAL
    if lemmas & cues.words("possible_verbs") or any(_is_possible(token) for token in hedges):
        return Certainty.POSSIBLE
    if lemmas & cues.words("probable_verbs") or hedges or find.certainty is Certainty.PROBABLE:
        return Certainty.PROBABLE
    return Certainty.CERTAIN


def _is_possible(token: Token) -> bool:
    return token.lower_ in cues.words("possible_adverbs")


def _stance(lemmas: set[str], polarity: Polarity) -> Stance:
    if polarity is not Polarity.ASSERTED:
        return Stance.NEUTRAL
    if lemmas & cues.words("factive_verbs"):
        return Stance.FACTIVE
    return Stance.DOUBTING if lemmas & cues.words("doubting_verbs") else Stance.NEUTRAL


def _hedges(content: list[Token], cue: list[Token]) -> Iterator[Token]:
    words = (
        cues.words("possible_adverbs")
        | cues.words("probable_adverbs")
        | cues.words("hearsay_adverbs")
    )
    main = _main_clause(content)
    for token in content:
        if (
            token.lower_ in words
            and token in main
            and not (token.lower_ == "may" and token.pos_ == "PROPN")
        ):
            yield token
    for token in cue:
        if token.lower_ in words:
            yield token


def _negations(content: list[Token]) -> Iterator[Token]:
    main = _main_clause(content)
    return (
        token
        for token in content
        if token.lower_ in NEGATIVE_WORDS and (token in main or token.head in main)
    )


def _main_clause(content: list[Token]) -> set[Token]:
    """Return the head of a content, what completes it, and their direct children."""
    inside = set(content)
    heads = [token for token in content if token.head not in inside or token.head == token]
    main: set[Token] = set()
    while heads:
        head = heads.pop()
        if head not in main:
            main.add(head)
            near = [child for child in head.children if child in inside]
            main.update(child for child in near if child.dep_ in NEAR)
            heads += [child for child in near if child.dep_ in MAIN]
    return main


def _conditions(content: list[Token], find: Attribution) -> Iterator[TextSpan]:
    """Yield the clauses on which a content is said to hang."""
    covered = -1
    for token in content:
        if token.idx < covered:
            continue
        clause: Token | None = None
        if token.lower_ in cues.words("conditions") and token.dep_ in {"mark", "prep", "advmod"}:
            if token.lower_ == "if" and token.head.dep_ in {"ccomp", "pcomp", "dobj", "ROOT"}:
                continue  # "asked if", "unclear if": a question, no condition
            clause = token.head if token.dep_ == "mark" else token
        elif (token.lower_ in cues.words("conditions") and token.dep_ == "advcl") or (
            token.lower_ in CONDITION_PHRASES
            and any(c.lower_ in {"on", "upon"} for c in token.children)
        ):
            clause = token
        if clause is None:
            continue
        span = TextSpan(min(token.idx, subtree_span(clause).start), subtree_span(clause).end)
        if clause is token or token.lower_ in CONDITION_PHRASES:
            span = TextSpan(token.idx, subtree_span(clause).end)
        inside = [part for part in (_cut(span, held) for held in find.content) if part]
        for part in inside:
            if tidy := trimmed(part, token.doc.text):
                covered = tidy.end
                yield tidy


def _cut(span: TextSpan, limit: TextSpan) -> TextSpan | None:
    start, end = max(span.start, limit.start), min(span.end, limit.end)
    return TextSpan(start, end) if start < end else None
