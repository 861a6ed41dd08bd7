"""The page of one speaker."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import profile
from claims.models import Speaker
from claims.views import choices


@require_safe
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a speaker is reported to have said, outlet by outlet; a description has no page."""
    found = get_object_or_404(Speaker, pk=pk)
    if not found.has_page:
        raise Http404
    shown = profile.of_speaker(found, without_soft=choices.without_soft(request))
    context = {"profile": shown, "soft": choices.soft(request, shown.soft)}
    return render(request, "claims/speaker.html", context)
