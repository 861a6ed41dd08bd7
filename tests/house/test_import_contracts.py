"""The import contracts hold, and each of them breaks when it is violated."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(tmp_path):
    for package in ("newsclaims", "articles", "claims"):
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def contracts(folder):
    done = subprocess.run(
        [LINT_IMPORTS, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_contracts_hold(copy):
    status, said = contracts(copy)

    assert status == 0, said
    assert "0 broken" in said


VIOLATIONS = [
    (
        "articles/models.py",
        "import claims.models",
        "newsclaims wires; claims reads articles; articles knows neither",
    ),
    (
        "claims/models/linking.py",
        "import newsclaims.env",
        "newsclaims wires; claims reads articles; articles knows neither",
    ),
    ("articles/text.py", "import articles.models", "articles: doors, deeds, rows, reasoning"),
    ("claims/querysets.py", "import claims.tasks", "claims: doors, deeds, rows, reasoning"),
    ("claims/helpers.py", "", "claims: doors, deeds, rows, reasoning"),
    ("articles/utils.py", "", "articles: doors, deeds, rows, reasoning"),
    ("claims/nlp/types.py", "import django.db", "reasoning touches no database and no queue"),
    ("claims/linking/types.py", "import celery", "reasoning touches no database and no queue"),
    ("claims/linking/types.py", "import spacy", "linking compares plain data, without spaCy"),
]


@pytest.mark.parametrize(("file", "line", "contract"), VIOLATIONS)
def test_a_violation_breaks_its_contract(copy, file, line, contract):
    with (copy / file).open("a") as module:
        module.write(f"\n{line}\n")

    status, said = contracts(copy)

    assert status == 1, said
    assert any(row.startswith(contract) and row.endswith("BROKEN") for row in said.splitlines())
