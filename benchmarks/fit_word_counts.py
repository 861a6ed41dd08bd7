"""Count in how many news texts each word stands: `python -m benchmarks.fit_word_counts CORPORA`.

Writes `claims/linking/word_counts.tsv`. Only train parts are counted, so that no figure
measured on a dev or test part leans on its own texts.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.arguments import asked
from claims.linking.words import words

TABLE = Path(__file__).parent.parent / "claims" / "linking" / "word_counts.tsv"
LEAST = 3  # rarer words are names and slips; the table takes them as unknown, that is, rarest
HEAD = """\
# In how many texts a word stands; words as claims.linking.words makes them, counts from {least}.
# From the train parts of PolNeAR, NeuS, ECB+, MRPC (first of each pair) and STS headlines (same).
# Made by: python -m benchmarks.fit_word_counts CORPORA
# texts: {texts}
"""


def texts(corpora: Path) -> Iterator[str]:
    """Yield every text that is counted, each once."""
    for path in sorted((corpora / "polnear" / "train" / "text").glob("*.txt")):
        yield path.read_text("utf-8")
    for name in ("neus", "ecb"):
        for row in _train(corpora / "linking" / f"{name}.jsonl"):
            yield f"{row['title'] or ''}\n{row['text']}"
    for name in ("mrpc", "sts"):
        for row in _train(corpora / "linking" / f"{name}.jsonl"):
            yield row["a"]


def _train(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    yield from (row for row in rows if row["split"] == "train")


def main(corpora: Path) -> None:
    """Write the table."""
    counts: Counter[str] = Counter()
    number = 0
    for number, text in enumerate(texts(corpora), 1):  # noqa: B007
        counts.update(set(words(text)))
    lines = [f"{word}\t{n}\n" for word, n in sorted(counts.items()) if n >= LEAST]
    TABLE.write_text(HEAD.format(least=LEAST, texts=number) + "".join(lines), "utf-8")


if __name__ == "__main__":
    main(Path(asked(__doc__, {"corpora": "the folder that holds polnear/train"}).corpora))
