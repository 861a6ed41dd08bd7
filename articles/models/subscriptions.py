"""Rows of subscriptions: feeds and lists of addresses that are looked at again and again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.urls import reverse


class Subscription(models.Model):
    """A feed, or a list of addresses, that beat polls; what is new or changed becomes a batch."""

    class Kind(models.TextChoices):
        """What its address leads to."""

        FEED = "feed", "feed (RSS or Atom)"
        LIST = "list", "list of addresses"

    name = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=4, choices=Kind, default=Kind.FEED)
    address = models.URLField(max_length=2000, blank=True, help_text="Of the feed.")
    urls = models.TextField(blank=True, help_text="Of a list: one address a line.")
    outlet = models.CharField(
        max_length=200, blank=True, help_text="For the articles that name none themselves."
    )
    every_minutes = models.PositiveIntegerField(default=60)
    is_paused = models.BooleanField(default=False)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    next_at = models.DateTimeField(null=True, blank=True, help_text="Empty: as soon as may be.")
    polled_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="In a row; each waits longer.")
    last_error = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the subscription's page."""
        return reverse("subscription", args=[self.pk])


class SubscriptionEntry(models.Model):
    """One page that a subscription led to; it becomes an item only when it is new or changed."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64, help_text="sha256 of its id in the feed, or its address.")
    url = models.URLField(max_length=2000, blank=True)
    mark = models.CharField(
        max_length=200, blank=True, help_text="By which a change shows: a date, or a hash."
    )
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "subscription entries"
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["subscription", "key"], name="one_entry_per_subscription_and_key"
            ),
        ]

    def __str__(self) -> str:
        return self.url or self.key
