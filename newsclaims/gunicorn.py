"""How gunicorn serves the site, in `make run` and in docker-compose.yml alike."""

from newsclaims import env

bind = env.text("BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("WEB_PROCESSES", default=2)
threads = 4
preload_app = True  # imported once, shared by all processes
timeout = 60
graceful_timeout = 10
control_socket_disable = True  # its default place is shared by all copies of one user
