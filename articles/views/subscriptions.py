"""Pages of subscriptions: all may look at them, staff make and change them."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.actions import subscribing
from articles.forms import SubscriptionForm
from articles.models import Subscription

SHOWN_BATCHES = 20

STEPS = {
    "poll": (subscribing.poll_now, "It is looked at within the next half minute."),
    "pause": (subscribing.pause, "It is paused: nobody looks at it until it is resumed."),
    "resume": (subscribing.resume, "It is looked at again."),
}


@require_safe
def subscriptions(request: HttpRequest) -> HttpResponse:
    """List the feeds and lists that are looked at again and again."""
    found = Subscription.objects.annotate(batch_count=Count("batches"))
    return render(request, "subscriptions/subscriptions.html", {"subscriptions": found})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_subscription(request: HttpRequest) -> HttpResponse:
    """Make a subscription."""
    user = _staff(request)
    form = SubscriptionForm(request.POST or None, instance=Subscription(created_by=user))
    if request.method == "POST" and form.is_valid():
        messages.success(request, "It is looked at for the first time within half a minute.")
        return redirect(form.save())
    return _page(request, "subscriptions/new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a subscription and what it brought; staff change it."""
    found = get_object_or_404(Subscription.objects.select_related("created_by"), pk=pk)
    is_sent = request.method == "POST"
    form = None
    if is_sent or cast(User, request.user).is_staff:
        _staff(request)
        form = SubscriptionForm(request.POST if is_sent else None, instance=found)
    if is_sent and form and form.is_valid():
        subscribing.change(subscription=form.save(commit=False))
        messages.success(request, "Saved.")
        return redirect(found)
    if is_sent:
        found.refresh_from_db()  # the form has put on it what was refused
    batches = found.batches.all()[:SHOWN_BATCHES]
    more = {"subscription": found, "batches": batches}
    return _page(request, "subscriptions/subscription.html", form, **more)


@require_POST
@login_required
def steer_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a subscription now, pause it, resume it, or delete it after asking."""
    _staff(request)
    found = get_object_or_404(Subscription, pk=pk)
    step = request.POST.get("step", "")
    if step == "delete" and "sure" in request.POST:
        subscribing.delete(subscription=found)
        messages.success(request, f"“{found.name}” is deleted; the batches it brought stay.")
        return redirect("subscriptions")
    if step == "delete":
        return render(request, "subscriptions/delete.html", {"subscription": found})
    if step in STEPS:
        deed, words = STEPS[step]
        deed(subscription=found)
        messages.success(request, words)
    return redirect(found)


def _staff(request: HttpRequest) -> User:
    user = cast(User, request.user)
    if not user.is_staff:
        raise PermissionDenied("Only staff may change what is subscribed to.")
    return user


def _page(
    request: HttpRequest, template: str, form: SubscriptionForm | None, **more: object
) -> HttpResponse:
    status = 422 if form and form.is_bound else 200
    return render(request, template, {"form": form, **more}, status=status)
