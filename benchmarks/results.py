"""What a measurement says, and how the product's own code is asked: through `predict`'s door."""

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations
from operator import add, itemgetter
from pathlib import Path
from typing import TypeVar

from benchmarks import corpora, metrics, predict
from benchmarks.metrics import BCubed, Counts, Groups

ROOT = Path(__file__).resolve().parent.parent
OUTPUTS = ROOT / "benchmarks" / "outputs"

Score = TypeVar("Score", Counts, BCubed)


@dataclass(frozen=True, slots=True)
class Result:
    """One measured value between 0 and 1, its interval, and which items of the gold made it."""

    corpus: str
    measure: str
    value: float
    interval: tuple[float, float]
    units: str  # what was resampled: "84 texts"
    precision: float | None = None
    recall: float | None = None
    right: frozenset[str] = frozenset()  # items, where the gate should name those that change
    wrong: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return what tells this result from all others."""
        return f"{self.corpus}: {self.measure}"


def of_counts(
    corpus: str,
    measure: str,
    scores: Sequence[Score],
    units: str,
    *,
    right: Iterable[str] = (),
    wrong: Iterable[str] = (),
) -> Result:
    """Return the F1 of scores that were counted unit by unit."""
    whole: Score = reduce(add, scores)
    return Result(
        corpus,
        measure,
        whole.f1,
        metrics.interval(scores, lambda some: reduce(add, some).f1),
        f"{len(scores)} {units}",
        whole.precision,
        whole.recall,
        frozenset(right),
        frozenset(wrong),
    )


def predicted(task: str, source: Path, name: str) -> list[corpora.Row]:
    """Return what `predict TASK` makes of a file or folder; it stays in `outputs/NAME.jsonl`.

    A folder is read once in a process, however many measures ask.
    """
    target = OUTPUTS / f"{name}.jsonl"
    target.parent.mkdir(parents=True, exist_ok=True)
    if done := _read_folders.get((task, source)):
        if done != target:
            shutil.copyfile(done, target)
    elif predict.main([task, str(source), str(target)]):
        raise RuntimeError(f"predict {task} {source} failed")
    if source.is_dir():
        _read_folders[task, source] = target
    return corpora.rows(target)


_read_folders: dict[tuple[str, Path], Path] = {}  # task and folder to what was made of it


def predicted_rows(task: str, given: list[corpora.Row], name: str) -> list[corpora.Row]:
    """Return what `predict TASK` makes of rows, which stay in `outputs/NAME.input.jsonl`."""
    source = OUTPUTS / f"{name}.input.jsonl"
    corpora.write_rows(source, given)
    return predicted(task, source, name)


def slug(corpus: str) -> str:
    """Return a corpus's name as a part of a file's name."""
    return "-".join(re.findall(r"\w+", corpus.lower()))


def pairs(groups: Groups, outlets: Mapping[str, str] | None = None) -> set[str]:
    """Return each pair of items in one group, in words; with `outlets`, only across them."""
    members: dict[object, list[str]] = {}
    for item, group in sorted(groups.items(), key=itemgetter(0)):
        members.setdefault(group, []).append(item)
    return {
        f"{first} + {second}"
        for items in members.values()
        for first, second in combinations(items, 2)
        if not outlets or outlets[first] != outlets[second]
    }


def table(results: Iterable[Result]) -> str:
    """Return results as a Markdown table, in percent."""
    lines = [
        "| corpus | measure | P | R | value | 95% interval | resampled |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for one in results:
        low, high = one.interval
        shares = f"{_percent(one.precision)} | {_percent(one.recall)} | **{_percent(one.value)}**"
        lines.append(
            f"| {one.corpus} | {one.measure} | {shares} "
            f"| {_percent(low)} – {_percent(high)} | {one.units} |"
        )
    return "\n".join(lines)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"
