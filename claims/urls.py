"""Addresses of `claims`."""

from django.urls import include, path

from claims.views import (
    alert_feed,
    alerts,
    articles,
    batches,
    changes,
    charts,
    checking,
    claims,
    deeds,
    editing,
    history,
    outlets,
    quality,
    review,
    search,
    speakers,
    stories,
    story_editing,
    taking_away,
    timelines,
    zones,
)

urlpatterns = [
    path("", stories.stories, name="stories"),
    # /stories/<id>/
    path("stories/<int:pk>/", stories.compare, name="story"),
    path("stories/<int:pk>/timeline/", timelines.story, name="story_timeline"),
    path("stories/<int:pk>/edit/", story_editing.edit, name="edit_story"),
    path("search.<str:ending>", taking_away.search_as, name="search_as"),
    path("stories/<int:pk>.<str:ending>", taking_away.story_as, name="story_as"),
    path("statements/<int:pk>/annotation.jsonld", taking_away.annotation, name="annotation"),
    path("ns/newsclaims.jsonld", taking_away.words, name="vocabulary"),
    # /claims/<id>/
    path("claims/<int:pk>/", claims.claim, name="claim"),
    path("claims/<int:pk>/timeline/", timelines.claim, name="claim_timeline"),
    path("claims/<int:pk>/confirm/", claims.confirm, name="confirm_in_claim"),
    path("claims/<int:pk>/reject/", claims.reject, name="reject_from_claim"),
    path("claims/<int:pk>/split/", claims.split, name="split_claim"),
    path("claims/<int:pk>/merge/", claims.merge, name="merge_claims"),
    path("relations/<int:pk>/", claims.relation, name="decide_relation"),
    # /articles/<id>/
    path("articles/<int:pk>/", articles.article, name="article"),
    # /articles/<id>/zones/
    path("articles/<int:pk>/zones/", zones.zones, name="zones"),
    # /articles/<id>/statements/<id>/
    path("articles/<int:pk>/statements/new/", editing.new, name="new_statement"),
    path("articles/<int:pk>/statements/<int:statement>/edit/", editing.edit, name="edit_statement"),
    path(
        "articles/<int:pk>/statements/<int:statement>/judge/",
        editing.judge,
        name="judge_statement",
    ),
    path("articles/<int:pk>/versions/", changes.versions, name="versions"),
    # /speakers/<id>/
    path("speakers/<int:pk>/", speakers.speaker, name="speaker"),
    path("speakers/<int:pk>/merge/", speakers.merge, name="merge_speakers"),
    path("speakers/<int:pk>/rename/", speakers.rename, name="rename_speaker"),
    path("speakers/<int:pk>/kind/", speakers.kind, name="set_speaker_kind"),
    path("speakers/<int:pk>/identify/", speakers.identify, name="identify_speaker"),
    path("speakers/<int:pk>/split/", speakers.split, name="split_speaker"),
    path("speakers/<int:pk>/timeline/", timelines.speaker, name="speaker_timeline"),
    path("sources/", outlets.descriptions, name="descriptions"),
    # /outlets/<id>/
    path("outlets/", outlets.outlets, name="outlets"),
    path("outlets/unknown/", outlets.unknown_outlet, name="unknown_outlet"),
    path("outlets/<int:pk>/", outlets.outlet, name="outlet"),
    # /batches/<id>/
    path("batches/", batches.batches, name="batches"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/check/", checking.check, name="batch_check"),
    path("batches/<int:pk>/retry/", batches.retry, name="batch_retry"),
    path("batches/<int:pk>/cancel/", batches.cancel, name="batch_cancel"),
    path("batches/<int:pk>/again/", batches.read_again, name="batch_read_again"),
    path("batches/<int:pk>/rollback/", batches.roll_back, name="batch_roll_back"),
    path("api/", include("claims.api.urls")),
    # /review/<id>/
    path("review/", review.queue, name="review"),
    path("review/<int:pk>/", review.doubt, name="doubt"),
    # /search/
    path("search/", search.search, name="search"),
    path("search/help/", search.search_help, name="search_help"),
    # /charts/
    path("charts/", charts.charts, name="charts"),
    path("charts.svg", charts.chart_svg, name="chart_svg"),
    # /alerts/<id>/
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/new/", alerts.new_alert, name="new_alert"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/steer/", alerts.steer_alert, name="steer_alert"),
    path("alerts/<int:pk>/feed.atom", alert_feed.alert_feed, name="alert_feed"),
    path("history/", history.history, name="history"),
    path("quality/", quality.quality, name="quality"),
    path("history/<int:pk>/undo/", deeds.undo, name="undo"),
    path("batches/<int:pk>/changes/", changes.batch_changes, name="batch-changes"),
]
