"""Read model of the speaker page: what somebody is reported to have said, and by whom."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, F

from articles.models import Article
from claims import sayings
from claims.models import Edit, SourceLink, Speaker, SpeakerDecision, Statement
from claims.nlp.types import Polarity, Role, Tier, Type
from claims.querysets import StatementQuerySet
from claims.sayings import Saying

SHOWN = 300  # statements of one speaker on one page, the newest first
PICKED = 60  # articles and names that a form offers
ALIKE = 16  # other speakers that a search offers


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


@dataclass(frozen=True, slots=True)
class Given:
    """A name that articles give a speaker, how often, and by whose word it means this one."""

    name: str
    count: int
    decision: SpeakerDecision | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What an editor needs to put a speaker's names right."""

    names: list[Given]
    articles: list[tuple[Article, int]]  # those that hold statements of theirs, and how many
    edits: list[Edit]  # what people said of the name, the latest first, and can take back
    found: list[tuple[Speaker, int]]  # others whose name holds what was looked for
    wanted: str  # what was looked for


def desk(speaker: Speaker, *, subjects: list[str], wanted: str = "") -> Desk:
    """Return names, articles and decisions of a speaker, and others that it could be one with.

    `subjects` are the names under which the history knows the speaker.
    """
    links = SourceLink.objects.filter(speaker=speaker, statement__analysis__is_current=True)
    given = links.order_by().values_list("name", "decided").annotate(count=Count("pk"))
    counted = sorted(given, key=lambda one: (-one[2], one[0]))[:PICKED]
    decisions = SpeakerDecision.objects.select_related("decided_by", "article").in_bulk(
        {pk for _, pk, _ in counted if pk}
    )
    return Desk(
        names=[Given(name or speaker.name, n, decisions.get(pk)) for name, pk, n in counted],
        articles=_articles(speaker),
        edits=list(
            Edit.objects.filter(
                subjects__overlap=subjects, deed=Edit.Deed.NAMED, undone_by=None
            ).order_by("-pk")[:PICKED]
        ),
        found=_alike(speaker, wanted) if wanted else [],
        wanted=wanted,
    )


def _articles(speaker: Speaker) -> list[tuple[Article, int]]:
    """Return the articles in which a speaker is named, the latest first."""
    said = (
        Statement.objects.current()
        .filter(chain__speaker=speaker)
        .order_by(F("article__published_at").desc(nulls_last=True), "article")
        .values_list("article", "article__published_at")
        .annotate(count=Count("pk", distinct=True))
    )
    counted = {pk: count for pk, _, count in said[:PICKED]}
    rows = Article.objects.select_related("outlet").in_bulk(counted)
    return [(rows[pk], count) for pk, count in counted.items()]


def _alike(speaker: Speaker, wanted: str) -> list[tuple[Speaker, int]]:
    """Return other speakers whose name holds some words, those with most mentions first."""
    found = Speaker.objects.exclude(pk=speaker.pk).exclude(name="")
    for word in wanted.split():
        found = found.filter(name__icontains=word)
    counted = found.values_list("pk").annotate(count=Count("source_links")).filter(count__gt=0)
    first = dict(counted.order_by("-count", "name")[:ALIKE])
    rows = Speaker.objects.in_bulk(first)
    return [(rows[pk], count) for pk, count in first.items()]


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
