"""Packs what was delivered into one ZIP, so that a batch is one file that outlives its sender.

Files lie in it under their names, archives as they came. What the packer adds lies in a folder of
its own, whose name a delivered file cannot have.
"""

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from articles.batches.delivery import CONTENT, MANIFEST, OURS, PAGES, SAID
from articles.batches.fetched import FetchedPage
from articles.batches.limits import MAX_FILES, MAX_UNPACKED_BYTES
from articles.batches.types import Unreadable

_NO_DATE = (1980, 1, 1, 0, 0, 0)  # the same files make the same ZIP
_ORDINARY = stat.S_IFREG | 0o644


def pack_paths(paths: Sequence[Path], target: IO[bytes]) -> None:
    """Pack files, and every file below folders, in the order of their names.

    What lies in a folder that comes alone has its name below that; among others, with the folder's
    name before it. Links and files that cannot be opened are named in the ZIP without content, so
    that the reader can refuse them one by one. Raise `Unreadable` when it is too much.
    """
    total = 0
    with zipfile.ZipFile(target, "w") as archive:
        for count, (name, path) in enumerate(_named(paths), 1):
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
    """Pack files under their names, archives as what they are."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, file in files:
            if not name.startswith(OURS):
                _copy(file, archive, name)


def pack_fetched(pages: Iterable[FetchedPage], target: IO[bytes]) -> None:
    """Add what was fetched to a ZIP that was packed, or to an empty file; once for each ZIP."""
    index = []
    with zipfile.ZipFile(target, "a") as archive:
        for number, page in enumerate(pages, 1):
            if page.content is not None:
                entry = _entry(f"{CONTENT}{number}", _ORDINARY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, page.content)
            index.append(page.line)
        archive.writestr(_entry(PAGES, _ORDINARY), "".join(index))


def label(
    target: IO[bytes], *, outlet: str = "", manifest: tuple[str, IO[bytes]] | None = None
) -> None:
    """Write into a packed ZIP what else was said of it; once for each ZIP.

    `outlet` published the articles that name none; `manifest` is a table, with its name, that says
    more of each file.
    """
    delivery = {"outlet": outlet, "manifest": manifest[0] if manifest else ""}
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(_entry(SAID, _ORDINARY), json.dumps(delivery))
        if manifest:
            _copy(manifest[1], archive, MANIFEST)


def _named(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if not path.is_dir():
            yield path.name, path.resolve()  # who names a link means what it leads to
            continue
        before = "" if len(paths) == 1 else f"{path.resolve().name}/"
        for name, file in _below(path):
            if before or not name.startswith(OURS):
                yield f"{before}{name}", file


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for parent, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(linked))
        for name in sorted([*names, *linked]):
            path = Path(parent) / name
            yield path.relative_to(folder).as_posix(), path


def _copy(file: IO[bytes], archive: zipfile.ZipFile, name: str) -> None:
    with archive.open(_entry(name, _ORDINARY), "w", force_zip64=True) as entry:
        shutil.copyfileobj(file, entry)


def _entry(name: str, mode: int) -> zipfile.ZipInfo:
    # Names that are not UTF-8 on disk become readable ones.
    readable = os.fsencode(name).decode(errors="replace")
    info = zipfile.ZipInfo(readable, _NO_DATE)
    info.external_attr = mode << 16
    return info
