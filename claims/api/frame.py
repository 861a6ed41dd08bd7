"""The frame of all routes: how they are declared, found, described, guarded and answered."""

import json
import logging
from collections.abc import Callable, Collection
from functools import wraps
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.urls import URLPattern
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from claims.api import problems
from claims.api.doors import Door
from claims.api.problems import Problem, Refused

logger = logging.getLogger("claims.api")

ROOT = "/api/"
JSON = "application/json"
OPEN = Door()
MOVED = "It went into another one, to which `Location` leads."
MEANINGS = {
    200: "As asked for.",
    201: "Made; `Location` leads to it.",
    301: MOVED,
    304: "What `If-None-Match` names is still so.",
    400: "The query is not understood; `pointer` says where, `detail` says why. Or the body is "
    "no JSON.",
    401: "Who asks is not known: no token, a wrong one, or one that works no more.",
    403: "Who asks may not do this.",
    404: "There is no such thing.",
    405: "Not by this method; `Allow` says by which.",
    409: "Somebody else decided meanwhile, or what it is about is gone; nothing was changed.",
    413: "More than can be sent at once.",
    422: "A value cannot be so; `errors` says which.",
    429: "Too many requests; `Retry-After` says how many seconds to wait.",
}
ALWAYS = (401, 403, 422, 429)

View = Callable[..., HttpResponseBase]
Route = Callable[..., Any]


class _Json(BaseRenderer):
    """JSON in the characters that it is written in."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        words = json.dumps(data, cls=NinjaJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return words.encode("utf-8", "replace")


class Api(NinjaAPI):
    """The routes, each declared with what it tells, who may ask, and how it can fail."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(openapi_url=None, docs_url=None, renderer=_Json(), **kwargs)
        self.add_exception_handler(Refused, lambda _, problem: problems.answer(_one(problem)))
        self.add_exception_handler(Http404, lambda _, error: problems.answer(_gone(error)))
        self.add_exception_handler(HttpError, lambda _, error: problems.answer(_http(error)))
        self.add_exception_handler(ValidationError, lambda _, e: problems.answer(_invalid(e)))
        self.add_exception_handler(Exception, _failed)

    def tells(
        self,
        path: str,
        shape: Any,
        *,
        name: str,
        tag: str,
        also: Collection[int] = (),
        door: Door = OPEN,
        url: str = "",
    ) -> Callable[[Route], Route]:
        """Declare a route that tells something; `also` are statuses beside those of all."""
        statuses = {*ALWAYS, *also} | ({404} if "{" in path else set())
        return self._declared("GET", path, shape, name, tag, statuses, door, 200, url)

    def does(
        self,
        path: str,
        shape: Any,
        *,
        name: str,
        tag: str,
        door: Door,
        also: Collection[int] = (),
        method: str = "POST",
        status: int = 200,
        url: str = "",
        extra: dict[str, Any] | None = None,
    ) -> Callable[[Route], Route]:
        """Declare a route that does something; `url` is its name where another has the address."""
        statuses = {400, *ALWAYS, *also} | ({404, 409} if "{" in path else set())
        return self._declared(method, path, shape, name, tag, statuses, door, status, url, extra)

    def _declared(
        self,
        method: str,
        path: str,
        shape: Any,
        name: str,
        tag: str,
        statuses: Collection[int],
        door: Door,
        status: int,
        url: str,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[Route], Route]:
        def declared(view: Route) -> Route:
            summary, _, words = (view.__doc__ or "").partition("\n")
            words = " ".join(words.split())
            made: Route = self.api_operation(
                [method],
                path,
                response={status: shape, **dict.fromkeys(sorted(statuses), Problem)},
                auth=door,
                operation_id=_camel(name),
                summary=summary.rstrip("."),
                description=" ".join(filter(None, (words, door.words))),
                tags=[tag],
                url_name=f"api_{(url or name).replace(' ', '_')}",
                openapi_extra=extra,
            )(view)
            return made

        return declared

    def patterns(self) -> list[URLPattern]:
        """Return the addresses of all routes, each guarded and answering as all do."""
        found, *_ = self.urls
        return [
            URLPattern(one.pattern, opened(one.callback), one.default_args, one.name)
            for one in found
            if isinstance(one, URLPattern) and one.name != "api-root"
        ]

    def document(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        made = Document(self, ROOT)
        return dict(json.loads(json.dumps(made, cls=NinjaJSONEncoder)))


class Document(OpenAPISchema):
    """The OpenAPI document, with the words and statuses that ninja's own leaves out."""

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        """Return by what one may come in."""
        (door,) = operation.auth_callbacks
        assert isinstance(door, Door)
        self.securitySchemes.update(SCHEMES)
        found: list[dict[str, Any]] = [{"token": [door.scope.value]}, {"session": []}]
        if door.by_password:
            found.append({"password": []})
        return [{}, *found] if door.is_open else found

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """Return what an address may carry; nothing of it can be null, it is left out instead."""
        found: list[dict[str, Any]] = super().operation_parameters(operation)
        for one in found:
            one.pop(
                "examples", None
            )  # of a parameter they would be another thing; its schema has them
            schema = one["schema"]
            given = [kind for kind in schema.pop("anyOf", ()) if kind.get("type") != "null"]
            for kind in given:
                schema |= kind
            if schema.get("default", ...) is None:
                del schema["default"]
        return found

    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        """Return every answer, those that tell of a problem as such."""
        found: dict[int, dict[str, Any]] = super().responses(operation)
        for status, details in found.items():
            details["description"] = MEANINGS[status]
            if status >= HTTPStatus.BAD_REQUEST:
                details["content"] = {problems.MEDIA_TYPE: details["content"].pop(JSON)}
        if operation.methods == ["GET"]:
            found[200]["headers"] = {
                "ETag": _header("Names this answer; send it back to ask anew.")
            }
            found[304] = {"description": MEANINGS[304]}
        if 201 in found:
            found[201]["headers"] = {"Location": _header("Address of what was made.")}
        for status, name, words in (
            (301, "Location", "Address of what it went into."),
            (429, "Retry-After", "Seconds to wait."),
        ):
            if status in found:
                found[status]["headers"] = {name: _header(words)}
        return dict(sorted(found.items()))


SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of one’s account page: `Authorization: Bearer nc_…`. It may do "
        "what its scopes say, and no more than its owner.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Signed in on this site, as pages are; what writes also needs "
        "`X-CSRFToken`.",
    },
    "password": {
        "type": "http",
        "scheme": "basic",
        "description": "Name and password; for batches alone. Wrong ones are counted.",
    },
}


def opened(view: View) -> View:
    """Let a route's view answer HEAD, refuse other methods in words, and name what it answers.

    It looks itself who may: neither the sign-in page nor Django's check of forms stands before it.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if is_head:
            request.method = "HEAD"
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = _not_allowed(response["Allow"])
        if isinstance(response, HttpResponse):
            response = _named(request, response)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["Vary"] = "Authorization, Cookie"
        return response

    return csrf_exempt(login_not_required(answered))


def elsewhere(request: HttpRequest, rest: str) -> HttpResponse:
    """Say of any other address below /api/ that nothing is there."""
    try:
        OPEN(request)
    except Refused as problem:
        return problems.answer(problem)
    words = f"Nothing is at {request.path[:200]}; {ROOT} says what there is."
    return problems.answer(Refused(HTTPStatus.NOT_FOUND, words))


def _named(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer with its ETag, or only that nothing has changed."""
    if request.method not in ("GET", "HEAD") or response.status_code != HTTPStatus.OK:
        return response
    etag = f'"{sha256(response.content).hexdigest()[:32]}"'
    known = {one.removeprefix("W/") for one in parse_etags(_asked_again(request))}
    if etag in known or "*" in known:
        response = HttpResponseNotModified()
    response.headers["ETag"] = etag
    return response


def _asked_again(request: HttpRequest) -> str:
    return request.headers.get("If-None-Match", "")


def _not_allowed(allowed: str) -> HttpResponse:
    methods = sorted(one.strip() for one in allowed.split(","))
    words = f"Ask for this by {' or '.join(methods)}."
    return problems.answer(
        Refused(HTTPStatus.METHOD_NOT_ALLOWED, words, headers={"Allow": ", ".join(methods)})
    )


def _one(problem: Any) -> Refused:
    assert isinstance(problem, Refused)
    return problem


def _gone(error: Any) -> Refused:
    return Refused(HTTPStatus.NOT_FOUND, "There is no such thing.")


def _http(error: Any) -> Refused:
    status = HTTPStatus(error.status_code)
    words = "The body is not JSON." if status == HTTPStatus.BAD_REQUEST else str(error)
    return Refused(status, words)


def _invalid(error: Any) -> Refused:
    """Say of each value that cannot be so what is wrong with it."""
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        place, *rest = one["loc"]
        inner = rest[1:] if place == "body" and len(rest) > 1 else rest
        name = ".".join(str(part) for part in inner) or str(place)
        errors.setdefault(name, []).append(one["msg"])
    words = "; ".join(f"{name}: {', '.join(found)}" for name, found in errors.items())
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"{words}.", errors=errors)


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    """Say that something failed here; the log has what, and Django's own signal goes out."""
    if settings.DEBUG:
        raise error
    logger.error("%s failed", request.path, exc_info=error)
    got_request_exception.send(sender=Api, request=request)
    words = "Something failed here. It is in the log; try again later."
    return problems.answer(Refused(HTTPStatus.INTERNAL_SERVER_ERROR, words))


def _header(words: str) -> dict[str, Any]:
    return {"description": words, "schema": {"type": "string"}}


def _camel(name: str) -> str:
    first, *rest = name.split()
    return first + "".join(word.capitalize() for word in rest)
