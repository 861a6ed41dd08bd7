"""Editors say which lines of an article are what; the article is read again and obeys."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.actions import zoning
from articles.models import Zoning
from articles.zoning import ZoneKind, zones
from claims import lines
from claims.actions import history, rezoning
from claims.models import Analysis
from claims.nlp.release import RELEASE
from tests.builders import an_article

pytestmark = pytest.mark.django_db

TEXT = """Dam Closed for the Night

The dam was closed for the night on Tuesday, after three days of rain in the hills.

Subscribe to our newsletter

“We will wait,” said the keeper of the dam, who had come with two of her colleagues.
"""


@pytest.fixture
def article():
    return an_article(TEXT)


@pytest.fixture
def staff(client):
    user = User.objects.create_user("ada", password="x", is_staff=True)
    client.force_login(user)
    return user


def chosen(article, **changes):
    """Return the form of an article's zones as it is sent, with some lines changed."""
    held = lines.of_text(article.text, zoning.given_zones(article))
    return {line.name: line.kind.value for line in held.lines} | {
        name.replace("_", "-"): kind for name, kind in changes.items()
    }


def at(article):
    return reverse("zones", args=[article.pk])


def test_a_persons_zones_hold_until_they_are_undone(article):
    rezoning.rezone(article=article, zones=[(0, len(TEXT) - 1, "body")], by=None)

    assert [zone.kind for zone in zoning.zones_of(article)] == [ZoneKind.BODY]
    assert rezoning.use_program_zones(article=article, by=None)
    assert zoning.zones_of(article) == zones(TEXT)
    assert not rezoning.use_program_zones(article=article, by=None)


def test_that_too_is_undone(article):
    edit = rezoning.rezone(article=article, zones=[(0, len(TEXT) - 1, "body")], by=None)
    assert edit
    history.undo(edit=edit, by=None)

    assert zoning.zones_of(article) == zones(TEXT)
    history.undo(edit=edit.undone_by, by=None)
    assert [zone.kind for zone in zoning.zones_of(article)] == [ZoneKind.BODY]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ([(0, 9, "poem")], "zone 1 is “poem”; what a zone can be: headline, byline, body"),
        ([(9, 9, "body")], "zone 1 ends before it begins"),
        ([(-1, 9, "body")], "zone 1 ends before it begins"),
        ([(0, 9, "body"), (9, 9999, "body")], "zone 2 ends at character 9,999, and the text has"),
        ([(0, 9, "body"), (8, 12, "byline")], "zone 2 begins before zone 1 ends"),
        ([], "no zone is given"),
    ],
)
def test_zones_that_do_not_fit_are_refused_in_words(article, given, says):
    with pytest.raises(zoning.WrongZones, match=says):
        rezoning.rezone(article=article, zones=given, by=None)

    assert not Zoning.objects.exists()


def test_staff_put_a_line_right_and_the_article_is_read_again(client, staff, article):
    done = Analysis.objects.create(
        article=article, release=RELEASE, state=Analysis.State.DONE, is_current=True
    )

    page = client.post(at(article), chosen(article, line_3="body") | {"why": "a quotation"})

    assert page.status_code == 302
    row = Zoning.objects.get()
    assert (row.decided_by, row.why) == (staff, "a quotation")
    assert [kind for _, _, kind in row.zones] == ["headline", "body"]
    waiting = Analysis.objects.get(release=RELEASE)
    assert waiting.pk != done.pk
    assert waiting.state == Analysis.State.WAITING


def test_a_line_that_a_person_put_right_says_what_the_program_takes_it_for(client, staff, article):
    client.post(at(article), chosen(article, line_3="body"))

    page = client.get(at(article)).content.decode()

    assert page.count("The program: ") == 1
    assert "The program: site around it" in page
    assert "Use the program’s zones again" in page


def test_the_programs_zones_can_be_had_again(client, staff, article):
    client.post(at(article), chosen(article, line_3="body"))

    client.post(at(article), {"undo": "1"})

    assert not Zoning.objects.exists()
    assert "Use the program’s zones again" not in client.get(at(article)).content.decode()


def test_saving_without_a_change_changes_nothing(client, staff, article):
    page = client.post(at(article), chosen(article), follow=True)

    assert "Nothing was changed." in page.content.decode()
    assert not Zoning.objects.exists()


def test_an_unknown_kind_is_refused_on_the_page(client, staff, article):
    page = client.post(at(article), chosen(article, line_3="poem"))

    assert page.status_code == 422
    assert "what a zone can be" in page.content.decode()


def test_only_staff_may(client, article):
    assert client.get(at(article)).status_code == 302
    client.force_login(User.objects.create_user("bo"))
    assert client.get(at(article)).status_code == 403
    assert client.post(at(article), chosen(article, line_3="body")).status_code == 403
    assert not Zoning.objects.exists()


def test_a_text_of_very_many_lines_keeps_those_that_the_page_leaves_out(client, staff):
    article = an_article(TEXT + "\nIt rained on.\n" * lines.MOST)
    held = lines.of_text(article.text, None)
    sent = {line.name: line.kind.value for line in held.shown} | {"line-3": "body"}

    page = client.get(at(article)).content.decode()
    client.post(at(article), sent)

    assert "4 more lines below, which stay as they are." in page
    assert Zoning.objects.get().zones[-1][1] == held.lines[-1].span.end


def test_the_article_page_shows_which_lines_are_not_the_articles_own(client, article):
    page = client.get(article.get_absolute_url()).content.decode()

    assert page.count("is-around") == 1
    assert "Not read for statements" in page
    assert at(article) not in page


def test_staff_are_led_from_the_article_to_its_zones(client, staff, article):
    assert at(article) in client.get(article.get_absolute_url()).content.decode()


def test_the_article_page_goes_by_a_persons_zones(client, article):
    rezoning.rezone(article=article, zones=[(0, len(TEXT) - 1, "body")], by=None)

    assert "is-around" not in client.get(article.get_absolute_url()).content.decode()
