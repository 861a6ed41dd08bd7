"""The page of one claim."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from claims import record
from claims.models import Claim


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything on record about a claim."""
    found = get_object_or_404(Claim, pk=pk)
    return render(request, "claims/claim.html", {"record": record.of_claim(found)})
