"""The article's page: what people said over what the program read, each to be seen alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import annotation
from claims.actions import judging
from claims.annotation import Layers
from claims.models import Statement
from tests.builders import a_speaker, a_statement, an_analysis, an_article

pytestmark = pytest.mark.django_db

TEXT = (
    "Dam is safe, keeper says\n\n"
    "The keeper said the dam is safe. Rain fell. “We wait,” said Ann Lee. It may be so."
)


@pytest.fixture
def by(django_user_model):
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def article(by):
    """Of four finds one is put right, one dropped, one found right; one was missed."""
    article = an_article(TEXT)
    keeper = [("The keeper", "collective")]
    safe = a_statement(article, "the dam is safe", chain=keeper, cue="said", source="The keeper")
    a_statement(article, "Dam is safe", chain=keeper, is_headline=True, repeats=safe)
    rain = a_statement(article, "Rain fell", chain=[])
    wait = a_statement(article, "We wait", chain=[("Ann Lee", "person")], quotations="We wait")
    ann = [{"name": "Ann Lee", "kind": "person", "role": "speaker", "span": [], "cue": []}]
    judging.change(
        statement=safe, given={"polarity": "denied", "chain": ann}, by=by, why="Read on."
    )
    judging.drop(statement=rain, by=by)
    judging.confirm(statement=wait, by=by)
    start = TEXT.index("It may")
    judging.add(article=article, given={"content": [[start, start + 12]]}, by=by)
    return article


def lines(article, layers):
    shown = annotation.of_article(article, layers=layers)
    return [
        (one.saying.line, one.saying.statement.polarity, one.saying.holder, one.touch is not None)
        for one in shown.marginals
    ]


def test_what_people_said_wins_and_is_marked(article, client):
    assert lines(article, Layers.BOTH) == [
        ("the dam is safe", "denied", "Ann Lee", True),
        ("“We wait,”", "asserted", "Ann Lee", True),
        ("It may be so", "asserted", "no source named", True),
    ]
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Put right by ada" in page
    assert "<q>Read on.</q>" in page
    assert "<dt>Polarity</dt><dd>asserted</dd>" in page  # what was read before
    assert "<dt>Source chain</dt><dd>The keeper</dd>" in page
    assert "Found right by ada" in page
    assert "Added by ada" in page
    assert "1 more find left out" in page


def test_the_program_alone_is_shown_as_it_read(article, client):
    assert [line[:2] for line in lines(article, Layers.MACHINE)] == [
        ("the dam is safe", "asserted"),
        ("Rain fell", "asserted"),
        ("“We wait,”", "asserted"),
    ]
    shown = annotation.of_article(article, layers=Layers.MACHINE)
    assert [crumb.name for crumb in shown.marginals[0].saying.crumbs] == ["The keeper"]
    page = client.get(article.get_absolute_url() + "?layer=machine").content.decode()
    assert "Put right since, by ada" in page
    assert "Added by" not in page
    assert Statement.objects.get(ordinal=1).polarity == "denied"  # looking changes nothing


def test_people_alone_are_shown_with_what_they_said_is_none(article, client):
    assert [line[0] for line in lines(article, Layers.HUMAN)] == [
        *("the dam is safe", "Rain fell", "“We wait,”", "It may be so")
    ]
    page = client.get(article.get_absolute_url() + "?layer=human").content.decode()
    assert "Not a statement, said by ada" in page
    assert 'class="said is-none"' in page


def test_layers_are_links_that_keep_other_choices(article, client):
    page = client.get(article.get_absolute_url() + "?hide=soft&layer=machine").content.decode()

    assert 'href="?hide=soft"' in page
    assert 'href="?hide=soft&amp;layer=human"' in page
    assert 'href="?hide=soft&amp;layer=machine" aria-current="true"' in page


def test_an_untouched_article_offers_no_layers_and_an_odd_one_is_none(client):
    article = an_article(TEXT)
    a_statement(article, "Rain fell")

    for query in ("", "?layer=x"):
        page = client.get(article.get_absolute_url() + query).content.decode()
        assert "Whose word" not in page
        assert 'id="n1"' in page


def test_a_headline_that_repeats_is_folded_and_can_still_be_reached(article, client):
    page = client.get(article.get_absolute_url()).content.decode()

    assert '<li id="n2"><a href="#s2">also in the headline</a></li>' in page
    assert '<a class="number" id="s2" href="#n1"' in page
    assert page.count('class="marginal ') + page.count('class="marginal"') == 3


def test_the_chain_is_told_on_the_words_and_on_their_number(article, client):
    page = client.get(article.get_absolute_url()).content.decode()

    told = "denied: Ann Lee (person), paraphrase, “said”"
    assert f'aria-label="Statement 1: {told}"' in page
    assert f'data-of="1" data-note="1 · {told}"' in page


def test_only_editors_see_what_can_be_done(article, client, by):
    assert "edit/" not in client.get(article.get_absolute_url()).content.decode()
    by.is_staff = True
    by.save()
    client.force_login(by)
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.count("/edit/") == 3
    assert page.count('value="drop"') == 3
    assert page.count('value="right"') == 0  # a person looked at all of them already
    dropped = client.get(article.get_absolute_url() + "?layer=human").content.decode()
    assert "a statement after all" in dropped


def test_statements_of_an_older_version_cannot_be_put_right(client, by):
    newest = an_article("New.", url="https://ledger.example/1")
    article = an_article(TEXT, url="https://ledger.example/1", newest=newest)
    an_analysis(article, is_current=False)
    a_statement(article, "Rain fell")
    by.is_staff = True
    by.save()
    client.force_login(by)

    assert "/edit/" not in client.get(article.get_absolute_url()).content.decode()


def test_the_page_takes_the_same_queries_however_much_stands_on_it(article, client, by):
    by.is_staff = True
    by.save()
    client.force_login(by)

    def queries(address):
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    few = queries(article.get_absolute_url())
    for number in range(20):
        row = a_statement(
            article, TEXT[number : number + 40], chain=[(f"Speaker {number}", "person")]
        )
        judging.change(statement=row, given={"polarity": "denied"}, by=by)
    assert a_speaker("Speaker 19").statements.exists()

    assert queries(article.get_absolute_url()) == few
    assert few <= 16
