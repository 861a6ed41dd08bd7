"""Subscriptions made and stopped in a browser, without JavaScript too."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_batches import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def add(page: Page) -> None:
    page.goto("/subscriptions/")
    page.get_by_role("link", name="Add a subscription").click()
    page.get_by_label("Name").fill("Ledger feed")
    page.get_by_label("Address of the feed").fill("https://ledger.example/feed")
    page.get_by_role("button", name="Add this subscription").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ledger feed")


def test_a_subscription_is_added_paused_and_deleted(
    browser: Browser, live_server, django_user_model
):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = signed_in(context.new_page(), django_user_model, live_server.url)
    add(page)

    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_contain_text("It is paused")
    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("status")).to_contain_text("“Ledger feed” is deleted")
    expect(page.get_by_text("Nothing is subscribed to yet.")).to_be_visible()
    context.close()
