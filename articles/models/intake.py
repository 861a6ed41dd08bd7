"""Rows of intake: batches, what became of each of their items, and what has to be fetched."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import UniqueConstraint
from django.urls import reverse

from articles.querysets import BatchQuerySet


class Batch(models.Model):
    """One delivery of articles: files, or addresses to fetch."""

    class State(models.TextChoices):
        """Where a batch stands between arriving and being wholly read in."""

        FETCHING = "fetching", "being fetched"
        RECEIVED = "received", "waiting to be read in"
        LOADING = "loading", "being read in"
        CHECKED = "checked", "checked: nothing is read in yet"
        LOADED = "loaded", "read in"
        FAILED = "failed", "could not be read"
        CANCELLED = "cancelled", "cancelled"
        ROLLING_BACK = "rollback", "being rolled back"
        ROLLED_BACK = "undone", "rolled back"

    name = models.CharField(max_length=255)
    upload = models.FileField(upload_to="batches/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    stops_to_check = models.BooleanField(
        default=False, help_text="Whether a person looks at its items before they are read in."
    )
    subscription = models.ForeignKey(
        "articles.Subscription",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="batches",
        help_text="Which brought it, if one did.",
    )
    error = models.TextField(blank=True)
    remarks = models.JSONField(
        default=list, help_text="[{reason, name, line, field}] about the delivery itself."
    )
    item_count = models.PositiveIntegerField(
        null=True, help_text="How many items it holds; unknown until it has been read once."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    loaded_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the batch's page."""
        return reverse("batch", args=[self.pk])


class Item(models.Model):
    """One item of a batch, from the check to what became of it: in one state, once."""

    class State(models.TextChoices):
        """What became of it."""

        READY = "ready", "ready to be read in"
        LOADED = "loaded", "read in"
        REFUSED = "refused", "refused"
        SKIPPED = "skipped", "already there"
        LEFT_OUT = "left out", "left out by a person"
        CANCELLED = "cancelled", "cancelled"
        UNDONE = "undone", "rolled back"

    class Likeness(models.TextChoices):
        """What it has in common with the article that it is like."""

        BYTES = "bytes", "the same bytes"
        TEXT = "text", "the same text"
        COPY = "copy", "the same text from another outlet or address"
        NEAR = "near", "much text in common"
        VERSION = "version", "another version of the same page"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField(help_text="Its place in the batch, from 1.")
    name = models.CharField(
        max_length=500, help_text="Its file, as “a.zip:inner” inside an archive, or its address."
    )
    line = models.PositiveIntegerField(null=True, blank=True, help_text="In a file of many.")
    state = models.CharField(max_length=9, choices=State, default=State.READY)
    size = models.PositiveBigIntegerField(null=True, help_text="Bytes received.")
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the bytes received.")
    encoding = models.CharField(max_length=40, blank=True)
    details = models.JSONField(
        default=dict, help_text="{field: value as text} of what is known beside the text."
    )
    origins = models.JSONField(default=dict, help_text="{field: where the value comes from}")
    zones = models.JSONField(default=dict, help_text="{kind: lines of that kind}")
    remarks = models.JSONField(
        default=list, help_text="[{reason, name, line, field}]; of a refused one, why."
    )
    like = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="alike",
        help_text="An article that it has text in common with.",
    )
    like_position = models.PositiveIntegerField(
        null=True, blank=True, help_text="The same, where that is an item of the same batch."
    )
    likeness = models.CharField(max_length=7, choices=Likeness, blank=True)
    share = models.FloatField(null=True, blank=True, help_text="Share of common text, 0 to 1.")
    article = models.OneToOneField(
        "articles.Article", null=True, blank=True, on_delete=models.SET_NULL, related_name="item"
    )

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["batch", "position"], name="one_item_per_position"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["batch", "state", "position"], name="item_states"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, line {self.line}" if self.line else self.name


class Fetch(models.Model):
    """One address of a batch that has to be fetched before the batch can be read in."""

    class State(models.TextChoices):
        """How far it is."""

        QUEUED = "queued", "waiting to be fetched"
        FETCHED = "fetched", "fetched"
        FAILED = "failed", "could not be fetched"
        CANCELLED = "cancelled", "cancelled"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="fetches")
    position = models.PositiveIntegerField(help_text="Its place in the batch, from 1.")
    url = models.URLField(max_length=2000)
    host = models.CharField(max_length=255, db_index=True, help_text="One fetch at a time each.")
    known = models.JSONField(
        default=dict, help_text="{field: value} that the feed says of it, if it came from one."
    )
    state = models.CharField(max_length=9, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    final_url = models.URLField(max_length=2000, blank=True, help_text="After redirects.")
    media_type = models.CharField(max_length=200, blank=True)
    charset = models.CharField(max_length=40, blank=True, help_text="As the server says.")
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    content = models.BinaryField(null=True, help_text="Until the batch's file holds it.")
    fetched_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["batch", "position"]
        verbose_name_plural = "fetches"
        constraints: ClassVar = [
            UniqueConstraint(fields=["batch", "position"], name="one_fetch_per_position"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before", "id"],
                condition=models.Q(state="queued"),
                name="fetch_queued",
            ),
        ]

    def __str__(self) -> str:
        return self.url
