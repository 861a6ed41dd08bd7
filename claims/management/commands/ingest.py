"""`manage.py ingest`: take in a folder or a file from the command line.

It stands in `claims` because it tells how far the reading is, which `articles` must not know.
"""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from kombu.exceptions import OperationalError

from articles.actions.loading import load
from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.models import Batch, Item
from claims import progress

LOOK_SECONDS = 0.5
ANSWER_SECONDS = 2.0  # how long a worker may take to say that it is there


class Command(BaseCommand):
    """Take in a folder, a ZIP, a .txt, a .csv or a .jsonl file of articles."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to take in, and from whom."""
        parser.add_argument("path", type=Path, help="a folder, or a .zip, .txt, .csv, .jsonl file")
        parser.add_argument("--outlet", default="", help="who published what names no outlet")
        parser.add_argument("--wait", action="store_true", help="until all is analysed and linked")

    def handle(self, *, path: Path, outlet: str, wait: bool, verbosity: int, **_: Any) -> None:
        """Read in here and now, and leave analyzing to the workers."""
        self.quiet = verbosity == 0
        if not path.exists():
            raise CommandError(f"{path} does not exist")
        try:
            batch = receive(name=path.resolve().name, paths=[path], outlet=outlet)
        except Unreadable as error:
            raise CommandError(f"{path.name} {error}") from None
        while not load(batch=batch):
            time.sleep(LOOK_SECONDS)  # a worker was quicker and is at it
        batch.refresh_from_db()
        self._tell(batch)
        if wait:
            self._wait(batch)
        elif not self.quiet:
            self._say_who_goes_on(batch)

    def _tell(self, batch: Batch) -> None:
        for item in batch.items.exclude(remarks=[]):
            for remark in item.remarks:
                label = _LABELS.get(Item.State(item.state), "remark: ")
                self._say(f"  {label} {item}: {remark['reason']}")
        summary = _summary(batch)
        if batch.state == Batch.State.FAILED:
            raise CommandError(batch.error)
        found = progress.of(batch)
        if found.refused and not found.articles + found.skipped:
            raise CommandError(f"{summary}; nothing was read in")
        self._say(summary)

    def _wait(self, batch: Batch) -> None:
        if not _workers_answer():
            raise CommandError(f"no worker answers; {_HOW_TO_START}")
        said = ""
        while not (found := progress.of(batch)).is_finished:
            if found.words != said:
                self._say(said := found.words)
            time.sleep(LOOK_SECONDS)
        self._say(found.words)

    def _say_who_goes_on(self, batch: Batch) -> None:
        if progress.of(batch).is_finished:
            return
        if _workers_answer():
            self._say(f"The workers analyse it now: see {batch.get_absolute_url()}")
        else:
            self._say(f"No worker answers, so nothing is analysed yet; {_HOW_TO_START}")

    def _say(self, words: str) -> None:
        if not self.quiet:
            self.stdout.write(words)
            self.stdout.flush()


_LABELS = {Item.State.REFUSED: "refused:", Item.State.SKIPPED: "skipped:"}
_HOW_TO_START = "start the site with `make run`, or analyse here with `manage.py analyze`"


def _summary(batch: Batch) -> str:
    found = progress.of(batch)
    parts = [f"{found.articles:,} article{'' if found.articles == 1 else 's'} read in"]
    if found.skipped:
        skipped = batch.items.filter(state=Item.State.SKIPPED)
        first = skipped.order_by("position").values_list("remarks", flat=True)[0][-1]["reason"]
        more = f" and {found.skipped - 1:,} like it" if found.skipped > 1 else ""
        parts.append(f"{found.skipped:,} skipped ({first}{more})")
    if found.refused:
        parts.append(f"{found.refused:,} refused")
    if found.remarks:
        parts.append(f"{found.remarks:,} remark{'' if found.remarks == 1 else 's'}")
    return f"{batch.name}: {', '.join(parts)}"


def _workers_answer() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
            return bool(current_app.control.ping(timeout=ANSWER_SECONDS, connection=broker))
    except (OperationalError, OSError):
        return False
