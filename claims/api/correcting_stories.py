"""Routes by which editors put stories right, with the deeds of their page."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from articles.models import Article
from claims import contents
from claims.actions import decisions
from claims.api import problems, shapes
from claims.api.correcting import decided, seen_of
from claims.api.problems import Refused
from claims.api.shapes import Id
from claims.api.site import CORRECTING, api, teller_of, visitor_of
from claims.models import Story


@api.does(
    "stories/{int:pk}/title/", shapes.Done, name="title story", tag="stories", door=CORRECTING
)
def title(request: HttpRequest, pk: Id, sent: shapes.TitleSent) -> Any:
    """Let a story be called so; with an empty title, as one of its articles is."""
    story = _story(pk)
    with decided():
        edit = decisions.title_story(
            story=story,
            title=sent.title,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(story, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "stories/{int:pk}/split/", shapes.Done, name="split story", tag="stories", door=CORRECTING
)
def split(request: HttpRequest, pk: Id, sent: shapes.ChosenArticles) -> Any:
    """Let some articles of a story, but not all, be a story of their own."""
    story = _story(pk)
    if not contents.is_part(story, sent.articles):
        raise problems.wrong("articles", "Choose some of the story’s articles, but not all.")
    with decided():
        edit = decisions.split_story(
            story=story,
            articles=sent.articles,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(story, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "stories/{int:pk}/merge/", shapes.Done, name="merge stories", tag="stories", door=CORRECTING
)
def merge(request: HttpRequest, pk: Id, sent: shapes.MergingStories) -> Any:
    """Let a story and another be one, also where a person had parted their articles."""
    story, other = _story(pk), _story(sent.other)
    if story == other:
        raise problems.wrong("other", "That is this story.")
    with decided():
        edit = decisions.merge_stories(
            story=story,
            other=other,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(story, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "stories/{int:pk}/move/", shapes.Done, name="move article", tag="stories", door=CORRECTING
)
def move(request: HttpRequest, pk: Id, sent: shapes.Moving) -> Any:
    """Take an article out of a story and put it into another one."""
    return _moved(request, pk, sent, _story(sent.to))


@api.does(
    "stories/{int:pk}/take-out/",
    shapes.Done,
    name="take out article",
    tag="stories",
    door=CORRECTING,
)
def take_out(request: HttpRequest, pk: Id, sent: shapes.ChosenArticle) -> Any:
    """Take an article out of a story; it is of none of the articles that it stood with."""
    return _moved(request, pk, sent, None)


def _moved(
    request: HttpRequest, pk: int, sent: shapes.ChosenArticle, to: Story | None
) -> shapes.Done:
    story = _story(pk)
    article = Article.objects.select_related("membership").filter(pk=sent.article).first()
    if article is None:
        raise problems.missing("article", sent.article)
    membership = getattr(article, "membership", None)
    if membership is None or membership.story_id != story.pk:
        words = "This article does not stand in this story, or not any more."
        raise Refused(HTTPStatus.CONFLICT, words)
    with decided():
        edit = decisions.move_article(
            article=article,
            to=to,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(story, sent),
        )
    return teller_of(request).done(edit)


def _story(pk: int) -> Story:
    found = Story.objects.light().filter(pk=pk).first()
    if found is None:
        raise problems.missing("story", pk)
    return found
