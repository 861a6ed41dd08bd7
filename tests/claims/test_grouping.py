import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from claims.actions.grouping import LAST_STEP, card_of, group_waiting
from claims.linking import stories, story_weights
from claims.models import (
    Analysis,
    ArticleDecision,
    Story,
    StoryEdge,
    StoryMembership,
    Succession,
)
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
    assert {row["feature"] for row in membership.evidence} >= {"words", "meaning", "days"}


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


def decide(verdict, a, b):
    """Let a person decide about two articles; both are looked at again."""
    found = {row.article.title: row for row in Analysis.objects.select_related("article")}
    ArticleDecision.objects.create(
        first=found[a].article, second=found[b].article, verdict=verdict, decided_at=JUNE
    )
    Analysis.objects.filter(pk__in=[found[a].pk, found[b].pk]).update(grouped_at=None)


def test_what_a_person_put_together_stays_so_after_all_is_made_anew():
    for topic in ("ferry", "bridge"):
        for number in range(3):
            read(topic, number)
    group_waiting()
    assert len(told()) == 2

    decide("together", "ferry 1", "bridge 2")
    group_waiting()
    before = told()
    assert any({"ferry 1", "bridge 2"} <= titles for titles in before)

    Story.objects.all().delete()
    StoryEdge.objects.all().delete()
    Analysis.objects.update(grouped_at=None, crowding=0)
    group_waiting()
    assert told() == before


def test_what_a_person_parted_stays_apart_until_the_person_thinks_better_of_it():
    for number in range(3):
        read("ferry", number)
    group_waiting()
    assert len(told()) == 1

    decide("apart", "ferry 0", "ferry 1")
    group_waiting()
    assert not any({"ferry 0", "ferry 1"} <= titles for titles in told())
    read("ferry", 4)
    group_waiting()
    assert not any({"ferry 0", "ferry 1"} <= titles for titles in told())

    ArticleDecision.objects.all().delete()
    Analysis.objects.filter(article__title__in=["ferry 0", "ferry 1"]).update(grouped_at=None)
    group_waiting()
    assert len(told()) == 1


def test_a_decision_taken_back_parts_what_only_it_held_together():
    read("ferry", 1)
    read("bridge", 1)
    group_waiting()
    decide("together", "ferry 1", "bridge 1")
    group_waiting()
    assert len(told()) == 1

    ArticleDecision.objects.all().delete()
    Analysis.objects.filter(article__title="ferry 1").update(grouped_at=None)
    group_waiting()
    assert len(told()) == 2


def test_merges_and_splits_are_recorded():
    read("ferry", 1)
    read("bridge", 1)
    group_waiting()
    ferry = StoryMembership.objects.get(article__title="ferry 1").story_id
    bridge = StoryMembership.objects.get(article__title="bridge 1").story_id

    decide("together", "ferry 1", "bridge 1")
    group_waiting()

    assert list(Succession.objects.values_list("sort", "old_id", "new_id", "moved")) == [
        ("story", bridge, ferry, 1)
    ]
    ArticleDecision.objects.all().delete()
    Analysis.objects.update(grouped_at=None)
    group_waiting()
    assert Succession.objects.filter(old_id=ferry, moved=1).count() == 1


def test_edges_are_stored_and_made_again_when_an_article_is_read_anew():
    first = read("ferry", 1)
    read("ferry", 2)
    read("bridge", 1)
    group_waiting()
    (edge,) = StoryEdge.objects.all()
    assert edge.score >= stories.THRESHOLD

    Analysis.objects.filter(pk=first.pk).update(is_current=False)
    terms, _ = stories.profile("", TOPICS["bridge"])
    Analysis.objects.create(
        article=first.article,
        release="newer",
        state="done",
        is_current=True,
        terms=terms,
        vector=direction("bridge"),
    )
    group_waiting()

    assert told() == {frozenset({"ferry 2"}), frozenset({"bridge 1", "ferry 1"})}
    assert StoryEdge.objects.count() == 1


def test_only_what_enters_a_story_has_to_be_compared():
    read("ferry", 1)
    read("ferry", 2)
    group_waiting()
    StoryMembership.objects.update(compared_at=JUNE)
    StoryMembership.objects.filter(article__title="ferry 1").update(voice=1)

    new = read("ferry", 3)
    group_waiting()
    waiting = StoryMembership.objects.filter(compared_at=None)
    assert [row.article.title for row in waiting] == ["ferry 3"]
    assert StoryMembership.objects.filter(voice=1).count() == 1

    StoryMembership.objects.update(compared_at=JUNE)
    Story.objects.update(linked_at=JUNE, chained_at=JUNE)
    Analysis.objects.filter(pk=new.pk).update(grouped_at=None)  # as when it is read anew
    group_waiting()
    waiting = StoryMembership.objects.filter(compared_at=None)
    assert [row.article.title for row in waiting] == ["ferry 3"]
    assert Story.objects.filter(linked_at=None, chained_at=None).count() == 1


def test_undated_articles_join_neither_everything_nor_nothing():
    for topic in TOPICS:
        for number in range(3):
            read(topic, number, at=JUNE + timedelta(days=number))
    for topic in ("ferry", "bridge"):
        read(topic, 7, at=None)
    group_waiting()

    assert sorted(len(titles) for titles in told()) == [3, 4, 4]
    assert all(len({title.split()[0] for title in titles}) == 1 for titles in told())


def test_a_story_keeps_the_mean_of_its_articles():
    read("ferry", 1)
    read("ferry", 2)
    group_waiting()

    story = Story.objects.get()
    assert story.terms
    assert np.allclose(story.vector, direction("ferry"))


def test_an_article_that_is_deleted_takes_its_edges_and_membership_along():
    gone = read("ferry", 1)
    read("ferry", 2)
    group_waiting()

    gone.article.delete()
    read("ferry", 3)
    group_waiting()

    assert told() == {frozenset({"ferry 2", "ferry 3"})}
    assert StoryEdge.objects.count() == 1


def test_two_equal_texts_of_two_outlets_are_one_story():
    for outlet in ("The Harbor Ledger", "Eastland Post"):
        read("ferry", 1, outlet=outlet)
    group_waiting()

    assert Story.objects.get().memberships.count() == 2


@pytest.fixture
def crowded(monkeypatch):
    """Let more than four articles that hang together be a crowd."""
    monkeypatch.setattr("claims.linking.story_weights.CAP", 4)


def read_part(topic, number):
    """Return an analyzed article that has some of a topic's words, and some of its own."""
    chance = random.Random(number)
    words = [word for word in TOPICS[topic].split() if chance.random() < 0.5]
    text = " ".join([*words, *("".join(chance.choices("abdegilmnor", k=7)) for _ in range(6))])
    at = JUNE + timedelta(days=chance.randrange(20))
    terms, _ = stories.profile("", text)
    vector = np.array(direction(topic))
    vector[3 + number] = 1.2
    return Analysis.objects.create(
        article=an_article(text, published_at=at, title=f"{topic} {number}"),
        release=RELEASE,
        state="done",
        is_current=True,
        terms=terms,
        vector=(vector / np.linalg.norm(vector)).tolist(),
    )


def steps():
    current = Analysis.objects.filter(is_current=True)
    return dict(current.values_list("article__title", "crowding"))


def from_scratch():
    """Return the stories and steps that the definition gives for all articles together."""
    rows = {
        row.article_id: row
        for row in Analysis.objects.select_related("article__outlet").filter(is_current=True)
    }
    cards = {pk: card_of(row) for pk, row in rows.items()}
    title_of = {cards[pk].key: row.article.title for pk, row in rows.items()}
    found, crowding = set(), {}

    def cut(members, step):
        left = set(members)
        while left:
            whole = front = {min(left)}
            while front:
                front = {
                    b
                    for a in front
                    for b in left - whole
                    if round(stories.compare(cards[a], cards[b]).value, 6) >= stories.bar(step)
                }
                whole = whole | front
            left -= whole
            if len(whole) > story_weights.CAP and step < LAST_STEP:
                cut(whole, step + 1)
                continue
            crowding.update({title_of[cards[pk].key]: step for pk in whole})
            inside = sorted((cards[pk] for pk in whole), key=lambda card: (card.day, card.key))
            for start in range(0, len(inside), story_weights.CAP):
                block = inside[start : start + story_weights.CAP]
                for group in stories.group(block, threshold=stories.bar(step)):
                    found.add(frozenset(title_of[key] for key in group.members))

    cut(rows, 0)
    return found, crowding


@pytest.mark.parametrize("seed", range(4))
def test_a_crowd_is_cut_the_same_for_any_order(crowded, seed):
    wanted = [(topic, number) for topic in ("ferry", "bridge") for number in range(12)]
    chance = random.Random(seed)
    chance.shuffle(wanted)
    for topic, number in wanted:
        read_part(topic, number)
        if chance.random() < 0.4:
            group_waiting()
    group_waiting()

    assert (told(), steps()) == from_scratch()
    assert len(set(steps().values())) > 2


def test_a_crowd_that_thins_out_is_put_together_again(crowded):
    for number in range(10):
        read_part("ferry", number)
    group_waiting()
    assert any(steps().values())

    for number in range(0, 10, 2):
        row = Analysis.objects.filter(article__title=f"ferry {number}")
        row.update(grouped_at=None, vector=direction("bridge"))
        group_waiting()
        assert (told(), steps()) == from_scratch()


def test_more_equals_than_can_be_compared_are_cut_by_days(crowded):
    text = TOPICS["ferry"]
    terms, _ = stories.profile("Strike", text)
    for number in range(6):
        article = an_article(text, outlet=f"Outlet {number}", published_at=JUNE, title="Strike")
        Analysis.objects.create(
            article=article,
            release=RELEASE,
            state="done",
            is_current=True,
            terms=terms,
            vector=direction("ferry"),
        )
    group_waiting()

    assert sorted(story.memberships.count() for story in Story.objects.all()) == [2, 4]


def test_a_full_window_is_searched_by_the_index(monkeypatch):
    monkeypatch.setattr("claims.actions.edges.EXACT", 2)
    for number in range(3):
        for topic in TOPICS:
            read(topic, number, at=None if number == 2 else JUNE)
    group_waiting()

    assert told() == {frozenset(f"{topic} {number}" for number in range(3)) for topic in TOPICS}
