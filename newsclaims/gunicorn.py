"""How gunicorn serves the site, in `make run` and in docker-compose.yml alike."""

import gc

from newsclaims import env

bind = env.text("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("WEB_PROCESSES", default=2)
threads = 4
preload_app = True  # imported once, shared by all processes
timeout = 60
graceful_timeout = 10
control_socket_disable = True  # its default place is shared by all copies of one user

# A wide page makes objects by the ten thousand, none of them garbage: looking for some each 700
# took a quarter of its time.
gc.set_threshold(50_000, 20, 20)


def when_ready(server: object) -> None:
    """Leave all that was imported out of the search for garbage: it stays for good."""
    gc.collect()
    gc.freeze()
