"""The document of the API as a page that can be read, made by the server alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.api import reference
from claims.api.site import api, site_of


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show every route with what it takes and what it tells."""
    shown = reference.of(api.document())
    return render(request, "api/docs.html", {"reference": shown, "site": site_of(request)})
