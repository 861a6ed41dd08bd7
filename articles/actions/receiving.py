"""Receive: keep a delivery as one stored file, whose batch waits to be read in."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from django.contrib.auth.models import User
from django.core.files import File
from django.db import transaction

from articles import batches
from articles.actions import fetching
from articles.batches import Unreadable
from articles.models import Batch

LISTS = (".txt", ".urls")
MAX_LIST_BYTES = 2_000_000  # no list of addresses is longer


def receive(
    *,
    name: str,
    files: Sequence[tuple[str, IO[bytes]]] = (),
    paths: Sequence[Path] = (),
    addresses: Sequence[str] = (),
    outlet: str = "",
    manifest: tuple[str, IO[bytes]] | None = None,
    by: User | None = None,
    stops_to_check: bool = False,
) -> Batch:
    """Return the batch of a delivery, which waits to be read in, or to be fetched before that.

    It comes as open files with their names, as paths of files and folders, or as addresses of
    pages; a file that is but a list of addresses stands for these. `outlet` is for the articles
    that name none; `manifest` is a table that says more of each file. Raise `Unreadable` when a
    path cannot be read, or a list is too long.
    """
    with ExitStack() as stack:
        packed = stack.enter_context(tempfile.TemporaryFile())
        wanted = list(addresses)
        if len(paths) == 1 and paths[0].is_dir() and not files:
            batches.pack_folder(paths[0], packed)
        else:
            opened = ((named, stack.enter_context(_opened(path))) for named, path in _all(paths))
            batches.pack_files(_no_lists([*files, *opened], wanted), packed)
        if (outlet := " ".join(outlet.split())) or manifest:
            batches.label(packed, outlet=outlet, manifest=manifest)
        packed.seek(0)
        sha256 = hashlib.file_digest(packed, "sha256").hexdigest()
        packed.seek(0)
        with transaction.atomic():
            batch = Batch.objects.create(
                name=name[:255],
                state=Batch.State.FETCHING if wanted else Batch.State.RECEIVED,
                upload=File(packed, name=f"{sha256[:16]}.zip"),
                sha256=sha256,
                created_by=by,
                stops_to_check=stops_to_check,
            )
            fetching.queue(batch=batch, addresses=wanted)
        return batch


def _no_lists(
    files: Iterable[tuple[str, IO[bytes]]], wanted: list[str]
) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield files, but for those that are lists of addresses, which are added to others."""
    for name, file in files:
        found = None
        if name.casefold().endswith(LISTS):
            head = file.read(MAX_LIST_BYTES)
            file.seek(0)
            found = batches.addresses(head.decode(errors="replace"))
        if found:
            wanted += found
        else:
            yield name, file


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
