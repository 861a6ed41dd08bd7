"""Read model of alerts: those of one person, one of them with its notices, and its feed."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from django.contrib.auth.models import User
from django.db.models import Count, F, Max, Q
from django.utils.crypto import constant_time_compare

from claims import search
from claims.models import Alert, Notice
from claims.querying import NotUnderstood

if TYPE_CHECKING:
    from claims.search import Total

PAGE = 40  # notices
FED = 100  # notices of a feed


@dataclass(frozen=True, slots=True)
class Line:
    """An alert as the list shows it."""

    alert: Alert
    notices: int
    unread: int
    last: Notice | None


@dataclass(frozen=True, slots=True)
class Finds:
    """What a query finds now: how much, and whom its names stand for, in words."""

    total: "Total"
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One alert with a page of its notices, the newest first; `next` is 0 after the last page."""

    alert: Alert
    notices: Sequence[Notice]
    count: int
    unread: int
    newest: int
    next: int
    finds: Finds | None  # None when the query is not understood


def of(user: User) -> list[Line]:
    """Return a person's alerts, the newest first, in two queries."""
    alerts = list(
        Alert.objects.filter(user=user).annotate(
            count=Count("notices"),
            unread=Count("notices", filter=Q(notices__pk__gt=F("read_upto"))),
            newest=Max("notices"),
        )
    )
    last = Notice.objects.in_bulk([alert.newest for alert in alerts if alert.newest])
    return [Line(alert, alert.count, alert.unread, last.get(alert.newest or 0)) for alert in alerts]


def one(user: User, pk: int, before: int | None = None) -> Shown | None:
    """Return one of a person's alerts; None where they have none by this id."""
    alert = Alert.objects.filter(user=user, pk=pk).first()
    if alert is None:
        return None
    counted = alert.notices.aggregate(
        count=Count("pk"), unread=Count("pk", filter=Q(pk__gt=alert.read_upto)), newest=Max("pk")
    )
    rows = alert.notices.filter(pk__lt=before) if before else alert.notices.all()
    found = list(rows[: PAGE + 1])
    return Shown(
        alert,
        found[:PAGE],
        counted["count"],
        counted["unread"],
        counted["newest"] or 0,
        found[PAGE - 1].pk if len(found) > PAGE else 0,
        finds(alert.query),
    )


def finds(query: str) -> Finds | None:
    """Return what a query finds now; None when it is not understood."""
    try:
        asked = search.asked(query)
    except NotUnderstood:
        return None
    return Finds(search.page(asked, size=1).total, asked.notes)


def opened(pk: int, key: str) -> Alert | None:
    """Return the alert whose feed a key opens; None for a wrong key, or none, or no such alert."""
    alert = Alert.objects.select_related("user").filter(pk=pk).first()
    if alert is None or not constant_time_compare(alert.secret, key):
        return None
    return alert if alert.user.is_active else None


def fed(alert: Alert) -> list[Notice]:
    """Return the newest notices of an alert, for its feed."""
    return list(alert.notices.all()[:FED])


def mark(alert: Alert, notices: Sequence[Notice]) -> str:
    """Return what changes whenever a feed does."""
    parts = [alert.pk, alert.query, alert.note, alert.secret, *(notice.pk for notice in notices)]
    return sha256(repr(parts).encode()).hexdigest()[:32]


def urn(alert: Alert, notice: Notice | None = None) -> str:
    """Return a name of an alert, or of a notice of it, that no move of the site changes."""
    place = f"alert/{alert.pk}" if notice is None else f"alert/{alert.pk}/notice/{notice.pk}"
    return uuid5(NAMESPACE_URL, f"{alert.created_at.isoformat()}/{place}").urn
