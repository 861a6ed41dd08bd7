"""Read model of the claim page: every statement of a claim, and why it stands there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from claims import differences, sayings
from claims.differences import Difference, Voice
from claims.linking.types import LinkKind
from claims.models import Claim, ClaimLink, Statement, StoryMembership
from claims.sayings import Saying

KINDS = {
    ClaimLink.WORDING: "gives the claim its words",
    LinkKind.SAME_QUOTE: "the same quotation",
    LinkKind.SAME_STATEMENT: "the same statement",
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A statement with the link that put it into the claim."""

    saying: Saying
    link: ClaimLink

    @property
    def kind(self) -> str:
        """The kind of the link, in words."""
        return KINDS[self.link.kind]


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording and the outlets that have it."""

    saying: Saying
    outlets: tuple[str, ...]


@dataclass(eq=False)
class Record:
    """A claim with its statements: the dated by date, the undated apart."""

    claim: Claim
    wording: Saying
    exhibits: list[Exhibit]
    membership: StoryMembership | None
    soft: int = 0  # how many soft statements it has, shown or not

    @property
    def count(self) -> int:
        """How many statements it has, those that repeat another of their article not counted."""
        return sum(not exhibit.saying.is_repeat for exhibit in self.exhibits)

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
    """Return everything on record about a claim, in four queries.

    The statement that gives the claim its words is shown in any case.
    """
    links = {link.statement_id: link for link in claim.links.order_by("-score")}
    found = _sayings(links, sayings.address_of(without_soft))
    soft = sum(saying.is_soft for saying in found)
    exhibits = [
        Exhibit(saying, links[saying.statement.pk])
        for saying in found
        if not (without_soft and saying.is_soft) or saying.statement.pk == claim.wording_id
    ]
    worded = next(e.saying for e in exhibits if e.saying.statement.pk == claim.wording_id)
    return Record(
        claim=claim,
        wording=worded,
        exhibits=exhibits,
        membership=StoryMembership.objects.filter(article=worded.page.article)
        .select_related("story")
        .first(),
        soft=soft,
    )


def _sayings(links: Iterable[int], query: str) -> list[Saying]:
    statements = Statement.objects.filter(pk__in=list(links)).select_related(
        "article", "article__outlet"
    )
    found = sayings.of(statements, query=query)
    for saying in found:
        outlet = saying.page.article.outlet
        saying.outlet = outlet.name if outlet else "outlet unknown"
    return found


def _voice(found: list[Saying]) -> Voice:
    return Voice(found[0].outlet, tuple(s.telling for s in found), found[0].published)
