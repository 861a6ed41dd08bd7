"""What people decide about stories is obeyed, also after all is made again."""

import time
from io import StringIO

import pytest
from django.core.management import call_command

from claims.actions import decisions
from claims.actions.grouping import group_waiting
from claims.actions.linking import link_waiting
from claims.models import (
    Analysis,
    ArticleDecision,
    Claim,
    Statement,
    StatementDecision,
    Story,
    StoryMembership,
    Verdict,
)
from tests.builders import a_statement
from tests.claims.test_grouping import read, told

pytestmark = pytest.mark.django_db


def sweep():
    group_waiting()
    while link_waiting(until=time.monotonic() + 30):
        pass


def rebuilt():
    out = StringIO()
    call_command("rebuild", stdout=out)
    sweep()
    return out.getvalue()


def story_of(analysis):
    return StoryMembership.objects.get(article=analysis.article).story


FERRY, BRIDGE = {"ferry 1", "ferry 2"}, {"bridge 1", "bridge 2"}


@pytest.fixture
def ferry():
    return [read("ferry", number) for number in (1, 2)]


@pytest.fixture
def bridge():
    return [read("bridge", number) for number in (1, 2)]


def test_a_merged_story_stays_merged_after_a_rebuild(ferry, bridge):
    sweep()
    assert told() == {frozenset(FERRY), frozenset(BRIDGE)}

    decisions.merge_stories(
        story=story_of(ferry[0]), other=story_of(bridge[0]), by=None, why="one matter"
    )
    sweep()
    assert told() == {frozenset(FERRY | BRIDGE)}

    assert rebuilt() == "4 articles wait to be put into stories again\n"
    assert told() == {frozenset(FERRY | BRIDGE)}
    assert ArticleDecision.objects.count() == 3


def test_a_merged_story_goes_on_to_grow(ferry, bridge):
    sweep()
    decisions.merge_stories(story=story_of(ferry[0]), other=story_of(bridge[0]), by=None)
    sweep()

    read("ferry", 3)
    sweep()

    assert told() == {frozenset(FERRY | BRIDGE | {"ferry 3"})}


def test_a_moved_article_stays_where_it_was_put(ferry, bridge):
    sweep()

    decisions.move_article(article=ferry[0].article, to=story_of(bridge[0]), by=None)
    sweep()
    assert told() == {frozenset({"ferry 2"}), frozenset(BRIDGE | {"ferry 1"})}

    rebuilt()
    assert told() == {frozenset({"ferry 2"}), frozenset(BRIDGE | {"ferry 1"})}


def test_an_article_that_is_moved_back_is_back(ferry, bridge):
    sweep()
    home = story_of(ferry[1])

    decisions.move_article(article=ferry[0].article, to=story_of(bridge[0]), by=None)
    sweep()
    decisions.move_article(article=ferry[0].article, to=home, by=None)
    sweep()

    assert told() == {frozenset(FERRY), frozenset(BRIDGE)}
    assert set(
        ArticleDecision.objects.filter(verdict=Verdict.APART).values_list("first", "second")
    ) == {tuple(sorted((ferry[0].article_id, one.article_id))) for one in bridge}


def test_an_article_can_be_taken_out_of_its_story(ferry):
    sweep()

    decisions.move_article(article=ferry[0].article, to=None, by=None)
    sweep()

    assert told() == {frozenset({"ferry 1"}), frozenset({"ferry 2"})}


def test_a_rebuild_keeps_readings_and_decisions_and_makes_the_same(ferry, bridge):
    statements = [a_statement(one.article) for one in (*ferry, *bridge)]
    sweep()
    stories = told()
    claims = Claim.objects.count()
    decisions.decide_statements(
        first=statements[0], second=statements[1], verdict=Verdict.TOGETHER, by=None
    )

    for _ in range(2):
        rebuilt()

    assert told() == stories
    assert Claim.objects.count() <= claims
    assert Statement.objects.count() == 4
    assert Analysis.objects.count() == 4
    assert StatementDecision.objects.count() == 1
    assert not Story.objects.filter(linked_at=None).exists()
