"""Pages of stories: the list, and one story compared across its outlets."""

from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims import comparison, river, voices
from claims.comparison import FILTERS, SORTS, Comparison
from claims.models import Story
from claims.river import Asked
from claims.views import choices
from claims.views.choices import Choice, changed
from claims.views.moved import moved

FILTER_NAMES = {
    "differences": "Only differences",
    "direct": "Direct words",
    "single": "Single source",
    "silences": "Silences",
    "shared": "Several outlets",
}
HAS_NAMES = {"differences": "Outlets differ", "doubts": "To review"}
LONGEST_ID = 19  # digits that a database's integer surely holds
SORT_NAMES = {
    "coverage": "most told",
    "order": "article order",
    "disagreement": "disagreement",
    "time": "time",
}


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """List the stories, those with the newest activity first."""
    asked = _asked(request.GET)
    after = request.GET.get("after", "")
    found = river.page(asked, after=after)
    context = {
        "river": found,
        "asked": asked,
        "is_all": asked == river.EVERYTHING,
        "filters": _story_filters(request.GET, asked),
        "outlets": river.outlets(),
        "newest": changed(request.GET, "after", []),
        "next": changed(request.GET, "after", [found.next]) if found.next else "",
        "is_first": not after,
    }
    return render(request, "claims/stories.html", context)


@require_safe
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what each outlet of a story tells of each claim; of one that is gone, where it went."""
    story = Story.objects.light().filter(pk=pk).first()
    if story is None:
        return moved(Story, pk)
    whole = comparison.of_story(story, without_soft=choices.without_soft(request))
    only = [name for name in request.GET.getlist("only") if name in FILTERS]
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else "coverage"
    context = {
        "comparison": whole.chosen(only, sort),
        "whole": whole,
        "only": only,
        "filters": _filters(request.GET, whole, only),
        "soft": choices.soft(request, whole.soft),
        "sorts": _sorts(request.GET, sort),
        "independence": voices.of_comparison(whole),
        "storyline": river.storyline_of(story),
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "claims/compare.html", context)


def _asked(query: QueryDict) -> Asked:
    """Return which stories an address asks for; what it says wrongly counts as not said."""
    has, outlet = query.getlist("has"), query.get("outlet", "")
    since = _day(query.get("since", ""))
    return Asked(
        several=query.get("outlets") == "several",
        differing="differences" in has,
        doubtful="doubts" in has,
        outlet=int(outlet) if outlet.isdecimal() and len(outlet) < LONGEST_ID else None,
        since=timezone.make_aware(datetime.combine(since, time.min)) if since else None,
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _story_filters(query: QueryDict, asked: Asked) -> list[Choice]:
    """Return the filters as links, each of which keeps the others and begins at the newest."""
    first = query.copy()
    first.pop("after", None)
    has = [name for name in first.getlist("has") if name in HAS_NAMES]
    several = changed(first, "outlets", [] if asked.several else ["several"])
    found = [Choice("Several outlets", several, asked.several)]
    for name, label in HAS_NAMES.items():
        rest = [other for other in has if other != name]
        query_of = changed(first, "has", rest if name in has else [*rest, name])
        found.append(Choice(label, query_of, name in has))
    return found


def _filters(query: QueryDict, whole: Comparison, only: list[str]) -> list[Choice]:
    found = []
    for name, label in FILTER_NAMES.items():
        rest = [other for other in only if other != name]
        chosen = rest if name in only else [*rest, name]
        count = sum(1 for row in whole.rows if FILTERS[name](row))
        if count or name in only:
            found.append(Choice(label, changed(query, "only", chosen), name in only, count))
    return found


def _sorts(query: QueryDict, sort: str) -> list[Choice]:
    return [
        Choice(label, changed(query, "sort", [name] if name != "coverage" else []), name == sort)
        for name, label in SORT_NAMES.items()
    ]
