"""Routes by which editors say which characters of an article are what, with its page's deeds."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from articles import locks
from articles.actions import zoning
from articles.models import Article
from claims.actions import rezoning
from claims.api import finding, problems, shapes
from claims.api.correcting import decided
from claims.api.problems import Refused
from claims.api.shapes import Id
from claims.api.site import CORRECTING, api, teller_of, visitor_of
from claims.models import Edit


@api.does(
    "articles/{int:pk}/zones/", shapes.Done, name="give zones", tag="articles", door=CORRECTING
)
def give(request: HttpRequest, pk: Id, sent: shapes.ZonesSent) -> Any:
    """Say which characters of an article are what; it is read again with that.

    Zones stand in the order of the text, none over another; what lies between two is of the one
    before. They take the place of all zones that were there.
    """
    article = _article(pk)
    given = [(one.span[0], one.span[1], one.kind) for one in sent.zones]
    edit = None
    with decided("zones"), _as_seen(article, sent):
        held = [(one.span.start, one.span.end, one.kind.value) for one in zoning.zones_of(article)]
        if given != held:  # as on the page: what is so already becomes nobody's word
            edit = rezoning.rezone(
                article=article, zones=given, by=visitor_of(request).by, why=sent.why
            )
    return teller_of(request).done(edit)


@api.does(
    "articles/{int:pk}/program-zones/",
    shapes.Done,
    name="use program zones",
    tag="articles",
    door=CORRECTING,
)
def use_program(request: HttpRequest, pk: Id, sent: shapes.Sent) -> Any:
    """Let the zones that the program finds hold once more; an article is read again with them."""
    article = _article(pk)
    with decided(), _as_seen(article, sent):
        edit = rezoning.use_program_zones(article=article, by=visitor_of(request).by, why=sent.why)
    return teller_of(request).done(edit)


@contextmanager
def _as_seen(article: Article, sent: shapes.Sent) -> Iterator[None]:
    """Decide alone, and only if nobody did since; these deeds do not ask themselves."""
    with transaction.atomic():
        locks.alone(locks.Room.DECIDING)
        if sent.seen is not None and (later := finding.seen(article)) > sent.seen:
            edit = Edit.objects.get(pk=later)
            words = f"{edit.by_name} {edit.get_deed_display()} here since."
            raise Refused(HTTPStatus.CONFLICT, words, edit=later)
        yield


def _article(pk: int) -> Article:
    found = Article.objects.filter(pk=pk).first()
    if found is None:
        raise problems.missing("article", pk)
    return found
