"""The page on which editors say which lines of an article are its own, and what each is."""

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from articles.actions import zoning
from articles.models import Article
from articles.roles import for_editors, user_of
from claims import lines
from claims.actions import rezoning
from claims.views.deeds import told

AGAIN = "The program’s zones hold again. The article is being read with them."
NEW = "Your zones hold. The article is being read with them."


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def zones(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an article's lines with what each is, and take a person's word on them."""
    article = get_object_or_404(Article.objects.select_related("outlet"), pk=pk)
    given = zoning.given_zones(article)
    shown = lines.of_text(article.text, given)
    problem = ""
    if request.method == "POST":
        try:
            return _changed(request, article, shown, user_of(request))
        except zoning.WrongZones as error:
            problem = str(error)
    context = {"article": article, "shown": shown, "given": given is not None, "problem": problem}
    return render(request, "claims/zones.html", context, status=422 if problem else 200)


def _changed(
    request: HttpRequest, article: Article, shown: lines.Lines, user: User
) -> HttpResponse:
    edit, said = None, NEW
    if "undo" in request.POST:
        edit, said = rezoning.use_program_zones(article=article, by=user), AGAIN
    else:
        wanted = [request.POST.get(line.name, line.kind) for line in shown.lines]
        if shown.differs(wanted):
            why = request.POST.get("why", "").strip()
            zones = shown.joined(wanted)
            edit = rezoning.rezone(article=article, zones=zones, by=user, why=why)
    told(request, edit, said)
    return redirect(article)
