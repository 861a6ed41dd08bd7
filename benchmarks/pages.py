"""Puts what was measured into the pages that tell of it, between marks."""

from benchmarks.results import ROOT


def between(page: str, mark: str, words: str) -> str:
    """Return a page whose part between `<!-- MARK -->` and `<!-- end of MARK -->` is replaced."""
    start, end = f"<!-- {mark} -->\n", f"<!-- end of {mark} -->\n"
    before, _, rest = page.partition(start)
    _, _, after = rest.partition(end)
    return f"{before}{start}{words}\n{end}{after}"


def put(page: str, mark: str, words: str) -> None:
    """Write words between the marks of one of the project's pages."""
    file = ROOT / page
    file.write_text(between(file.read_text("utf-8"), mark, words), "utf-8")
