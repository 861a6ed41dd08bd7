"""How well articles are grouped into stories: `python -m benchmarks.stories FILE [SPLIT]`.

The file holds JSONL rows `{"id", "outlet", "date", "title", "text", "cluster", "split"}`.
"""

from pathlib import Path

from benchmarks import corpora, metrics, results
from benchmarks.arguments import asked
from benchmarks.corpora import Row
from benchmarks.metrics import Groups
from benchmarks.results import Result

GIVEN = ("id", "outlet", "date", "title", "text")  # what the product may see


def measured(corpus: str, articles: list[Row]) -> list[Result]:
    """Return the results of articles whose gold story is their `cluster`."""
    gold = {row["id"]: row["cluster"] for row in articles}
    return scored(corpus, gold, predicted(corpus, articles))


def predicted(corpus: str, articles: list[Row]) -> dict[str, str]:
    """Return the story of each article, as the product groups them."""
    given = [{name: row.get(name, "") for name in GIVEN} for row in articles]
    found = results.predicted_rows("stories", given, f"stories-{results.slug(corpus)}")
    return {row["id"]: row["cluster"] for row in found}


def scored(corpus: str, gold: Groups, guessed: Groups) -> list[Result]:
    """Return the results of predicted stories; the first names the pairs of articles."""
    wanted, made = results.pairs(gold), results.pairs(guessed)
    return [
        results.of_counts(
            corpus,
            "stories, pairwise",
            list(metrics.pairwise(gold, guessed).values()),
            "stories",
            right=wanted & made,
            wrong=made - wanted,
        ),
        results.of_counts(
            corpus, "stories, B-cubed", list(metrics.bcubed(gold, guessed).values()), "stories"
        ),
    ]


if __name__ == "__main__":
    given = asked(__doc__, {"file": "JSONL"}, {"split": "of its rows; all, without it"})
    file, split = Path(given.file), given.split
    print(results.table(measured(f"{file.stem} {split}".strip(), corpora.rows(file, split))))
