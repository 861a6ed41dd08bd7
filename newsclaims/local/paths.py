"""Where the embedded servers keep their data and their sockets."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from newsclaims import env
from newsclaims.local import account

CHECKOUT = Path(__file__).resolve().parents[2]
# A unix socket's path ends at 107 bytes, so sockets cannot live in a deep checkout; and TMPDIR
# differs from one terminal to the next, while all of them must find the same sockets.
SOCKETS = Path("/tmp")  # noqa: S108 - the folder made in it is checked in `made`
CLOSED_CHECKOUT_DATA = Path("/var/lib")


class UnsafeFolderError(Exception):
    """A folder that should be ours belongs to somebody else; the message says which."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folders of one copy: `data` is kept, `servers` is the servers' part of it, and the
    short folder `run` holds the sockets while they run.
    """

    data: Path
    servers: Path
    run: Path

    @property
    def valkey_socket(self) -> Path:
        """The socket Valkey listens on."""
        return self.run / "valkey.sock"

    def log(self, name: str) -> Path:
        """Return the file that holds what one program says."""
        return self.data / "log" / f"{name}.log"


def home() -> Home:
    """Return the folders of this copy: `NEWSCLAIMS_HOME`, or `var/` in the checkout."""
    return at(env.folder("NEWSCLAIMS_HOME", CHECKOUT / "var"))


def at(data: Path) -> Home:
    """Return the folders of the copy whose data lie in `data`; makes none of them."""
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Home(data, _servers(data, name), SOCKETS / f"newsclaims-{os.getuid()}-{name}")


def made(home: Home) -> Home:
    """Make the folders of a copy, closed to other accounts where it matters; return it."""
    home.data.mkdir(parents=True, exist_ok=True)
    (home.data / "log").mkdir(exist_ok=True)
    servers = account.of_servers()
    if servers and home.servers.is_relative_to(home.data):
        home.data.chmod(home.data.stat().st_mode | 0o111)
    for folder in (home.servers, home.run):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _refuse_strangers(folder, {os.getuid(), servers.uid if servers else os.getuid()})
        if servers:
            servers.owns(folder)
    return home


def _servers(data: Path, name: str) -> Path:
    """Inside `data`; outside only when root's servers, running as nobody, could not reach it.

    Once chosen, the place stays, even when the folders above are closed or opened later.
    """
    inside, outside = data / "servers", CLOSED_CHECKOUT_DATA / f"newsclaims-{name}"
    if account.of_servers() is None or inside.exists():
        return inside
    return outside if outside.exists() or not account.is_open(data.parent) else inside


def _refuse_strangers(folder: Path, owners: set[int]) -> None:
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in owners:
        raise UnsafeFolderError(f"{folder} belongs to another user; remove it and start again")
