"""Pages of batches: what was delivered, and what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from articles.models import Batch
from claims import progress


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List the batches, the newest first."""
    found, following = progress.recent(before=_number(request, "before"))
    return render(request, "batches/batches.html", {"batches": found, "next": following})


@require_safe
@vary_on_headers("HX-Request")  # else a cached partial answers the back button
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a batch is and what became of each item; a part of it draws itself anew."""
    batch = get_object_or_404(Batch.objects.select_related("created_by"), pk=pk)
    only_problems = request.GET.get("show") == "problems"
    after = _number(request, "after")
    context = {
        "batch": batch,
        "progress": progress.of(batch),
        "page": progress.page(
            batch, after=-1 if after is None else after, only_problems=only_problems
        ),
        "only_problems": only_problems,
    }
    is_part = "HX-Request" in request.headers
    return render(request, f"batches/{'_live' if is_part else 'batch'}.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
