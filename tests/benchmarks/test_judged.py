"""Judged pairs of statements: weights, kinds, agreement, and what the rows of the gold hold."""

import pytest

from benchmarks import corpora, judged

VERDICTS = {"same-quote", "same-statement", "related", "unrelated"}


def row(a, verdict, *, weight=1.0, part="check"):
    return {"a": a, "b": f"{a}-other", "verdict": verdict, "weight": weight, "part": part}


def link(a, kind):
    return {"a": f"{a}-other", "b": a, "kind": kind, "score": 0.7}


def by_measure(gold, found):
    return {one.measure: one.value for one in judged.scored(gold, found)}


def test_a_pair_counts_for_as_many_as_it_stands_for():
    gold = [row("x", "same-statement", weight=3.0), row("y", "unrelated", weight=1.0)]
    found = [link("x", "same-statement"), link("y", "same-statement")]
    assert by_measure(gold, found)["links, check: same-statement, precision"] == pytest.approx(0.75)


def test_what_is_the_same_by_whatever_words_makes_a_merging_link_right():
    gold = [row("x", "same-quote"), row("y", "related")]
    found = [link("x", "same-statement"), link("y", "same-statement")]
    assert by_measure(gold, found)["links, check: same-statement, precision"] == 0.5


def test_a_related_link_is_wrong_only_where_nothing_bears_on_the_other():
    gold = [row("x", "related"), row("y", "same-quote"), row("z", "unrelated")]
    found = [link(name, "related") for name in "xyz"]
    precision = by_measure(gold, found)["links, check: related, precision"]
    assert precision == pytest.approx(2 / 3)


def test_recall_counts_only_links_that_merge():
    gold = [row("x", "same-statement"), row("y", "same-quote"), row("z", "same-quote", weight=2)]
    found = [link("x", "same-statement"), link("y", "related")]
    recall = by_measure(gold, found)["links, check: same quote or statement, recall"]
    assert recall == pytest.approx(1 / 4)


def test_pairs_that_are_all_right_leave_room_for_a_wrong_one():
    gold = [row(str(n), "same-quote") for n in range(18)]
    found = [link(str(n), "same-quote") for n in range(18)]
    (precision, _) = judged.scored(gold, found)
    assert precision.interval == pytest.approx((0.8147, 1.0), abs=1e-4)


def test_parts_are_told_apart():
    gold = [row("x", "same-quote"), row("y", "unrelated", part="dev")]
    found = [link("x", "same-quote"), link("y", "same-quote")]
    measures = by_measure(gold, found)
    assert measures["links, check: same-quote, precision"] == 1.0
    assert measures["links, dev: same-quote, precision"] == 0.0


def test_agreement_is_corrected_for_chance():
    gold = [
        {"first": first, "second": second}
        for first, second in [("a", "a"), ("a", "a"), ("b", "b"), ("b", "a")]
    ]
    observed, kappa = judged.agreement(gold)
    assert observed == 0.75
    assert kappa == pytest.approx((0.75 - 0.5) / 0.5)


def test_the_gold_holds_ids_and_verdicts_and_no_words():
    rows = corpora.rows(judged.GOLD)
    pairs = {frozenset((one["a"], one["b"])) for one in rows}
    assert len(pairs) == len(rows) >= 300
    for one in rows:
        assert set(one) == {"a", "b", "first", "second", "verdict", "stratum", "weight", "part"}
        assert {one["first"], one["second"], one["verdict"]} <= VERDICTS
        assert one["part"] in judged.PARTS
        assert one["weight"] >= 1
        outlets = {one[end].partition("_")[0] for end in "ab"}
        assert len(outlets) == 2
