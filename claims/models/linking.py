"""Rows of what was made of statements and articles together."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse
from pgvector.django import HalfVectorField, HnswIndex

from articles.models import Article
from claims.fields import SpansField
from claims.linking.types import LinkKind
from claims.models.reading import Statement, choices
from claims.nlp.types import DIMENSIONS
from claims.querysets import ClaimLinkQuerySet, StoryQuerySet

SAME = [(kind.value, kind.value) for kind in LinkKind if kind.is_same]


class StatementLink(models.Model):
    """What two statements are to each other, and why; claims are made of those that say the same.

    It follows from the two statements alone, so it is made once and holds in any company. Where a
    kind has a direction, the second bears on the first.
    """

    first = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links_to")
    second = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links_from")
    kind = models.CharField(max_length=14, choices=choices(LinkKind))
    score = models.FloatField()
    evidence = models.JSONField(default=list, help_text="[{feature, value, because}]")
    first_words = SpansField(help_text="The words of the first that a rule points at.")
    second_words = SpansField(help_text="The words of the second that a rule points at.")
    release = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["first", "second", "kind"], name="one_link_per_pair_and_kind"),
            CheckConstraint(condition=~Q(first=F("second")), name="linked_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.kind} {self.second}"


class CommonRun(models.Model):
    """A run of quoted words that so many statements hold that it proves no quotation."""

    run = models.BigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"run {self.run}"


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
    """Why a statement stands in its claim: by its best link to another statement of it."""

    WORDING = "wording"  # the statement that gives the claim its words

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="links")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=[(WORDING, WORDING), *SAME])
    score = models.FloatField()
    evidence = models.JSONField(default=list, help_text="[{feature, value, because}]")
    release = models.CharField(max_length=40)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["statement"], name="one_claim_per_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} in {self.claim}: {self.kind}"


class Storyline(models.Model):
    """Stories of one matter, over months."""

    title = models.CharField(max_length=500)
    why_title = models.TextField(blank=True, help_text="Which story gave the title.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.title


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
    storyline = models.ForeignKey(
        "Storyline", null=True, blank=True, on_delete=models.SET_NULL, related_name="stories"
    )
    why_storyline = models.JSONField(
        default=list, help_text="[{feature, value, because}] of its nearest story in the line."
    )
    crowding = models.PositiveSmallIntegerField(
        default=0,
        help_text="How many steps the bar was raised, because its neighbourhood was crowded.",
    )
    chained_at = models.DateTimeField(
        null=True, help_text="When its storyline was sought; empty while that has to be done."
    )
    settled_at = models.DateTimeField(
        null=True,
        help_text="When it was last linked, its storyline sought, too; kept while either waits.",
    )
    terms = models.JSONField(default=dict, help_text="Mean weighted words of its articles.")
    vector = HalfVectorField(
        dimensions=DIMENSIONS, null=True, help_text="Mean meaning of its articles."
    )
    voices = models.PositiveIntegerField(
        default=0, help_text="How many of its articles are independent of each other, at most."
    )

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        ordering: ClassVar = [F("last_at").desc(nulls_last=True), "-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(linked_at=None), name="story_stale"),
            models.Index(fields=["id"], condition=Q(chained_at=None), name="story_unchained"),
            models.Index(fields=["last_at", "first_at"], name="story_days"),
            HnswIndex(
                name="story_meaning",
                fields=["vector"],
                m=16,
                ef_construction=64,
                opclasses=["halfvec_cosine_ops"],
            ),
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
    voice = models.PositiveSmallIntegerField(
        default=0, help_text="Articles of a story with one number are one voice; 0: not yet known."
    )
    compared_at = models.DateTimeField(
        null=True,
        help_text="When its statements were compared with the story's; empty while to be done.",
    )
    release = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.article} in {self.story}"


class StoryEdge(models.Model):
    """Two articles alike enough to start a story together; it follows from the two alone."""

    first = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="edges_to")
    second = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="edges_from")
    score = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["first", "second"], name="one_edge_per_articles"),
            CheckConstraint(condition=Q(first__lt=F("second")), name="edge_goes_upwards"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}: {self.score:.2f}"


class StorylineEdge(models.Model):
    """Two stories alike enough to start a storyline together; it follows from the two alone."""

    first = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="edges_to")
    second = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="edges_from")
    score = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["first", "second"], name="one_edge_per_stories"),
            CheckConstraint(condition=Q(first__lt=F("second")), name="storyline_edge_goes_upwards"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}: {self.score:.2f}"


class VoiceTie(models.Model):
    """Why two articles of a story are not independent of each other."""

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="ties")
    first = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    evidence = models.JSONField(default=list, help_text="[{feature, value, because}]")

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(fields=["first", "second"], name="one_tie_per_articles"),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}: {self.score:.2f}"


class Succession(models.Model):
    """What became of a claim, story or storyline: into which another its members went.

    Several old ones with one new one are a merge, one old with several new ones a split. So an
    address that is gone leads on, and the past can be told.
    """

    class Sort(models.TextChoices):
        """What it is about."""

        CLAIM = "claim", "claim"
        STORY = "story", "story"
        STORYLINE = "storyline", "storyline"

    sort = models.CharField(max_length=9, choices=Sort)
    old_id = models.BigIntegerField()
    new_id = models.BigIntegerField()
    moved = models.PositiveIntegerField(help_text="How many members went over.")
    at = models.DateTimeField()
    release = models.CharField(max_length=40)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort", "old_id"], name="succession_of_old"),
            models.Index(fields=["sort", "new_id"], name="succession_to_new"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.old_id} → {self.new_id}: {self.moved}"
