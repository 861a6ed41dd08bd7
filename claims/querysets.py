"""Questions put to the rows of `claims`, in the domain's words."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Count, F, Q

if TYPE_CHECKING:
    from claims.models import Analysis, ClaimLink, Statement, Story  # noqa: F401  # the bases name them


class AnalysisQuerySet(models.QuerySet["Analysis"]):
    """Analyses."""

    def waiting(self, release: str) -> Self:
        """Those still to be done by this release, the least tried first."""
        return self.filter(release=release, state="waiting").order_by("attempts", "id")

    def ungrouped(self) -> Self:
        """Those whose article has not yet been looked at for stories."""
        return self.filter(is_current=True, state="done", grouped_at=None).order_by("id")

    def left_out(self, release: str) -> Self:
        """Those that ought to count and do not: of a newest version that has none that does."""
        return (
            self.filter(is_current=False, state="done", release=release, article__newest=None)
            .exclude(article__batch__state="rollback")
            .exclude(article__analyses__is_current=True)
        )


class StatementQuerySet(models.QuerySet["Statement"]):
    """Statements."""

    def current(self) -> Self:
        """Those of each article's newest complete analysis that no person dropped."""
        return self.filter(analysis__is_current=True, is_dropped=False)

    def once(self) -> Self:
        """Those that say what no other of the same article says, for counting."""
        return self.filter(repeats=None)

    def core(self) -> Self:
        """Those that are not soft."""
        return self.filter(tier="core")

    def in_story(self, story: "Story") -> Self:
        """Those of the story's articles, in reading order."""
        return self.current().filter(article__membership__story=story)


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    """Links of statements to claims."""

    def of_story(self, story: "Story") -> Self:
        """Those that put statements of the story's articles into claims, old readings included."""
        return (
            self.filter(statement__article__membership__story=story)
            .select_related("statement__article__outlet")
            .defer("statement__article__text", "statement__vector")
            .order_by("pk")
        )


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories."""

    def stale(self) -> Self:
        """Those whose claims must be linked anew, oldest first."""
        return self.filter(linked_at=None).order_by("id")

    def unchained(self) -> Self:
        """Those whose storyline must be sought anew, oldest first."""
        return self.filter(chained_at=None).order_by("id")

    def light(self) -> Self:
        """With the storyline, and without what only grouping needs."""
        return self.select_related("storyline").defer("terms", "vector")

    def earliest_first(self) -> Self:
        """By their earliest article, the undated last."""
        return self.order_by(F("first_at").asc(nulls_last=True), "pk")

    def newest_first(self) -> Self:
        """By their latest article, the undated last."""
        return self.order_by(F("last_at").desc(nulls_last=True), "-pk")

    def later_than(self, last_at: datetime | None, pk: int) -> Self:
        """Those that follow the given place when the newest come first and the undated last."""
        same = Q(last_at=last_at, pk__lt=pk)
        if last_at is None:
            return self.filter(same)
        return self.filter(same | Q(last_at__lt=last_at) | Q(last_at=None))

    def with_counts(self) -> Self:
        """Add how many articles and outlets each has; unknown outlets count one each."""
        return self.annotate(
            article_count=Count("memberships", distinct=True),
            outlet_count=Count("memberships__article__outlet", distinct=True)
            + Count(
                "memberships",
                filter=Q(memberships__article__outlet=None),
                distinct=True,
            ),
        )

    def in_several_outlets(self) -> Self:
        """Those that can be compared; counts must have been added."""
        return self.filter(outlet_count__gt=1)
