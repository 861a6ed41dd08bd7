"""Group: put articles into stories, touching only the neighbourhood of what is new."""

import textwrap
from collections import deque
from collections.abc import Iterable
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from pgvector.django import CosineDistance

from articles import locks
from articles.models import Article
from articles.text import paragraphs
from claims.linking import identity, stories
from claims.linking.types import ArticleCard, Evidence, Score
from claims.models import Analysis, Story, StoryMembership
from claims.nlp.release import RELEASE
from claims.querysets import AnalysisQuerySet

OPENING = 90  # characters of an untitled article's first paragraph that stand for its title
BATCH = 100  # analyses a transaction: short enough that a kill loses seconds of work


def group_waiting() -> int:
    """Group every analyzed article not yet looked at; return how many were.

    One process does this at a time; the others return at once.
    """
    done = 0
    with locks.attempt(locks.Room.GROUPING) as held:
        while held and (waiting := _first_ungrouped()):
            _group(waiting)
            done += len(waiting)
    return done


def _first_ungrouped() -> list[int]:
    return list(Analysis.objects.ungrouped().values_list("pk", flat=True)[:BATCH])


def _group(analysis_ids: list[int]) -> None:
    with transaction.atomic():
        neighbourhood = Neighbourhood()
        for analysis in _with_articles(Analysis.objects.filter(pk__in=analysis_ids)):
            neighbourhood.explore(analysis)
        _regroup(neighbourhood)
        Analysis.objects.filter(pk__in=analysis_ids).update(grouped_at=timezone.now())


def _with_articles(analyses: AnalysisQuerySet) -> AnalysisQuerySet:
    return analyses.select_related("article__outlet").defer("article__text")


class Neighbourhood:
    """The analyses reachable from what is new over pairs that score as one story.

    Average-link clusters never reach across such a component, so that grouping it alone gives
    what grouping everything would give.
    """

    def __init__(self) -> None:
        self.analyses: dict[str, Analysis] = {}
        self.cards: dict[str, ArticleCard] = {}

    def explore(self, start: Analysis) -> None:
        """Add the component of one analysis, and those of the articles it stood with so far."""
        queue = deque([start, *_fellows(start)])
        while queue:
            analysis = queue.popleft()
            card = card_of(analysis)
            if card.key in self.cards:
                continue
            self.analyses[card.key] = analysis
            self.cards[card.key] = card
            queue.extend(
                other
                for other in _candidates(analysis)
                if stories.is_neighbour(card, card_of(other))
            )


def article_key(article: Article) -> str:
    """Return what names an article whatever the order of loading: its text and its outlet."""
    return f"{article.fingerprint}:{article.outlet.key if article.outlet else ''}"


def card_of(analysis: Analysis) -> ArticleCard:
    """Return what grouping needs to know of an analyzed article."""
    article = analysis.article
    return ArticleCard(
        key=article_key(article),
        day=article.published_at.date() if article.published_at else None,
        outlet=article.outlet.name if article.outlet else "",
        terms=analysis.terms,
        vector=np.array(analysis.vector, dtype=np.float16),
    )


def _fellows(analysis: Analysis) -> AnalysisQuerySet:
    """Return the analyses of the story that the article is in, which it may have to leave."""
    return _with_articles(
        Analysis.objects.filter(
            is_current=True, article__membership__story__memberships__article=analysis.article_id
        ).exclude(pk=analysis.pk)
    )


def _candidates(analysis: Analysis) -> AnalysisQuerySet:
    """Return all current analyses that could share an edge: near in meaning and in time."""
    near = Analysis.objects.filter(is_current=True).exclude(pk=analysis.pk)
    near = near.annotate(distance=CosineDistance("vector", analysis.vector)).filter(
        distance__lte=1 - stories.MIN_COSINE + 1e-3  # the database rounds; the card decides
    )
    if moment := analysis.article.published_at:
        window = timedelta(days=stories.WINDOW_DAYS + 1)
        near = near.filter(
            Q(article__published_at=None)
            | Q(article__published_at__range=(moment - window, moment + window))
        )
    return _with_articles(near.order_by("pk"))


def _regroup(neighbourhood: Neighbourhood) -> None:
    """Store the neighbourhood's stories; one keeps its id where most of its articles stay."""
    groups = stories.group(neighbourhood.cards.values())
    key_of = {a.article_id: key for key, a in neighbourhood.analyses.items()}
    old: dict[int, set[str]] = {}
    for membership in StoryMembership.objects.filter(article__in=key_of):
        old.setdefault(membership.story_id, set()).add(key_of[membership.article_id])
    kept = identity.keep(old, [set(group.members) for group in groups])
    for group, story_id in zip(groups, kept, strict=True):
        if story_id is None or old[story_id] != group.members:
            _store(group, story_id, neighbourhood)
    left = Story.objects.filter(pk__in=set(old) - set(kept))
    left.update(linked_at=None)  # some may still hold what people placed there
    left.filter(memberships=None).delete()


def _store(group: stories.Group, story_id: int | None, neighbourhood: Neighbourhood) -> None:
    story = Story.objects.get(pk=story_id) if story_id else Story()
    _describe(story, group, neighbourhood)
    story.changed_at = timezone.now()
    story.linked_at = None
    story.save()
    members = {key: neighbourhood.analyses[key] for key in sorted(group.members)}
    StoryMembership.objects.bulk_create(
        (_membership(story, analysis, group.scores.get(key)) for key, analysis in members.items()),
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["story", "score", "evidence", "release"],
    )


def _membership(story: Story, analysis: Analysis, score: Score | None) -> StoryMembership:
    return StoryMembership(
        story=story,
        article=analysis.article,
        score=score.value if score else None,
        evidence=evidence_rows(score.evidence) if score else [],
        release=RELEASE,
    )


def _describe(story: Story, group: stories.Group, neighbourhood: Neighbourhood) -> None:
    """Give the story the title of the article most like the others, and its days."""
    articles = {key: neighbourhood.analyses[key].article for key in group.members}
    titled = [key for key in sorted(articles) if articles[key].title] or sorted(articles)
    central = max(titled, key=lambda key: group.scores[key].value if group.scores else 0.0)
    article = articles[central]
    outlet = article.outlet.name if article.outlet else "an unknown outlet"
    story.title = article.title or opening(article)
    story.why_title = f"title of the article in {outlet}" + (
        ", the most like the others" if len(articles) > 1 else ""
    )
    days = sorted(a.published_at for a in articles.values() if a.published_at)
    story.first_at, story.last_at = (days[0], days[-1]) if days else (None, None)


def opening(article: Article) -> str:
    """Return the first words of an article that has no title."""
    first = next(paragraphs(article.text)).of(article.text)
    return textwrap.shorten(first, OPENING, placeholder=" …")


def evidence_rows(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Return evidence as it is stored, the strongest first."""
    return [
        {"feature": one.feature, "value": round(one.value, 4), "because": one.because}
        for one in sorted(evidence, key=lambda one: -one.value)
    ]
