"""The page on which admins look at a batch before it is read in, and put right what is known."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from articles.actions import amending, loading
from articles.actions.loading import NotNow
from articles.models import Batch, Item
from articles.roles import for_admins, user_of
from claims.actions import batches as deeds
from claims.progress import checking
from claims.progress.counting import counted
from claims.views.batches import number

FILLED = {"outlet": "outlet", "published": "date", "language": "language"}


@require_http_methods(["GET", "HEAD", "POST"])
@for_admins
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a checked batch as a grid; keep what is typed into it, and then let it be read in."""
    batch = get_object_or_404(Batch.objects.select_related("created_by"), pk=pk)
    if batch.state != Batch.State.CHECKED:
        return redirect(batch)
    after = number(request, "after") or 0
    if request.method == "POST":
        return _put_right(request, batch, after)
    return _page(request, batch, after)


def _put_right(request: HttpRequest, batch: Batch, after: int) -> HttpResponse:
    """Keep the page's values, whichever button was pressed; cancelling alone keeps none."""
    deed = request.POST.get("do", "save")
    try:
        if deed == "cancel":
            deeds.cancel(batch=batch, by=user_of(request))
            return redirect(batch)
        problems = _save(batch, request.POST)
        if problems:
            return _page(request, batch, after, typed=request.POST.dict(), problems=problems)
        # Typed and not sent by its own button, as Enter does: still meant.
        if deed == "fill" or request.POST.get("fill-value", "").strip():
            messages.success(request, _fill(batch, request.POST))
        elif deed == "go on":
            loading.go_on(batch=batch)
            return redirect(batch)
        else:
            messages.success(request, "Saved. Nothing is taken in yet.")
    except NotNow as error:
        messages.error(request, str(error))
    query = f"?after={after}" if after else ""
    return redirect(reverse("batch_check", args=[batch.pk]) + query)


def _page(
    request: HttpRequest,
    batch: Batch,
    after: int,
    *,
    typed: Mapping[str, str] | None = None,
    problems: checking.Problems | None = None,
) -> HttpResponse:
    sheet = checking.sheet(batch, after=after, typed=typed, problems=problems)
    context = {
        "batch": batch,
        "sheet": sheet,
        "labels": checking.LABELS.values(),
        "fillable": FILLED.items(),
        "problems": sum(len(found) for found in (problems or {}).values()),
    }
    return render(request, "batches/check.html", context, status=422 if problems else 200)


def _save(batch: Batch, sent: QueryDict) -> checking.Problems:
    """Keep what a page of the grid says; return what cannot be kept."""
    shown = {int(raw) for raw in sent.getlist("shown") if raw.isascii() and raw.isdigit()}
    wanted = {position for position in shown if f"take-{position}" in sent}
    states = dict(batch.items.filter(position__in=shown).values_list("position", "state"))
    amending.take_back(
        batch=batch,
        positions={at for at in wanted if states.get(at) == Item.State.LEFT_OUT},
    )
    amending.leave_out(
        batch=batch,
        positions={at for at in shown - wanted if states.get(at) == Item.State.READY},
    )
    values = {
        position: {
            field: str(sent[name])
            for field in checking.FIELDS
            if (name := checking.input_name(field, position)) in sent
        }
        for position in wanted
    }
    return amending.amend(batch=batch, values=values)


def _fill(batch: Batch, sent: QueryDict) -> str:
    field, value = sent.get("fill-field", ""), sent.get("fill-value", "").strip()
    if field not in FILLED:
        raise NotNow("Choose what to fill in: outlet, date or language.")
    if not value:
        raise NotNow("Type the value to fill in.")
    number = amending.fill(batch=batch, field=field, value=value)
    return (
        f"{counted(number, 'item')} had no {FILLED[field]}: “{value}” now. Nothing is taken in yet."
    )
