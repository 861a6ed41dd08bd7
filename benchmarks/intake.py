"""How a large batch comes in through the real queue: `python -m benchmarks.intake FOLDER`.

The texts of a folder are repeated, their sentences shuffled, and packed into one ZIP with a
manifest. Measured are: a check of 1,000 of them; rolling back 1,000; in databases of their own,
articles a second with one process that reads and with two.

`--large KEPT` measures instead what takes hours: a batch of ARTICLES, read by the workers, and
meanwhile its page (the time of the server, and its memory), until all are linked or MINUTES are
over. Its data stay in the folder KEPT: after an end of any kind, the same call goes on where it
stopped. `--write` puts what is known into `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import itertools
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
from typing import TYPE_CHECKING, NamedTuple

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
ROUNDS = 3  # of one process and two, in turns: the machine has other work
COUNTED = 15  # looks from one count of what is done to the next
_SENTENCE_END = re.compile(r"(?<=[.!?”\"]) +")


def main() -> None:
    """Print what a large batch costs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE, help="of .txt files")
    parser.add_argument("--ratio", type=int, default=200, help="articles for 2 processes against 1")
    parser.add_argument("--large", type=Path, metavar="KEPT", help="measure a large batch instead")
    parser.add_argument("--articles", type=int, default=10_000, help="of the large batch")
    parser.add_argument("--minutes", type=float, default=240, help="to read them in, at most")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    texts = [file.read_text("utf-8") for file in sorted(options.folder.rglob("*.txt"))]
    if options.large:
        mark = "large intake"
        found = iter([loaded(texts, options.articles, options.minutes, options.large.resolve())])
    else:
        mark, found = "intake", told(texts, options.ratio)
    parts = [f"Measured on {datetime.now(UTC).date()}."]
    for part in found:
        parts.append(part)
        print(f"{part}\n", flush=True)
        if options.write:
            put("benchmarks/README.md", mark, "\n\n".join(parts))


def told(texts: Sequence[str], ratio: int) -> Iterator[str]:
    """Yield what each part found, as it is known."""
    # Each in a process of its own: Django is set up once in a process, for one site.
    alone = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1)
    yield alone.submit(checked, texts, 1_000).result()
    yield alone.submit(undone, texts, 1_000).result()
    rates = []
    for processes in (1, 2) * ROUNDS:
        rates.append(alone.submit(speed, texts, ratio, processes).result())
        print(f"processes: {processes}, articles/s: {rates[-1]:.2f}", file=sys.stderr, flush=True)
    yield compared(ratio, rates[::2], rates[1::2])


def compared(articles: int, ones: Sequence[float], twos: Sequence[float]) -> str:
    """Return how two processes compare with one, from rounds of articles a second."""
    ratios = [two / one for one, two in zip(ones, twos, strict=True)]
    return (
        f"{articles} articles, from the first that is read to the last, in {len(ratios)} rounds: "
        f"{statistics.median(ones):.2f} articles/s with one process that reads, "
        f"{statistics.median(twos):.2f} with two; {statistics.median(ratios):.2f} times as many "
        f"({min(ratios):.2f} to {max(ratios):.2f})."
    )


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


def loaded(texts: Sequence[str], articles: int, minutes: float, kept: Path) -> str:
    """Return how a batch comes in, and how its page is meanwhile."""
    with (
        site.throwaway(kept) as home,
        working(home, processes=2),
        served(home) as web,
        (home.data / "looks.csv").open("a+", buffering=1) as file,
    ):
        from articles.models import Batch
        from claims import progress

        file.seek(0)
        looks = [Look(*map(float, row)) for row in csv.reader(file)]
        before = looks[-1].seconds if looks else 0.0
        batch = Batch.objects.first() or received(texts, articles)
        asked(f"/batches/{batch.pk}/")  # the first page loads the templates
        start = time.monotonic()
        for number in itertools.count():
            time.sleep(LOOK_SECONDS)
            wait = asked(f"/batches/{batch.pk}/", {"HX-Request": "true"})
            if number % COUNTED == 0:  # else the measuring takes from what is measured
                batch.refresh_from_db()
                found = progress.of(batch)
                memory = sum(map(proportional_bytes, tree(web))) / 2**20
                print(f"{found.words}; page {1000 * wait:.0f} ms", file=sys.stderr, flush=True)
            looks.append(
                Look(
                    before + time.monotonic() - start,
                    wait * 1000,
                    memory,
                    found.analysed,
                    found.linked,
                )
            )
            csv.writer(file).writerow(looks[-1])
            if found.is_finished or looks[-1].seconds > 60 * minutes:
                break
    return _looked_at(looks, articles)


class Look(NamedTuple):
    """How it stands at one moment of a large batch."""

    seconds: float  # since it began, without the time between two runs
    page: float  # ms
    memory: float  # MB, of the web server
    analysed: float
    linked: float


def _looked_at(looks: Sequence[Look], articles: int) -> str:
    unread = sum(look.analysed < looks[-1].analysed for look in looks)
    reading = looks[: unread + 1]
    tenth = max(1, len(looks) // 10)
    early, late = (
        statistics.median(look.memory for look in part) for part in (looks[:tenth], looks[-tenth:])
    )
    most = reading[-1]
    return (
        f"{articles:,} articles in one batch, two processes reading, one page open that draws "
        f"itself anew every two seconds: {most.analysed:,.0f} analysed after "
        f"{most.seconds / 60:.0f} min ({most.analysed / most.seconds:.2f} articles/s), "
        f"{looks[-1].linked:,.0f} linked after {looks[-1].seconds / 60:.0f} min. The page, asked "
        f"for {len(looks):,} times: while they were read, {_middle_and_slow(reading)}; in all, "
        f"{_middle_and_slow(looks)}. Memory of the web server: {early:.0f} MB in the first tenth "
        f"of the time, {late:.0f} MB in the last."
    )


def _middle_and_slow(looks: Sequence[Look]) -> str:
    pages = sorted(look.page for look in looks)
    slow = pages[int(0.95 * (len(pages) - 1))]
    return f"{statistics.median(pages):.0f} ms in the middle, {slow:.0f} ms at 95%"


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
    """Return how many articles a second so many processes read, from the first to the last."""
    with site.throwaway() as home, working(home, processes=processes):
        from django.db.models import Max, Min

        from claims.models import Analysis

        received(texts, articles)
        read = Analysis.objects.filter(finished_at__isnull=False)
        while read.count() < articles:
            time.sleep(LOOK_SECONDS)  # asked more often, it takes from what is measured
        # By the database's account: before the first, each process loads its models.
        ends = read.aggregate(first=Min("finished_at"), last=Max("finished_at"))
        took: timedelta = ends["last"] - ends["first"]
        return (articles - 1) / took.total_seconds()


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


def asked(path: str, headers: dict[str, str] | None = None) -> float:
    """Return how many seconds the web server took to answer."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
    start = time.perf_counter()
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - start
    connection.close()
    assert answer.status == http.HTTPStatus.OK, answer.status
    return seconds


if __name__ == "__main__":
    main()
