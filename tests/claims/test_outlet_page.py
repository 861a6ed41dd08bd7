"""Pages of outlets: what each does with its sources, counted; and sources without a name."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse

from claims import outlets, search
from claims.actions.indexing import index_waiting
from tests.builders import (
    NOON,
    a_claim,
    a_speaker,
    a_statement,
    a_story,
    an_article,
    an_outlet,
)

pytestmark = pytest.mark.django_db

LEDGER, POST = "The Harbor Ledger", "The Post"
OFFICIALS = (("senior officials", "anonymous"),)
TASS = (("TASS", "organisation", "relay"), ("Ann Lee", "person"))


@pytest.fixture
def told():
    """A story of two outlets and one of one, with claims that one has and the other has not."""
    ledger = an_article(
        "Lee told TASS the bridge “holds” well. Officials claimed it may rain. "
        "It may snow, they claimed."
    )
    post = an_article(
        "The bridge holds, Lee said. Trams run.",
        outlet=POST,
        published_at=NOON - timedelta(days=1),
    )
    nobody = an_article("Ships sail, it is said.", outlet=None, published_at=None)
    bridge = a_statement(
        ledger, "the bridge “holds” well", quotations="holds", chain=TASS, cue="told"
    )
    rain = a_statement(
        ledger, "it may rain", chain=OFFICIALS, cue="claimed", hedges="may", stance="doubting"
    )
    a_statement(ledger, "It may snow", chain=OFFICIALS, cue="claimed", repeats=rain)
    same = a_statement(post, "The bridge holds", chain=(("Ann Lee", "person"),), cue="said")
    trams = a_statement(post, "Trams run", chain=())
    ships = a_statement(nobody, "Ships sail", chain=(("", "unnamed"),), certainty="hearsay")
    a_claim(bridge, same)
    for one in (rain, trams, ships):
        a_claim(one)
    a_story(ledger, post, title="The bridge")
    a_story(nobody, title="Ships")
    index_waiting(until=time.monotonic() + 30)


def figures(portrait):
    return {
        table.title: {one.label: (one.count.count, one.count.of) for one in table.figures}
        for table in portrait.shown
    }


def test_an_outlet_is_counted_and_every_figure_says_of_how_many(told):
    assert figures(outlets.of_outlet(an_outlet(LEDGER))) == {
        "Whom it cites": {"a named person": (1, 2), "anonymous: described, not named": (1, 2)},
        "In whose words": {"partly direct": (1, 2), "paraphrase": (1, 2)},
        "What its verbs do": {"reports: said, told": (1, 2), "doubts: claimed": (1, 2)},
        "How sure it is said to be": {"certain": (2, 2)},
        "What others passed on": {"all": (1, 2), "TASS": (1, 2)},
        "Its most used cues": {"“told”": (1, 2), "“claimed”": (1, 2)},
        "Its most used hedges": {"“may”": (1, 2)},
    }


def test_every_figure_leads_to_the_statements_it_counts(told):
    for outlet in (an_outlet(LEDGER), an_outlet(POST), None):
        for table in outlets.of_outlet(outlet).shown:
            for figure in table.figures:
                found = search.entries(search.asked(f"{figure.query} repeat:no"))
                assert found.count() == figure.count.count, figure


def test_claims_are_those_of_stories_that_another_outlet_tells(told):
    ledger = outlets.of_outlet(an_outlet(LEDGER)).coverage
    post = outlets.of_outlet(an_outlet(POST)).coverage

    assert (ledger.stories, ledger.alone.count, ledger.alone.of) == (1, 1, 3)
    assert [one.words for one in ledger.only] == ["it may rain"]
    assert [one.words for one in ledger.lacking] == ["Trams run"]
    assert [one.words for one in post.lacking] == ["it may rain"]
    assert outlets.of_outlet(None).coverage.stories == 0


def test_what_an_outlet_has_not_is_said_of_the_text_we_hold(told, client):
    page = client.get(an_outlet(LEDGER).get_absolute_url()).content.decode()

    assert "Not found in the text we hold of it" in page
    assert "1 of 3 claims" in page
    assert "omitted" not in page
    assert 'q=outlet%3A%22The%20Harbor%20Ledger%22%20kind%3Aanonymous">1 of 2<' in page


def test_only_the_newest_articles_are_counted_and_the_page_says_so(told, client, monkeypatch):
    an_article("Fog.", published_at=NOON - timedelta(days=9))
    monkeypatch.setattr(outlets, "LOOKED", 1)

    page = client.get(an_outlet(LEDGER).get_absolute_url()).content.decode()

    assert "2 statements in the newest 1 article of 2" in page


def test_unknown_outlets_have_one_page_and_all_are_listed(told, client):
    page = client.get(reverse("outlets")).content.decode()

    for address in (
        reverse("unknown_outlet"),
        an_outlet(LEDGER).get_absolute_url(),
        an_outlet(POST).get_absolute_url(),
    ):
        assert f'href="{address}"' in page
    shown = client.get(reverse("unknown_outlet")).content.decode()
    assert "Outlet unknown" in shown
    assert "outlet%3Anone%20kind%3Aunnamed" in shown
    assert client.get(reverse("outlet", args=[0])).status_code == 404


def test_an_outlet_without_articles_has_an_empty_page(client):
    page = client.get(an_outlet("The Void").get_absolute_url())

    assert b"There is none in what we hold." in page.content


def test_an_outlets_page_asks_a_fixed_number_of_queries(
    told, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        client.get(an_outlet(LEDGER).get_absolute_url())


def test_descriptions_are_listed_and_never_made_a_person(told, client):
    page = client.get(reverse("descriptions"), {"kind": "anonymous"}).content.decode()

    assert "<q>senior officials</q>" in page
    assert "kind%3Aanonymous%20label%3A%22senior%20officials%22" in page
    assert a_speaker("senior officials", "anonymous").get_absolute_url() not in page
    assert an_outlet(LEDGER).get_absolute_url() in page
    (row,) = outlets.descriptions("anonymous").rows
    assert (row.count.count, row.count.of) == (1, 1)
    assert search.entries(search.asked(f"{row.query} repeat:no")).count() == 1
    assert b"No such source" in client.get(reverse("descriptions"), {"kind": "collective"}).content
