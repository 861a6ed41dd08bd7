"""Doors from the queue to intake."""

import time

from celery import shared_task

from articles.actions import fetching, loading, subscribing
from articles.models import Batch

# A sweep goes on for this long, then makes room for the others; beat sends the next one soon.
SWEEP_SECONDS = 10


@shared_task  # type: ignore[untyped-decorator]
def load_waiting() -> None:
    """Read in every batch that is not wholly read in yet, the oldest first."""
    for batch in Batch.objects.unfinished():
        loading.load(batch=batch)


@shared_task  # type: ignore[untyped-decorator]
def fetch_waiting() -> None:
    """Fetch the pages of batches that came as addresses."""
    fetching.fetch_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def poll_due() -> None:
    """Look at the subscriptions whose time has come."""
    subscribing.poll_due(until=time.monotonic() + SWEEP_SECONDS)
