"""Each copy has folders of its own, which the servers' account can reach."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsclaims.local import account, paths, postgres, valkey

LONGEST_SOCKET = 107  # bytes; sockaddr_un of Linux, and of macOS three less


@pytest.fixture
def closed(monkeypatch) -> Iterator[Path]:
    """A folder that only its owner can pass, and another place for what must be reached."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, tempfile.TemporaryDirectory() as other:
        os.chmod(other, 0o755)
        monkeypatch.setattr(paths, "CLOSED_CHECKOUT_DATA", Path(other))
        yield Path(folder)
        shutil.rmtree(paths.at(Path(folder, "var")).run, ignore_errors=True)


def test_two_folders_never_share_a_socket(tmp_path):
    assert paths.at(tmp_path / "one").run != paths.at(tmp_path / "two").run


def test_sockets_have_short_paths_however_deep_the_checkout(tmp_path):
    home = paths.at(tmp_path / ("deep/" * 40))

    assert len(bytes(home.run / ".s.PGSQL.5432.lock")) < LONGEST_SOCKET - 3


def test_the_folders_are_closed_to_others(home):
    for folder in (home.servers, home.run):
        assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.getuid() != 0, reason="only root must change to another account")
def test_roots_servers_move_out_of_a_closed_folder_and_stay_there(closed):
    home = paths.at(closed / "var")
    assert not home.servers.is_relative_to(closed)

    paths.made(home)
    closed.chmod(0o755)

    assert paths.at(closed / "var").servers == home.servers


@pytest.mark.skipif(os.getuid() != 0, reason="only root must change to another account")
def test_binaries_that_nobody_cannot_reach_are_copied_with_their_libraries(closed, monkeypatch):
    home = paths.made(paths.at(closed / "var"))
    monkeypatch.setattr(account, "is_open", lambda path: False)

    for program in (postgres.program(home), valkey.program(home)):
        assert Path(program.command[0]).is_relative_to(home.servers)
    assert (home.servers / "postgres" / "PG_VERSION").exists()  # initdb ran as nobody


@pytest.mark.skipif(os.getuid() != 0, reason="only root must change to another account")
def test_parents_are_never_opened_for_the_servers(closed):
    paths.made(paths.at(closed / "var"))

    assert closed.stat().st_mode & 0o777 == 0o700
