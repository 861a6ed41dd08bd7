"""What follows a deed on any page: words that say what was done, and a way to undo it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from articles.roles import for_editors, user_of
from claims.actions import history
from claims.models import Edit

NOTHING = "Nothing was changed."


def told(request: HttpRequest, edit: Edit | None, words: str) -> None:
    """Let the next page say what was done, with a button that undoes it."""
    if edit is None:
        messages.info(request, NOTHING)
    else:
        messages.success(request, words, extra_tags=f"undo:{edit.pk}" if edit.changes else "")


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    """Lead to the page of this site that form or address named as `next`, or else to another."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(wanted if is_ours else otherwise)


@require_POST
@for_editors
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an edit, and lead back to where the person was."""
    edit = get_object_or_404(Edit, pk=pk)
    try:
        opposite = history.undo(edit=edit, by=user_of(request))
    except (history.Overtaken, history.Gone) as refusal:
        messages.error(request, str(refusal))
    else:
        told(request, opposite, f"Undone: {edit.get_deed_display()} (“{edit.title}”).")
    return back(request, "/")
