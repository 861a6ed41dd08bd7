"""Receive: keep a delivery as one stored file, whose batch waits to be read in."""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
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
    by: User | None = None,
    stops_to_check: bool = False,
) -> Batch:
    """Return the batch of a delivery, which waits to be read in or, before that, to be fetched.

    It comes as open files with their names, or as paths of files and folders. `outlet` is for the
    articles that name none. Raise `Unreadable` when a path cannot be read.
    """
    with tempfile.TemporaryFile() as packed:
        if len(paths) == 1 and paths[0].is_dir():
            batches.pack_folder(paths[0], packed)
        else:
            with ExitStack() as stack:
                opened = [(path.name, stack.enter_context(_opened(path))) for path in paths]
                _pack([*files, *opened], packed)
        if outlet := " ".join(outlet.split()):
            batches.label(packed, outlet=outlet)
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


def _pack(files: Sequence[tuple[str, IO[bytes]]], target: IO[bytes]) -> None:
    """Keep a ZIP that comes alone as it is; pack everything else."""
    if len(files) == 1 and files[0][0].casefold().endswith(".zip"):
        shutil.copyfileobj(files[0][1], target)
    else:
        batches.pack_files(files, target)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}") from None
