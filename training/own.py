"""Reads the marked articles of `training/own/`: the same marks as in `fixtures/gold/marked/`."""

from pathlib import Path

from benchmarks.spans import AnnotatedText, Attributed
from fixtures.gold.build import MarkedArticle, marked_articles


def articles(folder: Path) -> list[AnnotatedText]:
    """Return the articles of a folder's marked files by file, in the order in which they stand."""
    return [
        _annotated(article)
        for path in sorted(folder.glob("*.txt"))
        for article in marked_articles(path)[1]
    ]


def _annotated(article: MarkedArticle) -> AnnotatedText:
    gold = tuple(
        Attributed(*(tuple(spans.get(letter, ())) for letter in "skc"))
        for _, spans in sorted(article.marks.items())
    )
    return AnnotatedText(article.stem, article.text, gold)
