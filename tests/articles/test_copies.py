"""Near copies are found, and how much is common is counted."""

from hypothesis import given
from hypothesis import strategies as st

from articles.copies import bands, common

SENTENCES = [
    f"On day {n} the council of town {n * 7} voted {n % 3} times on item {n}." for n in range(60)
]
TEXT = " ".join(SENTENCES)


def test_a_text_shares_all_bands_with_itself_in_other_letters_and_signs():
    assert bands(TEXT) == bands(TEXT.upper().replace(".", " !"))


def test_a_copy_with_a_tenth_cut_off_is_met():
    assert set(bands(TEXT)) & set(bands(" ".join(SENTENCES[:54])))


def test_another_text_is_not_met():
    other = " ".join(f"The team of coach {n} won match {n * 11} by {n} goals." for n in range(60))

    assert not set(bands(TEXT)) & set(bands(other))
    assert common(TEXT, other) == 0


def test_what_is_common_is_the_share_of_the_first_text():
    half = " ".join(SENTENCES[:30])

    assert common(half, TEXT) == 1
    assert 0.45 < common(TEXT, half) < 0.5


@given(st.text())
def test_any_text_has_bands_that_fit_a_bigint_and_is_wholly_common_with_itself(text):
    found = bands(text)

    assert all(-(2**63) <= band < 2**63 for band in found)
    assert common(text, text) == (1 if found else 0)
