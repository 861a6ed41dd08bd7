"""Mail: send people the notices of their alerts, each once, and try again what was not taken."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Alert, Notice
from claims.wording import shortened

logger = logging.getLogger(__name__)

MOST = 200  # notices of one mail; the rest stands on the alert's page
SUBJECT = 100  # characters of a query in a subject
DAY = timedelta(days=1)
NO_ADDRESS = "You have no mail address, so that nothing can be sent; it stands in the feed."


def mail_waiting(*, until: float) -> int:
    """Send the mails that are due; return how many went out.

    `until` is a value of `time.monotonic`. Several processes may do this at once; an alert is in
    the hands of one of them.
    """
    homeless = Q(user__email="")
    Alert.objects.filter(~homeless, error=NO_ADDRESS).update(error="")
    _due().filter(homeless).exclude(error=NO_ADDRESS).update(error=NO_ADDRESS)
    sent = 0
    for pk in _due().exclude(homeless).order_by("pk").values_list("pk", flat=True):
        if time.monotonic() >= until:
            break
        sent += mail(alert_id=pk)
    return sent


def mail(*, alert_id: int) -> bool:
    """Send what waits for an alert as one mail, if that is due; return whether it went out.

    That it is sent is written at once after it was: whoever is killed just between the two has it
    sent once more, with the same Message-ID. What the server does not take waits, each time longer.
    """
    with transaction.atomic():
        held = _due().select_for_update(skip_locked=True, of=["self"]).select_related("user")
        alert = held.filter(pk=alert_id).exclude(user__email="").first()
        if alert is None:
            return False
        waiting = alert.notices.filter(mailed_at=None, pk__gt=alert.mail_after)
        upto = waiting.latest("pk").pk
        try:
            _message(alert, waiting.order_by("pk")[:MOST], waiting.count(), upto).send()
        # smtplib's are OSErrors; an address can be no address, and a folder no folder
        except (OSError, ValueError, ImproperlyConfigured) as error:
            logger.warning("the mail of alert %s was not taken: %s", alert.pk, error)
            _put_off(alert, f"{type(error).__name__}: {error}")
            return False
        now = timezone.now()
        waiting.filter(pk__lte=upto).update(mailed_at=now)
        _set(alert, mailed_at=now, mail_after=upto, error="", failures=0, retry_at=None)
    return True


def are_files() -> bool:
    """Say whether mails are kept as files here, and not sent."""
    return settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


def _due() -> QuerySet[Alert]:
    now = timezone.now()
    waiting = Notice.objects.filter(
        alert=OuterRef("pk"), mailed_at=None, pk__gt=OuterRef("mail_after")
    )
    daily = Q(delivery=Alert.Delivery.DAILY, last__lte=now - DAY)
    return (
        Alert.objects.annotate(last=Coalesce("mailed_at", "since"))
        .filter(Q(delivery=Alert.Delivery.AT_ONCE) | daily)
        .filter(Q(retry_at=None) | Q(retry_at__lte=now), Exists(waiting))
        .filter(is_paused=False, user__is_active=True)
    )


def _put_off(alert: Alert, words: str) -> None:
    wait = min(timedelta(minutes=2**alert.failures), DAY) if alert.failures < 11 else DAY
    at = timezone.now() + wait
    told = f"The mail could not be sent ({words}). Nothing is lost: it is tried again from "
    _set(
        alert,
        failures=F("failures") + 1,
        retry_at=at,
        error=f"{told}{timezone.localtime(at):%-d %B, %H:%M} on.",
    )


def _set(alert: Alert, **fields: object) -> None:
    Alert.objects.filter(pk=alert.pk).update(**fields)


def _message(alert: Alert, shown: Iterable[Notice], count: int, upto: int) -> EmailMessage:
    page = f"{settings.SITE_URL}{alert.get_absolute_url()}"
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    asked = shortened(" ".join(alert.query.split()), SUBJECT)
    return EmailMessage(
        subject=f"{count:,} new: {asked}",
        body=_body(alert, shown, count, page),
        to=[alert.user.email],
        headers={
            "Message-ID": f"<alert-{alert.pk}-{upto}@{sender.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{page}>",
        },
    )


def _body(alert: Alert, shown: Iterable[Notice], count: int, page: str) -> str:
    parts = [f"You wanted this because: {alert.note}"] if alert.note else []
    many = "One thing is new" if count == 1 else f"{count:,} things are new"
    parts.append(f"{many} for your search:\n{alert.query}")
    parts += [_told(number, notice) for number, notice in enumerate(shown, 1)]
    if count > MOST:
        parts.append(f"{count - MOST:,} more stand on the page of your alert.")
    parts.append(f"To pause, change or delete this alert, and all that it told:\n{page}")
    return "\n\n".join(parts) + "\n"


def _told(number: int, notice: Notice) -> str:
    head = notice.get_sort_display().capitalize()
    words = " ".join(notice.words.split())
    return f"{number}. {head}\n{words}\n{notice.because}\n{settings.SITE_URL}{notice.address}"
