"""An editor's morning in a real Chromium, from the list to a citation, without the mouse."""

import re
import time
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page, expect

from articles.roles import Role
from claims.actions.linking import link_waiting
from claims.models import ClaimLink, Edit, Story, Wake
from newsclaims.people.giving import give
from tests.builders import NOON, a_claim, a_statement, a_story, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEEDS = Path(__file__).parents[2] / "fixtures" / "sample" / "seeds"
MOSCOW = [("Russian government", "organisation")]
QUOTE = [
    '"Putin called me and asked if he could help us with Iran,',
    "\"I told him I don't need help",
]


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def editor(page: Page, live_server):
    person = User.objects.create(username="ada")
    give(role=Role.EDITOR, to=person)
    client = Client()
    client.force_login(person)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)


def seed(number, outlet):
    (path,) = SEEDS.glob(f"{number}*.txt")
    return an_article(path.read_text("utf-8"), outlet=outlet, published_at=None)


@pytest.fixture
def wrongly_linked():
    """What two of the four articles say, of two calls in two months, in one claim."""
    unknown, pravda = seed("000", None), seed("001", "Pravda.Ru")
    a_claim(
        a_statement(
            unknown,
            "a so-called “new security architecture” with the U.S",
            source="Moscow",
            chain=MOSCOW,
        ),
        a_statement(
            pravda,
            'their readiness to pursue a "new security architecture” with the United States, '
            "provided Washington is willing to show flexibility on sanctions and NATO expansion",
            source="Russian officials",
            conditions="provided Washington is willing to show flexibility on sanctions and "
            "NATO expansion",
            chain=MOSCOW,
        ),
    )
    a_claim(
        a_statement(
            pravda,
            QUOTE,
            quotations=QUOTE,
            chain=[("TASS", "organisation", "relay"), ("Donald Trump", "person")],
        )
    )
    january, march = seed("002", None), seed("003", "thedailycourierng")
    said = [
        a_statement(january, january.text[:60], chain=[("Mike Waltz", "person")]),
        a_statement(march, march.text[-60:], chain=[("Dmitry Peskov", "person")]),
    ]
    a_claim(*said)
    a_story(unknown, pravda, january, march, title="Trump on Air Force One", linked_at=NOON)
    return said


def relinked():
    Story.objects.update(linked_at=None)
    while link_waiting(until=time.monotonic() + 60):
        pass
    assert not Wake.objects.exists()


def claim_of(statement):
    return ClaimLink.objects.get(statement=statement).claim_id


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_from_the_list_to_a_citation(page, live_server, editor, wrongly_linked):
    first, second = wrongly_linked
    page.goto("/")
    press(page, "j", "o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trump on Air Force One")

    # Only differences: the condition is said in words.
    while not page.evaluate("document.activeElement.textContent").startswith("Only differences"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("only=differences"))
    row = page.get_by_role("row", name=re.compile("new security architecture"))
    expect(row).to_contain_text("provided Washington is willing")

    # The words of the second outlet in its article, and back.
    press(page, "j", "l", "l", "v")
    expect(page).to_have_url(re.compile(r"/articles/\d+/#s\d+$"))
    expect(page.locator(":target")).to_be_visible()
    page.go_back()

    # A citation, of the statement that the column holds.
    expect(page.locator(".is-current")).to_be_visible()
    page.keyboard.press("c")
    expect(page.locator("#said")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "new security architecture" in copied
    assert re.search(r"http://\S+/articles/\d+/#s\d+", copied)

    # The two calls are no one claim, and never will be again.
    page.goto(f"/claims/{claim_of(first)}/")
    press(page, "j", "x")
    expect(page.locator(":focus")).to_have_value("different event")
    press(page, "Space", "Enter")
    expect(page.get_by_text("It will not be put there again")).to_be_visible()
    assert Edit.objects.get().why == "different event"
    for _ in range(2):
        relinked()
        assert claim_of(first) != claim_of(second)
