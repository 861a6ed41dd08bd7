"""The page on which editors put a story right: its title, its articles, what it is one with."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from articles.models import Article
from articles.roles import for_editors, user_of
from claims import contents
from claims.actions import decisions, history
from claims.models import Edit, Story
from claims.views import deeds
from claims.views.desk import chosen, overtaken, seen_in, why_in
from claims.views.moved import moved


class NothingChosen(Exception):
    """What a form lacks; the message says so, for people."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a story holds, and let editors put it right."""
    story = Story.objects.light().filter(pk=pk).first()
    if story is None:
        return moved(Story, pk)
    if request.method == "POST":
        return _done(request, story)
    seen = history.newest(history.subject(story))
    wanted = request.GET.get("find", "").strip()[:200]
    context = {
        "contents": contents.of_story(story, wanted=wanted),
        "story": story,
        "seen": seen,
    }
    return render(request, "desk/story.html", context)


def _done(request: HttpRequest, story: Story) -> HttpResponse:
    name = request.POST.get("do", "")
    if name not in _DEEDS:
        raise Http404
    deed, words = _DEEDS[name]
    try:
        done = deed(request, story)
    except NothingChosen as refusal:
        messages.error(request, str(refusal))
        return redirect("edit_story", story.pk)
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, words, story)
    deeds.told(request, done, f"{words}: done. The stories are put together anew within seconds.")
    return redirect("edit_story", story.pk)


def _titled(request: HttpRequest, story: Story) -> Edit | None:
    return decisions.title_story(
        story=story,
        title=request.POST.get("title", ""),
        by=user_of(request),
        why=why_in(request),
        seen=seen_in(request, story),
    )


def _split(request: HttpRequest, story: Story) -> Edit | None:
    articles = set(chosen(request, "article"))
    if not contents.is_part(story, articles):
        raise NothingChosen("Choose some of the articles, but not all: nothing was changed.")
    return decisions.split_story(
        story=story,
        articles=articles,
        by=user_of(request),
        why=why_in(request),
        seen=seen_in(request, story),
    )


def _taken_out(request: HttpRequest, story: Story) -> Edit | None:
    return _moved(request, story, None)


def _moved_over(request: HttpRequest, story: Story) -> Edit | None:
    return _moved(request, story, _other(request, story))


def _moved(request: HttpRequest, story: Story, to: Story | None) -> Edit | None:
    articles = chosen(request, "article")
    if len(articles) != 1:
        raise NothingChosen("Choose one article: nothing was changed.")
    article = get_object_or_404(Article, pk=articles[0], membership__story=story)
    return decisions.move_article(
        article=article,
        to=to,
        by=user_of(request),
        why=why_in(request),
        seen=seen_in(request, story),
    )


def _merged(request: HttpRequest, story: Story) -> Edit | None:
    return decisions.merge_stories(
        story=story,
        other=_other(request, story),
        by=user_of(request),
        why=why_in(request),
        seen=seen_in(request, story),
    )


def _other(request: HttpRequest, story: Story) -> Story:
    other = Story.objects.light().filter(pk__in=chosen(request, "other")[:1]).first()
    if other is None or other == story:
        raise NothingChosen("Choose another story: nothing was changed.")
    return other


_DEEDS: dict[str, tuple[Callable[[HttpRequest, Story], Edit | None], str]] = {
    "title": (_titled, "Give it a title"),
    "split": (_split, "Split the story"),
    "out": (_taken_out, "Take the article out"),
    "move": (_moved_over, "Move the article"),
    "merge": (_merged, "Merge the stories"),
}
