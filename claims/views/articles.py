"""The page of one article, its statements marked in the untouched text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from claims import annotation


@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article's text with its statements."""
    found = get_object_or_404(Article.objects.select_related("outlet", "batch"), pk=pk)
    return render(request, "claims/article.html", {"annotation": annotation.of_article(found)})
