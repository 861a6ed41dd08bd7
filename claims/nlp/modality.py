"""What was done with words, how surely and how willingly: all that a find's own words tell of it.

Certainty follows FactBank (Saurí and Pustejovsky 2009), with condition and hearsay beside it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc, Token

from claims.nlp import cues
from claims.nlp.acts import Deed, deed
from claims.nlp.asides import asides
from claims.nlp.conditions import conditions
from claims.nlp.insertions import insertions
from claims.nlp.polarity import is_open, negates, polarity
from claims.nlp.quotation_marks import quotations
from claims.nlp.spans import text_of, token_span
from claims.nlp.syntax import is_passive, tokens_between
from claims.nlp.types import Act, Attribution, Certainty, Polarity, Stance

NEAR = frozenset({"neg", "aux", "advmod", "amod", "det", "nsubj", "nsubjpass", "dobj", "attr"})
MAIN = frozenset({"xcomp", "acomp", "attr", "conj", "aux", "auxpass", "advmod", "ccomp"})
NEGATIVE_WORDS = frozenset(
    {"no", "never", "none", "nobody", "nothing", "neither", "nor", "n't", "not", "n’t", "without"}
)
GRADES = ("possible", "probable", "hearsay")  # of words that weaken
HYPOTHETICAL_MODALS = frozenset({"would", "could", "might", "may", "should", "’d", "'d"})


def qualified(find: Attribution, doc: Doc) -> Attribution:
    """Return a find with act, polarity, certainty and stance, and the words that carry them.

    Cue and content may be any words of the doc; a polarity of no comment is kept as it is.
    """
    cue = [token for span in find.cue for token in tokens_between(doc, span)]
    content = [token for span in find.content for token in tokens_between(doc, span)]
    done = deed(cue, content)
    held = find.polarity
    if held is not Polarity.NO_COMMENT:
        source = [token for span in find.source for token in tokens_between(doc, span)]
        held = polarity(done, source, cue, content)
    found = tuple(conditions(content, find.content))
    main = _main_clause(content)
    sure, carriers = _certainty(find, held, done, cue, content, main, is_conditional=bool(found))
    marked = quotations(text_of(doc))
    return replace(
        find,
        act=_act(done, held, cue),
        polarity=held,
        certainty=sure,
        stance=_stance(cue, held),
        hedges=tuple(sorted({token_span(token, token) for token in carriers})),
        conditions=found,
        negations=tuple(token_span(token, token) for token in _negations(content, main)),
        asides=tuple(asides(content, find.content, marked)),
        insertions=tuple(insertions(find.content, marked, text_of(doc))),
    )


def _act(done: Deed, held: Polarity, cue: Sequence[Token]) -> Act:
    """Return the act; whoever will not speak refuses, whoever says nothing does nothing else."""
    if held is Polarity.NO_COMMENT:
        refuses = any(token.lemma_.lower() in cues.words("refusing_verbs") for token in cue)
        would_not = any(token.lower_ in {"would", "wo", "will"} for token in cue)
        return Act.REFUSE if refuses or would_not else Act.SAY
    return Act.SAY if is_open(done, cue) else done.act


def _certainty(
    find: Attribution,
    held: Polarity,
    done: Deed,
    cue: Sequence[Token],
    content: Sequence[Token],
    main: set[Token],
    *,
    is_conditional: bool,
) -> tuple[Certainty, list[Token]]:
    """Return how sure a content is said to be, and the words that weaken it."""
    if held is Polarity.NO_COMMENT:
        return Certainty.CERTAIN, []
    hedges = list(_hedges(content, main, cue))
    carriers = [*hedges, *(word for word in done.words if _weakens(done))]
    hearsay = cues.words("hearsay_adverbs")
    if find.certainty is Certainty.HEARSAY or _is_hearsay(find, done, cue, content):
        return Certainty.HEARSAY, carriers
    if any(token.lower_ in hearsay for token in hedges):
        return Certainty.HEARSAY, carriers
    if is_conditional and done.act is not Act.ASK:
        return Certainty.CONDITIONAL, carriers
    supposed = [token for token in _supposed_cue(cue) if token not in done.words]
    if supposed := [*supposed, *_contrary_to_fact(content, main)]:
        return Certainty.HYPOTHETICAL, [*carriers, *supposed]
    if done.certainty is Certainty.HYPOTHETICAL:
        return Certainty.HYPOTHETICAL, carriers
    if is_open(done, cue):
        return Certainty.POSSIBLE, [*carriers, *(t for t in cue if t.pos_ in {"VERB", "NOUN"})]
    if done.certainty is Certainty.POSSIBLE or any(
        token.lower_ in cues.words("possible_adverbs") for token in hedges
    ):
        return Certainty.POSSIBLE, carriers
    if done.certainty is Certainty.PROBABLE or hedges or find.certainty is Certainty.PROBABLE:
        return Certainty.PROBABLE, carriers
    return Certainty.CERTAIN, carriers


def _weakens(done: Deed) -> bool:
    return done.certainty in {Certainty.PROBABLE, Certainty.POSSIBLE}


def _is_hearsay(
    find: Attribution, done: Deed, cue: Sequence[Token], content: Sequence[Token]
) -> bool:
    """Say whether nobody in particular says it: "is said to have fled", "it is rumoured"."""
    if find.source or done.act is not Act.SAY:
        return False
    return any(
        token.lemma_.lower() in cues.words("rumouring_verbs")
        and (is_passive(token) or token.tag_ == "VBN")
        and not any(child.lower_ == "it" for child in token.lefts)
        and any(held.tag_ == "TO" for held in content)
        for token in cue
    )


def _supposed_cue(cue: Sequence[Token]) -> list[Token]:
    """Return the modal that makes a saying itself a supposition: "would have called it"."""
    if negates(cue) or any(token.lower_ == "only" for token in cue):
        return []
    return [t for t in cue if t.lower_ in HYPOTHETICAL_MODALS and t.dep_ == "aux"]


def _contrary_to_fact(content: Sequence[Token], main: set[Token]) -> Iterator[Token]:
    """Yield the "would" of what is not so: "would have prevented it"."""
    for token in content:
        if token.lower_ in {"would", "’d", "'d"} and token.dep_ == "aux" and token in main:
            verb = token.head
            if verb.tag_ == "VBN" and any(c.lower_ in {"have", "’ve", "'ve"} for c in verb.lefts):
                yield token


def _stance(cue: Sequence[Token], held: Polarity) -> Stance:
    if held is not Polarity.ASSERTED:
        return Stance.NEUTRAL
    lemmas = {token.lemma_.lower() for token in cue}
    if lemmas & cues.words("factive_verbs"):
        return Stance.FACTIVE
    return Stance.DOUBTING if lemmas & cues.words("doubting_verbs") else Stance.NEUTRAL


@cache
def _hedging_words() -> frozenset[str]:
    return frozenset().union(*(cues.words(f"{grade}_adverbs") for grade in GRADES))


def _hedges(content: Sequence[Token], main: set[Token], cue: Sequence[Token]) -> Iterator[Token]:
    words = _hedging_words()
    for token in content:
        is_may = token.lower_ == "may" and token.pos_ == "PROPN"
        if token.lower_ in words and token in main and not is_may:
            yield token
    for token in cue:
        if token.lower_ in words and not (token.dep_ == "aux" and negates(cue)):
            yield token


def _negations(content: Sequence[Token], main: set[Token]) -> Iterator[Token]:
    return (
        token
        for token in content
        if token.lower_ in NEGATIVE_WORDS and (token in main or token.head in main)
    )


def _main_clause(content: Sequence[Token]) -> set[Token]:
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
