"""The page of one claim."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import record
from claims.models import Claim
from claims.views import choices


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything on record about a claim."""
    found = get_object_or_404(Claim, pk=pk)
    shown = record.of_claim(found, without_soft=choices.without_soft(request))
    context = {"record": shown, "soft": choices.soft(request, shown.soft)}
    return render(request, "claims/claim.html", context)
