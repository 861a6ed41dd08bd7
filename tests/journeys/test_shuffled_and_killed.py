"""Readings come in shuffled batches, workers are killed, and what comes of it is the same."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from celery import Celery
from psycopg.conninfo import make_conninfo

from newsclaims.local import site
from newsclaims.local.paths import CHECKOUT
from newsclaims.local.programs import Process, wait_until

pytestmark = pytest.mark.journey

STATEMENTS = 300
BATCHES = 4
KILLS = 3
SWEEPS = ("group_waiting", "link_waiting", "chain_waiting")
QUEUE = 6  # of the broker's databases; other tests have theirs
LEFT = """
    SELECT (SELECT count(*) FROM claims_analysis WHERE grouped_at IS NULL)
         + (SELECT count(*) FROM claims_story WHERE linked_at IS NULL OR chained_at IS NULL)
"""
# What is made of the readings, without the numbers of rows that depend on who came first.
MADE = {
    "stories": """
        SELECT s.title, s.voices, s.first_at, s.last_at, s.crowding,
               array_agg(m.article_id ORDER BY m.article_id)
        FROM claims_story s LEFT JOIN claims_storymembership m ON m.story_id = s.id GROUP BY s.id
    """,
    "memberships": "SELECT article_id, score, evidence::text FROM claims_storymembership",
    "edges": "SELECT first_id, second_id, score FROM claims_storyedge",
    "storylines": """
        SELECT l.title, array_agg(m.article_id ORDER BY m.article_id)
        FROM claims_storyline l LEFT JOIN claims_story s ON s.storyline_id = l.id
        LEFT JOIN claims_storymembership m ON m.story_id = s.id GROUP BY l.id
    """,
    "claims": """
        SELECT c.wording_id, c.why_wording, array_agg(l.statement_id ORDER BY l.statement_id),
               array_agg(l.kind ORDER BY l.statement_id)
        FROM claims_claim c LEFT JOIN claims_claimlink l ON l.claim_id = c.id GROUP BY c.id
    """,
    "links": "SELECT first_id, second_id, kind, score, evidence::text FROM claims_statementlink",
    "voices": """
        SELECT array_agg(article_id ORDER BY article_id)
        FROM claims_storymembership GROUP BY story_id, voice
    """,
    "ties": "SELECT first_id, second_id, score, evidence::text FROM claims_voicetie",
}


@pytest.fixture(scope="module")
def server(database_server, home):
    """The address of a server that has room for databases of this module's own."""
    return os.environ.get("DATABASE_URL") or f"postgresql://postgres@/postgres?host={home.run}"


@pytest.fixture(scope="module")
def readings(server):
    """The name of a database of articles that are read, but not yet put into stories."""
    name = made(server, "newsclaims_readings")
    for command in ("manage.py migrate -v 0", f"-m benchmarks.generate {STATEMENTS} --unlinked"):
        run(server, name, command)
    return name


@pytest.fixture(scope="module")
def calm(server, readings):
    """What one process makes of them that nobody disturbs."""
    name = made(server, "newsclaims_calm", template=readings)
    run(server, name, "manage.py analyze")
    result = outcome(server, name)
    assert max(len(members) for *_, members in result["stories"]) > 3
    assert any(len(members) > 1 for _, _, members, _ in result["claims"])
    return result


@pytest.mark.parametrize("processes", [3])
def test_shuffled_and_killed_it_comes_to_the_same(server, readings, calm, queue, home, processes):
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    name = made(server, f"newsclaims_killed_{processes}", template=readings)
    address = make_conninfo(server, dbname=name)
    broker = (
        os.environ.get("REDIS_URL") or f"redis+socket://{home.valkey_socket}?virtual_host={QUEUE}"
    )
    queue_of_tasks = Celery(broker=broker)
    worker = replace(
        site.worker(home),
        env={
            **os.environ,
            "NEWSCLAIMS_HOME": str(home.data),
            "DATABASE_URL": address,
            "REDIS_URL": broker,
            "WORKER_PROCESSES": str(processes),
        },
    )
    batches = shuffled(address, chance)
    with psycopg.connect(address, autocommit=True) as database, Workers(worker) as workers:
        kills = KILLS

        def is_done():
            nonlocal kills
            if batches and chance.random() < 0.5:
                database.execute(
                    "UPDATE claims_analysis SET is_current = true WHERE id = ANY(%s)",
                    [batches.pop()],
                )
            for sweep in SWEEPS:
                queue_of_tasks.send_task(f"claims.tasks.{sweep}", expires=5)
            time.sleep(chance.uniform(0.1, 0.6))
            kills -= bool(kills and workers.kill(chance))
            workers.keep()
            [(left,)] = database.execute(LEFT).fetchall()
            return not (left or batches or kills)

        assert wait_until(is_done, 240), (
            f"not done (seed {seed}):\n{worker.log.read_text()[-2000:]}"
        )
    found = outcome(server, name)
    for what, rows in calm.items():
        assert found[what] == rows, f"{what} are not the same (seed {seed})"
    queue_of_tasks.close()


class Workers:
    """A worker that is started again whenever it has ended, as `manage.py up` does."""

    def __init__(self, program):
        self.program = program

    def __enter__(self):
        self.process = Process(self.program)
        return self

    def __exit__(self, *_):
        self.process.stop()

    def kill(self, chance):
        """Kill a process that works, now and then all of them; False while none is there yet."""
        children = self.children()
        if not children:
            return False
        if chance.random() < 0.25:
            os.kill(self.process.pid, signal.SIGKILL)
        else:
            os.kill(chance.choice(children), signal.SIGKILL)
        return True

    def keep(self):
        """Start it again if it has ended: killed, or without any process to work with."""
        if self.process.ended():
            self.process.stop()
            self.process = Process(self.program)

    def children(self):
        pid = self.process.pid
        try:
            found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except OSError:
            return []
        return [int(one) for one in found]


def shuffled(address, chance):
    """Let no reading be current, and return batches of them in any order."""
    with psycopg.connect(address, autocommit=True) as database:
        rows = database.execute("UPDATE claims_analysis SET is_current = false RETURNING id")
        ids = [pk for (pk,) in rows]
    chance.shuffle(ids)
    return [ids[start::BATCHES] for start in range(BATCHES)]


def outcome(server, name):
    with psycopg.connect(make_conninfo(server, dbname=name)) as database:
        found = {what: sorted(database.execute(MADE[what]), key=repr) for what in MADE}
        lost = database.execute(
            "SELECT (SELECT count(*) FROM claims_statement) - count(*) FROM claims_claimlink"
        ).fetchone()
    assert lost == (0,)
    return found


def made(server, name, template="template1"):
    """Return the name of a new database that is as another."""
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        database.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return name


def run(server, name, command):
    subprocess.run(
        [sys.executable, *command.split()],
        cwd=CHECKOUT,
        env={**os.environ, "DATABASE_URL": make_conninfo(server, dbname=name)},
        check=True,
        capture_output=True,
    )
