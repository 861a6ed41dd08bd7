"""What is one's own: name, role, password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse_lazy
from django.views.decorators.http import require_safe

from articles.roles import Role, role_of, user_of

MAY: dict[Role, tuple[str, ...]] = {
    Role.READER: ("read every story, claim, article and speaker, and search, print and cite them",),
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
