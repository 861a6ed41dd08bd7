"""Opens archives that a stranger may have made: no path of theirs is used, no size believed."""

import gzip
import io
import lzma
import os
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from typing import IO, Protocol, cast

from articles.batches.allowance import Allowance
from articles.batches.members import (
    IS_CLOSED,
    IS_LOCKED,
    IS_NESTED,
    IS_NO_FILE,
    Member,
    is_junk,
    problem,
)
from articles.batches.types import Unreadable

# What a damaged ZIP raises where it is opened, and where a file in it is read.
_BROKEN = (zipfile.BadZipFile, struct.error, ValueError, OverflowError, EOFError, OSError)
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError)
# What a damaged tar raises: its headers are numbers written as text, and may nest.
_BROKEN_TAR = (tarfile.TarError, ArithmeticError, LookupError, RecursionError, *_BROKEN)

_ENTRY = b"PK\x01\x02"  # opens each entry of a ZIP's table of contents
_PIECE_BYTES = 1 << 20
_MOST_AT_ONCE = 8 << 20  # more than any reader asks for
_IN_MEMORY_BYTES = 8 << 20
_UTF_8_NAME = 0x800
_LOCKED = 0x1
_NO_RIGHTS = stat.S_IFREG  # a file without any rights: see `packing`


_NO_TAR = "is not a tar file, or it is cut off or damaged; pack it again"


class Archive(Protocol):
    """Something that holds files."""

    def members(self) -> list[Member]:
        """Return its files in its order, without folders and what file managers leave."""

    def content(self, member: Member) -> AbstractContextManager[IO[bytes]]:
        """Open a member; raise `Unreadable`, also in the middle, where it cannot be read."""


@contextmanager
def container(file: IO[bytes], allowance: Allowance, passed_over: str) -> Iterator["Zip"]:
    """Open the ZIP that a batch is kept as; raise `Unreadable` where it is not one.

    Files whose names begin with `passed_over` are not counted.
    """
    with _zip_file(file, allowance, passed_over) as opened:
        # An archive counts by what it holds, when it is opened.
        plain = [
            info
            for info in opened.infolist()
            if not Member(info.filename).is_archive and not info.filename.startswith(passed_over)
        ]
        allowance.take(
            files=len(plain), unpacked=_unpacked(plain), packed=sum(i.compress_size for i in plain)
        )
        yield Zip(opened, "")


@contextmanager
def inner(outside: Archive, member: Member, allowance: Allowance) -> Iterator[Archive]:
    """Open an archive that lies in a batch; raise `Unreadable` where that cannot be done."""
    with ExitStack() as stack:
        with outside.content(member) as packed:
            # A ZIP is read from its end, and both are read more than once.
            file = stack.enter_context(_copied(packed))
        if member.kind == ".zip":
            opened = stack.enter_context(_zip_file(file, allowance))
            infos = opened.infolist()
            allowance.take(files=len(infos), unpacked=_unpacked(infos), packed=_size(file))
            yield Zip(opened, member.origin)
        else:
            size = _size(file)
            if member.kind != ".tar":
                file = stack.enter_context(_gunzipped(file, size, allowance))
            yield Tar(file, size, member.origin, allowance)


@contextmanager
def seekable(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """Lend a copy of a file in which one can go back and forth."""
    with _copied(file) as copy:
        yield copy


@contextmanager
def _copied(file: IO[bytes]) -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as copy:
        while piece := file.read(_PIECE_BYTES):
            copy.write(piece)
        copy.seek(0)
        yield cast(IO[bytes], copy)


@contextmanager
def _gunzipped(file: IO[bytes], packed: int, allowance: Allowance) -> Iterator[IO[bytes]]:
    size = 0
    with tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES) as plain:
        try:
            with gzip.open(file) as unzipped:
                while piece := unzipped.read(_PIECE_BYTES):
                    size += len(piece)
                    allowance.check(files=0, unpacked=size, packed=packed)
                    plain.write(piece)
        except (zlib.error, EOFError, OSError):
            raise Unreadable(_NO_TAR) from None
        plain.seek(0)
        yield cast(IO[bytes], plain)


def _size(file: IO[bytes]) -> int:
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return size


def _unpacked(infos: list[zipfile.ZipInfo]) -> int:
    return sum(info.file_size for info in infos)


class Zip:
    """A ZIP: each file is read from where it lies."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file = file
        self._name = name

    @property
    def comment(self) -> bytes:
        """Return what stands at its end."""
        return self._file.comment

    def members(self) -> list[Member]:
        """Return its files in its order, without folders and what file managers leave."""
        named = ((_name(info), info) for info in self._file.infolist() if not info.is_dir())
        return [
            Member(path, info, self._problem(path, info), self._name, info.file_size)
            for path, info in named
            if not is_junk(path)
        ]

    def member(self, path: str) -> Member | None:
        """Return the file of that name, also where `members` passes it over."""
        try:
            info = self._file.getinfo(path)
        except KeyError:
            return None
        return Member(path, info, size=info.file_size)

    @contextmanager
    def content(self, member: Member) -> Iterator[IO[bytes]]:
        """Open a member for reading; raise `Unreadable`, also in the middle, where that fails."""
        try:
            file = self._file.open(cast(zipfile.ZipInfo, member.entry))
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

    def _problem(self, path: str, info: zipfile.ZipInfo) -> str:
        mode = info.external_attr >> 16
        if reason := problem(path, mode):
            return reason
        if mode == _NO_RIGHTS and not info.file_size:
            return IS_CLOSED
        if info.flag_bits & _LOCKED:
            return IS_LOCKED
        return IS_NESTED if self._name and Member(path).is_archive else ""


def _zip_file(file: IO[bytes], allowance: Allowance, passed_over: str = "\0") -> zipfile.ZipFile:
    # Asked first: Python loads the whole table of contents.
    allowance.check(files=_entries(file), unpacked=0, packed=0)
    try:
        archive = zipfile.ZipFile(file)
    except (*_BROKEN, NotImplementedError):
        raise Unreadable(_no_zip(file)) from None
    infos = [info for info in archive.infolist() if not info.filename.startswith(passed_over)]
    allowance.check(
        files=len(infos),
        unpacked=_unpacked(infos),
        packed=sum(info.compress_size for info in infos),
    )
    return archive


def _no_zip(file: IO[bytes]) -> str:
    file.seek(0)
    if file.read(4) == b"PK\x03\x04":
        return "is a ZIP file that is cut off or damaged; pack it again"
    return "is not a ZIP file; pack it again"


def _entries(file: IO[bytes]) -> int:
    count, tail = 0, b""
    file.seek(0)
    while piece := file.read(_PIECE_BYTES):
        count += (tail + piece).count(_ENTRY)
        tail = piece[-len(_ENTRY) + 1 :]
    file.seek(0)
    return count


def _name(info: zipfile.ZipInfo) -> str:
    name = info.filename
    if not info.flag_bits & _UTF_8_NAME:
        with suppress(UnicodeError):  # many programs write UTF-8 without saying so
            name = name.encode("cp437").decode()
    return name.replace("\\", "/")


class Tar:
    """A tar, unpacked from its gzip: its list of contents is scattered over the whole of it."""

    def __init__(self, file: IO[bytes], packed: int, name: str, allowance: Allowance) -> None:
        self._name = name
        self._infos: list[tarfile.TarInfo] = []
        total = 0
        try:
            self._file = tarfile.TarFile(fileobj=cast(IO[bytes], _Bounded(file)))
            for info in self._file:
                self._infos.append(info)
                total += max(info.size, 0)
                allowance.check(files=len(self._infos), unpacked=total, packed=max(packed, total))
        except Unreadable:
            raise
        except _BROKEN_TAR:
            raise Unreadable(_NO_TAR) from None
        allowance.take(files=len(self._infos), unpacked=total, packed=packed)

    def members(self) -> list[Member]:
        """Return its files in its order, without folders and what file managers leave."""
        named = (
            (_readable(info.name), at, info)
            for at, info in enumerate(self._infos)
            if not info.isdir()
        )
        return [
            Member(path, at, self._problem(path, info), self._name, info.size)
            for path, at, info in named
            if not is_junk(path)
        ]

    @contextmanager
    def content(self, member: Member) -> Iterator[IO[bytes]]:
        """Open a member for reading; raise `Unreadable`, also in the middle, where that fails."""
        try:
            file = self._file.extractfile(self._infos[cast(int, member.entry)])
            if file is None:
                raise Unreadable(IS_NO_FILE)
            with file:
                yield file
        except Unreadable:
            raise
        except (tarfile.TarError, EOFError, OSError):
            raise Unreadable("is damaged inside the tar; what follows could not be read") from None

    def _problem(self, path: str, info: tarfile.TarInfo) -> str:
        mode = stat.S_IFLNK if info.issym() or info.islnk() else stat.S_IFREG
        if reason := problem(path, mode):
            return reason
        if not info.isreg() or info.issparse() or info.size < 0:
            return IS_NO_FILE
        return IS_NESTED if Member(path).is_archive else ""


def _readable(name: str) -> str:
    path = name.encode(errors="surrogateescape").decode(errors="replace").replace("\\", "/")
    return path.removeprefix("./")


class _Bounded(io.RawIOBase):
    """A file of which no more is read at once than any honest header has."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise OSError("asks for too much")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()
