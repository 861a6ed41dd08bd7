"""The page of one claim, and what editors do there with its statements and relations."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.roles import for_editors, role_of, user_of
from claims import record
from claims.actions import decisions, history
from claims.models import Claim, Statement, StatementLink, Verdict
from claims.views import choices, deeds
from claims.views.desk import chosen, numbers, overtaken, seen_in, why_in
from claims.views.moved import moved

REASONS = ("different event", "different speaker", "not the same words")


@require_safe
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show everything on record about a claim; of one that is gone, where it went."""
    found = Claim.objects.filter(pk=pk).first()
    if found is None:
        return moved(Claim, pk)
    may_edit = role_of(request.user).may_edit
    seen = history.newest(history.subject(found)) if may_edit else 0
    shown = record.of_claim(found, without_soft=choices.without_soft(request))
    context = {
        "record": shown,
        "soft": choices.soft(request, shown.soft),
        "seen": seen,
        "reasons": REASONS,
    }
    return render(request, "claims/claim.html", context)


@require_POST
@for_editors
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that statements stand in a claim rightly."""
    found = get_object_or_404(Claim.objects.select_related("wording__article"), pk=pk)
    try:
        edit = decisions.confirm_in_claim(
            statements=chosen(request, "statement"),
            claim=found,
            by=user_of(request),
            seen=seen_in(request, found),
        )
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, "Confirm the statement", found)
    deeds.told(request, edit, "Confirmed: it says the same, by your word.")
    return deeds.back(request, found.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
@for_editors
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a statement does not belong to a claim; it is never put there again."""
    found = get_object_or_404(Claim.objects.select_related("wording__article"), pk=pk)
    asked = request.POST if request.method == "POST" else request.GET
    rows = Statement.objects.select_related("article__outlet")
    statement = get_object_or_404(rows, pk__in=numbers(asked.getlist("statement"))[:1])
    if request.method != "POST":
        context = {
            "claim": found,
            "statement": statement,
            "words": decisions.words_of(statement),
            "reasons": REASONS,
            "seen": history.newest(history.subject(found)),
            "next": request.GET.get("next", ""),
        }
        return render(request, "desk/reject.html", context)
    try:
        edit = decisions.take_out_of_claim(
            statement=statement,
            claim=found,
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, "Take the statement out of its claim", found)
    deeds.told(request, edit, "Taken out of the claim. It will not be put there again.")
    return deeds.back(request, found.get_absolute_url())


@require_POST
@for_editors
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the chosen statements of a claim be a claim of their own."""
    found = get_object_or_404(Claim.objects.select_related("wording__article"), pk=pk)
    try:
        edit = decisions.split_claim(
            statements=chosen(request, "statement"),
            claim=found,
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, "Split the claim", found)
    if edit:
        deeds.told(request, edit, "Split off. The chosen statements are a claim of their own.")
    else:
        messages.error(request, "Choose some of the statements, but not all: nothing was changed.")
    return deeds.back(request, found.get_absolute_url())


@require_POST
@for_editors
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a claim and another, given by its number or address, be one."""
    found = get_object_or_404(Claim.objects.select_related("wording__article"), pk=pk)
    # The field may be empty beside the button of a claim that is near.
    named = [one for one in request.POST.getlist("other") if one.strip()]
    other = _claim_named(named[-1]) if named else None
    if other is None or other == found:
        said = "That is this claim." if other else "There is no claim of that number or address."
        messages.error(request, f"{said} Nothing was changed.")
        return deeds.back(request, found.get_absolute_url())
    try:
        edit = decisions.merge_claims(
            claim=found,
            other=other,
            by=user_of(request),
            why=why_in(request),
            seen=seen_in(request, found),
        )
    except (history.Overtaken, history.Gone) as refusal:
        return overtaken(request, refusal, "Merge the claims", found)
    deeds.told(request, edit, "Merged: both say the same, by your word.")
    return deeds.back(request, found.get_absolute_url())


@require_POST
@for_editors
def relation(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that two statements are what a link says they are to each other, or that they are not."""
    link = get_object_or_404(StatementLink, pk=pk)
    is_so = request.POST.get("verdict") == Verdict.TOGETHER
    try:
        edit = decisions.decide_relation(
            link=link,
            verdict=Verdict.TOGETHER if is_so else Verdict.APART,
            by=user_of(request),
            why=why_in(request),
        )
    except (history.Overtaken, history.Gone) as refusal:
        messages.error(request, str(refusal))
        return deeds.back(request, "/")
    done = "Confirmed: it is so, by your word." if is_so else "Rejected. It is shown no more."
    deeds.told(request, edit, done)
    return deeds.back(request, "/")


def _claim_named(given: str) -> Claim | None:
    """Return the claim that a number or an address names; None for neither."""
    given = given.strip()
    number = given.lstrip("#")
    if number.isascii() and number.isdigit() and len(number) < 18:
        return Claim.objects.select_related("wording__article").filter(pk=int(number)).first()
    try:
        match = resolve(urlsplit(given).path)
    except (Resolver404, ValueError):
        return None
    pk = match.kwargs.get("pk") if match.url_name == "claim" else None
    return Claim.objects.select_related("wording__article").filter(pk=pk).first() if pk else None
