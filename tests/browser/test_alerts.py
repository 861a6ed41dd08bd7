"""A reader saves a search, is told what is new, and goes to it, by keys and without scripts."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.claims.test_alerts import sweep, told_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def signed_in(client, django_user_model):
    """The session of a reader who has come in."""
    client.force_login(django_user_model.objects.create_user("ada", "ada@example.org"))
    return client.cookies["sessionid"].value


def a_page(browser: Browser, url: str, session: str, *, scripts: bool = True) -> Page:
    context = browser.new_context(base_url=url, java_script_enabled=scripts)
    context.add_cookies([{"name": "sessionid", "value": session, "url": url}])
    return context.new_page()


def test_a_search_is_saved_and_tells_what_is_new(browser: Browser, live_server, signed_in):
    page = a_page(browser, live_server.url, signed_in)
    told_in("Eastland Post", day=-1)
    sweep()

    page.goto("/alerts/new/?q=speaker:marsh")
    expect(page.get_by_text("finds 1 statement now")).to_be_visible()
    page.get_by_label("Why do I care?").fill("The wages.")
    page.get_by_role("button", name="Save this alert").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    expect(page.get_by_text("Nothing new so far.")).to_be_visible()

    new = told_in("City Lantern")
    sweep()
    page.goto("/alerts/")
    expect(page.get_by_text("1 unread")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_text("New here: City Lantern")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.get_by_role("status")).to_contain_text("All of it counts as read.")
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url(f"**{new.get_absolute_url()}")
    page.context.close()

    page = a_page(browser, live_server.url, signed_in, scripts=False)
    page.goto("/alerts/")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("status")).to_contain_text("It is paused")
    expect(page.get_by_role("button", name="Copy the address")).to_be_hidden()
    page.get_by_role("button", name="Delete …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("You have saved no search yet.")).to_be_visible()
    page.context.close()
