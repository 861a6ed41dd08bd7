"""Starts programs in order, starts again what dies, and stops all in reverse order."""

import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import NoReturn, Self

from newsclaims.local.programs import POLL_SECONDS, CommandFailedError, Process, Program

STEADY_SECONDS = 30.0  # a program that ran this long had started well: back-off begins anew
MAX_DELAY_SECONDS = 30.0
MAX_FIRST_STARTS = 4
START_SECONDS = 90.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequested(Exception):
    """Somebody asked this copy to stop."""


class StartFailedError(Exception):
    """A program did not start; the message says which and what it said last."""


@dataclass(slots=True)
class _Place:
    """One program's place: its process while it runs, else when to start it again."""

    program: Program
    process: Process | None = None
    deaths: int = 0
    due: float = 0.0


class Supervisor:
    """Keeps programs running from `with` to its end; Ctrl-C, SIGTERM and SIGHUP end it."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._places: list[_Place] = []
        self._stop_requested = False
        self._is_up = False

    def __enter__(self) -> Self:
        self._terminal = _watched_terminal()
        self._handlers = {number: signal.signal(number, self._request) for number in STOP_SIGNALS}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for place in reversed(self._places):
            if place.process:
                place.process.stop()
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def start(self, program: Program) -> None:
        """Start a program and wait until it is ready; raise `StartFailedError` if it never is."""
        place = _Place(program)
        self._places.append(place)
        end = time.monotonic() + START_SECONDS

        def is_ready() -> bool:
            # One answer is enough: asked again, it may reach a process that is still starting.
            if place.process and not place.process.ended() and program.is_ready():
                return True
            if time.monotonic() > end:
                raise StartFailedError(f"{program.name} does not answer. {_last_words(program)}")
            return False

        self.wait(is_ready)

    def keep(self) -> NoReturn:
        """Keep the programs running, however often they die, until asked to stop."""
        self._is_up = True
        while True:
            self.wait(lambda: False, every=0.3)

    def wait(self, condition: Callable[[], bool], every: float = POLL_SECONDS) -> None:
        """Keep the programs running until `condition` holds; raise `StopRequested` when asked."""
        while True:
            for place in self._places:
                self._tend(place)
            if self._stop_requested or (self._terminal and self._terminal.poll(0)):
                self._stop_requested = True
                raise StopRequested
            if condition():
                return
            time.sleep(every)

    def _tend(self, place: _Place) -> None:
        if place.process and (how := place.process.ended()):
            place.process.sweep()
            if time.monotonic() - place.process.started_at > STEADY_SECONDS:
                place.deaths = 0
            self._put_off(place, f"{place.program.name} ended ({how})")
            if place.deaths >= MAX_FIRST_STARTS and not self._is_up:
                raise StartFailedError(f"{place.program.name} fails. {_last_words(place.program)}")
        if place.process is None and time.monotonic() >= place.due and not self._stop_requested:
            try:
                place.process = Process(place.program)
            except CommandFailedError as error:
                self._put_off(place, str(error))

    def _put_off(self, place: _Place, why: str) -> None:
        place.process = None
        place.deaths += 1
        place.due = time.monotonic() + min(2 ** (place.deaths - 2), MAX_DELAY_SECONDS)
        if not self._stop_requested:
            self._say(f"{why}; starting it again ...")

    def _request(self, number: int, frame: FrameType | None) -> None:
        self._stop_requested = True


def _last_words(program: Program) -> str:
    lines = program.log.read_text(errors="replace").splitlines()[-15:]
    return "\n".join([f"The end of {program.log}:", *lines])


def _watched_terminal() -> "select.poll | None":
    """Return what tells that the terminal has gone; none when we have none.

    SIGHUP alone does not do: it goes to the first process of the terminal, and when that is `make`,
    `make` keeps it to itself.
    """
    if not sys.stdout.isatty():
        return None
    terminal = select.poll()
    terminal.register(sys.stdout.fileno(), 0)  # hanging up is told without being asked for
    return terminal
