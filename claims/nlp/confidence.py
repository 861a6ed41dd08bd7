"""How sure a find is: the share of finds like it that are right, as measured in annotated news."""

from collections import defaultdict
from functools import cache
from importlib import resources
from itertools import pairwise

ANY = "*"  # the row for finders that were seen too rarely to be measured alone

Points = tuple[tuple[float, float], ...]  # what a finder says, and which share of that is right


def calibrated(found_by: str, raw: float) -> float:
    """Return which share of the finds that a finder is so sure of are right, 0 to 1.

    Between two measured points the share is drawn straight, beyond the ends it stays.
    """
    points = _points().get(found_by) or _points().get(ANY)
    return between(points, raw) if points else raw


def between(points: Points, raw: float) -> float:
    """Return the height of a line through points at a place; beyond its ends, that of the end."""
    if raw <= points[0][0]:
        return points[0][1]
    for (left, low), (right, high) in pairwise(points):
        if raw <= right:
            return low + (high - low) * (raw - left) / (right - left)
    return points[-1][1]


@cache
def _points() -> dict[str, Points]:
    """Return the points of each finder, as `benchmarks.fit_confidence` measured them."""
    file = resources.files("claims.nlp") / "lexicon" / "confidence.tsv"
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for line in file.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            found_by, raw, _, _, share = line.split("\t")
            found[found_by].append((float(raw), float(share)))
    return {found_by: tuple(sorted(points)) for found_by, points in found.items()}
