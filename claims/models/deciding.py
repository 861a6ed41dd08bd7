"""Rows of what people decided, which every later run obeys, and of what they should look at."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Greatest, Least
from django.urls import reverse

from articles.models import Article
from claims.linking.types import LinkKind
from claims.models.linking import Story
from claims.models.reading import Speaker, Statement, choices
from claims.nlp.types import SpeakerKind


class Decision(models.Model):
    """A person's word: every later run obeys it, and no machine writes or deletes it."""

    why = models.TextField(blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True


class Verdict(models.TextChoices):
    """What a person decided about two things of one sort."""

    TOGETHER = "together", "belong together"
    APART = "apart", "do not belong together"


class StatementDecision(Decision):
    """Two statements that are something to each other, or are not, by a person's word.

    It goes over to the statement of a new reading that has most of the words.
    """

    SAME = "same"  # that they say the same; any other kind is one that is shown and never merged

    first = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    kind = models.CharField(
        max_length=14,
        default=SAME,
        choices=[
            (SAME, SAME),
            *((kind.value, kind.value) for kind in LinkKind if not kind.is_same),
        ],
    )

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                "kind",
                name="one_decision_per_statements",
            ),
            CheckConstraint(condition=~Q(first=F("second")), name="decided_of_two_statements"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} {self.verdict}"


class ArticleDecision(Decision):
    """Two articles that are of one story, or are not, by a person's word."""

    first = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                Least("first", "second"),
                Greatest("first", "second"),
                name="one_decision_per_articles",
            ),
            CheckConstraint(condition=~Q(first=F("second")), name="decided_of_two_articles"),
        ]

    def __str__(self) -> str:
        return f"{self.first} and {self.second} {self.verdict}"


class Judgement(Decision):
    """A person's word on one statement of an article: as read, other than read, none, or missed.

    It is about characters of a text, and goes over to the statement of a new reading that has most
    of them; where none has, what the person said stands by itself.
    """

    class Sort(models.TextChoices):
        """What the person found."""

        RIGHT = "right", "right as it was read"
        CHANGED = "changed", "put right"
        WRONG = "wrong", "not a statement"
        MISSED = "missed", "added"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="judgements")
    statement = models.OneToOneField(
        Statement,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="judgement",
        help_text="The row that it holds for now; none where nothing was read there.",
    )
    sort = models.CharField(max_length=7, choices=Sort)
    given = models.JSONField(default=dict, help_text="What the person set: {field: value}.")
    read = models.JSONField(
        default=dict, help_text="What had been read, every field; empty where nothing was."
    )
    release = models.CharField(max_length=40, help_text="Which release had read it.")
    is_settled = models.BooleanField(
        default=False,
        help_text="Whether a person saw that the text changed since, and left it at that.",
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["release", "sort"], name="judgement_release")]

    def __str__(self) -> str:
        return f"a statement of {self.article}: {self.get_sort_display()}"


class SpeakerDecision(Decision):
    """Whom a name means, by a person's word: in one article, or everywhere.

    It is about names and not about rows of speakers, which come and go with what is read.
    """

    article = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    key = models.CharField(max_length=300, help_text="The name that is read, normalised.")
    kind = models.CharField(max_length=12, choices=choices(SpeakerKind))
    name = models.CharField(max_length=300, help_text="That name, as it was shown.")
    to_name = models.CharField(max_length=300, help_text="Whom it means.")
    to_kind = models.CharField(max_length=12, choices=choices(SpeakerKind))

    class Meta:
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["article", "key", "kind"],
                nulls_distinct=False,
                name="one_decision_per_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} means {self.to_name}"


class Identity(Decision):
    """Who in the world a name is, by a person's word; about the name, as `SpeakerDecision` is."""

    key = models.CharField(max_length=300, help_text="The name, normalised.")
    kind = models.CharField(max_length=12, choices=choices(SpeakerKind))
    name = models.CharField(max_length=300, help_text="That name, as it was shown.")
    wikidata = models.CharField(max_length=16, help_text="As “Q7747”.")

    class Meta:
        verbose_name_plural = "identities"
        constraints: ClassVar = [
            UniqueConstraint(fields=["key", "kind"], name="one_identity_per_name"),
            CheckConstraint(condition=Q(wikidata__regex=r"^Q[1-9]\d*$"), name="wikidata_is_an_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name} is {self.wikidata}"


class StoryTitle(Decision):
    """A person's title for the story of an article, in place of an article's own.

    It is about an article, since stories may be made anew. Of several in one story the latest
    counts.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, related_name="story_title")
    title = models.CharField(max_length=500)

    def __str__(self) -> str:
        return self.title


class Wake(models.Model):
    """A story whose claims must be linked anew because a person decided something.

    A row of its own, so that nobody who decides waits for whoever links the story just then.
    """

    story_id = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"story {self.story_id}"


class Edit(models.Model):
    """What a person did, with all that it changed; rows are only ever added: a trigger sees to it.

    Undoing is one more edit, which puts back what was there before.
    """

    class Deed(models.TextChoices):
        """What was done."""

        SAME = "same", "said that statements say the same"
        NOT_SAME = "not same", "said that statements do not say the same"
        RELATED = "related", "confirmed a relation"
        NOT_RELATED = "not related", "rejected a relation"
        CONFIRMED = "confirmed", "found a statement right"
        CHANGED = "changed", "put a statement right"
        DROPPED = "dropped", "said that it is not a statement"
        ADDED = "added", "added a statement"
        CARRIED = "carried", "carried a decision over to another version"
        LEFT = "left", "left a decision with the older version"
        NAMED = "named", "said whom a name means"
        IDENTIFIED = "identified", "said who somebody is"
        MOVED = "moved", "moved an article"
        MERGED = "merged", "put stories together"
        SPLIT = "split", "took a story apart"
        TITLED = "titled", "gave a story a title"
        ZONED = "zoned", "said which lines are the article’s"
        ROLLED_BACK = "rolled back", "rolled a batch back"
        UNDONE = "undone", "undid"

    deed = models.CharField(max_length=12, choices=Deed)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_name = models.CharField(max_length=150, help_text="Who it was, also when long gone.")
    at = models.DateTimeField()
    why = models.TextField(blank=True)
    title = models.CharField(max_length=500, help_text="What it was done to, in words of the time.")
    shown = models.JSONField(default=list, help_text="[{label, before, after}], in words.")
    subjects = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text="What it touched, as “article:12”, so that it is found from there.",
    )
    changes = models.JSONField(
        default=list,
        encoder=DjangoJSONEncoder,
        help_text="[{of, pk, before, after}]: each row that was decided, as it was and became.",
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [GinIndex(name="edit_subjects", fields=["subjects"])]

    def __str__(self) -> str:
        return f"{self.by_name} {self.get_deed_display()}: {self.title}"


class Doubt(models.Model):
    """Something that a person should look at, and why; made by machines, gone when decided."""

    class Sort(models.TextChoices):
        """What it is about."""

        STATEMENT = "statement", "statement"
        LINK = "link", "link"
        SPEAKER = "speaker", "speaker"
        STORY = "story", "story"
        ORPHAN = "orphan", "older version"

    key = models.CharField(max_length=80, unique=True, help_text="As “statement:5” or “link:5-8”.")
    sort = models.CharField(max_length=9, choices=Sort)
    story = models.ForeignKey(Story, null=True, on_delete=models.CASCADE, related_name="doubts")
    article = models.ForeignKey(Article, null=True, on_delete=models.CASCADE, related_name="+")
    statement = models.ForeignKey(
        Statement, null=True, on_delete=models.CASCADE, related_name="doubts"
    )
    other = models.ForeignKey(Statement, null=True, on_delete=models.CASCADE, related_name="+")
    speaker = models.ForeignKey(Speaker, null=True, on_delete=models.CASCADE, related_name="+")
    judgement = models.ForeignKey(Judgement, null=True, on_delete=models.CASCADE, related_name="+")
    because = models.JSONField(default=list, help_text="[reason in words]")
    doubt = models.FloatField(help_text="How doubtful it is, 0 to 1.")
    reach = models.PositiveIntegerField(help_text="How many outlets tell the story.")
    rank = models.FloatField(help_text="Doubt times visibility: the highest is asked first.")

    class Meta:
        indexes: ClassVar = [models.Index(F("rank").desc(), "id", name="doubt_rank")]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        """Return the address of the page where it is decided."""
        return reverse("doubt", args=[self.pk])
