"""`manage.py rollback`: undo a batch."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles.actions.loading import NotNow
from articles.models import Batch
from claims.actions.rolling_back import roll_back, roll_back_waiting

LOOK_SECONDS = 0.5
FOREVER = float("inf")


class Command(BaseCommand):
    """Undo a batch, as if it had never been loaded."""

    help = (
        "Undo a batch: its articles, what was read in them and what was decided about them go; "
        "stories, claims and speakers become as if it had never been loaded."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add which batch, and whether to wait."""
        parser.add_argument("batch", type=int, help="its number, as in the address of its page")
        parser.add_argument("--wait", action="store_true", help="undo it here and now")

    def handle(self, *, batch: int, wait: bool, **_: Any) -> None:
        """Mark the batch, and leave the rest to the workers, or do it in this process."""
        found = Batch.objects.filter(pk=batch).first()
        if found is None:
            raise CommandError(f"there is no batch {batch}")
        count = found.articles.count()
        try:
            roll_back(batch=found)
        except NotNow as error:
            raise CommandError(str(error)) from None
        if not wait:
            self.stdout.write(f"{found}: {count:,} articles will be undone by the workers")
            return
        clock = time.monotonic()
        while found.state == Batch.State.ROLLING_BACK:
            if not roll_back_waiting(until=FOREVER):
                time.sleep(LOOK_SECONDS)  # a worker may be at it
            found.refresh_from_db(fields=["state"])
        self.stdout.write(f"{found}: {count:,} articles undone in {time.monotonic() - clock:.1f} s")
