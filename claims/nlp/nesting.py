"""Sayings inside what somebody is reported to have said, as statements of their own.

As the chain shows, the outer speaker passes the inner one's words on:
    Trump said Putin <asked> if he could help. (Trump relays, Putin speaks)
    “{Putin} <called me and asked> [if he could help],” Trump said.
"""

from collections.abc import Iterable
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.chains import head_of, is_clause, is_plan
from claims.nlp.spans import covers, overlaps, size, text_of, worded
from claims.nlp.syntax import children, own_subject
from claims.nlp.types import Attribution, ChainLink, Role, Tier

LEAST = 0.44  # confidence of an inner saying; each is one more than PolNeAR, without nesting, has
SURE = 0.6  # the same for what is no clause: "Putin had shown interest"
WHOLE_SENTENCES = frozenset({"tagger", "clausal", "quoted", "according_to"})  # as finders find them
LEAST_CHARACTERS = 15  # of its content
NOBODY_ELSE = frozenset(
    {
        *("i", "we", "you", "me", "us", "one", "it", "that", "which", "what", "who", "they"),
        *("somebody", "someone", "nobody", "anybody", "anyone", "everybody", "everyone"),
        *("no", "people"),
    }
)
SPEAKERS = (
    *("person_nouns", "collective_nouns", "anonymous_nouns", "institutions"),
    *("media", "offices", "documents"),
)
DOERS = ("eer", "urer", "ator", "itor", "ist", "man", "woman", "management")
NOT_YET = frozenset({"if", "whether", "unless", "when", "until", "once", "should", "before"})
UNREAL = frozenset(
    {"would", "could", "may", "might", "should", "will", "must", "can", "’ll", "'ll"}
)


def nested(raw: Iterable[Attribution], kept: Iterable[Attribution], doc: Doc) -> list[Attribution]:
    """Return the sayings inside the contents of those kept, each with the outer chain before it.

    `kept` have their chains already; whoever spoke in them passes the inner words on.
    """
    outer_finds = list(kept)
    found: list[Attribution] = []
    for find in sorted(raw, key=lambda find: (-find.confidence, find.content)):
        held = _inside(find, outer_finds, text_of(doc))
        if held is None:
            continue
        inner, outer = held
        if not _is_worth_it(inner, outer, doc):
            continue
        if any(overlaps(a, b) for other in found for a in inner.content for b in other.content):
            continue
        relays = tuple(_passed_on(link) for link in outer.chain)
        found.append(replace(inner, chain=relays, tier=_tier(inner, outer)))
    return found


def _tier(inner: Attribution, outer: Attribution) -> Tier:
    return inner.tier if outer.tier is Tier.CORE else Tier.SOFT


def _passed_on(link: ChainLink) -> ChainLink:
    return replace(link, role=Role.RELAY) if link.role is Role.SPEAKER else link


def _inside(
    find: Attribution, kept: Iterable[Attribution], text: str
) -> tuple[Attribution, Attribution] | None:
    """Return a find cut to the content that holds its source and cue, and whose content it is."""
    parts = (*find.source, *find.cue)
    for outer in kept:
        if not all(any(covers(span, part) for span in outer.content) for part in parts):
            continue
        cut = worded(
            [
                TextSpan(max(part.start, span.start), min(part.end, span.end))
                for part in find.content
                for span in outer.content
                if overlaps(part, span)
            ],
            text,
        )
        if cut:
            return replace(find, content=cut), outer
    return None


def _is_worth_it(find: Attribution, outer: Attribution, doc: Doc) -> bool:
    """Say whether an inner saying names somebody else, and is surely a saying."""
    least = LEAST if find.found_by in WHOLE_SENTENCES else SURE
    if find.confidence < least or not find.source or not outer.source or not find.cue:
        return False
    if find.chain or size(find.content) < LEAST_CHARACTERS:
        return False
    source = find.source[0].of(text_of(doc)).lower()
    if set(source.split()[:1]) & NOBODY_ELSE or source == outer.source[0].of(text_of(doc)).lower():
        return False
    cue = head_of(find.cue[-1], doc)
    speaker = head_of(find.source[0], doc)
    root = head_of(max(find.content, key=lambda span: span.end - span.start), doc)
    if cue is None or speaker is None or root is None:
        return False
    if root.dep_ == "pobj" or not _can_speak(speaker) or not _happened(cue):
        return False
    is_named = speaker.pos_ in {"PROPN", "PRON"}
    is_wish = find.confidence >= SURE and root.lemma_ in cues.words("attitude_nouns")
    return is_clause(root) or (is_named and (is_plan(root) or is_wish))


def _happened(cue: Token) -> bool:
    """Say whether a saying is told as one that took place: no condition, question or wish."""
    verb = cue if cue.pos_ in {"VERB", "AUX"} else cue.head
    if any(child.lower_ in NOT_YET for child in children(verb, "mark", "advmod")):
        return False
    helped = any(child.dep_ == "aux" for child in verb.children)
    if verb.tag_ == "VB" and not helped:
        return False  # "demanded that she tell them": wanted, not done
    if any(child.lower_ in UNREAL or child.tag_ == "TO" for child in children(verb, "aux")):
        return False
    if any(child.tag_ in {"WDT", "WP", "WRB"} and child.i < verb.i for child in verb.children):
        subject = own_subject(verb)
        asks = subject is None or subject.tag_ in {"WP", "WDT"}
        return verb.dep_ == "relcl" or not asks
    return True


def _can_speak(head: Token) -> bool:
    """Say whether a noun names somebody who speaks, or carries words: no video, habit or phrase."""
    if head.pos_ == "PROPN" or head.lower_ in {"he", "she"}:
        return True
    lemma = head.lemma_.lower()
    is_listed = any(lemma in cues.words(name) for name in SPEAKERS)
    return head.pos_ == "NOUN" and (is_listed or lemma.endswith(DOERS))


def is_echo(find: Attribution) -> bool:
    """Say whether the speaker of a nested saying is the one who passes it on: "I said I think"."""
    *relays, speaker = find.chain[-2:]
    return any(link.role is Role.RELAY and link.name == speaker.name != "" for link in relays)
