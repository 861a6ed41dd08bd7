"""Measure how far each finder can be believed: `python -m benchmarks.fit_confidence CORPORA`.

Writes `claims/nlp/lexicon/confidence.tsv` from the dev part of PolNeAR, the reliability figure
`benchmarks/reliability.svg`, and its table into `benchmarks/README.md`. A find is right when
annotators marked its content with its source. Shares rise with what the finder says (isotonic
regression over bins of equal size). The figure is cross-fitted: the finds of each half of the
articles are judged by what the other half taught.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import numpy as np

from articles.text import TextSpan
from benchmarks import spans
from benchmarks.corpora import annotated_texts
from benchmarks.pages import put
from benchmarks.results import ROOT
from benchmarks.spans import Attributed, Spans
from claims.nlp import confidence, read
from claims.nlp.confidence import ANY, Points, between
from claims.nlp.types import Attribution

TABLE = ROOT / "claims" / "nlp" / "lexicon" / "confidence.tsv"
FIGURE = ROOT / "benchmarks" / "reliability.svg"
LEAST = 60  # finds of a finder that is measured alone
BIN = 40  # finds in a bin at least
BINS = 30  # of a finder at most
WEIGHT_OF_MEAN = 2.0  # a bin is pulled towards its finder's mean as if seen this often
SHOWN = 10  # bins of the figure
HEAD = """\
# How far a finder can be believed: found_by, what it says of its finds (mean of a bin), how many
# were seen, how many of them were right, and the share to expect (rising, pulled to the mean).
# Counted in the dev part of PolNeAR (Newell et al. 2018). "*" sums the finders that were seen
# rarely. Counts only; no text of the corpus.
# Made by: python -m benchmarks.fit_confidence CORPORA
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A find: in which half of the articles, by which finder, how sure, and whether right."""

    half: int
    found_by: str
    raw: float
    is_right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Finds that are about as sure: what was said of them on average, and what came true."""

    raw: float
    seen: int
    right: int
    share: float


def main() -> None:
    """Write table, figure and page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("corpora", type=Path, help="the folder that holds polnear/dev")
    options = parser.parse_args()
    finds = list(judged(options.corpora / "polnear" / "dev"))
    TABLE.write_text(HEAD + "".join(_rows(fitted(finds))), "utf-8")
    said = cross_fitted(finds)
    shown = bins([(share, one.is_right) for share, one in zip(said, finds, strict=True)], SHOWN)
    FIGURE.write_text(figure(shown), "utf-8")
    words = reliability(finds, said, shown)
    print(words)
    put("benchmarks/README.md", "reliability", words)


def judged(folder: Path) -> Iterator[Judged]:
    """Yield what is read in a folder in PolNeAR's layout, as sure as the finders themselves are."""
    for number, article in enumerate(annotated_texts(folder)):
        with patch.object(confidence, "_points", dict):
            found = read(article.text).attributions
        verdicts = spans.verdicts(article, [_attributed(one) for one in found])
        for one, verdict in zip(found, verdicts, strict=True):
            if verdict is not None:
                yield Judged(number % 2, one.found_by, one.confidence, verdict)


def fitted(finds: Iterable[Judged]) -> dict[str, list[Bin]]:
    """Return the bins of each finder, their shares rising; rare finders are one, named `*`."""
    by_finder: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for one in finds:
        by_finder[one.found_by].append((one.raw, one.is_right))
    rare = [name for name, held in by_finder.items() if len(held) < LEAST]
    pooled = [one for name in rare for one in by_finder.pop(name)]
    if pooled:
        by_finder[ANY] = pooled
    return {name: _rising(held) for name, held in sorted(by_finder.items())}


def cross_fitted(finds: Sequence[Judged]) -> list[float]:
    """Return the confidence of each find, by the table that the other half of articles makes."""
    tables = [
        {
            name: points(held)
            for name, held in fitted(one for one in finds if one.half != half).items()
        }
        for half in (0, 1)
    ]
    said = []
    for one in finds:
        table = tables[one.half]
        line = table.get(one.found_by) or table.get(ANY)
        said.append(between(line, one.raw) if line else one.raw)
    return said


def points(held: Sequence[Bin]) -> Points:
    """Return bins as the line that they make; what was said alike stands in one bin."""
    return tuple((one.raw, one.share) for one in held)


def bins(held: Sequence[tuple[float, bool]], most: int, least: int = BIN) -> list[Bin]:
    """Return bins of about equal size in rising order; what is equally sure stays together."""
    ordered = sorted(held)
    size = max(least, -(-len(ordered) // most))
    groups: list[list[tuple[float, bool]]] = [[]]
    for one in ordered:
        if len(groups[-1]) >= size and one[0] > groups[-1][-1][0]:
            groups.append([])
        groups[-1].append(one)
    if len(groups) > 1 and len(groups[-1]) < least:
        small = groups.pop()
        groups[-1] += small
    made = []
    for group in groups:
        right = sum(is_right for _, is_right in group)
        raw = float(np.mean([said for said, _ in group]))
        made.append(Bin(raw, len(group), right, right / len(group)))
    return made


def isotonic(shares: Sequence[float], weights: Sequence[float]) -> list[float]:
    """Return the rising sequence nearest to shares (pool adjacent violators, Ayer et al. 1955)."""
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many
    for share, weight in zip(shares, weights, strict=True):
        mean, whole, many = share, weight, 1
        while pools and pools[-1][0] >= mean:
            before, weighed, number = pools.pop()
            mean = (mean * whole + before * weighed) / (whole + weighed)
            whole, many = whole + weighed, many + number
        pools.append((mean, whole, many))
    return [mean for mean, _, many in pools for _ in range(many)]


def calibration_error(said: Sequence[float], right: Sequence[bool], most: int = SHOWN) -> float:
    """Return the expected calibration error: how far bins are from what came true, on average."""
    held = bins(list(zip(said, right, strict=True)), most, 1)
    return sum(one.seen * abs(one.raw - one.share) for one in held) / len(said)


def reliability(finds: Sequence[Judged], said: Sequence[float], shown: Sequence[Bin]) -> str:
    """Return in Markdown how confidence and truth agree."""
    right = [one.is_right for one in finds]
    raw = [one.raw for one in finds]
    mean = sum(right) / len(right)

    def brier(shares: Iterable[float]) -> float:
        return float(
            np.mean([(share - hit) ** 2 for share, hit in zip(shares, right, strict=True)])
        )

    lines = [
        f"{len(finds):,} finds in PolNeAR dev, of which {100 * mean:.1f}% are right. Expected "
        f"calibration error {100 * calibration_error(said, right):.1f} points "
        f"(as the finders say it: {100 * calibration_error(raw, right):.1f}); Brier score "
        f"{brier(said):.3f} (as the finders say it: {brier(raw):.3f}, always the mean: "
        f"{brier([mean] * len(right)):.3f}).",
        "",
        "![Confidence against the share that is right](reliability.svg)",
        "",
        "| confidence | right | finds |",
        "| ---: | ---: | ---: |",
        *(f"| {100 * one.raw:.0f}% | {100 * one.share:.0f}% | {one.seen} |" for one in shown),
    ]
    return "\n".join(lines)


def figure(shown: Sequence[Bin]) -> str:
    """Return the reliability figure: confidence to the right, what came true upwards."""
    side, edge = 300, 50
    whole = side + 2 * edge

    def place(share: float, *, is_up: bool) -> float:
        return round(edge + side * (1 - share if is_up else share), 1)

    ticks = [step / 5 for step in range(6)]
    dots = [
        (place(one.raw, is_up=False), place(one.share, is_up=True), (one.seen / 15) ** 0.5)
        for one in shown
    ]
    low, high = edge, edge + side
    line = " ".join(f"{x},{y}" for x, y, _ in dots)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>Confidence against the share of finds that is right</title>",
        f'<rect width="{whole}" height="{whole}" fill="white"/>',
        f'<rect x="{low}" y="{low}" width="{side}" height="{side}" fill="none" stroke="gray"/>',
        f'<path d="M{low} {high}L{high} {low}" stroke="gray" stroke-dasharray="4"/>',
        *(
            f'<text x="{place(tick, is_up=False)}" y="{high + 18}" text-anchor="middle">'
            f"{100 * tick:.0f}</text>"
            f'<text x="{low - 6}" y="{place(tick, is_up=True) + 4}" text-anchor="end">'
            f"{100 * tick:.0f}</text>"
            for tick in ticks
        ),
        f'<polyline points="{line}" fill="none" stroke="#1a4d8f"/>',
        *(f'<circle cx="{x}" cy="{y}" r="{size:.1f}" fill="#1a4d8f"/>' for x, y, size in dots),
        f'<text x="{whole / 2}" y="{high + 38}" text-anchor="middle">confidence, percent</text>',
        f'<text x="{low}" y="{low - 12}">right, percent</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rising(held: Sequence[tuple[float, bool]]) -> list[Bin]:
    mean = sum(is_right for _, is_right in held) / len(held)
    made = bins(held, BINS)
    shares = [(one.right + WEIGHT_OF_MEAN * mean) / (one.seen + WEIGHT_OF_MEAN) for one in made]
    rising = isotonic(shares, [float(one.seen) for one in made])
    return [
        Bin(one.raw, one.seen, one.right, share) for one, share in zip(made, rising, strict=True)
    ]


def _rows(table: dict[str, list[Bin]]) -> Iterator[str]:
    for name, held in table.items():
        for one in held:
            yield f"{name}\t{one.raw:.3f}\t{one.seen}\t{one.right}\t{one.share:.3f}\n"


def _attributed(find: Attribution) -> Attributed:
    return Attributed(_pairs(find.source), _pairs(find.cue), _pairs(find.content))


def _pairs(places: Iterable[TextSpan]) -> Spans:
    return tuple((span.start, span.end) for span in places)


if __name__ == "__main__":
    main()
