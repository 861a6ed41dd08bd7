"""Walks parses: who is the subject of a verb, which words belong to a cue, what it governs."""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.spans import subtree_span, text_of, token_span

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
AUXILIARIES = frozenset({"aux", "auxpass", "neg", "prt"})
EMPTY_VERBS = frozenset(
    {"be", "seem", "appear", "remain", "turn", "become", "mean", "take", "look"}
)
NO_SOURCE = frozenset({"'s", "’s", "there", "this", "that", "which", "what", "these"})
CONDITIONS = frozenset({"provided", "providing", "if", "unless", "assuming"})
MOST_STEPS = 6  # up a parse in search of a subject; longer ways are wrong parses


def children(token: Token, *deps: str) -> Iterator[Token]:
    """Yield the children of a token that hang on it by one of these relations."""
    return (child for child in token.children if child.dep_ in deps)


def own_subject(verb: Token) -> Token | None:
    """Return the subject that hangs on a verb itself; None when it has none."""
    return next((child for child in verb.children if child.dep_ in SUBJECTS), None)


def agent_of(verb: Token) -> Token | None:
    """Return who a passive verb says did it ("was told by {the union}"); None when unsaid."""
    for agent in children(verb, "agent"):
        return next(children(agent, "pobj"), None)
    return None


def is_passive(verb: Token) -> bool:
    """Say whether a verb stands in the passive."""
    return any(child.dep_ in {"nsubjpass", "auxpass", "csubjpass"} for child in verb.children)


def source_of(verb: Token) -> Token | None:
    """Return the head of the phrase that names who does what a verb says; None when unsaid.

    A verb without a subject of its own borrows it from the verb it is joined to, controlled by
    or added to; a participle at a noun has that noun.
    """
    if is_passive(verb):
        return agent_of(verb)
    at = verb
    for _ in range(MOST_STEPS):
        subject = own_subject(at)
        if subject is not None:
            if is_passive(at) and at != verb and at.dep_ != "ROOT":
                return agent_of(at) or subject
            return subject
        if at.dep_ in {"acl", "relcl"} and at.head.pos_ in {"NOUN", "PROPN", "PRON"}:
            return at.head
        if at.dep_ == "pcomp" and at.head.dep_ == "prep":
            at = at.head.head
        elif at.dep_ in {"conj", "xcomp", "advcl", "ccomp", "dep", "parataxis", "prep"}:
            if at.dep_ == "xcomp" and (person := next(children(at.head, "dobj"), None)):
                return person
            at = at.head
        else:
            return None
        if at.pos_ not in {"VERB", "AUX"}:
            return at if at.pos_ in {"NOUN", "PROPN"} else None
    return None


def source_span(head: Token, cue: Token) -> TextSpan:
    """Return the phrase of a source without a clause that holds its own cue, or edges of commas."""
    first, last = head.left_edge, head.right_edge
    if first.i <= cue.i <= last.i:
        if cue.i > head.i:
            last = _before(head, cue)
        else:
            first = head.doc[cue.i + 1]
    while last.i > head.i and (last.is_punct or last.is_space or last.lower_ in {"and", "but"}):
        last = last.nbor(-1)
    while first.i < head.i and (first.is_punct or first.is_space or first.dep_ == "cc"):
        first = first.nbor(1)
    if last.tag_ == "POS" and last.i > head.i:
        last = last.nbor(-1)
    return _with_bracket(head.doc, token_span(first, last))


def _with_bracket(doc: Doc, span: TextSpan) -> TextSpan:
    """Return a span with the bracket that closes one it holds: "Gwen Moore (D-Wis.)"."""
    text = span.of(text_of(doc))
    if text.count("(") > text.count(")"):
        close = text_of(doc).find(")", span.end, span.end + 20)
        if close >= 0:
            return TextSpan(span.start, close + 1)
    return span


def _before(head: Token, cue: Token) -> Token:
    """Return the last token of a noun phrase before the clause that holds the cue."""
    branch = cue
    while branch.head != head and branch.head != branch:
        branch = branch.head
    return head.doc[max(head.i, branch.left_edge.i - 1)]


def names_somebody(head: Token) -> bool:
    """Say whether a subject can be a source; "there" and the "it" of "it is" name nobody."""
    if head.lower_ == "it":
        return head.head.lemma_ not in EMPTY_VERBS and not is_passive(head.head)
    return head.lower_ not in NO_SOURCE or head.head.dep_ == "relcl"


def cue_word(verb: Token) -> Token:
    """Return the word that carries the meaning of a cue: "sure" in "is sure", else the verb."""
    if verb.lemma_ in {"be", "seem", "remain", "feel", "become", "make"}:
        return next(children(verb, "acomp"), verb)
    return verb


def is_imperative(verb: Token) -> bool:
    """Say whether a verb tells the reader to do something: "note that …"."""
    if verb.tag_ not in {"VB", "VBP"} or own_subject(verb) is not None:
        return False
    has_help = any(child.dep_ in {"aux", "auxpass"} for child in verb.children)
    return not has_help and verb.dep_ in {"ROOT", "parataxis", "relcl", "acl", "dep", "ccomp"}


def cue_tokens(verb: Token) -> list[Token]:
    """Return a verb with its auxiliaries, its negation and its particle, in text order."""
    found = [verb, *children(verb, *AUXILIARIES)]
    if verb.dep_ == "acomp":
        found += [verb.head, *children(verb.head, *AUXILIARIES)]
    if verb.dep_ == "xcomp" and verb.head.pos_ in {"VERB", "AUX"} and verb.i - verb.head.i <= 3:
        found += [verb.head, *children(verb.head, *AUXILIARIES)]
    return sorted(set(found), key=lambda token: token.i)


def cue_spans(verb: Token) -> tuple[TextSpan, ...]:
    """Return the characters of a cue: one span for each unbroken run of its tokens."""
    return runs(cue_tokens(verb))


def runs(tokens: list[Token]) -> tuple[TextSpan, ...]:
    """Return one span for each unbroken run of tokens that stand in text order."""
    spans: list[TextSpan] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and token.i == before.i + 1:
            spans[-1] = TextSpan(spans[-1].start, token.idx + len(token))
        else:
            spans.append(token_span(token, token))
    return tuple(spans)


def clause_span(clause: Token) -> TextSpan:
    """Return what a clause covers, without "that" and commas at its front."""
    span = subtree_span(clause)
    first = clause.left_edge
    while first.i < clause.i and (
        (first.is_punct and first.text not in "“\"‘'«„([$")
        or (first.lower_ == "that" and first.dep_ == "mark")
    ):
        first = first.nbor(1)
    return TextSpan(first.idx, span.end)


def sentence_start(token: Token) -> int:
    """Return the offset where a token's sentence begins."""
    while not token.is_sent_start and token.i:
        token = token.nbor(-1)
    return token.idx


def conditions_of(verb: Token, after: Token) -> Iterator[TextSpan]:
    """Yield the clauses of condition that hang on a verb behind its complement."""
    for child in verb.rights:
        if child.i > after.i and child.left_edge.i > after.right_edge.i:
            opener = child if child.dep_ == "prep" else child.left_edge
            if opener.lower_ in CONDITIONS:
                yield subtree_span(child)


def tokens_between(doc: Doc, span: TextSpan) -> list[Token]:
    """Return the tokens that begin inside a span of the doc's characters."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    return list(found) if found is not None else []
