"""Who may change what was delivered: staff alone."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_staff(view: View[P]) -> View[P]:
    """Let nobody else reach a view; who is not signed in is led to the page for that."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not user_of(request).is_staff:
            raise PermissionDenied("Only staff may change batches.")
        return view(request, *args, **kwargs)

    return cast(View[P], login_required(guarded))


def user_of(request: HttpRequest) -> User:
    """Return who is signed in; the view must see to it that somebody is."""
    return cast(User, request.user)
