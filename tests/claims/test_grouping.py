import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from claims.actions.grouping import group_waiting
from claims.linking import stories
from claims.models import Analysis, Story, StoryMembership
from claims.nlp.types import DIMENSIONS
from tests.builders import RELEASE, an_article

pytestmark = pytest.mark.django_db

JUNE = datetime(2025, 6, 24, 12, tzinfo=UTC)
TOPICS = {
    "ferry": "Ferry crews at Gannet voted to strike over pay, union leader Mira Halloran said, "
    "and the harbour of Hallowmere prepared for a closure of the terminal.",
    "bridge": "The inquiry into the Tarrow bridge collapse heard engineer Joss Embry testify that "
    "inspections of the girders had been skipped for years by the council.",
    "trawler": "President Sandell telephoned Premier Marsh about the seized trawler and its crew, "
    "and both sides spoke of fishing licences in the strait near Norvia.",
}


def direction(topic):
    vector = np.zeros(DIMENSIONS)
    vector[list(TOPICS).index(topic)] = 1
    return vector.tolist()


def read(topic, number, *, outlet="The Harbor Ledger", at=JUNE, title=None):
    """Return an analyzed article, as the encoder and the reader would leave it."""
    text = f"{TOPICS[topic]} This is text {number}."
    title = f"{topic} {number}" if title is None else title
    article = an_article(text, outlet=outlet, published_at=at, title=title)
    terms, _ = stories.profile(title, text)
    return Analysis.objects.create(
        article=article,
        release=RELEASE,
        state="done",
        is_current=True,
        terms=terms,
        vector=direction(topic),
    )


def told():
    """Return the stories as sets of titles of articles."""
    found = {}
    for membership in StoryMembership.objects.select_related("article"):
        found.setdefault(membership.story_id, set()).add(membership.article.title)
    return {frozenset(titles) for titles in found.values()}


def test_articles_of_one_event_are_a_story():
    read("ferry", 1)
    read("ferry", 2, outlet="Eastland Post")
    read("bridge", 1)

    assert group_waiting() == 3

    assert told() == {frozenset({"ferry 1", "ferry 2"}), frozenset({"bridge 1"})}
    assert Story.objects.filter(linked_at=None).count() == 2


def test_a_story_says_why_an_article_is_in_it():
    read("ferry", 1)
    read("ferry", 2)

    group_waiting()

    membership = StoryMembership.objects.earliest("pk")
    assert membership.score is not None
    assert membership.score >= stories.THRESHOLD
    assert {row["feature"] for row in membership.evidence} == {"words", "meaning", "days"}


def test_twice_is_the_same_as_once():
    read("ferry", 1)
    group_waiting()
    (before,) = Story.objects.values()

    assert group_waiting() == 0
    assert list(Story.objects.values()) == [before]


def test_a_new_article_joins_the_story_that_is_there_and_touches_no_other():
    read("ferry", 1)
    read("bridge", 1)
    group_waiting()
    ferry = Story.objects.get(memberships__article__title="ferry 1")
    bridge = Story.objects.get(memberships__article__title="bridge 1")
    Story.objects.update(linked_at=JUNE)

    read("ferry", 2)
    group_waiting()

    assert set(ferry.memberships.values_list("article__title", flat=True)) == {
        "ferry 1",
        "ferry 2",
    }
    bridge.refresh_from_db()
    assert bridge.linked_at == JUNE
    ferry.refresh_from_db()
    assert ferry.linked_at is None


def test_look_alike_events_a_month_apart_stay_apart():
    read("ferry", 1)
    read("ferry", 2, at=JUNE + timedelta(days=30))

    group_waiting()

    assert len(told()) == 2


def test_undated_and_outlet_unknown_are_ordinary():
    read("ferry", 1, at=None, outlet=None)
    read("ferry", 2, at=None, outlet=None)
    read("bridge", 1, at=None, outlet=None)

    group_waiting()

    story = Story.objects.get(memberships__article__title="ferry 1")
    assert story.memberships.count() == 2
    assert (story.first_at, story.last_at) == (None, None)


def test_an_untitled_article_gives_the_story_its_first_words():
    read("ferry", 1, title="")

    group_waiting()

    assert Story.objects.get().title.startswith("Ferry crews at Gannet voted to strike")


def test_a_bridging_article_makes_two_stories_one_and_the_larger_keeps_its_id():
    for number in range(3):
        read("ferry", number, at=JUNE)
    beyond = stories.WINDOW_DAYS + 2
    read("ferry", 9, at=JUNE + timedelta(days=beyond))
    group_waiting()
    assert len(told()) == 2
    larger = Story.objects.get(memberships__article__title="ferry 1")

    for number in (4, 5, 6):
        read("ferry", number, at=JUNE + timedelta(days=beyond // 2))
    group_waiting()

    membership = StoryMembership.objects.get(article__title="ferry 4")
    assert membership.story_id == larger.pk
    assert not Story.objects.filter(memberships=None).exists()


@pytest.mark.parametrize("seed", range(4))
def test_order_and_batches_do_not_matter(seed):
    wanted: list[tuple[str, int, datetime | None]] = [
        (topic, n, JUNE + timedelta(days=5 * n)) for topic in TOPICS for n in range(4)
    ]
    wanted += [("ferry", 10 + n, None) for n in range(2)]
    for topic, number, at in wanted:
        read(topic, number, at=at)
    group_waiting()
    all_at_once = told()

    Story.objects.all().delete()
    Analysis.objects.all().delete()
    random.Random(seed).shuffle(wanted)
    for topic, number, at in wanted:
        read(topic, number, at=at, outlet=f"Outlet {seed}")
        if random.Random(seed + number).random() < 0.5:
            group_waiting()
    group_waiting()

    assert told() == all_at_once


def test_grouping_again_by_a_new_release_leaves_what_stays():
    first = read("ferry", 1)
    read("ferry", 2)
    group_waiting()
    story = Story.objects.get()

    Analysis.objects.filter(pk=first.pk).update(grouped_at=None, vector=direction("bridge"))
    group_waiting()

    assert told() == {frozenset({"ferry 1"}), frozenset({"ferry 2"})}
    assert Story.objects.filter(pk=story.pk).exists()


def test_many_batches_are_grouped_in_one_sweep(monkeypatch):
    monkeypatch.setattr("claims.actions.grouping.BATCH", 2)
    for number in range(5):
        read("ferry", number)

    assert group_waiting() == 5
    assert len(told()) == 1
