"""Under which account the embedded servers run: one's own, or `nobody` when that is root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine, by number."""

    uid: int
    gid: int

    def owns(self, path: Path) -> None:
        """Give `path`, which must exist, to this account, closed to all others."""
        os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def of_servers() -> Account | None:
    """Return the account the servers must change to; none when they run as who started them.

    PostgreSQL refuses to run as root, and a queue needs no more rights than a database.
    """
    if os.getuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def is_open(path: Path) -> bool:
    """Whether every folder down to `path` lets any account pass; only what exists is asked."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists()
    )
