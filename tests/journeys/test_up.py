"""`manage.py up` as people run it: it gets ready, survives what is killed, and loses nothing."""

import os
import signal
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from newsclaims.local import account, paths
from newsclaims.local.programs import wait_until
from tests.journeys.copies import Copy

pytestmark = pytest.mark.journey

NOBODY = 65534
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
        copy.clear_away()


def test_whatever_is_killed_in_the_middle_each_article_is_analysed_exactly_once(folder, copies):
    sample = a_batch(folder / "sample", 40)
    copies.append(copy := Copy(folder / "home", sample, {"WORKER_PROCESSES": "2"}))

    copy.wait_for("being analysed: ")
    copy.kill("celery", "worker", newest=True)  # one that reads; the worker itself starts another
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
    behind = {os.getpriority(os.PRIO_PROCESS, pid): name for pid, name in copy.processes().items()}
    assert "celery" in behind[max(behind)], behind
    assert max(behind) > os.getpriority(os.PRIO_PROCESS, copy.pid)

    # Killed outright, it takes everything with it; started again, it finds everything.
    copy.end(signal.SIGKILL)
    assert wait_until(lambda: not copy.processes(), 20), copy.processes()
    copies.append(again := Copy(folder / "home", sample))
    again.wait_until_ready()

    assert again.ask(EXACTLY_ONCE) == rows
    assert again.end(signal.SIGTERM) == 0
    assert again.processes() == {}
    assert again.said[-1] == "newsclaims has stopped; everything is kept."


@pytest.mark.usefixtures("database_server", "queue")
def test_a_copy_on_outside_servers_and_one_of_an_ordinary_user_run_side_by_side(
    folder, copies, home
):
    sample = a_batch(folder / "sample", 2)
    outside = _outside(home)
    copies.append(first := Copy(folder / "home", sample, outside))
    python, env = _ordinary_user(folder)
    copies.append(second := Copy(folder / "other home", sample, env, python))
    first.wait_for("loading the sample")

    copies.append(refused := Copy(folder / "home", sample, outside))
    refused.wait_for("already running")
    first.wait_until_ready()
    second.wait_until_ready()

    done = "SELECT count(*) FROM claims_analysis WHERE state = 'done'"
    assert second.ask(done) == [(2,)]
    assert (folder / "other home" / "admin-password").stat().st_mode & 0o777 == 0o600
    with psycopg.connect(outside["DATABASE_URL"]) as connection:
        assert connection.execute(done).fetchone() == (2,)
    assert not any("PostgreSQL" in line or "Valkey" in line for line in first.said)
    assert list(first.home.servers.iterdir()) == []

    assert second.end(signal.SIGINT) == 0
    assert _status(first.port) == 200
    assert first.end(signal.SIGHUP) == 0
    assert first.processes() == second.processes() == {}


def _status(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
        return int(answer.status)


def _outside(home: paths.Home) -> dict[str, str]:
    """Return the addresses of servers that run already, with an empty database."""
    database = os.environ.get("DATABASE_URL") or f"postgresql://postgres@/postgres?host={home.run}"
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS newsclaims_outside")
        connection.execute("CREATE DATABASE newsclaims_outside")
    queue = os.environ.get("REDIS_URL") or f"redis+socket://{home.valkey_socket}?virtual_host=5"
    return {
        "DATABASE_URL": make_conninfo(database, dbname="newsclaims_outside"),
        "REDIS_URL": queue,
    }


def _ordinary_user(folder: Path) -> tuple[Sequence[str], dict[str, str]]:
    """Return how to start Python without root's rights, with the packages of this run.

    Without any, when this is not root, or when root's Python is out of reach for all others.
    """
    here: tuple[Sequence[str], dict[str, str]] = ((sys.executable,), {})
    python = Path(sys.executable).resolve()
    packages = next(Path(path) for path in sys.path if path.endswith("site-packages"))
    if account.of_servers() is None or not (account.is_open(python) and account.is_open(packages)):
        return here
    os.chown(folder, NOBODY, NOBODY)
    become = f"setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups {python}"
    return become.split(), {"PYTHONPATH": str(packages), "HOME": "/nonexistent"}
