"""The Celery application: JSON only, late acknowledgement, and the table of sweeps."""

import os
import signal
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

from newsclaims.local.programs import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsclaims.settings")

app = Celery("newsclaims")
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_time_limit=600,
    worker_prefetch_multiplier=1,
    worker_max_memory_per_child=700_000,  # kB; two children stay under 1.5 GB
    worker_hijack_root_logger=False,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": 900},
    beat_scheduler="celery.beat:Scheduler",  # remembers nothing: no file to be damaged
)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Pull, not push: each sweep asks the database what is not done yet, so that a lost message, a dead
# worker and a new release are all the same case. A sweep nobody took in time is dropped: the
# next one asks the same question.
SWEEPS = (
    "articles.tasks.load_waiting",
    "articles.tasks.fetch_waiting",
    "articles.tasks.poll_due",
    "claims.tasks.analyze_waiting",
    "claims.tasks.group_waiting",
    "claims.tasks.chain_waiting",
    "claims.tasks.link_waiting",
    "claims.tasks.settle_versions",
    "claims.tasks.roll_back_waiting",
    "claims.tasks.index_waiting",
    "claims.tasks.alert_waiting",
    "claims.tasks.mail_waiting",
)
app.conf.beat_schedule = {
    name: {"task": name, "schedule": 2.0, "options": {"expires": 10}} for name in SWEEPS
}


BEHIND = 5  # niceness: on a machine that both share, a page goes before what nobody waits for


def _begin_process(**_: Any) -> None:
    """Leave no reading process behind when its worker is killed, and let the pages go first."""
    end_with_parent(signal.SIGKILL)
    os.nice(BEHIND)


worker_process_init.connect(_begin_process)
