"""Reads Markdown: a head of details, where it has one, and the words of the rest."""

import hashlib
import re
from typing import IO

from markdown_it import MarkdownIt

from articles.batches.encoding import decoded
from articles.batches.limits import MAX_TEXT_BYTES
from articles.batches.markup import plain
from articles.batches.rows import DETAILS, Fault, Row, Rows, not_read
from articles.batches.types import Unreadable

_NAMES = {"author": "byline", "authors": "byline", "by": "byline", "date": "published"}
_KEY = re.compile(r"(\w[\w -]*?)\s*:(?:\s+(.*)|)$")
_MOST_HEAD_LINES = 100


def markdown_rows(file: IO[bytes]) -> Rows:
    """Yield the one row of a Markdown file."""
    data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise Unreadable(f"holds more than {MAX_TEXT_BYTES:,} bytes, which no single article does")
    found = decoded(data)
    if found.remark:
        yield Fault(found.remark, found.line, "encoding", refuses=False)
    head, body = _parted(found.text.replace("\r\n", "\n").replace("\r", "\n"))
    values = {_NAMES.get(name, name): value for name, value in head.items()}
    if strange := sorted(values.keys() - set(DETAILS)):
        yield Fault(not_read(strange), 1, "head", refuses=False)
    text = plain(_html(body))
    kept = {name: value for name, value in values.items() if name in DETAILS and value}
    yield Row(
        {**kept, "text": text}, None, found.encoding, hashlib.sha256(data).hexdigest(), len(data)
    )


def _html(body: str) -> str:
    """Return Markdown as HTML, without blocks of code."""
    parser = MarkdownIt("commonmark")
    tokens = [token for token in parser.parse(body) if token.type not in {"fence", "code_block"}]
    return str(parser.renderer.render(tokens, parser.options, {}))


def _parted(text: str) -> tuple[dict[str, str], str]:
    """Return the head between two lines of `---` as names and values, and what follows it."""
    first, *lines = text.split("\n")
    if first.rstrip() != "---":
        return {}, text
    head: dict[str, str] = {}
    for number, line in enumerate(lines[:_MOST_HEAD_LINES], 1):
        if line.rstrip() in {"---", "..."}:
            return head, "\n".join(lines[number:])
        if match := _KEY.match(line.strip()):
            head[match[1].casefold()] = (match[2] or "").strip().strip("\"'")
        elif line.strip() and not line.lstrip().startswith(("#", "-")):
            break
    return {}, text  # a rule, not a head
