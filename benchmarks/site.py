"""A site for measuring: real servers with data of their own, gone afterwards."""

import os
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from newsclaims.local import paths, postgres, valkey
from newsclaims.local.paths import Home
from newsclaims.local.programs import Process, Program, wait_until

START_SECONDS = 60
PROC = Path("/proc")  # Linux only; elsewhere no memory is told


@contextmanager
def throwaway(keep: Path | None = None) -> Iterator[Home]:
    """Run an empty database and a queue until the end of the block; Django is then set up.

    Servers named in the environment are left alone: nobody's data shall be measured with. What is
    in the folder `keep` stays there, for the next time.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that all of it is cleared away
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsclaims.settings"
    folder = keep or Path(tempfile.mkdtemp(prefix="newsclaims-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # root's servers run as nobody and must be able to pass
    os.environ["NEWSCLAIMS_HOME"] = str(folder)
    home = paths.made(paths.home())
    try:
        with running(postgres.program(home)), running(valkey.program(home)):
            postgres.make_database(home, "newsclaims")
            django.setup()
            call_command("migrate", verbosity=0)
            yield home
    finally:
        shutil.rmtree(home.run, ignore_errors=True)
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(program: Program) -> Iterator[Process]:
    """Run a program until the end of the block."""
    process = Process(program)
    try:
        if not wait_until(program.is_ready, START_SECONDS):
            raise RuntimeError(f"{program.name} does not start: {program.log.read_text()[-2000:]}")
        yield process
    finally:
        process.stop()


@contextmanager
def web_server() -> Iterator[tuple[int, int]]:
    """Run the web server with one process; give its port and the number of that process."""
    from django.conf import settings
    from django.db import connection

    from newsclaims.local.site import web

    os.environ["WEB_PROCESSES"] = "1"
    database = settings.DATABASES["default"]
    os.environ.setdefault(
        "DATABASE_URL",
        f"postgresql://{database['USER']}@/{database['NAME']}?host={database['HOST']}",
    )
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(web(paths.made(paths.home()), port)) as server:
        children = Path(PROC, str(server.pid), "task", str(server.pid), "children").read_text()
        yield port, int(children.split()[0])


def memory(pid: int, name: str) -> int:
    """Return a figure of a process's memory, in bytes: “VmRSS”, or the most so far, “VmHWM”."""
    status = Path(PROC, str(pid), "status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024
