"""Putting claims, speakers and stories right in a real Chromium, by keys alone."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from articles.roles import Role
from claims.actions import history
from claims.models import Edit, StatementDecision
from newsclaims.people.giving import give
from tests.browser.accessibility import violations
from tests.builders import a_claim, a_statement, a_story, an_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def editor(page, live_server):
    person = User.objects.create(username="ada")
    give(role=Role.EDITOR, to=person)
    client = Client()
    client.force_login(person)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    return client


@pytest.fixture
def claim():
    """A claim of three outlets, in a story."""
    said = []
    for outlet in ("The Ledger", "The Post", "The Bell"):
        article = an_article(f"“It is over,” Ada Ferro told {outlet}.", outlet=outlet)
        chain = [("Ada Ferro", "person")]
        said.append(a_statement(article, "It is over", quotations="It is over", chain=chain))
    a_story(*(one.article for one in said), title="The strike is over")
    return a_claim(*said)


def test_a_statement_is_rejected_with_a_reason_and_that_is_undone_by_keys(
    page, live_server, editor, claim
):
    page.goto(live_server.url + claim.get_absolute_url())

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator(":focus")).to_have_value("different event")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    message = page.get_by_text("Taken out of the claim. It will not be put there again.")
    expect(message).to_be_visible()
    assert Edit.objects.get().why == "different speaker"
    assert StatementDecision.objects.filter(verdict="apart").count() == 2
    expect(page.get_by_text(re.compile("Taken out by ada"))).to_be_visible()

    page.keyboard.press("z")
    expect(page.get_by_text(re.compile("^Undone"))).to_be_visible()
    assert not StatementDecision.objects.exists()


def test_the_pages_of_the_desk_are_accessible_and_do_not_scroll_sideways(
    page, live_server, editor, claim
):
    statement = claim.wording
    story = statement.article.membership.story
    reject = reverse("reject_from_claim", args=[claim.pk])
    speaker = statement.speaker.get_absolute_url()

    def check():
        for width, scheme in ((1440, "light"), (320, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert (page.url, scheme, violations(page), beyond) == (page.url, scheme, [], 0)

    for address in (
        claim.get_absolute_url(),
        f"{reject}?statement={statement.pk}",
        f"{speaker}?find=ferro",
        f"{reverse('edit_story', args=[story.pk])}?find=strike",
    ):
        page.goto(live_server.url + address)
        check()

    page.goto(f"{live_server.url}{reject}?statement={statement.pk}")
    history.note(deed=Edit.Deed.SAME, by=None, title="It is over", about=[claim])
    page.get_by_role("button", name="Take it out of the claim").click()
    expect(page.get_by_role("heading", name="Somebody was here before you")).to_be_visible()
    check()
