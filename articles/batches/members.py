"""What a batch holds: its files by their names, and why some of them are not opened."""

import stat
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from articles.batches.limits import MAX_ORIGIN

ARCHIVES = (".zip", ".tar.gz", ".tgz", ".tar")

NAME_LEADS_OUT = "has a name that leads out of the batch; rename it"
IS_LINK = "is a link to another file, and links are not followed; put the file itself here"
IS_NO_FILE = "is not an ordinary file"
IS_LOCKED = "is locked with a password; pack it without one"
IS_NESTED = "is an archive inside an archive, which is not opened; send it on its own"
IS_CLOSED = "could not be opened; look at its access rights"

_TWO_ENDINGS = (".tar.gz", ".warc.gz")
_LEFT_OUT = {"__macosx", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a batch, and in words why it cannot be read, if it cannot.

    `path` is its name inside its archive, `within` that of the archive, if it lies in one.
    """

    path: str
    entry: zipfile.ZipInfo | int = 0  # how its archive finds it
    problem: str = ""
    within: str = ""
    size: int = 0

    @property
    def origin(self) -> str:
        """Return its whole name as rows can keep it, which leaves room for a line number."""
        name = f"{self.within}:{self.path}" if self.within else self.path
        room = MAX_ORIGIN - 50
        return name if len(name) <= room else f"…{name[-room:]}"

    @property
    def kind(self) -> str:
        """Return the ending of its name, which says how to read it."""
        name = PurePosixPath(self.path).name.casefold()
        for ending in _TWO_ENDINGS:
            if name.endswith(ending):
                return ending
        return PurePosixPath(name).suffix

    @property
    def is_archive(self) -> bool:
        """Say whether it holds files itself."""
        return self.kind in ARCHIVES


def problem(path: str, mode: int) -> str:
    """Return why a file may not be read, by its name and what the archive says it is."""
    parts = path.split("/")
    if ".." in parts or path.startswith("/") or parts[0].endswith(":"):
        return NAME_LEADS_OUT
    if stat.S_ISLNK(mode):
        return IS_LINK
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        return IS_NO_FILE
    return ""


def is_junk(path: str) -> bool:
    """Say whether a file is what file managers leave, or hidden."""
    return any(
        part.casefold() in _LEFT_OUT or (part.startswith(".") and part != "..")
        for part in PurePosixPath(path).parts
    )
