"""How a large batch comes in through the real queue: `python -m benchmarks.intake FOLDER`.

The texts of a folder are repeated, their sentences shuffled, until there are ARTICLES of them, in
one ZIP with a manifest. Measured are: a check of 1,000 of them; rolling back 1,000; in databases
of their own, articles a second with one process that reads and with two; and last, as it takes
hours, the batch's page while all are read by the workers (the time of the server, and its memory),
until they are done or MINUTES are over. `--write` puts what is known after each part into
`benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import multiprocessing
import os
import random
import re
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import site
from benchmarks.pages import put
from benchmarks.results import ROOT
from benchmarks.throughput import proportional_bytes, tree

if TYPE_CHECKING:
    from articles.models import Batch
    from newsclaims.local.paths import Home

SAMPLE = ROOT / "fixtures" / "sample" / "invented"
SEED = 20251122
PORT = 8791
LOOK_SECONDS = 2.0  # as often as the page draws itself anew
_SENTENCE_END = re.compile(r"(?<=[.!?”\"]) +")


def main() -> None:
    """Print what a large batch costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE, help="of .txt files")
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=240, help="to read them in, at most")
    parser.add_argument("--ratio", type=int, default=200, help="articles for 2 processes against 1")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    texts = [file.read_text("utf-8") for file in sorted(options.folder.rglob("*.txt"))]
    parts = [f"Measured on {datetime.now(UTC).date()}."]
    for part in told(texts, options.articles, options.minutes, options.ratio):
        parts.append(part)
        print(f"{part}\n", flush=True)
        if options.write:
            put("benchmarks/README.md", "intake", "\n\n".join(parts))


def told(texts: Sequence[str], articles: int, minutes: float, ratio: int) -> Iterator[str]:
    """Yield what each part found, as it is known."""
    # Each in a process of its own: Django is set up once in a process, for one site.
    alone = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    yield alone.submit(checked, texts, 1_000).result()
    yield alone.submit(undone, texts, 1_000).result()
    one, two = (alone.submit(speed, texts, ratio, processes).result() for processes in (1, 2))
    yield (
        f"{ratio} articles: {one:.2f} articles/s with one process that reads, {two:.2f} with two: "
        f"{two / one:.2f} times as many."
    )
    yield alone.submit(loaded, texts, articles, minutes).result()


def checked(texts: Sequence[str], articles: int) -> str:
    """Return what a check of a batch costs."""
    with site.throwaway():
        from articles.actions.loading import load

        batch = received(texts, articles, stops_to_check=True)
        start = time.perf_counter()
        load(batch=batch)
        seconds = time.perf_counter() - start
        problems = batch.items.exclude(state="ready").count()
    return f"A check of {articles:,} files took {seconds:.1f} s; {problems} could not be taken in."


def loaded(texts: Sequence[str], articles: int, minutes: float) -> str:
    """Return how a batch comes in, and how its page is meanwhile."""
    with site.throwaway() as home, working(home, processes=2), served(home) as web:
        from articles.models import Article
        from claims import progress

        batch = received(texts, articles)
        start = time.perf_counter()
        memory: list[float] = []
        waits: list[float] = []
        until = time.monotonic() + 60 * minutes
        read_in = 0.0
        while time.monotonic() < until:
            waits.append(asked(f"/batches/{batch.pk}/", {"HX-Request": "true"}))
            memory.append(sum(map(proportional_bytes, tree(web))) / 2**20)
            found = progress.of(batch)
            if not read_in and Article.objects.count() >= articles:
                read_in = time.perf_counter() - start
            if len(waits) % 150 == 0:
                print(f"{found.words}; page {1000 * waits[-1]:.0f} ms", file=sys.stderr, flush=True)
            if found.is_finished:
                break
            time.sleep(LOOK_SECONDS)
            batch.refresh_from_db()
        seconds = time.perf_counter() - start
    waits.sort()
    slow = waits[int(0.95 * (len(waits) - 1))]
    early = statistics.median(memory[: max(1, len(memory) // 10)])
    late = statistics.median(memory[-max(1, len(memory) // 10) :])
    return (
        f"{articles:,} articles in one batch, two processes reading: all on rows after "
        f"{read_in:.0f} s; {found.analysed:,} analysed and {found.linked:,} linked after "
        f"{seconds / 60:.1f} min, {found.analysed / seconds:.2f} articles/s. The batch's page, "
        f"asked for {len(waits):,} times meanwhile: {1000 * statistics.median(waits):.0f} ms in "
        f"the middle, {1000 * slow:.0f} ms at 95%, {1000 * waits[-1]:.0f} ms at most. Memory of "
        f"the web server: {early:.0f} MB in the first tenth, {late:.0f} MB in the last."
    )


def undone(texts: Sequence[str], articles: int) -> str:
    """Return what rolling back a batch costs, when half of what it touches was there before."""
    with site.throwaway():
        from articles.actions.loading import load
        from articles.models import Article, Batch
        from claims.actions import rolling_back

        half = texts[: len(texts) // 2]
        load(batch=received(half, articles // 2))
        batch = received(half, articles, seed=SEED + 1)
        load(batch=batch)
        read_quickly()
        settled()
        rolling_back.roll_back(batch=batch, by=None)
        start = time.perf_counter()
        rolling_back.roll_back_waiting(until=float("inf"))
        gone = time.perf_counter() - start
        settled()
        seconds = time.perf_counter() - start
        batch.refresh_from_db()
        assert batch.state == Batch.State.ROLLED_BACK
        left = Article.objects.count()
    return (
        f"Rolling back a batch of {articles:,} articles, with {left:,} others on the same matters: "
        f"gone after {gone:.1f} s, all that is left put in order after {seconds:.1f} s."
    )


def speed(texts: Sequence[str], articles: int, processes: int) -> float:
    """Return how many articles a second so many processes read."""
    with site.throwaway() as home, working(home, processes=processes):
        from claims import progress

        batch = received(texts, articles)
        start = time.perf_counter()
        while not (found := progress.of(batch)).analysed + found.unread >= articles:
            time.sleep(0.25)
            batch.refresh_from_db()
        return articles / (time.perf_counter() - start)


# A large delivery ---------------------------------------------------------------------------------


def received(
    texts: Sequence[str], articles: int, *, seed: int = SEED, stops_to_check: bool = False
) -> Batch:
    """Return the batch of a ZIP of so many invented repeats with their manifest."""
    from articles.actions.receiving import receive

    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            table = io.StringIO()
            rows = csv.writer(table)
            rows.writerow(["file", "outlet", "published", "title"])
            for number, text in enumerate(repeats(texts, articles, seed), 1):
                day = date(2025, 1, 1) + timedelta(number * 300 // articles)
                name = f"{number:05}.txt"
                archive.writestr(name, text)
                rows.writerow([name, f"Outlet {number % 20}", day.isoformat(), f"Repeat {number}"])
            archive.writestr("manifest.csv", table.getvalue())
        packed.seek(0)
        return receive(
            name=f"{articles} repeats",
            files=[("repeats.zip", packed)],
            stops_to_check=stops_to_check,
        )


def repeats(texts: Sequence[str], articles: int, seed: int) -> Iterator[str]:
    """Yield texts again and again, sentences shuffled in their paragraphs, each with its number."""
    chance = random.Random(seed)
    for number in range(articles):
        lines = []
        for line in texts[number % len(texts)].split("\n"):
            sentences = _SENTENCE_END.split(line)
            chance.shuffle(sentences)
            lines.append(" ".join(sentences))
        yield "\n".join([*lines, f"Repeat {seed}-{number}."])


def read_quickly() -> None:
    """Let every article be read, without looking at more than its first paragraphs.

    What is measured comes after reading, which takes far longer than all of it.
    """
    from claims.actions import analysis

    reader = analysis.current_reader()

    def read(text: str, *more: object) -> object:
        return reader.read(text[:1_500], *more)  # type: ignore[arg-type]

    quick = reader._replace(read=read)  # type: ignore[arg-type]
    analysis.analyze_waiting(reader=quick, until=float("inf"))


def settled() -> None:
    """Let the sweeps run until they find nothing to do."""
    from claims.actions import grouping, linking, storylines

    while (
        grouping.group_waiting()
        + storylines.chain_waiting(until=float("inf"))
        + linking.link_waiting(until=float("inf"))
    ):
        pass


# A site that works --------------------------------------------------------------------------------


@contextmanager
def working(home: Home, *, processes: int) -> Iterator[None]:
    """Run a worker with so many processes, and the clock, until the end of the block."""
    from newsclaims.local.site import beat, worker

    os.environ["WORKER_PROCESSES"] = str(processes)
    with site.running(worker(home)), site.running(beat(home)):
        yield


@contextmanager
def served(home: Home) -> Iterator[int]:
    """Run the web server until the end of the block; yield the number of its process."""
    from django.core.management import call_command

    from newsclaims.local.site import web

    call_command("collectstatic", interactive=False, verbosity=0)
    with site.running(web(home, PORT)) as process:
        yield process.pid


def asked(path: str, headers: dict[str, str]) -> float:
    """Return how many seconds the web server took to answer."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    start = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - start
    connection.close()
    assert answer.status == http.HTTPStatus.OK, answer.status
    return seconds


if __name__ == "__main__":
    main()
