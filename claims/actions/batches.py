"""Deeds on a whole batch that reach from its items to the readings of its articles."""

import logging

from django.contrib.auth.models import User
from django.db import transaction

from articles.actions import loading
from articles.actions.loading import NotNow
from articles.models import Batch
from claims.actions import rereading, rolling_back
from claims.actions.analysis import retry_failed
from claims.models import Analysis
from claims.nlp.release import RELEASE
from claims.progress import CANCELLED

logger = logging.getLogger(__name__)

State = Analysis.State


@transaction.atomic
def cancel(*, batch: Batch, by: User | None = None) -> None:
    """Let be what is not done yet: nothing more is fetched, read in or analysed.

    What is analysed stays. Twice is the same as once; raise `NotNow` when the batch is undone.
    """
    loading.cancel(batch=batch)
    # No moment of finishing: what was called off does not count in the articles a minute.
    left = {"state": State.LEFT, "error": CANCELLED}
    here = Analysis.objects.filter(article__batch=batch, release=RELEASE)
    here.filter(state=State.WAITING).update(**left)
    # Those that no sweep has opened an analysis for.
    unopened = batch.articles.exclude(pk__in=here.values("article"))
    Analysis.objects.bulk_create(
        (
            Analysis(article_id=pk, release=RELEASE, **left)
            for pk in unopened.order_by().values_list("pk", flat=True)
        ),
        batch_size=2_000,
        ignore_conflicts=True,
    )
    logger.info("batch %s was cancelled by %s", batch.pk, by or "nobody signed in")


@transaction.atomic
def retry(*, batch: Batch, by: User | None = None) -> None:
    """Try again what failed or was cancelled; twice is the same as once.

    Raise `NotNow` when the batch is undone.
    """
    loading.retry(batch=batch)
    here = Analysis.objects.filter(article__batch=batch, release=RELEASE)
    retry_failed(here)
    here.filter(state=State.LEFT, error=CANCELLED).update(
        state=State.WAITING, attempts=0, error="", finished_at=None
    )
    logger.info("batch %s is tried again by %s", batch.pk, by or "nobody signed in")


def read_again(*, batch: Batch, by: User | None = None) -> int:
    """Let all articles of a batch be analysed once more; return how many will be."""
    if batch.state in {Batch.State.ROLLING_BACK, Batch.State.ROLLED_BACK}:
        raise NotNow("A batch that is rolled back holds nothing to analyse.")
    return rereading.read_again(batch.articles.all(), by=by)


def roll_back(*, batch: Batch, by: User | None = None) -> None:
    """Let a batch be undone by the workers, as if it had never been loaded."""
    rolling_back.roll_back(batch=batch, by=by)


def discard(*, batch: Batch) -> None:
    """Leave no trace of a batch that was only checked; raise `NotNow` when it was more."""
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(pk=batch.pk)
        if not held.stops_to_check or held.articles.exists():
            raise NotNow("Only a batch of which nothing is read in can be thrown away.")
        upload = held.upload
        held.delete()
    if upload.name:
        upload.storage.delete(upload.name)
