"""Pages of outlets: the list, one of them, and the sources that have no name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Outlet
from claims import outlets as portraits
from claims.views.choices import Choice, changed


@require_safe
def outlets(request: HttpRequest) -> HttpResponse:
    """List the outlets that have articles."""
    return render(request, "outlets/outlets.html", {"outlets": portraits.all_outlets()})


@require_safe
def outlet(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an outlet does with its sources, in figures."""
    return _page(request, get_object_or_404(Outlet, pk=pk))


@require_safe
def unknown_outlet(request: HttpRequest) -> HttpResponse:
    """Show the same of all articles whose outlet nobody knows."""
    return _page(request, None)


@require_safe
def descriptions(request: HttpRequest) -> HttpResponse:
    """List by which words sources without a name are described; another kind is the first."""
    kinds = portraits.COLLECTIVE
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else next(iter(kinds))
    context = {
        "descriptions": portraits.descriptions(kind),
        "kinds": [
            Choice(label, changed(request.GET, "kind", [name]), name == kind)
            for name, label in kinds.items()
        ],
    }
    return render(request, "outlets/descriptions.html", context)


def _page(request: HttpRequest, found: Outlet | None) -> HttpResponse:
    return render(request, "outlets/outlet.html", {"portrait": portraits.of_outlet(found)})
