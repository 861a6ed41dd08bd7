"""Fails when quality drops under a floor: `python -m benchmarks.gate [--quick] [--update]`.

The floors lie in `baseline.json`. The sample and the seeds are always measured; the corpora at
`NEWSCLAIMS_CORPORA` (their dev parts) where it is set and `--quick` is not. `--update` raises
floors to what is reached now; lowering one needs `--allow-regression`, and a reason in the commit.
"""

import argparse
import json
import math
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks import sample, suite
from benchmarks.results import ROOT, Result, table
from claims.nlp.release import RELEASE

BASELINE = ROOT / "benchmarks" / "baseline.json"

# What has floors. Types and roles have none: a change that gains ten mixed quotations and loses one
# indirect sentence is progress, and shows in the whole.
GUARDED = frozenset(
    {
        "attributions, joint all",
        "found statements, speaker named right",
        "found statements, chain right",
        "found statements, polarity right",
        "found statements, certainty right",
        "found statements, act right",
        "statements, silences and denials",
        "traps kept out of",
        "speakers, read: all",
        "speakers, read: pronoun or nominal",
        "stories, pairwise",
        "stories, B-cubed",
        "claims, gold statements",
        "claims, end to end",
        "pairs, average precision",
        "pairs, balanced accuracy, mean over groups",
        "pairs, Spearman",
        "same quotation across outlets, recall",
        "judged not to be the same, kept apart",
    }
)

# A floor stands this much under what was measured: int8 arithmetic differs between processors.
SLACK = 0.005


@dataclass(frozen=True, slots=True)
class Baseline:
    """What has been reached: floors by result, and the items behind those of sample and seeds.

    The items of corpora belong to their publishers and are many thousands; they stay out.
    """

    release: str = ""
    gold: str = ""  # fingerprint of the sample and its gold
    floors: dict[str, float] = field(default_factory=dict)
    right: dict[str, list[str]] = field(default_factory=dict)
    wrong: dict[str, list[str]] = field(default_factory=dict)


class RegressionError(Exception):
    """An update that would lower floors; the message names them."""


def load(path: Path) -> Baseline:
    """Return the baseline of a file, an empty one when there is none yet."""
    return Baseline(**json.loads(path.read_text("utf-8"))) if path.exists() else Baseline()


def save(baseline: Baseline, path: Path) -> None:
    """Write a baseline so that a change reads well in a diff."""
    path.write_text(
        json.dumps(asdict(baseline), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    )


def failures(results: Sequence[Result], baseline: Baseline, gold: str) -> list[str]:
    """Return in words what is under its floor, has none, or cannot be compared."""
    found = [
        f"{one.name}: {100 * one.value:.1f} is under its floor of {100 * floor:.1f}"
        for one in results
        if one.value < (floor := baseline.floors.get(one.name, 0.0))
    ]
    found += [
        f"{one.name}: has no floor yet; run --update"
        for one in results
        if one.name not in baseline.floors
    ]
    measured = {one.name for one in results}
    corpora = {one.corpus for one in results}
    found += [
        f"{name}: has a floor but was not measured"
        for name in sorted(baseline.floors.keys() - measured)
        if name.partition(":")[0] in corpora
    ]
    if gold != baseline.gold:
        found.append("the sample or its gold has changed since the floors were set; run --update")
    return found


def changes(results: Iterable[Result], baseline: Baseline) -> list[str]:
    """Return in words which items came out otherwise than in the baseline."""
    return [
        f"{one.name}: {what} {item}"
        for one in results
        if one.name in baseline.right
        for what, items in (
            ("lost", set(baseline.right[one.name]) - one.right),
            ("now right", one.right - set(baseline.right[one.name])),
            ("now wrong", one.wrong - set(baseline.wrong[one.name])),
            ("no longer wrong", set(baseline.wrong[one.name]) - one.wrong),
        )
        for item in sorted(items)
    ]


def updated(
    results: Sequence[Result], baseline: Baseline, gold: str, *, allow_regression: bool = False
) -> Baseline:
    """Return a baseline with floors raised to the results; floors of other corpora stay.

    Raise `RegressionError` when a result lies under its floor, unless that is allowed.
    """
    lower = [one for one in results if one.value < baseline.floors.get(one.name, 0.0)]
    if lower and not allow_regression:
        raise RegressionError(", ".join(one.name for one in lower))
    corpora = {one.corpus for one in results}
    floors = {
        name: floor
        for name, floor in baseline.floors.items()
        if name.partition(":")[0] not in corpora
    }
    for one in results:
        reached = max(0.0, math.floor(1000 * (one.value - SLACK)) / 1000)
        kept = 0.0 if one in lower else baseline.floors.get(one.name, 0.0)
        floors[one.name] = max(reached, kept)
    named = [one for one in results if one.corpus in sample.FOLDERS and (one.right or one.wrong)]
    return Baseline(
        RELEASE,
        gold,
        floors,
        {one.name: sorted(one.right) for one in named} or baseline.right,
        {one.name: sorted(one.wrong) for one in named} or baseline.wrong,
    )


def main(arguments: Sequence[str]) -> int:
    """Measure, say what changed, and return 1 when something is under its floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the sample and the seeds only")
    parser.add_argument("--update", action="store_true", help="raise the floors")
    parser.add_argument("--allow-regression", action="store_true", help="lower them, too")
    options = parser.parse_args(arguments)

    path = os.environ.get("NEWSCLAIMS_CORPORA", "")
    results = sample.measured(sample.loaded())
    if path and not options.quick:
        results += suite.measured(Path(path), splits=("dev",))
    elif not options.quick:
        print("NEWSCLAIMS_CORPORA is not set: the corpora of others are skipped")
    print(table(results))

    results = [one for one in results if one.measure in GUARDED]
    baseline, gold = load(BASELINE), sample.fingerprint()
    for line in changes(results, baseline):
        print(line)
    if options.update:
        try:
            new = updated(results, baseline, gold, allow_regression=options.allow_regression)
        except RegressionError as regression:
            print(f"not updated, for these would fall: {regression} (--allow-regression)")
            return 1
        save(new, BASELINE)
        return 0
    found = failures(results, baseline, gold)
    for line in found:
        print(f"FAILED {line}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
