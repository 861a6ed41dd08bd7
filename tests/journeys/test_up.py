"""`manage.py up` as people run it: it gets ready, survives what is killed, and loses nothing."""

import os
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest

from newsclaims.local import account, paths
from newsclaims.local.programs import wait_until
from tests.journeys.copies import Copy

pytestmark = pytest.mark.journey

OUTLETS = ("The Harbour Post", "Northern Star", "City Lantern")
PLACES = ("Ardle", "Brenmouth", "Corby Sands", "Dunmere", "Eastwick", "Farholt", "Galston")
# Each number of statements is known: two per article.
ARTICLE = """{place} harbour to close for repairs

The harbour of {place} will close for repairs in {month}, its operator confirmed this week.

"We will close the eastern quay for {days} days," said Maria Lindqvist, the harbour master.

According to the dockers' union, no job will be lost in {place}.
"""
EXACTLY_ONCE = """
    SELECT (SELECT count(*) FROM articles_article),
           (SELECT count(*) FROM claims_analysis WHERE state = 'done' AND is_current),
           (SELECT count(*) FROM claims_analysis),
           (SELECT count(DISTINCT article_id) FROM claims_statement),
           (SELECT count(*) FROM (SELECT DISTINCT article_id, content FROM claims_statement) each),
           (SELECT count(*) FROM claims_statement)
"""


def a_batch(folder: Path, articles: int) -> Path:
    """Write a folder of invented articles with a manifest."""
    folder.mkdir()
    lines = ["file,outlet,published"]
    for number in range(articles):
        place, day = PLACES[number % len(PLACES)], 1 + number % 28
        text = ARTICLE.format(place=place, month="May", days=3 + number)
        (folder / f"{number}.txt").write_text(text, "utf-8")
        lines.append(f"{number}.txt,{OUTLETS[number % len(OUTLETS)]},2026-03-{day:02}")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for path in (folder, *folder.iterdir()):
        path.chmod(0o755)
    return folder


@pytest.fixture
def folder(home: paths.Home) -> Path:
    """A folder with a space in its name that every account can reach."""
    made = Path(tempfile.mkdtemp(prefix="a folder ", dir=home.data))
    made.chmod(0o755)
    return made


@pytest.fixture
def copies() -> Iterator[list[Copy]]:
    """The copies that a test has started; all of them are ended after it."""
    started: list[Copy] = []
    yield started
    for copy in started:
        for pid in copy.processes():
            os.kill(pid, signal.SIGKILL)


def test_whatever_is_killed_in_the_middle_each_article_is_analysed_exactly_once(folder, copies):
    sample = a_batch(folder / "sample", 40)
    copies.append(copy := Copy(folder / "home", sample))

    copy.wait_for("being analysed: ")
    copy.kill("celery", "worker")
    copy.wait_for("the worker ended (killed by SIGKILL)")
    copy.kill("gunicorn")
    copy.wait_for("the web server ended (killed by SIGKILL)")
    copy.kill("postgres", "-D")
    copy.wait_for("PostgreSQL ended (killed by SIGKILL)")
    copy.kill("valkey-server")
    copy.wait_for("Valkey ended (killed by SIGKILL)")
    copy.wait_until_ready()

    rows = copy.ask(EXACTLY_ONCE)
    articles, analysed, analyses, with_statements, distinct, statements = rows[0]
    assert articles == analysed == analyses == with_statements == 40
    assert statements == distinct
    assert _status(copy.port) == 200

    # Killed outright, it takes everything with it; started again, it finds everything.
    copy.end(signal.SIGKILL)
    assert wait_until(lambda: not copy.processes(), 20), copy.processes()
    copies.append(again := Copy(folder / "home", sample))
    again.wait_until_ready()

    assert again.ask(EXACTLY_ONCE) == rows
    assert again.end(signal.SIGTERM) == 0
    assert again.processes() == {}
    assert again.said[-1] == "newsclaims has stopped; everything is kept."


def test_a_second_start_in_the_same_folder_is_refused_and_another_copy_is_not(folder, copies):
    sample = a_batch(folder / "sample", 1)
    copies.append(first := Copy(folder / "home", sample))
    first.wait_for("loading the sample")

    copies.append(second := Copy(folder / "home", sample))
    second.wait_for("already running")
    copies.append(other := Copy(folder / "other home", sample))
    other.wait_until_ready()
    first.wait_until_ready()

    assert other.end(signal.SIGHUP) == 0
    assert _status(first.port) == 200
    assert first.end(signal.SIGINT) == 0
    assert first.processes() == other.processes() == {}


def test_it_runs_as_an_ordinary_user(folder, copies):
    if account.of_servers() is None:
        python: Sequence[str] = (sys.executable,)
        env: dict[str, str] = {}
    else:
        python, env = _as_nobody()
        os.chown(folder, 65534, 65534)
    copies.append(copy := Copy(folder / "home", a_batch(folder / "sample", 2), env, python))

    copy.wait_until_ready()

    assert copy.ask("SELECT count(*) FROM claims_analysis WHERE state = 'done'") == [(2,)]
    assert (folder / "home" / "admin-password").stat().st_mode & 0o777 == 0o600
    assert copy.end(signal.SIGINT) == 0
    assert copy.processes() == {}


@pytest.mark.usefixtures("database_server", "queue")
def test_outside_servers_are_used_and_then_nothing_embedded_starts(folder, copies, home):
    if os.environ.get("DATABASE_URL") or os.environ.get("REDIS_URL"):
        pytest.skip("the whole run is on outside servers already")
    with psycopg.connect(host=str(home.run), user="postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE outside")
    env = {
        "DATABASE_URL": f"postgresql://postgres@/outside?host={home.run}",
        "REDIS_URL": f"redis+socket://{home.valkey_socket}?virtual_host=5",
    }
    copies.append(copy := Copy(folder / "home", a_batch(folder / "sample", 1), env))

    copy.wait_until_ready()

    assert not any("starting PostgreSQL" in line or "starting Valkey" in line for line in copy.said)
    assert list(copy.home.servers.iterdir()) == []
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        query = "SELECT count(*) FROM claims_analysis WHERE state = 'done'"
        assert connection.execute(query).fetchone() == (1,)
    assert copy.end() == 0


def _status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        return int(answer.status)


def _as_nobody() -> tuple[Sequence[str], dict[str, str]]:
    """Return how root starts Python as nobody, with the packages that root has."""
    packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (Path(sys.executable).resolve(), Path("/usr/bin", version)):
        if python.exists() and account.is_open(python) and account.is_open(packages):
            command = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(python))
            assert subprocess.run(("setpriv", "--version"), check=False).returncode == 0
            return command, {"PYTHONPATH": str(packages), "HOME": "/nonexistent"}
    pytest.skip("no Python here that another account than root can reach")
