"""What a query finds: conditions for the database, pages of results, facets, a stream for all."""

from claims.search.asking import Asked, asked, entries
from claims.search.counting import Choice, Facet, facets
from claims.search.finding import CAP, Total
from claims.search.paging import SIZE, Hit, NoSuchPlace, Page, nearest_to, page

__all__ = [
    "CAP",
    "SIZE",
    "Asked",
    "Choice",
    "Facet",
    "Hit",
    "NoSuchPlace",
    "Page",
    "Total",
    "asked",
    "entries",
    "facets",
    "nearest_to",
    "page",
]
