"""Fetches pages of the open web, and nothing else: no address inside, no cookies, not for ever."""

from articles.fetching.addresses import host_of, target
from articles.fetching.pages import fetch
from articles.fetching.robots import Robots
from articles.fetching.types import Fetched, Limits, Unfetchable

__all__ = [
    "Fetched",
    "Limits",
    "Robots",
    "Unfetchable",
    "fetch",
    "host_of",
    "target",
]
