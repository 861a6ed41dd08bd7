"""What the forms of editors have in common: what was chosen, why, and what the person had seen."""

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.actions import history
from claims.actions.history import Gone, Overtaken, Seen

NOT_AGAIN = frozenset({"csrfmiddlewaretoken", "seen"})


def numbers(values: list[str]) -> list[int]:
    """Return those of some texts that are numbers of rows."""
    return [int(one) for one in values if one.isascii() and one.isdigit() and len(one) < 18]


def chosen(request: HttpRequest, name: str) -> list[int]:
    """Return the rows that were chosen in a form."""
    return numbers(request.POST.getlist(name))


def why_in(request: HttpRequest) -> str:
    """Return the reason that was given: one of those offered, own words, or both."""
    given = [one.strip() for one in request.POST.getlist("why")]
    return "; ".join(dict.fromkeys(one for one in given if one))


def seen_in(request: HttpRequest, row: models.Model) -> Seen | None:
    """Return what the person had before the eyes; None where the form does not say."""
    found = chosen(request, "seen")
    return Seen(history.subject(row), found[0]) if found else None


def overtaken(
    request: HttpRequest, refusal: Overtaken | Gone, deed: str, row: models.Model
) -> HttpResponse:
    """Say that somebody else decided meanwhile, and keep what was sent, to be sent again."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_AGAIN
        for value in values
    ]
    context = {
        "refusal": refusal,
        "edit": getattr(refusal, "edit", None),
        "deed": deed,
        "row": row,
        "kept": kept,
        "seen": history.newest(history.subject(row)),
    }
    return render(request, "desk/overtaken.html", context, status=409)
