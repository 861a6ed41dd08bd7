"""Rows of what was read into articles; all of them can be made again from `articles`."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from pgvector.django import HalfVectorField, HnswIndex

from articles.models import Article
from claims.fields import SpansField
from claims.linking.types import LinkKind
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
from claims.querysets import (
    AnalysisQuerySet,
    ClaimLinkQuerySet,
    StatementQuerySet,
    StoryQuerySet,
)


def _choices(enum: type) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in enum]  # type: ignore[attr-defined]


class DecisionState(models.TextChoices):
    """Who stands behind a link or a membership."""

    SUGGESTED = "suggested", "suggested by the machine"
    CONFIRMED = "confirmed", "confirmed by a person"
    REJECTED = "rejected", "rejected by a person"


class Analysis(models.Model):
    """One reading of one article by one release; reading twice is the same as once."""

    class State(models.TextChoices):
        """Where the reading stands."""

        WAITING = "waiting", "waiting"
        DONE = "done", "analysed"
        FAILED = "failed", "failed"

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

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "analyses"
        constraints: ClassVar = [
            UniqueConstraint(fields=["article", "release"], name="one_analysis_per_release"),
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
            models.Index(fields=["id"], condition=Q(grouped_at=None), name="analysis_ungrouped"),
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


PAGED = frozenset({SpeakerKind.PERSON, SpeakerKind.ORGANISATION, SpeakerKind.DOCUMENT})


class Speaker(models.Model):
    """Who is reported to say things, across articles; one row for a normalised name and kind."""

    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, help_text="The name, normalised.")
    kind = models.CharField(max_length=12, choices=_choices(SpeakerKind))
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
    type = models.CharField(max_length=8, choices=_choices(Type))
    act = models.CharField(max_length=8, choices=_choices(Act), default=Act.SAY)
    polarity = models.CharField(max_length=10, choices=_choices(Polarity))
    certainty = models.CharField(max_length=12, choices=_choices(Certainty))
    stance = models.CharField(max_length=8, choices=_choices(Stance))
    tier = models.CharField(max_length=4, choices=_choices(Tier), default=Tier.CORE)
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
    vector = HalfVectorField(dimensions=DIMENSIONS, help_text="Meaning of the content.")

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
    kind = models.CharField(max_length=12, choices=_choices(SpeakerKind))
    role = models.CharField(max_length=8, choices=_choices(Role))
    why = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["statement", "order"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["statement", "order"], name="one_link_per_order"),
        ]

    def __str__(self) -> str:
        return str(self.speaker or self.kind)


class Claim(models.Model):
    """What several statements say in common: a cluster with one statement's wording for all."""

    wording = models.ForeignKey(
        Statement,
        on_delete=models.CASCADE,
        related_name="worded_claims",
        help_text="The statement whose words stand for the claim.",
    )
    why_wording = models.TextField(blank=True, help_text="Why those words were chosen.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"claim {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of the claim's page."""
        return reverse("claim", args=[self.pk])


class ClaimLink(models.Model):
    """Why a statement stands in a claim, or is related to it; a rejected link stays rejected."""

    WORDING = "wording"  # the statement that gives the claim its words

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=[(WORDING, WORDING), *_choices(LinkKind)])
    score = models.FloatField()
    evidence = models.JSONField(
        default=list, help_text="[{feature, value, because}], the strongest first."
    )
    state = models.CharField(max_length=9, choices=DecisionState, default=DecisionState.SUGGESTED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    release = models.CharField(max_length=40)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["claim", "statement"], name="one_link_per_claim"),
            UniqueConstraint(
                fields=["statement"],
                condition=~Q(kind="related") & ~Q(state="rejected"),
                name="one_claim_per_statement",
            ),
            CheckConstraint(
                condition=Q(state="suggested") | Q(decided_at__isnull=False),
                name="decisions_have_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement} in {self.claim}: {self.kind}"


class Story(models.Model):
    """Articles of different outlets on one event."""

    title = models.CharField(max_length=500)
    why_title = models.TextField(blank=True, help_text="Which article gave the title.")
    first_at = models.DateTimeField(null=True, help_text="Its earliest dated article.")
    last_at = models.DateTimeField(null=True, help_text="Its latest dated article.")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(help_text="When its articles last changed.")
    linked_at = models.DateTimeField(
        null=True, help_text="When its claims were linked; empty while that has to be done."
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        ordering: ClassVar = [F("last_at").desc(nulls_last=True), "-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(linked_at=None), name="story_stale")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the story's compare page."""
        return reverse("story", args=[self.pk])


class StoryMembership(models.Model):
    """Why an article stands in a story."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="memberships")
    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="membership")
    score = models.FloatField(null=True, help_text="Mean score to the others; none if alone.")
    evidence = models.JSONField(default=list, help_text="[{feature, value, because}]")
    state = models.CharField(max_length=9, choices=DecisionState, default=DecisionState.SUGGESTED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    release = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(state="suggested") | Q(decided_at__isnull=False),
                name="membership_decisions_have_a_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} in {self.story}"
