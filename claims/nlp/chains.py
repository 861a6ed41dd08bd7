"""Through whom words came: relays around a find, venues beside its cue, and its own source.

As {source} <cue> [content], the first link outermost:
    According to TASS, {Trump} <revealed> that [Putin had phoned him]. (TASS relays)
    {Peskov} <told> Reuters that [talks would resume]. (Reuters is the venue)
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.mentions import Mention, mention
from claims.nlp.spans import covers, size
from claims.nlp.syntax import children, tokens_between
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind

VENUE_PREPOSITIONS = frozenset({"to", "with", "on", "in", "for", "by"})
VENUE_NOUNS = frozenset(
    {"interview", "appearance", "conversation", "show", "call", "statement", "post", "phone"}
)
STEPS_TO_VENUE = 3  # "in an interview with the newspaper Bild": preposition, noun, preposition
MAIN_SHARE = 0.6  # of what a relay reports, for the inner saying to be all of it
RELAYED = 0.5  # least confidence of the inner find of a relay

NOBODY = ChainLink(span=None, name="", kind=SpeakerKind.UNNAMED, why="The text names no source.")


def relayed(finds: Iterable[Attribution], doc: Doc) -> list[Attribution]:
    """Return the finds with relays joined to what they pass on, before overlaps are merged.

    A find that only says through which news organisation another came turns into the first link
    of that other one's chain, and is left out itself.
    """
    held = list(finds)
    outer_of = {
        id(find): outer for find in held if (outer := _relay_of(find, held, doc)) is not None
    }
    relays = {id(outer) for outer in outer_of.values()}
    return [
        _behind(find, outer_of[id(find)]) if id(find) in outer_of else find
        for find in held
        if id(find) not in relays
    ]


def _behind(find: Attribution, outer: Attribution) -> Attribution:
    cue = outer.cue[0] if outer.cue else None
    links = tuple(
        ChainLink(span=span, name="", kind=SpeakerKind.ORGANISATION, role=Role.RELAY, cue=cue)
        for span in outer.source
    )
    return replace(find, chain=links)


def chained(
    finds: Iterable[Attribution], doc: Doc
) -> tuple[list[Attribution], dict[TextSpan, Mention]]:
    """Return the finds with their chains complete, and the mention behind each span in a chain."""
    mentions: dict[TextSpan, Mention] = {}
    done: list[Attribution] = []
    for find in finds:
        for link in find.chain:
            if link.span and (head := head_of(link.span, doc)):
                mentions[link.span] = mention(head)
        links = [*find.chain, *_venues(find, doc, mentions), *_speakers(find, doc, mentions)]
        if not find.source:
            links.append(NOBODY)
        done.append(replace(find, chain=tuple(links)))
    return done, mentions


def head_of(span: TextSpan, doc: Doc) -> Token | None:
    """Return the token that a phrase hangs on; None when the span holds no token."""
    found = doc.char_span(span.start, span.end, alignment_mode="expand")
    return found.root if found is not None else None


def _speakers(
    find: Attribution, doc: Doc, mentions: dict[TextSpan, Mention]
) -> Iterator[ChainLink]:
    cue = find.cue[0] if find.cue else None
    for span in find.source:
        head = head_of(span, doc)
        if head is None:
            continue
        for part in (head, *_joint(head, span)):
            who = mention(part)
            # the whole source is the link's span, unless several share it
            place = span if part == head and not list(_joint(head, span)) else who.span
            mentions[place] = who
            yield ChainLink(span=place, name=who.surface, kind=SpeakerKind.UNNAMED, cue=cue)


def _joint(head: Token, span: TextSpan) -> Iterator[Token]:
    """Yield the further names of a joint source: "Trump and Putin"."""
    for other in children(head, "conj"):
        if other.pos_ == "PROPN" and head.pos_ == "PROPN" and span.start <= other.idx < span.end:
            yield other
            yield from _joint(other, span)


def _relay_of(find: Attribution, finds: list[Attribution], doc: Doc) -> Attribution | None:
    """Return the find that passes this one on: a news organisation reports all of it."""
    if find.confidence < RELAYED or not find.source or not find.cue:
        return None
    for outer in finds:
        if outer is find or not outer.source or not _is_media(outer, doc):
            continue
        parts = (*find.source, *find.cue, *find.content)
        inside = all(any(covers(held, part) for held in outer.content) for part in parts)
        if inside and _is_main(find, outer):
            return outer
    return None


def _is_media(find: Attribution, doc: Doc) -> bool:
    return any(
        token.lemma_.lower() in cues.words("media") or token.lower_ in cues.words("media")
        for span in find.source
        for token in tokens_between(doc, span)
    )


def _is_main(inner: Attribution, outer: Attribution) -> bool:
    """Say whether the inner saying is all the outer one reports, not a part of it."""
    return size((*inner.content, *inner.source, *inner.cue)) >= MAIN_SHARE * size(outer.content)


def _venues(find: Attribution, doc: Doc, mentions: dict[TextSpan, Mention]) -> Iterator[ChainLink]:
    """Yield the news organisations that words were spoken to: "told Reuters"."""
    seen: set[int] = set()
    for place in (*find.cue, *find.source):
        head = head_of(place, doc)
        if head is None:
            continue
        for token in _spoken_to(head):
            inside = any(span.start <= token.idx < span.end for span in find.content)
            if token.i in seen or inside or token in head.ancestors:
                continue
            seen.add(token.i)
            who = mention(token)
            if any(covers(span, who.span) and span.start == who.span.start for span in find.source):
                continue
            mentions[who.span] = who
            yield ChainLink(
                span=who.span,
                name=who.surface,
                kind=SpeakerKind.ORGANISATION,
                role=Role.VENUE,
                cue=find.cue[0] if find.cue else None,
            )


def _spoken_to(head: Token) -> Iterator[Token]:
    for child in head.children:
        if child.dep_ in {"dobj", "dative"} and _names_media(child):
            yield child
        elif child.dep_ in {"prep", "dative", "advcl", "acl"} and (
            child.lower_ in VENUE_PREPOSITIONS or child.lemma_ in {"speak", "talk", "tell"}
        ):
            yield from _media_below(child, STEPS_TO_VENUE)


def _media_below(token: Token, steps: int) -> Iterator[Token]:
    for child in token.children:
        if child.dep_ in {"pobj", "dobj", "appos"} and _names_media(child):
            yield child
        elif steps and (
            (child.dep_ == "prep" and child.lower_ in VENUE_PREPOSITIONS)
            or child.lemma_ in VENUE_NOUNS
        ):
            yield from _media_below(child, steps - 1)


def _names_media(token: Token) -> bool:
    """Say whether a noun phrase names a news organisation, not just "the press"."""
    words = [token, *children(token, "compound", "appos", "poss")]
    return any(word.pos_ == "PROPN" and word.lower_ in cues.words("media") for word in words)
