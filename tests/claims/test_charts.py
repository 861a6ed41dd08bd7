"""Charts count what a query finds, say of how many, and draw what their tables say."""

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Outlet
from claims import charts, search
from claims.actions.indexing import index_waiting
from claims.charts import counting, drawing, first_to_report, over_time
from claims.charts.counting import Telling
from claims.search import asked
from tests.builders import NOON, a_claim, a_statement, an_article

pytestmark = pytest.mark.django_db

ANONYMOUS = (("officials", "anonymous"),)
HOUR = timedelta(hours=1)


def told(outlet, at=NOON, **fields):
    """Make an article of an outlet with one statement."""
    article = an_article(
        f"Rain number {Article.objects.count()} falls.",
        outlet=outlet,
        published_at=at,
        published_precision=Article.Precision.MINUTE if at else "",
    )
    return a_statement(article, **fields)


def indexed():
    index_waiting(until=time.monotonic() + 60)


def chart(name, text=""):
    indexed()
    return charts.CHARTS[name](asked(text))


def table(name, text=""):
    found = chart(name, text).table
    return [found.head, *(tuple(cell.text for cell in row) for row in found.rows)]


@pytest.fixture
def world():
    """Three outlets and an unknown one; claims with a clear first, a tie, and no date."""
    lead = [told("Ledger", NOON), told("Post", NOON + 2 * HOUR), told("Times", NOON + 4 * HOUR)]
    lead.append(told(None, NOON - HOUR))
    tie = [told("Ledger", NOON + 24 * HOUR), told("Post", NOON + 24 * HOUR)]
    undated = [told("Ledger", None, chain=ANONYMOUS), told("Times", NOON, chain=())]
    again = [told("Post", NOON + 48 * HOUR, chain=ANONYMOUS), told("Ledger", NOON + 51 * HOUR)]
    for some in (lead, tie, undated, again):
        a_claim(*some)
    told("Times", NOON + 48 * HOUR, chain=(("Ann <b> Fox", "person"),))


def test_mentions_are_counted_by_day_and_outlet(world):
    assert table("time") == [
        ("Day", "Ledger", "Post", "Times", "Outlet unknown", "all"),
        ("24 June 2025", "1", "1", "2", "1", "5"),
        ("25 June 2025", "1", "1", "0", "0", "2"),
        ("26 June 2025", "1", "1", "1", "0", "3"),
        ("all", "3", "3", "3", "1", "10"),
    ]
    found = chart("time")
    assert found.size == "n = 10 dated of 11 statements"
    assert any("1 undated left out" in note for note in found.notes)


def test_long_ranges_are_counted_by_month_and_then_by_year():
    told("Ledger", datetime(2024, 12, 31, 23, 30, tzinfo=UTC))
    told("Ledger", datetime(2025, 5, 1, tzinfo=UTC))
    assert [row[0] for row in table("time")] == ["Month", "December 2024", "May 2025", "all"]
    told("Post", datetime(1999, 5, 1, tzinfo=UTC))
    assert [row[0] for row in table("time")] == ["Year", "1999", "2024", "2025", "all"]


def test_days_are_those_of_the_site(settings):
    settings.TIME_ZONE = "Europe/Kyiv"
    told("Ledger", datetime(2025, 6, 24, 22, tzinfo=UTC))
    assert table("time")[1][0] == "25 June 2025"


def test_small_outlets_are_told_together():
    for number in range(over_time.MOST + 3):
        told(f"Outlet {number:02}")
    told("Outlet 10")
    head = table("time")[0]
    assert head[1:3] == ("Outlet 10", "Outlet 00")
    assert head[-2:] == ("3 others", "all")


def test_kinds_are_counted_with_shares(world):
    assert table("kinds") == [
        (
            "Outlet",
            "P: a named person",
            "A: anonymous: described, not named",
            "N: no source at all",
            "all",
        ),
        ("Ledger", "3 (75%)", "1 (25%)", "0", "4"),
        ("Post", "2 (67%)", "1 (33%)", "0", "3"),
        ("Times", "2 (67%)", "0", "1 (33%)", "3"),
        ("Outlet unknown", "1 (100%)", "0", "0", "1"),
    ]


def test_the_matrix_has_named_speakers_alone(world):
    assert table("speakers") == [
        ("Outlet", "Donald Trump", "Ann <b> Fox", "others", "all"),
        ("Ledger", "3", "0", "0", "3"),
        ("Post", "2", "0", "0", "2"),
        ("Times", "1", "1", "0", "2"),
        ("Outlet unknown", "1", "0", "0", "1"),
        ("all outlets", "7", "1", "0", "8"),
    ]
    found = chart("speakers")
    assert found.size == "n = 8 with a named speaker of 11 statements"
    assert [cell.shade for cell in found.table.rows[0]] == [0, 5, 0, 0, 0]
    assert [cell.shade for cell in found.table.rows[2]] == [0, 2, 2, 0, 0]


def test_the_first_is_found_with_ties_and_lags(world):
    """Of four claims three have several dated outlets: Ledger leads one, Post one, one is a tie."""
    found = chart("first")
    assert [tuple(cell.text for cell in row) for row in found.table.rows] == [
        ("Ledger", "1", "1", "3", "33%", "3 hours (n = 2)"),
        ("Post", "1", "1", "3", "33%", "3 hours (n = 1)"),
        ("Times", "0", "0", "1", "0%", "–"),
    ]
    assert found.size.startswith("n = 3 claims with several dated outlets of 4 claims")
    for words in (
        "1 claim with a tie",
        "1 undated statement left out",
        "1 statement of unknown outlets left out",
        "1 statement found in no claim",
    ):
        assert any(words in note for note in found.notes), words


def test_where_only_the_day_is_known_days_are_compared():
    early, late = int(NOON.timestamp()), int((NOON + 3 * HOUR).timestamp())
    exact = [Telling("1", "7", first=early, is_by_day=False)]
    other = [Telling("1", "8", first=late, is_by_day=True)]
    assert first_to_report.record(first_to_report.shared(exact + other))["7"].tied == 1
    other = [Telling("1", "8", first=late, is_by_day=False)]
    assert first_to_report.record(first_to_report.shared(exact + other))["7"].lags == [3 * 3600]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(600, "10 min"), (3600, "1 hour"), (5400, "1.5 hours"), (4 * 86400, "4 days")],
)
def test_a_lag_is_told_in_what_it_is_worth(seconds, words):
    assert first_to_report.lasting(seconds) == words


def test_numbers_lead_to_what_they_count(world):
    """Each number that is a link is what the search finds behind it."""
    indexed()
    seen = 0
    for name, make in charts.CHARTS.items():
        for row in make(asked("rain OR storm")).table.rows:
            for cell in row[1:]:
                if cell.query:
                    seen += 1
                    count = search.entries(asked(cell.query)).count()
                    assert str(count) == cell.text.split(" ")[0], (name, cell)
    assert seen > 15


def test_only_the_newest_are_counted_where_there_are_too_many(world, monkeypatch):
    monkeypatch.setattr(counting, "MOST", 3)
    found = chart("time")
    assert found.sample.count == 3
    assert found.sample.is_capped
    assert table("time")[-1][-1] == "3"
    assert "older ones are not counted" in found.size


def test_a_chart_of_one_outlet_has_a_strip_and_nobody_to_be_first_before():
    a_claim(told("Ledger"), told("Ledger", NOON + HOUR))
    assert table("time")[0] == ("Day", "Ledger", "all")
    assert chart("first").is_empty
    assert "n = 0 claims" in chart("first").size


@pytest.mark.parametrize("name", charts.CHARTS)
def test_pages_and_pictures_are_told_escaped_and_complete(client, world, name):
    Outlet.objects.filter(name="Post").update(name="<b>Post & Co</b>")
    indexed()
    page = client.get(reverse("charts"), {"q": "rain", "chart": name})
    words = page.content.decode()
    assert page.status_code == 200
    assert "<b>Post" not in words
    assert "&lt;b&gt;Post" in words
    assert f"{reverse('search')}?q=rain" in words
    assert "data-copy" in words
    assert page.context["release"] in page.context["citation"]
    assert "n = " in page.context["citation"]
    answer = client.get(reverse("chart_svg"), {"q": "rain", "chart": name})
    assert answer["Content-Type"].startswith("image/svg+xml")
    picture = ElementTree.fromstring(answer.content)
    told = " ".join(picture.itertext())
    assert "<b>Post" in told
    assert page.context["chart"].title in told
    assert page.context["release"] in told
    assert parse_qs(urlsplit(told[told.rindex("http") :]).query) == {"q": ["rain"], "chart": [name]}
    ids = set(re.findall(r'id="([^"]+)"', answer.content.decode()))
    assert set(re.findall(r"url\(#([^)]+)\)", answer.content.decode())) <= ids


@pytest.mark.parametrize("name", charts.CHARTS)
def test_where_nothing_is_found_the_page_says_so(client, world, name):
    indexed()
    for query in ("nothingofthatsort", "speaker:nobodyatall"):
        page = client.get(reverse("charts"), {"q": query, "chart": name})
        assert page.status_code == 200
        assert "Nothing is found" in page.content.decode()
        answer = client.get(reverse("chart_svg"), {"q": query, "chart": name})
        assert answer.status_code == 404


def test_where_all_is_undated_there_is_no_time_to_draw(client):
    told("Ledger", None)
    indexed()
    page = client.get(reverse("charts"))
    assert page.context["chart"].is_empty
    assert "1 undated left out" in page.content.decode()


def test_a_query_that_is_not_understood_is_pointed_at(client):
    page = client.get(reverse("charts"), {"q": "kind:purple"})
    assert page.status_code == 400
    assert "<mark>" in page.content.decode()
    assert client.get(reverse("chart_svg"), {"q": "kind:purple"}).status_code == 400
    assert client.get(reverse("charts"), {"chart": "pie"}).status_code == 404


@pytest.mark.parametrize("name", charts.CHARTS)
def test_the_number_of_queries_does_not_grow(client, world, name):
    indexed()
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("charts"), {"chart": name})
    for number in range(20):
        told(f"Outlet {number}", chain=((f"Person {number}", "person"),))
    indexed()
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("charts"), {"chart": name})
    assert len(many) == len(few)


def test_words_that_are_too_wide_are_cut():
    assert drawing.fitted("The Harbor Ledger", 60) == "The Har…"
    assert drawing.lines("one two three", 40) == ["one two", "three"]
