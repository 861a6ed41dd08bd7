"""Fixtures that several rooms need: real servers, started when the first test asks for them."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

from newsclaims.local import paths, postgres, valkey
from newsclaims.local.programs import Process, Program, wait_until


def pytest_configure() -> None:
    """Let SIGTERM end the run as Ctrl-C does, so that the servers are stopped; serve static files
    from their sources, since collecting them is what the journeys test; and limit no requests a
    minute but where a test says so, since all tests ask from one address.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A busy machine is no failure.
    patient = hypothesis.settings(
        hypothesis.settings.default,
        deadline=None,
        suppress_health_check=[hypothesis.HealthCheck.too_slow],
    )
    hypothesis.settings.register_profile("patient", patient)
    hypothesis.settings.load_profile("patient")
    settings.API_PER_MINUTE = settings.API_PER_MINUTE_OPEN = 0
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }


@pytest.fixture(scope="session")
def home() -> Iterator[paths.Home]:
    """The folders of this test run."""
    home = paths.made(paths.home())
    yield home
    shutil.rmtree(home.run, ignore_errors=True)


@pytest.fixture(scope="session")
def database_server(home: paths.Home) -> Iterator[None]:
    """A PostgreSQL of this test run's own; with DATABASE_URL, the one it names."""
    if os.environ.get("DATABASE_URL"):
        yield
    else:
        yield from _running(postgres.program(home, postgres.THROWAWAY))


@pytest.fixture(scope="session")
def queue(home: paths.Home) -> Iterator[None]:
    """A Valkey of this test run's own; with REDIS_URL, the one it names."""
    if os.environ.get("REDIS_URL"):
        yield
    else:
        yield from _running(valkey.program(home))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None) -> None:
    """Have the server running before pytest-django makes its database.

    No connection outlives its request: one that a live server kept would hold the database back
    from being dropped.
    """
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Before the database is dropped, end what is still connected to it: a page that was closed
    early leaves its request running.
    """
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _running(program: Program) -> Iterator[None]:
    process = Process(program)
    try:
        assert wait_until(program.is_ready, 30), program.log.read_text()
        yield
    finally:
        process.stop()
