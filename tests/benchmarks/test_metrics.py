import pytest

from benchmarks import metrics
from benchmarks.metrics import BCubed, Counts

# Two stories of three and two articles; the prediction moved one over and lost one.
GOLD = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2}
PREDICTED = {"a": "x", "b": "x", "c": "y", "d": "y"}


def test_shares_of_counts():
    counts = Counts(right=6, predicted=8, gold=12)

    assert (counts.precision, counts.recall) == (0.75, 0.5)
    assert counts.f1 == pytest.approx(0.6)


def test_nothing_predicted_scores_nothing():
    assert Counts(gold=3).f1 == 0.0


def test_counts_add_up():
    assert metrics.total([Counts(1, 2, 3), Counts(1, 1, 1)]) == Counts(2, 3, 4)


def test_bcubed_by_hand():
    # precision: a, b 1; c, d 1/2; e 1 -> 4/5.  recall: a, b 2/3; c 1/3; d, e 1/2 -> 8/3 / 5.
    score = sum(metrics.bcubed(GOLD, PREDICTED).values(), BCubed())

    assert score.precision == pytest.approx(4 / 5)
    assert score.recall == pytest.approx(8 / 15)
    assert score.f1 == pytest.approx(0.64)


def test_bcubed_of_the_gold_is_perfect():
    assert sum(metrics.bcubed(GOLD, GOLD).values(), BCubed()).f1 == 1.0


def test_pairwise_by_hand():
    # gold: ab ac bc de; predicted: ab cd; right: ab
    assert metrics.total(metrics.pairwise(GOLD, PREDICTED).values()) == Counts(1, 2, 4)


def test_a_wrong_link_counts_half_in_either_group():
    assert metrics.pairwise(GOLD, PREDICTED) == {
        1: Counts(1, 1.5, 3),
        2: Counts(0, 0.5, 1),
    }


def test_pairwise_between_outlets_only():
    outlets = {"a": "North", "b": "North", "c": "South", "d": "North", "e": "South"}

    assert metrics.total(metrics.pairwise(GOLD, PREDICTED, outlets).values()) == Counts(0, 1, 3)


def test_average_precision_by_hand():
    # at the scores .9, .8, .7: precision 1, 1/2, 2/3; recall 1/2, 1/2, 1
    assert metrics.average_precision([1, 0, 1], [0.9, 0.8, 0.7]) == pytest.approx(5 / 6)


def test_equal_scores_enter_together():
    assert metrics.average_precision([1, 0], [0.5, 0.5]) == 0.5
    assert metrics.average_precision([0, 1], [0.5, 0.5]) == 0.5


def test_balanced_accuracy_by_hand():
    assert metrics.balanced_accuracy([1, 1, 0, 0, 0, 0], [0.9, 0.1, 0.8, 0, 0, 0], 0.5) == 0.625


def test_best_threshold_is_the_highest_of_the_best():
    assert metrics.best_threshold([1, 1, 0, 0], [0.9, 0.6, 0.5, 0.1]) == 0.6


def test_spearman_shares_ranks():
    assert metrics.spearman([1, 2, 3], [10, 20, 30]) == pytest.approx(1.0)
    assert metrics.spearman([1, 2, 2, 3], [4, 3, 2, 1]) == pytest.approx(-0.9486833)


def test_spearman_of_a_constant_is_zero():
    assert metrics.spearman([1, 1], [1, 2]) == 0.0


def test_an_interval_brackets_and_repeats():
    units = [Counts(1, 1, 1)] * 30 + [Counts(0, 1, 1)] * 10

    low, high = metrics.interval(units, lambda some: metrics.total(some).f1)

    assert 0.6 <= low < 0.75 < high <= 0.9
    assert (low, high) == metrics.interval(units, lambda some: metrics.total(some).f1)


def test_an_interval_of_equals_is_a_point():
    assert metrics.interval([Counts(1, 2, 2)] * 5, lambda some: metrics.total(some).f1) == (
        0.5,
        0.5,
    )
