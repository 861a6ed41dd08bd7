import pytest

from benchmarks import speed


def test_the_exponent_says_how_time_grows():
    assert speed.exponent([1, 2, 4], [3, 6, 12]) == pytest.approx(1)
    assert speed.exponent([1, 2, 4], [1, 4, 16]) == pytest.approx(2)
    assert speed.exponent([1, 2, 4], [5, 5, 5]) == pytest.approx(0)


@pytest.mark.parametrize("name", speed.HARD)
def test_hard_text_is_about_as_long_as_asked_for(name):
    assert len(speed.HARD[name](10_000)) == pytest.approx(10_000, rel=0.2)


def test_the_items_of_a_step_are_timed_and_handed_on():
    steps = {"parse": 0.0}

    timed = speed._timed(lambda text: iter(text), "parse", steps)

    assert list(timed("abc")) == ["a", "b", "c"]
    assert steps["parse"] > 0
