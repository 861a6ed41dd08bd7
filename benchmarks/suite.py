"""All corpora of others that a folder holds; one that is missing is skipped and said so."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import attributions, corpora, judged, links, speakers, stories
from benchmarks.corpora import Row
from benchmarks.results import Result

# Training parts are for training; what is held out is there only for those who hold it.
SPLITS = ("dev", "test")

STORIES = {"basil": "BASIL", "uci": "UCI news", "ecb": "ECB+", "neus": "NeuS"}
PAIRS = {"nanco": "NAnCo", "claimdiff": "ClaimDiff", "sts": "STS headlines"}


def measured(folder: Path, splits: Sequence[str] = SPLITS) -> list[Result]:
    """Return the results of all corpora under a folder, splits apart."""
    return [
        *(one for split in splits for one in _attributions(folder, split)),
        *_linking(folder, splits, STORIES, stories.measured),
        *_linking(folder, splits, PAIRS, links.pairs),
        *_quotes(folder),
    ]


def _attributions(folder: Path, split: str) -> list[Result]:
    place = folder / "polnear" / split
    if not place.is_dir():
        print(f"skipped: no PolNeAR {split} at {place}")
        return []
    return [*attributions.measured(f"PolNeAR {split}", place), *speakers.measured(place)]


def _linking(
    folder: Path,
    splits: Sequence[str],
    names: dict[str, str],
    measure: Callable[[str, list[Row]], list[Result]],
) -> Iterator[Result]:
    for name, title in names.items():
        path = folder / "linking" / f"{name}.jsonl"
        for split in splits:
            found = corpora.rows(path, split) if path.exists() else []
            if found:
                yield from measure(f"{title} {split}", found)
            else:
                print(f"skipped: no {title} {split} at {path}")


def _quotes(folder: Path) -> list[Result]:
    silver = folder / "linking" / "polnear_train.quote_pairs.jsonl"
    review = silver.with_name("polnear_train.quote_pairs_review.tsv")
    polnear = folder / "polnear" / "train"
    if not (silver.exists() and review.exists() and polnear.is_dir()):
        print(f"skipped: no PolNeAR quotation pairs at {silver}")
        return []
    return [
        *links.quotes("PolNeAR quotation pairs", polnear, silver, review),
        *judged.measured(polnear),
    ]
