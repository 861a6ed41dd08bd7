"""Measures everything that is at hand: `python -m benchmarks [--write]`.

The sample is always measured; the corpora of others where `NEWSCLAIMS_CORPORA` names a folder that
holds them. `--write` puts the table into `benchmarks/README.md`, its main figures into the
project's README, and all of them where the site shows them.
"""

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import figures, sample, suite
from benchmarks.pages import put
from benchmarks.results import Result, table
from claims.nlp.release import RELEASE

# What the first page shows: result to what it says of it.
MAIN = {
    "PolNeAR dev: attributions, joint all": "statements with the right source, F1",
    "PolNeAR dev: attributions, joint direct": "of these, direct quotations",
    "PolNeAR dev: attributions, joint mixed": "of these, quoted in part",
    "PolNeAR dev: attributions, joint indirect": "of these, indirect speech",
    "PolNeAR dev: speakers, read: all": "speakers given the right full name",
    "seeds: attributions, joint all": "statements with the right source in real articles, F1",
    "seeds: found statements, chain right": "of these found, those with the right source chain",
    "BASIL dev: stories, pairwise": "articles put into the right story, pairwise F1",
    "UCI news dev: stories, B-cubed": "headlines put into the right story, B-cubed F1",
    "PolNeAR quotation pairs: same quotation across outlets, recall": (
        "quotations shared by two outlets that are linked"
    ),
    "PolNeAR judged pairs: links, check: same-quote, precision": (
        "links of two outlets by a quotation that are right"
    ),
    "PolNeAR judged pairs: links, check: same-statement, precision": (
        "links of two outlets by meaning and speaker that are right"
    ),
    "sample: claims, end to end, B-cubed": "statements put into the right claim, B-cubed F1",
}


def main_figures(results: Sequence[Result]) -> str:
    """Return the main results as a short Markdown table."""
    found = {one.name: one for one in results}
    lines = ["| what | on | result |", "| --- | --- | ---: |"]
    for name, words in MAIN.items():
        if one := found.get(name):
            low, high = one.interval
            value = f"**{100 * one.value:.1f}** [{100 * low:.1f}, {100 * high:.1f}]"
            lines.append(f"| {words} | {one.corpus}, {one.units} | {value} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the results into the READMEs")
    options = parser.parse_args()

    path = os.environ.get("NEWSCLAIMS_CORPORA", "")
    results = sample.measured(sample.loaded())
    if path:
        results += suite.measured(Path(path))
    else:
        print("skipped: the corpora of others, for NEWSCLAIMS_CORPORA is not set")
    print(shown := table(results))
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "results", f"Release {RELEASE}, {today}.\n\n{shown}")
        if path:
            put("README.md", "figures", main_figures(results))
        figures.write(MAIN)


if __name__ == "__main__":
    main()
