"""Read model of the speaker page: what somebody is reported to have said, and by whom."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from claims import sayings
from claims.models import Speaker, Statement
from claims.nlp.types import Polarity, Role, Tier, Type
from claims.querysets import StatementQuerySet
from claims.sayings import Saying

SHOWN = 300  # statements of one speaker on one page, the newest first


@dataclass(frozen=True, slots=True)
class Share:
    """How one outlet reports a speaker."""

    outlet: str
    statements: int
    direct: int
    mixed: int
    paraphrased: int
    silences: int
    labels: tuple[tuple[str, int], ...]  # what the outlet calls the speaker, and how often


@dataclass(eq=False)
class Profile:
    """A speaker with the statements of which they are the innermost source, and those relayed."""

    speaker: Speaker
    said: list[Saying]
    relayed: list[Saying]
    total: int
    soft: int = 0  # how many soft statements there are, shown or not

    @cached_property
    def by_outlet(self) -> dict[str, list[Saying]]:
        """What was said, outlet by outlet, the one with most statements first."""
        found: dict[str, list[Saying]] = defaultdict(list)
        for saying in self.said:
            found[saying.outlet].append(saying)
        return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))

    @cached_property
    def shares(self) -> list[Share]:
        """How each outlet reports the speaker."""
        return [_share(outlet, found) for outlet, found in self.by_outlet.items()]

    @cached_property
    def labels(self) -> list[tuple[str, int]]:
        """What all outlets call the speaker."""
        return _labels(self.said).most_common()

    def count(self, kind: Type) -> int:
        """Return how many statements are of a type."""
        return sum(1 for saying in self.said if saying.statement.type == kind)

    @property
    def direct(self) -> int:
        """How many are wholly or partly in direct words."""
        return self.count(Type.DIRECT) + self.count(Type.MIXED)

    @property
    def paraphrased(self) -> int:
        """How many are paraphrase alone."""
        return self.count(Type.INDIRECT)


def of_speaker(speaker: Speaker, *, without_soft: bool = False) -> Profile:
    """Return what a speaker is reported to have said or relayed, in a fixed number of queries.

    What says once more what the same article has them say is left out.
    """
    statements = (
        Statement.objects.current()
        .once()
        .select_related("article", "article__outlet")
        .order_by("-article__published_at", "article", "ordinal")
    )
    said = statements.filter(speaker=speaker)
    relayed = statements.filter(chain__speaker=speaker, chain__role=Role.RELAY).distinct()
    soft = said.filter(tier=Tier.SOFT).count()
    if without_soft:
        said, relayed = said.core(), relayed.core()
    query = sayings.address_of(without_soft)
    return Profile(speaker, _sayings(said, query), _sayings(relayed, query), said.count(), soft)


def _sayings(statements: StatementQuerySet, query: str) -> list[Saying]:
    found = sayings.of(statements[:SHOWN], query=query)
    for saying in found:
        outlet = saying.page.article.outlet
        saying.outlet = outlet.name if outlet else "outlet unknown"
    return found


def _share(outlet: str, found: list[Saying]) -> Share:
    types = Counter(saying.statement.type for saying in found)
    return Share(
        outlet=outlet,
        statements=len(found),
        direct=types[Type.DIRECT],
        mixed=types[Type.MIXED],
        paraphrased=types[Type.INDIRECT],
        silences=sum(1 for s in found if s.statement.polarity == Polarity.NO_COMMENT),
        labels=tuple(_labels(found).most_common()),
    )


def _labels(found: list[Saying]) -> Counter[str]:
    """Count labels, a capital where a sentence begins making no difference."""
    counts: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for label in filter(None, (saying.label for saying in found)):
        counts[spelled.setdefault(label.casefold(), label)] += 1
    return counts
