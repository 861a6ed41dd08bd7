"""Packs what was delivered into one ZIP, so that a batch is one file that outlives its sender."""

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from articles.batches.limits import MAX_FILES, MAX_UNPACKED_BYTES
from articles.batches.types import Unreadable

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the same files make the same ZIP
_ORDINARY = stat.S_IFREG | 0o644


def pack_folder(folder: Path, target: IO[bytes]) -> None:
    """Pack every file below a folder, in the order of their names.

    Links and files that cannot be opened are named in the ZIP without content, so that the reader
    can refuse them one by one; raise `Unreadable` when the folder is too large.
    """
    total = 0
    with zipfile.ZipFile(target, "w") as archive:
        for count, (name, path) in enumerate(_below(folder), 1):
            mode = path.lstat().st_mode
            total += path.lstat().st_size
            if count > MAX_FILES or total > MAX_UNPACKED_BYTES:
                raise Unreadable(
                    f"holds more than {MAX_FILES:,} files or {MAX_UNPACKED_BYTES:,} bytes; "
                    "send it in parts"
                )
            if not stat.S_ISREG(mode):
                archive.writestr(_entry(name, mode), b"")
                continue
            try:
                file = path.open("rb")
            except OSError:
                archive.writestr(_entry(name, stat.S_IFREG), b"")
                continue
            with file:
                _copy(file, archive, name)


def pack_files(files: Iterable[tuple[str, IO[bytes]]], target: IO[bytes]) -> None:
    """Pack files under their names."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, file in files:
            _copy(file, archive, name)


def label(target: IO[bytes], *, outlet: str) -> None:
    """Write into a ZIP which outlet published the articles that name none."""
    if zipfile.is_zipfile(target):  # else whoever reads it will say what it is
        with zipfile.ZipFile(target, "a") as archive:
            archive.comment = json.dumps({"outlet": outlet}).encode()


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(linked))
        for name in sorted([*names, *linked]):
            path = Path(parent) / name
            yield path.relative_to(folder).as_posix(), path


def _copy(file: IO[bytes], archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(_entry(name, _ORDINARY), "w") as entry:
        shutil.copyfileobj(file, entry)


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    # Names that are not UTF-8 on disk become readable ones.
    readable = os.fsencode(name).decode(errors="replace")
    info = zipfile.ZipInfo(readable, _NO_DATE)
    info.external_attr = mode << 16
    return info
