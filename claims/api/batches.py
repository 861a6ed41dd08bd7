"""Routes of batches: one object of JSON for each, taken in by POST."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from ninja import Query
from pydantic import BaseModel, Field

from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.forms import UploadForm
from articles.models import Batch
from articles.roles import Role
from claims import progress
from claims.api import problems, shapes
from claims.api.doors import Door, Scope
from claims.api.problems import Refused
from claims.api.shapes import Asked, Id
from claims.api.site import api, following, number_in, site_of, visitor_of

PAGE = 1_000
KEYS = ("addresses", "outlet", "name", "dry_run")

READING = Door(Scope.READ, by_password=True)
DELIVERING = Door(Scope.DELIVER, Role.ADMIN, by_password=True)

FIELDS = {
    "addresses": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Pages to fetch.",
        "examples": [["https://news.example.org/ferry"]],
    },
    "outlet": {"type": "string", "description": "For articles that name none."},
    "name": {"type": "string"},
    "dry_run": {"type": "boolean", "description": "Only check; nothing is read in."},
}
FILES = {
    "type": "array",
    "items": {"type": "string", "contentMediaType": "application/octet-stream"},
    "description": "As often as there are files.",
}
BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "properties": FIELDS,
                    "required": ["addresses"],
                    "additionalProperties": False,
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": FILES,
                        "manifest": {
                            "type": "string",
                            "contentMediaType": "text/csv",
                            "description": "A table of what is known of each file.",
                        },
                        "addresses": {"type": "string", "description": "One a line."},
                        "outlet": FIELDS["outlet"],
                        "name": FIELDS["name"],
                        "dry_run": {"type": "string", "description": "“true”: only check."},
                    },
                }
            },
        },
    }
}


@api.tells("batches/", shapes.Batches, name="batches", tag="batches", door=READING)
def batches(request: HttpRequest, asked: Query[Asked]) -> Any:
    """List the batches, the newest first."""
    found, after = progress.recent(before=number_in(asked.cursor), size=asked.size)
    site = site_of(request)
    items = [
        shapes.BatchRow(
            id=one.batch.pk,
            name=one.batch.name,
            state=Batch.State(one.batch.state).value,
            words=one.words,
            created_at=one.batch.created_at,
            url=site + one.batch.get_absolute_url(),
            api=site + _address(one.batch),
        )
        for one in found
    ]
    return shapes.Batches(items=items, **following(request, str(after) if after else None))


@api.does(
    "batches/",
    shapes.Batch,
    name="deliver batch",
    tag="batches",
    door=DELIVERING,
    status=201,
    url="batches",
    also={413},
    extra=BODY,
)
def deliver(request: HttpRequest) -> Any:
    """Take in a batch: files, or addresses to fetch.

    The answer is the batch as it stands; `Location` says where to ask again, until `words` begins
    with done, cancelled, checked, read in or could not. docs/intake.md says what can come in.
    """
    try:
        batch = receive(**_delivery(request), by=visitor_of(request).by)
    except (RequestDataTooBig, TooManyFilesSent):
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large()) from None
    except MultiPartParserError:
        raise Refused(HTTPStatus.BAD_REQUEST, "The body is no form.") from None
    except Unreadable as error:
        words = f"The delivery {error}."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words) from error
    answer = _told(batch)
    answer["Location"] = _address(batch)
    answer.status_code = HTTPStatus.CREATED
    return answer


class AskedItems(BaseModel):
    """Which items."""

    after: Annotated[int | None, Field(ge=-1, lt=2**31, description="Those after this place.")] = (
        None
    )


@api.tells("batches/{int:pk}/", shapes.Batch, name="batch", tag="batches", door=READING)
def batch(request: HttpRequest, pk: Id, asked: Query[AskedItems]) -> Any:
    """Tell how far a batch is, with a page of its items; `next` leads to more."""
    found = Batch.objects.filter(pk=pk).first()
    if found is None:
        raise problems.missing("batch", pk)
    return _told(found, after=asked.after)


def _told(batch: Batch, *, after: int | None = None) -> HttpResponse:
    page = progress.page(batch, after=-1 if after is None else after, size=PAGE)
    told = progress.told(progress.of(batch), page.lines)
    address = _address(batch)
    told["url"] = batch.get_absolute_url()
    told["next"] = f"{address}?after={page.next}" if page.next is not None else None
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


def _address(batch: Batch) -> str:
    return reverse("api_batch", args=[batch.pk])


def _delivery(request: HttpRequest) -> dict[str, Any]:
    # Asked before the body is read: what is too large need not be received first.
    if int(request.headers.get("Content-Length") or 0) > settings.MAX_UPLOAD_BYTES + 1_000_000:
        raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large())
    if request.content_type == "application/json":
        data: Mapping[str, Any] = _object(request)
        form = UploadForm(data, MultiValueDict())
    else:
        data = request.POST.dict()
        form = UploadForm({**data, "check": data.get("dry_run", "")}, request.FILES)
    if not form.is_valid():
        errors = {field: [str(one) for one in found] for field, found in form.errors.items()}
        words = " ".join(one for found in errors.values() for one in found)
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors=errors)
    return form.delivery()


def _object(request: HttpRequest) -> dict[str, Any]:
    """Return a body of JSON as the form takes it; raise `Refused` when it is none."""
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "The body is not an object.")
    if strange := sorted(found.keys() - set(KEYS)):
        words = f"Not known: {', '.join(strange)}; the keys are {', '.join(KEYS)}."
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words)
    addresses = found.get("addresses", [])
    if not isinstance(addresses, list) or not all(isinstance(one, str) for one in addresses):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "addresses is not a list of text.")
    if not isinstance(found.get("dry_run", False), bool):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "dry_run is not true or false.")
    return {**found, "addresses": "\n".join(addresses), "check": found.get("dry_run", False)}


def _too_large() -> str:
    return (
        f"At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES:,} files of together "
        f"{filesizeformat(settings.MAX_UPLOAD_BYTES)} can be sent at once."
    )
