"""Receive: keep a delivery as one stored file, whose batch waits to be read in."""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User
from django.core.files import File

from articles import batches
from articles.batches import Unreadable
from articles.models import Batch


def receive(
    *,
    name: str,
    files: Sequence[tuple[str, IO[bytes]]] = (),
    paths: Sequence[Path] = (),
    outlet: str = "",
    manifest: tuple[str, IO[bytes]] | None = None,
    by: User | None = None,
    stops_to_check: bool = False,
) -> Batch:
    """Return the batch of a delivery, which waits to be read in.

    It comes as open files with their names, or as paths of files and folders. `outlet` is for the
    articles that name none; `manifest` is a table that says more of each file. Raise `Unreadable`
    when a path cannot be read.
    """
    with tempfile.TemporaryFile() as packed:
        if len(paths) == 1 and paths[0].is_dir():
            batches.pack_folder(paths[0], packed)
        else:
            with ExitStack() as stack:
                opened = (
                    (named, stack.enter_context(_opened(path))) for named, path in _all(paths)
                )
                batches.pack_files([*files, *opened], packed)
        if (outlet := " ".join(outlet.split())) or manifest:
            batches.label(packed, outlet=outlet, manifest=manifest)
        packed.seek(0)
        sha256 = hashlib.file_digest(packed, "sha256").hexdigest()
        packed.seek(0)
        return Batch.objects.create(
            name=name[:255],
            upload=File(packed, name=f"{sha256[:16]}.zip"),
            sha256=sha256,
            created_by=by,
            stops_to_check=stops_to_check,
        )


def _all(paths: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Yield files with their names, those of a folder among others under the folder's."""
    for path in paths:
        if path.is_dir():
            for inside in sorted(path.rglob("*")):
                if inside.is_file():
                    yield f"{path.name}/{inside.relative_to(path).as_posix()}", inside
        else:
            yield path.name, path


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}") from None
