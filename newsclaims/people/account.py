"""What is one's own: name, role, password."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from articles.roles import Role, for_people, role_of, user_of

MAY: dict[Role, tuple[str, ...]] = {
    Role.READER: (
        "read every story, claim, article and speaker, and search, print and cite them",
        "save searches as alerts, to be told of what is new",
    ),
    Role.EDITOR: (
        "put right what the program made of articles: statements, speakers, claims, stories, zones",
        "decide what waits for review",
        "undo what was decided, which stays in the history",
    ),
    Role.ADMIN: (
        "add articles, look at a batch before it is read in, and roll it back",
        "subscribe to feeds",
        "add people and give them a role",
    ),
}


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Say who is signed in, and what they may do."""
    role = role_of(request.user)
    up_to = list(Role)[: list(Role).index(role) + 1]
    context = {
        "role": role,
        "may": [deed for each in up_to for deed in MAY[each]],
        "is_demo": not user_of(request).has_usable_password(),
    }
    return render(request, "registration/account.html", context)


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where mails of one's alerts go; empty: nowhere."""

    email = forms.EmailField(
        label="Mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="What your alerts find can be sent there. Leave it empty to get no mail.",
    )

    class Meta:
        model = User
        fields = ("email",)


@require_http_methods(["GET", "HEAD", "POST"])
@for_people
def mail_address(request: HttpRequest) -> HttpResponse:
    """Say where one's mail goes."""
    user = user_of(request)
    if settings.DEMO and not user.has_usable_password() and not settings.EMAIL_FILE_PATH:
        raise PermissionDenied("You came in without a password, so no mail is sent for you.")
    back = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("account")
    form = AddressForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(
            request, f"Mails go to {saved.email} now." if saved.email else "You get no mails now."
        )
        return redirect(back)
    status = 422 if form.is_bound else 200
    return render(request, "registration/mail.html", {"form": form, "back": back}, status=status)


class NewPassword(PasswordChangeView):
    """Change one's own password; wherever else one is signed in, one is no longer."""

    template_name = "registration/password.html"
    success_url = reverse_lazy("account")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse who has no password, as the demo editor."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            raise PermissionDenied("You came in without a password, so there is none to change.")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Say what happened."""
        messages.success(
            self.request,
            "Your password is changed. Wherever else you were signed in, you are signed out.",
        )
        return super().form_valid(form)
