"""Signing in, one's account and Django's admin in a real Chromium, under the site's own policy."""

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from playwright.sync_api import expect

from articles.roles import Role, role_of
from newsclaims.people.giving import give
from tests.browser.accessibility import violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse"


def test_an_admin_signs_in_and_makes_somebody_an_editor(page, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    give(role=Role.ADMIN, to=User.objects.create_user("ruth", password=PASSWORD))
    refused = []
    page.on("console", lambda said: refused.append(said.text) if "Refused" in said.text else None)

    def looks_right():
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []

    # The whole of it by keyboard: the name has the focus already.
    page.goto("/account/")
    expect(page.get_by_text("Sign in to go on to that page.")).to_be_visible()
    page.keyboard.type("ruth")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("ruth")
    looks_right()
    page.get_by_role("link", name="Change password").click()
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right()

    page.goto("/account/")
    page.get_by_role("link", name="People and their roles").click()
    page.get_by_role("link", name="Add user", exact=False).first.click()
    page.get_by_label("Username").fill("bob")
    page.get_by_label("Password:", exact=True).fill(PASSWORD)
    page.get_by_label("Password confirmation").fill(PASSWORD)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert role_of(User.objects.get(username="bob")) is Role.EDITOR

    page.context.clear_cookies()
    page.goto("/login/")
    for _ in range(site.AXES_FAILURE_LIMIT):
        page.get_by_label("Name").fill("bob")
        page.get_by_label("Password").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        page.wait_for_load_state()
    expect(page.get_by_text("Too many wrong passwords.")).to_be_visible()
    looks_right()
    assert refused == []
