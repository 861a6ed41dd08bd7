from datetime import timedelta

import pytest

from claims import comparison
from tests.builders import NOON, a_claim, a_link, a_statement, a_story, an_article
from tests.worlds import a_wide_story

pytestmark = pytest.mark.django_db

QUERIES = 5  # articles, statements, chains, speakers, claims


def words(row):
    return [[saying.line for saying in cell.sayings] for cell in row.cells]


@pytest.fixture
def two_outlets():
    ledger = an_article("Trump said: “I need help with them.” He may go. It rains, he said.")
    post = an_article("“I need help with you,” Trump said.", outlet="Post")
    theirs = a_statement(ledger, "I need help with them", quotations="I need help with them")
    yours = a_statement(post, "I need help with you", quotations="I need help with you")
    alone = a_statement(ledger, "It rains")
    a_claim(theirs, yours)
    a_claim(alone)
    return a_story(ledger, post)


def test_claims_down_outlets_across(two_outlets):
    found = comparison.of_story(two_outlets)

    assert [column.name for column in found.columns] == ["The Harbor Ledger", "Post"]
    assert [words(row) for row in found.shared] == [
        [["“I need help with them.”"], ["“I need help with you,”"]]
    ]
    assert [words(row) for row in found.single] == [[["It rains"], []]]


def test_differing_words_are_marked_on_both_sides(two_outlets):
    (row,) = comparison.of_story(two_outlets).shared

    marked = [[mark.of(saying.text) for mark in saying.marks] for saying in row.sayings]
    assert marked == [["them"], ["you"]]
    assert [d.kind for d in row.differences] == ["quote"]


def test_light_words_count_inside_quotation_marks_only():
    quoted = [an_article("“to talk of it”", outlet=n) for n in "AB"]
    other = an_article("to talk on it", outlet="C")
    claim = a_claim(*(a_statement(a, "to talk of it", quotations="to talk of it") for a in quoted))
    a_link(claim, a_statement(other, "to talk on it"))

    (row,) = comparison.of_story(a_story(*quoted, other)).shared

    assert [len(saying.marks) for saying in row.sayings] == [1, 1, 0]


def test_wordings_with_little_in_common_are_not_marked():
    left = an_article("the ferry will sail at dawn")
    right = an_article("boats are leaving port early", outlet="Post")
    a_claim(a_statement(left), a_statement(right))

    (row,) = comparison.of_story(a_story(left, right)).shared

    assert [saying.marks for saying in row.sayings] == [(), ()]


def test_articles_fold_under_their_outlet_and_unknown_ones_stand_alone():
    articles = [
        an_article("one"),
        an_article("two"),
        an_article("three", outlet=None, title="A very long title indeed"),
        an_article("four", outlet=None, title="Short"),
    ]

    found = comparison.of_story(a_story(*articles))

    assert [(c.name, len(c.articles)) for c in found.columns] == [
        ("The Harbor Ledger", 2),
        ("Outlet unknown", 1),
        ("Outlet unknown", 1),
    ]
    assert found.columns[1].short == "outlet unknown (“A very long title …”)"
    assert found.columns[2].short == "outlet unknown (“Short”)"


def test_two_articles_of_one_outlet_do_not_share_a_claim():
    articles = [an_article("It rains."), an_article("It rains!")]
    a_claim(*(a_statement(article, "It rains") for article in articles))

    found = comparison.of_story(a_story(*articles))

    assert found.shared == []
    assert len(found.single[0].sayings) == 2


def test_a_statement_without_a_claim_is_a_row_of_its_own():
    article = an_article("It rains.")
    statement = a_statement(article, "It rains")

    (row,) = comparison.of_story(a_story(article)).single

    assert row.claim is None
    assert row.url == statement.get_absolute_url()


def test_an_earlier_analysis_is_not_shown():
    article = an_article("It rains.")
    statement = a_statement(article, "It rains")
    statement.analysis.is_current = False
    statement.analysis.save()

    assert comparison.of_story(a_story(article)).rows == []


def test_a_person_who_quotes_another_is_no_relay():
    article = an_article("Trump said Putin asked for help.")
    a_statement(
        article, "asked for help", chain=[("Trump", "person", "relay"), ("Putin", "person")]
    )

    (column,) = comparison.of_story(a_story(article)).columns

    assert column.credits == []


def test_whom_an_outlet_relays_stands_in_its_head():
    article = an_article("It rains, Trump told TASS.")
    a_statement(article, "It rains", chain=[("TASS", "organisation", "relay"), ("Trump", "person")])

    found = comparison.of_story(a_story(article))

    assert found.columns[0].credits == ["TASS"]
    assert [crumb.name for crumb in found.rows[0].sayings[0].crumbs] == [
        "The Harbor Ledger",
        "TASS",
        "Trump",
    ]


def test_filters_and_orders():
    ledger = an_article("Nobody spoke. If it rains they go. They go.", published_at=NOON)
    post = an_article(
        "They go. Nobody spoke. If so.", outlet="Post", published_at=NOON - timedelta(days=1)
    )
    silence = [a_statement(a, "Nobody spoke", polarity="no-comment") for a in (ledger, post)]
    going = [
        a_statement(ledger, "If it rains they go", conditions="If it rains"),
        a_statement(post, "They go"),
    ]
    a_claim(*silence)
    a_claim(*going)
    a_claim(a_statement(post, "If so"))
    whole = comparison.of_story(a_story(ledger, post))

    def chosen(*only, sort="coverage"):
        return [row.sayings[0].statement for row in whole.chosen(only, sort).rows]

    assert chosen("silences") == [silence[1]]  # the earlier article's column comes first
    assert chosen("differences") == [going[1]]
    assert len(chosen("single")) == 1
    assert len(chosen("shared")) == 2
    assert chosen("direct") == []
    assert chosen(sort="disagreement")[0] == going[1]


@pytest.mark.parametrize("outlets", [2, 8])
def test_the_number_of_queries_does_not_depend_on_the_size(outlets, django_assert_num_queries):
    story = a_wide_story(claims=5, outlets=outlets)

    with django_assert_num_queries(QUERIES):
        assert len(comparison.of_story(story).shared) == 5


def test_thirty_claims_in_eight_outlets():
    found = comparison.of_story(a_wide_story(claims=30, outlets=8))

    assert len(found.shared) == 30
    assert {len(row.told_by) for row in found.shared} == {8}
    assert found.statement_count == 240
    assert found.differing > 0
