"""What linking compares and what it says: plain frozen values, without rows or pipelines."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float16]


class LinkKind(StrEnum):
    """Why a statement stands in a claim; each kind has its own threshold and precision."""

    SAME_QUOTE = "same-quote"
    SAME_STATEMENT = "same-statement"
    RELATED = "related"  # shown beside a claim, never merged into it


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


@dataclass(frozen=True, slots=True)
class PairLink:
    """Two statements that say the same, or nearly."""

    a: str
    b: str
    kind: LinkKind
    score: Score
