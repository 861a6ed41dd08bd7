import pytest

from benchmarks import gate, sample
from benchmarks.gate import Baseline, RegressionError
from benchmarks.results import Result

JOINT = "attributions, joint all"


def a_result(value=0.6, measure=JOINT, corpus="sample", right=(), wrong=()):
    return Result(
        corpus,
        measure,
        value,
        (0.5, 0.7),
        "9 texts",
        right=frozenset(right),
        wrong=frozenset(wrong),
    )


BASELINE = Baseline(
    "2026.1",
    "gold",
    {f"sample: {JOINT}": 0.55, "BASIL dev: stories": 0.9},
    {f"sample: {JOINT}": ["a", "b"]},
    {f"sample: {JOINT}": ["x"]},
)


def test_a_result_at_its_floor_passes():
    assert gate.failures([a_result(0.55)], BASELINE, "gold") == []


def test_a_result_under_its_floor_fails():
    (failure,) = gate.failures([a_result(0.549)], BASELINE, "gold")

    assert failure == f"sample: {JOINT}: 54.9 is under its floor of 55.0"


def test_a_corpus_that_was_not_measured_is_no_failure():
    assert gate.failures([a_result()], BASELINE, "gold") == []


def test_a_measure_that_vanished_is_a_failure():
    (failure,) = gate.failures(
        [a_result(0.95, "links", "BASIL dev")],
        Baseline(gold="gold", floors={"BASIL dev: links": 0.9, "BASIL dev: stories": 0.9}),
        "gold",
    )

    assert failure == "BASIL dev: stories: has a floor but was not measured"


def test_a_result_without_floor_fails():
    (failure,) = gate.failures([a_result()], Baseline(gold="gold"), "gold")

    assert failure == f"sample: {JOINT}: has no floor yet; run --update"


def test_other_gold_fails():
    (failure,) = gate.failures([a_result()], BASELINE, "other gold")

    assert "gold has changed" in failure


def test_changed_items_are_named():
    result = a_result(right={"b", "c"}, wrong={"y"})

    assert gate.changes([result], BASELINE) == [
        f"sample: {JOINT}: lost a",
        f"sample: {JOINT}: now right c",
        f"sample: {JOINT}: now wrong y",
        f"sample: {JOINT}: no longer wrong x",
    ]


def test_an_update_raises_a_floor_and_keeps_other_corpora():
    new = gate.updated([a_result(0.7, right={"c"})], BASELINE, "new gold")

    assert new.floors == {f"sample: {JOINT}": 0.695, "BASIL dev: stories": 0.9}
    assert new.right == {f"sample: {JOINT}": ["c"]}
    assert new.gold == "new gold"


def test_an_update_inside_the_slack_keeps_the_floor():
    assert gate.updated([a_result(0.552)], BASELINE, "gold").floors[f"sample: {JOINT}"] == 0.55


def test_an_update_refuses_to_lower_a_floor():
    with pytest.raises(RegressionError, match=f"sample: {JOINT}"):
        gate.updated([a_result(0.5)], BASELINE, "gold")


def test_a_floor_is_lowered_when_that_is_allowed():
    new = gate.updated([a_result(0.5)], BASELINE, "gold", allow_regression=True)

    assert new.floors[f"sample: {JOINT}"] == 0.495


def test_a_baseline_survives_its_file(tmp_path):
    path = tmp_path / "baseline.json"

    assert gate.load(path) == Baseline()
    gate.save(BASELINE, path)
    assert gate.load(path) == BASELINE


@pytest.fixture
def measured(monkeypatch, tmp_path):
    """Let `main` judge given results against a given baseline, without reading the sample."""

    def judge(result, baseline, *arguments):
        path = tmp_path / "baseline.json"
        gate.save(baseline, path)
        monkeypatch.setattr(gate, "BASELINE", path)
        monkeypatch.setattr(sample, "measured", lambda _: [result])
        monkeypatch.setattr(sample, "fingerprint", lambda: "gold")
        return gate.main(["--quick", *arguments]), gate.load(path)

    return judge


def test_the_gate_fails_and_says_why(measured, capsys):
    status, _ = measured(a_result(0.4, right={"b"}, wrong={"x"}), BASELINE)

    assert status == 1
    said = capsys.readouterr().out
    assert f"sample: {JOINT}: lost a" in said
    assert f"FAILED sample: {JOINT}: 40.0 is under its floor of 55.0" in said


def test_the_gate_passes(measured):
    assert measured(a_result(0.6), BASELINE)[0] == 0


def test_the_gate_does_not_update_a_regression(measured):
    status, baseline = measured(a_result(0.4), BASELINE, "--update")

    assert (status, baseline) == (1, BASELINE)


def test_what_is_not_guarded_has_no_floor(measured):
    status, baseline = measured(
        a_result(0.4, "attributions, joint mixed"), Baseline(gold="gold"), "--update"
    )

    assert (status, baseline.floors) == (0, {})


def test_the_gate_updates(measured):
    status, baseline = measured(a_result(0.4), BASELINE, "--update", "--allow-regression")

    assert (status, baseline.floors[f"sample: {JOINT}"]) == (0, 0.395)


def test_the_items_of_others_corpora_stay_out_of_the_baseline():
    ours, theirs = a_result(right="a"), a_result(corpus="PolNeAR dev", right="b", wrong="c")

    new = gate.updated([ours, theirs], Baseline(), "gold")

    assert new.floors.keys() == {ours.name, theirs.name}
    assert new.right == {ours.name: ["a"]}
    assert new.wrong == {ours.name: []}
