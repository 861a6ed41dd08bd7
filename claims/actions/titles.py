"""Title: what a story is called, by its articles or where a person said so."""

import textwrap
from collections.abc import Collection, Iterable

from articles.models import Article
from articles.text import paragraphs
from claims.models import Story, StoryMembership, StoryTitle

OPENING = 90  # characters of an untitled article's first paragraph that stand for its title
GIVEN = "a person gave it"


def renew(before: StoryTitle | None, after: StoryTitle | None) -> None:
    """Let a story be called as a person said, or as its articles are where nobody did."""
    for article in {row.article_id for row in (before, after) if row}:
        story = Story.objects.filter(memberships__article=article).only("title").first()
        if story:
            members = StoryMembership.objects.filter(story=story).select_related("article__outlet")
            found = [(one.article, one.score or 0.0) for one in members]
            story.title, story.why_title = made(found)
            obey([(story, [article.pk for article, _ in found])])
            story.save(update_fields=["title", "why_title"])


def obey(stories: Collection[tuple[Story, Collection[int]]]) -> None:
    """Let stories, given with their articles and saved by the caller, be called as people said.

    Of several titles of one story the latest counts.
    """
    articles = {pk for _, members in stories for pk in members}
    rows = StoryTitle.objects.filter(article__in=articles).order_by("decided_at", "pk")
    given = {row.article_id: (number, row.title) for number, row in enumerate(rows)}
    for story, members in stories:
        if said := [given[pk] for pk in members if pk in given]:
            _, story.title = max(said)
            story.why_title = GIVEN


def made(articles: Iterable[tuple[Article, float]]) -> tuple[str, str]:
    """Return the title of the article most like the others, and why; `articles` with their scores.

    Of equals, the one counts whose `name_of` comes first.
    """
    found = sorted(articles, key=lambda one: name_of(one[0]))
    titled = [one for one in found if one[0].title] or found
    article, _ = max(titled, key=lambda one: one[1])
    outlet = article.outlet.name if article.outlet else "an unknown outlet"
    why = f"title of the article in {outlet}"
    return (
        article.title or opening(article),
        f"{why}, the most like the others" if len(found) > 1 else why,
    )


def name_of(article: Article) -> str:
    """Return what names an article whatever the order of loading: text, outlet and address."""
    outlet = article.outlet.key if article.outlet else ""
    return f"{article.fingerprint}:{outlet}:{article.url}"


def opening(article: Article) -> str:
    """Return the first words of an article that has no title."""
    first = next(paragraphs(article.text)).of(article.text)
    return textwrap.shorten(first, OPENING, placeholder=" …")
