"""Leading on from addresses whose claim or story has gone into another."""

from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse

from claims.actions import successions
from claims.models import Claim, Story, Succession


def moved(
    model: type[Claim | Story], pk: int, route: str = "", *more: str
) -> HttpResponsePermanentRedirect:
    """Lead to the one that has most of what the gone one had; raise `Http404` if there is none.

    `route` names another page of it than its first, and `more` what its address has beside.
    """
    sort = Succession.Sort(model.__name__.lower())
    into = successions.successor(sort, pk)
    if into is None:
        raise Http404
    address = reverse(route, args=[into, *more]) if route else model(pk=into).get_absolute_url()
    return HttpResponsePermanentRedirect(address)
