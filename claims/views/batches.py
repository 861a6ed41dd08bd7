"""Pages of batches: what was delivered, what became of it, and what can be done about it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from articles.actions.loading import NotNow
from articles.models import Batch
from articles.roles import for_admins, user_of
from claims import progress
from claims.actions import batches as deeds
from claims.progress import Stage


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """List the batches, the newest first."""
    found, following = progress.recent(before=number(request, "before"))
    return render(request, "batches/batches.html", {"batches": found, "next": following})


@require_safe
@vary_on_headers("HX-Request")  # else a cached partial answers the back button
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how far a batch is and what became of each item; a part of it draws itself anew."""
    batch = get_object_or_404(Batch.objects.select_related("created_by"), pk=pk)
    show = request.GET.get("show", "")
    only_problems, stage = show == "problems", _stage(show)
    after = number(request, "after")
    found = progress.page(
        batch, after=-1 if after is None else after, only_problems=only_problems, stage=stage
    )
    context = {
        "batch": batch,
        "progress": progress.of(batch),
        "page": found,
        "show": show if only_problems or stage else "",
        "stage": stage,
    }
    is_part = "HX-Request" in request.headers
    return render(request, f"batches/{'_live' if is_part else 'batch'}.html", context)


@require_POST
@for_admins
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again what failed or was cancelled."""
    return _do(request, pk, deeds.retry, "What failed or was cancelled is tried again.")


@require_POST
@for_admins
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call off what is not done yet."""
    return _do(request, pk, deeds.cancel, "The rest is cancelled; what was analysed stays.")


@require_POST
@for_admins
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Analyse the articles once more."""
    words = "All articles are analysed again; what changed can be seen when they are done."
    return _do(request, pk, deeds.read_again, words)


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def roll_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what goes with a batch; undo it when that is confirmed."""
    if request.method == "POST":
        words = "The batch is being rolled back; stories and claims are made anew without it."
        return _do(request, pk, deeds.roll_back, words)
    batch = get_object_or_404(Batch, pk=pk)
    context = {"batch": batch, "progress": progress.of(batch), "stakes": progress.stakes(batch)}
    return render(request, "batches/roll_back.html", context)


def _do(request: HttpRequest, pk: int, deed: Callable[..., object], words: str) -> HttpResponse:
    batch = get_object_or_404(Batch, pk=pk)
    try:
        deed(batch=batch, by=user_of(request))
    except NotNow as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect(batch)


def _stage(raw: str) -> Stage | None:
    return next((stage for stage in Stage if stage == raw), None)


def number(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of the address, None when there is none."""
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
