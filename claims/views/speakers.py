"""The page of one speaker."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import profile
from claims.models import Speaker
from claims.views import choices


@require_safe
def speaker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a speaker is reported to have said, outlet by outlet."""
    found = get_object_or_404(Speaker, pk=pk)
    shown = profile.of_speaker(found, without_soft=choices.without_soft(request))
    context = {"profile": shown, "soft": choices.soft(request, shown.soft)}
    return render(request, "claims/speaker.html", context)
