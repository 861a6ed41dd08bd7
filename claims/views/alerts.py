"""Pages of alerts: searches that somebody saved; each is for its owner alone."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.roles import for_people, user_of
from claims import alerts as read
from claims.actions import alerting, mailing
from claims.alerts import Shown
from claims.forms.alerts import AlertForm
from claims.models import Alert

STEPS = {
    "pause": (alerting.pause, "It is paused: nothing is looked for until you resume it."),
    "resume": (alerting.resume, "It is looked after again, and tells what came meanwhile."),
    "secret": (
        alerting.renew_secret,
        "The feed has another address now; the one that it had leads nowhere.",
    ),
}


@require_safe
@for_people
def alerts(request: HttpRequest) -> HttpResponse:
    """List one's alerts."""
    return render(request, "alerts/alerts.html", {"lines": read.of(user_of(request)), **_mails()})


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def new_alert(request: HttpRequest) -> HttpResponse:
    """Save a search, to be told of what is new in it."""
    new = Alert(user=user_of(request))
    asked = _text(request.GET.get("q", ""))
    form = AlertForm(request.POST or None, instance=new, initial={"query": asked})
    if request.method == "POST" and form.is_valid():
        try:
            alerting.save(alert=form.save(commit=False))
        except alerting.TooManyAlerts as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Saved. You are told of what comes from now on.")
            return redirect(new)
    context = {"form": form, "asked": asked, "finds": read.finds(asked) if asked else None}
    status = 422 if form.is_bound else 200
    return render(request, "alerts/new.html", {**context, **_mails()}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was found for an alert, or change the alert."""
    shown = _shown(request, pk)
    if request.method != "POST":
        return _page(request, shown, AlertForm(instance=shown.alert))
    changed = _shown(request, pk).alert  # the form puts on it what may be refused
    form = AlertForm(request.POST, instance=changed)
    if not form.is_valid():
        return _page(request, shown, form)
    alerting.change(alert=form.save(commit=False))
    messages.success(request, "Saved.")
    return redirect(changed)


@require_POST
@for_people
def steer_alert(request: HttpRequest, pk: int) -> HttpResponse:
    """Pause an alert, resume it, mark it read, renew its feed's address, or delete it on asking."""
    found = _shown(request, pk).alert
    step = request.POST.get("step", "")
    if step == "delete" and "sure" in request.POST:
        alerting.delete(alert=found)
        messages.success(request, "The alert is deleted, with all that it told.")
        return redirect("alerts")
    if step == "delete":
        return render(request, "alerts/delete.html", {"alert": found})
    if step == "read":
        upto = _number(request.POST.get("upto", "")) or 0
        alerting.mark_read(alert=found, upto=upto)
        messages.success(request, "All of it counts as read.")
    elif step in STEPS:
        deed, words = STEPS[step]
        deed(alert=found)
        messages.success(request, words)
    return redirect(found)


def _shown(request: HttpRequest, pk: int) -> Shown:
    shown = read.one(user_of(request), pk, _number(request.GET.get("before", "")))
    if shown is None:
        raise Http404("You have no such alert.")
    return shown


def _page(request: HttpRequest, shown: Shown, form: AlertForm) -> HttpResponse:
    feed = reverse("alert_feed", args=[shown.alert.pk])
    context = {
        "shown": shown,
        "alert": shown.alert,
        "form": form,
        "feed": request.build_absolute_uri(f"{feed}?key={shown.alert.secret}"),
        **_mails(),
    }
    status = 422 if form.is_bound else 200
    return render(request, "alerts/alert.html", context, status=status)


def _mails() -> dict[str, Any]:
    """Say where mails lie, where none are sent."""
    return {"mail_folder": settings.EMAIL_FILE_PATH if mailing.are_files() else ""}


def _text(text: str) -> str:
    """Return what the database can hold of an address: PostgreSQL has no NUL."""
    return text.replace("\0", "")[:1000]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
