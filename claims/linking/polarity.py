"""Whether two statements put the same thing the same way round: asserted, denied, passed over."""

import re
from functools import lru_cache

from claims.linking import weights
from claims.linking.types import StatementCard
from claims.linking.words import REMEMBERED, containment

SILENT = "no-comment"
# "Not only", "and not before" stress; they turn nothing round.
_NEGATION = re.compile(
    r"\b(?:not(?! only\b| just\b| merely\b| before\b| after\b| until\b)"
    r"|no|never|none|nobody|nothing|neither|nor|without|\w+n['’]t)\b",
    re.I,
)

# "Has yet to endorse", "did not say"; the content itself is not negated.
_CUE_NEGATION = re.compile(r"\b(?:not|never|yet to|no longer|\w+n['’]t)\b", re.I)


def is_silent(card: StatementCard) -> bool:
    """Tell whether the statement reports that nothing was said."""
    return card.polarity == SILENT


def speech_clash(a: StatementCard, b: StatementCard) -> str:
    """Return in words how what the sources did differs, whatever the words; "" if it does not."""
    if is_silent(a) != is_silent(b):
        return "one says something, the other that nothing was said"
    return ""


def clash(a: StatementCard, b: StatementCard) -> str:
    """Return in words how two statements are the reverse of each other; "" when they are not.

    To deny that something is so and to assert that it is not so are the same.
    """
    if is_silent(a) or is_silent(b):
        return speech_clash(a, b)
    if _is_positive(a) == _is_positive(b):
        return ""
    if a.polarity != b.polarity:
        return "one asserts what the other denies"
    return "one is negated, the other is not" if _are_one_sentence(a, b) else ""


def _are_one_sentence(a: StatementCard, b: StatementCard) -> bool:
    """Tell whether a negation decides: else it is beside the point, or another word's antonym."""
    longer = max(len(card.content.split()) for card in (a, b))
    shared = containment(a.content, b.content)
    return longer <= weights.NEGATION_WORDS and shared >= weights.NEGATION_SHARED


def _is_positive(card: StatementCard) -> bool:
    return (card.polarity == "denied") == _is_negated(card.content, card.cue)


@lru_cache(REMEMBERED)
def _is_negated(content: str, cue: str) -> bool:
    return bool(_NEGATION.search(content)) != bool(_CUE_NEGATION.search(cue))
