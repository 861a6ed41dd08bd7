"""Rows of saved searches, and of what was found for them since."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.urls import reverse
from django.utils import timezone

from claims.models.reading import Statement


def _secret() -> str:
    return secrets.token_urlsafe(24)


class Alert(models.Model):
    """A search that somebody saved, to be told of what is new in it."""

    class Delivery(models.TextChoices):
        """How its notices reach the person; all of them stand in its feed."""

        FEED = "feed", "only in its feed"
        AT_ONCE = "at once", "by mail, at once"
        DAILY = "daily", "by mail, once a day"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alerts"
    )
    query = models.CharField(max_length=1000, help_text="In the language of search.")
    note = models.CharField(max_length=1000, blank=True, help_text="Why do I care?")
    delivery = models.CharField(max_length=7, choices=Delivery, default=Delivery.FEED)
    is_paused = models.BooleanField(default=False)
    secret = models.CharField(
        max_length=40, unique=True, default=_secret, help_text="Opens its feed to a feed reader."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    since = models.DateTimeField(
        default=timezone.now, help_text="What had been read before that is no news."
    )
    seen = models.BigIntegerField(default=0, help_text="Up to which serial entries were looked at.")
    ran_at = models.DateTimeField(null=True, help_text="When it was last looked after.")
    mailed_at = models.DateTimeField(null=True, help_text="When its last mail went out.")
    mail_after = models.BigIntegerField(
        default=0, help_text="Up to which notice nothing goes out by mail."
    )
    failures = models.PositiveSmallIntegerField(
        default=0, help_text="How often in a row its mail could not be sent."
    )
    retry_at = models.DateTimeField(null=True, help_text="Before that no mail is tried again.")
    read_upto = models.BigIntegerField(
        default=0, help_text="Up to which notice the person has read."
    )
    error = models.TextField(blank=True, help_text="Why it could not run or be sent, in words.")

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.query

    def get_absolute_url(self) -> str:
        """Return the address of the alert's page."""
        return reverse("alert", args=[self.pk])


class Notice(models.Model):
    """One thing that was found for an alert; never twice for the same thing."""

    class Sort(models.TextChoices):
        """What changed in the coverage."""

        STATEMENT = "statement", "a new statement"
        WORDING = "wording", "a new wording of a quotation"
        DENIAL = "denial", "a first denial"
        SILENCE_ENDED = "silence", "a silence that ended"
        SOURCE = "source", "a new source for a claim"

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="notices")
    sort = models.CharField(max_length=9, choices=Sort)
    key = models.CharField(max_length=120, help_text="What it is about, also after reading anew.")
    # The database empties it when the statement goes (a constraint of the migration).
    statement = models.ForeignKey(
        Statement,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="notices",
    )
    words = models.TextField(help_text="What was found, as it was then.")
    because = models.TextField(help_text="What is new about it, in words.")
    address = models.CharField(max_length=500, help_text="Where it stands, or stood.")
    at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alert", "sort", "key"], name="one_notice_per_thing"),
        ]
        indexes: ClassVar = [models.Index(fields=["alert", "-id"], name="notice_newest_first")]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} for {self.alert}"
