from datetime import timedelta

import pytest
from django.urls import reverse

from claims.actions.successions import record, successor
from claims.models import Succession
from tests.builders import NOON, a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

STORY = Succession.Sort.STORY


def stories(count):
    return [a_story(an_article(f"Text {number}.")) for number in range(count)]


def rows():
    return set(Succession.objects.values_list("sort", "old_id", "new_id", "moved"))


def test_a_merge_is_recorded_and_leads_on():
    (into,) = stories(1)
    record(STORY, {into.pk: {"a", "b"}, 901: {"c"}}, [(into.pk, {"a", "b", "c"})])

    assert rows() == {("story", 901, into.pk, 1)}
    assert successor(STORY, 901) == into.pk


def test_a_split_is_recorded_and_what_stays_is_not():
    kept, made = stories(2)
    record(STORY, {kept.pk: {"a", "b", "c"}}, [(kept.pk, {"a", "b"}), (made.pk, {"c", "d"})])

    assert rows() == {("story", kept.pk, made.pk, 1)}


def test_of_several_successors_the_one_with_most_members_comes_first():
    few, most = stories(2)
    record(STORY, {901: {"a", "b", "c"}}, [(few.pk, {"a"}), (most.pk, {"b", "c"})])

    assert successor(STORY, 901) == most.pk


def test_what_was_given_away_last_leads_on():
    first, last = stories(2)
    record(STORY, {901: {"a", "b", "c", "d"}}, [(first.pk, {"a", "b"}), (901, {"c", "d"})])
    Succession.objects.update(at=NOON - timedelta(days=1))
    record(STORY, {901: {"c"}}, [(last.pk, {"c"})])

    assert successor(STORY, 901) == last.pk


def test_a_chain_is_followed_past_what_is_gone_and_round_in_no_circle():
    (there,) = stories(1)
    record(STORY, {901: {"a"}}, [(902, {"a"})])
    record(STORY, {902: {"a"}}, [(901, {"a"})])
    assert successor(STORY, 901) is None

    record(STORY, {902: {"a"}}, [(903, {"a"})])
    record(STORY, {903: {"a"}}, [(there.pk, {"a"})])
    assert successor(STORY, 901) == there.pk


def test_sorts_are_kept_apart():
    (story,) = stories(1)
    record(STORY, {901: {"a"}}, [(story.pk, {"a"})])

    assert successor(Succession.Sort.CLAIM, 901) is None


def test_pages_of_what_is_gone_lead_to_where_it_went(client):
    (story,) = stories(1)
    claim = a_claim(a_statement(an_article()))
    record(STORY, {901: {"a"}}, [(story.pk, {"a"})])
    record(Succession.Sort.CLAIM, {901: {"a"}}, [(claim.pk, {"a"})])

    for name, row in (("story", story), ("claim", claim)):
        answer = client.get(reverse(name, args=[901]))
        assert (answer.status_code, answer["Location"]) == (301, row.get_absolute_url())
        assert client.get(reverse(name, args=[999])).status_code == 404
