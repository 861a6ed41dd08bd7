"""Problems, as RFC 9457 has them: whatever is refused is told in words, and where it lies."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated

from django.http import HttpResponse, JsonResponse
from pydantic import BaseModel, Field

MEDIA_TYPE = "application/problem+json"


class Pointer(BaseModel):
    """Characters of the query that a problem is about."""

    start: Annotated[int, Field(ge=0, description="Where it begins, in characters from 0.")]
    end: Annotated[int, Field(ge=0, description="Where it ends; that character is outside.")]


class Problem(BaseModel):
    """Why a request was refused (RFC 9457)."""

    type: Annotated[str, Field(description="Always “about:blank”: the status says what it is.")]
    title: Annotated[str, Field(description="The status in words.")]
    status: Annotated[int, Field(ge=400, le=599, description="The status of the answer.")]
    detail: Annotated[str, Field(description="What is wrong, in words for people.")]
    pointer: Annotated[
        Pointer | None, Field(description="Of a query that is not understood: where.")
    ] = None
    errors: Annotated[
        dict[str, list[str]] | None,
        Field(description="Of fields that cannot be so: field → what is wrong with it."),
    ] = None
    edit: Annotated[
        int | None, Field(description="Of a conflict: the edit that came in between.")
    ] = None


class Refused(Exception):
    """A request that is refused, with its status and the reason in words."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        headers: Mapping[str, str] | None = None,
        **more: object,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more
        self.headers = dict(headers or {})


def answer(problem: Refused) -> HttpResponse:
    """Return the answer that tells of a problem."""
    told = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        **{name: value for name, value in problem.more.items() if value is not None},
    }
    return JsonResponse(
        told,
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=problem.headers,
        json_dumps_params={"ensure_ascii": True},
    )


def missing(what: str, pk: int) -> Refused:
    """Return the refusal that there is no such thing."""
    return Refused(HTTPStatus.NOT_FOUND, f"There is no {what} {pk}.")


def wrong(field: str, words: str) -> Refused:
    """Return the refusal of a value that cannot be so, with the field that it was sent in."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors={field: [words]})
