"""Pages of what changed: when a batch was read again, and from one version to another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article, Batch
from claims import changes


@require_safe
def batch_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed in a batch's articles between their last two readings."""
    batch = get_object_or_404(Batch, pk=pk)
    report = changes.of_batch(batch, after=_number(request, "after") or 0)
    return render(request, "batches/changes.html", {"report": report})


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the versions of an article's address, and how two of them differ."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    history = changes.history(article, old=_number(request, "old"), new=_number(request, "new"))
    return render(request, "claims/versions.html", {"history": history})


def _number(request: HttpRequest, name: str) -> int | None:
    raw = request.GET.get(name, "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
