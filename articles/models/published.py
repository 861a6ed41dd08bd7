"""Rows of what was published: outlets, articles, and what people say of an article's zones."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Length
from django.urls import reverse

from articles.models.intake import Batch
from articles.querysets import ArticleQuerySet


class Outlet(models.Model):
    """Who published. An article whose outlet is unknown has none, which is an ordinary value."""

    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200, unique=True, help_text="The name, case-folded.")

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the outlet's page."""
        return reverse("outlet", args=[self.pk])


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
    language = models.CharField(
        max_length=8, blank=True, help_text="ISO 639-1, as “en”; empty: unknown, read as English."
    )
    origins = models.JSONField(
        default=dict, help_text="{field: where its value comes from}; see `Origin`."
    )
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
    bands = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Hashes by which near copies are found; see `articles.copies`.",
    )
    newest = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="older",
        help_text="The newest version of the same page; empty: this one is it.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = [F("published_at").asc(nulls_last=True), "id"]
        permissions: ClassVar = [("take_texts", "Can take whole texts away")]
        indexes: ClassVar = [
            models.Index(fields=["published_at", "id"]),
            models.Index(fields=["batch"], condition=Q(newest__isnull=False), name="article_older"),
            HashIndex(name="article_url", fields=["url"]),
            GinIndex(name="article_bands", fields=["bands"]),
        ]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["outlet", "fingerprint", "url"],
                nulls_distinct=False,
                name="one_text_per_outlet_and_url",
            ),
            UniqueConstraint(fields=["batch", "position"], name="one_article_per_position"),
            CheckConstraint(condition=~Q(text=""), name="article_has_text"),
        ]

    def __str__(self) -> str:
        return self.title or self.origin

    def get_absolute_url(self) -> str:
        """Return the address of the article's page."""
        return reverse("article", args=[self.pk])


class Zoning(models.Model):
    """A person's word on which lines of an article are what; no machine writes or deletes it."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="zoning")
    zones = models.JSONField(help_text="[[start, end, kind]] in characters, in text order.")
    why = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"zones of {self.article}"
