"""What the story list can be asked for, and that each filter stands in the address."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims import river
from claims.models import Doubt
from tests.builders import NOON, a_claim, a_statement, a_story, an_article, an_outlet

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def two(title, *, condition="", published_at=NOON):
    """Return a story of two outlets that tell one claim, the second perhaps with a condition."""
    said = f"{title} will open"
    ledger = an_article(f"{said}.", published_at=published_at)
    post = an_article(f"{said} {condition}.", outlet="Post", published_at=published_at)
    a_claim(
        a_statement(ledger, said),
        a_statement(post, f"{said} {condition}".strip(), conditions=condition or ()),
    )
    return a_story(ledger, post, title=title)


@pytest.fixture
def three():
    alone = a_story(an_article("Alone.", outlet="Third"), title="Alone")
    same = two("Bridge", published_at=NOON - timedelta(days=2))
    differing = two("Ferry", condition="if it is paid", published_at=NOON - timedelta(days=3))
    Doubt.objects.create(key="story:1", sort="story", story=same, doubt=0.5, reach=2, rank=1)
    Doubt.objects.create(key="story:2", sort="story", story=same, doubt=0.5, reach=2, rank=1)
    return alone, same, differing


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Alone", "Bridge", "Ferry"]),
        ("?outlets=several", ["Bridge", "Ferry"]),
        ("?has=differences", ["Ferry"]),
        ("?has=doubts", ["Bridge"]),
        ("?has=doubts&has=differences", []),
        ("?since=2025-06-22", ["Alone", "Bridge"]),
        ("?since=2025-99-99&outlet=x&has=unheard-of", ["Alone", "Bridge", "Ferry"]),
    ],
)
def test_filters_stand_in_the_address(client, three, query, titles):
    found = client.get(reverse("stories") + query).context["river"].entries

    assert [entry.story.title for entry in found] == titles


def test_stories_of_one_outlet(three):
    asked = river.Asked(outlet=an_outlet("Third").pk)

    assert [entry.story.title for entry in river.page(asked).entries] == ["Alone"]


def test_a_story_says_how_much_there_is_to_review(client, three):
    page = client.get(reverse("stories")).content.decode()

    assert page.count("2 to review") == 1


def test_who_asks_for_what_differs_is_led_on_past_what_does_not(client, three, monkeypatch):
    monkeypatch.setattr(river, "LOOKED", 1)

    page = client.get(reverse("stories") + "?has=differences")
    assert page.context["river"].entries == []
    following = client.get(reverse("stories") + page.context["next"])

    assert [entry.story.title for entry in following.context["river"].entries] == ["Ferry"]
    assert "No story here among the newest that were looked at." in page.content.decode()
