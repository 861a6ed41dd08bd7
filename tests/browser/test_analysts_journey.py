"""An analyst's question in a real Chromium: asked, counted, taken away, and kept for tomorrow."""

import csv
import re

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from articles.models import Article
from tests.builders import a_claim, a_story
from tests.claims.test_alerts import sweep, told_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHAIN = (("Elena Marsh", "person", "relay"), ("insiders", "anonymous"))
WORDS = "the 30-day ceasefire may hold"


@pytest.fixture
def signed_in(page: Page, live_server, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("ada"))
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])


@pytest.mark.usefixtures("signed_in")
def test_from_a_question_to_a_table_and_a_feed(page: Page, live_server):
    told = [told_in(name, WORDS, chain=CHAIN) for name in ("Eastland Post", "City Lantern")]
    told_in("City Lantern", "talks had begun", polarity="denied")
    a_story(*(one.article for one in told)).memberships.update(voice=1)  # one copies the other
    a_claim(*told)
    sweep()

    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("f")
    page.wait_for_url("**/search/")
    page.keyboard.press("/")
    page.keyboard.type("kind:anonymous polarity:asserted")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="2 statements")).to_be_visible()
    expect(page.get_by_text("in 2 articles of 2 outlets; 1 independent source.")).to_be_visible()

    facets = page.get_by_role("navigation", name="Narrow it down")
    facets.get_by_role("link", name=re.compile("City Lantern")).click()
    expect(page.get_by_role("heading", name="1 statement")).to_be_visible()
    page.get_by_role("link", name=re.compile("Take out outlet:")).click()
    expect(page.get_by_role("heading", name="2 statements")).to_be_visible()

    page.get_by_role("link", name="Elena Marsh", exact=True).first.click()
    expect(page.get_by_role("heading", name="Elena Marsh", level=1)).to_be_visible()
    page.go_back()

    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    lines = taken.value.path().read_text("utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert len(rows) == 2
    for row in rows:
        text = Article.objects.get(pk=row["article"]).text
        assert text[int(row["start"]) : int(row["end"])] == row["content"] == WORDS

    page.get_by_role("link", name="Save as alert").click()
    page.get_by_label("Why do I care?").fill("Does it hold?")
    page.get_by_role("button", name="Save this alert").click()
    feed = page.get_by_role("link", name=re.compile(r"feed\.atom")).get_attribute("href")
    told_in("Harbor Ledger", "the truce is over", chain=CHAIN)
    sweep()
    found = Client().get(feed.removeprefix(live_server.url)).content.decode()
    assert "the truce is over" in found
    assert WORDS not in found
