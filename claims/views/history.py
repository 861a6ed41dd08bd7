"""The history: who decided what, and what machines read; every decision can be undone here."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.roles import for_editors
from claims import histories
from claims.histories import Asked
from claims.models import Edit


@require_safe
@for_editors
def history(request: HttpRequest) -> HttpResponse:
    """List what was done, the newest first; it names colleagues, and so is for editors."""
    found = histories.of(_asked(request.GET))
    context = {"history": found, "deeds": Edit.Deed.choices, "machine": histories.MACHINE}
    return render(request, "history/history.html", context)


def _asked(query: QueryDict) -> Asked:
    deed = query.get("deed", "")
    return Asked(
        by=_text(query.get("by", ""), 150),
        deed=deed if deed in Edit.Deed.values else "",
        about=_text(query.get("about", ""), 40),
        batch=_number(query.get("batch", "")),
        since=_day(query.get("since", "")),
        until=_day(query.get("until", "")),
        before=_moment(query.get("before", "")),
        last=_number(query.get("last", "")),
    )


def _text(text: str, most: int) -> str:
    """Return what the database can hold of an address: PostgreSQL has no NUL."""
    return text.replace("\0", "")[:most]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _day(text: str) -> date | None:
    """Return a day that an address names; None for what is no day of our calendar's middle."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 3000 else None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1900 < found.year < 3000:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)
