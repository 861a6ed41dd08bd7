"""Measures everything that is at hand: `python -m benchmarks [--write]`.

The sample is always measured; the corpora of others where `NEWSCLAIMS_CORPORA` names a folder that
holds them. `--write` puts the table into `benchmarks/README.md`.
"""

import argparse
import os
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import sample, suite
from benchmarks.results import ROOT, table
from claims.nlp.release import RELEASE

README = ROOT / "benchmarks" / "README.md"
START, END = "<!-- results -->\n", "<!-- end of results -->\n"


def with_results(page: str, results: str) -> str:
    """Return a page whose part between the two marks is replaced."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return f"{before}{START}{results}\n{END}{after}"


def main() -> None:
    """Measure, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    options = parser.parse_args()

    results = sample.measured(sample.loaded())
    if path := os.environ.get("NEWSCLAIMS_CORPORA"):
        results += suite.measured(Path(path))
    else:
        print("skipped: the corpora of others, for NEWSCLAIMS_CORPORA is not set")
    print(shown := table(results))
    if options.write:
        today = datetime.now(UTC).date()
        said = f"Release {RELEASE}, {today}, by `make bench`.\n\n{shown}"
        README.write_text(with_results(README.read_text("utf-8"), said), "utf-8")


if __name__ == "__main__":
    main()
