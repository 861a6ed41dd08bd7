"""Sayings inside what somebody is reported to have said, as statements of their own.

As the chain shows, the outer speaker passes the inner one's words on:
    Trump said Putin <asked> if he could help. (Trump relays, Putin speaks)
"""

from collections.abc import Iterable
from dataclasses import replace

from claims.nlp.spans import covers, overlaps, size
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind

LEAST = 0.38  # confidence of an inner saying; each is one more than PolNeAR, without nesting, has
LEAST_CHARACTERS = 15  # of its content
FIRST_PERSONS = frozenset({"i", "we", "you", "me", "us"})


def nested(raw: Iterable[Attribution], kept: Iterable[Attribution], text: str) -> list[Attribution]:
    """Return the sayings inside the contents of those kept, each with its relay as first link."""
    outer_finds = list(kept)
    found: list[Attribution] = []
    for find in sorted(raw, key=lambda find: (-find.confidence, find.content)):
        outer = _outer(find, outer_finds)
        if outer is None or not _is_worth_it(find, outer, text):
            continue
        if any(overlaps(a, b) for other in found for a in find.content for b in other.content):
            continue
        relays = tuple(
            ChainLink(span=span, name="", kind=SpeakerKind.UNNAMED, role=Role.RELAY, cue=cue)
            for span, cue in zip(outer.source, outer.cue[:1], strict=False)
        )
        found.append(replace(find, chain=(*outer.chain, *relays)))
    return found


def _outer(find: Attribution, kept: Iterable[Attribution]) -> Attribution | None:
    """Return the find whose content holds all of this one, cue and source included."""
    parts = (*find.source, *find.cue, *find.content)
    for outer in kept:
        if all(any(covers(span, part) for span in outer.content) for part in parts):
            return outer
    return None


def _is_worth_it(find: Attribution, outer: Attribution, text: str) -> bool:
    """Say whether an inner saying names somebody else, and is surely a saying."""
    if find.confidence < LEAST or find.found_by != "clausal" or not find.source or not outer.source:
        return False
    source = find.source[0].of(text).lower()
    return (
        source not in FIRST_PERSONS
        and size(find.content) >= LEAST_CHARACTERS
        and size(find.content) < size(outer.content)
    )
