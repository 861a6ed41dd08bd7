"""The page of one article, its statements marked in the untouched text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from claims import annotation, changes
from claims.views import choices


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article's text with its statements."""
    found = get_object_or_404(Article.objects.select_related("outlet", "batch"), pk=pk)
    shown = annotation.of_article(found, without_soft=choices.without_soft(request))
    context = {
        "annotation": shown,
        "soft": choices.soft(request, shown.soft),
        "version": changes.standing(found),
    }
    return render(request, "claims/article.html", context)
