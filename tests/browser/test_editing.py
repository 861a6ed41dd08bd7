"""A statement is put right in a real Chromium, by the keyboard alone and by selecting words."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.roles import Role
from claims.models import Edit, Statement
from newsclaims.people.giving import give
from tests.browser.accessibility import violations
from tests.builders import a_statement, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "Rain fell on Monday.\n\nThe mayor said the “very 🌉 old” bridge would open on Monday."


@pytest.fixture
def article():
    article = an_article(TEXT)
    a_statement(article, "Rain fell", chain=[])
    a_statement(article, "bridge would open", cue="said", source="The mayor")
    return article


@pytest.fixture
def editor(page, live_server):
    user = User.objects.create_user("ada")
    give(role=Role.EDITOR, to=user)
    client = Client()
    client.force_login(user)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return user


def words_of(ordinal):
    row = Statement.objects.get(ordinal=ordinal)
    return [span.of(TEXT) for span in row.content]


@pytest.mark.usefixtures("editor")
def test_a_statement_is_put_right_and_undone_by_the_keyboard_alone(page, article):
    page.goto(article.get_absolute_url())
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#n2")).to_be_focused()
    expect(page.locator("mark.is-lit")).to_have_text("bridge would open")  # in step

    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="Statement 2")).to_be_visible()
    for key in "[]]}}[":  # as fast as they come: none is lost
        page.keyboard.press(key)
    expect(page.locator("#desk-said")).to_contain_text("“bridge would open on Monday”")
    page.get_by_label("asserted").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_label("denied")).to_be_checked()
    page.keyboard.press("Enter")  # in a form: saves

    expect(page).to_have_url(re.compile(r"#n2$"))
    expect(page.locator("#n2")).to_be_focused()
    expect(page.locator("#n2")).to_contain_text("Put right by ada")
    assert (words_of(2), Statement.objects.get(ordinal=2).polarity) == (
        ["bridge would open on Monday"],
        "denied",
    )

    page.keyboard.press("z")
    expect(page.locator(".message")).to_contain_text("Undone")
    assert words_of(2) == ["bridge would open"]

    page.keyboard.press("x")
    page.keyboard.type("No one says so")
    page.keyboard.press("Enter")
    expect(page.locator("#n2")).to_have_count(0)
    expect(page.locator("#n1")).to_be_focused()
    assert Edit.objects.first().why == "No one says so"


@pytest.mark.usefixtures("editor")
def test_words_are_chosen_by_selecting_them_with_mouse_or_keyboard(page, article):
    page.goto(article.get_absolute_url())
    page.locator("p[data-start]").nth(1).evaluate(
        """(p) => {
            const all = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
            const range = document.createRange();
            for (let node; (node = all.nextNode()); )
                if (node.data.includes("very")) {
                    range.setStart(node, node.data.indexOf("very"));
                    range.setEnd(node, node.data.indexOf("old") + 3);
                }
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }"""
    )
    page.keyboard.press("a")
    expect(page.locator(".piece.is-chosen")).to_contain_text("very 🌉 old")

    page.wait_for_load_state()  # its script takes the choice
    page.get_by_label("Source: none").check()
    expect(page.locator(".steps-head")).to_have_text("Source")
    text = page.get_by_role("textbox", name="The text around")
    text.focus()
    # To the second paragraph by characters: how many lines the first has is the machine's matter.
    page.keyboard.press("Control+Home")
    for _ in range(len("Rain fell on Monday.") + 1):
        page.keyboard.press("ArrowRight")
    for _ in range(len("The mayor")):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.type("nothing can be written here")
    page.get_by_role("button", name="what I marked").press("Enter")
    expect(page.locator("#desk-said")).to_have_text("Source: “The mayor”")
    page.get_by_role("button", name="Add the statement").press("Enter")

    expect(page.locator("#n3")).to_contain_text("Added by ada")
    added = Statement.objects.get(ordinal=3)
    assert (words_of(3), added.source[0].of(TEXT)) == (["very 🌉 old"], "The mayor")


@pytest.mark.usefixtures("editor")
def test_what_opens_on_the_pages_has_no_accessibility_violation(page, article):
    row = Statement.objects.get(ordinal=2)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(article.get_absolute_url())
        page.locator("#n2").get_by_role("button", name="not a statement").click()
        expect(page.locator("#x2").get_by_label("Why (if you like)")).to_be_focused()
        assert violations(page) == []
        page.goto(reverse("edit_statement", args=[article.pk, row.pk]))
        page.get_by_label("Or paste the words").fill("on Monday")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Which do you mean?")).to_be_visible()
        assert violations(page) == []
