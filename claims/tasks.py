"""The queue's door to reading and linking: sweeps that ask the database what is not done."""

import time

from celery import shared_task

from claims.actions import (
    alerting,
    analysis,
    grouping,
    indexing,
    linking,
    mailing,
    rolling_back,
    storylines,
    withdrawing,
)

# A sweep goes on for this long, then makes room for the others; beat sends the next one soon.
SWEEP_SECONDS = 10


@shared_task  # type: ignore[untyped-decorator]
def analyze_waiting() -> None:
    """Read the articles that this release has not read."""
    analysis.analyze_waiting(
        reader=analysis.current_reader(), until=time.monotonic() + SWEEP_SECONDS
    )


@shared_task  # type: ignore[untyped-decorator]
def group_waiting() -> None:
    """Put newly read articles into stories."""
    grouping.group_waiting()


@shared_task  # type: ignore[untyped-decorator]
def chain_waiting() -> None:
    """Put stories that changed into storylines."""
    storylines.chain_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def link_waiting() -> None:
    """Link the claims of stories that changed."""
    linking.link_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def settle_versions() -> None:
    """Let the newest version of each page count, and no other."""
    withdrawing.settle_versions()


@shared_task  # type: ignore[untyped-decorator]
def roll_back_waiting() -> None:
    """Undo the batches that are to be rolled back."""
    rolling_back.roll_back_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def alert_waiting() -> None:
    """Look after saved searches for what is new."""
    alerting.look_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def mail_waiting() -> None:
    """Send people by mail what is new for their alerts."""
    mailing.mail_waiting(until=time.monotonic() + SWEEP_SECONDS)


@shared_task  # type: ignore[untyped-decorator]
def index_waiting() -> None:
    """Make the entries anew by which statements are found, where something changed."""
    indexing.index_waiting(until=time.monotonic() + SWEEP_SECONDS)
