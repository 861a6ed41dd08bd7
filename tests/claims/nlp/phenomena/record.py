"""Writes down which cases fail today: `python -m tests.claims.nlp.phenomena.record [case …]`.

It reads every case for real, says what is wrong with each that fails, and keeps their names in
`known_failures.txt`. With names of cases, or beginnings of names, it only says what is wrong there.
"""

import sys
from collections import Counter
from collections.abc import Sequence

from tests.claims.nlp.phenomena.cases import FOLDER, Case, cases, titles
from tests.claims.nlp.phenomena.comparing import problems

FILE = FOLDER / "known_failures.txt"


def known_failures() -> list[str]:
    """Return the names of the cases that are known to fail."""
    lines = FILE.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def head(failing: Sequence[str]) -> str:
    """Return the line that states the share of cases that fail."""
    count = len(cases())
    return f"# {len(failing)} of {count} cases ({len(failing) / count:.0%}) fail."


def record(names: Sequence[str] = ()) -> None:
    """Read the cases, print what is wrong, and write the names down when all were read."""
    failing: list[Case] = []
    for case in cases():
        if names and not case.id.startswith(tuple(names)):
            continue
        if told := problems(case):
            failing.append(case)
            print(case.id, *told, sep="\n    ")
    if not names:
        ids = [case.id for case in failing]
        FILE.write_text("\n".join((head(ids), WHY, *ids, "")), "utf-8")
        print(head(ids).removeprefix("# "), *_by_phenomenon(failing), sep="\n")


WHY = """\
# Each is tested as a strict expected failure: one that begins to pass fails the test until
# `python -m tests.claims.nlp.phenomena.record` is run again.
"""


def _by_phenomenon(failing: Sequence[Case]) -> list[str]:
    bad = Counter(case.number for case in failing)
    every = Counter(case.number for case in cases())
    return [f"{bad[n]} of {every[n]}  {n}. {titles()[n]}" for n in sorted(bad)]


if __name__ == "__main__":
    record(sys.argv[1:])
