"""A site that is not open to all: nothing is shown to who is not signed in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from articles.roles import led_to_sign_in


class ClosedReading(LoginRequiredMiddleware):
    """Leads everybody to the sign-in page first, unless reading is open (OPEN_READING).

    Views that are marked `login_not_required` see to themselves: signing in, health, the door for
    scripts.
    """

    def process_view(
        self, request: HttpRequest, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Let pass who may."""
        if settings.OPEN_READING:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Lead to the sign-in page and back."""
        return led_to_sign_in(request)
