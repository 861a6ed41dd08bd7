"""The page of one article, its statements marked in the untouched text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from claims import annotation, changes
from claims.actions import history
from claims.annotation import Annotation, Layers
from claims.views import choices
from claims.views.choices import Choice

LAYERS = {
    Layers.BOTH: "Both",
    Layers.MACHINE: "As the program read it",
    Layers.HUMAN: "What people touched",
}


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article's text with its statements."""
    found = get_object_or_404(Article.objects.select_related("outlet", "batch"), pk=pk)
    seen = history.newest(history.subject(found))  # before the statements, so that none is newer
    shown = annotation.of_article(
        found, without_soft=choices.without_soft(request), layers=layers_of(request)
    )
    context = {
        "annotation": shown,
        "soft": choices.soft(request, shown.soft),
        "layers": _layers(request, shown),
        "seen": seen,
        "query": request.GET.urlencode(),
        "version": changes.standing(found),
    }
    return render(request, "claims/article.html", context)


def layers_of(request: HttpRequest) -> Layers:
    """Return whose word the address asks for; everybody's where it asks for none that is known."""
    wanted = request.GET.get("layer", "")
    return Layers(wanted) if wanted in set(Layers) else Layers.BOTH


def _layers(request: HttpRequest, shown: Annotation) -> list[Choice]:
    """Return the layers to choose from; none where nobody has said anything of this article."""
    if not shown.is_touched and shown.layers is Layers.BOTH:
        return []
    return [
        Choice(
            label,
            choices.changed(request.GET, "layer", [layer.value] if layer else []),
            layer is shown.layers,
            len(shown.touches or ()) if layer is Layers.HUMAN else None,
        )
        for layer, label in LAYERS.items()
    ]
