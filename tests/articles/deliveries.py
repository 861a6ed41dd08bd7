"""Deliveries for tests: files by name and content, packed as intake packs them."""

import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime

from articles import batches
from articles.batches import ArticleDraft, Complaint

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def packed(**files: bytes | str) -> io.BytesIO:
    """Return a ZIP of files; `a_txt="…"` is the file a.txt."""
    return packed_as({name.replace("_", "."): data for name, data in files.items()})


def packed_as(files: Mapping[str, bytes | str]) -> io.BytesIO:
    """Return a ZIP of files by their names."""
    target = io.BytesIO()
    contents = {name: d.encode() if isinstance(d, str) else d for name, d in files.items()}
    batches.pack_files([(name, io.BytesIO(data)) for name, data in contents.items()], target)
    return target


def read(archive: io.BytesIO) -> tuple[list[ArticleDraft], list[Complaint]]:
    """Return the drafts of a ZIP, and all complaints about it, those on drafts included."""
    items = list(batches.read(archive, now=NOW))
    drafts = [item for item in items if isinstance(item, ArticleDraft)]
    remarks = [remark for draft in drafts for remark in draft.remarks]
    return drafts, [item for item in items if isinstance(item, Complaint)] + remarks


def said(complaint: Complaint) -> str:
    """Return a complaint as its page shows it: kind, place, field, reason."""
    line = f", line {complaint.line}" if complaint.line else ""
    field = f" [{complaint.field}]" if complaint.field else ""
    return f"{complaint.kind} {complaint.origin}{line}{field}: {complaint.reason}"


def jsonl(*rows: object) -> str:
    """Return JSON lines."""
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
