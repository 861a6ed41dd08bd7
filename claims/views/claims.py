"""The page of one claim."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import record
from claims.models import Claim
from claims.views import choices
from claims.views.moved import moved


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything on record about a claim; of one that is gone, where it went."""
    found = Claim.objects.filter(pk=pk).first()
    if found is None:
        return moved(Claim, pk)
    shown = record.of_claim(found, without_soft=choices.without_soft(request))
    context = {"record": shown, "soft": choices.soft(request, shown.soft)}
    return render(request, "claims/claim.html", context)
