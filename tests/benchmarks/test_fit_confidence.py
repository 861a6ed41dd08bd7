import pytest

from benchmarks import fit_confidence
from benchmarks.fit_confidence import Judged, bins, calibration_error, isotonic


def test_shares_are_made_to_rise():
    assert isotonic([0.2, 0.6, 0.4, 0.9], [1, 1, 3, 1]) == pytest.approx([0.2, 0.45, 0.45, 0.9])
    assert isotonic([0.9, 0.5, 0.1], [1, 1, 1]) == pytest.approx([0.5, 0.5, 0.5])


def test_equal_sureness_stays_in_one_bin():
    made = bins([(0.5, True)] * 3 + [(0.5, False)] * 2 + [(0.9, True)] * 2, 7, 1)

    assert [(one.raw, one.seen, one.right) for one in made] == [(0.5, 5, 3), (0.9, 2, 2)]


def test_a_last_bin_that_is_too_small_joins_the_one_before():
    made = bins([(place / 10, True) for place in range(10)], 3, 4)

    assert [one.seen for one in made] == [4, 6]


def test_the_calibration_error_is_the_mean_distance():
    assert calibration_error([0.5] * 4, [True, False, True, False]) == 0
    assert calibration_error([0.9] * 2 + [0.1] * 2, [True, False, False, False]) == pytest.approx(
        (2 * 0.4 + 2 * 0.1) / 4
    )


def finds(found_by, raw, hits, number, half=0):
    return [Judged(half, found_by, raw, place < hits) for place in range(number)]


def test_rare_finders_are_one():
    table = fit_confidence.fitted(
        finds("often", 0.5, 30, 60) + finds("rare", 0.5, 1, 2) + finds("seldom", 0.5, 2, 2)
    )

    assert sorted(table) == ["*", "often"]
    assert [(one.seen, one.right) for one in table["*"]] == [(4, 3)]
    assert table["often"][0].share == pytest.approx(0.5)


def test_each_half_is_judged_by_the_other():
    said = fit_confidence.cross_fitted(
        finds("a", 0.5, 60, 60, half=0) + finds("a", 0.5, 0, 60, half=1)
    )

    assert said[0] < 0.1
    assert said[-1] > 0.9


def test_the_figure_is_drawn_and_told():
    held = finds("a", 0.5, 30, 60)
    shown = bins([(one.raw, one.is_right) for one in held], 10)

    assert "<circle" in fit_confidence.figure(shown)
    assert "| 50% | 50% | 60 |" in fit_confidence.reliability(held, [0.5] * 60, shown)
