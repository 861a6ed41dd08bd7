"""The sign-in page; it counts wrong passwords, and locks for a while."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from articles.roles import Role, refusal, role_of
from newsclaims.people import demo

IPV6_HOUSEHOLD = 64  # bits that one line has; whoever has it has all addresses in it


class SignIn(LoginView):
    """Name and password; too many wrong ones are told how long to wait."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what this copy of the site is like."""
        more = {"is_demo_open": demo.is_open(), "is_reading_open": settings.OPEN_READING}
        return super().get_context_data(**more, **kwargs)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong, with 429 when nobody may try again for now."""
        if not getattr(self.request, "axes_locked_out", False):
            return super().form_invalid(form)
        wait = settings.AXES_COOLOFF_TIME
        context = self.get_context_data(form=form, locked_minutes=int(wait.total_seconds() // 60))
        response = self.render_to_response(context, status=429)
        response["Retry-After"] = str(int(wait.total_seconds()))
        return response


@login_not_required
def sign_in_to_admin(request: HttpRequest) -> HttpResponse:
    """Lead from Django's admin to the one sign-in page; refuse who is signed in and no admin."""
    if role_of(request.user).may_admin:
        return redirect("admin:index")
    if request.user.is_authenticated:
        raise PermissionDenied(refusal(Role.ADMIN))
    return redirect_to_login(request.GET.get("next", reverse("admin:index")))


def own_answer(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """Let the view's own answer stand where axes would put one; doors say themselves why not."""
    return response


def address_of(request: HttpRequest) -> str | None:
    """Return the address that a request comes from, None when there is none.

    Each proxy writes who spoke to it at the end of X-Forwarded-For; what stands before the last
    `PROXIES` entries anybody could have written. Of IPv6 it is the network of one line.
    """
    said = request.headers.get("X-Forwarded-For", "")
    chain = [one.strip() for one in said.split(",") if one.strip()]
    chain.append(request.META.get("REMOTE_ADDR") or "")
    at = -1 - settings.PROXIES
    return _address(chain[at] if len(chain) >= -at else chain[-1]) or _address(chain[-1])


def _address(raw: str) -> str | None:
    for text in (raw, _without_port(raw)):
        try:
            found = ip_address(text)
        except ValueError:
            continue
        if not isinstance(found, IPv6Address):
            return str(found)
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ip_network((int(found), IPV6_HOUSEHOLD), strict=False).network_address)
    return None


def _without_port(raw: str) -> str:
    try:
        return urlsplit(f"//{raw}").hostname or ""
    except ValueError:
        return ""
