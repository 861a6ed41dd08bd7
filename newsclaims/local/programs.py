"""A program that runs beside this one: how it is started, when it is ready, how it ends."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from signal import Signals
from typing import Any

from newsclaims.local.account import Account

POLL_SECONDS = 0.05
MAX_LOG_BYTES = 10_000_000  # a log larger than this is put aside at the next start
PR_SET_PDEATHSIG = 1  # linux/prctl.h
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is needed to run a program."""

    name: str
    command: tuple[str, ...]
    log: Path
    is_ready: Callable[[], bool]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    account: Account | None = None
    stop_signal: Signals = signal.SIGTERM
    orphan_signal: Signals = signal.SIGKILL
    patience: float = 15.0
    before_start: Callable[[], None] = lambda: None


class Process:
    """A program that has been started. It ends when this process does, however that ends."""

    def __init__(self, program: Program) -> None:
        self.program = program
        program.before_start()
        self.started_at = time.monotonic()
        _put_aside_if_large(program.log)
        with program.log.open("ab") as log:
            self._child: subprocess.Popen[bytes] = subprocess.Popen(
                program.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=program.cwd,
                env=program.env,
                start_new_session=True,  # Ctrl-C is for us alone: we stop the others in order
                preexec_fn=_tie(program.orphan_signal),
                **_as(program.account),
            )

    @property
    def pid(self) -> int:
        """The process number."""
        return self._child.pid

    def ended(self) -> str:
        """Say how it ended, in words; empty while it runs."""
        code = self._child.poll()
        if code is None:
            return ""
        return f"killed by {Signals(-code).name}" if code < 0 else f"exit status {code}"

    def stop(self) -> None:
        """End it: politely, then firmly, then by force; and whatever it has left running."""
        for number in (self.program.stop_signal, signal.SIGQUIT, signal.SIGKILL):
            if self._child.poll() is None:
                self._child.send_signal(number)
                self._wait(self.program.patience)
        self.sweep()

    def sweep(self) -> None:
        """End by force what an ended process has left in its process group."""
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return  # nothing left; macOS answers so for a group of zombies

    def _wait(self, seconds: float) -> None:
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            return


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until `condition` holds, at most `seconds`; return whether it does."""
    end = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(POLL_SECONDS)
    return holds


def run_as(account: Account | None, command: tuple[str, ...], env: Mapping[str, str]) -> str:
    """Run a short command to its end; `CommandFailedError` tells what it said when it fails."""
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, cwd="/", env=env, capture_output=True, text=True, check=False, **_as(account)
    )
    if done.returncode:
        raise CommandFailedError(f"{Path(command[0]).name} failed: {done.stderr or done.stdout}")
    return done.stdout


class CommandFailedError(Exception):
    """A short command failed; the message is what it said."""


def _as(account: Account | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def end_with_parent(number: Signals) -> None:
    """Ask the kernel to send us `number` when our parent dies, kill -9 included (Linux only)."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(number))


def _tie(number: Signals) -> Callable[[], None]:
    """Return what a child must do to end with us; after its change of account, which unties."""
    parent = os.getpid()

    def tie() -> None:
        end_with_parent(number)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def _put_aside_if_large(log: Path) -> None:
    if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
