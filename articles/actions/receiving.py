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

    It comes as open files with their names, or as paths of files and folders, and as addresses of
    pages; a file that is but a list of addresses stands for these. `outlet` is for the articles
    that name none; `manifest` is a table that says more of each file. Raise `Unreadable` when a
    path cannot be read, or a list is too long.
    """
    with ExitStack() as stack:
        packed = stack.enter_context(tempfile.TemporaryFile())
        wanted = list(addresses)
        if files:
            batches.pack_files(_no_lists(files, wanted), packed)
        else:
            batches.pack_paths([path for path in paths if not _is_list(path, wanted)], packed)
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
        found = _addresses(name, file)
        file.seek(0)
        if found:
            wanted += found
        else:
            yield name, file


def _is_list(path: Path, wanted: list[str]) -> bool:
    """Say whether a file is a list of addresses, and add them to others if it is."""
    if path.is_dir():
        return False
    try:
        with path.open("rb") as file:
            found = _addresses(path.name, file)
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}") from None
    wanted += found
    return bool(found)


def _addresses(name: str, file: IO[bytes]) -> list[str]:
    if not name.casefold().endswith(LISTS):
        return []
    return batches.addresses(file.read(MAX_LIST_BYTES).decode(errors="replace")) or []
