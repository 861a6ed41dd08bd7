"""Through whom words came: relays around a find, venues and documents beside its cue, its source.

As {source} <cue> [content], the first link outermost:
    According to TASS, {Trump} <revealed> that [Putin had phoned him]. (TASS relays)
    {Peskov} <told> Reuters that [talks would resume]. (Reuters is the venue)
    {Peskov} <said> in a statement that [talks would resume]. (the statement is the document)
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues as lexicon
from claims.nlp.mentions import Mention, mention
from claims.nlp.passing import Passing, citation, has_hyphen_before, is_document, is_media, passing
from claims.nlp.spans import covers, joined, overlaps, size, text_of, trimmed
from claims.nlp.syntax import children, own_subject, tokens_between
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind

MAIN_SHARE = 0.6  # of what a relay reports, for the inner saying to be all of it
RELAYED = 0.5  # least confidence of the inner find of a relay
MOST_CONJUNCTS = 8
HE_OR_SHE = frozenset({"he", "she", "they", "it"})
MODIFIERS = frozenset({"poss", "det", "amod", "nummod", "compound"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
MARKS = "“\"„«‘'"

NOBODY = ChainLink(span=None, name="", kind=SpeakerKind.UNNAMED, why="The text names no source.")
KINDS = {
    Role.RELAY: SpeakerKind.ORGANISATION,
    Role.VENUE: SpeakerKind.ORGANISATION,
    Role.DOCUMENT: SpeakerKind.DOCUMENT,
    Role.SPEAKER: SpeakerKind.UNNAMED,
}


def relayed(finds: Iterable[Attribution], doc: Doc) -> list[Attribution]:
    """Return the finds with relays joined to what they pass on, before overlaps are merged.

    A find that only says through which news organisation or document another came turns into the
    first link of that other one's chain, and is left out itself.
    """
    found = list(finds)
    held = [_whole(find, found, doc) for find in found]
    passed_on = [_relays_of(find, held, doc) for find in held]
    relays = {id(outer) for outers in passed_on for outer in outers}
    return [
        _behind(find, outers[0], doc) if outers else find
        for find, outers in zip(held, passed_on, strict=True)
        if id(find) not in relays
    ]


def _whole(find: Attribution, finds: list[Attribution], doc: Doc) -> Attribution:
    """Return a relay's find with all that it governs, the inner saying's cue included.

    The tagger, with one role for each word, leaves that cue out.
    """
    if not find.source or not _passes_on(head_of(find.source[0], doc)):
        return find
    for other in finds:
        is_same = any(overlaps(a, b) for a in find.cue for b in other.cue)
        covered = all(any(covers(o, c) for o in other.content) for c in find.content)
        if other is not find and is_same and covered:
            return replace(find, content=other.content)
    return find


def _behind(find: Attribution, outer: Attribution, doc: Doc) -> Attribution:
    cue = outer.cue[0] if outer.cue else None
    links = tuple(
        ChainLink(span=span, name="", kind=KINDS[role], role=role, cue=cue)
        for span in outer.source
        if (head := head_of(span, doc)) is not None
        for role in [Role.DOCUMENT if is_document(head) else Role.RELAY]
    )
    return replace(find, chain=links, content=_to_the_end(find, outer, text_of(doc)))


def _to_the_end(find: Attribution, outer: Attribution, text: str) -> tuple[TextSpan, ...]:
    """Return an inner content with what follows it in the outer one: "…, provided they stop"."""
    last, end = find.content[-1], outer.content[-1].end
    if find.cue and find.cue[-1].start > last.start:
        return find.content
    if last.end < end and any(span.start <= last.start < span.end for span in outer.content[-1:]):
        longer = trimmed(TextSpan(last.start, end), text)
        return (*find.content[:-1], longer) if longer else find.content
    return find.content


def _relays_of(find: Attribution, finds: list[Attribution], doc: Doc) -> list[Attribution]:
    """Return the finds that pass this one on: a news organisation reports all of it."""
    if find.confidence < RELAYED or not find.source or not find.cue:
        return []
    parts = (*find.source, *find.cue, *find.content)
    return [
        outer
        for outer in finds
        if outer is not find
        and outer.source
        and all(any(covers(held, part) for held in outer.content) for part in parts)
        and _passes_on(head_of(outer.source[0], doc))
        and _is_main(find, outer, doc)
        and _is_saying(find, doc)
    ]


def _passes_on(head: Token | None) -> bool:
    return head is not None and (is_media(head) or is_document(head))


def _is_saying(find: Attribution, doc: Doc) -> bool:
    """Say whether a content is a clause or a plan, as of a saying, and not a thing."""
    root = head_of(max(find.content, key=lambda span: span.end - span.start), doc)
    return root is not None and (is_clause(root) or is_plan(root))


def is_clause(root: Token) -> bool:
    """Say whether a word is the verb of a clause with its subject."""
    is_verb = root.pos_ in {"VERB", "AUX"}
    return is_verb and (own_subject(root) is not None or any(children(root, "expl")))


def is_plan(root: Token) -> bool:
    """Say whether a word is an infinitive: "to repair the lamp"."""
    return any(child.tag_ == "TO" for child in root.children)


def _is_main(inner: Attribution, outer: Attribution, doc: Doc) -> bool:
    """Say whether the inner saying is all the outer one reports, not a part of it."""
    if size((*inner.content, *inner.source, *inner.cue)) >= MAIN_SHARE * size(outer.content):
        return True
    root = head_of(joined(outer.content), doc)
    return root is not None and any(span.start <= root.idx < span.end for span in inner.cue)


def chained(
    finds: Iterable[Attribution], doc: Doc
) -> tuple[list[Attribution], dict[TextSpan, Mention]]:
    """Return the finds with their chains complete, and the mention behind each span in a chain.

    Links that a find brings along stay the outermost. The finds must be those of one doc, since a
    phrase beside several sayings belongs to the nearest.
    """
    held = list(finds)
    mentions: dict[TextSpan, Mention] = {}
    added = _given_out(held, list(passing(doc)), doc)
    done: list[Attribution] = []
    for find, phrases in zip(held, added, strict=True):
        for link in find.chain:
            if link.span and (head := head_of(link.span, doc)):
                mentions.setdefault(link.span, mention(head))
        links = [*find.chain]
        known = [link.span for link in links if link.span]
        for phrase in sorted(phrases, key=lambda phrase: _OUTERMOST.index(phrase.role)):
            link = _link(phrase, find, mentions)
            if link.span and not any(overlaps(link.span, span) for span in known):
                links.append(link)
                known.append(link.span)
        links += _speakers(find, doc, mentions)
        done.append(replace(find, chain=tuple(links)))
    return done, mentions


_OUTERMOST = (Role.RELAY, Role.VENUE, Role.DOCUMENT, Role.SPEAKER)


def _link(phrase: Passing, find: Attribution, mentions: dict[TextSpan, Mention]) -> ChainLink:
    who = mention(phrase.head)
    place = _without_clauses(who.span, phrase.head)
    mentions.setdefault(place, who)
    return ChainLink(
        span=place,
        name=who.surface,
        kind=KINDS[phrase.role],
        role=phrase.role,
        cue=find.cue[0] if find.cue else None,
        why=phrase.why,
    )


def _without_clauses(span: TextSpan, head: Token) -> TextSpan:
    """Return a phrase without what a clause adds: "a letter (first reported by the Times)"."""
    clauses = (c.left_edge.idx for c in head.subtree if c.dep_ in {"acl", "relcl"} and c.i > head.i)
    end = min((start for start in clauses if span.start < start < span.end), default=span.end)
    start = span.start
    if has_hyphen_before(head):
        start = min(start, head.nbor(-2).left_edge.idx)
    return trimmed(TextSpan(start, end), text_of(head.doc)) or span


def _given_out(
    finds: Sequence[Attribution], phrases: Sequence[Passing], doc: Doc
) -> list[list[Passing]]:
    """Return for each find the phrases that say through whom, where or in what it was said."""
    given: list[list[Passing]] = [[] for _ in finds]
    cues = [_tokens(find.cue, doc) for find in finds]
    sources = [_tokens(find.source, doc) for find in finds]
    heads = [{head_of(span, doc) for span in find.source} for find in finds]
    standing: list[Passing] = []
    for phrase in phrases:
        takers = _takers(phrase, finds, cues, sources, heads)
        for at in takers:
            given[at].append(phrase)
        if not takers and phrase.may_stand:
            standing.append(phrase)
    for at in sorted(range(len(finds)), key=lambda at: finds[at].content):
        given[at] += _taken_over(at, finds, cues, given, standing, doc)
    return given


def _takers(
    phrase: Passing,
    finds: Sequence[Attribution],
    cues: Sequence[Sequence[Token]],
    sources: Sequence[Sequence[Token]],
    heads: Sequence[Container[Token | None]],
) -> list[int]:
    """Return the places of the finds that a phrase belongs to."""
    free = [
        at
        for at, find in enumerate(finds)
        if not _holds(find.content, phrase.head)
        and phrase.head not in heads[at]
        and not _is_noun_of(phrase.head, cues[at])
    ]
    for token in (phrase.anchor, *phrase.anchor.ancestors):
        near = [at for at in free if token in cues[at] or token in sources[at]]
        if near:
            return [at for at in free if at in near or _shares(finds[at], near, finds, phrase)]
    # the parse leaves it hanging: it goes with the only saying of its sentence
    here = [at for at in free if cues[at] and cues[at][0].sent == phrase.anchor.sent]
    inside = any(_holds(find.content, phrase.anchor) for find in finds)
    return here if len(here) == 1 and not inside and phrase.role is not Role.DOCUMENT else []


def _is_noun_of(head: Token, cue: Sequence[Token]) -> bool:
    """Say whether a cue is the noun itself: "her statement that …", not "said in a statement"."""
    return head in cue and not any(token.pos_ == "VERB" for token in cue)


def _shares(
    find: Attribution, near: Sequence[int], finds: Sequence[Attribution], phrase: Passing
) -> bool:
    """Say whether a phrase that opens a sentence opens this saying of the same source, too."""
    return any(
        find.source
        and find.source == finds[at].source
        and find.cue
        and phrase.anchor.idx < finds[at].cue[0].start < find.cue[0].start
        for at in near
    )


def _taken_over(
    at: int,
    finds: Sequence[Attribution],
    cues: Sequence[Sequence[Token]],
    given: Sequence[Sequence[Passing]],
    standing: Sequence[Passing],
    doc: Doc,
) -> list[Passing]:
    """Return what a saying takes over from the sentences before it in the same paragraph.

    "Sandell said in remarks carried by SNA that … “…,” he said." goes on with the same speaker;
    "His remarks, as reported by TASS, were firm. The president said …" stays with TASS.
    """
    find = finds[at]
    if not find.source or not cues[at] or given[at] or find.chain:
        return []
    here = cues[at][0].sent.start
    head = head_of(find.source[0], doc)
    if head is None:
        return []
    if head.lower_ in HE_OR_SHE:
        before = [
            other
            for other, tokens in enumerate(cues)
            if tokens and tokens[0].sent.end == here and finds[other].source
        ]
        is_quoted = any(text_of(doc)[span.start] in MARKS for span in find.content[:1])
        for other in before[-1:]:
            roles = {Role.RELAY, Role.DOCUMENT} if is_quoted else {Role.RELAY}
            kept = [phrase for phrase in given[other] if phrase.role in roles]
            if kept:
                return [replace(p, why="Named for what was said just before.") for p in kept]
    if head.lower_ in {"he", "she"} or (head.pos_ == "NOUN" and _is_the(head)):
        reported = _reported_before(at, finds, cues, doc)
        if reported is not None:
            return [reported]
    earlier = [phrase for phrase in standing if phrase.anchor.sent.end <= here]
    if earlier and not is_media(head):
        return [replace(earlier[-1], why="Named in the sentences before.")]
    return []


def _is_the(head: Token) -> bool:
    return any(child.lower_ == "the" for child in head.children)


def _reported_before(
    at: int, finds: Sequence[Attribution], cues: Sequence[Sequence[Token]], doc: Doc
) -> Passing | None:
    """Return the relay of "…, Radio Marn reported. The minister said …": it has both from there."""
    start = cues[at][0].sent.start
    for other, tokens in enumerate(cues):
        if not tokens or tokens[0].sent.end != start or not finds[other].source:
            continue
        source = head_of(finds[other].source[0], doc)
        reports = any(token.lemma_ in lexicon.words("relaying_verbs") for token in tokens)
        if source is not None and reports and is_media(source) and source.pos_ == "PROPN":
            return Passing(tokens[0], source, Role.RELAY, why="It reported the sentence before.")
    return None


def _tokens(spans: Iterable[TextSpan], doc: Doc) -> list[Token]:
    return [token for span in spans for token in tokens_between(doc, span)]


def _holds(spans: Iterable[TextSpan], token: Token) -> bool:
    return any(span.start <= token.idx < span.end for span in spans)


def head_of(span: TextSpan, doc: Doc) -> Token | None:
    """Return the token that a phrase hangs on; None when the span holds no token."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    if found is None or not len(found):
        return None
    root = found.root
    if root.dep_ in MODIFIERS:  # the parse took the phrase apart: "his remarks hint at"
        tops = [token for token in found if token.head not in found and token.pos_ in NOMINAL]
        root = tops[-1] if tops else root
    return _last_of_one_name(root, span)


def _last_of_one_name(head: Token, span: TextSpan) -> Token:
    """Return the end of a name that the parse splits: "the Seafarers' and Dockers' Union"."""
    for _ in range(MOST_CONJUNCTS):
        for other in children(head, "conj"):
            if span.start <= other.idx < span.end and _is_one_name(head, other):
                head = other
                break
        else:
            return head
    return head


def _is_one_name(head: Token, other: Token) -> bool:
    between = head.doc[head.i + 1 : other.i]
    return (
        head.pos_ == "PROPN"
        and other.pos_ == "PROPN"
        and any(token.text in {"&", "'", "’"} or token.tag_ == "POS" for token in between)
        and not any(token.text == "," for token in between)
    )


def _speakers(find: Attribution, doc: Doc, mentions: dict[TextSpan, Mention]) -> list[ChainLink]:
    """Return the links of those who said it: one each, none for a find without a source."""
    cue = find.cue[0] if find.cue else None
    links: list[ChainLink] = []
    for span in find.source:
        head = head_of(span, doc)
        if head is None:
            continue
        cited = citation(_tokens(find.cue, doc), head)
        parts = [head, *_joint(head, span)] if cited is None else [head]
        for part in parts:
            who = mention(part)
            # the whole source is the link's span, unless several share it
            place = span if len(parts) == 1 else who.span
            mentions.setdefault(place, who)
            links.append(
                ChainLink(
                    span=place,
                    name=who.surface,
                    kind=SpeakerKind.UNNAMED,
                    role=Role.SPEAKER if cited is None else Role.RELAY,
                    cue=cue,
                )
            )
        if cited is not None:
            who = mention(cited)
            mentions.setdefault(who.span, who)
            links.append(ChainLink(span=who.span, name=who.surface, kind=SpeakerKind.UNNAMED))
    return links or [NOBODY]


def _joint(head: Token, span: TextSpan) -> list[Token]:
    """Return the further names of a joint source: "Trump and Putin"."""
    found: list[Token] = []
    for other in children(head, "conj"):
        is_place = other.ent_type_ == "GPE" and head.ent_type_ == "PERSON"  # "Lee, R-Tenn., and"
        if (
            other.pos_ == "PROPN"
            and not is_place
            and head.pos_ == "PROPN"
            and span.start <= other.idx < span.end
            and not _is_one_name(head, other)
        ):
            found += [other, *_joint(other, span)]
    return found
