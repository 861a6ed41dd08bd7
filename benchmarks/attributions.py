"""How well attributions are found: `python -m benchmarks.attributions FOLDER`.

The folder is in PolNeAR's layout: `text/NAME.txt`, `attributions/NAME_ANNOTATOR.ann`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import corpora, results, spans
from benchmarks.arguments import asked
from benchmarks.results import Result
from benchmarks.spans import AnnotatedText, Attributed, Outcome

# The first is the promise; the others say where it is kept.
MEASURES = (
    "joint all",
    "joint direct",
    "joint mixed",
    "joint indirect",
    "detection all",
    "exact source",
    "exact cue",
    "exact content",
)


def measured(corpus: str, folder: Path) -> list[Result]:
    """Return the results of a folder in PolNeAR's layout."""
    articles = corpora.annotated_texts(folder)
    name = f"attributions-{results.slug(corpus)}"
    found = results.predicted("attributions", folder / "text", name)
    return scored(corpus, articles, corpora.predicted_attributions(found))


def scored(
    corpus: str, articles: Sequence[AnnotatedText], predicted: Mapping[str, list[Attributed]]
) -> list[Result]:
    """Return the results of predictions; a text without any counts as empty."""
    found = [spans.compare(article, predicted.get(article.id, [])) for article in articles]
    return results_of(corpus, found)


def results_of(corpus: str, outcomes: Sequence[Outcome]) -> list[Result]:
    """Return the results of what became of each text."""
    return [
        results.of_counts(
            corpus, f"attributions, {measure}", [one.counts[measure] for one in outcomes], "texts"
        )
        for measure in MEASURES
    ]


if __name__ == "__main__":
    place = Path(asked(__doc__, {"folder": "in PolNeAR's layout"}).folder)
    print(results.table(measured(place.name, place)))
