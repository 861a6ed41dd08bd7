"""Rows by which statements are found: made from the others by a sweep, and never the only place."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from articles.models import Article
from claims.models.reading import Statement

UNDATED = -(2**40)  # the moment of what has no date: before all that has one


class Entry(models.Model):
    """What one statement is found by; only current statements that nobody dropped have one.

    The words are stems of the content (weight A), of the names and labels of its source chain (B)
    and of the cue (C). The tags are what facets count, as “outlet:12”, “kind:anonymous”; see
    `claims.querying.tags`.
    """

    # The database deletes it with its statement (a constraint of the migration), so that whoever
    # deletes many rows by SQL need not know of entries.
    statement = models.OneToOneField(
        Statement,
        primary_key=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="entry",
    )
    article = models.ForeignKey(
        Article, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entries"
    )
    moment = models.BigIntegerField(help_text="Seconds of publication since 1970, or `UNDATED`.")
    said_on = models.DateField(null=True, help_text="The day that the text gives for the saying.")
    words = SearchVectorField()
    tags = ArrayField(models.TextField(), default=list)
    serial = models.BigIntegerField(
        db_index=True, help_text="Grows with every entry that is made or made anew."
    )

    class Meta:
        verbose_name_plural = "entries"
        indexes: ClassVar = [
            models.Index(fields=["-moment", "-statement"], name="entry_newest_first"),
            GinIndex(name="entry_found_by", fields=["tags", "words"]),
            models.Index(
                fields=["said_on"], condition=models.Q(said_on__isnull=False), name="entry_said_on"
            ),
        ]

    def __str__(self) -> str:
        return f"entry of {self.statement}"


class Outdated(models.Model):
    """An article whose entries must be made anew; triggers of the database add the rows.

    Rows are only added and taken away, an article may have several, so that nobody who writes
    waits for whoever makes entries just then.
    """

    article_id = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "outdated"

    def __str__(self) -> str:
        return f"article {self.article_id}"
