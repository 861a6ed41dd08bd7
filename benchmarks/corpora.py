"""Reads corpora from a path: PolNeAR's brat files, linking sets in JSONL, our own sample's gold."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.spans import AnnotatedText, Attributed, Span, Spans

Row = dict[str, Any]

_SPANS = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t")
_SET_ASIDE = frozenset({"Discard", "Discuss"})


def rows(path: Path, split: str = "") -> list[Row]:
    """Return the rows of a JSONL file, of one split where one is named."""
    with path.open(encoding="utf-8") as file:
        found = [json.loads(line) for line in file if line.strip()]
    return [row for row in found if not split or row["split"] == split]


def write_rows(path: Path, found: list[Row]) -> None:
    """Write rows as JSONL, making the folder where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    path.write_text("".join(lines), encoding="utf-8")


def annotated_texts(folder: Path) -> list[AnnotatedText]:
    """Return the texts of a folder in PolNeAR's layout, by name.

    `folder/text/NAME.txt` holds a text, `folder/attributions/NAME_ANNOTATOR.ann` its gold; of
    several annotators the alphabetically first is taken.
    """
    return [versions[0] for versions in annotations(folder)]


def annotations(folder: Path) -> list[list[AnnotatedText]]:
    """Return the texts of a folder in PolNeAR's layout, each once for every annotator."""
    paths: dict[str, list[Path]] = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        paths.setdefault(path.stem.rpartition("_")[0], []).append(path)
    return [[_annotated(folder, name, path) for path in paths[name]] for name in sorted(paths)]


def _annotated(folder: Path, name: str, path: Path) -> AnnotatedText:
    text = raw_text(folder / "text" / f"{name}.txt")
    events, ignored = brat(raw_text(path))
    return AnnotatedText(name, text, tuple(one for one in events if one.content), ignored)


def raw_text(path: Path) -> str:
    """Return a file's text with its line ends as they are, since offsets count them."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def brat(annotation: str) -> tuple[list[Attributed], Spans]:
    """Return the attributions of a brat file in its order, and the spans that were set aside."""
    spans: dict[str, Spans] = {}
    ignored: list[Span] = []
    for match in map(_SPANS.match, annotation.split("\n")):
        if match:
            name, label, places = match.groups()
            spans[name] = tuple(_span(place) for place in places.split(";"))
            ignored += spans[name] if label in _SET_ASIDE else ()
    found = [
        _attributed(line.split("\t")[1], spans)
        for line in annotation.split("\n")
        if re.match(r"E\d+\t", line)
    ]
    return [one for one in found if one.source or one.cue or one.content], tuple(ignored)


def predicted_attributions(found: list[Row]) -> dict[str, list[Attributed]]:
    """Return the attributions of `predict attributions` by the name of their text."""
    return {row["id"]: [attributed(one) for one in row["attributions"]] for row in found}


def attributed(row: Row) -> Attributed:
    """Return the spans of a row with `source`, `cue` and `content`."""
    return Attributed(*(_sorted(row.get(role) or []) for role in ("source", "cue", "content")))


def _span(place: str) -> Span:
    start, end = place.split()
    return int(start), int(end)


def _attributed(event: str, spans: dict[str, Spans]) -> Attributed:
    roles: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
    for name, reference in _arguments(event):
        if name in roles:
            roles[name] += spans[reference]
    return Attributed(**{role: tuple(sorted(places)) for role, places in roles.items()})


def _arguments(event: str) -> Iterator[tuple[str, str]]:
    for argument in event.split():
        name, _, reference = argument.partition(":")
        yield name.rstrip("0123456789").lower(), reference


def _sorted(places: list[list[int]]) -> Spans:
    return tuple(sorted((start, end) for start, end in places))
