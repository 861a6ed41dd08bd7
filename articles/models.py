"""Rows of what was published: outlets, batches, articles, and what was refused."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.urls import reverse

from articles.querysets import ArticleQuerySet, BatchQuerySet


class Outlet(models.Model):
    """Who published. An article whose outlet is unknown has none, which is an ordinary value."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, help_text="The name, case-folded.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One delivery of articles: a folder, a ZIP, a CSV or a JSONL file."""

    class State(models.TextChoices):
        """Where a batch stands between arriving and being wholly read in."""

        RECEIVED = "received", "waiting to be read in"
        LOADING = "loading", "being read in"
        LOADED = "loaded", "read in"
        FAILED = "failed", "could not be read"

    name = models.CharField(max_length=255)
    upload = models.FileField(upload_to="batches/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    error = models.TextField(blank=True)
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


class Article(models.Model):
    """One published text. Its characters never change: a trigger in the database sees to it."""

    class Precision(models.TextChoices):
        """How exactly the moment of publication is known."""

        DAY = "day", "to the day"
        MINUTE = "minute", "to the minute"

    outlet = models.ForeignKey(Outlet, null=True, blank=True, on_delete=models.PROTECT)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="articles")
    position = models.PositiveIntegerField(help_text="Its place in the batch, from 1.")
    origin = models.CharField(max_length=500, help_text="File, or file and line, in the batch.")
    external_id = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True, help_text="Empty: undated.")
    published_precision = models.CharField(max_length=6, choices=Precision, default=Precision.DAY)
    encoding = models.CharField(max_length=40, default="utf-8")
    sha256 = models.CharField(max_length=64, db_index=True, help_text="Of the bytes received.")
    text = models.TextField()
    fingerprint = models.CharField(max_length=64, db_index=True, help_text="sha256 of the text.")
    length = models.GeneratedField(
        expression=Length("text"),
        output_field=models.IntegerField(),
        db_persist=True,
        help_text="Characters of the text, so that checking a span need not read it.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [F("published_at").asc(nulls_last=True), "id"]
        indexes: ClassVar = [models.Index(fields=["published_at", "id"])]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["outlet", "fingerprint"],
                nulls_distinct=False,
                name="one_text_per_outlet",
            ),
            UniqueConstraint(fields=["batch", "position"], name="one_article_per_position"),
            CheckConstraint(condition=~Q(text=""), name="article_has_text"),
        ]

    def __str__(self) -> str:
        return self.title or self.origin

    def get_absolute_url(self) -> str:
        """Return the address of the article's page."""
        return reverse("article", args=[self.pk])


class Rejection(models.Model):
    """One item of a batch that did not become an article, or one complaint, with the reason."""

    class Kind(models.TextChoices):
        """Whether the item was refused, was there already, or came in with something amiss."""

        REFUSED = "refused", "refused"
        SKIPPED = "skipped", "already there"
        WARNING = "warning", "loaded, with a remark"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejections")
    position = models.PositiveIntegerField(
        help_text="Its place in the batch, from 1; 0: the batch."
    )
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.REFUSED)
    origin = models.CharField(max_length=500, help_text="The file's name in the batch.")
    line = models.PositiveIntegerField(null=True, blank=True)
    field = models.CharField(max_length=100, blank=True)
    reason = models.TextField()
    duplicate_of = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["batch", "position", "kind", "field", "line"],
                nulls_distinct=False,
                name="one_rejection_per_complaint",
            ),
        ]

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.origin}{line}: {self.reason}"
