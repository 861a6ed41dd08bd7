"""Routes by which editors put statements and links right, with the deeds of the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse
from ninja.responses import Status

from articles.actions.zoning import WrongZones
from articles.models import Article
from claims import editing
from claims.actions import decisions, history, judging
from claims.actions.history import Seen
from claims.actions.identifying import WrongId
from claims.actions.renaming import WrongName
from claims.api import finding, problems, shapes
from claims.api.problems import Refused
from claims.api.shapes import Id
from claims.api.site import CORRECTING, api, teller_of, visitor_of
from claims.models import Claim, Statement, Verdict
from claims.models.deciding import Edit


@contextmanager
def decided(field: str = "") -> Iterator[None]:
    """Turn refusals of deeds into problems; nothing was changed then.

    `field` is what was sent where a deed refuses a value without saying which one.
    """
    try:
        yield
    except (WrongName, WrongId, WrongZones) as refusal:
        raise problems.wrong(field, str(refusal)) from refusal
    except judging.WrongValue as refusal:
        raise problems.wrong(refusal.field, str(refusal)) from refusal
    except history.Overtaken as refusal:
        edit = refusal.edit.pk if refusal.edit else None
        raise Refused(HTTPStatus.CONFLICT, str(refusal), edit=edit) from refusal
    except history.Gone as refusal:
        raise Refused(HTTPStatus.CONFLICT, str(refusal)) from refusal


def seen_of(row: models.Model, sent: shapes.Sent) -> Seen | None:
    """Return what a script had seen of a row; None when it did not say."""
    return None if sent.seen is None else Seen(history.subject(row), sent.seen)


def _given(given: shapes.Given) -> dict[str, Any]:
    return {name: value for name, value in given.model_dump().items() if value is not None}


# Statements --------------------------------------------------------------------------------------


@api.does(
    "articles/{int:pk}/statements/",
    shapes.Done,
    name="add statement",
    tag="statements",
    door=CORRECTING,
    status=201,
)
def add(request: HttpRequest, response: HttpResponse, pk: Id, sent: shapes.Addition) -> Any:
    """Add a statement that was missed.

    `content` is needed. In an article that has not been read yet it is kept, and stands there as
    soon as the article has been read; `statement` is null so long.
    """
    article = Article.objects.select_related("outlet").filter(pk=pk).first()
    if article is None:
        raise problems.missing("article", pk)
    with decided():
        edit = judging.add(
            article=article, given=_given(sent.given), by=visitor_of(request).by, why=sent.why
        )
    row = editing.statement_of(edit)
    teller = teller_of(request)
    done = teller.done(edit, row)
    where = teller.api("statements", row.pk) if row else teller.api("edits", edit.pk)
    response["Location"] = where
    return Status(201, done)


@api.does(
    "statements/{int:pk}/",
    shapes.Done,
    name="change statement",
    tag="statements",
    door=CORRECTING,
    method="PATCH",
    url="statement",
)
def change(request: HttpRequest, pk: Id, sent: shapes.Correction) -> Any:
    """Put fields of a statement right; what is left out stays as it is."""
    row = _statement(pk)
    with decided():
        edit = judging.change(
            statement=row,
            given=_given(sent.given),
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return _of(request, edit, row)


@api.does(
    "statements/{int:pk}/confirm/",
    shapes.Done,
    name="confirm statement",
    tag="statements",
    door=CORRECTING,
)
def confirm(request: HttpRequest, pk: Id, sent: shapes.Sent) -> Any:
    """Say that a statement is right as it stands."""
    row = _statement(pk)
    with decided():
        edit = judging.confirm(
            statement=row, by=visitor_of(request).by, why=sent.why, seen=seen_of(row, sent)
        )
    return _of(request, edit, row)


@api.does(
    "statements/{int:pk}/drop/",
    shapes.Done,
    name="drop statement",
    tag="statements",
    door=CORRECTING,
)
def drop(request: HttpRequest, pk: Id, sent: shapes.Sent) -> Any:
    """Say that it is not a statement: it is shown and counted no more."""
    row = _statement(pk)
    with decided():
        edit = judging.drop(
            statement=row, by=visitor_of(request).by, why=sent.why, seen=seen_of(row, sent)
        )
    return _of(request, edit, row)


def _statement(pk: int) -> Statement:
    """Return a statement that can be put right: one of a reading that counts."""
    row = finding.statement(pk)
    if row is None:
        raise problems.missing("statement", pk)
    if not row.analysis.is_current:
        words = "This statement is of an older reading; the article’s statements are others now."
        raise Refused(HTTPStatus.CONFLICT, words)
    return row


def _of(request: HttpRequest, edit: Edit | None, row: Statement) -> shapes.Done:
    return teller_of(request).done(edit, (editing.statement_of(edit) if edit else None) or row)


# Claims and relations ----------------------------------------------------------------------------


@api.does(
    "claims/{int:pk}/confirm/",
    shapes.Done,
    name="confirm in claim",
    tag="claims",
    door=CORRECTING,
)
def confirm_in_claim(request: HttpRequest, pk: Id, sent: shapes.Chosen) -> Any:
    """Say that statements stand in a claim rightly."""
    return _on_claim(request, pk, sent, decisions.confirm_in_claim)


@api.does("claims/{int:pk}/split/", shapes.Done, name="split claim", tag="claims", door=CORRECTING)
def split(request: HttpRequest, pk: Id, sent: shapes.Chosen) -> Any:
    """Let some statements of a claim, but not all, be a claim of their own."""
    return _on_claim(request, pk, sent, decisions.split_claim)


@api.does(
    "claims/{int:pk}/reject/",
    shapes.Done,
    name="reject from claim",
    tag="claims",
    door=CORRECTING,
)
def reject(request: HttpRequest, pk: Id, sent: shapes.Rejected) -> Any:
    """Say that a statement does not belong to a claim; it is never put there again."""
    claim = _claim(pk)
    statement = finding.statement(sent.statement)
    if statement is None:
        raise problems.missing("statement", sent.statement)
    with decided():
        edit = decisions.take_out_of_claim(
            statement=statement,
            claim=claim,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(claim, sent),
        )
    return teller_of(request).done(edit)


@api.does("claims/{int:pk}/merge/", shapes.Done, name="merge claims", tag="claims", door=CORRECTING)
def merge(request: HttpRequest, pk: Id, sent: shapes.Merging) -> Any:
    """Let a claim and another be one: all their statements say the same."""
    claim, other = _claim(pk), _claim(sent.other)
    if claim == other:
        raise problems.wrong("other", "That is this claim.")
    with decided():
        edit = decisions.merge_claims(
            claim=claim,
            other=other,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(claim, sent),
        )
    return teller_of(request).done(edit)


@api.does("relations/{int:pk}/", shapes.Done, name="decide relation", tag="claims", door=CORRECTING)
def relation(request: HttpRequest, pk: Id, sent: shapes.VerdictSent) -> Any:
    """Say that two statements are what a link says they are to each other, or that they are not."""
    link = finding.relation(pk)
    if link is None:
        raise problems.missing("relation", pk)
    if link.kind not in decisions.RELATIONS:
        words = "That two statements say the same is decided in their claim."
        raise Refused(HTTPStatus.CONFLICT, words)
    with decided():
        edit = decisions.decide_relation(
            link=link,
            verdict=Verdict(sent.verdict),
            by=visitor_of(request).by,
            why=sent.why,
        )
    return teller_of(request).done(edit)


def _on_claim(request: HttpRequest, pk: int, sent: shapes.Chosen, deed: Any) -> shapes.Done:
    claim = _claim(pk)
    with decided():
        edit = deed(
            statements=sent.statements,
            claim=claim,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(claim, sent),
        )
    return teller_of(request).done(edit)


def _claim(pk: int) -> Claim:
    found = Claim.objects.select_related("wording__article").filter(pk=pk).first()
    if found is None:
        raise problems.missing("claim", pk)
    return found
