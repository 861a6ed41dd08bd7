"""The review queue worked through by keys alone."""

import pytest
from playwright.sync_api import expect

from articles.roles import Role
from claims.models import Doubt, Judgement, Statement
from newsclaims.people.giving import give
from tests.browser.test_batches import signed_in
from tests.claims.test_review_pages import story  # noqa: F401  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.usefixtures("story")
def test_one_key_decides_and_goes_on_and_another_undoes(page, live_server, django_user_model):
    signed_in(page, django_user_model, live_server.url)
    give(role=Role.EDITOR, to=django_user_model.objects.get(username="ada"))
    first, second = Doubt.objects.filter(sort="statement").order_by("-rank")
    heading = page.get_by_role("heading", level=2, name="Is this read right?")
    said = page.get_by_role("status")
    page.goto("/review/?kind=statement")
    expect(heading).to_be_focused()

    page.keyboard.press("j")
    expect(page).to_have_url(f"{live_server.url}{second.get_absolute_url()}?kind=statement")
    page.keyboard.press("k")
    expect(page).to_have_url(f"{live_server.url}{first.get_absolute_url()}?kind=statement")
    expect(heading).to_be_focused()
    assert not Judgement.objects.filter(statement=first.statement).exists()

    page.keyboard.press("y")
    expect(said).to_have_text("Right as it was read.")
    expect(page).to_have_url(f"{live_server.url}{second.get_absolute_url()}?kind=statement")
    expect(heading).to_be_focused()
    assert Judgement.objects.get(statement=first.statement).sort == "right"

    page.keyboard.press("z")
    expect(said).to_contain_text("Undone")
    assert not Judgement.objects.filter(statement=first.statement).exists()

    page.keyboard.press("1")  # reasons act only where they are to be seen
    page.keyboard.press("x")
    expect(page.get_by_role("button", name="These are the author’s own words")).to_be_visible()
    page.keyboard.press("2")
    expect(said).to_have_text("Not a statement.")
    expect(page.get_by_text("Nothing of this is left to look at.")).to_be_visible()
    judgement = Judgement.objects.get(statement=second.statement)
    assert (judgement.sort, judgement.why) == ("wrong", "these are the author’s own words")

    page.keyboard.press("z")
    expect(said).to_contain_text("Undone")
    assert not Statement.objects.filter(is_dropped=True).exists()
