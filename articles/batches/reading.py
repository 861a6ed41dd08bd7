"""Reads a packed batch, item by item."""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import IO, Literal

from articles.batches import archive as zips
from articles.batches.details import checked, headline
from articles.batches.limits import MAX_ITEMS, MAX_TEXT_BYTES
from articles.batches.manifest import Entry, Manifest, is_manifest
from articles.batches.rows import READERS, Fault, Row, Rows
from articles.batches.types import ArticleDraft, Complaint, Item, Unreadable, listed, shortened
from articles.text import UnreadableText, canonical


def read(file: IO[bytes], *, now: datetime) -> Iterator[Item]:
    """Yield an `ArticleDraft` or a refusing `Complaint` for each item of a packed batch, in order.

    The same file gives the same items at the same positions. Raise `Unreadable` when it cannot be
    opened at all or holds no item. A time without a zone is in the zone of `now`.
    """
    with zips.opened(file) as archive:
        reading = _Reading(archive, now)
        yield from reading.items()
        if not reading.position:
            raise Unreadable(f"holds no article; send {listed(READERS)} or a ZIP of them")


class _Reading:
    """Counts the items of one batch and remembers the ids it has met."""

    def __init__(self, archive: zipfile.ZipFile, now: datetime) -> None:
        self._archive = archive
        self._now = now
        self._outlet = zips.outlet_of(archive)
        self._manifest = Manifest()
        self._ids: dict[str, str] = {}
        self.position = 0

    def items(self) -> Iterator[Item]:
        members = zips.members(self._archive)
        for member in members:
            if is_manifest(member) and not member.problem:
                self._manifest.add(self._archive, member)
        yield from self._manifest.complaints
        for member in members:
            if member.problem or not is_manifest(member):
                yield from self._items_of(member)
            if self.position >= MAX_ITEMS:
                return
        for entry in self._manifest.missing():
            reason = f"file “{shortened(entry.file)}” is not in the batch"
            yield self._refusal(entry.origin, Fault(reason, entry.line, "file"))

    def _items_of(self, member: zips.Member) -> Iterator[Item]:
        entry = self._manifest.take(member.name)
        remarks: list[Complaint] = []
        for row in self._rows(member):
            if isinstance(row, Row):
                yield from self._item(member, row, entry, remarks)
                remarks = []
            elif row.refuses:
                yield from remarks
                yield self._refusal(member.origin, row)
                remarks = []
            else:
                remarks.append(self._remark(member.origin, row))
            if self.position >= MAX_ITEMS:
                reason = f"the batch holds more than {MAX_ITEMS:,} items; send the rest on its own"
                yield self._refusal(member.origin, Fault(reason))
                return

    def _rows(self, member: zips.Member) -> Rows:
        """Yield a file's rows; one that has none has a fault."""
        any_row = False
        try:
            for row in self._open(member):
                any_row = any_row or isinstance(row, Row) or row.refuses
                yield row
        except Unreadable as error:
            yield Fault(str(error))
        else:
            if not any_row:
                yield Fault("holds no article")

    def _open(self, member: zips.Member) -> Rows:
        if member.problem:
            raise Unreadable(member.problem)
        if member.kind not in READERS:
            raise Unreadable(f"is a kind of file that cannot be read; send {listed(READERS)}")
        if not member.info.file_size:
            raise Unreadable("is empty")
        with zips.content(self._archive, member) as file:
            yield from READERS[member.kind](file)

    def _item(
        self, member: zips.Member, row: Row, entry: Entry | None, remarks: list[Complaint]
    ) -> Iterator[Item]:
        values = {**(entry.values if entry else {}), **row.values}
        details, problems = checked(values, now=self._now)
        try:
            text = _text(row.values.get("text", ""))
            self._meet(details.external_id, _place(member, row))
        except (Unreadable, UnreadableText) as error:
            field = "id" if isinstance(error, _SecondId) else "text"
            yield from remarks
            yield self._refusal(member.origin, Fault(str(error), row.line, field))
            return
        self.position += 1
        remarks += [
            Complaint(self.position, *_said_by(member, row, entry, field, reason))
            for field, reason in problems.items()
        ]
        if self._manifest.exists and entry is None and member.kind == ".txt":
            reason = "is not named in the manifest, so nothing but its text is known"
            remarks.append(Complaint(self.position, member.origin, reason, None, "file", "warning"))
        yield ArticleDraft(
            position=self.position,
            name=row.name or member.origin,
            line=row.line,
            text=text,
            size=len(row.values["text"].encode()) if row.size is None else row.size,
            sha256=row.sha256 or hashlib.sha256(row.values["text"].encode()).hexdigest(),
            encoding=row.encoding,
            details=replace(
                details,
                outlet=details.outlet or self._outlet,
                title=details.title or headline(text),
            ),
            remarks=tuple(remarks),
        )

    def _meet(self, identity: str, place: str) -> None:
        if first := self._ids.get(identity):
            raise _SecondId(f"id “{identity}” was given already to {first}, which is kept")
        if identity:
            self._ids[identity] = place

    def _refusal(self, origin: str, fault: Fault) -> Complaint:
        self.position += 1
        return Complaint(self.position, origin, fault.reason, fault.line, fault.field)

    def _remark(self, origin: str, fault: Fault) -> Complaint:
        return Complaint(
            self.position + 1, origin, fault.reason, fault.line, fault.field, "warning"
        )


class _SecondId(Unreadable):
    """An id that another article of the batch has."""


def _place(member: zips.Member, row: Row) -> str:
    return f"{member.origin}, line {row.line}" if row.line else member.origin


def _said_by(
    member: zips.Member, row: Row, entry: Entry | None, field: str, reason: str
) -> tuple[str, str, int | None, str, Literal["warning"]]:
    if entry and field not in row.values:
        return entry.origin, reason, entry.line, field, "warning"
    return member.origin, reason, row.line, field, "warning"


def _text(raw: str) -> str:
    if len(raw) > MAX_TEXT_BYTES:
        raise Unreadable(f"text has {len(raw):,} characters and may have {MAX_TEXT_BYTES:,}")
    try:
        raw.encode()
    except UnicodeEncodeError as error:
        raise Unreadable(f"text holds half a character at place {error.start + 1}") from None
    text = canonical(raw)
    if not text.strip():
        raise Unreadable("text is empty")
    return text
