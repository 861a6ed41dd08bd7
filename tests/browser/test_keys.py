"""The keys of a real Chromium: from list to text without the mouse, and when no key acts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.builders import NOON, a_batch, a_claim, a_statement, a_story, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def story():
    batch = a_batch()
    ledger = an_article("“It rains,” Trump said. “It pours,” Trump said.", batch=batch)
    post = an_article(
        "“It rains,” Trump said. “It pours,” Trump said.", outlet="The Post", batch=batch
    )
    for words in ("It rains", "It pours"):
        a_claim(*(a_statement(one, words, quotations=words) for one in (ledger, post)))
    a_story(an_article("Nothing.", batch=batch), title="Nothing", linked_at=NOON)
    return a_story(ledger, post, title="Rain", linked_at=NOON)


def focused(page: Page) -> str:
    place: str = page.evaluate(
        """() => {
            const e = document.activeElement;
            const row = e.closest("[data-item]");
            const columns = row ? [...row.querySelectorAll("[data-column]")] : [];
            return `${row?.id ?? ""} ${columns.indexOf(e.closest("[data-column]")) + 1}`;
        }"""
    )
    return place


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_an_editor_goes_from_the_list_to_an_article_without_the_mouse(page, story):
    page.goto("/")
    press(page, "j", "j", "k")
    expect(page.locator(".is-current h2")).to_have_text("Rain")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rain")

    for key, place in [
        ("j", "c1 0"),
        ("l", "c1 1"),
        ("l", "c1 2"),
        ("j", "c2 2"),
        ("h", "c2 1"),
        ("k", "c1 1"),
        ("h", "c1 0"),
        ("j", "c2 0"),
    ]:
        page.keyboard.press(key)
        assert (key, focused(page)) == (key, place)
    expect(page.locator(".is-current")).to_have_id("c2")

    page.reload()
    expect(page.locator(".is-current")).to_have_id("c2")
    assert focused(page) == "c2 0"

    press(page, "l", "v")
    expect(page).to_have_url(re.compile(r"/articles/\d+/#s\d+$"))
    page.go_back()
    expect(page.locator(".is-current")).to_have_id("c2")
    press(page, "g", "s")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stories")
    press(page, "g", "b")
    expect(page.get_by_role("heading", level=1)).to_have_text("Batches")


def test_the_list_of_keys_opens_and_switches_them_off_and_on(page, story):
    page.goto(story.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("?")
    overlay = page.get_by_role("dialog", name="Keys of this page")
    expect(overlay.locator("dd", has_text="Stories")).to_be_visible()
    expect(overlay.locator("dd", has_text="To the right")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Escape")
    expect(overlay).to_be_hidden()
    assert focused(page) == "c1 0"

    page.keyboard.press("?")
    overlay.get_by_role("button", name="Switch the keys off").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.reload()
    at = focused(page)
    press(page, "j", "?", "g", "b")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert focused(page) == at
    expect(page).to_have_url(re.compile("/stories/"))

    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Switch the keys on").click()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("b")
    expect(page.get_by_role("heading", level=1)).to_have_text("Batches")


def test_no_key_acts_in_a_field_with_a_modifier_or_where_there_is_nothing_to_do(page, story):
    page.goto("/login/")
    page.get_by_label("Name").press_sequentially("gb?jz")
    assert page.get_by_label("Name").input_value() == "gb?jz"

    page.locator("#main").focus()
    press(page, "j", "z", "o", "x", "Control+b", "Alt+b")
    expect(page).to_have_url(re.compile("/login/"))


def test_who_is_away_is_told_so(page, story):
    page.goto(story.get_absolute_url())

    page.context.set_offline(True)
    expect(page.get_by_role("alert")).to_contain_text("You are offline")
    page.context.set_offline(False)

    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.locator("#said")).to_have_text("You are online again.")
