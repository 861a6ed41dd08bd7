"""Pages of timelines: of a story, of a claim, of a speaker."""

from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from claims import timelines
from claims.models import Claim, Speaker, Story
from claims.timelines import Timeline, axis
from claims.timelines.axis import DAY, Period
from claims.views import choices
from claims.views.choices import Choice
from claims.views.moved import moved

FROM, TO = "from", "to"
KINDS = {"year": axis.year, "month": axis.month, "week": axis.week, "day": axis.day}
LENGTHS = {"year": 365 * DAY, "month": 28 * DAY, "week": 7 * DAY, "day": DAY}


@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which outlet of a story told what when; of one that is gone, where it went."""
    found = Story.objects.light().filter(pk=pk).first()
    if found is None:
        return moved(Story, pk, "story_timeline")
    shown = timelines.of_story(found, without_soft=choices.without_soft(request))
    return _page(request, shown, "timelines/story.html", {"story": found})


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who told a claim when; of one that is gone, where it went."""
    found = Claim.objects.select_related("wording__article").filter(pk=pk).first()
    if found is None:
        return moved(Claim, pk, "claim_timeline")
    shown = timelines.of_claim(found, without_soft=choices.without_soft(request))
    said = found.wording
    words = timelines.words_of(said.article.text, said.content, said.quotations)
    return _page(request, shown, "timelines/claim.html", {"claim": found, "title": words})


@require_safe
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who reported words of a speaker when; a description has no page."""
    found = get_object_or_404(Speaker, pk=pk)
    if not found.has_page:
        raise Http404
    shown = timelines.of_speaker(found, without_soft=choices.without_soft(request))
    return _page(request, shown, "timelines/speaker.html", {"speaker": found})


def _page(
    request: HttpRequest, whole: Timeline, template: str, about: dict[str, object]
) -> HttpResponse:
    period = _period(request.GET)
    shown = whole.chosen(period)
    context = about | {
        "timeline": shown,
        "soft": choices.soft(request, whole.soft),
        "periods": _periods(request.GET, shown),
        "steps": _steps(request.GET, shown),
        "words": _in_words(period),
    }
    return render(request, template, context)


def _period(query: QueryDict) -> Period | None:
    """Return the period that an address asks for; None where it asks for none that can be."""
    start, end = _day(query.get(FROM, "")), _day(query.get(TO, ""))
    if start is None or end is None or end < start:
        return None
    return Period(start, end + DAY)


def _day(words: str) -> datetime | None:
    try:
        found = parse_date(words)
    except ValueError:  # as 30 February
        return None
    if found is None or not 1000 <= found.year <= 9000:
        return None
    return timezone.make_aware(datetime(found.year, found.month, found.day))  # noqa: DTZ001


def _periods(query: QueryDict, shown: Timeline) -> list[Choice]:
    """Return all of it, and the year, month, week and day with most in it, where that is less."""
    moments = shown.moments
    if not moments:
        return []
    found = [Choice("All", _address(query, None), shown.period is None)]
    for name, kind in KINDS.items():
        period = axis.densest(moments, kind)
        is_on = period == shown.period
        if is_on or any(at not in period for at in moments):
            label = f"Busiest {name}"
            count = sum(at in period for at in moments)
            found.append(Choice(label, _address(query, period), is_on, count))
    return found if len(found) > 1 or shown.period else []


def _steps(query: QueryDict, shown: Timeline) -> list[tuple[str, str]]:
    """Return the period before and the one behind, where there is something to see there."""
    if shown.period is None:
        return []
    before, behind = axis.nearest(shown.moments, shown.period)
    steps = (("Earlier", -1, before), ("Later", 1, behind))
    return [
        (name, _address(query, shown.period.moved(step))) for name, step, there in steps if there
    ]


def _address(query: QueryDict, period: Period | None) -> str:
    copy = query.copy()
    for name in (FROM, TO):
        copy.pop(name, None)
    if period:
        copy[FROM] = period.start.date().isoformat()
        copy[TO] = (period.end - timedelta(minutes=1)).date().isoformat()
    return f"?{copy.urlencode()}"


def _in_words(period: Period | None) -> str:
    if period is None:
        return ""
    first, last = period.start, period.end - timedelta(minutes=1)
    if first.date() == last.date():
        return format_date(first, "j F Y")
    return f"{format_date(first, 'j F Y')} to {format_date(last, 'j F Y')}"
