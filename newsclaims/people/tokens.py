"""One's tokens: keys for scripts, made here, shown once, and taken back at any time."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from articles.actions import tokens as deeds
from articles.models import Token
from articles.roles import Role, for_people, role_of, user_of

Scope = Token.Scope
NEEDED = {Scope.READ: Role.READER, Scope.CORRECT: Role.EDITOR, Scope.DELIVER: Role.ADMIN}
MEANS = {
    Scope.READ: "Read and search, and see your alerts.",
    Scope.CORRECT: "Put statements, links and claims right, in your name.",
    Scope.DELIVER: "Load batches of articles, in your name.",
}
DAYS = {"30": "30 days", "90": "90 days", "365": "a year", "": "as long as I do not revoke it"}


class TokenForm(forms.Form):
    """What a token is for, what it may do, and how long."""

    name = forms.CharField(
        label="What it is for",
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="By which you know it again: “notebook on the ferry strike”.",
    )
    scopes = forms.MultipleChoiceField(
        label="It may", widget=forms.CheckboxSelectMultiple, initial=[Scope.READ]
    )
    days = forms.ChoiceField(
        label="It works for",
        required=False,
        choices=list(DAYS.items()),
        initial="90",
        help_text="To the end of that day.",
    )

    def __init__(self, *args: Any, role: Role, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        scopes = self.fields["scopes"]
        assert isinstance(scopes, forms.MultipleChoiceField)
        scopes.choices = [(scope.value, MEANS[scope]) for scope in may(role)]

    def expires_at(self, now: datetime) -> datetime | None:
        """Return when the token ends; None for never."""
        if not (days := self.cleaned_data["days"]):
            return None
        last = timezone.localtime(now).date() + timedelta(days=int(days))
        return timezone.make_aware(datetime.combine(last, time.max))


def may(role: Role) -> list[Scope]:
    """Return what tokens of somebody with a role can be good for."""
    order = list(Role)
    return [scope for scope in Scope if order.index(role) >= order.index(NEEDED[scope])]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@for_people
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens, and make one; its secret is on the page that answers, and nowhere else."""
    user, now = user_of(request), timezone.now()
    form = TokenForm(request.POST or None, role=role_of(user))
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.make(
                user=user,
                name=form.cleaned_data["name"],
                scopes=form.cleaned_data["scopes"],
                now=now,
                expires_at=form.expires_at(now),
            )
        except deeds.Refused as refusal:
            form.add_error("name", str(refusal))
    if made:
        form = TokenForm(role=role_of(user))
    context = {
        "form": form,
        "made": made,
        "working": deeds.working(user, now),
        "ended": deeds.ended(user, now),
        "now": now,
    }
    status = 422 if form.is_bound else 200
    return render(request, "registration/tokens.html", context, status=status)


@require_POST
@for_people
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one of one's tokens open nothing any more."""
    token = get_object_or_404(Token, pk=pk, user=user_of(request))
    deeds.revoke(token=token, now=timezone.now())
    messages.success(request, f"Revoked: “{token.name}” opens nothing any more.")
    return redirect("tokens")
