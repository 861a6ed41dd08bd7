"""What the documents promise is there: commands, files, modules."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in [
        ROOT / "README.md",
        ROOT / "benchmarks" / "README.md",
        ROOT / "fixtures" / "README.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
)
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def said(page):
    return (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page):
    named = set(re.findall(r"(?:`|^|\s)make ([a-z]+)", "\n".join(code(said(page)))))

    assert named <= TARGETS


@pytest.mark.parametrize("page", PAGES)
def test_modules_exist(page):
    named = re.findall(r"python -m ((?:benchmarks|fixtures)[\w.]*)", said(page))

    assert [name for name in named if find_spec(name.rstrip(".")) is None] == []


@pytest.mark.parametrize("page", PAGES)
def test_commands_exist(page):
    named = re.findall(r"manage\.py ([a-z]\w+)", said(page))

    assert [name for name in named if name not in get_commands()] == []


@pytest.mark.parametrize("page", PAGES)
def test_links_between_files_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", said(page))

    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []


def test_the_readme_gives_the_two_commands():
    assert {"make run", "make test"} <= set(re.findall(r"make [a-z]+", said("README.md")))


def code(text):
    """Return what stands in code spans and code blocks."""
    blocks = re.findall(r"^```.*?^```", text, re.MULTILINE | re.DOTALL)
    return [*blocks, *re.findall(r"`[^`\n]+`", text)]
