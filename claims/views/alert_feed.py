"""The Atom feed of an alert: for feed readers, which cannot sign in and come with a key."""

import re
from datetime import UTC, datetime
from html import escape
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims import alerts
from claims.models import Alert, Notice
from claims.wording import shortened

UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # for XML 1.0
TITLE = 100  # characters of a statement in a title


@login_not_required
@require_safe
def alert_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Return an alert's newest notices to whoever has its key."""
    alert = alerts.opened(pk, request.GET.get("key", ""))
    if alert is None:
        raise Http404("There is no such feed, or its address was renewed.")
    notices = alerts.fed(alert)
    changed = max(notices[0].at if notices else alert.since, alert.since)
    etag = f'W/"{alerts.mark(alert, notices)}"'  # weak: the answer may come packed
    response = HttpResponse(content_type=Atom1Feed.content_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "private, max-age=60"
    unchanged = get_conditional_response(
        request, etag=etag, last_modified=int(changed.timestamp()), response=response
    )
    if unchanged is not None and unchanged is not response:
        return unchanged
    _feed(request, alert, notices, changed).write(response, "utf-8")
    return response


class _Feed(Atom1Feed):
    """Atom, dated by what changed last, also when it is empty."""

    changed: datetime

    def latest_post_date(self) -> datetime:
        """Return when the feed changed last."""
        return self.changed


def _feed(request: HttpRequest, alert: Alert, notices: list[Notice], changed: datetime) -> _Feed:
    about = f"You wanted this because: {alert.note}" if alert.note else "What is new for a search."
    feed = _Feed(
        title=_fit(f"Alert: {alert.query}"),
        subtitle=_fit(about),
        description="",
        link=request.build_absolute_uri(alert.get_absolute_url()),
        feed_url=request.build_absolute_uri(),
        feed_guid=alerts.urn(alert),
        author_name="newsclaims",
    )
    feed.changed = changed.astimezone(UTC)
    for notice in notices:
        feed.add_item(**_item(request, alert, notice))
    return feed


def _item(request: HttpRequest, alert: Alert, notice: Notice) -> dict[str, Any]:
    words = _fit(" ".join(notice.words.split()))
    html = f"<blockquote>{escape(words)}</blockquote><p>{escape(_fit(notice.because))}</p>"
    return {
        "title": f"{notice.get_sort_display().capitalize()}: {shortened(words, TITLE)}",
        "link": request.build_absolute_uri(notice.address),
        "description": html,
        "unique_id": alerts.urn(alert, notice),
        "pubdate": notice.at,
        "updateddate": notice.at,
        "categories": [notice.sort],
    }


def _fit(text: str) -> str:
    return UNFIT.sub("", text)
