"""Routes that search: statements by the query language, and what they are, counted."""

from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel, Field

from claims import search
from claims.api import shapes
from claims.api.problems import Refused
from claims.api.shapes import Text
from claims.api.site import api, following, teller_of, wrong_cursor
from claims.querying.types import NotUnderstood

LONGEST = 1_000  # characters of a query
EXAMPLES = ["kind:anonymous polarity:asserted", 'speaker:putin "30-day ceasefire" -sanctions']

Q = Annotated[
    Text,
    Field(
        max_length=LONGEST,
        description="In the language of search, as on the page; empty: all statements.",
        examples=EXAMPLES,
    ),
]


class AskedStatements(BaseModel):
    """Which statements."""

    q: Q = ""
    cursor: Annotated[
        str | None,
        Field(
            pattern=r"^-?\d{1,15}\.\d{1,18}$",
            description="Where the page begins: `cursor` of the page before.",
            examples=["1742294400.40"],
        ),
    ] = None
    size: Annotated[int, Field(ge=1, le=200, description="How many at a time.")] = 50
    oldest_first: Annotated[bool, Field(description="The earliest published first.")] = False


@api.tells("statements/", shapes.Hits, name="statements", tag="statements", also={400})
def statements(request: HttpRequest, asked: Query[AskedStatements]) -> Any:
    """Find statements, the newest first, with the places of the words that were asked for.

    `voices` says how many independent voices stand behind them. A query that is not understood is
    refused with 400, and `pointer` says which characters it is about.
    """
    meant = _asked(asked.q)
    try:
        found = search.page(
            meant, after=asked.cursor, size=asked.size, oldest_first=asked.oldest_first
        )
    except search.NoSuchPlace:
        raise wrong_cursor() from None
    return shapes.Hits(
        query=asked.q,
        notes=list(meant.notes),
        total=_total(found.total),
        articles=_total(found.articles),
        outlets=_total(found.outlets),
        voices=_total(found.voices),
        items=teller_of(request).hits((hit.saying, hit.spans) for hit in found.hits),
        **following(request, found.next or None),
    )


class AskedFacets(BaseModel):
    """Of which statements."""

    q: Q = ""


@api.tells("facets/", shapes.Facets, name="facets", tag="statements", also={400})
def facets(request: HttpRequest, asked: Query[AskedFacets]) -> Any:
    """Count what the finds of a query are: outlets, kinds of sources, months and so on."""
    meant = _asked(asked.q)
    found = [
        shapes.Facet(
            field=facet.field,
            label=facet.label,
            choices=[
                shapes.FacetChoice(
                    value=one.value,
                    label=one.label,
                    count=one.count,
                    is_capped=one.is_capped,
                    is_chosen=one.is_chosen,
                    query=one.query,
                )
                for one in facet.choices
            ],
        )
        for facet in search.facets(meant)
    ]
    return shapes.Facets(query=asked.q, notes=list(meant.notes), facets=found)


def _asked(text: str) -> search.Asked:
    try:
        return search.asked(text)
    except NotUnderstood as error:
        pointer = {"start": error.start, "end": error.end}
        raise Refused(HTTPStatus.BAD_REQUEST, str(error), pointer=pointer) from error


def _total(found: search.Total) -> shapes.Total:
    return shapes.Total(count=found.count, is_capped=found.is_capped)
