"""Routes that tell what people did, what they watch, and that undo."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query
from pydantic import Field

from claims import histories
from claims.actions import history
from claims.api import finding, problems, shapes
from claims.api.correcting import decided
from claims.api.shapes import Asked, Id, Text
from claims.api.site import (
    CORRECTING,
    FOR_EDITORS,
    OF_PEOPLE,
    api,
    leaf,
    number_in,
    site_of,
    teller_of,
    visitor_of,
)
from claims.models import Alert, Edit


class AskedEdits(Asked):
    """Which edits."""

    by: Annotated[Text, Field(max_length=150, description="Only those of this person.")] = ""
    deed: Annotated[Edit.Deed | None, Field(description="Only such.", examples=["changed"])] = None
    about: Annotated[
        Text,
        Field(max_length=40, description="Only what touched this.", examples=["article:12"]),
    ] = ""


@api.tells("edits/", shapes.Edits, name="edits", tag="people", door=FOR_EDITORS)
def edits(request: HttpRequest, asked: Query[AskedEdits]) -> Any:
    """List what people did, the latest first.

    What was done to a story is also under its articles, and so on: `about` names one subject.
    """
    rows = finding.edits(
        by=asked.by,
        deed=asked.deed or "",
        about=asked.about,
        before=number_in(asked.cursor),
    )
    page = leaf(request, rows[: asked.size + 1], asked.size)
    shown = page.pop("rows")
    hindrances = histories.hindrances(shown)
    teller = teller_of(request)
    return shapes.Edits(items=[teller.edit(row, hindrances[row.pk]) for row in shown], **page)


@api.tells("edits/{int:pk}/", shapes.Edit, name="edit", tag="people", door=FOR_EDITORS)
def edit(request: HttpRequest, pk: Id) -> Any:
    """Tell what a person did, and whether it can be undone."""
    row = _edit(pk)
    return teller_of(request).edit(row, finding.hindrance(row))


@api.does("edits/{int:pk}/undo/", shapes.Done, name="undo edit", tag="people", door=CORRECTING)
def undo(request: HttpRequest, pk: Id, sent: shapes.Undoing) -> Any:
    """Put back what was there before an edit; that is an edit as well, and can be undone."""
    row = _edit(pk)
    with decided():
        done = history.undo(edit=row, by=visitor_of(request).by, why=sent.why)
    return teller_of(request).done(done)


@api.tells("alerts/", shapes.Alerts, name="alerts", tag="people", door=OF_PEOPLE)
def alerts(request: HttpRequest, asked: Query[Asked]) -> Any:
    """List one's own alerts, the newest first."""
    rows = finding.alerts(visitor_of(request).by, before=number_in(asked.cursor))
    page = leaf(request, rows[: asked.size + 1], asked.size)
    items = [shapes.AlertRow(**_alert(request, row)) for row in page.pop("rows")]
    return shapes.Alerts(items=items, **page)


@api.tells("alerts/{int:pk}/", shapes.Alert, name="alert", tag="people", door=OF_PEOPLE)
def alert(request: HttpRequest, pk: Id, asked: Query[Asked]) -> Any:
    """Tell what was found for one of one's own alerts, the newest first."""
    row = finding.alerts(visitor_of(request).by).filter(pk=pk).first()
    if row is None:
        raise problems.missing("alert", pk)
    rows = finding.notices(row, before=number_in(asked.cursor))
    page = leaf(request, rows[: asked.size + 1], asked.size)
    items = [
        shapes.NoticeRow(
            id=one.pk,
            sort=one.sort,
            words=one.words,
            because=one.because,
            url=_full(request, one.address),
            statement=one.statement_id,
            at=one.at,
        )
        for one in page.pop("rows")
    ]
    return shapes.Alert(**_alert(request, row), items=items, **page)


def _full(request: HttpRequest, address: str) -> str:
    return site_of(request) + address if address.startswith("/") else address


def _alert(request: HttpRequest, row: Alert) -> dict[str, Any]:
    site = site_of(request)
    return {
        "id": row.pk,
        "url": site + row.get_absolute_url(),
        "api": f"{site}/api/alerts/{row.pk}/",
        "query": row.query,
        "note": row.note,
        "delivery": row.delivery,
        "is_paused": row.is_paused,
        "created_at": row.created_at,
        "ran_at": row.ran_at,
        "error": row.error,
        "notices": row.found,  # type: ignore[attr-defined]
    }


def _edit(pk: int) -> Edit:
    row = Edit.objects.select_related("undone_by").filter(pk=pk).first()
    if row is None:
        raise problems.missing("edit", pk)
    return row
