"""Which reader reads which kind of file."""

from collections.abc import Callable
from typing import IO

from articles.batches.feeds import feed_rows
from articles.batches.objects import json_file_rows, json_rows
from articles.batches.pages import html_rows
from articles.batches.rows import Rows, csv_rows, text_rows
from articles.batches.sheets import xlsx_rows
from articles.batches.warc import warc_rows
from articles.batches.writing import markdown_rows

READERS: dict[str, Callable[[IO[bytes]], Rows]] = {
    ".txt": text_rows,
    ".md": markdown_rows,
    ".html": html_rows,
    ".htm": html_rows,
    ".csv": csv_rows,
    ".xlsx": xlsx_rows,
    ".json": json_file_rows,
    ".jsonl": json_rows,
    ".xml": feed_rows,
    ".rss": feed_rows,
    ".atom": feed_rows,
    ".warc": warc_rows,
    ".warc.gz": warc_rows,
}
NAMED = {".txt", ".md", ".html", ".htm"}  # of one article each, of which a manifest tells
KINDS = (
    "texts (.txt, .md, .html), tables (.csv, .xlsx), JSON (.json, .jsonl), feeds (.xml, .rss, "
    ".atom), web archives (.warc), or a .zip or .tar.gz of them"
)
