"""Writes what was measured where the site shows it: `python -m benchmarks.figures`.

Reads the tables of `benchmarks/README.md` and writes `claims/quality.json`, so that the two never
differ. `python -m benchmarks --write` does it, too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.results import ROOT

PAGE = ROOT / "benchmarks" / "README.md"
FILE = ROOT / "claims" / "quality.json"
_RELEASE = re.compile(r"Release (\S+), (\d{4}-\d{2}-\d{2})\.")
_INTERVAL = re.compile(r"([\d.]+) – ([\d.]+)")


def figures(page: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page of results says; `words` tells of some results in a few words."""
    results = _part(page, "results")
    release = _RELEASE.search(results)
    if not release:
        raise ValueError("the results do not name their release and day")
    return {
        "release": release[1],
        "measured_on": release[2],
        "results": [_result(cells, words) for cells in _rows(results)],
        "calibration": [
            {"confidence": _share(said), "right": _share(right), "n": int(seen)}
            for said, right, seen in _rows(_part(page, "reliability"))
        ],
    }


def write(words: Mapping[str, str]) -> None:
    """Write the file that the product reads; `words` tells of some results in a few words."""
    found = figures(PAGE.read_text("utf-8"), words)
    FILE.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _part(page: str, mark: str) -> str:
    _, _, rest = page.partition(f"<!-- {mark} -->")
    return rest.partition(f"<!-- end of {mark} -->")[0]


def _rows(part: str) -> Iterator[list[str]]:
    """Yield the cells of each row of a Markdown table, without its head."""
    lines = [line for line in part.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip().strip("*") for cell in line.strip("|").split("|")]


def _result(cells: list[str], words: Mapping[str, str]) -> dict[str, Any]:
    corpus, measure, precision, recall, value, interval, units = cells
    bounds = _INTERVAL.fullmatch(interval)
    if not bounds:
        raise ValueError(f"{corpus}: {measure} has no interval: {interval}")
    return {
        "corpus": corpus,
        "measure": measure,
        "words": words.get(f"{corpus}: {measure}", ""),
        "precision": _share(precision),
        "recall": _share(recall),
        "value": _share(value),
        "interval": [_share(bounds[1]), _share(bounds[2])],
        "n": units,
    }


def _share(percent: str) -> float | None:
    return round(float(percent.rstrip("%")) / 100, 4) if percent else None


if __name__ == "__main__":
    from benchmarks.__main__ import MAIN  # which imports this module

    write(MAIN)
