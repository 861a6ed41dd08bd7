"""A batch that was rolled back leaves nothing: the world is as if it had never been."""

import time
from functools import cache

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.actions.loading import NotNow
from articles.models import Batch, Item, Outlet
from claims.actions import (
    decisions,
    grouping,
    quoted_again,
    rolling_back,
    speakers,
    withdrawing,
)
from claims.actions.rolling_back import roll_back, roll_back_waiting
from claims.linking import story_weights
from claims.models import Analysis, Claim, CommonRun, Speaker, Story, StoryMembership, Verdict
from tests.claims.small_worlds import (
    MATTERS,
    NAMES,
    OUTLETS,
    QUOTES,
    SWEEPS,
    Told,
    a_delivery,
    arrive,
    differences,
    forget,
    sweep,
    whole,
)

pytestmark = pytest.mark.django_db

NAME = {name: number for number, (name, _) in enumerate(NAMES)}
# Three of one event, one of which will be the older version of a page; and another matter.
A = (
    Told(0, 0, 0, ((0, NAME["Ferro"]), (1, NAME["the Tarrow Council"]))),
    Told(0, 1, 0, ((0, NAME["Ferro"]),), url=7),
    Told(1, 1, 1, ((2, NAME["Zoe Ferro"]),)),
    Told(1, 2, 40, ((0, NAME["Trump"]),)),
)
# The same quotations in more outlets, the same people in full, a new version, and a full house.
B = (
    Told(0, 1, 1, ((0, NAME["Ada Ferro"]), (1, NAME["Tarrow Council"])), url=7),
    Told(0, 2, 0, ((0, NAME["Ada Ferro"]), (1, NAME["Tarrow Council"]))),
    Told(0, 3, 0, ((0, NAME["Bo Ferro"]), (2, NAME["Zoë Ferro"]))),
    Told(1, 0, 1, ((2, NAME["D. Trump"]), (0, NAME["Ferro"]))),
    Told(1, 3, 2, ((2, NAME["Eric Trump"]), (0, NAME["Reuters"]))),
    Told(2, 0, -1, ((3, NAME["Zoë Ferro"]),)),
)


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Let few be many, so that a few articles are a crowd and a few quotations a slogan."""
    monkeypatch.setattr(quoted_again, "MANY", 3)
    monkeypatch.setattr(story_weights, "CAP", 3)
    monkeypatch.setattr(withdrawing, "CHUNK", 4)
    monkeypatch.setattr(rolling_back, "CHUNK", 2)


def played(*batches):
    """Return the world after batches came one after the other."""
    for name, articles in batches:
        a_delivery(name, articles)
        sweep()
    return whole()


@cache
def a_alone():
    """Return the world of A, made once for all tests; leave none."""
    alone = played(("A", A))
    forget()
    return alone


def undo(name="B"):
    roll_back(batch=Batch.objects.get(name=name))
    while Batch.objects.filter(state=Batch.State.ROLLING_BACK).exists():
        roll_back_waiting(until=time.monotonic() + 60)


def test_nothing_of_a_batch_is_left():
    alone = a_alone()
    assert alone["lines"] or len(alone["stories"]) > 1

    both = played(("A", A), ("B", B))
    for table in ("speakers", "chains", "stories", "claims", "links", "runs", "readings", "voices"):
        assert alone[table] - both[table] or both[table] - alone[table], table
    assert CommonRun.objects.exists()
    assert Analysis.objects.filter(crowding__gt=0).exists()
    assert Analysis.objects.filter(is_current=False).exists()  # an older version
    undo()
    sweep()

    assert differences(whole(), alone) == {}
    undone = Item.objects.filter(batch__name="B")
    assert {(item.state, item.article, item.like) for item in undone} == {("undone", None, None)}
    forget()


def test_it_does_not_matter_which_batch_came_first():
    alone = a_alone()
    played(("B", B), ("A", A))

    undo()
    sweep()

    assert differences(whole(), alone) == {}
    forget()


FEW = settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),  # two whole sites in each example
)


def some_articles(most):
    said = st.tuples(st.integers(0, len(QUOTES) - 1), st.integers(0, len(NAMES) - 1))
    told = st.builds(
        Told,
        st.integers(0, len(MATTERS) - 1),
        st.integers(0, len(OUTLETS) - 1),
        st.integers(-1, 4),
        st.lists(said, max_size=3, unique_by=lambda one: one[0]).map(tuple),
        url=st.integers(0, 2),
    )
    # Not one article twice: of equal texts, the later one is read in by another item.
    return st.lists(told, min_size=2, max_size=most, unique_by=lambda one: (one.text, one.outlet))


def test_any_batch_leaves_nothing_whatever_was_swept_meanwhile():
    sweeps = st.lists(st.sampled_from(sorted(SWEEPS)), max_size=6)

    @FEW
    @given(some_articles(11), st.integers(1, 5), sweeps, sweeps)
    def check(articles, share, before, between):
        ours, theirs = articles[:share], articles[share:]
        forget()
        alone = played(("A", ours))
        forget()
        a_delivery("A", ours)
        for name in before:
            SWEEPS[name]()
        a_delivery("B", theirs)
        for name in between:
            SWEEPS[name]()
        undo()
        sweep()
        assert differences(whole(), alone) == {}

    check()


class Killed(BaseException):
    """The end of a process."""


@pytest.mark.parametrize(
    ("module", "name", "call"),
    [
        (grouping, "_leave", 2),
        (quoted_again, "forget_common_runs", 1),
        (rolling_back, "_delete", 1),
        (speakers, "settle", 2),
    ],
)
def test_one_that_was_stopped_goes_on(module, name, call, monkeypatch):
    alone = a_alone()
    played(("A", A), ("B", B))
    roll_back(batch=Batch.objects.get(name="B"))
    calls = iter(range(1, call + 1))
    real = getattr(module, name)

    def stopped(*args, **kwargs):
        if next(calls) == call:
            raise Killed
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(module, name, stopped)
        with pytest.raises(Killed):
            roll_back_waiting(until=time.monotonic() + 60)
    sweep()
    roll_back_waiting(until=time.monotonic() + 60)
    sweep()

    assert differences(whole(), alone) == {}
    forget()


def test_one_without_time_goes_on_later():
    played(("A", A), ("B", B))
    batch = Batch.objects.get(name="B")
    roll_back(batch=batch)

    assert roll_back_waiting(until=time.monotonic() - 1) == 0
    assert batch.articles.count() == len(B)
    assert roll_back_waiting(until=time.monotonic() + 60) == len(B)
    assert not batch.articles.exists()
    assert Outlet.objects.count() == 3


def test_decisions_on_other_articles_stay():
    def decided():
        first, second, third, _ = Batch.objects.get(name="A").articles.order_by("position")
        decisions.decide_articles(first=first, second=third, verdict=Verdict.TOGETHER, by=None)
        decisions.decide_articles(first=first, second=second, verdict=Verdict.APART, by=None)
        return first, third

    a_delivery("A", A)
    sweep()
    decided()
    sweep()
    alone = whole()
    forget()

    played(("A", A), ("B", B))
    decided()
    ours = Batch.objects.get(name="A").articles.latest("position")
    theirs = Batch.objects.get(name="B").articles.latest("position")
    decisions.decide_articles(first=ours, second=theirs, verdict=Verdict.TOGETHER, by=None)
    sweep()
    undo()
    sweep()

    assert differences(whole(), alone) == {}
    assert len(alone["decisions"]) == 2


def test_stories_claims_and_speakers_keep_their_addresses():
    played(("A", A))
    home = dict(StoryMembership.objects.values_list("article", "story"))
    claims = set(Claim.objects.values_list("pk", flat=True))
    zoe = Speaker.objects.get(name="Zoe Ferro").pk
    a_delivery("B", B)
    sweep()

    undo()
    sweep()

    assert dict(StoryMembership.objects.values_list("article", "story")) == home
    assert set(Claim.objects.values_list("pk", flat=True)) == claims
    assert Speaker.objects.filter(pk=zoe, name="Zoe Ferro").exists()


def test_what_was_left_out_as_there_already_is_read_in_now():
    played(("B", B))
    batch = a_delivery("A", [A[0], B[1]])
    assert batch.articles.count() == 1

    undo()

    item = batch.items.get(position=2)
    assert (item.state, item.like, item.likeness, item.remarks) == ("ready", None, "", [])
    batch.refresh_from_db()
    assert batch.state == Batch.State.RECEIVED


def test_of_a_cancelled_batch_it_waits_for_somebody_to_try_again():
    played(("B", B))
    batch = a_delivery("A", [B[1]])
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.CANCELLED)

    undo()

    assert batch.items.get().state == "cancelled"


def test_what_was_like_a_deleted_article_is_like_another():
    first = a_delivery("A", [A[0]]).articles.get()
    copy = Told(A[0].matter, 1, 0, A[0].said)
    a_delivery("B", [copy])
    again = Told(copy.matter, 2, 0, copy.said)
    last = a_delivery("C", [again])
    there = Batch.objects.get(name="B").articles.get()
    last.items.update(like=there, likeness="copy", share=1.0)

    undo()

    item = last.items.get()
    assert (item.like, item.likeness, item.share) == (first, "copy", 1.0)


@pytest.mark.parametrize("state", ["fetching", "received", "loading", "checked"])
def test_a_batch_that_is_not_read_in_is_refused(state):
    batch = Batch.objects.create(name="B", state=state)

    with pytest.raises(NotNow, match="cancel the rest first"):
        roll_back(batch=batch)

    assert not Batch.objects.filter(state=Batch.State.ROLLING_BACK).exists()


def test_twice_is_refused_in_words():
    a_delivery("B", B)
    undo()

    with pytest.raises(NotNow, match="was rolled back before"):
        roll_back(batch=Batch.objects.get(name="B"))


def test_an_article_that_is_being_read_meanwhile_does_not_count():
    batch = a_delivery("B", B[:1])
    roll_back(batch=batch)

    SWEEPS["read"]()
    SWEEPS["versions"]()

    assert not Analysis.objects.filter(is_current=True).exists()
    assert not Story.objects.exists()


def test_the_command_undoes_a_batch(capsys):
    played(("A", A), ("B", B))
    batch = Batch.objects.get(name="B")

    call_command("rollback", batch.pk, wait=True)

    assert f"B: {len(B)} articles undone in" in capsys.readouterr().out
    assert Batch.objects.get(name="B").state == Batch.State.ROLLED_BACK
    with pytest.raises(CommandError, match="was rolled back before"):
        call_command("rollback", batch.pk)
    with pytest.raises(CommandError, match="there is no batch"):
        call_command("rollback", 0)


def test_the_command_leaves_it_to_the_workers(capsys):
    batch = a_delivery("B", B)

    call_command("rollback", batch.pk)

    assert "will be undone by the workers" in capsys.readouterr().out
    assert batch.articles.exists()
    assert arrive(a_delivery("C", []), B[0]) is None
