"""Read model of the page on which a story is put right: its articles, and stories to choose."""

from collections.abc import Collection
from dataclasses import dataclass

from articles.models import Article
from claims.models import Story, StoryMembership, StoryTitle

FOUND = 30  # stories that a search offers


@dataclass(frozen=True, slots=True)
class Contents:
    """A story with its articles, the title that a person gave it, and others by their titles."""

    story: Story
    articles: list[Article]
    title: StoryTitle | None
    wanted: str  # what other stories were looked for by
    found: list[Story]


def is_part(story: Story, articles: Collection[int]) -> bool:
    """Say whether some of a story's articles are among these, but not all of them."""
    held = set(story.memberships.values_list("article", flat=True))
    return bool(held & set(articles)) and not held <= set(articles)


def of_story(story: Story, *, wanted: str = "") -> Contents:
    """Return what a story holds, in four queries; other stories only when some are looked for."""
    members = StoryMembership.objects.filter(story=story).select_related("article__outlet")
    articles = sorted(
        (one.article for one in members),
        key=lambda one: (one.published_at is None, one.published_at, one.pk),
    )
    given = StoryTitle.objects.filter(article__in=articles).select_related("decided_by")
    found = Story.objects.light().exclude(pk=story.pk)
    for word in wanted.split():
        found = found.filter(title__icontains=word)
    return Contents(
        story=story,
        articles=articles,
        title=given.order_by("-decided_at", "-pk").first(),
        wanted=wanted,
        found=list(found.with_counts().newest_first()[:FOUND]) if wanted else [],
    )
