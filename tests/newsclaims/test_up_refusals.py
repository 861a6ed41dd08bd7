"""`manage.py up` refuses in words when it cannot start."""

import os
import socket
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from newsclaims.local import lock, paths


@pytest.mark.parametrize("port", ["", "web", "0", "65536", "-1", "80.5"])
def test_a_port_that_is_no_port_is_refused(port):
    with pytest.raises(CommandError, match=r"write a number from 1 to 65535: make run PORT=8123"):
        call_command("up", "--port", port)


def test_a_port_in_use_is_named_with_the_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=rf"port {port} .*in use.*make run PORT=8123"):
            call_command("up", "--port", str(port))


def test_a_second_start_in_the_same_folder_says_where_the_first_one_is(home):
    with (
        lock.held(home.data / "up.lock", "process 4711, port 8000"),
        pytest.raises(CommandError, match=r"already running .*process 4711, port 8000"),
    ):
        call_command("up", "--port", str(_any_port()))


def test_a_socket_folder_of_another_user_is_refused(tmp_path):
    home = paths.Home(tmp_path, tmp_path / "servers", tmp_path / "run")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    home.run.symlink_to(elsewhere)

    with pytest.raises(paths.UnsafeFolderError, match="belongs to another user"):
        paths.made(home)


@pytest.mark.parametrize(
    ("variable", "address", "words"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/news", "the database of DATABASE_URL"),
        ("REDIS_URL", "redis://127.0.0.1:9/0", "the queue of REDIS_URL"),
    ],
)
def test_an_outside_server_that_does_not_answer_is_named(
    variable, address, words, home, database_server, queue
):
    servers = {
        "DATABASE_URL": f"postgresql://postgres@/postgres?host={home.run}",
        "REDIS_URL": f"redis+socket://{home.valkey_socket}",
    }
    data = home.data / f"without {variable}"
    done = subprocess.run(
        [sys.executable, "manage.py", "up", "--port", str(_any_port())],
        cwd=paths.CHECKOUT,
        env={**os.environ, **servers, variable: address, "NEWSCLAIMS_HOME": str(data)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 1
    assert f"CommandError: {words} does not answer" in done.stderr
    assert "Traceback" not in done.stderr


def _any_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
