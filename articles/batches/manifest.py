"""Manifests: tables that say of each file who published it, when, where and under which title."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from articles.batches.archive import Archive
from articles.batches.members import Member
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
    """All manifests of a folder together."""

    exists: bool = False
    complaints: list[Complaint] = field(default_factory=list)
    _entries: dict[str, Entry] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def add(self, archive: Archive, member: Member) -> None:
        """Read one manifest; what it names lies in its own folder or below."""
        self.exists = True
        try:
            with archive.content(member) as file:
                for row in table(file, needed="file", known=_KNOWN):
                    self._add(member, row)
        except Unreadable as error:
            self._complain(member, Fault(str(error)))

    def take(self, names: Iterable[str]) -> Entry | None:
        """Return what is said of a file by any of its names, and remember that it is there."""
        keys = [_key(name) for name in names]
        self._taken.update(keys)
        return next((self._entries[key] for key in keys if key in self._entries), None)

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
        first = self._entries.setdefault(_key(PurePosixPath(member.path).parent / name), entry)
        if first is not entry:
            fault = f"file “{shortened(name)}” was named in line {first.line}, which counts"
            self._complain(member, Fault(fault, row.line, "file"))
        return None

    def _complain(self, member: Member, fault: Fault) -> None:
        self.complaints.append(
            Complaint(0, member.origin, fault.reason, fault.line, fault.field, "warning")
        )


@dataclass(frozen=True, slots=True)
class Scope:
    """The manifests that may speak of the files of one archive, the most deliberate first.

    `outer` are those outside it: they call its files by its own name too.
    """

    own: Manifest
    outer: tuple[Manifest, ...] = ()
    archive: str = ""
    root: str = ""  # the one folder that all its files lie in, if they do

    def entries(self, path: str) -> list[Entry]:
        """Return all that is said of a file, and remember that it is there."""
        own = [path, path.removeprefix(self.root)]
        parent = PurePosixPath(self.archive).parent
        outer = [*own, f"{self.archive}:{path}", *(str(parent / name) for name in own)]
        said = [*(manifest.take(outer) for manifest in self.outer), self.own.take(own)]
        return [entry for entry in said if entry]

    @property
    def exists(self) -> bool:
        """Say whether there is any manifest."""
        return any(manifest.exists for manifest in (self.own, *self.outer))


def is_manifest(member: Member) -> bool:
    """Say whether a file is a manifest by its name."""
    return PurePosixPath(member.path).name.casefold() == NAME


def root(members: Iterable[Member]) -> str:
    """Return the folder that all files lie in, with its slash; empty when there is none."""
    first = {member.path.partition("/")[0] for member in members}
    return f"{first.pop()}/" if len(first) == 1 else ""


def _key(name: str | PurePosixPath) -> str:
    # Some systems write é as e and an accent; most take upper and lower case for the same.
    path = PurePosixPath(str(name).replace("\\", "/"))
    return unicodedata.normalize("NFC", str(path)).casefold()
