"""Routes that tell of stories, claims, articles, speakers and outlets."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from articles.models import Article, Outlet
from claims import annotation, comparison, record, river, voices
from claims.api import finding, problems, shapes, telling
from claims.api.shapes import Asked, Id, Text
from claims.api.site import api, following, leaf, moved, number_in, teller_of
from claims.models import Claim, Speaker, Story
from claims.nlp.types import SpeakerKind


class AskedStories(BaseModel):
    """Which stories."""

    cursor: Annotated[
        str | None,
        Field(
            pattern=r"^\d{4}-\d\d-\d\dT[0-9:.]{5,15}\+00:00~\d{1,18}$",
            description="Where the page begins: `cursor` of the page before.",
            examples=["2025-03-18T12:00:00+00:00~12"],
        ),
    ] = None
    several: Annotated[bool, Field(description="Only those of several outlets.")] = False
    differing: Annotated[bool, Field(description="Only those on which outlets differ.")] = False
    outlet: Annotated[Id | None, Field(description="Only those that this outlet tells.")] = None
    since: Annotated[shapes.Day | None, Field(description="Active since this day.")] = None


@api.tells("stories/", shapes.Stories, name="stories", tag="stories")
def stories(request: HttpRequest, asked: Query[AskedStories]) -> Any:
    """List the stories, those with the newest articles first.

    A page has at most 30 stories; of those on which outlets differ it may have fewer, and yet lead
    on.
    """
    since = None
    if asked.since:
        since = timezone.make_aware(datetime.combine(asked.since, time.min))
    found = river.page(
        river.Asked(
            several=asked.several,
            differing=asked.differing,
            outlet=asked.outlet,
            since=since,
        ),
        after=asked.cursor or "",
    )
    teller = teller_of(request)
    return shapes.Stories(
        items=[_story(teller, entry) for entry in found.entries],
        **following(request, found.next or None),
    )


def _story(teller: telling.Teller, entry: river.Entry) -> shapes.StoryRow:
    story, digest = entry.story, entry.digest
    return shapes.StoryRow(
        **teller.story(story).model_dump(),
        first_at=story.first_at,
        last_at=story.last_at,
        outlets=list(digest.outlets),
        articles=digest.articles,
        undated=digest.undated,
        statements=digest.statements,
        shared=digest.shared,
        differing=digest.differing,
        doubts=entry.doubts,
    )


@api.tells("stories/{int:pk}/", shapes.Story, name="story", tag="stories", also={301})
def story(request: HttpRequest, pk: Id) -> Any:
    """Compare what each outlet of a story tells of each claim.

    With every statement, how outlets differ on it, who does not have it, and which outlets are
    one voice.
    """
    found = Story.objects.light().filter(pk=pk).first()
    if found is None:
        return moved(request, Story, "stories", pk)
    seen = finding.seen(found)
    whole = comparison.of_story(found)
    chapters = [chapter.story for chapter in river.storyline_of(found)]
    independence = voices.of_comparison(whole)
    return teller_of(request).compared(whole, independence, chapters, seen)


class AskedClaims(Asked):
    """Which claims."""

    story: Annotated[Id | None, Field(description="Only those of this story.")] = None


@api.tells("claims/", shapes.Claims, name="claims", tag="claims")
def claims(request: HttpRequest, asked: Query[AskedClaims]) -> Any:
    """List the claims, the newest first."""
    rows = finding.claims(story=asked.story, before=number_in(asked.cursor))
    page = leaf(request, rows[: asked.size + 1], asked.size)
    shown = page.pop("rows")
    counts = finding.told(shown)
    teller = teller_of(request)
    items = [
        teller.claim_row(row, _story_of(row.wording.article), counts.get(row.pk, 0))
        for row in shown
    ]
    return shapes.Claims(items=items, **page)


@api.tells("claims/{int:pk}/", shapes.Claim, name="claim", tag="claims", also={301})
def claim(request: HttpRequest, pk: Id) -> Any:
    """Tell everything on record about a claim.

    Its statements with the evidence that put each there, its wordings, how outlets differ, and
    what other claims are to it.
    """
    found = Claim.objects.filter(pk=pk).first()
    if found is None:
        return moved(request, Claim, "claims", pk)
    seen = finding.seen(found)
    return teller_of(request).recorded(record.of_claim(found), seen)


class AskedArticles(Asked):
    """Which articles."""

    outlet: Annotated[Id | None, Field(description="Only those of this outlet.")] = None
    batch: Annotated[Id | None, Field(description="Only those of this batch.")] = None
    story: Annotated[Id | None, Field(description="Only those of this story.")] = None


@api.tells("articles/", shapes.Articles, name="articles", tag="articles")
def articles(request: HttpRequest, asked: Query[AskedArticles]) -> Any:
    """List the articles, those that came last first; without their texts."""
    rows = finding.articles(
        outlet=asked.outlet,
        batch=asked.batch,
        story=asked.story,
        before=number_in(asked.cursor),
    )
    page = leaf(request, rows[: asked.size + 1], asked.size)
    teller = teller_of(request)
    items = [teller.article_row(row, _story_of(row)) for row in page.pop("rows")]
    return shapes.Articles(items=items, **page)


@api.tells("articles/{int:pk}/", shapes.Article, name="article", tag="articles")
def article(request: HttpRequest, pk: Id) -> Any:
    """Tell of an article: its text, zones and statements, and why it stands in its story.

    The text is for whoever may read the article's page; there is no way to fetch texts in bulk.
    """
    found = Article.objects.select_related("outlet").filter(pk=pk).first()
    if found is None:
        raise problems.missing("article", pk)
    seen = finding.seen(found)  # before the rest, so that nothing is newer
    return teller_of(request).annotated(annotation.of_article(found), seen)


@api.tells("statements/{int:pk}/", shapes.StatementInFull, name="statement", tag="statements")
def statement(request: HttpRequest, pk: Id) -> Any:
    """Tell everything of one statement, also of an older reading."""
    found = finding.sayings_of([pk])
    if not found:
        raise problems.missing("statement", pk)
    return teller_of(request).in_full(found[0])


class AskedSpeakers(Asked):
    """Which speakers."""

    name: Annotated[Text, Field(max_length=200, description="Words that the name holds.")] = ""
    kind: Annotated[
        SpeakerKind | None, Field(description="Only those of this kind.", examples=["person"])
    ] = None


@api.tells("speakers/", shapes.Speakers, name="speakers", tag="sources")
def speakers(request: HttpRequest, asked: Query[AskedSpeakers]) -> Any:
    """List the speakers, by id; unnamed and collective sources are descriptions."""
    rows = finding.speakers(
        name=asked.name, kind=asked.kind or "", after=number_in(asked.cursor) or 0
    )
    page = leaf(request, rows[: asked.size + 1], asked.size)
    shown = page.pop("rows")
    counts = finding.said(shown)
    teller = teller_of(request)
    items = [
        shapes.SpeakerRow(**_in_short(teller.speaker, row), statements=counts.get(row.pk, 0))
        for row in shown
    ]
    return shapes.Speakers(items=items, **page)


@api.tells("speakers/{int:pk}/", shapes.Speaker, name="speaker", tag="sources")
def speaker(request: HttpRequest, pk: Id) -> Any:
    """Tell how outlets report a speaker; `query` finds what they are reported to have said."""
    found = Speaker.objects.filter(pk=pk).first()
    if found is None:
        raise problems.missing("speaker", pk)
    seen = finding.seen(found)
    teller = teller_of(request)
    counted = finding.reported(found)
    known = Outlet.objects.in_bulk({row["article__outlet"] for row in counted} - {None})
    return shapes.Speaker(
        **_in_short(teller.speaker, found),
        wikidata=finding.wikidata(found),
        statements=sum(row["count"] for row in counted),
        relayed=finding.relayed(found),
        shares=telling.shares(teller, counted, known),
        query=f"speaker:{found.pk}",
        seen=seen,
    )


class AskedOutlets(Asked):
    """Which outlets."""

    cursor: Annotated[
        Text | None, Field(max_length=250, description="`cursor` of the page before.")
    ] = None
    name: Annotated[Text, Field(max_length=200, description="Words that the name holds.")] = ""


@api.tells("outlets/", shapes.Outlets, name="outlets", tag="sources")
def outlets(request: HttpRequest, asked: Query[AskedOutlets]) -> Any:
    """List the outlets, by name."""
    rows = finding.outlets(name=asked.name, after=asked.cursor or "")
    page = leaf(request, rows[: asked.size + 1], asked.size, key="key")
    teller = teller_of(request)
    items = [
        shapes.OutletRow(**_in_short(teller.outlet, row), articles=row.articles)
        for row in page.pop("rows")
    ]
    return shapes.Outlets(items=items, **page)


@api.tells("outlets/{int:pk}/", shapes.Outlet, name="outlet", tag="sources")
def outlet(request: HttpRequest, pk: Id) -> Any:
    """Tell of an outlet in numbers: what sources it has and how it reports them.

    Statements that say once more what their article says elsewhere are not counted.
    """
    found = Outlet.objects.filter(pk=pk).first()
    if found is None:
        raise problems.missing("outlet", pk)
    kinds = finding.counted(found, "speaker__kind")
    return shapes.Outlet(
        **_in_short(teller_of(request).outlet, found),
        articles=found.article_set.count(),
        statements=sum(count for _, count in kinds),
        kinds=_counts(kinds),
        types=_counts(finding.counted(found, "type")),
        certainties=_counts(finding.counted(found, "certainty")),
        stances=_counts(finding.counted(found, "stance")),
        query=f"outlet:{found.pk}",
    )


def _in_short(tell: Callable[[Any], Any], row: object) -> dict[str, Any]:
    return dict(tell(row).model_dump())


def _counts(found: list[tuple[str, int]]) -> list[shapes.Count]:
    return [shapes.Count(value=value, count=count) for value, count in found]


def _story_of(article: Article) -> int | None:
    membership = getattr(article, "membership", None)
    return membership.story_id if membership else None
