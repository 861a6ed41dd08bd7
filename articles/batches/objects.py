"""Reads articles written as JSON: our own keys, or IPTC's ninjs."""

import json
from collections.abc import Iterator
from typing import IO

from articles.batches.encoding import decoded, lines
from articles.batches.limits import MAX_JSON_BYTES
from articles.batches.ninjs import is_ninjs, ninjs_values
from articles.batches.rows import DETAILS, Fault, Row, Rows, encoding_fault, not_read
from articles.batches.types import Unreadable, shortened

_LISTS = ("items", "articles")  # keys under which a file may keep its articles


def json_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of a file with one JSON object a line."""
    reader = _Objects()
    encoding = "utf-8"
    for line in lines(file):
        if line.encoding != encoding == "utf-8":
            encoding = line.encoding
            yield encoding_fault(line)
        if line.problem:
            yield Fault(line.problem, line.number)
        elif line.text.strip():
            try:
                found = _loaded(line.text.rstrip())
            except Unreadable as error:
                yield Fault(str(error), line.number)
                continue
            yield from reader.rows(found, line.number, None, line.encoding)


def json_file_rows(file: IO[bytes]) -> Rows:
    """Yield the articles of a file that is one JSON object, or a list of them."""
    data = file.read(MAX_JSON_BYTES + 1)
    if len(data) > MAX_JSON_BYTES:
        yield Fault(
            f"holds more than {MAX_JSON_BYTES:,} bytes; send one article a line (.jsonl), "
            "or several files"
        )
        return
    found = decoded(data)
    if found.remark:
        yield Fault(found.remark, found.line, "encoding", refuses=False)
    whole = _loaded(found.text, many_lines=True)
    many = _many(whole)
    reader = _Objects()
    for number, one in enumerate([whole] if many is None else many, 1):
        yield from reader.rows(one, None, None if many is None else number, found.encoding)


def _many(whole: object) -> list[object] | None:
    """Return the articles of a file that is a list of them, else nothing."""
    if isinstance(whole, dict) and "text" not in whole and not is_ninjs(whole):
        whole = next((whole[name] for name in _LISTS if isinstance(whole.get(name), list)), whole)
    return whole if isinstance(whole, list) else None


def _loaded(text: str, *, many_lines: bool = False) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, " if many_lines else ""
        raise Unreadable(f"is not JSON ({place}character {error.colno}: {error.msg})") from None
    except (ValueError, RecursionError):
        raise Unreadable("is not JSON that can be read") from None


class _Objects:
    """Reads the objects of one file, and says once which of their keys it does not know."""

    def __init__(self) -> None:
        self._strange: set[str] = set()

    def rows(self, found: object, line: int | None, number: int | None, encoding: str) -> Rows:
        """Yield the row of one object, or what is amiss with it."""
        if not isinstance(found, dict):
            reason = "is not an object; write {…} with the keys text, title, …"
            yield Fault(reason, line, number=number)
            return
        if is_ninjs(found):
            try:
                yield Row(ninjs_values(found), line, encoding, number=number)
            except Unreadable as error:
                yield Fault(str(error), line, number=number)
            return
        if new := sorted(found.keys() - {"text", *DETAILS} - self._strange):
            self._strange.update(new)
            yield Fault(not_read(new), line, "keys", refuses=False, number=number)
        values: dict[str, str] = {}
        for fault in _faults(found, values):
            yield Fault(fault.reason, line, fault.field, fault.refuses, number=number)
            if fault.refuses:
                return
        yield Row(values, line, encoding, number=number)


def _faults(found: dict[str, object], values: dict[str, str]) -> Iterator[Fault]:
    """Take what is text into `values`, and yield what is not."""
    for name in ("text", *DETAILS):
        value = found.get(name)
        if name == "id" and isinstance(value, int):
            value = str(value)
        if isinstance(value, str):
            if value.strip():
                values[name] = value
        elif value is not None:
            shown = shortened(json.dumps(value, ensure_ascii=False), 30)
            yield Fault(
                f"{name} is {shown}, not text in quotation marks", None, name, name == "text"
            )
