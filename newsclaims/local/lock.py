"""One running copy per folder: whoever holds the lock may start the servers."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunningError(Exception):
    """Another process holds the lock; the message is what it wrote there."""


@contextmanager
def held(file: Path, note: str) -> Iterator[None]:
    """Hold the lock and leave a note for others; the kernel lets go of it when we die."""
    with file.open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise AlreadyRunningError(lock.read().strip()) from None
        lock.truncate(0)
        lock.write(note)
        lock.flush()
        yield
        lock.truncate(0)
