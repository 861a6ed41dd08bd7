import pytest

from claims.linking.quotations import is_borrowed, runs, shared_run
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


LONG = "the hangers of the Tarrow bridge were rotten right through"


def test_a_long_quotation_is_found_by_any_window_of_it():
    cut = runs((f"I say [again] that {LONG}",))

    assert set(runs((LONG,))) <= set(cut)
    assert runs((LONG,)) == sorted(runs((LONG,)))
    assert all(-(2**63) <= run < 2**63 for run in cut)


def test_runs_are_the_same_in_every_process():
    assert runs(("rotten hangers rattled",)) == [-6404915905831237903]


@pytest.mark.parametrize(
    "quoted",
    [
        (),
        ("make America great again",),
        ("that is what I think about all of this",),
        ("rotten hangers",),
    ],
)
def test_slogans_and_common_words_are_no_runs(quoted):
    assert runs(quoted) == []


def test_a_short_quotation_is_found_whole_or_not_at_all():
    whole = runs(("rotten hangers rattled loudly",))

    assert len(whole) == 1
    assert not set(whole) & set(runs(("rotten hangers rattled",)))


@pytest.mark.parametrize(
    ("piece", "expected"),
    [
        ("The owners ‘knew that the hangers were rotten.’ Not fit!", True),
        ('The claim that "the hangers were rotten" is absurd', True),
        ("The claim that “the hangers weren’t sound, the hangers were rotten", True),
        ("The owners’ hangers knew that the hangers were rotten", False),
    ],
)
def test_words_in_marks_of_their_own_are_somebody_elses(piece, expected):
    a, b = a_statement("a", quoted=(piece,)), a_statement("b", quoted=("the hangers were rotten",))
    run = shared_run(a, b)

    assert run
    assert is_borrowed(run, a) is expected
    assert not is_borrowed(run, b)
