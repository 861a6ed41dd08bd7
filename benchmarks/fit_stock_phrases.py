"""Find what politicians say all year round: `python -m benchmarks.fit_stock_phrases CORPORA`.

Writes `claims/linking/stock_phrases.txt`: runs of three to five words that stand in quotations
of several PolNeAR train texts over weeks. Sharing them proves no common origin.
"""

from collections import defaultdict
from datetime import date
from pathlib import Path

from benchmarks import corpora, spans
from benchmarks.arguments import asked
from claims.linking.words import is_common, words

TABLE = Path(__file__).parent.parent / "claims" / "linking" / "stock_phrases.txt"
LENGTHS = (3, 4, 5)
LEAST_TEXTS = 4
LEAST_DAYS = 45  # longer than any one story keeps a quotation alive
LEAST_TELLING = 2  # words of a phrase that are not common anyway
HEAD = """\
# Phrases that are quoted again and again in unrelated stories; words as claims.linking.words.
# From the quotations of PolNeAR train: at least {texts} texts over at least {days} days.
# Made by: python -m benchmarks.fit_stock_phrases CORPORA
"""


def main(corpora_folder: Path) -> None:
    """Write the list."""
    days: dict[tuple[str, ...], dict[str, date]] = defaultdict(dict)
    for text in corpora.annotated_texts(corpora_folder / "polnear" / "train"):
        day = date.fromisoformat(text.id.split("_")[1])
        for gold in text.gold:
            for quoted in spans.quoted(text.text, gold.content):
                for phrase in _phrases(list(words(quoted))):
                    days[phrase][text.id] = day
    stock = sorted(" ".join(phrase) for phrase, texts in days.items() if _is_stock(texts))
    head = HEAD.format(texts=LEAST_TEXTS, days=LEAST_DAYS)
    TABLE.write_text(head + "".join(f"{phrase}\n" for phrase in stock), "utf-8")


def _phrases(tokens: list[str]) -> set[tuple[str, ...]]:
    runs = {tuple(tokens[i : i + n]) for n in LENGTHS for i in range(len(tokens) - n + 1)}
    return {run for run in runs if sum(not is_common(word) for word in run) >= LEAST_TELLING}


def _is_stock(texts: dict[str, date]) -> bool:
    spread = max(texts.values()) - min(texts.values())
    return len(texts) >= LEAST_TEXTS and spread.days >= LEAST_DAYS


if __name__ == "__main__":
    main(Path(asked(__doc__, {"corpora": "the folder that holds polnear/train"}).corpora))
