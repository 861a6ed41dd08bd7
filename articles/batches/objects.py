"""Reads articles written as JSON."""

import json
from typing import IO

from articles.batches.encoding import Line, lines
from articles.batches.rows import DETAILS, Fault, Row, Rows, encoding_fault, not_read
from articles.batches.types import Unreadable, shortened


def json_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of a file with one JSON object a line."""
    strange: set[str] = set()
    encoding = "utf-8"
    for line in lines(file):
        if line.encoding != encoding == "utf-8":
            encoding = line.encoding
            yield encoding_fault(line)
        if line.problem:
            yield Fault(line.problem, line.number)
        elif line.text.strip():
            try:
                found = _object(line.text.rstrip())
            except Unreadable as error:
                yield Fault(str(error), line.number)
                continue
            if new := sorted(found.keys() - {"text", *DETAILS} - strange):
                strange.update(new)
                yield Fault(not_read(new), line.number, "keys", refuses=False)
            yield from _json_row(found, line)


def _object(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise Unreadable(f"is not JSON (character {error.colno}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise Unreadable("is not JSON that can be read") from None
    if not isinstance(found, dict):
        raise Unreadable("is not an object; write {…} with the keys text, title, …")
    return found


def _json_row(found: dict[str, object], line: Line) -> Rows:
    values: dict[str, str] = {}
    for name in ("text", *DETAILS):
        value = found.get(name)
        if name == "id" and isinstance(value, int):
            value = str(value)
        if isinstance(value, str):
            values[name] = value
        elif value is not None:
            shown = shortened(json.dumps(value, ensure_ascii=False), 30)
            yield Fault(
                f"{name} is {shown}, not text in quotation marks", line.number, name, name == "text"
            )
            if name == "text":
                return
    yield Row({n: v for n, v in values.items() if v.strip()}, line.number, line.encoding)
