"""Doors from the queue to intake."""

from celery import shared_task

from articles.actions import loading
from articles.models import Batch


@shared_task  # type: ignore[untyped-decorator]
def load_waiting() -> None:
    """Read in every batch that is not wholly read in yet, the oldest first."""
    for batch in Batch.objects.unfinished():
        loading.load(batch=batch)
