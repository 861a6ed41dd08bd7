from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import pytest
from django.utils import timezone

from claims.actions import pace
from claims.actions.grouping import group_waiting
from claims.actions.linking import link_waiting
from claims.models import Analysis, Story, StoryMembership, Wake
from claims.nlp.release import RELEASE
from claims.nlp.types import DIMENSIONS
from tests.builders import an_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    """An article that is yet to be read."""
    return Analysis.objects.create(article=an_article("To be read."), release=RELEASE)


@pytest.fixture
def clock(monkeypatch):
    """The clock by which sweeps rest, which goes on only where a test says so."""
    clock = SimpleNamespace(seconds=1_000.0)
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: clock.seconds))
    monkeypatch.setattr(pace, "_rested", {})
    return clock


def read(*, ago, **fields):
    """Return the reading of an article that was finished some seconds ago."""
    number = Analysis.objects.count()
    vector = np.eye(1, DIMENSIONS, number)[0].tolist()  # like no other
    return Analysis.objects.create(
        article=an_article(f"It rains for the {number}th time."),
        release=RELEASE,
        state="done",
        is_current=True,
        finished_at=timezone.now() - timedelta(seconds=ago),
        vector=vector,
        **fields,
    )


def a_story(*, new, compared, ago):
    """Return a story with so many articles of each sort, the new ones grouped some seconds ago."""
    story = Story.objects.create(title="Rain", changed_at=timezone.now())
    for number in range(new + compared):
        grouped_at = timezone.now() - timedelta(seconds=ago)
        StoryMembership.objects.create(
            story=story,
            article=read(ago=ago, grouped_at=grouped_at).article,
            compared_at=None if number < new else timezone.now(),
        )
    return story


def test_what_was_read_is_grouped_at_once_when_nothing_else_is_being_read():
    read(ago=1)

    assert group_waiting() == 1


def test_while_more_is_being_read_it_waits_as_long_as_there_are_others(reading, monkeypatch):
    monkeypatch.setattr(pace, "UNGROUPED", timedelta(seconds=1))
    a_story(new=0, compared=6, ago=100)
    analysis = read(ago=5)
    assert group_waiting() == 0

    moment = timezone.now() - timedelta(seconds=7)
    Analysis.objects.filter(pk=analysis.pk).update(finished_at=moment)
    assert group_waiting() == 1


def test_it_does_not_wait_where_there_is_enough(reading, monkeypatch):
    monkeypatch.setattr(pace, "GROUPED", 2)
    monkeypatch.setattr(pace, "UNGROUPED", timedelta(seconds=1))
    a_story(new=0, compared=6, ago=100)
    read(ago=1)
    assert group_waiting() == 0

    read(ago=1)
    assert group_waiting() == 2


def test_every_changed_story_is_linked_at_once_when_nothing_is_being_read():
    story = a_story(new=1, compared=6, ago=1)

    assert pace.linkable() == [story.pk]


def test_while_more_is_being_read_a_story_that_grew_little_waits(reading):
    little = a_story(new=1, compared=6, ago=1)
    grown = a_story(new=4, compared=4, ago=1)
    long_ago = a_story(new=1, compared=6, ago=71)

    assert pace.linkable() == [long_ago.pk, grown.pk]

    reading.delete()
    assert pace.linkable() == [little.pk, grown.pk, long_ago.pk]


def test_while_more_is_being_read_a_process_that_linked_rests(reading, clock):
    assert sweeps("linking", 3, clock)
    clock.seconds += 3 * pace.REST - 1
    assert not sweeps("linking", 1, clock)
    assert sweeps("chaining", 1, clock)  # each rests for itself
    clock.seconds += 1
    assert sweeps("linking", 3, clock)
    assert not sweeps("linking", 1, clock)

    reading.delete()
    assert sweeps("linking", 1, clock)


def test_what_a_person_decided_is_linked_while_others_rest(reading, clock):
    assert sweeps("linking", 3, clock)
    story = a_story(new=1, compared=0, ago=100)
    assert pace.linkable() == [story.pk]
    assert link_waiting(until=float("inf")) == 0

    Wake.objects.create(story_id=story.pk)
    assert link_waiting(until=float("inf")) == 1


def sweeps(name, seconds, clock):
    """Let a sweep take so many seconds, if it may begin; return whether it might."""
    with pace.turn(name) as may_begin:
        if may_begin:
            clock.seconds += seconds
    return may_begin


def test_a_story_that_only_lost_articles_does_not_wait(reading):
    story = a_story(new=0, compared=6, ago=1)

    assert pace.linkable() == [story.pk]


def test_readings_by_older_releases_count_for_nothing(reading):
    story = a_story(new=1, compared=6, ago=1)
    for membership in story.memberships.all():
        Analysis.objects.create(article=membership.article, release="older", state="done")

    assert pace.linkable() == []


def test_while_more_is_being_read_storylines_wait_for_linking_and_for_company(reading, monkeypatch):
    monkeypatch.setattr(pace, "CHAINED", 2)
    unlinked = a_story(new=1, compared=6, ago=1)
    linked = [a_story(new=0, compared=1, ago=1) for _ in range(2)]
    Story.objects.filter(pk=linked[0].pk).update(linked_at=timezone.now())
    assert list(pace.chainable()) == []

    Story.objects.filter(pk=linked[1].pk).update(linked_at=timezone.now())
    assert list(pace.chainable()) == linked

    reading.delete()
    assert list(pace.chainable()) == [unlinked, *linked]
