"""The fields of the language, in one table: parser, page, form, documents and search read it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from claims.nlp.types import Act, Certainty, Polarity, Role, SpeakerKind, Stance, Tier, Type


class Sort(Enum):
    """What a field takes."""

    NAME = "a name, or words of one"
    WORDS = "words"
    CHOICE = "one of"
    ID = "a number"
    DAYS = "a day, a month, a year, or a range of them"
    COUNT = "a number, or a range of them"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: what it takes and what it means, in words for people."""

    name: str
    label: str  # as a heading: "Source kind"
    sort: Sort
    means: str  # finishes "Statements …"
    examples: tuple[str, ...]
    choices: Mapping[str, str] = field(default_factory=dict)  # value → what it means
    has_none: bool = False  # whether “none” may be asked for: what has no value, or none known


def _of(values: type, **words: str) -> dict[str, str]:
    return {one.value: words.get(one.name.lower(), one.value) for one in values}  # type: ignore[attr-defined]


FIELDS: Mapping[str, Field] = {
    one.name: one
    for one in (
        Field(
            "speaker",
            "Speaker",
            Sort.NAME,
            "of which somebody with this name is the innermost source",
            ("speaker:putin", 'speaker:"Vladimir Putin"', "speaker:none"),
            has_none=True,
        ),
        Field(
            "source",
            "Source",
            Sort.NAME,
            "that have somebody with this name anywhere in their source chain",
            ("source:tass", "source:kremlin"),
        ),
        Field(
            "relay",
            "Relay",
            Sort.NAME,
            "that somebody with this name passed on",
            ("relay:tass",),
            has_none=True,
        ),
        Field(
            "outlet",
            "Outlet",
            Sort.NAME,
            "in articles of this outlet",
            ('outlet:"Pravda.ru"', "outlet:none"),
            has_none=True,
        ),
        Field(
            "kind",
            "Source kind",
            Sort.CHOICE,
            "whose innermost source is of this kind",
            ("kind:anonymous", "kind:collective,unnamed"),
            _of(
                SpeakerKind,
                person="a person with a name",
                organisation="an organisation",
                anonymous="somebody who is described but not named",
                collective="a group: analysts, residents",
                document="a document",
                unnamed="nobody is named at all",
            ),
        ),
        Field(
            "type",
            "Type",
            Sort.CHOICE,
            "that stand in quotation marks wholly, partly or not",
            ("type:direct",),
            _of(Type, direct="direct words", mixed="partly direct", indirect="paraphrase"),
        ),
        Field(
            "act",
            "Act",
            Sort.CHOICE,
            "by which the source did this",
            ("act:promise", "act:warn,accuse"),
            _of(Act),
        ),
        Field(
            "polarity",
            "Polarity",
            Sort.CHOICE,
            "that the source asserted, denied, or would not speak about",
            ("polarity:denied", "polarity:no-comment"),
            _of(Polarity, no_comment="no comment"),
        ),
        Field(
            "certainty",
            "Certainty",
            Sort.CHOICE,
            "that are said to be this sure",
            ("certainty:conditional",),
            _of(Certainty),
        ),
        Field(
            "stance",
            "Stance",
            Sort.CHOICE,
            "that the outlet’s verb reports, vouches for, or doubts",
            ("stance:factive",),
            _of(
                Stance,
                neutral="reports",
                factive="vouches: revealed, acknowledged",
                doubting="doubts: claimed",
            ),
        ),
        Field(
            "tier",
            "Tier",
            Sort.CHOICE,
            "that are read as attributions without doubt, or softly",
            ("tier:core",),
            _of(Tier),
        ),
        Field(
            "chain",
            "Chain",
            Sort.CHOICE,
            "with a link of this role in their source chain",
            ("chain:relay", "chain:none"),
            _of(Role, relay="passed on by somebody", venue="said on a show or in a paper")
            | {"none": "no source is named"},
        ),
        Field(
            "depth",
            "Chain depth",
            Sort.COUNT,
            "with so many sources in their chain",
            ("depth:2", "depth:>1", "depth:1..3"),
        ),
        Field(
            "cue",
            "Cue",
            Sort.WORDS,
            "whose cue has these words",
            ("cue:acknowledged", 'cue:"according to"'),
        ),
        Field(
            "about",
            "Content",
            Sort.WORDS,
            "whose content has these words",
            ("about:sanctions", 'about:"30-day ceasefire"'),
        ),
        Field(
            "label",
            "Label",
            Sort.WORDS,
            "whose sources are called by these words",
            ('label:"familiar with"', "label:analysts"),
        ),
        Field("story", "Story", Sort.ID, "in articles of this story", ("story:12",)),
        Field("claim", "Claim", Sort.ID, "of this claim", ("claim:9",)),
        Field("article", "Article", Sort.ID, "of this article", ("article:5",)),
        Field("batch", "Batch", Sort.ID, "of articles of this batch", ("batch:3",)),
        Field(
            "published",
            "Published",
            Sort.DAYS,
            "in articles published then",
            ("published:2025-03", "published:>2025-01-01", "published:2025-01..2025-03-07"),
            has_none=True,
        ),
        Field(
            "said",
            "Said",
            Sort.DAYS,
            "that were said then, where the text gives the day",
            ("said:2025-03", "said:none"),
            has_none=True,
        ),
        Field(
            "review",
            "Review",
            Sort.CHOICE,
            "that stand so with the editors",
            ("review:unreviewed", "review:changed"),
            {
                "unreviewed": "nobody looked at it",
                "doubted": "it waits in the review queue",
                "right": "found right as it was read",
                "changed": "put right",
                "missed": "added by a person",
            },
        ),
        Field(
            "in",
            "Place",
            Sort.CHOICE,
            "in this part of the article",
            ("in:headline",),
            {"headline": "the headline", "body": "the text below it"},
        ),
        Field(
            "repeat",
            "Repeats",
            Sort.CHOICE,
            "that say once more what their article says elsewhere, or do not",
            ("repeat:no",),
            {"yes": "says it once more", "no": "says it first"},
        ),
        Field(
            "similar",
            "Similar",
            Sort.ID,
            "most alike in meaning to this statement, the nearest first",
            ("similar:40",),
        ),
    )
}
