"""The door for scripts: one object of JSON for a batch, problems as RFC 9457 has them."""

import base64
import binascii
import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.forms import UploadForm
from articles.models import Batch
from articles.roles import Role, refusal, role_of, user_of
from claims import progress
from claims.views.batches import number

PAGE = 1_000
LONGEST_NAME = 150  # of a user
KEYS = ("addresses", "outlet", "name", "dry_run")


class _ProblemError(Exception):
    """A request that is refused, with its status and the reason in words."""

    def __init__(self, status: HTTPStatus, detail: str, **more: object) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more


@login_not_required  # who it is, is asked below: scripts send a name and a password
@csrf_exempt  # checked below, for those who are signed in by a cookie
def batches(request: HttpRequest) -> HttpResponse:
    """Take in a batch by POST; answer with the batch as it stands and where to ask again."""
    try:
        if request.method != "POST":
            raise _ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, "Send a batch by POST.")
        by = _admin(request)
        batch = receive(**_delivery(request), by=by)
    except _ProblemError as problem:
        return _problem(problem)
    except (RequestDataTooBig, TooManyFilesSent):
        return _problem(_ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large()))
    except Unreadable as error:
        return _problem(_ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, f"The delivery {error}."))
    answer = _told(batch)
    answer["Location"] = _address(batch)
    answer.status_code = HTTPStatus.CREATED
    return answer


@login_not_required
@require_safe
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a batch and a page of its items; `next` leads to more."""
    try:
        if not settings.OPEN_READING:
            _person(request)
        found = Batch.objects.filter(pk=pk).first()
        if found is None:
            raise _ProblemError(HTTPStatus.NOT_FOUND, f"There is no batch {pk}.")
    except _ProblemError as problem:
        return _problem(problem)
    return _told(found, after=number(request, "after"))


def _told(batch: Batch, *, after: int | None = None) -> JsonResponse:
    page = progress.page(batch, after=-1 if after is None else after, size=PAGE)
    told = progress.told(progress.of(batch), page.lines)
    address = _address(batch)
    told["url"] = batch.get_absolute_url()
    told["next"] = f"{address}?after={page.next}" if page.next is not None else None
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _address(batch: Batch) -> str:
    return reverse("api_batch", args=[batch.pk])


def _person(request: HttpRequest) -> User:
    """Return who sends this: by HTTP Basic, or signed in and with the site's own token."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.casefold() == "basic":
        return _by_password(request, given)
    if not request.user.is_authenticated:
        raise _ProblemError(HTTPStatus.UNAUTHORIZED, "Sign in, or send a name and a password.")
    if reason := _CsrfCheck.reason(request):
        raise _ProblemError(HTTPStatus.FORBIDDEN, f"The site's own token is missing: {reason}")
    return user_of(request)


def _admin(request: HttpRequest) -> User:
    user = _person(request)
    if not role_of(user).may_admin:
        raise _ProblemError(HTTPStatus.FORBIDDEN, refusal(Role.ADMIN))
    return user


def _by_password(request: HttpRequest, given: str) -> User:
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        name = password = ""
    if "\0" in name or len(name) > LONGEST_NAME:
        name = password = ""
    # What counts wrong passwords looks at what was sent; it need not receive a body for that.
    asking = HttpRequest()
    asking.method, asking.META = request.method, request.META
    user = authenticate(asking, username=name, password=password)
    if getattr(asking, "axes_locked_out", False):
        raise _ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "Too many wrong passwords: wait a while.")
    if user is None:
        raise _ProblemError(HTTPStatus.UNAUTHORIZED, "The name and the password do not match.")
    return user


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, asked where its middleware was told to pass."""

    @classmethod
    def reason(cls, request: HttpRequest) -> str | None:
        """Return why a request does not come from a page of this site, None when it does."""
        check = cls(lambda _: HttpResponse())
        check.process_request(request)
        return cast("str | None", check.process_view(request, batch, (), {}))

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _delivery(request: HttpRequest) -> dict[str, Any]:
    # Asked before the body is read: what is too large need not be received first.
    if int(request.headers.get("Content-Length") or 0) > settings.MAX_UPLOAD_BYTES + 1_000_000:
        raise _ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large())
    if request.content_type == "application/json":
        data: Mapping[str, Any] = _object(request)
        form = UploadForm(data, MultiValueDict())
    else:
        data = request.POST.dict()
        form = UploadForm({**data, "check": data.get("dry_run", "")}, request.FILES)
    if not form.is_valid():
        errors = {field: [str(one) for one in found] for field, found in form.errors.items()}
        words = " ".join(one for found in errors.values() for one in found)
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors=errors)
    return form.delivery()


def _object(request: HttpRequest) -> dict[str, Any]:
    """Return a body of JSON as the form takes it; raise `_ProblemError` when it is none."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not an object.")
    if strange := sorted(found.keys() - set(KEYS)):
        words = f"Not known: {', '.join(strange)}; the keys are {', '.join(KEYS)}."
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, words)
    addresses = found.get("addresses", [])
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "addresses is not a list of text.")
    if not isinstance(found.get("dry_run", False), bool):
        raise _ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "dry_run is not true or false.")
    return {**found, "addresses": "\n".join(addresses), "check": found.get("dry_run", False)}


def _too_large() -> str:
    return (
        f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES:,} files of together "
        f"{filesizeformat(settings.MAX_UPLOAD_BYTES)} can be sent at once."
    )


def _problem(problem: _ProblemError) -> HttpResponse:
    told = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        **problem.more,
    }
    answer = JsonResponse(told, status=problem.status, content_type="application/problem+json")
    if problem.status == HTTPStatus.UNAUTHORIZED:
        answer["WWW-Authenticate"] = 'Basic realm="newsclaims", charset="UTF-8"'
    elif problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        answer["Allow"] = "POST"
    elif problem.status == HTTPStatus.TOO_MANY_REQUESTS:
        answer["Retry-After"] = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
    return answer
