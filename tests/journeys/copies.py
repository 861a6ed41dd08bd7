"""A copy of newsclaims that runs as people run it: `manage.py up` in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import LiteralString

import psycopg

from newsclaims.local import paths
from newsclaims.local.programs import wait_until

READY = "newsclaims is ready at http://127.0.0.1:"


class Copy:
    """One `manage.py up`, and what it says."""

    def __init__(
        self,
        data: Path,
        sample: Path,
        env: Mapping[str, str] | None = None,
        python: Sequence[str] = (sys.executable,),
    ) -> None:
        self.home = paths.at(data)
        self.port = _free_port()
        self.said: list[str] = []
        self._process = subprocess.Popen(
            [
                *(*python, "manage.py", "up"),
                *("--port", str(self.port), "--sample", str(sample)),
            ],
            cwd=paths.CHECKOUT,
            env={
                **os.environ,
                "WORKER_PROCESSES": "1",
                **(env or {}),
                "NEWSCLAIMS_HOME": str(data),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def pid(self) -> int:
        """The number of the process that watches over the others."""
        return self._process.pid

    def wait_for(self, words: str, seconds: float = 240) -> None:
        """Wait until it says something."""
        heard = wait_until(lambda: any(words in line for line in self.said), seconds)
        assert heard, "\n".join(["It said:", *self.said, *self.logs()])

    def wait_until_ready(self) -> None:
        """Wait until it says where it can be seen."""
        self.wait_for(f"{READY}{self.port}")

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and wait until it has ended; return its exit status."""
        self._process.send_signal(number)
        status = self._process.wait(60)
        self._listener.join(10)
        return status

    def clear_away(self) -> None:
        """End by force whatever still runs of it."""
        for pid in self.processes():
            os.kill(pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait(10)
        self._listener.join(10)

    def processes(self) -> dict[int, str]:
        """All living processes of this copy, by number, with their command lines."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                environment = (folder / "environ").read_bytes().split(b"\0")
                where = (folder / "cwd").readlink()
            except OSError:
                continue
            mark = f"NEWSCLAIMS_HOME={self.home.data}".encode()
            if mark in environment or where.is_relative_to(self.home.servers):
                found[int(folder.name)] = command
        return found

    def kill(self, *marks: str, newest: bool = False) -> None:
        """Send SIGKILL to the oldest process whose command line holds all marks, or the newest."""
        found = [
            pid
            for pid, command in self.processes().items()
            if all(mark in command for mark in marks)
        ]
        os.kill(max(found) if newest else min(found), signal.SIGKILL)

    def run(self, *command: str) -> None:
        """Run a command of `manage.py` on its data."""
        environment = {**os.environ, "NEWSCLAIMS_HOME": str(self.home.data)}
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=paths.CHECKOUT, env=environment, check=True
        )

    def ask(self, query: LiteralString, *values: object) -> list[tuple[object, ...]]:
        """Put a question to its database."""
        with psycopg.connect(
            host=str(self.home.run), user="postgres", dbname="newsclaims"
        ) as connection:
            return connection.execute(query, values or None).fetchall()

    def logs(self) -> list[str]:
        """The last lines of each log."""
        files = sorted((self.home.data / "log").glob("*.log"))
        return [
            line for file in files for line in (file.name, *file.read_text().splitlines()[-15:])
        ]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            self.said.extend(line.rstrip("\n") for line in lines)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
