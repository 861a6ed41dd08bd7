"""What a reading of one text consists of: frozen values that hold offsets, never copies."""

from dataclasses import dataclass
from enum import StrEnum

from articles.text import TextSpan

DIMENSIONS = 384  # of the vectors that `claims.nlp.encoder` makes


class Type(StrEnum):
    """How much of the content stands in quotation marks: all, a part, or nothing."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Polarity(StrEnum):
    """What the source is reported to have done with the content."""

    ASSERTED = "asserted"
    DENIED = "denied"
    NO_COMMENT = "no-comment"


class Certainty(StrEnum):
    """How sure the content is said to be (FactBank's scale, with condition and hearsay)."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    CONDITIONAL = "conditional"
    HYPOTHETICAL = "hypothetical"
    HEARSAY = "hearsay"


class Stance(StrEnum):
    """What the outlet's cue does to the content: reports it, vouches for it, or doubts it."""

    NEUTRAL = "neutral"
    FACTIVE = "factive"
    DOUBTING = "doubting"


class Act(StrEnum):
    """What the source did in saying it (after Searle's classes of illocutionary acts, 1976)."""

    SAY = "say"  # said, told, confirmed, "according to": whatever is none of those below
    DENY = "deny"  # that it is so
    ASK = "ask"  # a question
    REQUEST = "request"  # that somebody do it: urged, called on, appealed for
    ORDER = "order"  # demanded, instructed, banned
    PROPOSE = "propose"  # suggested doing, recommended, offered
    PROMISE = "promise"  # vowed, pledged, guaranteed
    INTEND = "intend"  # plans to, decided to
    AGREE = "agree"  # accepted, approved, supports
    REFUSE = "refuse"  # will not do it, rejected, declined to say
    WARN = "warn"  # threatened, cautioned
    ACCUSE = "accuse"  # blamed, alleged a deed
    HOPE = "hope"  # wishes, wants, looks forward to
    FEAR = "fear"  # worries, is concerned
    BELIEVE = "believe"  # thinks, considers, doubts, is confident
    PREDICT = "predict"  # expects, forecasts, estimates what will be


class Tier(StrEnum):
    """Whether pages show an attribution to whoever hides the less reliable ones."""

    CORE = "core"
    SOFT = "soft"  # hypothetical, carried over, in the author's voice, hearsay, or a doubtful find


class SpeakerKind(StrEnum):
    """What kind of source a link of the chain names."""

    PERSON = "person"
    ORGANISATION = "organisation"
    ANONYMOUS = "anonymous"
    COLLECTIVE = "collective"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class Role(StrEnum):
    """What a link of the chain did with the words."""

    SPEAKER = "speaker"
    RELAY = "relay"
    VENUE = "venue"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One link of a source chain; `span` is where the text names it, None when it does not."""

    span: TextSpan | None
    name: str  # the fullest mention in this text: "Vladimir Putin" for "he"; "" when unnamed
    kind: SpeakerKind
    role: Role = Role.SPEAKER
    cue: TextSpan | None = None
    why: str = ""  # how the name was resolved, in words; "" when the span itself is the name


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """The relation source-cue-content found in one place (PARC 3.0, PolNeAR)."""

    content: tuple[TextSpan, ...]  # one or several, in text order, not overlapping
    cue: tuple[TextSpan, ...] = ()
    source: tuple[TextSpan, ...] = ()  # empty when the text names no source
    chain: tuple[
        ChainLink, ...
    ] = ()  # outermost first, the innermost speaker last; never the outlet
    type: Type = Type.INDIRECT
    act: Act = Act.SAY
    polarity: Polarity = Polarity.ASSERTED
    certainty: Certainty = Certainty.CERTAIN
    stance: Stance = Stance.NEUTRAL
    tier: Tier = Tier.CORE
    confidence: float = 0.5  # the share of finds like this one that are right in annotated news
    quotations: tuple[TextSpan, ...] = ()  # parts of the content inside marks, marks excluded
    hedges: tuple[TextSpan, ...] = ()  # the words that weaken: "may", "reportedly"
    conditions: tuple[TextSpan, ...] = ()  # "provided Washington is willing ..."
    negations: tuple[TextSpan, ...] = ()  # words that negate the content: "not", "no"
    asides: tuple[TextSpan, ...] = ()  # the author's words inside the content: "a vain hope"
    insertions: tuple[TextSpan, ...] = ()  # an editor's inside quotations: "[Russia]", "[sic]", "…"
    is_headline: bool = False  # it stands in the article's own headline
    repeats: int | None = None  # place in the reading of the attribution that it says once more
    found_by: str = ""  # the finder's name
    why: str = ""  # the reason, in words for an editor


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one release found in one text, in text order of the contents."""

    release: str
    attributions: tuple[Attribution, ...]
