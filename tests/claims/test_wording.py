import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import TextSpan
from claims import wording


def forms(text):
    return wording.forms(text, [TextSpan(0, len(text))])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I don’t need help.", ("i", "don't", "need", "help")),
        ("them [Russia].", ("them", "russia")),
        ("a 30-day truce, 1,200 men", ("a", "30-day", "truce", "1,200", "men")),
        ("the U.S. said", ("the", "u.s", "said")),
        ("— “ … ”", ()),
    ],
)
def test_words_are_compared_without_case_and_punctuation(text, expected):
    assert forms(text) == expected


def test_a_changed_word_is_found_in_its_place():
    text = "I need help with them now"

    parting = wording.parting(forms(text), forms("I need help with you now"))

    assert [(c.a0, c.a1, c.b0, c.b1) for c in parting.changes] == [(4, 5, 4, 5)]
    assert wording.stretches(text, [TextSpan(0, len(text))], {4}) == (TextSpan(17, 21),)


def test_neighbours_are_joined_but_not_across_parts():
    text = "one two (he said) three four"
    parts = [TextSpan(0, 7), TextSpan(18, 28)]

    found = wording.stretches(text, parts, {0, 1, 2})

    assert [span.of(text) for span in found] == ["one two", "three"]


def test_equal_wordings_do_not_part():
    assert wording.parting(("a", "b"), ("a", "b")) == wording.Parting(1.0, ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1,200 of 3.5 percent.", {"1200", "3.5"}), ("no figures", set()), ("in 2025.", {"2025"})],
)
def test_figures_are_read_without_grouping_commas(text, expected):
    assert wording.numbers(text) == expected


@given(st.text(min_size=1), st.data())
def test_stretches_lie_inside_the_spans_and_hold_every_changed_word(text, data):
    whole = TextSpan(0, len(text))
    count = len(wording.words_of(text))
    changed = data.draw(st.sets(st.integers(0, max(count - 1, 0)), max_size=count))

    found = wording.stretches(text, [whole], changed)

    held = sum(len(wording.words_of(span.of(text))) for span in found)
    assert all(whole.start <= span.start < span.end <= whole.end for span in found)
    assert held == len(changed)
