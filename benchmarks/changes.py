"""What changed between two readings: `python -m benchmarks.changes OLD NEW [CORPUS]`.

OLD and NEW are what `python -m benchmarks.predict attributions` wrote, for instance of two
releases. CORPUS is what was read: a folder in PolNeAR's layout (`text/`, `attributions/`) or one
like `fixtures/` (`sample/`, `gold/`), which it is without. Printed is which articles and which
phenomena (types, acts, kinds of source, cues …) got better or worse, and each statement that was
newly found or lost, each new or vanished false one, with its place and its first words.
"""

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import corpora, sample, spans
from benchmarks.corpora import Row
from benchmarks.metrics import Counts
from benchmarks.spans import AnnotatedText, Attributed

LONGEST = 90  # characters of an excerpt
LISTED = 25  # items of a list, unless `--most` says otherwise
FIELDS = ("act", "polarity", "certainty", "tier", "found_by")
PRONOUNS = frozenset(
    ["i", "he", "she", "it", "we", "they", "you", "who", "which", "that", "his", "her", "their"]
)


@dataclass(frozen=True, slots=True)
class Item:
    """A statement, of the gold or falsely read, as the report tells of it."""

    article: str
    start: int
    end: int
    words: str
    phenomena: tuple[str, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """An article with its gold, and what is known of each statement of the gold."""

    annotated: AnnotatedText
    rows: Sequence[Row]
    is_nested: bool  # our own gold has statements inside others, PolNeAR has none


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of a reading: gold statements found, and false ones."""

    found: frozenset[Item]
    false: frozenset[Item]


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("old", type=Path, help="JSONL of the older reading")
    parser.add_argument("new", type=Path, help="JSONL of the newer reading")
    parser.add_argument(
        "corpus", type=Path, nargs="?", default=sample.FIXTURES, help="what was read"
    )
    parser.add_argument("--most", type=int, default=LISTED, help="items of each list")
    options = parser.parse_args()
    old, new = (
        {row["id"]: row["attributions"] for row in corpora.rows(path)}
        for path in (options.old, options.new)
    )
    texts = [one for one in corpus(options.corpus) if one.annotated.id in old.keys() | new.keys()]
    print("\n".join(report(texts, old, new, options.most)))


def corpus(folder: Path) -> list[Text]:
    """Return the texts of a corpus with their gold."""
    if (folder / "gold" / "statements.jsonl").exists():
        held = sample.loaded(folder)
        return [
            Text(
                AnnotatedText(Path(one.id).stem, one.text, one.gold, optional=one.optional),
                held.statements[one.id],
                is_nested=True,
            )
            for one in held.texts()
        ]
    return [
        Text(one, [{} for _ in one.gold], is_nested=False)
        for one in corpora.annotated_texts(folder)
    ]


def report(
    texts: Sequence[Text],
    old: Mapping[str, Sequence[Row]],
    new: Mapping[str, Sequence[Row]],
    most: int = LISTED,
) -> Iterator[str]:
    """Yield the lines of the report on two readings of the same texts."""
    gold = frozenset(item for text in texts for item in _needed(text))
    before, after = (_judged(texts, reading) for reading in (old, new))
    yield f"{len(texts)} articles, {len(gold)} statements in the gold"
    yield f"old: {_told(gold, before)}"
    yield f"new: {_told(gold, after)}"
    yield from _table("Articles", gold, before, after, lambda item: (item.article,))
    yield from _table("Phenomena", gold, before, after, lambda item: item.phenomena)
    for title, items in (
        ("Newly lost", before.found - after.found),
        ("Newly found", after.found - before.found),
        ("New false ones", after.false - before.false),
        ("False ones no more", before.false - after.false),
    ):
        yield from _listed(title, items, most)


def phenomena(text: str, one: Attributed, row: Row) -> tuple[str, ...]:
    """Return what kind of statement this is, as far as spans and fields tell."""
    found = [f"type: {row.get('type') or spans.type_of(text, one.content)}"]
    found += [f"{name.replace('_', ' ')}: {row[name]}" for name in FIELDS if row.get(name)]
    if chain := row.get("chain"):
        found.append(f"source kind: {chain[-1]['kind']}")
        found.append(f"links: {len(chain)}")
    found.append(f"source: {_form(text, one)}")
    cue = " ".join(text[start:end] for start, end in one.cue).casefold()
    found.append(f"cue: {' '.join(cue.split()[:4]) or 'none'}")
    return tuple(found)


def _form(text: str, one: Attributed) -> str:
    """Return in which form a source is named: not at all, by pronoun, by name, by description."""
    if not one.source:
        return "none"
    words = re.findall(r"\w+", " ".join(text[start:end] for start, end in one.source))
    if len(words) == 1 and words[0].casefold() in PRONOUNS:
        return "a pronoun"
    is_named = any(word[0].isupper() for word in words[1:] or words)
    return "a name" if is_named else "a description"


def _judged(texts: Sequence[Text], reading: Mapping[str, Sequence[Row]]) -> Judged:
    found: set[Item] = set()
    false: set[Item] = set()
    for text in texts:
        rows = reading.get(text.annotated.id, [])
        guesses = [corpora.attributed(row) for row in rows]
        places, wrong = _verdicts(text, guesses)
        items = list(_gold(text))
        found |= {items[place] for place in places if place not in text.annotated.optional}
        false |= {_item(text.annotated, guesses[number], rows[number]) for number in wrong}
    return Judged(frozenset(found), frozenset(false))


def _verdicts(text: Text, guesses: Sequence[Attributed]) -> tuple[Iterable[int], list[int]]:
    """Return the places of gold that were found, and the numbers of false predictions."""
    article = text.annotated
    if text.is_nested:
        right = spans.joint(article.text, article.gold, guesses)
        pairs = spans.paired(article.text, article.gold, guesses)
        wrong = [
            number
            for number in range(len(guesses))
            if number not in right and pairs.get(number) not in article.optional
        ]
        return right.values(), wrong
    verdicts = spans.verdicts(article, guesses)
    found = spans.compare(article, guesses).found
    return found, [number for number, verdict in enumerate(verdicts) if verdict is False]


def _gold(text: Text) -> Iterator[Item]:
    for one, row in zip(text.annotated.gold, text.rows, strict=True):
        yield _item(text.annotated, one, row)


def _needed(text: Text) -> Iterator[Item]:
    for place, item in enumerate(_gold(text)):
        if place not in text.annotated.optional:
            yield item


def _item(article: AnnotatedText, one: Attributed, row: Row) -> Item:
    words = " | ".join(
        " … ".join(article.text[start:end] for start, end in places)
        for places in (one.source, one.cue, one.content)
    )
    short = " ".join(words.split())
    if len(short) > LONGEST:
        short = f"{short[:LONGEST]}…"
    start, end = one.content[0][0], one.content[-1][1]
    return Item(article.id, start, end, short, phenomena(article.text, one, row))


def _told(gold: frozenset[Item], judged: Judged) -> str:
    right = len(judged.found)
    counts = Counts(right, right + len(judged.false), len(gold))
    return (
        f"{right} found, {len(judged.false)} false: precision {100 * counts.precision:.1f}, "
        f"recall {100 * counts.recall:.1f}, F1 {100 * counts.f1:.1f}"
    )


def _table(
    title: str,
    gold: frozenset[Item],
    before: Judged,
    after: Judged,
    named: Callable[[Item], tuple[str, ...]],
) -> Iterator[str]:
    """Yield what changed under each name, the worst first."""
    columns = (gold, before.found, after.found, before.false, after.false)
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    for number, items in enumerate(columns):
        for item in items:
            for name in named(item):
                counts[name][number] += 1
    gains = {name: (c[2] - c[1]) - (c[4] - c[3]) for name, c in counts.items()}
    moved = {name for name, c in counts.items() if c[1] != c[2] or c[3] != c[4]}
    yield f"\n{title} that changed (found of gold; false ones), the worst first:"
    for name in sorted(moved, key=lambda name: (gains[name], name)):
        c = counts[name]
        yield f"  {gains[name]:+d}  {name}: {c[1]} → {c[2]} of {c[0]}; {c[3]} → {c[4]} false"
    if not moved:
        yield "  none"


def _listed(title: str, items: frozenset[Item], most: int) -> Iterator[str]:
    yield f"\n{title}: {len(items)}"
    for item in sorted(items, key=lambda item: (item.article, item.start, item.end))[:most]:
        yield f"  {item.article}[{item.start}:{item.end}] {item.words}"
    if len(items) > most:
        yield f"  and {len(items) - most} more"


if __name__ == "__main__":
    main()
