"""The same quotation in another story is found, and what everybody quotes is not."""

import time
from datetime import timedelta

import pytest

from claims.actions import quoted_again
from claims.actions.linking import link_waiting
from claims.linking import quotations
from claims.models import Claim, CommonRun, StatementLink, Story, StoryMembership
from tests.builders import NOON, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

QUOTED = "I could put my whole hand through the rotten steel of the hangers"
SLOGAN = "Make America great again"


def says(quoted, outlet, speaker="Joss Embry", days=0):
    article = an_article(
        f"“{quoted}”, {speaker} told {outlet} {days}.",
        outlet=outlet,
        published_at=NOON + timedelta(days=days),
    )
    return a_statement(
        article,
        quoted,
        quotations=quoted,
        chain=[(speaker, "person")],
        runs=quotations.runs((quoted,)),
    )


def link():
    while link_waiting(until=time.monotonic() + 30):
        pass


def found():
    """Return which outlets' quotations came first and again."""
    return {
        (row.first.article.outlet.name, row.second.article.outlet.name)
        for row in StatementLink.objects.filter(kind="quoted-again")
    }


@pytest.mark.parametrize("later_first", [False, True])
def test_the_same_quotation_in_another_story_is_linked_and_not_merged(later_first):
    first, again = says(QUOTED, "A"), says(QUOTED, "B", days=90)
    for statement in (again, first) if later_first else (first, again):
        a_story(statement.article, linked_at=None)
        link()

    assert found() == {("A", "B")}
    reasons = [one["because"] for one in StatementLink.objects.get().evidence]
    assert any("the same 13 words inside quotation marks" in reason for reason in reasons)
    assert Claim.objects.count() == 2


def test_stories_linked_at_once_find_the_same_pair_once():
    a_story(says(QUOTED, "A").article, linked_at=None)
    a_story(says(QUOTED, "B", days=90).article, linked_at=None)

    link()

    assert StatementLink.objects.count() == 1


@pytest.mark.parametrize(("quoted", "speaker"), [(SLOGAN, "Joss Embry"), (QUOTED, "Mira Halloran")])
def test_slogans_and_other_people_are_not_quoted_again(quoted, speaker):
    a_story(says(quoted, "A").article, linked_at=None)
    a_story(says(quoted, "B", speaker=speaker, days=90).article, linked_at=None)

    link()

    assert found() == set()


def test_stories_that_become_one_quote_nothing_again():
    story = a_story(says(QUOTED, "A").article, linked_at=None)
    other = a_story(says(QUOTED, "B", days=9).article, linked_at=None)
    link()
    assert found()

    StoryMembership.objects.filter(story=other).update(story=story, compared_at=None)
    Story.objects.update(linked_at=None)
    link()

    assert {row.kind for row in StatementLink.objects.all()} == {"same-quote"}


@pytest.mark.parametrize("at_once", [False, True])
def test_what_very_many_quote_links_nothing(at_once, monkeypatch):
    monkeypatch.setattr(quoted_again, "MANY", 3)
    for number in range(5):
        a_story(says(QUOTED, f"Outlet {number}", days=number).article, linked_at=None)
        if not at_once:
            link()
            assert bool(found()) is (0 < number < 3)
    link()

    assert found() == set()
    assert set(CommonRun.objects.values_list("run", flat=True)) == set(quotations.runs((QUOTED,)))


def test_a_run_that_few_hold_goes_on_linking_beside_a_common_one(monkeypatch):
    monkeypatch.setattr(quoted_again, "MANY", 3)
    longer = f"{QUOTED}, and the inquiry into the collapse of Tarrow heard every word of it"
    for outlet in "AB":
        a_story(says(longer, outlet, days=ord(outlet)).article, linked_at=None)
    link()
    for number in range(4):
        a_story(says(QUOTED, f"Outlet {number}", days=number).article, linked_at=None)
    link()

    assert found() == {("A", "B")}
