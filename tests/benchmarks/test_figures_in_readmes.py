from pathlib import Path

from benchmarks.__main__ import MAIN, main_figures
from benchmarks.pages import between
from benchmarks.results import Result

ROOT = Path(__file__).parents[2]


def test_only_the_part_between_the_marks_is_replaced():
    page = "# A\n<!-- results -->\nold\n<!-- end of results -->\n## B\n"

    new = between(page, "results", "new")

    assert new == "# A\n<!-- results -->\nnew\n<!-- end of results -->\n## B\n"
    assert between(new, "results", "new") == new


def test_the_pages_have_the_marks():
    for page, mark in (
        ("README.md", "figures"),
        ("benchmarks/README.md", "results"),
        ("benchmarks/README.md", "reliability"),
    ):
        words = (ROOT / page).read_text("utf-8")
        assert words.index(f"<!-- {mark} -->\n") < words.index(f"<!-- end of {mark} -->\n")


def test_main_figures_are_those_that_were_measured():
    name = next(iter(MAIN))
    corpus, _, measure = name.partition(": ")
    results = [
        Result(corpus, measure, 0.5, (0.25, 0.75), "9 texts"),
        Result("a", "b", 1, (1, 1), "c"),
    ]

    *_, row = main_figures(results).splitlines()

    assert row == f"| {MAIN[name]} | {corpus}, 9 texts | **50.0** [25.0, 75.0] |"
    assert len(main_figures(results).splitlines()) == 3
