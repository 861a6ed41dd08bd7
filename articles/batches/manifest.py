"""Manifests: tables that say of each file who published it, when, where and under which title."""

import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from articles.batches.archive import Member, content
from articles.batches.rows import DETAILS, Fault, Row, table
from articles.batches.types import Complaint, Unreadable, shortened

NAME = "manifest.csv"
_KNOWN = ("file", *(name for name in DETAILS if name != "id"))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a manifest says of one file, and where it says so."""

    file: str
    values: dict[str, str]
    origin: str
    line: int | None


@dataclass(slots=True)
class Manifest:
    """All manifests of a batch together."""

    exists: bool = False
    _entries: dict[str, Entry] = field(default_factory=dict)
    _complaints: dict[tuple[int | None, str], Complaint] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def add(self, archive: zipfile.ZipFile, member: Member) -> None:
        """Read one manifest; what it names lies in its own folder or below."""
        self.exists = True
        try:
            with content(archive, member) as file:
                for row in table(file, needed="file", known=_KNOWN):
                    self._add(member, row)
        except Unreadable as error:
            self._complain(member, Fault(str(error)))

    @property
    def complaints(self) -> list[Complaint]:
        """Return what is amiss with the manifests themselves."""
        return list(self._complaints.values())

    def take(self, name: str) -> Entry | None:
        """Return what is said of a file, and remember that the file is there."""
        key = _key(name)
        self._taken.add(key)
        return self._entries.get(key)

    def missing(self) -> Iterator[Entry]:
        """Yield what is said of files that are not there."""
        return (entry for key, entry in self._entries.items() if key not in self._taken)

    def _add(self, member: Member, row: Row | Fault) -> None:
        if isinstance(row, Fault):
            return self._complain(member, row)
        name = row.values.get("file", "").strip()
        if not name:
            return self._complain(member, Fault("names no file", row.line, "file"))
        values = {key: value for key, value in row.values.items() if key != "file"}
        entry = Entry(name, values, member.origin, row.line)
        first = self._entries.setdefault(_key(PurePosixPath(member.name).parent / name), entry)
        if first is not entry:
            fault = f"file “{shortened(name)}” was named in line {first.line}, which counts"
            self._complain(member, Fault(fault, row.line, "file"))
        return None

    def _complain(self, member: Member, fault: Fault) -> None:
        place = fault.line, fault.field
        if first := self._complaints.get(place):  # of another manifest: one row tells of both
            reason = f"{first.reason}; {member.origin} there: {fault.reason}"
            self._complaints[place] = replace(first, reason=reason)
        else:
            self._complaints[place] = Complaint(
                0, member.origin, fault.reason, fault.line, fault.field, "warning"
            )


def is_manifest(member: Member) -> bool:
    """Say whether a file is a manifest by its name."""
    return PurePosixPath(member.name).name.casefold() == NAME


def _key(name: str | PurePosixPath) -> str:
    # Some systems write é as e and an accent; most take upper and lower case for the same.
    path = PurePosixPath(str(name).replace("\\", "/"))
    return unicodedata.normalize("NFC", str(path)).casefold()
