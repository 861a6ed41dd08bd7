"""Opens a ZIP that a stranger may have made: nothing is unpacked to disk, and not without limit."""

import json
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from articles.batches.limits import (
    FREE_OF_RATIO_BYTES,
    MAX_FILES,
    MAX_ORIGIN,
    MAX_OUTLET,
    MAX_RATIO,
    MAX_UNPACKED_BYTES,
)
from articles.batches.types import Unreadable

# What a damaged ZIP raises where it is opened, and where a file in it is read.
_BROKEN = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, EOFError, OSError)
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)

_ENTRY = b"PK\x01\x02"  # opens each entry of a ZIP's table of contents
_PIECE_BYTES = 1 << 20
_LEFT_OUT = {"__macosx", "thumbs.db", "desktop.ini"}
_UTF_8_NAME = 0x800
_LOCKED = 0x1
_NO_RIGHTS = stat.S_IFREG  # a file without any rights: see `packing`


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a batch, and in words why it cannot be read, if it cannot."""

    name: str
    info: zipfile.ZipInfo
    problem: str = ""

    @property
    def origin(self) -> str:
        """Return its name as rows can keep it, which leaves room for a line number."""
        room = MAX_ORIGIN - 50
        return self.name if len(self.name) <= room else f"…{self.name[-room:]}"

    @property
    def kind(self) -> str:
        """Return the ending of its name, which says how to read it."""
        return PurePosixPath(self.name).suffix.casefold()


def opened(file: IO[bytes]) -> zipfile.ZipFile:
    """Return a ZIP that is safe to read in; raise `Unreadable` where it is not one."""
    if _entries(file) > MAX_FILES:  # asked first: Python loads the whole table of contents
        raise Unreadable(f"holds more than {MAX_FILES:,} files; send it in parts")
    try:
        archive = zipfile.ZipFile(file)
    except (*_BROKEN, NotImplementedError):
        raise Unreadable("is not a ZIP file, or it is damaged; pack it again") from None
    unpacked = sum(info.file_size for info in archive.infolist())
    packed = sum(info.compress_size for info in archive.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(
            f"unpacks to {unpacked:,} bytes and may have {MAX_UNPACKED_BYTES:,}; send it in parts"
        )
    if unpacked > FREE_OF_RATIO_BYTES and unpacked > MAX_RATIO * packed:
        raise Unreadable(
            f"unpacks to more than {MAX_RATIO} times its size, as only a ZIP bomb does"
        )
    return archive


def _entries(file: IO[bytes]) -> int:
    count, tail = 0, b""
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        count += (tail + piece).count(_ENTRY)
        tail = piece[-len(_ENTRY) + 1 :]
    file.seek(0)
    return count


@contextmanager
def content(archive: zipfile.ZipFile, member: Member) -> Iterator[IO[bytes]]:
    """Open a member for reading; raise `Unreadable`, also in the middle, where that fails."""
    try:
        file = archive.open(member.info)
    except (NotImplementedError, RuntimeError):
        raise Unreadable(
            "is packed in a way that cannot be read; pack it as an ordinary ZIP"
        ) from None
    except _BROKEN:
        raise Unreadable("is damaged inside the ZIP") from None
    try:
        with file:
            yield file
    except _DAMAGED:
        raise Unreadable("is damaged inside the ZIP; what follows could not be read") from None


def outlet_of(archive: zipfile.ZipFile) -> str:
    """Return the outlet of every article that names none, if whoever packed the ZIP said so."""
    try:
        label = json.loads(archive.comment)
        return str(label["outlet"])[:MAX_OUTLET]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def members(archive: zipfile.ZipFile) -> list[Member]:
    """Return the files of a ZIP in its order, without folders and what file managers leave."""
    named = ((_name(info), info) for info in archive.infolist() if not info.is_dir())
    return [Member(name, info, _problem(name, info)) for name, info in named if not _is_junk(name)]


def _name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & _UTF_8_NAME:
        with suppress(UnicodeError):  # many programs write UTF-8 without saying so
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


def _is_junk(name: str) -> bool:
    return any(
        part.casefold() in _LEFT_OUT or (part.startswith(".") and part != "..")
        for part in PurePosixPath(name).parts
    )


def _problem(name: str, info: zipfile.ZipInfo) -> str:
    parts = name.split("/")
    mode = info.external_attr >> 16
    if ".." in parts or name.startswith("/") or parts[0].endswith(":"):
        return "has a name that leads out of the batch; rename it"
    if stat.S_ISLNK(mode):
        return "is a link to another file, and links are not followed; put the file itself here"
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return "is not an ordinary file"
    if mode == _NO_RIGHTS and not info.file_size:
        return "could not be opened; look at its access rights"
    if info.flag_bits & _LOCKED:
        return "is locked with a password; pack it without one"
    if PurePosixPath(name).suffix.casefold() == ".zip":
        return "is a ZIP inside a ZIP, which is not opened; send it on its own"
    return ""
