"""Pages of subscriptions: all may look at them, admins make and change them."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.actions import subscribing
from articles.forms import SubscriptionForm
from articles.models import Subscription
from articles.roles import for_admins, role_of, user_of

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
@for_admins
def new_subscription(request: HttpRequest) -> HttpResponse:
    """Make a subscription."""
    new = Subscription(created_by=user_of(request))
    form = SubscriptionForm(request.POST or None, instance=new)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "It is looked at for the first time within half a minute.")
        return redirect(form.save())
    return _page(request, "subscriptions/new.html", form)


@require_http_methods(["GET", "HEAD", "POST"])
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a subscription and what it brought; admins change it."""
    if request.method == "POST":
        return _change(request, pk)
    found = _found(pk)
    form = SubscriptionForm(instance=found) if role_of(request.user).may_admin else None
    return _shown(request, found, form)


@for_admins
def _change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = SubscriptionForm(request.POST, instance=found)
    if form.is_valid():
        subscribing.change(subscription=form.save(commit=False))
        messages.success(request, "Saved.")
        return redirect(found)
    found.refresh_from_db()  # the form has put on it what was refused
    return _shown(request, found, form)


@require_POST
@for_admins
def steer_subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a subscription now, pause it, resume it, or delete it after asking."""
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


def _found(pk: int) -> Subscription:
    return get_object_or_404(Subscription.objects.select_related("created_by"), pk=pk)


def _shown(
    request: HttpRequest, subscription: Subscription, form: SubscriptionForm | None
) -> HttpResponse:
    batches = subscription.batches.all()[:SHOWN_BATCHES]
    more = {"subscription": subscription, "batches": batches}
    return _page(request, "subscriptions/subscription.html", form, **more)


def _page(
    request: HttpRequest, template: str, form: SubscriptionForm | None, **more: object
) -> HttpResponse:
    status = 422 if form and form.is_bound else 200
    return render(request, template, {"form": form, **more}, status=status)
