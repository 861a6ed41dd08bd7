"""Read model of the claim page: every statement of a claim, and why it stands there."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q
from django.utils.text import slugify

from claims import differences, sayings
from claims.differences import Difference, Voice
from claims.linking.types import LinkKind
from claims.models import (
    Claim,
    ClaimLink,
    Statement,
    StatementDecision,
    StatementLink,
    StoryMembership,
    Verdict,
    Wake,
)
from claims.sayings import Saying

KINDS = {
    ClaimLink.WORDING: "gives the claim its words",
    LinkKind.SAME_QUOTE: "the same quotation",
    LinkKind.SAME_STATEMENT: "the same statement",
}

RELATED = "Related"
# What other claims are to this one: when theirs is the second statement of a link, and when it is
# the first. What bears most on whether a claim stands comes first.
HEADINGS: dict[str, tuple[str, str]] = {
    LinkKind.DENIAL: ("Denied by", "Denies"),
    LinkKind.CHECK: ("Differs: check", "Differs: check"),
    LinkKind.CONDITION: ("Adds a condition", "Told without the condition"),
    LinkKind.RESPONSE: ("Answered by", "Answers"),
    LinkKind.FOLLOW_UP: ("Later", "Earlier"),
    LinkKind.VARIANT: ("Other wording", "Other wording"),
    LinkKind.QUOTED_AGAIN: ("Quoted again in other stories", "Quoted again in other stories"),
    LinkKind.RELATED: (RELATED, RELATED),
}
ORDER = tuple(dict.fromkeys(heading for both in HEADINGS.values() for heading in both))
NOTES = {
    "Differs: check": "Nothing here says which is right.",
    RELATED: "Near to this claim, but not the same.",
}
SHOWN, MOST = 3, 12  # claims under a heading: at once, and with those that can be opened
READ = 600  # links read for one page, the surest first


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A statement with the link that put it into the claim."""

    saying: Saying
    link: ClaimLink
    decision: StatementDecision | None = None  # a person's word on its place here

    @property
    def is_out(self) -> bool:
        """Whether a person took it out, and linking has yet to follow."""
        return self.decision is not None and self.decision.verdict == Verdict.APART

    @property
    def is_confirmed(self) -> bool:
        """Whether a person said that it stands here rightly."""
        return self.decision is not None and self.decision.verdict == Verdict.TOGETHER

    @property
    def gives_words(self) -> bool:
        """Whether the claim has its words."""
        return self.link.kind == ClaimLink.WORDING

    @property
    def kind(self) -> str:
        """The kind of the link, in words."""
        return KINDS[self.link.kind]


@dataclass(frozen=True, slots=True)
class Relation:
    """Another claim, and the statement of each by which the two hang together."""

    link: StatementLink
    claim: Claim
    wording: Saying
    own: Saying
    other: Saying
    decision: StatementDecision | None = None  # a person's word that it is so

    @property
    def why(self) -> list[str]:
        """The reasons, in words; the first is the rule's."""
        return [item["because"] for item in self.link.evidence]

    @property
    def is_by_rule(self) -> bool:
        """Whether words of both are shown: a rule pointed at them."""
        return self.link.kind not in {LinkKind.RELATED, LinkKind.QUOTED_AGAIN}


@dataclass(frozen=True, slots=True)
class Relations:
    """Other claims that are the same thing to this one, the surest first."""

    heading: str
    shown: list[Relation]
    folded: list[Relation]

    @property
    def slug(self) -> str:
        """The name of its place on the page."""
        return slugify(self.heading)

    @property
    def count(self) -> int:
        """How many claims stand here."""
        return len(self.shown) + len(self.folded)

    @property
    def note(self) -> str:
        """What a reader should know of all of them."""
        return NOTES.get(self.heading, "")


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording and the outlets that have it."""

    saying: Saying
    outlets: tuple[str, ...]


@dataclass(eq=False)
class Record:
    """A claim with its statements, the dated by date, the undated apart, and related claims."""

    claim: Claim
    wording: Saying
    exhibits: list[Exhibit]
    relations: list[Relations]
    membership: StoryMembership | None
    soft: int = 0  # how many soft statements it has, shown or not
    is_waking: bool = False  # whether people decided something that linking has yet to follow

    @property
    def count(self) -> int:
        """How many statements it has, those that repeat another of their article not counted."""
        return sum(not exhibit.saying.is_repeat for exhibit in self.exhibits)

    @property
    def told(self) -> list[Relations]:
        """Those relations that a reader should know of before reading on."""
        return [found for found in self.relations if found.heading != RELATED]

    @cached_property
    def dated(self) -> list[Exhibit]:
        """Statements of dated articles, the earliest first."""
        dated = [(e.saying.published, i, e) for i, e in enumerate(self.exhibits)]
        return [exhibit for at, _, exhibit in sorted(d for d in dated if d[0]) if at]

    @cached_property
    def undated(self) -> list[Exhibit]:
        """Statements of undated articles."""
        return [exhibit for exhibit in self.exhibits if not exhibit.saying.published]

    @property
    def first(self) -> Exhibit | None:
        """The earliest dated statement."""
        return self.dated[0] if self.dated else None

    @cached_property
    def outlets(self) -> list[str]:
        """The outlets that have it, the unknown ones counted one by one."""
        articles = {exhibit.saying.page.article.pk: exhibit for exhibit in self.exhibits}
        known = {e.saying.outlet for e in articles.values() if e.saying.page.article.outlet_id}
        unknown = [
            e.saying.outlet for e in articles.values() if not e.saying.page.article.outlet_id
        ]
        return [*sorted(known), *unknown]

    @cached_property
    def variants(self) -> list[Variant]:
        """Its wordings, the commonest first."""
        forms = {
            exhibit.saying: exhibit.saying.forms
            for exhibit in self.exhibits
            if not exhibit.saying.is_repeat
        }
        return [
            Variant(
                next(saying for saying, form in forms.items() if form == common),
                tuple(dict.fromkeys(s.outlet for s, form in forms.items() if form == common)),
            )
            for common, _ in Counter(forms.values()).most_common()
        ]

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """How its outlets differ."""
        by_outlet: dict[object, list[Saying]] = {}
        for exhibit in self.exhibits:
            article = exhibit.saying.page.article
            by_outlet.setdefault(article.outlet_id or f"{article.pk}", []).append(exhibit.saying)
        return differences.between([_voice(found) for found in by_outlet.values()])


def of_claim(claim: Claim, *, without_soft: bool = False) -> Record:
    """Return everything on record about a claim, in a fixed number of queries.

    The statement that gives the claim its words is shown in any case.
    """
    links = {link.statement_id: link for link in claim.links.order_by("-score")}
    query = sayings.address_of(without_soft)
    found = _sayings(links, query)
    soft = sum(saying.is_soft for saying in found)
    decisions = _decisions(links)
    placed = _placed(links, decisions)
    exhibits = [
        Exhibit(saying, links[saying.statement.pk], placed.get(saying.statement.pk))
        for saying in found
        if not (without_soft and saying.is_soft) or saying.statement.pk == claim.wording_id
    ]
    worded = next(e.saying for e in exhibits if e.saying.statement.pk == claim.wording_id)
    own = {exhibit.saying.statement.pk: exhibit.saying for exhibit in exhibits}
    membership = (
        StoryMembership.objects.filter(article=worded.page.article).select_related("story").first()
    )
    return Record(
        claim=claim,
        wording=worded,
        exhibits=exhibits,
        relations=_relations(claim, own, query, decisions, without_soft=without_soft),
        membership=membership,
        soft=soft,
        is_waking=membership is not None
        and Wake.objects.filter(story_id=membership.story_id).exists(),
    )


Decisions = Mapping[tuple[frozenset[int], str], StatementDecision]


def _decisions(statements: Iterable[int]) -> Decisions:
    """Return what people said of statements and others, by both and what they are to each other."""
    held = list(statements)
    rows = StatementDecision.objects.filter(Q(first__in=held) | Q(second__in=held))
    return {
        (frozenset({row.first_id, row.second_id}), row.kind): row
        for row in rows.select_related("decided_by")
    }


def _placed(links: Mapping[int, ClaimLink], decisions: Decisions) -> dict[int, StatementDecision]:
    """Return for each statement of a claim what a person said of its place there, if one did.

    That it belongs to one of them counts as such; that it belongs to most of them not, as well.
    """
    said: dict[int, list[StatementDecision]] = defaultdict(list)
    for (pair, kind), row in decisions.items():
        if kind == StatementDecision.SAME and pair <= links.keys():
            for pk in pair:
                said[pk].append(row)
    found = {}
    for pk, rows in said.items():
        apart = [row for row in rows if row.verdict == Verdict.APART]
        together = [row for row in rows if row.verdict == Verdict.TOGETHER]
        if 2 * len(apart) > len(links) - 1:
            found[pk] = apart[0]
        elif together:
            found[pk] = together[0]
    return found


class _Tie(NamedTuple):
    """A link of one of the claim's own statements to another claim's."""

    link: StatementLink
    own: int
    other: int
    heading: str


def _relations(
    claim: Claim,
    own: Mapping[int, Saying],
    query: str,
    decisions: Decisions,
    *,
    without_soft: bool,
) -> list[Relations]:
    """Return the claims to which the claim's statements are linked, by what they are to it.

    What a person rejected is not among them.
    """

    def said(link: StatementLink) -> StatementDecision | None:
        return decisions.get((frozenset({link.first_id, link.second_id}), link.kind))

    def is_rejected(link: StatementLink) -> bool:
        decision = said(link)
        return decision is not None and decision.verdict == Verdict.APART

    ties = [tie for tie in _ties(own) if not is_rejected(tie.link)]
    home = {
        link.statement_id: link.claim
        for link in ClaimLink.objects.filter(statement__in={tie.other for tie in ties})
        .exclude(claim=claim)
        .select_related("claim")
    }
    chosen: dict[str, dict[int, _Tie]] = defaultdict(dict)
    placed: set[int] = set()  # claims that are more than merely related
    for tie in ties:
        other = home.get(tie.other)
        if other is None or (tie.link.kind == LinkKind.RELATED and other.pk in placed):
            continue
        if len(chosen[tie.heading]) < MOST:
            chosen[tie.heading].setdefault(other.pk, tie)
            if tie.link.kind != LinkKind.RELATED:
                placed.add(other.pk)
    picked = [tie for group in chosen.values() for tie in group.values()]
    wanted = {tie.other for tie in picked} | {home[tie.other].wording_id for tie in picked}
    told = {saying.statement.pk: saying for saying in _sayings(wanted, query)}
    found = []
    for heading in ORDER:
        group = [
            Relation(
                link=tie.link,
                claim=home[tie.other],
                wording=told[home[tie.other].wording_id],
                own=_marked(own[tie.own], tie.link),
                other=_marked(told[tie.other], tie.link),
                decision=said(tie.link),
            )
            for tie in chosen[heading].values()
            if not (without_soft and told[tie.other].is_soft)
        ]
        if group:
            found.append(Relations(heading, group[:SHOWN], group[SHOWN:]))
    return found


def _ties(own: Mapping[int, Saying]) -> Iterator[_Tie]:
    """Yield the links that lead out of a claim, the surest first, the merely related last."""
    links = (
        StatementLink.objects.filter(Q(first__in=own) | Q(second__in=own), kind__in=HEADINGS)
        .exclude(first__in=own, second__in=own)
        .order_by("-score", "pk")
    )
    by_rule = links.exclude(kind=LinkKind.RELATED)[:READ]
    for link in (*by_rule, *links.filter(kind=LinkKind.RELATED)[:READ]):
        if link.first_id in own:
            yield _Tie(link, link.first_id, link.second_id, HEADINGS[link.kind][0])
        else:
            yield _Tie(link, link.second_id, link.first_id, HEADINGS[link.kind][1])


def _marked(saying: Saying, link: StatementLink) -> Saying:
    is_first = link.first_id == saying.statement.pk
    return replace(saying, marks=link.first_words if is_first else link.second_words)


def _sayings(statements: Iterable[int], query: str) -> list[Saying]:
    rows = Statement.objects.filter(pk__in=list(statements)).select_related(
        "article", "article__outlet"
    )
    found = sayings.of(rows, query=query)
    for saying in found:
        outlet = saying.page.article.outlet
        saying.outlet = outlet.name if outlet else "outlet unknown"
    return found


def _voice(found: list[Saying]) -> Voice:
    return Voice(found[0].outlet, tuple(s.telling for s in found), found[0].published)
