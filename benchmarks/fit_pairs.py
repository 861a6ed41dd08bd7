"""Fit how surely two statements say the same: `python -m benchmarks.fit_pairs CORPORA`.

Writes `claims/linking/pair_weights.tsv`: a logistic regression on pairs of gold statements of one
story in our own sample and on the judged pairs of PolNeAR train (`benchmarks/gold/links.jsonl`,
its dev part; CORPORA holds polnear/train). It prints average precision, and recall where precision
is .9, on what a fit had not seen: the sample story by story, then the judged pairs by the sample
alone. MRPC, STS, NAnCo and ClaimDiff, with offsets of their own, were tried beside these
and taught it nothing: they have no speakers. On the sample .941 with them and .942 without, on the
judged pairs .788 and .799.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks import corpora, links, metrics, predict, sample
from benchmarks.arguments import asked
from benchmarks.corpora import Row
from benchmarks.results import ROOT
from claims.linking import pair_model, pairs, polarity
from claims.linking.pair_model import FEATURES
from claims.linking.quotations import shared_run
from claims.linking.speakers import Agreement, agreement
from claims.linking.types import StatementCard

Matrix = npt.NDArray[np.float64]

TABLE = Path(pair_model.__file__).with_name("pair_weights.tsv")
SAMPLE, JUDGED = "sample", "judged"
GOLD = ROOT / "benchmarks" / "gold" / "links.jsonl"
PENALTY = 1.0  # on the square of each weight, against fitting chance
PRECISION = 0.9  # at which recall is told
SAME = frozenset({"same-quote", "same-statement"})
HEAD = """\
# How much each feature adds to the log-odds that two statements say the same.
# From pairs of our own sample and judged pairs of PolNeAR train.
# Made by: python -m benchmarks.fit_pairs CORPORA
"""


@dataclass(frozen=True, slots=True)
class Example:
    """A pair to learn from: where it comes from, its features, and whether it is the same."""

    corpus: str
    story: str
    values: dict[str, float]
    rule: float  # how alike it is by what the product had before the model
    is_same: bool


def main(folder: Path) -> None:
    """Write the table, and print how well fits do on what they have not seen."""
    ours = list(_of_sample(sample.loaded()))
    theirs = list(_of_judged(folder / "polnear" / "train"))
    weights = fitted([*ours, *theirs])
    rows = "".join(f"{name}\t{weight:.3f}\n" for name, weight in weights.items())
    TABLE.write_text(HEAD + rows, "utf-8")
    print(rows)
    print("held back | pairs | measure | the rule before | the model")
    scores: dict[int, float] = {}
    for story in sorted({one.story for one in ours}):
        rest = [one for one in ours if one.story != story]
        found = fitted([*rest, *theirs])
        scores |= {id(one): _score(found, one) for one in ours if one.story == story}
    scores |= {id(one): _score(found, one) for found in [fitted(ours)] for one in theirs}
    for part in (ours, theirs):
        for who in ("always", "same speaker", "unnamed speakers", "person and body"):
            chosen = [one for one in part if who in one.values]
            if sum(one.is_same for one in chosen) > 1:
                _tell(who, chosen, [scores[id(one)] for one in chosen])


def fitted(examples: Sequence[Example]) -> dict[str, float]:
    """Return the weight of each feature."""
    table = np.array([[one.values.get(name, 0.0) for name in FEATURES] for one in examples])
    truth = np.array([one.is_same for one in examples], float)
    return dict(zip(FEATURES, map(float, _regression(table, truth)), strict=True))


def _regression(table: Matrix, truth: Matrix) -> Matrix:
    """Return the weights that make the truth likeliest, by Newton's method, under the penalty."""
    found = np.zeros(table.shape[1])
    for _ in range(100):
        likely = 1 / (1 + np.exp(-(table @ found)))
        slope = table.T @ (likely - truth) + PENALTY * found
        bend = (table * (likely * (1 - likely))[:, None]).T @ table
        step = np.linalg.solve(bend + PENALTY * np.eye(len(found)), slope)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return found


def _of_sample(held: sample.Sample) -> Iterator[Example]:
    """Yield the pairs inside a story that no rule decides: not barred, not silent, not too far."""
    rows = [row for part in held.statements.values() for row in part]
    claim = {row["id"]: row["claim"] for row in rows}
    cards = [
        replace(
            sample.card(held, row["id"], row, row["speaker"]), story=held.stories[row["article"]]
        )
        for row in sorted(rows, key=lambda row: str(row["id"]))
    ]
    for a, b in itertools.combinations(cards, 2):
        if a.story == b.story and not polarity.is_silent(a):
            yield from _example(SAMPLE, a, b, claim[a.key] == claim[b.key])


def _of_judged(polnear: Path) -> Iterator[Example]:
    rows = [row for row in corpora.rows(GOLD) if row["part"] == "dev"]
    texts = sorted({row[end].partition("#")[0] for row in rows for end in "ab"})
    given = {row["id"]: row for name in texts for row in links.statements(polnear, name)}
    for row in rows:
        a, b = sorted((_card(given[row[end]]) for end in "ab"), key=lambda card: card.key)
        yield from _example(JUDGED, a, b, row["verdict"] in SAME)


def _card(row: Row) -> StatementCard:
    return predict.statement_card(Path(), 0, row)


def _example(corpus: str, a: StatementCard, b: StatementCard, is_same: bool) -> Iterator[Example]:
    """Yield the pair, unless a rule decides about it: barred, or too far apart."""
    meaning = pairs.cosine(a.vector, b.vector)
    if pairs.why_apart(a, b) or meaning < pairs.LEAST_COSINE:
        return
    who = agreement(a, b)[0]
    values = pair_model.features(a, b, meaning, who, shared_run(a, b))
    alike = 0.8 * meaning + 0.2 * values.get("words", 0.0)
    # Less was needed of one speaker, or of unnamed ones.
    rule = alike + {Agreement.SAME: 0.25, Agreement.ALIKE: 0.23}.get(who, 0.0)
    yield Example(corpus, a.story, values, rule, is_same)


def _score(weights: dict[str, float], one: Example) -> float:
    return sum(weights[name] * value for name, value in one.values.items())


def _tell(who: str, examples: Sequence[Example], scores: Sequence[float]) -> None:
    labels = [int(one.is_same) for one in examples]
    both = ([one.rule for one in examples], scores)
    named = f"{examples[0].corpus}, {'all' if who == 'always' else who}"
    size = f"{sum(labels)} of {len(labels)}"
    for measure, statistic in (
        ("average precision", metrics.average_precision),
        (f"recall where precision is {PRECISION}", _recall),
    ):
        before, after = (statistic(labels, some) for some in both)
        print(f"{named} | {size} | {measure} | {before:.3f} | {after:.3f}")


def _recall(labels: Sequence[int], scores: Sequence[float]) -> float:
    """Return the recall at the lowest score down to which PRECISION holds."""
    order = np.argsort(-np.asarray(scores), kind="stable")
    hits = np.cumsum(np.asarray(labels)[order])
    good = hits / np.arange(1, len(labels) + 1) >= PRECISION
    return float(hits[good].max() / hits[-1]) if good.any() else 0.0


if __name__ == "__main__":
    given = asked(
        __doc__,
        {"corpora": "the folder that holds polnear/train"},
    )
    main(Path(given.corpora))
