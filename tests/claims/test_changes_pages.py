"""The pages of what changed: a batch read again, and versions of an article."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles.models import Zoning
from claims.models import (
    Analysis,
    ArticleDecision,
    Claim,
    StatementDecision,
    Succession,
    Verdict,
)
from tests.builders import (
    NOON,
    a_batch,
    a_claim,
    a_statement,
    a_story,
    an_analysis,
    an_article,
)

pytestmark = pytest.mark.django_db

TEXT = "The bridge opens on Monday, the mayor said. Ferries will stop, a clerk told us."
HILL = (("Ada Hill", "person"),)
LIND = (("Bo Lind", "person"),)


def read_twice(batch, text=TEXT, **fields):
    """Return an article with a reading of before that is not shown, and the one of today."""
    article = an_article(text, batch=batch, **fields)
    before = Analysis.objects.create(
        article=article, release="test#1", state="done", finished_at=NOON - timedelta(days=1)
    )
    after = an_analysis(article, finished_at=NOON)
    return article, before, after


def shown(client, batch, query=""):
    answer = client.get(reverse("batch-changes", args=[batch.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_batch_that_was_read_once_says_so(client):
    batch = a_batch()
    an_analysis(an_article(batch=batch))

    assert "No article of this batch has been read twice." in shown(client, batch)


def test_what_waits_to_be_read_once_more_is_said(client):
    batch = a_batch()
    article = an_article(batch=batch)
    an_analysis(article)
    Analysis.objects.create(article=article, release="newer")

    assert "1 article waits to be read once more" in shown(client, batch)


def test_statements_that_appeared_vanished_and_changed_are_told(client):
    batch = a_batch()
    article, before, after = read_twice(batch, title="<b>Bridge</b>")
    a_statement(article, "The bridge opens on Monday", chain=HILL, analysis=before, ordinal=1)
    a_statement(article, "a clerk told us", chain=[], analysis=before, ordinal=2)
    a_statement(article, "The bridge opens on Monday", chain=LIND, analysis=after, ordinal=1)
    a_statement(article, "Ferries will stop", chain=HILL, analysis=after, ordinal=2)

    page = shown(client, batch)

    assert "<dt>appeared</dt><dd>+1</dd>" in page
    assert "<dt>vanished</dt><dd>−1</dd>" in page
    assert "<dt>changed</dt><dd>1</dd>" in page
    assert "<dt>Speaker</dt><dd>1 statement</dd>" in page
    assert "Release test#1, then test." in page
    assert f'href="{article.get_absolute_url()}#s2">Ferries will stop' in page
    assert "&lt;b&gt;Bridge" in page
    assert "<b>Bridge" not in page


def test_words_that_changed_are_marked(client):
    batch = a_batch()
    article, before, after = read_twice(batch)
    a_statement(article, "The bridge opens", analysis=before, ordinal=1)
    a_statement(article, "The bridge opens on Monday", analysis=after, ordinal=1)

    assert "The bridge opens <ins>on Monday</ins>" in shown(client, batch)


def test_articles_read_as_before_are_only_named(client):
    batch = a_batch()
    article, before, after = read_twice(batch, title="Quiet day")
    for analysis in (before, after):
        a_statement(article, "The bridge opens on Monday", analysis=analysis, ordinal=1)

    page = shown(client, batch)

    assert "<dt>articles unchanged</dt><dd>1</dd>" in page
    assert "1 article read as before" in page
    assert "Article by article" not in page


def test_claims_that_statements_went_to_are_told_as_they_are_stored(client):
    batch = a_batch()
    article, _, after = read_twice(batch)
    statement = a_statement(article, "The bridge opens on Monday", analysis=after, ordinal=1)
    claim = a_claim(statement)
    a_story(article)
    early = {"sort": "claim", "release": "test", "moved": 3}
    Succession.objects.create(old_id=9001, new_id=claim.pk, at=NOON, **early)
    Succession.objects.create(old_id=9002, new_id=claim.pk, at=NOON - timedelta(hours=1), **early)

    page = shown(client, batch)

    assert "1 statement of it stands in a claim that was made since." in page
    assert (
        '3 statements went from <a href="/claims/9001/">claim 9001</a>'
        f' to <a href="{claim.get_absolute_url()}">' in page
    )
    assert "9002" not in page


def test_an_older_claim_is_no_news(client):
    batch = a_batch()
    article, _, after = read_twice(batch)
    claim = a_claim(a_statement(article, "Ferries will stop", analysis=after, ordinal=1))
    Claim.objects.filter(pk=claim.pk).update(created_at=NOON - timedelta(days=3))

    assert "made since" not in shown(client, batch)


def test_what_people_decided_is_in_force_or_its_words_are_no_longer_found(
    client, django_user_model
):
    ada = django_user_model.objects.create_user("ada")
    batch = a_batch()
    article, before, after = read_twice(batch)
    other = an_article("Ships sail, he said.", title="Ships")
    there = a_statement(other, "Ships sail")
    stayed = a_statement(article, "The bridge opens", analysis=before, ordinal=1)
    lost = a_statement(article, "Ferries will stop", analysis=before, ordinal=2)
    a_statement(article, "The bridge opens on Monday", source="The", analysis=after, ordinal=1)
    decided = {"verdict": Verdict.APART, "decided_by": ada, "decided_at": NOON}
    StatementDecision.objects.create(first=stayed, second=there, **decided)
    StatementDecision.objects.create(first=lost, second=there, **decided)
    ArticleDecision.objects.create(first=article, second=other, **decided)
    Zoning.objects.create(article=article, zones=[], decided_by=ada, decided_at=NOON)

    page = shown(client, batch)

    assert "Words no longer found: 1" in page
    assert "In force: 3" in page
    assert (
        "“Ferries will stop” and “Ships sail” do not belong together." in page.split("In force")[0]
    )
    assert (
        "“The bridge opens” and “Ships sail” do not belong together." in page.split("In force")[1]
    )
    assert "The zones of" in page


def test_a_long_report_has_pages_and_a_fixed_number_of_queries(
    client, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr("claims.changes.PAGE", 2)
    batch = a_batch()
    articles = [read_twice(batch, f"{TEXT} {n}", title=f"Title {n}!")[0] for n in range(3)]

    with django_assert_max_num_queries(16):
        first = shown(client, batch)
    second = shown(client, batch, f"?after={articles[1].position}")

    assert "those of the 2 articles on this page" in first
    assert "Title 2!" not in first
    assert f'href="?after={articles[1].position}"' in first
    assert "Title 2!" in second
    assert "Title 0!" not in second


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=99999999999999999999"])
def test_an_odd_query_is_the_first_page(client, query):
    assert "No article" in shown(client, a_batch(), query)


def test_what_is_not_there(client):
    assert client.get("/batches/99/changes/").status_code == 404
    assert client.get("/articles/99/versions/").status_code == 404


URL = "https://ledger.test/bridge"
FIRST = "Bridge to open\n\nThe bridge opens on Monday, the mayor said.\n\n<script>x</script>"
SECOND = "Bridge to open\n\nThe bridge opens on Tuesday, the mayor said.\n\n<script>x</script>"
THIRD = SECOND + "\n\nFerries will stop, a clerk told us."


@pytest.fixture
def versions():
    third = an_article(THIRD, url=URL, title="Third", published_at=NOON)
    second = an_article(
        SECOND, url=URL, title="Second", published_at=NOON - timedelta(hours=1), newest=third
    )
    first = an_article(
        FIRST, url=URL, title="First", published_at=NOON - timedelta(hours=2), newest=third
    )
    for article, is_current in ((first, False), (second, False), (third, True)):
        an_analysis(article, is_current=is_current, finished_at=NOON)
    a_statement(first, "The bridge opens on Monday", chain=HILL)
    a_statement(second, "The bridge opens on Tuesday", chain=HILL)
    a_statement(third, "The bridge opens on Tuesday", chain=HILL)
    a_statement(third, "Ferries will stop", chain=LIND)
    return first, second, third


def compared(client, article, query=""):
    answer = client.get(reverse("versions", args=[article.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newest_two_versions_are_compared(client, versions):
    for article in versions:
        page = compared(client, article)

        assert "Version 3 beside version 2" in page
        assert "<dt>appeared</dt><dd>+1</dd>" in page
        assert "<dt>changed</dt><dd>0</dd>" in page
        assert "<ins>Ferries will stop, a clerk told us.</ins>" in page
        assert "3 versions, the newest first" in page


@pytest.mark.parametrize("is_swapped", [False, True])
def test_two_versions_can_be_chosen_in_either_order(client, versions, is_swapped):
    first, second, _ = versions
    old, new = (second, first) if is_swapped else (first, second)

    page = compared(client, first, f"?old={old.pk}&new={new.pk}")

    assert "Version 2 beside version 1" in page
    assert "opens on <del>Monday</del><ins>Tuesday</ins>, the mayor" in page
    assert "<dt>changed</dt><dd>1</dd>" in page
    assert "opens on <ins>Tuesday</ins></dd>" in page


def test_texts_are_never_markup(client, versions):
    page = compared(client, versions[0])

    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page


def test_a_version_that_was_not_read_has_no_statements_to_compare(client, versions):
    Analysis.objects.filter(article=versions[1]).update(state="waiting")

    assert "One of the two has not been read" in compared(client, versions[2])


def test_long_stretches_that_did_not_change_are_folded(client):
    lines = [f"Paragraph number {n}." for n in range(12)]
    newest = an_article("\n".join(lines), url=URL)
    an_article("\n".join([*lines[:11], "Its end."]), url=URL, newest=newest)

    page = compared(client, newest)

    assert "<summary>10 paragraphs unchanged</summary>" in page


def test_an_article_of_one_version_says_so(client):
    article = an_article()
    an_analysis(article)

    assert "No other version of this page has come in." in compared(client, article)
    assert "what changed" not in client.get(article.get_absolute_url()).content.decode()


def test_the_article_page_says_which_version_it_is(client, versions):
    first, _, third = versions

    older = client.get(first.get_absolute_url()).content.decode()

    assert "Version 1 of 3, not the newest" in older
    assert f'href="/articles/{first.pk}/versions/">what changed</a>' in older
    assert "Version 3 of 3</span>" in client.get(third.get_absolute_url()).content.decode()


def test_versions_take_a_fixed_number_of_queries(client, versions, django_assert_max_num_queries):
    for n in range(10):
        an_article(f"{FIRST} {n}", url=URL, newest=versions[2])

    with django_assert_max_num_queries(6):
        compared(client, versions[0])
