"""How often a link between two outlets is right: `python -m benchmarks.judged FOLDER`.

The folder is in PolNeAR's layout and holds the articles of `benchmarks/gold/links.jsonl`: pairs of
attributions, drawn by chance from strata and judged by the rules in `benchmarks/gold/README.md`.
A pair counts for as many as it was drawn from, so that the shares are those of all pairs (Horvitz
and Thompson 1952), whatever linker drew them.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpora, links, metrics, results
from benchmarks.corpora import Row
from benchmarks.results import ROOT, Result

GOLD = ROOT / "benchmarks" / "gold" / "links.jsonl"
CORPUS = "PolNeAR judged pairs"
PARTS = ("dev", "check")  # rules and bars were chosen on the one, not on the other
SAME = frozenset({"same-quote", "same-statement"})
# What a link of each kind says is right; for the rest, that the two bear on each other.
RIGHT: Mapping[str, frozenset[str]] = {
    "same-quote": SAME,
    "same-statement": SAME,
    "related": SAME | {"related"},
}


@dataclass(frozen=True, slots=True)
class JudgedPair:
    """A pair, how many it stands for, what people called it, and the kind of link made, if any."""

    weight: float
    verdict: str
    kind: str


def measured(folder: Path) -> list[Result]:
    """Return the precision of each kind of link and the recall of what is the same."""
    gold = corpora.rows(GOLD)
    names = sorted({row[end].partition("#")[0] for row in gold for end in "ab"})
    wanted = {row[end] for row in gold for end in "ab"}
    given = [row for name in names for row in links.statements(folder, name) if row["id"] in wanted]
    found = results.predicted_rows("links", given, f"links-{results.slug(CORPUS)}")
    return scored(gold, found)


def scored(gold: Sequence[Row], found: Sequence[Row]) -> list[Result]:
    """Return the results of links over the judged pairs."""
    kinds = {frozenset((row["a"], row["b"])): row["kind"] for row in found if row["kind"] in RIGHT}
    made: list[Result] = []
    for part in PARTS:
        judged = [
            JudgedPair(
                row["weight"], row["verdict"], kinds.get(frozenset((row["a"], row["b"])), "")
            )
            for row in gold
            if row["part"] == part
        ]
        made += _of_part(part, judged)
    return made


def _of_part(part: str, judged: Sequence[JudgedPair]) -> list[Result]:
    asked = [
        (f"{kind}, precision", [one for one in judged if one.kind == kind], _is_right)
        for kind in RIGHT
    ]
    same = [one for one in judged if one.verdict in SAME]
    asked.append(("same quote or statement, recall", same, _is_joined))
    return [
        Result(
            CORPUS,
            f"links, {part}: {measure}",
            _share(is_hit)(pairs),
            _interval(pairs, is_hit),
            f"{len(pairs)} pairs",
        )
        for measure, pairs, is_hit in asked
        if pairs
    ]


def _is_right(one: JudgedPair) -> bool:
    return one.verdict in RIGHT[one.kind]


def _is_joined(one: JudgedPair) -> bool:
    return one.kind in SAME


def _share(is_hit: Callable[[JudgedPair], bool]) -> Callable[[Sequence[JudgedPair]], float]:
    def share(some: Sequence[JudgedPair]) -> float:
        whole = sum(one.weight for one in some)
        return sum(one.weight for one in some if is_hit(one)) / whole

    return share


def _interval(
    pairs: Sequence[JudgedPair], is_hit: Callable[[JudgedPair], bool]
) -> tuple[float, float]:
    """Return the bootstrap interval, or the exact one (Clopper and Pearson 1934) where all agree.

    Resampling pairs that are all right would say that no pair can be wrong.
    """
    doubt: float = 0.025 ** (1 / len(pairs))
    hits = sum(map(is_hit, pairs))
    if hits == len(pairs):
        return doubt, 1.0
    if not hits:
        return 0.0, 1.0 - doubt
    return metrics.interval(pairs, _share(is_hit))


def agreement(gold: Sequence[Row]) -> tuple[float, float]:
    """Return how often the two passes agreed, and Cohen's kappa (1960), on four verdicts."""
    pairs = [(row["first"], row["second"]) for row in gold]
    observed = sum(first == second for first, second in pairs) / len(pairs)
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(firsts[verdict] * seconds[verdict] for verdict in firsts) / len(pairs) ** 2
    return observed, (observed - chance) / (1 - chance) if chance < 1 else 1.0


def main() -> None:
    """Print the agreement of the two passes and the table of results."""
    for part in PARTS:
        rows = [row for row in corpora.rows(GOLD) if row["part"] == part]
        if rows:
            share, kappa = agreement(rows)
            print(f"{part}: {len(rows)} pairs, the passes agree on {share:.0%}, kappa {kappa:.2f}")
    print(results.table(measured(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
