"""When to group, link and chain while articles are still being read: when it pays.

A story is linked as a whole. Were that done for each article that joins, a batch of thousands
would be linked over and over. So while more is about to be read, what is new waits until there is
a good part of it, or until it has waited for long; nobody waits once all is read, and what a
person decided never waits.
"""

from datetime import timedelta

from django.db.models import Count, DateTimeField, Min, Q
from django.utils import timezone

from claims.models import Analysis, Story, StoryMembership
from claims.nlp.release import RELEASE
from claims.querysets import AnalysisQuerySet, StoryQuerySet

GROUPED = 100  # read articles that are worth grouping
UNGROUPED = timedelta(milliseconds=20)  # so long one waits, for each that is in a story already …
MOST = 3_000  # … up to so many
GROWN = 2  # a story is linked when one article in so many is new …
CHAINED = 100  # stories that are worth loading all those that they could follow
UNLINKED = timedelta(seconds=10)  # … or waits for so long, for each article that the story has


def may_group(read: AnalysisQuerySet) -> bool:
    """Return whether it is time to group some articles that were read."""
    if not _is_reading():
        return True
    waited = timezone.now() - UNGROUPED * StoryMembership.objects.all()[:MOST].count()
    return read.filter(finished_at__lt=waited).exists() or read.count() >= GROUPED


def linkable() -> list[int]:
    """Return the stories whose claims it is time to link, oldest first."""
    stale = Story.objects.stale()
    if not _is_reading():
        return list(stale.values_list("pk", flat=True))
    new = Q(memberships__compared_at=None)
    now = timezone.now()
    return [
        pk
        for pk, added, articles, since in stale.values_list("pk").annotate(
            added=Count("memberships", filter=new, distinct=True),
            articles=Count("memberships", distinct=True),
            since=Min(
                "memberships__article__analyses__grouped_at",
                filter=new & Q(memberships__article__analyses__is_current=True),
                output_field=DateTimeField(),
            ),
        )
        if since is None or added * GROWN >= articles or now - since > articles * UNLINKED
    ]


def chainable() -> StoryQuerySet:
    """Return the stories whose storyline it is time to seek: those linked meanwhile, if many."""
    found = Story.objects.unchained()
    if not _is_reading():
        return found
    linked = found.exclude(linked_at=None)
    return linked if linked[:CHAINED].count() == CHAINED else linked.none()


def _is_reading() -> bool:
    return Analysis.objects.waiting(RELEASE).exists()
