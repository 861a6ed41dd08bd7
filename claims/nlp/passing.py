"""Phrases beside a saying that tell through whom, where or in what it was said.

As <cue> with what the phrase names in braces:
    he <said> in an interview with {Bild}         venue
    she <said>, speaking to {TASS}                venue
    he <told> {Reuters}                           venue
    he <wrote> on {his Telegram channel}          venue
    she <said> in {a statement}                   document
    he is <quoted> by {SNA} as saying             relay
    she <said> in remarks carried by {SNA}        relay
    according to {TASS}, he <said>                relay
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from claims.nlp import cues
from claims.nlp.syntax import agent_of, children, own_subject
from claims.nlp.types import Role

MEDIA_BODIES = frozenset({"agency", "outlet", "organization", "organisation", "site", "website"})
STEPS = 3  # "in an interview with the newspaper Bild": preposition, noun, preposition
WITHIN = frozenset({"with", "on", "to", "for", "in", "by", "at"})
SPEAKING = frozenset({"speak", "talk", "tell"})
ANSWERS = frozenset({"remark", "comment", "answer", "reply", "response", "statement"})
NAMES = frozenset({"compound", "poss", "nmod", "appos", "amod", "pobj", "dobj"})


@dataclass(frozen=True, slots=True)
class Passing:
    """A phrase beside a saying: whom or what it names, and where it hangs."""

    anchor: Token  # the word of the phrase that hangs on the saying
    head: Token  # the head of what is named
    role: Role
    may_stand: bool = False  # holds for the sentences that follow when no saying takes it
    why: str = ""


def passing(doc: Doc) -> Iterator[Passing]:
    """Yield the phrases of a doc that tell through whom, where or in what something was said."""
    for token in doc:
        if token.lower_ == "according":
            yield from _according(token)
        elif token.pos_ in {"VERB", "AUX"}:
            yield from _told(token)
            yield from _carried(token)
            yield from _written_there(token)
        elif token.dep_ == "prep" or token.pos_ == "ADP":
            yield from _prepositional(token)


def _told(verb: Token) -> Iterator[Passing]:
    """Yield the venue of "told Reuters"."""
    if verb.lemma_ in {"tell", "inform"}:
        for child in children(verb, "dobj", "dative", "nsubj"):
            if child.i > verb.i and is_media(child) and child.pos_ == "PROPN":
                yield Passing(verb, child, Role.VENUE)
        if not any(child.dep_ in {"dobj", "dative"} for child in verb.children):
            yield from (Passing(verb, name, Role.VENUE) for name in _addressee(verb))


def _addressee(verb: Token) -> Iterator[Token]:
    """Yield who is told where the parse takes "the Wire it had been frank" for one phrase."""
    if verb.i + 1 == len(verb.doc):
        return
    first = verb.nbor(1)
    last = first.nbor(1) if first.pos_ == "DET" and first.i + 1 < len(verb.doc) else first
    while last.i + 1 < len(last.doc) and last.pos_ == "PROPN" and last.nbor(1).pos_ == "PROPN":
        last = last.nbor(1)
    if last.pos_ == "PROPN" and is_media(last):
        yield last


def _carried(verb: Token) -> Iterator[Passing]:
    """Yield the relay of "as reported by X", "quoted by X", and of "X quoted him as saying"."""
    if verb.lemma_ not in cues.words("relaying_verbs"):
        return
    agent = agent_of(verb)
    if verb.tag_ in {"VBN", "VBD"} and agent is not None and is_media(agent):
        topic = own_subject(verb.sent.root)
        yield Passing(
            verb,
            agent,
            Role.RELAY,
            may_stand=topic is not None and _is_saying(topic),
        )
    elif agent is None and (told := _as_saying(verb)) is not None:
        subject = own_subject(verb)
        if subject is not None and told != subject:
            yield Passing(verb, subject, Role.RELAY)


def _written_there(verb: Token) -> Iterator[Passing]:
    """Yield the document of "a memo in which he told his superiors …"."""
    if verb.dep_ == "relcl" and is_document(verb.head):
        for preposition in children(verb, "prep"):
            if any(thing.lower_ == "which" for thing in children(preposition, "pobj")):
                yield Passing(verb, verb.head, Role.DOCUMENT)


def _as_saying(verb: Token) -> Token | None:
    """Return who is "quoted as saying" something: the object, or the subject of the passive."""
    for preposition in children(verb, "prep"):
        if preposition.lower_ == "as" and any(children(preposition, "pcomp")):
            return next(children(verb, "dobj", "nsubjpass"), None)
    return None


def _is_saying(noun: Token) -> bool:
    return noun.lemma_.lower() in cues.words("said_nouns") | ANSWERS | {"word", "speech", "address"}


def _according(token: Token) -> Iterator[Passing]:
    for to in children(token, "prep"):
        for thing in children(to, "pobj"):
            role = Role.DOCUMENT if is_document(thing) else Role.RELAY
            yield Passing(token, thing, role)


def _prepositional(preposition: Token) -> Iterator[Passing]:
    word = preposition.lower_
    for thing in children(preposition, "pobj"):
        lemma = thing.lemma_.lower()
        if word in {"in", "during", "on"} and lemma in cues.words("interview_nouns"):
            yield from (Passing(preposition, name, Role.VENUE) for name in _media_at(thing, STEPS))
        elif word in {"on", "via", "over"} and _is_channel(thing):
            yield Passing(preposition, thing, Role.VENUE)
        elif word == "in" and lemma == "translation":
            owners = children(thing, "poss")
            yield from (Passing(preposition, owner, Role.RELAY) for owner in owners)
        elif word in {"in", "by", "via", "through"} and is_document(thing):
            # "quoted in the report": whoever wrote the report passes the words on
            is_quoted_there = preposition.head.lemma_ in {"quote", "cite"}
            role = Role.RELAY if is_quoted_there else Role.DOCUMENT
            yield Passing(preposition, thing, role)
        elif word == "in" and lemma in ANSWERS:
            yield from (
                Passing(preposition, name, Role.VENUE)
                for to in children(thing, "prep")
                if to.lower_ == "to"
                for name in children(to, "pobj")
                if is_media(name)
            )
        elif word in {"to", "with", "on"} and preposition.head.lemma_ in SPEAKING:
            if is_media(thing):
                yield Passing(preposition.head, thing, Role.VENUE)
            else:
                yield from (
                    Passing(preposition.head, name, Role.VENUE)
                    for name in children(thing, "compound", "appos")
                    if is_media(name) and name.pos_ == "PROPN"
                )


def _media_at(noun: Token, steps: int) -> Iterator[Token]:
    """Yield the news organisations that an interview is with, on or in."""
    for child in noun.children:
        if child.dep_ in NAMES and child.pos_ == "PROPN" and is_media(child):
            yield child
        elif steps and (
            (child.dep_ == "prep" and child.lower_ in WITHIN)
            or child.dep_ in {"pobj", "acl"}
            or child.lemma_ in cues.words("interview_nouns")
        ):
            yield from _media_at(child, steps - 1)


def _is_channel(thing: Token) -> bool:
    """Say whether somebody can be heard or read "on" it: CNN, Twitter, her Telegram channel."""
    if thing.pos_ == "PROPN":
        return is_media(thing) or thing.lower_ in cues.words("platforms")
    owned = any(
        child.dep_ == "poss" or child.lower_ in cues.words("platforms") for child in thing.children
    )
    return thing.lemma_.lower() in cues.words("channel_nouns") and owned


def is_media(head: Token) -> bool:
    """Say whether a noun phrase names a news organisation, and no person who works for one."""
    if head.ent_type_ == "PERSON" or head.lemma_.lower() in cues.words("person_nouns"):
        return False
    near = [head, *children(head, "appos")]
    if head.pos_ == "PROPN" or head.lemma_.lower() in MEDIA_BODIES:
        near += children(head, "compound", "nmod")
    media = cues.words("media")
    return any(token.lower_ in media or token.lemma_.lower() in media for token in near)


def is_document(head: Token) -> bool:
    """Say whether a noun phrase names something that carries words: a statement, an e-mail."""
    return head.pos_ == "NOUN" and hyphenated(head) in cues.words("written_nouns")


def hyphenated(head: Token) -> str:
    """Return a word in its dictionary form, with what a hyphen joins to it."""
    lemma = head.lemma_.lower()
    return f"{head.nbor(-2).lower_}-{lemma}" if has_hyphen_before(head) else lemma


def has_hyphen_before(head: Token) -> bool:
    """Say whether a hyphen joins a word to the one before, as the parse splits "e-mail"."""
    return head.i >= 2 and head.nbor(-1).text == "-" and not head.nbor(-1).whitespace_


def citation(cue: Iterable[Token], source: Token) -> Token | None:
    """Return the true speaker where the source only cites one; None where it speaks itself.

    "TASS reported, citing {the Kremlin}"; "the agency quoted {him} as saying".
    """
    held = list(cue)
    for token in held:
        verb = token.head.head if token.dep_ == "pcomp" else token
        if verb.lemma_ in cues.words("relaying_verbs"):
            told = _as_saying(verb)
            if told is not None and told != source and source == own_subject(verb):
                return told
    if not is_media(source):
        return None
    for token in held:
        ahead = [c for clause in children(token, "ccomp") for c in clause.lefts]
        for child in [*children(token, "advcl", "prep"), *ahead]:
            if child.lemma_ in {"cite", "quote"} and child.tag_ == "VBG":
                return next(children(child, "dobj"), None)
            if child.lower_ == "with":
                for noun in children(child, "pobj"):
                    if noun.lemma_ == "reference":
                        to = next(children(noun, "prep"), None)
                        return to and next(children(to, "pobj"), None)
    return None
