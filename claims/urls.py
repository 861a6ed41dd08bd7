"""Addresses of `claims`."""

from django.urls import path

from claims.views import articles, batches, changes, claims, speakers, stories, zones

urlpatterns = [
    path("", stories.stories, name="stories"),
    # /stories/<id>/
    path("stories/<int:pk>/", stories.compare, name="story"),
    # /claims/<id>/
    path("claims/<int:pk>/", claims.claim, name="claim"),
    # /articles/<id>/
    path("articles/<int:pk>/", articles.article, name="article"),
    # /articles/<id>/zones/
    path("articles/<int:pk>/zones/", zones.zones, name="zones"),
    path("articles/<int:pk>/versions/", changes.versions, name="versions"),
    # /speakers/<id>/
    path("speakers/<int:pk>/", speakers.speaker, name="speaker"),
    # /batches/<id>/
    path("batches/", batches.batches, name="batches"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/changes/", changes.batch_changes, name="batch-changes"),
]
