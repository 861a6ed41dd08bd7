"""Rows that answers need beside the read models of the pages: lists by key, and what hangs on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, F, QuerySet

from articles.models import Article, Outlet
from articles.text import TextSpan
from claims import histories, sayings
from claims.actions import history
from claims.models import (
    Alert,
    Analysis,
    Claim,
    ClaimLink,
    Doubt,
    Edit,
    Identity,
    Judgement,
    Notice,
    SourceLink,
    Speaker,
    Statement,
    StatementLink,
    StoryMembership,
)
from claims.nlp.types import Role
from claims.sayings import Page, Saying


class Link(NamedTuple):
    """Where a link of a source chain stands in the text, and as whom the article names it."""

    name: str
    span: Sequence[TextSpan]
    cue: Sequence[TextSpan]


@dataclass(frozen=True)
class Beside:
    """What is known of statements beside their own rows."""

    links: dict[int, list[Link]] = field(default_factory=dict)
    claims: dict[int, int] = field(default_factory=dict)
    stories: dict[int, int] = field(default_factory=dict)  # by article
    voices: dict[int, str] = field(default_factory=dict)  # by article
    reviews: dict[int, str] = field(default_factory=dict)
    releases: dict[int, str] = field(default_factory=dict)  # by analysis
    current: frozenset[int] = frozenset()  # analyses


def beside(statements: Sequence[Statement]) -> Beside:
    """Return what is known of statements beside their own rows, in six queries."""
    if not statements:
        return Beside()
    pks = [row.pk for row in statements]
    links: dict[int, list[Link]] = defaultdict(list)
    rows = SourceLink.objects.filter(statement__in=pks).order_by("order")
    for pk, name, span, cue in rows.values_list("statement", "name", "span", "cue"):
        links[pk].append(Link(name, span, cue))
    memberships = list(
        StoryMembership.objects.filter(article__in={row.article_id for row in statements})
        .order_by()
        .values_list("article", "story", "voice")
    )
    readings = Analysis.objects.filter(pk__in={row.analysis_id for row in statements})
    read = list(readings.values_list("pk", "release", "is_current"))
    doubts = Doubt.objects.filter(statement__in=pks).values_list("statement", flat=True)
    judged = Judgement.objects.filter(statement__in=pks).values_list("statement", "sort")
    return Beside(
        links=links,
        claims=dict(ClaimLink.objects.filter(statement__in=pks).values_list("statement", "claim")),
        stories={article: story for article, story, _ in memberships},
        voices={article: f"{story}-{voice}" for article, story, voice in memberships if voice},
        reviews={pk: "doubted" for pk in doubts if pk} | {pk: s for pk, s in judged if pk},
        releases={pk: release for pk, release, _ in read},
        current=frozenset(pk for pk, _, is_current in read if is_current),
    )


def sayings_of(pks: Collection[int]) -> list[Saying]:
    """Return statements with their articles and chains, in four queries, in the order of ids."""
    rows = Statement.objects.filter(pk__in=list(pks))
    articles = (
        Article.objects.filter(pk__in=rows.order_by().values("article"))
        .select_related("outlet")
        .order_by()
    )
    pages = {article.pk: Page(article) for article in articles}
    found = {one.statement.pk: one for one in sayings.of(rows, pages)}
    return [found[pk] for pk in pks if pk in found]


def statement(pk: int) -> Statement | None:
    """Return a statement with what deeds need of it."""
    rows = Statement.objects.select_related("article__outlet", "analysis").filter(pk=pk)
    return rows.defer("vector", "runs").first()


def seen(row: Any) -> int:
    """Return the newest edit that touched a row; 0 if none did."""
    return history.newest(history.subject(row))


# Lists --------------------------------------------------------------------------------------


def articles(
    *,
    outlet: int | None = None,
    batch: int | None = None,
    story: int | None = None,
    before: int | None = None,
) -> QuerySet[Article]:
    """Return articles without their texts, those that came last first."""
    found = Article.objects.select_related("outlet", "membership").order_by("-pk")
    found = found.defer("text", "bands")
    given = {"outlet": outlet, "batch": batch, "membership__story": story, "pk__lt": before}
    return found.filter(**{name: value for name, value in given.items() if value is not None})


def claims(*, story: int | None = None, before: int | None = None) -> QuerySet[Claim]:
    """Return claims with their wording, the newest first."""
    found = Claim.objects.select_related("wording__article__membership").order_by("-pk")
    found = found.defer("wording__vector", "wording__runs", "wording__article__bands")
    given = {"wording__article__membership__story": story, "pk__lt": before}
    return found.filter(**{name: value for name, value in given.items() if value is not None})


def told(claims: Sequence[Claim]) -> dict[int, int]:
    """Return how many statements each claim has."""
    rows = ClaimLink.objects.filter(claim__in=claims).order_by().values_list("claim")
    return dict(rows.annotate(count=Count("pk")))


def speakers(*, name: str = "", kind: str = "", after: int = 0) -> QuerySet[Speaker]:
    """Return speakers whose name holds some words, by id."""
    found = Speaker.objects.filter(pk__gt=after).order_by("pk")
    for word in name.split():
        found = found.filter(name__icontains=word)
    return found.filter(kind=kind) if kind else found


def said(speakers: Sequence[Speaker]) -> dict[int, int]:
    """Return of how many statements each speaker is the innermost source."""
    rows = Statement.objects.current().filter(speaker__in=speakers).order_by()
    return dict(rows.values_list("speaker").annotate(count=Count("pk")))


def reported(speaker: Speaker) -> list[dict[str, Any]]:
    """Return how often outlets report a speaker, by type and polarity."""
    rows = Statement.objects.current().once().filter(speaker=speaker).order_by()
    found = rows.values("article__outlet", "type", "polarity").annotate(count=Count("pk"))
    return [dict(row) for row in found]


def relayed(speaker: Speaker) -> int:
    """Return how many statements a speaker passed on."""
    rows = Statement.objects.current().once()
    return (
        rows.filter(chain__speaker=speaker, chain__role=Role.RELAY).values("pk").distinct().count()
    )


def wikidata(speaker: Speaker) -> str | None:
    """Return who in the world a speaker is, by a person's word."""
    rows = Identity.objects.filter(key=speaker.key, kind=speaker.kind)
    return rows.values_list("wikidata", flat=True).first()


def articles_naming(speaker: Speaker, pks: Collection[int]) -> set[int]:
    """Return those of some articles in which somebody is named who is the speaker."""
    links = SourceLink.objects.filter(speaker=speaker, statement__article__in=pks).order_by()
    return set(links.values_list("statement__article", flat=True))


def names_meaning(speaker: Speaker, names: Collection[str]) -> set[str]:
    """Return those of some names by which the speaker is meant anywhere."""
    links = SourceLink.objects.filter(speaker=speaker, name__in=names).order_by()
    return set(links.values_list("name", flat=True))


def outlets(*, name: str = "", after: str = "") -> QuerySet[Outlet]:
    """Return outlets with the number of their articles, by their case-folded names."""
    found = Outlet.objects.annotate(articles=Count("article")).order_by("key")
    for word in name.split():
        found = found.filter(name__icontains=word)
    return found.filter(key__gt=after) if after else found


def counted(outlet: Outlet, by: str) -> list[tuple[str, int]]:
    """Return how many statements of an outlet have each value of a field, the most first."""
    rows = Statement.objects.current().once().filter(article__outlet=outlet).order_by()
    found = rows.values_list(F(by)).annotate(count=Count("pk"))
    return sorted(((value or "none", count) for value, count in found), key=lambda o: -o[1])


def relation(pk: int) -> StatementLink | None:
    """Return a link of two statements."""
    return StatementLink.objects.filter(pk=pk).first()


def edits(
    *, by: str = "", deed: str = "", about: str = "", before: int | None = None
) -> QuerySet[Edit]:
    """Return what people did, the latest first."""
    found = Edit.objects.select_related("undone_by").order_by("-pk")
    given = {"by_name": by, "deed": deed, "pk__lt": before}
    found = found.filter(**{name: value for name, value in given.items() if value})
    return found.filter(subjects__contains=[about]) if about else found


def hindrance(edit: Edit) -> str:
    """Return why an edit cannot be undone; "" where it can."""
    return histories.hindrances([edit])[edit.pk]


def alerts(user: Any, *, before: int | None = None) -> QuerySet[Alert]:
    """Return somebody's alerts, the newest first."""
    found = Alert.objects.filter(user=user).annotate(found=Count("notices")).order_by("-pk")
    return found.filter(pk__lt=before) if before else found


def notices(alert: Alert, *, before: int | None = None) -> QuerySet[Notice]:
    """Return what was found for an alert, the newest first."""
    found = Notice.objects.filter(alert=alert).order_by("-pk")
    return found.filter(pk__lt=before) if before else found
