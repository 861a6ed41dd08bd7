"""A site for measuring: real servers with data of their own, gone afterwards."""

import os
import shutil
import signal
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
