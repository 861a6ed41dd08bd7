from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from claims.nlp.language import LONGEST_WINDOW, windows


@given(st.text("ab. \n🙂", max_size=300), st.integers(1, 60))
def test_windows_cover_every_word_once_and_never_grow_too_long(text, times):
    long = text * times
    held = list(windows(long))

    assert all(0 < window.end - window.start <= LONGEST_WINDOW for window in held)
    assert all(one.end <= two.start for one, two in pairwise(held))
    assert "".join("".join(window.of(long).split()) for window in held) == "".join(long.split())


def test_a_line_that_is_too_long_is_cut_behind_a_sentence():
    line = "The bridge is safe. " * 1_000

    held = [window.of(line) for window in windows(line)]

    assert len(held) > 1
    assert all(part.endswith(". ") for part in held[:-1])


def test_a_line_without_any_space_is_cut_at_the_limit():
    assert [w.end - w.start for w in windows("x" * (LONGEST_WINDOW + 7))] == [LONGEST_WINDOW, 7]
