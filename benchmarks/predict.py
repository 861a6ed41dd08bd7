"""One door for every scorer: `python -m benchmarks.predict TASK INPUT OUTPUT`.

Runs the product's own reading and linking, without database or queue, on outside data. TASK is
attributions (INPUT: a folder of .txt files), stories, pairs or links (INPUT: a JSONL file).
OUTPUT is JSONL. The forms of the rows are in benchmarks/README.md.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from articles.text import TextSpan
from claims.linking import claims, pairs, stories
from claims.linking.types import ArticleCard, StatementCard
from claims.nlp.encoder import encode
from claims.nlp.types import Attribution

Row = dict[str, Any]
Item = TypeVar("Item")

_PROGRESS_SECONDS = 5.0
_PRONOUNS = frozenset(
    ["he", "she", "it", "they", "i", "we", "you", "who", "his", "her", "their", "him", "them"]
)
_MARKED = re.compile(r"[“\"„«]([^“”\"„«»]+)[”\"»]?")


class BadInput(Exception):
    """Something in INPUT that cannot be used; the message names file and line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one task; return 0, or 2 when the input cannot be used."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.predict",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("task", choices=sorted(TASKS))
    parser.add_argument("input", type=Path)
    parser.add_argument("output", type=Path)
    given = parser.parse_args(arguments)
    try:
        rows = list(
            TASKS[given.task](given.input)
        )  # whole, so that bad input leaves no half a file
        given.output.parent.mkdir(parents=True, exist_ok=True)
        with given.output.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
    except (BadInput, OSError) as error:
        print(f"predict {given.task}: {error}", file=sys.stderr)
        return 2
    return 0


def attributions(folder: Path) -> Iterator[Row]:
    """Yield what is read in each text of a folder; offsets are into the file as it is."""
    from claims.nlp import read  # loads spaCy, which the other tasks do without

    if not folder.is_dir():
        raise BadInput(f"{folder} is not a folder of .txt files")
    paths = sorted(folder.glob("*.txt"))
    if not paths:
        raise BadInput(f"{folder} holds no .txt file")
    for path in _told(paths, "texts"):
        text = _raw(path)
        # A byte order mark is no part of a text, but it counts in the file's offsets.
        skipped = len(text) - len(text.removeprefix("\ufeff"))
        found = read(text[skipped:]).attributions
        yield {"id": path.stem, "attributions": [_attribution(one, skipped) for one in found]}


def grouped(path: Path) -> Iterator[Row]:
    """Yield the story of each article."""
    cards = article_cards(path, list(_rows(path, "id", "text")))
    for number, group in enumerate(stories.group(cards)):
        for key in sorted(group.members):
            yield {"id": key, "cluster": f"story-{number}"}


def paired(path: Path) -> Iterator[Row]:
    """Yield how surely each pair of claims says the same."""
    for _, row in _told(list(_rows(path, "id", "a", "b")), "pairs"):
        vectors = (encode(row["a"]), encode(row["b"]))
        yield {"id": row["id"], "score": round(pairs.text_score(row["a"], row["b"], vectors), 4)}


def linked(path: Path) -> Iterator[Row]:
    """Yield the links among statements of any documents."""
    rows = list(_rows(path, "id", "content"))
    cards = [statement_card(path, line, row) for line, row in _told(rows, "statements")]
    for one in claims.link(cards):
        yield {"a": one.a, "b": one.b, "kind": one.kind.value, "score": one.score.value}


TASKS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "attributions": attributions,
    "stories": grouped,
    "pairs": paired,
    "links": linked,
}


def _attribution(one: Attribution, skipped: int) -> Row:
    def spans(found: Sequence[TextSpan]) -> list[list[int]]:
        return [[span.start + skipped, span.end + skipped] for span in found]

    return {
        "source": spans(one.source),
        "cue": spans(one.cue),
        "content": spans(one.content),
        "type": one.type.value,
        "act": one.act.value,
        "polarity": one.polarity.value,
        "certainty": one.certainty.value,
        "chain": [
            {
                "span": spans([link.span])[0] if link.span else None,
                "name": link.name,
                "kind": link.kind.value,
                "role": link.role.value,
            }
            for link in one.chain
        ],
        "tier": one.tier.value,
        "confidence": round(one.confidence, 3),
        "found_by": one.found_by,
    }


def article_cards(path: Path, rows: Sequence[tuple[int, Row]]) -> list[ArticleCard]:
    """Return what grouping needs to know of rows of the task `stories` by their lines."""
    return [article_card(path, line, row) for line, row in _told(rows, "articles")]


def article_card(path: Path, line: int, row: Row) -> ArticleCard:
    """Return what grouping needs to know of a row of the task `stories`."""
    terms, lede = stories.profile(row.get("title") or "", row["text"] or "")
    return ArticleCard(
        key=row["id"],
        day=_day(path, line, row),
        outlet=row.get("outlet") or "",
        terms=terms,
        vector=encode(lede),
    )


def statement_card(path: Path, line: int, row: Row) -> StatementCard:
    """Return what linking needs to know of a row of the task `links`."""
    speaker, kind = _speaker(row.get("source") or "")
    return StatementCard(
        key=row["id"],
        article=row.get("doc") or row["id"],
        outlet=row.get("outlet") or "",
        day=_day(path, line, row),
        speaker=speaker,
        speaker_kind=kind,
        content=row["content"],
        quoted=_quoted(row),
        polarity="asserted",
        certainty="certain",
        vector=encode(row["content"]),
        cue=row.get("cue") or "",
    )


def _speaker(source: str) -> tuple[str, str]:
    """Return name and kind as far as the bare words of a source tell them."""
    source = source.strip()
    if not source or source.lower() in _PRONOUNS:
        return "", "unnamed"
    words = re.findall(r"[^\W\d_]+", source.partition(",")[0])
    if any(word[0].isupper() for word in words[1:]) or source[0].isupper():
        return source, "person" if not source.lower().startswith("the ") else "organisation"
    return source, "collective"


def _quoted(row: Row) -> tuple[str, ...]:
    given = row.get("quoted") or ()
    if not isinstance(given, str):
        return tuple(given)
    # Marks in the content tell the stretches apart; what is given may hold more than they do.
    marked = (match.strip() for match in _MARKED.findall(row["content"]))
    return tuple(dict.fromkeys(stretch for stretch in (*marked, given) if stretch))


def _day(path: Path, line: int, row: Row) -> date | None:
    """Return the day of a date as ISO 8601 or as milliseconds since 1970."""
    given = str(row.get("date") or "").strip()
    if not given:
        return None
    try:
        if re.fullmatch(r"\d{9,}", given):
            return datetime.fromtimestamp(int(given) / 1000, UTC).date()
        return datetime.fromisoformat(given).date()
    except ValueError:
        raise BadInput(f"{path}, line {line}, field date: “{given}” is not a date") from None


def _rows(path: Path, *fields: str) -> Iterator[tuple[int, Row]]:
    seen: dict[str, int] = {}
    for line, raw in enumerate(_raw(path).split("\n"), 1):
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except ValueError as error:
            raise BadInput(f"{path}, line {line}: not JSON ({error})") from None
        if not isinstance(row, dict):
            raise BadInput(f"{path}, line {line}: not a JSON object")
        for field in fields:
            if not isinstance(row.get(field), str):
                raise BadInput(f"{path}, line {line}: field {field} is missing or not a text")
        if first := seen.get(row["id"]):
            raise BadInput(f"{path}, line {line}: id “{row['id']}” is also on line {first}")
        seen[row["id"]] = line
        yield line, row


def _raw(path: Path) -> str:
    if not path.is_file():
        raise BadInput(f"{path} is not a file")
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 (byte {error.start})") from None


def _told(items: Sequence[Item], what: str) -> Iterator[Item]:
    """Yield the items, telling on stderr from time to time how many are done."""
    last = time.monotonic()
    for number, item in enumerate(items, 1):
        yield item
        if time.monotonic() - last > _PROGRESS_SECONDS or number == len(items):
            last = time.monotonic()
            print(f"{number} of {len(items)} {what}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
