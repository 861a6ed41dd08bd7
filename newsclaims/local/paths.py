"""Where the embedded servers keep their data and their sockets."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from newsclaims import env

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one running copy, and the short folder that holds its sockets.

    A unix socket's path ends at 107 bytes, so sockets cannot live in a deep checkout.
    """

    data: Path
    run: Path

    @property
    def valkey_socket(self) -> Path:
        """The socket Valkey listens on."""
        return self.run / "valkey.sock"


def home() -> Home:
    """Return the folders of this copy: `NEWSCLAIMS_HOME`, or `var/` in the checkout."""
    return at(env.folder("NEWSCLAIMS_HOME", CHECKOUT / "var"))


def at(data: Path) -> Home:
    """Return the folders of the copy whose data lie in `data`."""
    name = hashlib.sha256(str(data).encode()).hexdigest()[:12]
    return Home(data, Path(tempfile.gettempdir()) / f"newsclaims-{os.getuid()}-{name}")
