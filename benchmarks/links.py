"""How well the same claim is recognised: `python -m benchmarks.links FILE [SPLIT]`.

The file holds JSONL rows `{"id", "a", "b", "label", "split"}`, two claims as text, where `group`
may say which pairs belong together and `gold` may grade them.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpora, metrics, results, spans
from benchmarks.arguments import asked
from benchmarks.corpora import Row
from benchmarks.results import Result
from benchmarks.spans import Attributed

GIVEN = ("id", "a", "b", "date_a", "date_b", "source_a", "source_b")


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of claims: whether people call them the same, how much, and what we say."""

    label: int
    grade: float
    score: float


Group = list[Judged]  # pairs that are not independent of each other


def pairs(corpus: str, judged: list[Row]) -> list[Result]:
    """Return how well the product's score tells pairs of one claim from others."""
    given = [{name: row[name] for name in GIVEN if name in row} for row in judged]
    found = results.predicted_rows("pairs", given, f"pairs-{results.slug(corpus)}")
    return scored(corpus, judged, {row["id"]: row["score"] for row in found})


def scored(corpus: str, judged: list[Row], scores: Mapping[str, float]) -> list[Result]:
    """Return the results of scored pairs.

    Balanced accuracy is taken at the best threshold of these very pairs, as a mean over groups.
    """
    groups: dict[str, Group] = {}
    for row in judged:
        one = Judged(
            row["label"],
            float(row["gold"] if "gold" in row else row["label"]),
            float(scores[row["id"]]),
        )
        groups.setdefault(row.get("group") or row["id"], []).append(one)
    units = list(groups.values())
    is_grouped = len(units) < len(judged)
    measures: dict[str, Callable[[Sequence[Group]], float]] = {
        "pairs, average precision": _precision
    }
    if is_grouped:
        measures["pairs, balanced accuracy, mean over groups"] = _balance(units)
    if "gold" in judged[0]:
        measures["pairs, Spearman"] = _order
    named = f"{len(units)} {'groups' if is_grouped else 'pairs'}"
    return [
        Result(corpus, measure, statistic(units), metrics.interval(units, statistic), named)
        for measure, statistic in measures.items()
    ]


def quotes(corpus: str, polnear: Path, silver: Path, review: Path) -> list[Result]:
    """Return the recall of quotations that two outlets are known to share.

    Statements are PolNeAR's, named `TEXT#NUMBER` by their place in the annotation, of every text
    that the silver pairs name. Pairs inside one outlet, of wire copy, or refused by `review` are
    no gold; the refused ones must not be linked.
    """
    found = corpora.rows(silver)
    refused = _refused(review)
    gold = {_pair(row) for row in found if row["cross"] and not row["wire"]} - refused
    names = sorted({row[end].partition("#")[0] for row in found for end in "ab"})
    given = [row for name in names for row in statements(polnear, name)]
    linked = results.predicted_rows("links", given, f"links-{results.slug(corpus)}")
    made = {_pair(row) for row in linked if row["kind"] != "related"}

    def share(some: Sequence[float]) -> float:
        return sum(some) / len(some)

    def result(measure: str, outcomes: Sequence[float]) -> Result:
        found = metrics.interval(outcomes, share)
        return Result(corpus, measure, share(outcomes), found, f"{len(outcomes)} pairs")

    recalled = [pair in made for pair in sorted(gold)]
    kept_apart = [pair not in made for pair in sorted(refused)]
    measures = {"same quotation across outlets, recall": recalled}
    if kept_apart:
        measures["judged not to be the same, kept apart"] = kept_apart
    return [result(measure, outcomes) for measure, outcomes in measures.items()]


def statement(identity: str, doc: str, text: str, one: Attributed) -> Row:
    """Return a PolNeAR attribution as `predict links` takes it."""
    outlet, day, _ = doc.split("_", 2)
    words = {
        role: " ".join(text[start:end] for start, end in getattr(one, role)) for role in spans.ROLES
    }
    quoted = spans.quoted(text, one.content)
    return {"id": identity, "doc": doc, "outlet": outlet, "date": day, **words, "quoted": quoted}


def statements(polnear: Path, name: str) -> list[Row]:
    """Return the gold attributions of a PolNeAR text as `predict links` takes them."""
    text = corpora.raw_text(polnear / "text" / f"{name}.txt")
    path = min((polnear / "attributions").glob(f"{name}_*.ann"))
    attributions, _ = corpora.brat(corpora.raw_text(path))
    return [
        statement(f"{name}#{place}", name, text, one)
        for place, one in enumerate(attributions)
        if one.content
    ]


def _pair(row: Row) -> str:
    return " + ".join(sorted((row["a"], row["b"])))


def _refused(review: Path) -> set[str]:
    with review.open(encoding="utf-8", newline="") as file:
        found = csv.DictReader(file, delimiter="\t")
        return {_pair(row) for row in found if row["same_statement"] == "0"}


def _labels(some: Sequence[Group]) -> list[int]:
    return [one.label for group in some for one in group]


def _scores(some: Sequence[Group]) -> list[float]:
    return [one.score for group in some for one in group]


def _precision(some: Sequence[Group]) -> float:
    return metrics.average_precision(_labels(some), _scores(some))


def _order(some: Sequence[Group]) -> float:
    return metrics.spearman([one.grade for group in some for one in group], _scores(some))


def _balance(units: Sequence[Group]) -> Callable[[Sequence[Group]], float]:
    threshold = metrics.best_threshold(_labels(units), _scores(units))

    def mean(some: Sequence[Group]) -> float:
        # A group of one label alone has no balance.
        decided = [[group] for group in some if len({one.label for one in group}) == 2]
        shares = [
            metrics.balanced_accuracy(_labels(one), _scores(one), threshold) for one in decided
        ]
        return sum(shares) / len(shares)

    return mean


if __name__ == "__main__":
    given = asked(__doc__, {"file": "JSONL"}, {"split": "of its rows; all, without it"})
    file, split = Path(given.file), given.split
    print(results.table(pairs(f"{file.stem} {split}".strip(), corpora.rows(file, split))))
