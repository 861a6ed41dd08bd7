"""Addresses of the API; each module of routes is named here, since it declares them when read."""

from django.urls import path

from claims.api import (
    batches,
    correcting,
    correcting_speakers,
    correcting_stories,
    correcting_zones,
    docs,
    people,
    reading,
    searching,
    starting,
)
from claims.api.frame import elsewhere, opened
from claims.api.site import api

ROUTES = (
    *(starting, reading, searching, people, batches),
    *(correcting, correcting_stories, correcting_speakers, correcting_zones),
)

urlpatterns = [
    path("docs/", docs.docs, name="api_docs"),
    *api.patterns(),
    # Last: what nothing else has taken.
    path("<path:rest>", opened(elsewhere), name="api_elsewhere"),
]
