"""Rows of what was read into one article; all of them can be made again from `articles`."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from pgvector.django import HalfVectorField, HnswIndex

from articles.models import Article
from claims.fields import SpansField
from claims.nlp.types import (
    DIMENSIONS,
    Act,
    Certainty,
    Polarity,
    Role,
    SpeakerKind,
    Stance,
    Tier,
    Type,
)
from claims.querysets import AnalysisQuerySet, StatementQuerySet


def choices(enum: type) -> list[tuple[str, str]]:
    """Return the members of an enumeration as a column's choices, by their values."""
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class Analysis(models.Model):
    """One reading of one article by one release; reading twice is the same as once."""

    class State(models.TextChoices):
        """Where the reading stands."""

        WAITING = "waiting", "waiting"
        DONE = "done", "analysed"
        FAILED = "failed", "failed"
        LEFT = "left", "not analysed"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="analyses")
    release = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    is_current = models.BooleanField(
        default=False, help_text="Whether pages show this reading of the article."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.JSONField(default=dict, help_text="Seconds each step took, by its name.")
    terms = models.JSONField(default=dict, help_text="Weighted words, for grouping into stories.")
    vector = HalfVectorField(dimensions=DIMENSIONS, null=True, help_text="Title and lede.")
    grouped_at = models.DateTimeField(null=True, blank=True)
    crowding = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many steps the bar was raised, because its neighbourhood was crowded.",
    )

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "analyses"
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["article", "release"],
                include=["state"],  # so that counting a batch's readings need not fetch them
                name="one_analysis_per_release",
            ),
            UniqueConstraint(
                fields=["article"], condition=Q(is_current=True), name="one_current_analysis"
            ),
            CheckConstraint(
                condition=Q(is_current=False) | Q(state="done"), name="current_is_done"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["release", "attempts", "id"],
                condition=Q(state="waiting"),
                name="analysis_waiting",
            ),
            models.Index(
                fields=["article"],
                condition=Q(state__in=["failed", "left"]),
                name="analysis_aside",
            ),
            models.Index(fields=["finished_at"], name="analysis_finished"),
            models.Index(fields=["id"], condition=Q(grouped_at=None), name="analysis_ungrouped"),
            models.Index(
                fields=["article"],
                condition=Q(is_current=False, state="done"),
                name="analysis_left_out",
            ),
            HnswIndex(
                name="analysis_meaning",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} by {self.release}"


class Enlistment(models.Model):
    """Up to which article all have an analysis by a release, so that nobody need look again."""

    release = models.CharField(max_length=40, unique=True)
    upto = models.BigIntegerField(help_text="The id of that article.")

    def __str__(self) -> str:
        return f"{self.release}: up to {self.upto}"


PAGED = frozenset({SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.DOCUMENT})


class Speaker(models.Model):
    """Who is reported to say things, across articles; one row for a normalised name and kind."""

    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, help_text="The name, normalised.")
    kind = models.CharField(max_length=12, choices=choices(SpeakerKind))
    surname = models.CharField(
        max_length=300,
        blank=True,
        db_index=True,
        help_text="The word by which a person's names are looked up together, normalised.",
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["key", "kind"], name="one_speaker_per_name_and_kind"),
        ]
        indexes: ClassVar = [
            GinIndex(name="speaker_name", fields=["key"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the speaker's page."""
        return reverse("speaker", args=[self.pk])

    @property
    def has_page(self) -> bool:
        """Say whether this is somebody; unnamed groups and insiders are only descriptions."""
        return bool(self.name) and self.kind in PAGED


class Statement(models.Model):
    """An attribution as a row: in this article, this speaker is reported to say this.

    Every span lies inside the article's text and is not empty: a trigger sees to it.
    """

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="statements")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="statements")
    ordinal = models.PositiveIntegerField(help_text="Its place in the article, from 1.")
    content = SpansField(default=None)
    cue = SpansField()
    source = SpansField()
    quotations = SpansField()
    hedges = SpansField()
    conditions = SpansField()
    negations = SpansField()
    asides = SpansField(help_text="The author's own words inside the content.")
    insertions = SpansField(help_text="An editor's words inside quotations.")
    type = models.CharField(max_length=8, choices=choices(Type))
    act = models.CharField(max_length=8, choices=choices(Act), default=Act.SAY)
    polarity = models.CharField(max_length=10, choices=choices(Polarity))
    certainty = models.CharField(max_length=12, choices=choices(Certainty))
    stance = models.CharField(max_length=8, choices=choices(Stance))
    tier = models.CharField(max_length=4, choices=choices(Tier), default=Tier.CORE)
    confidence = models.FloatField(
        default=0.5,
        help_text="The share of finds like this one that are right in annotated news, 0 to 1.",
    )
    is_headline = models.BooleanField(
        default=False, help_text="Whether it stands in the article's own headline."
    )
    repeats = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="repeated_by",
        help_text="The statement of the same article that it says once more.",
    )
    found_by = models.CharField(max_length=40)
    why = models.TextField(blank=True)
    speaker = models.ForeignKey(
        Speaker,
        null=True,
        on_delete=models.PROTECT,
        related_name="statements",
        help_text="The innermost speaker of the chain; none when the text names none.",
    )
    vector = HalfVectorField(
        dimensions=DIMENSIONS,
        null=True,
        blank=True,
        help_text="Meaning of the content; empty until linking looks at what a person wrote.",
    )
    runs = ArrayField(
        models.BigIntegerField(),
        default=list,
        blank=True,
        help_text="Hashes of the runs of quoted words by which the same quotation is found.",
    )

    as_read = models.JSONField(
        null=True,
        blank=True,
        help_text="What was read, where a person set something else: {field: value}.",
    )
    is_dropped = models.BooleanField(
        default=False, help_text="Whether a person said that this is not a statement."
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["article", "ordinal"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["analysis", "ordinal"], name="one_statement_per_place"),
            CheckConstraint(condition=~Q(content=[]), name="statement_has_content"),
        ]
        indexes: ClassVar = [
            HnswIndex(
                name="statement_meaning",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
            GinIndex(name="statement_runs", fields=["runs"]),
        ]

    def __str__(self) -> str:
        return f"statement {self.ordinal} of {self.article}"

    def get_absolute_url(self) -> str:
        """Return where the statement stands in its article."""
        return f"{reverse('article', args=[self.article_id])}#s{self.ordinal}"


class SourceLink(models.Model):
    """One link of a statement's source chain, between the outlet and the words; outermost is 1."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="chain")
    order = models.PositiveSmallIntegerField()
    span = SpansField(help_text="Where the text names it; empty when it does not.")
    cue = SpansField()
    speaker = models.ForeignKey(
        Speaker, null=True, on_delete=models.PROTECT, related_name="source_links"
    )
    name = models.CharField(
        max_length=300, blank=True, help_text="The fullest name that the article itself gives."
    )
    kind = models.CharField(max_length=12, choices=choices(SpeakerKind))
    role = models.CharField(max_length=8, choices=choices(Role))
    why = models.TextField(blank=True)
    decided = models.ForeignKey(
        "SpeakerDecision",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="links",
        help_text="By which word of a person the speaker is this one; none: as it was read.",
    )

    class Meta:
        ordering: ClassVar = ["statement", "order"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["statement", "order"], name="one_link_per_order"),
        ]

    def __str__(self) -> str:
        return str(self.speaker or self.kind)
