"""The search page: what it finds, how it narrows down, and what it says when it cannot."""

import time
from html import unescape
from urllib.parse import unquote

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actions.indexing import index_waiting
from claims.forms import search as forms
from claims.querying import parse
from claims.querying.fields import FIELDS
from tests.builders import a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "Insiders said the “30-day ceasefire” may hold. Mr. Putin denied that talks had begun."
INSIDERS = ("insiders", "anonymous")
PUTIN = ("Vladimir Putin", "person")


@pytest.fixture
def world():
    """Two outlets, one story: an anonymous source in both, a denial in one."""
    first = an_article(TEXT, outlet="Pravda.ru", title="Talks")
    second = an_article(TEXT + " It is late.", outlet="City Lantern", title="More talks")
    rows = [
        a_statement(
            article,
            "the “30-day ceasefire” may hold",
            chain=[INSIDERS],
            cue="said",
            source="Insiders",
            quotations="30-day ceasefire",
        )
        for article in (first, second)
    ]
    denial = a_statement(
        first, "talks had begun", chain=[PUTIN], cue="denied", source="Mr. Putin", polarity="denied"
    )
    a_story(first, second).memberships.update(voice=1)  # one copies the other
    a_claim(*rows)
    index_waiting(until=time.monotonic() + 60)
    return first, second, rows, denial


def shown(client, query, **more):
    response = client.get(reverse("search"), {"q": query, **more})
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.usefixtures("world")
def test_what_is_found_is_counted_marked_and_linked(client, world):
    _, _, rows, _ = world
    page = shown(client, "ceasefire kind:anonymous")
    assert "2 statements" in page
    assert "in 2 articles of 2 outlets; 1 independent source." in " ".join(page.split())
    assert "<mark>ceasefire</mark>" in page
    assert rows[0].get_absolute_url() in page
    assert f"{reverse('new_alert')}?q=ceasefire%20kind%3Aanonymous" in page
    assert f"q=similar:{rows[0].pk}" in page


@pytest.mark.usefixtures("world")
def test_a_facet_narrows_down_and_a_chip_takes_it_back(client):
    page = shown(client, "kind:anonymous")
    narrowed = 'kind:anonymous outlet:"City Lantern"'
    links = [link for link in hrefs(page) if "City" in link]
    assert links
    found = client.get(reverse("search") + links[0])
    assert found.context["page"].total.count == 1
    assert found.context["q"] == narrowed or "outlet:" in found.context["q"]
    assert f"{reverse('search')}?q=kind%3Aanonymous" in hrefs(unescape(found.content.decode()))


@pytest.mark.usefixtures("world")
def test_pages_follow_one_another_without_gaps(client):
    seen = []
    query = {"q": "kind:anonymous,person"}
    while True:
        found = client.get(reverse("search"), query).context["page"]
        seen += [hit.saying.statement.pk for hit in found.hits]
        if not found.next:
            break
        query["after"] = found.next
    assert len(seen) == len(set(seen)) == 3


def test_the_help_page_links_each_example(client):
    page = client.get(reverse("search_help")).content.decode()
    linked = [unquote(link.partition("?q=")[2]) for link in hrefs(unescape(page)) if "?q=" in link]
    assert {one for field in FIELDS.values() for one in field.examples} <= set(linked)


@pytest.mark.usefixtures("world")
def test_what_finds_nothing_by_itself_is_named(client):
    page = shown(client, "kind:anonymous zebra -nothing")
    assert "<code>zebra</code> alone finds nothing" in page
    assert "<code>kind:anonymous</code> alone" not in page


@pytest.mark.usefixtures("world")
def test_hiding_soft_statements_is_a_condition_like_others(client):
    response = client.get(reverse("search"), {"q": "ceasefire", "hide": "soft"})
    assert response.url == f"{reverse('search')}?q=ceasefire+tier%3Acore"
    assert f"{reverse('search')}?q=ceasefire" in hrefs(shown(client, "ceasefire tier:core"))


def test_more_finds_need_no_more_queries(client, world, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        shown(client, "kind:person")
    with django_assert_max_num_queries(len(few)):
        shown(client, "kind:anonymous,person")


def test_what_is_not_understood_is_shown_with_its_place(client):
    response = client.get(reverse("search"), {"q": "ceasefire typ:<b>"})
    page = response.content.decode()
    assert response.status_code == 400
    assert "<mark>typ:</mark>" in page
    assert "Did you mean type:?" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


@pytest.mark.usefixtures("world")
def test_a_place_that_is_none_is_no_crash(client):
    for after in ("x", "1.2.3", "99999999999999999999.1", "1.\0", "."):
        query = {"q": "ceasefire", "after": after}
        assert client.get(reverse("search"), query).status_code == 400
    assert client.get(reverse("search"), {"q": "ceasefire", "after": "-1.-1"}).status_code == 200


@pytest.mark.usefixtures("world")
def test_the_form_writes_the_query(client):
    sent = {
        "put": "1",
        "words": "hold “30-day ceasefire”",
        "outlet": "Pravda.ru",
        "speaker": "Mr. Putin",
        "kind": ["anonymous", "person"],
        "since": "2025-01-01",
    }
    response = client.get(reverse("search"), sent)
    query = response.url
    assert response.status_code == 302
    text = client.get(query).context["q"]
    assert text == (
        'hold "30-day ceasefire" speaker:"Mr. Putin" outlet:Pravda.ru kind:anonymous,person '
        "published:>=2025-01-01"
    )


def test_the_form_is_filled_from_a_query_it_could_have_written():
    text = 'hold "30-day ceasefire" outlet:Pravda.ru kind:anonymous,person published:2025'
    form = forms.of(parse(text))
    again = forms.asked({name: value for name, value in form.initial.items() if value is not True})
    assert again.is_valid()
    assert again.query() == text
    assert forms.of(parse("a OR kind:person")) is None


NAMES = " ".join(f"{name}:" for name in FIELDS)
SIGNS = "a ( ) \" - OR , none é 1 'x & | ! :* <-> \\ similar:1 published:0001..9999"
PIECES = st.sampled_from([" ", *f"{NAMES} {SIGNS}".split(" ")]) | st.text(max_size=4)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.lists(PIECES, max_size=8).map("".join))
@pytest.mark.usefixtures("world")
def test_any_query_is_answered_or_pointed_at(client, text):
    response = client.get(reverse("search"), {"q": text})
    assert response.status_code == 200 or "mark" in response.content.decode()
    assert response.status_code in {200, 400}


def hrefs(page):
    return [piece.split('"')[0] for piece in page.split('href="')[1:]]


def test_what_is_alike_is_shown_with_what_it_is_compared_with(client, world):
    _, _, (row, _), denial = world
    page = shown(client, f"similar:{denial.pk}")
    compared, found = page.split('<ol class="exhibits"')
    assert "Compared in meaning with" in compared
    assert "talks had begun" in compared
    assert "the nearest first" in compared
    assert row.article.title in found
    assert "talks had begun" not in found

    gone = shown(client, "similar:99999999")
    assert "Statement 99999999 is not in the text we hold now." in gone
    assert "Compared" not in gone
    assert "Compared" not in shown(client, "ceasefire")
