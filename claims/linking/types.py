"""What linking compares and what it says: plain frozen values, without rows or pipelines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float16]


class LinkKind(StrEnum):
    """What two statements are to each other; each kind has its own rule and its own precision.

    Only the first two make claims. All others are shown beside a claim, never merged into it; in
    those with a direction, the second statement bears on the first.
    """

    SAME_QUOTE = "same-quote"
    SAME_STATEMENT = "same-statement"
    RELATED = "related"
    QUOTED_AGAIN = "quoted-again"  # the same quotation in another story or in another's mouth
    VARIANT = "variant"  # one quotation in different words
    CONDITION = "condition"  # the second adds a condition to what the first says
    CHECK = "check"  # numbers, dates or negation differ; both wordings are shown, none is right
    RESPONSE = "response"  # the second answers the first
    DENIAL = "denial"  # the second denies the first
    FOLLOW_UP = "follow-up"  # the second says later what became of the first

    @property
    def is_same(self) -> bool:
        """Whether such a link can put two statements into one claim."""
        return self in {LinkKind.SAME_QUOTE, LinkKind.SAME_STATEMENT}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One feature's opinion of a pair, with its reason in words."""

    feature: str
    value: float
    because: str


@dataclass(frozen=True, slots=True)
class Score:
    """How surely two things belong together, 0 to 1, and what says so."""

    value: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ArticleCard:
    """An article as far as grouping into stories needs it.

    `key` must not depend on the order of loading (a fingerprint, not a row number): it breaks ties.
    """

    key: str
    day: date | None  # None: undated
    outlet: str  # "": unknown
    terms: dict[str, float]  # weighted words of title and text, unit length
    vector: Vector  # meaning of title and lede, unit length


@dataclass(frozen=True, slots=True, eq=False)
class StatementCard:
    """A statement as far as linking into claims needs it.

    `key` must not depend on the order of loading (fingerprint and offsets, not a row number).
    """

    key: str
    article: str
    outlet: str  # "": unknown
    day: date | None
    speaker: str  # resolved name; "" when unnamed
    speaker_kind: str  # claims.nlp.types.SpeakerKind
    content: str
    quoted: tuple[str, ...]  # the stretches inside quotation marks
    polarity: str
    certainty: str
    vector: Vector  # meaning of the content, unit length
    act: str = "say"  # claims.nlp.types.Act
    type: str = ""  # direct, mixed, indirect; "" when not known
    cue: str = ""
    conditions: tuple[str, ...] = ()  # the words in the content that make it depend on something
    relays: tuple[str, ...] = ()  # names of the chain before the speaker, the outermost first
    start: int = 0  # where the content begins in its article
    is_headline: bool = False
    story: str = ""  # "": not known; what a story's statements say is the same more often
    close: frozenset[str] = frozenset()  # articles of the story that are very like its own


Extent = tuple[int, int]  # half-open, characters of a card's content


@dataclass(frozen=True, slots=True)
class PairLink:
    """What two statements are to each other, by their keys.

    `a_words` and `b_words` are the words of each content that a rule points at, if it does.
    """

    a: str
    b: str
    kind: LinkKind
    score: Score
    a_words: tuple[Extent, ...] = ()
    b_words: tuple[Extent, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class StoryCard:
    """A story as far as chaining stories of one matter into storylines needs it."""

    key: str  # the first of its articles' keys
    first: date | None  # of its dated articles
    last: date | None
    terms: dict[str, float]  # mean of its articles', unit length
    vector: Vector  # mean of its articles', unit length


@dataclass(frozen=True, slots=True)
class CoverageCard:
    """An article as far as the independence of outlets in its story needs it."""

    key: str
    outlet: str  # "": unknown
    day: date | None
    title: str
    text: str
    credits: tuple[str, ...]  # outlets and agencies that its source chains or its text relay
    claims: tuple[str, ...]  # keys of the claims that it tells, in the order of its text
    starts: tuple[int, ...]  # where each begins in the text
    byline: str = ""
