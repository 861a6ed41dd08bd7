"""Alert: look after saved searches, and note what is new in the coverage that they follow.

An alert looks at entries that were made since it last did, in the order of their serials. What it
finds and how far it looked are written together, so that whoever is killed loses nothing and
nobody is told twice. `claims.actions.noticing` says what is new.
"""

import logging
import time
from collections.abc import Collection
from datetime import timedelta

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, F, Max, Min, OuterRef
from django.utils import timezone

from claims import search
from claims.actions import noticing
from claims.models import Alert, Analysis, Entry, Notice, Statement
from claims.querying import NotUnderstood

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=10)  # entries come within it, but for when all are made anew
INSTANT = timedelta(microseconds=1)
WINDOW = 1_000  # entries that are looked at in one transaction
MOST = 100  # alerts of one person


class _Leaving(Exception):
    """Somebody deletes what is to be told just now; the next look finds out what is left."""


class TooManyAlerts(Exception):
    """Somebody has as many alerts as one may have; the message says how many."""


# Deeds of their owner -----------------------------------------------------------------------------


def save(*, alert: Alert) -> None:
    """Keep a new alert; what is there now is not told."""
    if Alert.objects.filter(user=alert.user).count() >= MOST:
        raise TooManyAlerts(f"You have {MOST} alerts, and that is the most; delete one first.")
    _begin(alert)
    alert.save()


@transaction.atomic
def change(*, alert: Alert) -> None:
    """Keep an alert as its owner changed it; with another query it begins anew."""
    before = Alert.objects.select_for_update().get(pk=alert.pk)
    fields = ["query", "note", "delivery"]
    if alert.query != before.query:
        _begin(alert)
        fields += ["since", "seen"]
        if before.error:
            alert.is_paused = False
            fields += ["is_paused"]
    if alert.query != before.query or alert.delivery != before.delivery:
        alert.error, alert.failures, alert.retry_at = "", 0, None
        fields += ["error", "failures", "retry_at"]
    if alert.delivery != before.delivery and before.delivery == Alert.Delivery.FEED:
        newest = alert.notices.aggregate(newest=Max("pk"))["newest"]
        alert.mail_after = newest or 0  # what stood in the feed already needs no mail
        fields += ["mail_after"]
    alert.save(update_fields=fields)


def pause(*, alert: Alert) -> None:
    """Let nobody look after an alert until it is resumed."""
    _set(alert, is_paused=True)


def resume(*, alert: Alert) -> None:
    """Let an alert be looked after again; it then tells what came meanwhile."""
    _set(alert, is_paused=False, error="", failures=0, retry_at=None)


def renew_secret(*, alert: Alert) -> None:
    """Give an alert's feed another address; the one that it had leads nowhere."""
    _set(alert, secret=Alert._meta.get_field("secret").get_default())


def mark_read(*, alert: Alert, upto: int) -> None:
    """Keep up to which notice its owner has read."""
    Alert.objects.filter(pk=alert.pk, read_upto__lt=upto).update(read_upto=upto)


@transaction.atomic
def delete(*, alert: Alert) -> None:
    """Forget an alert with its notices."""
    Alert.objects.select_for_update().get(pk=alert.pk)  # whoever looks after it ends first
    alert.delete()


def _begin(alert: Alert) -> None:
    """Let an alert tell what comes from now on, and what was read but is not to be found yet."""
    now = timezone.now()
    lately = Analysis.objects.filter(is_current=True, finished_at__range=(now - LATE, now))
    unfound = lately.filter(
        Exists(Statement.objects.filter(analysis=OuterRef("pk"))),
        ~Exists(Entry.objects.filter(article=OuterRef("article"))),
    )
    first = unfound.aggregate(first=Min("finished_at"))["first"]
    alert.since = first - INSTANT if first else now
    alert.seen = newest_serial()


def _set(alert: Alert, **fields: object) -> None:
    Alert.objects.filter(pk=alert.pk).update(**fields)


def newest_serial() -> int:
    """Return the serial of the entry that was made last."""
    return Entry.objects.aggregate(newest=Max("serial"))["newest"] or 0


# The sweep ----------------------------------------------------------------------------------------


def look_waiting(*, until: float) -> int:
    """Look after the alerts that are behind, those first that waited longest.

    `until` is a value of `time.monotonic`. Return how many notices were written. Several processes
    may do this at once; an alert is in the hands of one of them.
    """
    behind = Alert.objects.filter(is_paused=False, seen__lt=newest_serial())
    written = 0
    for pk in behind.order_by(F("ran_at").asc(nulls_first=True), "pk").values_list("pk", flat=True):
        is_behind = True
        while is_behind:
            if time.monotonic() >= until:
                return written
            found, is_behind = look(alert_id=pk)
            written += found
    return written


def look(*, alert_id: int) -> tuple[int, bool]:
    """Look after an alert once; return how many notices that gave, and whether it is behind still.

    What the program cannot do is said in the alert's `error`, and the alert rests until its owner
    resumes or changes it.
    """
    with transaction.atomic():
        held = Alert.objects.select_for_update(skip_locked=True, of=["self"])
        alert = held.select_related("user").filter(pk=alert_id, is_paused=False).first()
        if alert is None:
            return 0, False
        try:
            with transaction.atomic():
                return _look(alert)
        except _Leaving:
            pass
        except NotUnderstood as error:
            _rest(alert, f"The query is not understood any more: {error}")
        except (OperationalError, InterfaceError):
            raise  # the database went away: no fault of the alert
        except Exception as error:
            logger.exception("alert %s could not be looked after", alert.pk)
            words = f"The program failed on it ({type(error).__name__}: {error})."
            _rest(alert, f"{words} It rests; resume it to try again.")
    return 0, False


def _rest(alert: Alert, words: str) -> None:
    _set(alert, is_paused=True, error=words, ran_at=timezone.now())


def _look(alert: Alert) -> tuple[int, bool]:
    if not alert.user.is_active:
        _rest(alert, "Its owner may not sign in any more.")
        return 0, False
    newer = Entry.objects.filter(serial__gt=alert.seen).order_by("serial")
    window = list(newer.values_list("statement", "serial")[:WINDOW])
    if not window:
        return 0, False
    hits = search.entries(search.asked(alert.query))
    found = noticing.notices(alert, hits, [pk for pk, _ in window])
    _hold({notice.statement_id for notice in found if notice.statement_id})
    Notice.objects.bulk_create(found, ignore_conflicts=True)
    _set(alert, seen=window[-1][1], ran_at=timezone.now())
    return len(found), len(window) == WINDOW


def _hold(statements: Collection[int]) -> None:
    """Keep statements from being deleted until the transaction ends, and wait for nobody.

    Whoever deletes many holds them in an order of his own, and would wait for us in turn.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM claims_statement WHERE id = ANY(%s) ORDER BY id"
            " FOR KEY SHARE SKIP LOCKED",
            [list(statements)],
        )
        if len(cursor.fetchall()) < len(statements):
            raise _Leaving
