"""`manage.py up`: the whole site on this machine, its database and queue included."""

import contextlib
import os
import socket
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, OperationalError, close_old_connections, connection

from articles.actions.receiving import receive
from articles.models import Batch
from claims import progress
from newsclaims import health
from newsclaims.local import lock, paths, postgres, site, valkey
from newsclaims.local.programs import CommandFailedError
from newsclaims.local.supervisor import StartFailedError, StopRequested, Supervisor
from newsclaims.people import demo

SAMPLE = paths.CHECKOUT / "fixtures" / "sample"
LOOK_SECONDS = 0.5
TELL_SECONDS = 3.0


class Command(BaseCommand):
    """Start database, queue, worker, beat and web; load the sample at first; stop on Ctrl-C."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the port and the sample's place."""
        parser.add_argument("--port", default="8000", help="where the pages answer (8000)")
        parser.add_argument("--sample", type=Path, default=SAMPLE, help="loaded at the first start")

    def handle(self, *args: Any, port: str, sample: Path, **options: Any) -> None:
        """Run until asked to stop."""
        number = _free_port(port)
        home = paths.home()
        try:
            paths.made(home)
            with lock.held(home.data / "up.lock", f"process {os.getpid()}, port {number}"):
                self._run(home, number, sample)
        except lock.AlreadyRunningError as error:
            raise CommandError(
                f"newsclaims is already running in {home.data} ({error}); stop it with Ctrl-C there"
            ) from None
        except (paths.UnsafeFolderError, StartFailedError, CommandFailedError) as error:
            raise CommandError(str(error)) from None

    def _run(self, home: paths.Home, port: int, sample: Path) -> None:
        with contextlib.suppress(StopRequested), Supervisor(self._say) as supervisor:
            try:
                self._start(supervisor, home, port, sample)
                supervisor.keep()
            finally:
                self._say("stopping ...")
        with contextlib.suppress(OSError):
            home.run.rmdir()
        self._say("newsclaims has stopped; everything is kept.")

    def _start(self, supervisor: Supervisor, home: paths.Home, port: int, sample: Path) -> None:
        if not home.servers.is_relative_to(home.data):
            self._say(f"other accounts cannot reach {home.data}: the servers use {home.servers}")
        if not os.environ.get("DATABASE_URL"):
            self._say("starting PostgreSQL ...")
            supervisor.start(postgres.program(home))
            postgres.make_database(home, str(settings.DATABASES["default"]["NAME"]))
        if not settings.REDIS_URL:
            self._say("starting Valkey ...")
            supervisor.start(valkey.program(home))
        _refuse_silent_servers()
        os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")  # for mails, which it sends
        # The worker takes its time to start, and has nothing to do before beat asks it.
        supervisor.start(site.worker(home))
        self._say("preparing the database and the pages ...")
        call_command("migrate", interactive=False, verbosity=0)
        supervisor.start(site.beat(home))
        call_command("collectstatic", interactive=False, verbosity=0)
        self._make_admin(home.data / "admin-password")
        if not Batch.objects.exists():
            self._say("loading the sample ...")
            receive(name=sample.name, paths=[sample])
        is_demo = demo.may_be_opened()
        supervisor.start(site.web(home, port, is_demo=is_demo))
        self._tell_progress(supervisor)
        if is_demo:
            self._say("only the sample is here: the sign-in page lets anybody in as a demo editor")
        self._say(f"newsclaims is ready at http://127.0.0.1:{port}")

    def _tell_progress(self, supervisor: Supervisor) -> None:
        """Say what is being done to the first batch until nothing is left to do."""
        said, silent_until = "", 0.0

        def is_finished() -> bool:
            nonlocal said, silent_until
            try:
                close_old_connections()
                batch = progress.of(Batch.objects.earliest("id"))
            except Error:
                return False  # the database is being started again
            now = time.monotonic()
            if batch.words != said and (now >= silent_until or batch.is_finished):
                self._say(f"{batch.batch}: {batch.words}")
                said, silent_until = batch.words, now + TELL_SECONDS
            return batch.is_finished

        supervisor.wait(is_finished, every=LOOK_SECONDS)

    def _make_admin(self, file: Path) -> None:
        """Make the first user who may sign in, unless there is one; keep the password to read."""
        users = get_user_model().objects
        if users.filter(is_superuser=True).exists():
            return
        password = token_urlsafe(12)
        file.unlink(missing_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(password + "\n")
        users.create_superuser("admin", password=password)
        self._say(f"sign in as admin with the password {password} (kept in {file})")

    def _say(self, words: str) -> None:
        try:
            self.stdout.write(words)
            self.stdout.flush()
        except OSError:  # the terminal has gone; there is nobody left to tell
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _refuse_silent_servers() -> None:
    """Raise in words when an outside server does not answer; the embedded ones just did."""
    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise CommandError(f"the database of DATABASE_URL does not answer: {error}") from None
    if health.broker() != "ok":
        raise CommandError("the queue of REDIS_URL does not answer")


def _free_port(port: str) -> int:
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise CommandError(f"PORT is {port!r}; write a number from 1 to 65535: make run PORT=8123")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            raise CommandError(
                f"port {port} cannot be used ({error.strerror}); choose another: make run PORT=8123"
            ) from None
    return int(port)
