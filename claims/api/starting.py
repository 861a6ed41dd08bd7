"""Routes by which one begins: what there is, who one is, and the document."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from claims.api import shapes
from claims.api.doors import Door, Scope
from claims.api.site import api, site_of, visitor_of
from claims.nlp.release import RELEASE

LISTS = (
    *("statements", "stories", "claims", "articles", "speakers", "outlets"),
    *("batches", "edits", "alerts", "facets"),
)


@api.tells("", shapes.Entry, name="entry", tag="start", url="entry")
def entry(request: HttpRequest) -> Any:
    """Say what there is."""
    site = site_of(request)
    return shapes.Entry(
        name="newsclaims",
        release=RELEASE,
        document=site + reverse("api_schema"),
        docs=site + reverse("api_docs"),
        links={name: site + reverse(f"api_{name}") for name in LISTS},
    )


@api.tells("me/", shapes.Me, name="me", tag="start")
def me(request: HttpRequest) -> Any:
    """Say who asks, and what they may."""
    visitor = visitor_of(request)
    token, by = visitor.token, visitor.by
    return shapes.Me(
        name=by.get_username() if by else None,
        role=visitor.role.value,
        token=token.name if token else None,
        scopes=token.scopes if token else [scope.value for scope in Scope] if by else [],
        expires=token.expires_at if token else None,
        per_minute=settings.API_PER_MINUTE if by else settings.API_PER_MINUTE_OPEN,
    )


@api.tells("schema/", dict[str, Any], name="schema", tag="start", door=Door())
def schema(request: HttpRequest) -> Any:
    """Describe the API as an OpenAPI 3.1 document."""
    told = {**api.document(), "servers": [{"url": site_of(request)}]}
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
