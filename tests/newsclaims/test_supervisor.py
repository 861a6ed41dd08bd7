"""Programs are started in order, started again when they die, and stopped in reverse order."""

import os
import pty
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from newsclaims.local.programs import Process, Program, wait_until
from newsclaims.local.supervisor import StartFailedError, StopRequested, Supervisor

# Says when it starts and when it is asked to stop.
POLITE = """
import os, pathlib, signal, sys, time
diary = pathlib.Path("diary")
def note(what):
    with diary.open("a") as lines: lines.write(f"{sys.argv[1]} {what}\\n")
signal.signal(signal.SIGTERM, lambda *_: (note("stops"), sys.exit()))
pathlib.Path(sys.argv[1] + ".pid").write_text(str(os.getpid()))
note("starts")
time.sleep(60)
"""
STUBBORN = """
import pathlib, signal, time
for number in (signal.SIGTERM, signal.SIGQUIT): signal.signal(number, signal.SIG_IGN)
pathlib.Path("diary").write_text("starts")
time.sleep(60)
"""


def program(folder: Path, name: str, source: str = POLITE, **more) -> Program:
    return Program(
        name=name,
        command=(sys.executable, "-c", source, name),
        log=folder / f"{name}.log",
        is_ready=more.pop("is_ready", lambda: f"{name} starts" in diary(folder)),
        cwd=folder,
        **more,
    )


def diary(folder: Path) -> list[str]:
    file = folder / "diary"
    return file.read_text().splitlines() if file.exists() else []


def is_alive(pid: int) -> bool:
    stat = Path("/proc", str(pid), "stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_programs_stop_in_reverse_order(tmp_path):
    with Supervisor(print) as supervisor:
        supervisor.start(program(tmp_path, "first"))
        supervisor.start(program(tmp_path, "second"))

    assert diary(tmp_path) == ["first starts", "second starts", "second stops", "first stops"]


def test_a_program_that_answered_once_is_not_asked_again(tmp_path):
    answers = iter([False, True, False])

    with Supervisor(print) as supervisor:
        supervisor.start(program(tmp_path, "server", is_ready=lambda: next(answers)))

    assert next(answers) is False


def test_a_program_that_never_answers_is_reported(tmp_path, monkeypatch):
    monkeypatch.setattr("newsclaims.local.supervisor.START_SECONDS", 0.2)
    silent = program(tmp_path, "server", is_ready=lambda: False)

    with (
        pytest.raises(StartFailedError, match="server does not answer"),
        Supervisor(print) as supervisor,
    ):
        supervisor.start(silent)


def test_a_killed_program_is_started_again_and_that_is_said(tmp_path):
    said: list[str] = []
    with Supervisor(said.append) as supervisor:
        supervisor.start(program(tmp_path, "server"))
        os.kill(int((tmp_path / "server.pid").read_text()), signal.SIGKILL)
        supervisor.wait(lambda: diary(tmp_path).count("server starts") == 2)

    assert said == ["server ended (killed by SIGKILL); starting it again ..."]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_way_of_asking_stops_everything(tmp_path, number):
    with Supervisor(print) as supervisor:
        supervisor.start(program(tmp_path, "server"))
        os.kill(os.getpid(), number)
        with pytest.raises(StopRequested):
            supervisor.keep()

    assert diary(tmp_path) == ["server starts", "server stops"]


def test_a_terminal_that_closes_stops_everything(tmp_path, monkeypatch):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        with Supervisor(lambda words: None) as supervisor:
            supervisor.start(program(tmp_path, "server"))
            os.close(ours)
            with pytest.raises(StopRequested):
                supervisor.keep()

    assert diary(tmp_path) == ["server starts", "server stops"]


def test_a_program_that_cannot_start_is_reported_with_its_last_words(tmp_path):
    hopeless = program(tmp_path, "server", "raise SystemExit('no such disk')")

    with pytest.raises(StartFailedError, match="no such disk"), Supervisor(print) as supervisor:
        supervisor.start(hopeless)


def test_a_program_that_will_not_stop_is_stopped_by_force(tmp_path):
    stubborn = program(
        tmp_path, "server", STUBBORN, patience=0.2, is_ready=lambda: diary(tmp_path) == ["starts"]
    )
    process = Process(stubborn)
    assert wait_until(stubborn.is_ready, 10)

    process.stop()

    assert process.ended() == "killed by SIGKILL"


def test_what_a_killed_program_had_started_goes_with_it(tmp_path):
    parent = textwrap.dedent(
        """
        import pathlib, subprocess, time
        child = subprocess.Popen(["sleep", "60"])
        pathlib.Path("diary").write_text(str(child.pid))
        time.sleep(60)
        """
    )
    process = Process(program(tmp_path, "server", parent))
    assert wait_until(lambda: bool(diary(tmp_path)), 10)
    (grandchild,) = diary(tmp_path)

    os.kill(process.pid, signal.SIGKILL)
    assert wait_until(lambda: bool(process.ended()), 10)
    process.sweep()

    assert wait_until(lambda: not is_alive(int(grandchild)), 10)


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path):
    script = textwrap.dedent(
        f"""
        import pathlib, sys, time
        from newsclaims.local.programs import Process, Program
        folder = pathlib.Path({str(tmp_path)!r})
        Process(Program(name="sleep", command=("sleep", "60"), log=folder / "log", cwd=folder,
            is_ready=lambda: True, before_start=lambda: None))
        print("up", flush=True)
        time.sleep(60)
        """
    )
    supervisor = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    with supervisor.stdout as said:
        assert said.readline() == "up\n"
        children = (
            Path(f"/proc/{supervisor.pid}/task/{supervisor.pid}/children").read_text().split()
        )
        assert children

        supervisor.kill()
        supervisor.wait()

    assert wait_until(lambda: not any(is_alive(int(child)) for child in children), 10)
