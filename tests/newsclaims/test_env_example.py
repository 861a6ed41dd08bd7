"""`.env.example` documents exactly the variables that are read."""

import ast
import re
from itertools import pairwise

from newsclaims.local.paths import CHECKOUT

READERS = {"text", "flag", "number", "words", "folder", "database", "mail", "secret"}


def read_in_python() -> set[str]:
    """The names given to the readers of newsclaims.env, anywhere in the product."""
    names = set()
    for package in ("newsclaims", "articles", "claims"):
        for file in (CHECKOUT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                match node:
                    case ast.Call(
                        func=ast.Attribute(value=ast.Name(id="env"), attr=reader),
                        args=[ast.Constant(value=str(name)), *_],
                    ) if reader in READERS:
                        names.add(name)
    return names


def read_in_compose() -> set[str]:
    """The names that docker compose fills in."""
    return set(re.findall(r"\$\{([A-Z_]+)", (CHECKOUT / "docker-compose.yml").read_text("utf-8")))


def test_every_variable_is_documented_and_no_other():
    lines = (CHECKOUT / ".env.example").read_text("utf-8").splitlines()
    documented = [line.split("=")[0] for line in lines if line and not line.startswith("#")]

    assert len(documented) == len(set(documented))
    assert set(documented) == read_in_python() | read_in_compose()


def test_every_variable_has_words_above_it():
    lines = (CHECKOUT / ".env.example").read_text("utf-8").splitlines()

    for above, line in pairwise(lines):
        assert not re.match(r"[A-Z]", line) or above.startswith("# "), line
