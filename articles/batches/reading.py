"""Reads a packed batch, item by item."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Literal

from articles.batches.allowance import Allowance
from articles.batches.archive import Archive, Zip, container, inner
from articles.batches.delivery import CONTENT, Said, manifest_of, said_of
from articles.batches.details import checked
from articles.batches.fetched import fetched_rows, pages_of
from articles.batches.guesses import guesses
from articles.batches.known import Known, known_of
from articles.batches.limits import MAX_ITEMS, MAX_ORIGIN, MAX_TEXT_BYTES
from articles.batches.manifest import Entry, Manifest, Scope, is_manifest, root
from articles.batches.members import Member
from articles.batches.readers import KINDS, NAMED, READERS
from articles.batches.rows import Fault, Row, Rows
from articles.batches.types import (
    ArticleDraft,
    Complaint,
    Details,
    Item,
    Origin,
    Unreadable,
    shortened,
)
from articles.text import UnreadableText, canonical


def read(file: IO[bytes], *, now: datetime) -> Iterator[Item]:
    """Yield an `ArticleDraft` or a refusing `Complaint` for each item of a packed batch, in order.

    Complaints about the delivery itself have position 0 and come between them. The same file gives
    the same items at the same positions. Raise `Unreadable` when it cannot be opened at all or
    holds no item. A time without a zone is in the zone of `now`.
    """
    allowance = Allowance()
    with container(file, allowance, CONTENT) as archive:  # fetched pages are cut to size
        reading = _Reading(said_of(archive), allowance, now)
        yield from reading.items(archive)
        if not reading.position:
            raise Unreadable(f"holds no article; send {KINDS}")


class _Reading:
    """Counts the items of one batch and remembers the ids it has met."""

    def __init__(self, said: Said, allowance: Allowance, now: datetime) -> None:
        self._said = said
        self._allowance = allowance
        self._now = now
        self._ids: dict[str, str] = {}
        self.position = 0

    @property
    def _is_full(self) -> bool:
        return self.position >= MAX_ITEMS

    def items(self, archive: Zip) -> Iterator[Item]:
        """Yield the items of a whole batch."""
        beside = Manifest()
        if member := manifest_of(archive, self._said):
            beside.add(archive, member)
        yield from beside.complaints
        yield from self._files(archive, Member(""), (beside,))
        for number, page in enumerate(pages_of(archive), 1):
            if self._is_full:
                return
            named = Member(page.url)
            said = [entry] if (entry := beside.take([page.url, page.address])) else []
            yield from self._items_of(named, fetched_rows(archive, number, page), said)
        yield from self._missing(beside)

    def _files(
        self, archive: Archive, around: Member, outer: tuple[Manifest, ...]
    ) -> Iterator[Item]:
        """Yield the items of an archive's files, and of archives in it; `around` is itself."""
        members = archive.members()
        own = Manifest()
        for member in members:
            if is_manifest(member) and not member.problem:
                own.add(archive, member)
        yield from own.complaints
        scope = Scope(own, outer, around.path, root(members))
        for member in members:
            if self._is_full:
                return
            if is_manifest(member) and not member.problem:
                continue
            if member.is_archive and not member.problem:
                yield from self._archive(archive, member, (*outer, own))
                continue
            entries = scope.entries(member.path)
            yield from self._items_of(member, self._open(archive, member), entries, scope)
        yield from self._missing(own)

    def _archive(
        self, archive: Archive, member: Member, outer: tuple[Manifest, ...]
    ) -> Iterator[Item]:
        before = self.position
        try:
            with inner(archive, member, self._allowance) as opened:
                yield from self._files(opened, member, outer)
        except Unreadable as error:
            yield self._refusal(member.origin, Fault(str(error)))
        else:
            if self.position == before:
                yield self._refusal(member.origin, Fault(f"holds no article; send {KINDS}"))

    def _missing(self, manifest: Manifest) -> Iterator[Item]:
        for entry in manifest.missing():
            if not self._is_full:
                reason = f"file “{shortened(entry.file)}” is not in the batch"
                yield self._refusal(entry.origin, Fault(reason, entry.line, "file"))

    def _items_of(
        self, member: Member, rows: Rows, entries: Sequence[Entry], scope: Scope | None = None
    ) -> Iterator[Item]:
        remarks: list[Complaint] = []
        is_said = bool(entries) or bool(member.problem) or member.kind not in NAMED
        if scope and scope.exists and not is_said:
            reason = "is not named in the manifest, so nothing but its text is known"
            remarks.append(self._remark(member.origin, Fault(reason, field="file")))
        for row in _rows(rows):
            if isinstance(row, Row):
                yield from self._item(member, row, entries, remarks)
                remarks = []
            elif row.refuses:
                yield from remarks
                yield self._refusal(_name(member, row), row)
                remarks = []
            else:
                remarks.append(self._remark(_name(member, row), row))
            if self._is_full:
                reason = f"the batch holds more than {MAX_ITEMS:,} items; send the rest on its own"
                yield self._refusal(member.origin, Fault(reason))
                return

    def _item(
        self, member: Member, row: Row, entries: Sequence[Entry], remarks: list[Complaint]
    ) -> Iterator[Item]:
        known = known_of(row, entries, self._said.outlet)
        details, problems = checked(known.values, now=self._now)
        name = _name(member, row)
        try:
            text = _text(row.values.get("text", ""))
            self._meet(details.external_id, f"{name}, line {row.line}" if row.line else name)
        except (Unreadable, UnreadableText) as error:
            field = "id" if isinstance(error, _SecondId) else "text"
            yield from remarks
            yield self._refusal(name, Fault(str(error), row.line, field))
            return
        self.position += 1
        remarks += [
            Complaint(self.position, *_said_by(name, row, known, field, reason))
            for field, reason in problems.items()
        ]
        guessed = {
            field: value
            for field, value in guesses(text).items()
            if field not in known.values or (field == "language" and _is_open(known, details))
        }
        known.origins.update(dict.fromkeys(guessed, Origin.TEXT))
        details, _ = checked({**details.values(), **guessed}, now=self._now)
        yield ArticleDraft(
            position=self.position,
            name=name,
            line=row.line,
            text=text,
            size=len(row.values["text"].encode()) if row.size is None else row.size,
            sha256=row.sha256 or hashlib.sha256(row.values["text"].encode()).hexdigest(),
            encoding=row.encoding,
            details=details,
            origins={field: known.origins[field] for field in details.values()},
            remarks=tuple(remarks),
        )

    def _meet(self, identity: str, place: str) -> None:
        if first := self._ids.get(identity):
            raise _SecondId(f"id “{identity}” was given already to {first}, which is kept")
        if identity:
            self._ids[identity] = place

    def _open(self, archive: Archive, member: Member) -> Rows:
        if member.problem:
            raise Unreadable(member.problem)
        if member.kind not in READERS:
            raise Unreadable(f"is a kind of file that cannot be read; send {KINDS}")
        if not member.size:
            raise Unreadable("is empty")
        with archive.content(member) as file:
            yield from READERS[member.kind](file)

    def _refusal(self, origin: str, fault: Fault) -> Complaint:
        self.position += 1
        kind: Literal["refused", "skipped"] = "skipped" if fault.skips else "refused"
        return Complaint(self.position, origin, fault.reason, fault.line, fault.field, kind)

    def _remark(self, origin: str, fault: Fault) -> Complaint:
        return Complaint(
            self.position + 1, origin, fault.reason, fault.line, fault.field, "warning"
        )


def _is_open(known: Known, details: Details) -> bool:
    """Say whether the text may tell its language: what a page says is often its template's."""
    return not details.language or known.origins["language"] is Origin.PAGE


class _SecondId(Unreadable):
    """An id that another article of the batch has."""


def _rows(rows: Rows) -> Rows:
    """Yield a file's rows; one that has none has a fault."""
    any_row = False
    try:
        for row in rows:
            any_row = any_row or isinstance(row, Row) or row.refuses
            yield row
    except Unreadable as error:
        yield Fault(str(error))
    except OSError:
        raise  # the disk, not the file
    except Exception as error:  # of a library: one file must not take the others with it
        yield Fault(f"could not be read: the program failed over it ({type(error).__name__})")
    else:
        if not any_row:
            yield Fault("holds no article")


def _name(member: Member, row: Row | Fault) -> str:
    """Return what an item is called: its own name, its file, or its number in its file."""
    if row.name:
        return shortened(row.name, MAX_ORIGIN - 1)
    return f"{member.origin}, item {row.number}" if row.number else member.origin


def _said_by(
    name: str, row: Row, known: Known, field: str, reason: str
) -> tuple[str, str, int | None, str, Literal["warning"]]:
    if entry := known.entries.get(field):
        return entry.origin, reason, entry.line, field, "warning"
    return name, reason, row.line, field, "warning"


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
