"""Routes by which editors say whom names mean, with the deeds of a speaker's page."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from articles.models import Article
from claims.actions import identifying, renaming
from claims.api import finding, problems, shapes
from claims.api.correcting import decided, seen_of
from claims.api.shapes import Id
from claims.api.site import CORRECTING, api, teller_of, visitor_of
from claims.models import Speaker


@api.does(
    "speakers/{int:pk}/merge/", shapes.Done, name="merge speakers", tag="sources", door=CORRECTING
)
def merge(request: HttpRequest, pk: Id, sent: shapes.MergingSpeakers) -> Any:
    """Let a speaker's names mean another one, everywhere."""
    row, into = _speaker(pk), _speaker(sent.into)
    with decided("into"):
        edit = renaming.merge(
            speaker=row,
            into=into,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "speakers/{int:pk}/rename/", shapes.Done, name="rename speaker", tag="sources", door=CORRECTING
)
def rename(request: HttpRequest, pk: Id, sent: shapes.NameSent) -> Any:
    """Let a speaker be called so; where there is one of that name, the two become one."""
    row = _speaker(pk)
    with decided("name"):
        edit = renaming.rename(
            speaker=row,
            name=sent.name,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "speakers/{int:pk}/kind/", shapes.Done, name="set speaker kind", tag="sources", door=CORRECTING
)
def kind(request: HttpRequest, pk: Id, sent: shapes.KindSent) -> Any:
    """Let a speaker be a person, an organisation, a document and so on."""
    row = _speaker(pk)
    with decided("kind"):
        edit = renaming.set_kind(
            speaker=row,
            kind=sent.kind,
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "speakers/{int:pk}/identify/",
    shapes.Done,
    name="identify speaker",
    tag="sources",
    door=CORRECTING,
)
def identify(request: HttpRequest, pk: Id, sent: shapes.WikidataSent) -> Any:
    """Say who in the world a speaker is, by an id of Wikidata; null takes it away."""
    row = _speaker(pk)
    with decided("wikidata"):
        edit = identifying.identify(
            speaker=row,
            wikidata=sent.wikidata or "",
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return teller_of(request).done(edit)


@api.does(
    "speakers/{int:pk}/split/", shapes.Done, name="split speaker", tag="sources", door=CORRECTING
)
def split(request: HttpRequest, pk: Id, sent: shapes.SplittingSpeaker) -> Any:
    """Let what some articles, or some names wherever they stand, mean be somebody else."""
    row = _speaker(pk)
    if not sent.articles and not sent.names:
        raise problems.wrong("articles", "Choose the articles or names that are somebody else’s.")
    # What the speaker is not in would stand in the history as if something had been decided on it.
    _all_there("articles", sent.articles, finding.articles_naming(row, sent.articles))
    _all_there("names", sent.names, finding.names_meaning(row, sent.names))
    with decided("name"):
        edit = renaming.split(
            speaker=row,
            to_name=sent.name,
            articles=list(Article.objects.in_bulk(sent.articles).values()),
            names=list(dict.fromkeys(sent.names)),
            by=visitor_of(request).by,
            why=sent.why,
            seen=seen_of(row, sent),
        )
    return teller_of(request).done(edit)


def _all_there(field: str, sent: Iterable[object], known: set[Any]) -> None:
    if wrong := [one for one in dict.fromkeys(sent) if one not in known]:
        told = ", ".join(str(one) for one in wrong[:5])
        raise problems.wrong(field, f"The speaker is not named in or by: {told}.")


def _speaker(pk: int) -> Speaker:
    found = Speaker.objects.filter(pk=pk).first()
    if found is None:
        raise problems.missing("speaker", pk)
    return found
