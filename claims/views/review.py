"""The review queue: one thing to look at after the other, each decided by one key."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from articles.roles import for_editors, user_of
from claims import review
from claims.actions import reviewing
from claims.actions.judging import WrongValue
from claims.models import Doubt
from claims.review import Wanted
from claims.views import deeds

REASON, KEY = 500, 80  # characters


@require_safe
@for_editors
def queue(request: HttpRequest) -> HttpResponse:
    """Show what should be looked at before all else, of what the address asks for."""
    wanted = _wanted(request.GET)
    found = review.first(wanted)
    return _page(request, wanted, review.rows_for(found.pk) if found else None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def doubt(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one thing to look at, and take an editor's answer; then go on to the next."""
    wanted = _wanted(request.GET)
    if request.method == "POST":
        return _answered(request, wanted, pk)
    found = review.rows_for(pk)
    if found is None:
        messages.info(request, f"{reviewing.MEANWHILE} This is the next.")
        return redirect(_address(wanted))
    return _page(request, wanted, found)


def _page(request: HttpRequest, wanted: Wanted, found: Doubt | None) -> HttpResponse:
    context = {
        "queue": review.queue(wanted),
        "item": review.item(found, wanted) if found else None,
        "query": wanted.query,
    }
    return render(request, "review/review.html", context)


def _answered(request: HttpRequest, wanted: Wanted, pk: int) -> HttpResponse:
    sent = request.POST
    given = reviewing.Answer(
        word=sent.get("answer", ""),
        by=user_of(request),
        why=_text(sent.get("why") or sent.get("note") or "", REASON),
        to=_number(sent.get("to", "")) or 0,
        seen=_number(sent.get("seen", "")) or 0,
    )
    try:
        edit, words = reviewing.answer(pk=pk, key=_text(sent.get("key", ""), KEY), given=given)
    except reviewing.Meanwhile as meanwhile:
        messages.warning(request, f"{meanwhile} This is the next.")
    except (reviewing.NoAnswer, WrongValue) as refusal:
        messages.error(request, str(refusal))
        return redirect(_address(wanted, pk))
    else:
        deeds.told(request, edit, words)
    following = review.following(wanted, sent.get("place", ""))
    return redirect(_address(wanted, following.pk if following else None))


def _wanted(query: QueryDict) -> Wanted:
    sort = query.get("kind", "")
    return Wanted(
        sort=sort if sort in Doubt.Sort.values else "",
        outlet=_number(query.get("outlet", "")),
        story=_number(query.get("story", "")),
    )


def _address(wanted: Wanted, pk: int | None = None) -> str:
    return (reverse("doubt", args=[pk]) if pk else reverse("review")) + wanted.query


def _text(text: str, most: int) -> str:
    """Return what the database can hold of what was sent: PostgreSQL has no NUL."""
    return text.replace("\0", "").strip()[:most]


def _number(text: str) -> int | None:
    """Return a number that an address names; None for one that no row can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
