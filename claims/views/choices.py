"""Choices that stand in a page's address, as links that switch them; no page needs a script."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

HIDE, SOFT = "hide", "soft"


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter or an order as a link that switches it."""

    label: str
    query: str
    is_on: bool
    count: int | None = None


def without_soft(request: HttpRequest) -> bool:
    """Say whether the address asks to leave out soft statements."""
    return request.GET.get(HIDE) == SOFT


def soft(request: HttpRequest, count: int) -> Choice | None:
    """Return the choice to hide so many soft statements; None when there is nothing to hide."""
    is_on = without_soft(request)
    if not count and not is_on:
        return None
    query = changed(request.GET, HIDE, [] if is_on else [SOFT])
    return Choice("Hide soft statements", query, is_on, count)


def changed(query: QueryDict, name: str, values: list[str]) -> str:
    """Return the address of this page with one parameter changed; "?" when none is left."""
    copy = query.copy()
    copy.setlist(name, values)
    return f"?{copy.urlencode()}"
