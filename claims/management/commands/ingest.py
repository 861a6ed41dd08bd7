"""`manage.py ingest`: take in files, folders and addresses from the command line.

It stands in `claims` because it tells how far the reading is, which `articles` must not know.
"""

import json
import sys
import threading
import time
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from celery import current_app
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from kombu.exceptions import OperationalError
from tqdm import tqdm  # type: ignore[import-untyped]

from articles.actions.fetching import fetch_waiting
from articles.actions.loading import load
from articles.actions.receiving import receive
from articles.batches import Unreadable
from articles.models import Batch
from claims import progress
from claims.actions.batches import discard
from claims.progress import Line, Progress, Stage
from claims.progress.counting import counted

LOOK_SECONDS = 0.5
FETCH_SECONDS = 10.0
ANSWER_SECONDS = 2.0  # how long a worker may take to say that it is there
NOTHING, SOME, STOPPED = 1, 3, 130  # how the command ends; 2 is argparse's

HELP = """\
Take in articles: files, folders, archives, or addresses to fetch.

exit codes:
  0  all came in, or were there already
  1  nothing came in, or the delivery could not be read
  2  wrong usage
  3  some items failed, the rest came in
"""
_HOW_TO_START = "start the site with `make run`, or analyse here with `manage.py analyze`"


class Command(BaseCommand):
    """Take in files, folders, archives or addresses, and say what became of each item."""

    help = HELP

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> Any:
        """Keep the lines of the help as they are."""
        options["formatter_class"] = RawDescriptionHelpFormatter
        return super().create_parser(prog_name, subcommand, **options)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what to take in, from whom, and how to tell of it."""
        parser.add_argument(
            "sources",
            nargs="+",
            metavar="PATH_OR_URL",
            help="a folder, a file of any kind that the upload page names, or an address",
        )
        parser.add_argument(
            "--manifest", type=Path, help="a table (.csv) of what is known of each file"
        )
        parser.add_argument("--outlet", default="", help="who published what names no outlet")
        parser.add_argument("--name", default="", help="of the batch; otherwise that of the file")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, and keep nothing"
        )
        parser.add_argument("--wait", action="store_true", help="until all is analysed and linked")
        parser.add_argument(
            "--format",
            choices=("text", "json"),
            default="text",
            help="json: exactly one object on standard output",
        )

    def handle(self, **options: Any) -> None:
        """Read in here and now, and leave analyzing to the workers."""
        self.is_json = options["format"] == "json"
        self.is_dry = bool(options["dry_run"])
        self.waits = bool(options["wait"])
        self.is_quiet = options["verbosity"] == 0
        self.draws = sys.stderr.isatty() and not self.is_quiet
        if self.is_dry and self.waits:
            raise CommandError("--dry-run keeps nothing that one could --wait for", returncode=2)
        batch = self._receive(options)
        try:
            self._take_in(batch)
            if self.waits and batch.state == Batch.State.LOADED:
                self._wait(batch)
            self._tell(batch)
        except KeyboardInterrupt:
            goes_on = f"the workers go on with it, see {batch.get_absolute_url()}"
            words = f"stopped: {'a dry run keeps nothing' if self.is_dry else goes_on}"
            raise CommandError(words, returncode=STOPPED) from None
        finally:
            if self.is_dry:
                discard(batch=batch)

    def _receive(self, options: dict[str, Any]) -> Batch:
        sources: list[str] = options["sources"]
        name = options["name"] or _name_of(sources)
        delivery: dict[str, Any] = {
            "paths": [Path(one) for one in sources if not _is_address(one)],
            "outlet": options["outlet"],
        }
        if addresses := [one for one in sources if _is_address(one)]:
            delivery["addresses"] = addresses
        try:
            if options["manifest"]:
                delivery["manifest"] = _content(options["manifest"])
            for path in delivery["paths"]:
                if not path.exists():
                    raise Unreadable(f"{path} does not exist")
            return receive(name=name, stops_to_check=self.is_dry, **delivery)
        except Unreadable as error:
            if self.is_json:
                self._print(progress.nothing(name, str(error)))
            raise CommandError(str(error), returncode=NOTHING) from None

    def _take_in(self, batch: Batch) -> None:
        """Fetch and read until nothing is left; workers may be at it too."""
        with self._bar(batch, "taken in"):
            while batch.state == Batch.State.FETCHING:
                fetch_waiting(until=time.monotonic() + FETCH_SECONDS)
                time.sleep(LOOK_SECONDS)  # a worker may be at it, or a site asked to wait
                batch.refresh_from_db()
            while batch.state in {Batch.State.RECEIVED, Batch.State.LOADING}:
                if not load(batch=batch):
                    time.sleep(LOOK_SECONDS)  # a worker was quicker and is at it
                batch.refresh_from_db()

    def _wait(self, batch: Batch) -> None:
        if not _workers_answer():
            raise CommandError(f"no worker answers; {_HOW_TO_START}", returncode=NOTHING)
        said = ""
        with self._bar(batch, "linked"):
            while not (found := progress.of(batch)).is_finished:
                if found.words != said and not self.draws:
                    self._say(said := found.words)
                time.sleep(LOOK_SECONDS)
                batch.refresh_from_db()

    def _tell(self, batch: Batch) -> None:
        found = progress.of(batch)
        lines = list(_lines(batch))
        if self.is_json:
            self._print(progress.told(found, lines))
        else:
            for line in lines:
                self._say_line(line)
        if batch.state == Batch.State.FAILED:
            raise CommandError(batch.error, returncode=NOTHING)
        summary = _summary(found, lines, is_dry=self.is_dry)
        failed = found.at(Stage.FAILED)
        if failed and failed == found.received:
            raise CommandError(f"{summary}; nothing was read in", returncode=NOTHING)
        self._say(summary)
        if self.waits:
            self._say(found.words)
        elif not self.is_dry and not found.is_finished:
            self._say(_who_goes_on(batch))
        if failed:
            words = f"{failed:,} of {counted(found.received, 'item')} failed"
            raise CommandError(words, returncode=SOME)

    def _say_line(self, line: Line) -> None:
        if self.is_json:
            return
        said = list(line.reasons)
        if line.like:
            said.append(line.like.words)
        for number, words in enumerate(said):
            is_end = line.stage == Stage.FAILED and not number
            is_end = is_end or (line.stage == Stage.SKIPPED and number == len(said) - 1)
            label = f"{_LABELS[line.stage]}:" if is_end and line.stage else "remark: "
            self._say(f"  {label} {line.place}: {words}" if line.place else f"  {label} {words}")

    @contextmanager
    def _bar(self, batch: Batch, unit: str) -> Iterator[None]:
        """Draw on a terminal how far the batch is, from a thread with a connection of its own."""
        if not self.draws:
            yield
            return
        is_over = threading.Event()
        thread = threading.Thread(target=_draw, args=(batch.pk, unit, is_over))
        thread.start()
        try:
            yield
        finally:
            is_over.set()
            thread.join()

    def _print(self, told: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1))
        self.stdout.flush()

    def _say(self, words: str) -> None:
        if not self.is_quiet:
            out = self.stderr if self.is_json else self.stdout
            out.write(words)
            out.flush()


_LABELS = {Stage.FAILED: "refused", Stage.SKIPPED: "skipped"}


def _draw(pk: int, unit: str, is_over: threading.Event) -> None:
    try:
        with tqdm(file=sys.stderr, unit=" items", desc=unit, leave=False) as bar:
            while not is_over.wait(LOOK_SECONDS):
                found = progress.of(Batch.objects.get(pk=pk))
                if unit == "linked":
                    bar.total, bar.n = found.articles, found.linked
                elif found.batch.state == Batch.State.FETCHING:
                    bar.total, bar.n = found.fetches, found.fetched
                else:
                    bar.total, bar.n = found.batch.item_count, sum(found.counts.values())
                bar.set_postfix_str(found.left)
                bar.refresh()
    finally:
        connection.close()


def _is_address(source: str) -> bool:
    return source.casefold().startswith(("http://", "https://"))


def _name_of(sources: list[str]) -> str:
    first = sources[0] if _is_address(sources[0]) else Path(sources[0]).resolve().name
    return f"{first} and {len(sources) - 1} more" if len(sources) > 1 else first


def _content(manifest: Path) -> tuple[str, IO[bytes]]:
    try:
        return manifest.name, BytesIO(manifest.read_bytes())
    except OSError as error:
        raise Unreadable(f"{manifest} cannot be opened: {error.strerror}") from None


def _lines(batch: Batch) -> Iterator[Line]:
    after: int | None = -1
    while after is not None:
        page = progress.page(batch, after=after, size=1_000)
        yield from page.lines
        after = page.next


def _summary(found: Progress, lines: list[Line], *, is_dry: bool) -> str:
    if is_dry:
        parts = [f"{counted(found.queued, 'article')} can be taken in"]
    else:
        parts = [f"{counted(found.articles, 'article')} read in"]
    if found.skipped:
        first = next(line for line in lines if line.stage == Stage.SKIPPED)
        why = first.like.words if first.like else first.words
        more = f" and {found.skipped - 1:,} like it" if found.skipped > 1 else ""
        parts.append(f"{found.skipped:,} skipped ({why}{more})")
    if found.refused:
        parts.append(f"{found.refused:,} refused")
    settled = found.refused + found.skipped + found.unread + found.at(Stage.LEFT)
    if remarks := found.problems - settled:
        parts.append(counted(remarks, "remark"))
    return f"{found.batch.name}: {', '.join(parts)}{'; nothing is kept' if is_dry else ''}"


def _who_goes_on(batch: Batch) -> str:
    if _workers_answer():
        return f"The workers analyse it now: see {batch.get_absolute_url()}"
    return f"No worker answers, so nothing is analysed yet; {_HOW_TO_START}"


def _workers_answer() -> bool:
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=ANSWER_SECONDS)
            return bool(current_app.control.ping(timeout=ANSWER_SECONDS, connection=broker))
    except (OperationalError, OSError):
        return False
