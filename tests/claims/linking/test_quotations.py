import pytest

from claims.linking.quotations import shared_run
from tests.claims.linking.cards import a_statement


def run_of(a, b):
    found = shared_run(a_statement("a", quoted=(a,)), a_statement("b", quoted=(b,)))
    return " ".join(found.words) if found else ""


@pytest.mark.parametrize(
    ("a", "b"),
    [
        # cut
        ("We shall open the channel when sailors are safe", "when sailors are safe"),
        # marks and apostrophes
        (
            "They don’t trade neighbours for convenience.",
            "they don't trade neighbours for convenience",
        ),
        # an inserted word, a changed capital, an ellipsis
        ("I need help with them [Norvia] this very week", "I need help with them this very week"),
        ("[T]he hangers were rotten through", "The hangers were rotten through"),
        ("The hangers … were rotten right through", "They were rotten right through"),
    ],
)
def test_the_same_words_are_found_however_they_are_printed(a, b):
    assert len(run_of(a, b).split()) >= 4
    assert run_of(a, b) == run_of(b, a)


def test_a_run_does_not_cross_an_ellipsis():
    assert run_of("We will … never yield again", "We will never yield again") == "never yield again"


def test_two_words_are_no_run():
    assert run_of("rotten hangers", "rotten hangers") == ""


def test_nothing_quoted_shares_nothing():
    assert shared_run(a_statement("a"), a_statement("b")) is None


def test_a_stock_phrase_is_worth_nothing():
    slogan = "make America great again"
    found = shared_run(a_statement("a", quoted=(slogan,)), a_statement("b", quoted=(slogan,)))

    assert found
    assert found.worth == 0
