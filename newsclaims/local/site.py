"""The three programs of the site; docker-compose.yml starts them by the same words."""

import http.client
import os
import sys
from collections.abc import Callable

from newsclaims.local.paths import CHECKOUT, Home
from newsclaims.local.programs import Program

WEB = "python -m gunicorn --config python:newsclaims.gunicorn newsclaims.wsgi"
WORKER = "python -m celery --app newsclaims worker --loglevel INFO"
BEAT = "python -m celery --app newsclaims beat --loglevel INFO"


def web(home: Home, port: int, *, is_demo: bool = False) -> Program:
    """Return the web server, ready when it answers at all; in a demo, with the demo door."""
    return _program(
        home,
        "web",
        "the web server",
        WEB,
        BIND=f"127.0.0.1:{port}",
        DEMO=str(is_demo),
        is_ready=lambda: _answers(port),
    )


def worker(home: Home) -> Program:
    """Return the worker that reads and links."""
    return _program(home, "worker", "the worker", WORKER)


def beat(home: Home) -> Program:
    """Return the clock that sends the sweeps."""
    return _program(home, "beat", "beat", BEAT)


def _program(
    home: Home,
    log: str,
    name: str,
    command: str,
    *,
    is_ready: Callable[[], bool] = lambda: True,
    **more: str,
) -> Program:
    return Program(
        name=name,
        command=(sys.executable, *command.split()[1:]),
        log=home.log(log),
        is_ready=is_ready,
        cwd=CHECKOUT,
        env={**os.environ, "NEWSCLAIMS_HOME": str(home.data), **more},
    )


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/")
        return connection.getresponse().status < 600
    except OSError:
        return False
    finally:
        connection.close()
