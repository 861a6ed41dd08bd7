"""Who may do what: readers look, editors put right, admins deliver and look after people.

Doors ask here and nowhere else. A view is guarded by `for_editors` or `for_admins`; a template
asks `may_edit` or `may_admin`.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

EDITORS = "editors"  # the group's name

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Role(StrEnum):
    """What somebody is on this site; each may do all that those before it may."""

    READER = "reader"
    EDITOR = "editor"
    ADMIN = "admin"

    @property
    def may_edit(self) -> bool:
        """Whether it may put right what the program made of articles."""
        return self is not Role.READER

    @property
    def may_admin(self) -> bool:
        """Whether it may deliver articles and look after people."""
        return self is Role.ADMIN


def role_of(user: User | AnonymousUser) -> Role:
    """Return somebody's role, asking the database at most once for the life of `user`."""
    known: Role | None = getattr(user, "_role", None)
    if known is None:
        known = given_role(user) if user.is_active else Role.READER
        user._role = known  # type: ignore[union-attr]
    return known


def given_role(user: User | AnonymousUser) -> Role:
    """Return the role that somebody was given, whether or not they may still sign in."""
    if user.is_staff:
        return Role.ADMIN
    groups = {group.name for group in user.groups.all()} if user.is_authenticated else set()
    return Role.EDITOR if EDITORS in groups else Role.READER


def for_people(view: View[P]) -> View[P]:
    """Let only who is signed in reach a view; all others are led to where one does."""
    return _for(Role.READER, view)


def for_editors(view: View[P]) -> View[P]:
    """Let only editors and admins reach a view; who is not signed in is led to where one does."""
    return _for(Role.EDITOR, view)


def for_admins(view: View[P]) -> View[P]:
    """Let only admins reach a view; who is not signed in is led to where one does."""
    return _for(Role.ADMIN, view)


def check(user: User | AnonymousUser, needed: Role) -> None:
    """Raise `PermissionDenied`, in words, when somebody's role is not enough."""
    if not _is_enough(role_of(user), needed):
        raise PermissionDenied(refusal(needed))


def refusal(needed: Role) -> str:
    """Say in words who may do what was refused, and who can help."""
    if needed is Role.ADMIN:
        return "Only admins may do this. An admin can make you one, too."
    return "Only editors may do this. An admin can make you an editor."


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; the view must see to it that somebody is."""
    return cast(User, request.user)


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Give templates `may_edit` and `may_admin`; a page that asks neither costs no query."""
    return {
        "may_edit": lambda: role_of(request.user).may_edit,
        "may_admin": lambda: role_of(request.user).may_admin,
    }


def led_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the sign-in page, and from there back to a page that can be asked for again.

    That is the one asked for; when something was sent, or only a part of a page was asked for, it
    is the page that this came from.
    """
    is_part = "HX-Request" in request.headers
    if request.method in ("GET", "HEAD") and not is_part:
        return redirect_to_login(request.get_full_path())
    response = redirect_to_login(_page_before(request))
    return HttpResponseClientRedirect(response["Location"]) if is_part else response


def _for(needed: Role, view: View[P]) -> View[P]:
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return led_to_sign_in(request)
        check(request.user, needed)
        return view(request, *args, **kwargs)

    return cast(View[P], guarded)


def _is_enough(role: Role, needed: Role) -> bool:
    order = list(Role)
    return order.index(role) >= order.index(needed)


def _page_before(request: HttpRequest) -> str:
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}):
        return "/"
    parts = urlsplit(address)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
