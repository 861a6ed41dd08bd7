"""The API itself: its name, what it says of itself, and what its routes share."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from articles.roles import Role
from claims.actions import successions
from claims.api import problems
from claims.api.doors import Door, Scope, Visitor
from claims.api.frame import Api
from claims.api.problems import Refused
from claims.api.telling import Teller
from claims.models import Claim, Story, Succession

ABOUT = """
Who is reported to have said what, in which words, through whom, according to which outlet.

**Places.** A span is `[start, end]` in characters (Unicode code points) of the article’s text,
counted from 0, the end outside, always with its words. A text never changes.

**Ids.** Stories, claims, articles, outlets and edits keep theirs; a story or claim that went into
another leads there (301). Statements are of one reading: after a new release of reading an article
has new ones, and `text_sha256` with a span finds the place again.

**Pages.** Lists have `items`, `next` (a full address) and `cursor` (the same place alone); both are
null at the end.

**Asking again.** Every answer has an `ETag`; sent back as `If-None-Match` it gives 304 while
nothing has changed.

**Queries.** `q` is in the language of search: the same text as on the page, in feeds, alerts and
exports.

**Problems.** They are `application/problem+json` (RFC 9457), with `detail` in words.
"""
TAGS = [
    {"name": "start", "description": "What there is, and who you are."},
    {"name": "statements", "description": "Who is reported to say what; the query language."},
    {
        "name": "stories",
        "description": "What each outlet tells of each claim.",
    },
    {"name": "claims", "description": "What several statements say in common, and relations."},
    {"name": "articles", "description": "Texts, and what was read in them."},
    {"name": "sources", "description": "Speakers and outlets in numbers."},
    {"name": "people", "description": "What people did, and what they watch."},
    {"name": "batches", "description": "Deliveries of articles."},
]

api = Api(
    title="newsclaims",
    version="1",
    description=ABOUT.strip(),
    openapi_extra={"tags": TAGS},
)

CORRECTING = Door(Scope.CORRECT, Role.EDITOR)
OF_PEOPLE = Door(Scope.READ, for_people=True)
FOR_EDITORS = Door(Scope.READ, Role.EDITOR)


def site_of(request: HttpRequest) -> str:
    """Return what full addresses of this site begin with."""
    return request.build_absolute_uri("/").rstrip("/")


def teller_of(request: HttpRequest) -> Teller:
    """Return who tells of rows to this request."""
    return Teller(site_of(request))


def visitor_of(request: HttpRequest) -> Visitor:
    """Return who asks, as the door let them in."""
    visitor = request.auth  # type: ignore[attr-defined]
    assert isinstance(visitor, Visitor)
    return visitor


def leaf(request: HttpRequest, rows: Iterable[Any], size: int, key: str = "pk") -> dict[str, Any]:
    """Return a page of rows, of which one more than asked for were fetched, and the next place."""
    found = list(rows)
    shown = found[:size]
    cursor = str(getattr(shown[-1], key)) if len(found) > size else None
    return {"rows": shown, **following(request, cursor)}


def following(request: HttpRequest, cursor: str | None) -> dict[str, str | None]:
    """Return where the next page begins, by itself and as a full address."""
    if cursor is None:
        return {"cursor": None, "next": None}
    query = request.GET.copy()
    query["cursor"] = cursor
    address = f"{site_of(request)}{request.path}?{query.urlencode()}"
    return {"cursor": cursor, "next": address}


def number_in(cursor: str | None) -> int | None:
    """Return the place that a cursor names; raise `Refused` for one that nobody gave."""
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):
        raise wrong_cursor()
    return int(cursor)


def wrong_cursor() -> Refused:
    """Return the problem that a cursor is none of ours."""
    words = "That is no cursor of this list; begin again without one."
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, words, errors={"cursor": [words]})


def moved(request: HttpRequest, model: type[Claim | Story], what: str, pk: int) -> HttpResponse:
    """Lead to what a claim or story went into; raise `Refused` when it never was."""
    sort = Succession.Sort(model.__name__.lower())
    into = successions.successor(sort, pk)
    if into is None:
        raise problems.missing(sort.value, pk)
    return HttpResponsePermanentRedirect(f"{site_of(request)}/api/{what}/{into}/")
