from pathlib import Path

import pytest

from benchmarks import links, results, stories, suite
from benchmarks.metrics import Counts
from benchmarks.results import Result
from benchmarks.spans import Attributed


def test_counts_become_a_result():
    result = results.of_counts("rail", "joint", [Counts(1, 2, 1), Counts(1, 1, 2)], "texts")

    assert (result.precision, result.recall) == (2 / 3, 2 / 3)
    assert result.value == pytest.approx(2 / 3)
    assert result.interval == pytest.approx((2 / 3, 2 / 3))
    assert result.units == "2 texts"


def test_a_table_is_in_percent():
    result = Result("rail", "recall", 0.875, (0.5, 1.0), "8 pairs", precision=0.25)

    assert results.table([result]).splitlines()[-1] == (
        "| rail | recall | 25.0 |  | **87.5** | 50.0 – 100.0 | 8 pairs |"
    )


def test_pairs_are_named_whatever_their_order():
    assert results.pairs({"b": 1, "a": 1, "c": 2}) == {"a + b"}


def test_pairs_across_outlets():
    groups, outlets = dict.fromkeys("abc", 1), {"a": "North", "b": "North", "c": "South"}

    assert results.pairs(groups, outlets) == {"a + c", "b + c"}


def test_stories_name_the_pairs_that_are_wrong():
    pairwise, bcubed = stories.scored("rail", {"a": 1, "b": 1, "c": 2}, {"a": 9, "b": 8, "c": 8})

    assert (pairwise.value, len(pairwise.right)) == (0.0, 0)
    assert pairwise.wrong == {"b + c"}
    assert bcubed.value == pytest.approx(2 / 3)


def a_pair(name, label, group=""):
    return {"id": name, "label": label, "group": group}


def test_groups_weigh_the_same_in_balanced_accuracy():
    judged = [a_pair("a", 1, "x"), a_pair("b", 0, "x"), a_pair("c", 0, "y"), a_pair("d", 0, "y")]
    judged += [a_pair("e", 1, "y")]

    _, balance = links.scored("rail", judged, {"a": 0.9, "b": 0.1, "c": 0.2, "d": 0.95, "e": 0.9})

    # at 0.9, x is all right; y has its one positive, and one of its two negatives
    assert balance.value == pytest.approx((1 + 0.75) / 2)
    assert balance.units == "2 groups"


def test_graded_pairs_are_ranked():
    judged = [{**a_pair(name, 0), "gold": grade} for name, grade in (("a", 1), ("b", 3), ("c", 5))]

    *_, order = links.scored("rail", judged, {"a": 0.1, "b": 0.2, "c": 0.3})

    assert order.measure == "pairs, Spearman"
    assert order.value == pytest.approx(1.0)


def test_a_statement_carries_its_quotations():
    text = "“The line,” said Holt, “is shut.”"
    one = Attributed(((17, 21),), ((12, 16),), ((0, 11), (23, 33)))

    row = links.statement("d#0", "courier_2026-03-01_rail", text, one)

    assert row["outlet"] == "courier"
    assert row["date"] == "2026-03-01"
    assert row["source"] == "Holt"
    assert row["quoted"] == ["The line,", "is shut."]


def test_missing_corpora_are_skipped_and_said_so(tmp_path, capsys):
    assert suite.measured(Path(tmp_path), splits=("dev",)) == []

    said = capsys.readouterr().out
    for name in ("PolNeAR dev", "BASIL dev", "NAnCo dev", "PolNeAR quotation pairs"):
        assert f"skipped: no {name} at {tmp_path}" in said
