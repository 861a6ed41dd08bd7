"""When to group, link and chain while articles are still being read: when it pays.

A story is linked as a whole. Were that done for each article that joins, a batch of thousands
would be linked over and over. So while more is about to be read, what is new waits until there is
a good part of it, or until it has waited for long; and each process that links or chains then
rests, so that most of its time goes into reading, however many stories grow. Nobody waits once all
is read, and what a person decided never waits.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db.models import Count, DateTimeField, F, Min, Q
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
REST = 9  # a sweep rests for so many times as long as it took: it gets a tenth of the time

_rested: dict[str, float] = {}  # when this process may begin a sweep again, by `time.monotonic`


def may_group(read: AnalysisQuerySet) -> bool:
    """Return whether it is time to group some articles that were read."""
    if not _is_reading():
        return True
    waited = timezone.now() - UNGROUPED * StoryMembership.objects.all()[:MOST].count()
    return read.filter(finished_at__lt=waited).exists() or read.count() >= GROUPED


def linkable() -> list[int]:
    """Return the stories whose claims it is time to link: those that waited longest, first."""
    stale = Story.objects.stale()
    if not _is_reading():
        return list(stale.values_list("pk", flat=True))
    new = Q(memberships__compared_at=None)
    now = timezone.now()
    grown = stale.values_list("pk").annotate(
        added=Count("memberships", filter=new, distinct=True),
        articles=Count("memberships", distinct=True),
        since=Min(
            "memberships__article__analyses__grouped_at",
            filter=new & Q(memberships__article__analyses__is_current=True),
            output_field=DateTimeField(),
        ),
    )
    return [
        pk
        for pk, added, articles, since in grown.order_by(F("since").asc(nulls_first=True), "pk")
        if since is None or added * GROWN >= articles or now - since > articles * UNLINKED
    ]


def chainable() -> StoryQuerySet:
    """Return the stories whose storyline it is time to seek: those linked meanwhile, if many."""
    found = Story.objects.unchained()
    if not _is_reading():
        return found
    linked = found.exclude(linked_at=None)
    return linked if linked[:CHAINED].count() == CHAINED else linked.none()


@contextmanager
def turn(sweep: str) -> Iterator[bool]:
    """Yield whether it is this process's turn to sweep, and count the time until the block ends."""
    start = time.monotonic()
    may_begin = start >= _rested.get(sweep, 0.0) or not _is_reading()
    yield may_begin
    if may_begin:
        now = time.monotonic()
        _rested[sweep] = now + REST * (now - start)


def _is_reading() -> bool:
    return Analysis.objects.waiting(RELEASE).exists()
