"""What answers are made of; the document of the API is written from these classes.

Places in a text are `[start, end]` in characters (Unicode code points) counted from 0, the end
outside, and always come with their words. Ids and addresses of stories and claims stay when their
articles are read anew; those of statements are of one reading.
"""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

BIGGEST = 2**63 - 1  # that the database can hold

Id = Annotated[int, Field(ge=1, le=BIGGEST)]
# PostgreSQL has no character 0.
Text = Annotated[str, StringConstraints(pattern=r"^[^\u0000]*$")]
Span = Annotated[
    list[Annotated[int, Field(ge=0)]],
    Field(min_length=2, max_length=2, description="[start, end]", examples=[[120, 164]]),
]
Choice = Annotated[str, Field(examples=["direct"])]


class Shape(BaseModel):
    """What all have in common."""

    model_config = ConfigDict(extra="forbid")


class Piece(Shape):
    """Words of an article's text and where they stand in it."""

    span: Span
    words: str


class Listed(Shape):
    """One page of a list; `next` leads to the following one."""

    cursor: Annotated[
        str | None, Field(description="Where the next page begins; null after the last.")
    ]
    next: Annotated[str | None, Field(description="Full address of the next page.")]


class OutletRef(Shape):
    """An outlet, in short."""

    id: int
    name: str
    url: Annotated[str, Field(description="Its page.")]
    api: Annotated[str, Field(description="What the API tells of it.")]


class ArticleRef(Shape):
    """An article, in short."""

    id: int
    title: str
    outlet: Annotated[OutletRef | None, Field(description="null: unknown.")]
    published: Annotated[
        str | None,
        Field(
            description="A day or, where it is known to the minute, a moment; null: undated.",
            examples=["2025-03-18", "2025-03-18T09:30:00Z"],
        ),
    ]
    published_precision: Annotated[str | None, Field(description="day or minute.")]
    url: Annotated[str, Field(description="Its page here.")]
    api: str


class SpeakerRef(Shape):
    """A speaker, in short."""

    id: int
    name: Annotated[str, Field(description="“” where the text names nobody.")]
    kind: Annotated[
        str,
        Field(
            description="person, organisation, anonymous, collective, document or unnamed.",
            examples=["person"],
        ),
    ]
    url: Annotated[str | None, Field(description="The speaker’s page; a description has none.")]
    api: str


class StoryRef(Shape):
    """A story, in short."""

    id: int
    title: str
    url: str
    api: str


class ClaimRef(Shape):
    """A claim, in short."""

    id: int
    words: Annotated[str, Field(description="The statement’s words that stand for the claim.")]
    url: str
    api: str


class Link(Shape):
    """One link of a source chain, between the outlet and the words."""

    name: Annotated[str, Field(description="As the article names it; “” where it does not.")]
    kind: str
    role: Annotated[
        str, Field(description="speaker, relay, venue or document.", examples=["relay"])
    ]
    speaker: SpeakerRef | None
    source: Annotated[list[Piece], Field(description="Where the text names it.")]
    cue: list[Piece]
    why: Annotated[str, Field(description="How the name was found, in words.")]


class Statement(Shape):
    """In this article, this speaker is reported to say this."""

    id: int
    url: Annotated[str, Field(description="Its place on the page of its article.")]
    api: str
    article: ArticleRef
    ordinal: Annotated[int, Field(description="Its number in the article, from 1.")]
    words: Annotated[str, Field(description="The content in one line, parts joined by “…”.")]
    content: list[Piece]
    label: Annotated[str, Field(description="What the text calls the source.")]
    source: list[Piece]
    cue: list[Piece]
    quotations: Annotated[list[Piece], Field(description="What stands in quotation marks.")]
    hedges: list[Piece]
    conditions: list[Piece]
    negations: list[Piece]
    asides: Annotated[list[Piece], Field(description="The author’s own words inside.")]
    insertions: Annotated[list[Piece], Field(description="An editor’s words in quotations.")]
    type: Annotated[Choice, Field(description="direct, mixed or indirect.")]
    act: Annotated[Choice, Field(description="What the source did in saying it.")]
    polarity: Annotated[Choice, Field(description="asserted, denied or no-comment.")]
    certainty: Choice
    stance: Annotated[Choice, Field(description="neutral, factive or doubting.")]
    tier: Annotated[Choice, Field(description="core or soft.")]
    confidence: Annotated[
        float, Field(description="The share of finds like this one that are right, 0 to 1.")
    ]
    is_headline: bool
    repeats: Annotated[
        int | None, Field(description="The statement of the article that it says once more.")
    ]
    speaker: Annotated[SpeakerRef | None, Field(description="The innermost of the chain.")]
    chain: Annotated[list[Link], Field(description="Outermost first; never the outlet.")]
    paragraph: Annotated[int, Field(description="Its paragraph in the article, from 1.")]
    claim: Annotated[int | None, Field(description="The claim that it stands in.")]
    story: Annotated[int | None, Field(description="The story of its article.")]
    voice: Annotated[
        str | None,
        Field(
            description="Story and number of the independent voice that its outlet is there: "
            "statements with the same voice count as one source.",
            examples=["12-3"],
        ),
    ]
    review: Annotated[
        str, Field(description="unreviewed, doubted, right, changed, missed or wrong.")
    ]
    release: Annotated[str, Field(description="Which release of reading found it.")]
    is_current: Annotated[
        bool, Field(description="Whether the newest reading of its article still has it.")
    ]
    found_by: str
    why: str


class StatementInFull(Statement):
    """A statement, and what was done to it last."""

    seen: Annotated[
        int,
        Field(description="Its newest edit, 0 for none; send it with what you put right."),
    ]


class Hit(Statement):
    """A statement that a query finds, with the places of the words that were asked for."""

    matched: Annotated[list[Piece], Field(description="Words of the text that were asked for.")]


class Total(Shape):
    """How many there are."""

    count: int
    is_capped: Annotated[bool, Field(description="Whether there are more than were counted.")]


class Hits(Listed):
    """What a query finds."""

    query: Annotated[str, Field(description="As it was asked.")]
    notes: Annotated[
        list[str], Field(description="How it was understood, such as whom a name means.")
    ]
    total: Annotated[Total, Field(description="Statements that the query finds.")]
    articles: Total
    outlets: Total
    voices: Annotated[
        Total,
        Field(description="Independent voices: outlets of a story that copy count as one."),
    ]
    items: list[Hit]


class FacetChoice(Shape):
    """A value of a field, and how many of the finds have it."""

    value: str
    label: str
    count: int
    is_capped: bool
    is_chosen: bool
    query: Annotated[str, Field(description="The query with it added, or taken out.")]


class Facet(Shape):
    """A field of the query language with its values."""

    field: str
    label: str
    choices: list[FacetChoice]


class Facets(Shape):
    """What the finds of a query are, counted by field."""

    query: str
    notes: list[str]
    facets: list[Facet]


class Evidence(Shape):
    """One feature's opinion of a pair, with its reason in words."""

    feature: str
    value: float
    because: str


class Membership(Shape):
    """Why an article stands in its story."""

    story: StoryRef
    score: float | None
    evidence: list[Evidence]
    voice: Annotated[int, Field(description="Articles of one number are one voice; 0: unknown.")]


class Zone(Shape):
    """A stretch of lines of one kind."""

    span: Span
    kind: Annotated[str, Field(description="headline, byline, body or boilerplate.")]


class ArticleRow(ArticleRef):
    """An article in a list, without its text."""

    byline: str
    language: Annotated[str, Field(description="As “en”; “”: unknown.")]
    source_url: Annotated[str, Field(description="Where it was published; “”: unknown.")]
    length: Annotated[int, Field(description="Characters of the text.")]
    text_sha256: Annotated[str, Field(description="Of the text: it never changes.")]
    batch: int
    story: int | None
    newest: Annotated[
        int | None, Field(description="The newest version of its page; null: it is this one.")
    ]
    created_at: datetime


class Articles(Listed):
    """Articles, the newest in the store first."""

    items: list[ArticleRow]


class Article(ArticleRow):
    """An article with its text and what was read in it."""

    text: Annotated[str, Field(description="All spans are places in these characters.")]
    origins: Annotated[
        dict[str, Any], Field(description="Where each detail comes from: page, text, person.")
    ]
    zones: list[Zone]
    membership: Membership | None
    release: Annotated[str | None, Field(description="null: it has not been read yet.")]
    statements: list[Statement]
    seen: int


class Difference(Shape):
    """One way in which outlets differ on a claim."""

    kind: str
    label: str
    text: Annotated[str, Field(description="In words.")]


class Column(Shape):
    """One outlet of a story with its articles."""

    name: str
    outlet: OutletRef | None
    articles: list[ArticleRef]
    relays: Annotated[list[str], Field(description="Whom it passes on, the most named first.")]
    voice: Annotated[
        int | None, Field(description="Columns of one number are one voice; null: unknown.")
    ]


class Telling(Shape):
    """What one outlet tells of a claim."""

    column: Annotated[int, Field(description="Its place in `columns`, from 0.")]
    statements: list[Statement]


class Silence(Shape):
    """What became of a speaker's silence, as far as the texts here tell."""

    words: str
    url: str | None
    when: str
    outlet: str


class Row(Shape):
    """A claim across the outlets of a story."""

    claim: Annotated[int | None, Field(description="null: a statement that stands alone.")]
    words: str
    url: str
    outlets: Annotated[int, Field(description="How many columns tell it.")]
    voices: Annotated[int, Field(description="How many independent voices tell it.")]
    differences: list[Difference]
    tellings: list[Telling]
    missing_from: Annotated[
        list[int], Field(description="Columns in whose texts here it was not found.")
    ]
    silence: Silence | None


class Sign(Shape):
    """One sign that two outlets are not independent."""

    label: str
    because: str


class Tie(Shape):
    """Two outlets that are not independent."""

    outlets: list[str]
    score: float
    signs: list[Sign]


class Voice(Shape):
    """Outlets that count as one."""

    outlets: list[str]
    ties: list[Tie]


class Independence(Shape):
    """Which outlets of a story are one voice, and by what one can tell."""

    count: int
    voices: list[Voice]
    apart: Annotated[list[Tie], Field(description="Tied, and yet not one voice.")]


class StoryRow(StoryRef):
    """A story in the list."""

    first_at: datetime | None
    last_at: datetime | None
    outlets: list[str]
    articles: int
    undated: int
    statements: int
    shared: Annotated[int, Field(description="Claims that several outlets tell.")]
    differing: Annotated[int, Field(description="Claims on which the outlets differ.")]
    doubts: Annotated[int, Field(description="What a person should look at.")]


class Stories(Listed):
    """Stories, those with the newest articles first."""

    items: list[StoryRow]


class Story(StoryRef):
    """What each outlet of a story tells of each claim."""

    why_title: str
    first_at: datetime | None
    last_at: datetime | None
    columns: list[Column]
    claims: Annotated[list[Row], Field(description="Those that most outlets tell first.")]
    independence: Annotated[
        Independence | None, Field(description="null as long as it is not known.")
    ]
    storyline: Annotated[
        list[StoryRef], Field(description="Stories of one matter, the earliest first.")
    ]
    seen: int


class ClaimRow(ClaimRef):
    """A claim in a list."""

    statements: int
    story: int | None


class Claims(Listed):
    """Claims, the newest first."""

    items: list[ClaimRow]


class Exhibit(Shape):
    """A statement of a claim and why it stands there."""

    statement: Statement
    kind: Annotated[str, Field(description="wording, same-quote or same-statement.")]
    score: float
    evidence: list[Evidence]
    decision: Annotated[str | None, Field(description="A person’s word on it: together or apart.")]


class Variant(Shape):
    """One wording of a claim and the outlets that have it."""

    words: str
    statement: int
    outlets: list[str]


class Relation(Shape):
    """What another claim is to this one, by a statement of each."""

    id: Annotated[int, Field(description="Of the link; `/api/relations/ID/` decides on it.")]
    kind: Annotated[
        str,
        Field(
            description="denial, check, condition, response, follow-up, variant, quoted-again or "
            "related."
        ),
    ]
    heading: Annotated[str, Field(description="The same in words, seen from this claim.")]
    score: float
    evidence: list[Evidence]
    claim: ClaimRef
    own: Annotated[int, Field(description="The statement of this claim.")]
    own_words: Annotated[list[Piece], Field(description="Its words that the rule points at.")]
    other: Annotated[int, Field(description="The statement of the other claim.")]
    other_words: list[Piece]
    decision: str | None


class Claim(ClaimRef):
    """Everything on record about a claim."""

    why_wording: str
    wording: Annotated[int, Field(description="The statement that gives it its words.")]
    story: StoryRef | None
    outlets: list[str]
    statements: list[Exhibit]
    variants: list[Variant]
    differences: list[Difference]
    relations: list[Relation]
    seen: int


class SpeakerRow(SpeakerRef):
    """A speaker in a list."""

    statements: Annotated[int, Field(description="Of which they are the innermost source.")]


class Speakers(Listed):
    """Speakers, by id."""

    items: list[SpeakerRow]


class Share(Shape):
    """How often, of one kind."""

    outlet: Annotated[OutletRef | None, Field(description="null: unknown outlets.")]
    statements: int
    direct: int
    mixed: int
    indirect: int
    denied: int
    silences: int


class Speaker(SpeakerRef):
    """A speaker, and how outlets report them; what they said is found by the query."""

    wikidata: Annotated[str | None, Field(description="As “Q7747”, by an editor’s word.")]
    statements: int
    relayed: Annotated[int, Field(description="Statements that they passed on.")]
    shares: Annotated[list[Share], Field(description="The outlet with most statements first.")]
    query: Annotated[str, Field(description="By which their statements are found.")]
    seen: int


class OutletRow(OutletRef):
    """An outlet in a list."""

    articles: int


class Outlets(Listed):
    """Outlets, by name."""

    items: list[OutletRow]


class Count(Shape):
    """How many statements have a value."""

    value: str
    count: int


class Outlet(OutletRef):
    """An outlet in numbers; each count is of `statements`."""

    articles: int
    statements: int
    kinds: Annotated[list[Count], Field(description="Kinds of innermost sources.")]
    types: list[Count]
    certainties: list[Count]
    stances: list[Count]
    query: str


class Changed(Shape):
    """One thing that an edit changed, in words."""

    label: str
    before: str
    after: str


class Edit(Shape):
    """What a person did."""

    id: int
    api: str
    deed: str
    words: str
    by: str
    at: datetime
    why: str
    title: Annotated[str, Field(description="What it was done to, in words of the time.")]
    changed: list[Changed]
    subjects: Annotated[list[str], Field(examples=[["article:12", "statement:40"]])]
    undoes: int | None
    undone_by: int | None
    hindrance: Annotated[str, Field(description="Why it cannot be undone; “”: it can.")]


class Edits(Listed):
    """What people did, the latest first."""

    items: list[Edit]


class Done(Shape):
    """What became of a deed."""

    edit: Annotated[
        Edit | None, Field(description="null: all was so already, nothing was changed.")
    ]
    statement: Annotated[
        StatementInFull | None, Field(description="The statement as it is now, if it is about one.")
    ] = None


class NoticeRow(Shape):
    """One thing that was found for an alert."""

    id: int
    sort: str
    words: str
    because: Annotated[str, Field(description="What is new about it, in words.")]
    url: str
    statement: int | None
    at: datetime


class AlertRow(Shape):
    """A search that somebody saved."""

    id: int
    url: str
    api: str
    query: str
    note: str
    delivery: str
    is_paused: bool
    created_at: datetime
    ran_at: datetime | None
    error: str
    notices: int


class Alerts(Listed):
    """One's own alerts, the newest first."""

    items: list[AlertRow]


class Alert(AlertRow):
    """An alert with what was found for it, the newest first."""

    items: list[NoticeRow]
    cursor: str | None
    next: str | None


class BatchRow(Shape):
    """A batch in the list."""

    id: int
    name: str
    state: str
    words: Annotated[str, Field(description="How far it is, in words.")]
    created_at: datetime
    url: str
    api: str


class Batches(Listed):
    """Batches, the newest first."""

    items: list[BatchRow]


class Item(Shape):
    """What became of one thing in a batch."""

    name: str
    line: int | None
    state: Annotated[
        str,
        Field(description="queued, parsed, analysed, linked, failed, skipped or cancelled."),
    ]
    problem: str | None
    remarks: list[str]
    outlet: str | None
    title: str | None
    byline: str | None
    published: str | None
    language: str | None
    url: str | None
    origins: dict[str, str]
    bytes: int | None
    encoding: str | None
    zones: Any
    like: str | None
    article: int | None


class Batch(Shape):
    """A batch with a page of its items; docs/intake.md says more."""

    batch: int
    name: str
    state: str
    words: str
    problem: str | None
    counts: dict[str, int]
    items: list[Item]
    remarks: list[str]
    url: str
    next: str | None


class Me(Shape):
    """Who asks, and what they may."""

    name: Annotated[str | None, Field(description="null: not signed in.")]
    role: str
    token: Annotated[str | None, Field(description="What the token is called, if it is one.")]
    scopes: list[str]
    expires: datetime | None
    per_minute: Annotated[int, Field(description="Requests a minute; 0: as many as you like.")]


class Entry(Shape):
    """What there is."""

    name: str
    release: Annotated[str, Field(description="The release by which articles are read now.")]
    document: Annotated[str, Field(description="The OpenAPI document.")]
    docs: Annotated[str, Field(description="The same as a page.")]
    links: Annotated[dict[str, str], Field(description="Where each list begins.")]


class Asked(BaseModel):
    """What is asked for in every list."""

    cursor: Annotated[
        str | None,
        Field(
            max_length=80,
            pattern=r"^[A-Za-z0-9.:~+_-]*$",
            description="Where the page begins: `cursor` of the page before.",
        ),
    ] = None
    size: Annotated[int, Field(ge=1, le=200, description="How many at a time.")] = 50


# What is sent -----------------------------------------------------------------------------------

Why = Annotated[Text, Field(max_length=500, description="Why, in words for colleagues.")]
Seen = Annotated[
    int | None,
    Field(
        ge=0,
        le=BIGGEST,
        description="`seen` of what you looked at; a later edit by somebody else is then a "
        "conflict. Left out: it is done in any case.",
    ),
]


class Sent(BaseModel):
    """What every deed may say."""

    model_config = ConfigDict(extra="forbid")

    why: Why = ""
    seen: Seen = None


class GivenLink(BaseModel):
    """One link of a source chain, outermost first."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[Text, Field(max_length=300)] = ""
    kind: Annotated[str, Field(max_length=20, examples=["person"])] = "unnamed"
    role: Annotated[str, Field(max_length=20, examples=["speaker"])] = "speaker"
    span: Annotated[list[Span], Field(max_length=20)] = []
    cue: Annotated[list[Span], Field(max_length=20)] = []


Spans = Annotated[list[Span], Field(max_length=100, examples=[[[120, 164]]])]
Word = Annotated[str, Field(max_length=20)]


class Given(BaseModel):
    """Fields of a statement that a person sets; those left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    content: Spans | None = None
    source: Spans | None = None
    cue: Spans | None = None
    quotations: Spans | None = None
    hedges: Spans | None = None
    conditions: Spans | None = None
    type: Annotated[Word | None, Field(examples=["direct"])] = None
    act: Annotated[Word | None, Field(examples=["say"])] = None
    polarity: Annotated[Word | None, Field(examples=["denied"])] = None
    certainty: Annotated[Word | None, Field(examples=["conditional"])] = None
    stance: Annotated[Word | None, Field(examples=["neutral"])] = None
    chain: Annotated[list[GivenLink] | None, Field(max_length=20)] = None


class Correction(Sent):
    """What a statement should be."""

    given: Given


class Addition(BaseModel):
    """A statement that was missed."""

    model_config = ConfigDict(extra="forbid")

    given: Given
    why: Why = ""


class Chosen(Sent):
    """Statements of a claim."""

    statements: Annotated[list[Id], Field(min_length=1, max_length=1000, examples=[[40, 52]])]


class Rejected(Sent):
    """A statement that does not belong there."""

    statement: Id


class Merging(Sent):
    """Another claim that says the same."""

    other: Id


class TitleSent(Sent):
    """What a story should be called."""

    title: Annotated[
        Text, Field(max_length=500, description="“”: as one of its articles is called.")
    ]


class ChosenArticles(Sent):
    """Articles of a story."""

    articles: Annotated[list[Id], Field(min_length=1, max_length=1000, examples=[[12, 15]])]


class MergingStories(Sent):
    """Another story that is the same."""

    other: Id


class ChosenArticle(Sent):
    """An article of a story."""

    article: Id


class Moving(ChosenArticle):
    """An article of a story, and the story that it belongs to."""

    to: Id


class MergingSpeakers(Sent):
    """Whom the speaker's names mean."""

    into: Id


class NameSent(Sent):
    """What a speaker should be called."""

    name: Annotated[Text, Field(max_length=300, examples=["Ada Ferro"])]


class KindSent(Sent):
    """What a speaker is."""

    kind: Annotated[
        str,
        Field(
            max_length=20,
            description="person, organisation, anonymous, collective or document.",
            examples=["person"],
        ),
    ]


class WikidataSent(Sent):
    """Who in the world a speaker is."""

    wikidata: Annotated[
        Text | None,
        Field(
            max_length=200,
            description="An id or the address of its page; null: it is not known.",
            examples=["Q7747"],
        ),
    ]


class SplittingSpeaker(Sent):
    """What is somebody else's: articles, names as the articles give them, or both."""

    name: Annotated[Text, Field(max_length=300, description="Who that is.")]
    articles: Annotated[list[Id], Field(max_length=500)] = []
    names: Annotated[list[Annotated[Text, Field(max_length=300)]], Field(max_length=500)] = []


class GivenZone(BaseModel):
    """A stretch of an article's text of one kind."""

    model_config = ConfigDict(extra="forbid")

    span: Span
    kind: Annotated[
        str,
        Field(max_length=20, description="headline, byline, body or boilerplate."),
    ]


class ZonesSent(Sent):
    """What the parts of an article's text are."""

    zones: Annotated[
        list[GivenZone],
        Field(min_length=1, max_length=2000, examples=[[{"span": [0, 24], "kind": "headline"}]]),
    ]


class VerdictSent(Sent):
    """Whether a relation holds."""

    verdict: Annotated[
        str,
        Field(pattern="^(together|apart)$", description="together: it is so; apart: it is not."),
    ]


class Undoing(BaseModel):
    """Why an edit is undone."""

    model_config = ConfigDict(extra="forbid")

    why: Why = ""


Day = date
