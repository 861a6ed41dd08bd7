import pytest

from benchmarks import loading
from benchmarks.invented import World
from claims.models import Analysis, Claim, Speaker, Statement, Story, StoryMembership


def articles(world, statements):
    return list(world.written(world.collection(statements)))


def test_the_same_seed_gives_the_same_world():
    one, other = articles(World(3), 400), articles(World(3), 400)

    assert [found.text for found in one] == [found.text for found in other]
    assert all((a.vector == b.vector).all() for a, b in zip(one, other, strict=True))
    assert articles(World(4), 400)[0].text != one[0].text


def test_a_smaller_collection_is_the_end_of_a_larger_one():
    small, large = (articles(World(1), size) for size in (400, 1500))

    assert [found.text for found in large[-len(small) :]] == [found.text for found in small]


def test_later_articles_follow_the_collection():
    world = World(1)

    first = articles(world, 400)[-1]
    later = list(world.written(world.later(30)))

    assert len(later) == 30
    assert all(found.at > first.at for found in later)
    assert len({plan.key for plan in world.later(30)}) > 3


@pytest.mark.django_db(transaction=True)
def test_the_database_takes_what_is_invented():
    world = World(1)
    plans = world.collection(600)

    loading.fill(world, plans, is_linked=True)

    assert Analysis.objects.count() == StoryMembership.objects.count() > 20
    assert Story.objects.count() == len(plans)
    assert 600 <= Statement.objects.count() < 700
    assert Claim.objects.count() < Statement.objects.count()
    Speaker.objects.create(name="Somebody Else", key="somebody else", kind="person")


@pytest.mark.django_db(transaction=True)
def test_what_is_left_to_the_sweeps_waits_for_them():
    world = World(1)

    loading.fill(world, world.one_day(300), is_linked=False)

    assert not Story.objects.exists()
    assert Analysis.objects.ungrouped().count() == Analysis.objects.count() > 10
