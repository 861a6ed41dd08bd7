"""Pages of timelines: every statement once, in its lane; sentences only where rows say so."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims import timelines
from claims.models import Succession
from claims.timelines import reading
from tests.builders import NOON, a_claim, a_speaker, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ROUTES = ("story_timeline", "claim_timeline", "speaker_timeline")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def world():
    def told(days, outlet, **fields):
        at = None if days is None else NOON + days * DAY
        article = an_article(
            f"The ferry will sail, Trump said. {days}", outlet=outlet, published_at=at
        )
        return a_statement(article, "The ferry will sail", **fields)

    quote = "The ferry will sail"
    statements = [
        told(3, "The Post", type="direct", quotations=quote),
        told(0, "The Ledger", polarity="no-comment"),
        told(40, "The Post", polarity="denied"),
        told(None, "The Gazette", tier="soft"),
    ]
    story = a_story(*(s.article for s in statements), title="Ferry")
    return story, a_claim(*statements), statements


def pages(world):
    story, claim, statements = world
    keys = (story.pk, claim.pk, statements[0].speaker_id)
    return [reverse(route, args=[pk]) for route, pk in zip(ROUTES, keys, strict=True)]


def test_each_page_has_every_statement_once_in_the_table_and_in_the_picture(client, world):
    for address in pages(world):
        page = client.get(address).content.decode()

        assert sorted(re.findall(r'id="t(\d+)"', page)) == sorted(str(s.pk) for s in world[2])
        assert page.count('<a class="mark') == len(world[2])
        assert re.findall(r"lane-name\">([\w ]+) <", page) == [
            "The Ledger",
            "The Post",
            "The Gazette",
        ]


def test_sentences_tell_what_was_first_denied_and_when_a_silence_ended(client, world):
    page = client.get(pages(world)[0]).content.decode()
    text = " ".join(re.sub(r"<[^>]+>", "", page).split())

    assert "First seen 24 June 2025 in The Ledger." in text
    assert "First denial 3 August 2025 in The Post." in text
    assert "The silence of Donald Trump ended 27 June 2025 in The Post." in text
    assert "1 undated statement may be earlier or later." in text


def test_without_dates_nothing_is_called_first(client):
    statement = a_statement(an_article(published_at=None), polarity="denied")
    text = client.get(reverse("speaker_timeline", args=[statement.speaker_id])).content.decode()

    assert "nothing says who was first" in text
    assert "First seen" not in text
    assert "First denial" not in text


def test_a_period_leaves_out_what_lies_outside_but_never_the_undated(client, world):
    address = pages(world)[1]
    page = client.get(address, {"from": "2025-06-01", "to": "2025-06-30"}).content.decode()

    shown = {world[2][0].pk, world[2][1].pk, world[2][3].pk}
    assert {int(pk) for pk in re.findall(r'id="t(\d+)"', page)} == shown
    assert "The ferry will sail</h1>" in page
    assert "Shown: 1 June 2025 to 30 June 2025" in page
    assert 'href="?from=2025-07-01&amp;to=2025-07-31">Later<' in page
    assert ">Earlier<" not in page


@pytest.mark.parametrize("query", ["from=x&to=y", "from=2025-02-30&to=2025-03-01"])
def test_a_period_that_cannot_be_is_all(client, world, query):
    page = client.get(f"{pages(world)[0]}?{query}").content.decode()

    assert len(re.findall(r'id="t\d+"', page)) == len(world[2])


def test_soft_statements_can_be_hidden(client, world):
    page = client.get(pages(world)[2] + "?hide=soft").content.decode()

    assert f'id="t{world[2][3].pk}"' not in page
    assert f'id="t{world[2][0].pk}"' in page


def test_too_many_statements_are_one_mark_for_each_article(client, world, monkeypatch):
    a_statement(world[2][0].article, "sail")
    monkeypatch.setattr(reading, "MOST", 4)
    page = client.get(pages(world)[0]).content.decode()

    assert "5 statements are too many to draw one by one" in page
    assert page.count('<a class="mark') == 4
    assert "2 in this article: 1 direct words, 1 paraphrase" in page


def test_queries_are_as_many_for_one_as_for_many(client, world, django_assert_max_num_queries):
    for address in pages(world):
        with django_assert_max_num_queries(8):
            client.get(address)
    for day in range(30):
        at = NOON + day * DAY
        a_claim(a_statement(an_article(f"Rain {day}.", published_at=at, outlet=f"O{day % 9}")))
    with django_assert_max_num_queries(8):
        client.get(pages(world)[2])


def test_one_that_is_gone_leads_on_to_the_timeline_of_what_it_went_into(client, world):
    Succession.objects.create(
        sort="claim", old_id=987654, new_id=world[1].pk, moved=4, at=NOON, release="test"
    )

    answer = client.get(reverse("claim_timeline", args=[987654]))

    assert answer.status_code == 301
    assert answer["Location"] == pages(world)[1]
    assert client.get(reverse("story_timeline", args=[987654])).status_code == 404


def test_a_description_has_no_timeline(client):
    nobody = a_speaker("officials", "collective")

    assert client.get(reverse("speaker_timeline", args=[nobody.pk])).status_code == 404


def test_an_empty_timeline_says_so():
    assert timelines.of_speaker(a_speaker()).rows == []
