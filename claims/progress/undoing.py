"""What would go if a batch were rolled back, in numbers."""

from dataclasses import dataclass

from django.db.models import Q

from articles.models import Batch
from claims.actions.decisions import of_statements
from claims.models import ArticleDecision, Statement, Story, StoryMembership


@dataclass(frozen=True, slots=True)
class Stakes:
    """How much goes with a batch, and how much is made anew without it."""

    articles: int
    statements: int
    stories: int
    shared: int  # of the stories, those that also hold articles of other batches
    decisions: int


def stakes(batch: Batch) -> Stakes:
    """Return what hangs on a batch."""
    statements = Statement.objects.filter(article__batch=batch)
    stories = Story.objects.filter(memberships__article__batch=batch).order_by()
    return Stakes(
        articles=batch.articles.count(),
        statements=statements.current().once().count(),
        stories=stories.values("pk").distinct().count(),
        shared=_shared(batch),
        decisions=_decisions(batch),
    )


def _shared(batch: Batch) -> int:
    own = StoryMembership.objects.filter(article__batch=batch).order_by().values("story")
    others = StoryMembership.objects.filter(story__in=own).exclude(article__batch=batch)
    return others.order_by().values("story").distinct().count()


def _decisions(batch: Batch) -> int:
    on_articles = Q(first__batch=batch) | Q(second__batch=batch)
    return len(of_statements(batch=batch)) + ArticleDecision.objects.filter(on_articles).count()
