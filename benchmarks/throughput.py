"""How fast articles go through the real queue: `python -m benchmarks.throughput FOLDER`.

The folder is taken in by `manage.py ingest`, with one worker on an empty site. The time runs until
the last claim is linked, and includes the loading of the models.
"""

import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

from benchmarks import site
from benchmarks.arguments import asked
from benchmarks.results import ROOT

SAMPLE_SECONDS = 0.25


def main(folder: Path) -> None:
    """Take a folder in and print how long it took and how much memory it needed."""
    with site.throwaway() as home:
        from articles.models import Article
        from claims.models import Analysis, Statement
        from newsclaims.local.site import beat, worker

        with site.running(worker(home)) as process, site.running(beat(home)):
            _wait_for_worker()
            watch = Watch(process.pid)
            start = time.perf_counter()
            ingest = [sys.executable, "manage.py", "ingest", str(folder), "--wait"]
            done = subprocess.run(ingest, cwd=ROOT, env=os.environ, check=False)
            seconds = time.perf_counter() - start
            watch.stop()
        texts = Article.objects.values_list("text", flat=True)
        words = sum(len(text.split()) for text in texts)
        failed = Analysis.objects.exclude(state="done").count()
        steps: dict[str, float] = defaultdict(float)
        for spent in Analysis.objects.values_list("seconds", flat=True):
            for step, part in spent.items():
                steps[step] += part
        print(f"exit status of ingest: {done.returncode}")
        print(f"{len(texts)} articles, {words:,} words, {Statement.objects.count():,} statements")
        print(f"not analysed: {failed}")
        speed = f"{len(texts) / seconds:.2f} articles/s, {words / seconds:,.0f} words/s"
        print(f"{seconds:.1f} s: {speed}")
        for step, spent in steps.items():
            print(f"  {step}: {spent:.1f} s of all reading processes together")
        print(f"CPU of the worker and its processes: {watch.cpu:.0f} s")
        print(f"peak memory of the worker and its processes: {watch.peak / 2**20:,.0f} MB")


class Watch:
    """Watches the memory of a process and of all it started, shared pages counted once."""

    def __init__(self, pid: int) -> None:
        self.peak = 0  # bytes
        self.cpu = 0.0  # seconds
        self._pid = pid
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End watching; `peak` is then the most memory, and `cpu` all the time, that was seen."""
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(SAMPLE_SECONDS):
            processes = list(tree(self._pid))
            self.peak = max(self.peak, sum(map(proportional_bytes, processes)))
            self.cpu = max(self.cpu, sum(map(cpu_seconds, processes)))


def tree(root: int) -> Iterator[int]:
    """Yield the numbers of a process and of all that it started."""
    children: dict[int, list[int]] = defaultdict(list)
    for stat in site.PROC.glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        children[parent].append(int(stat.parent.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children[pid]


def proportional_bytes(pid: int) -> int:
    """Return the memory of a process, shared pages by its share; 0 when that is not told."""
    try:
        lines = (site.PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used; 0 when that is not told."""
    try:
        fields = (site.PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _wait_for_worker() -> None:
    from newsclaims.celery import app

    end = time.monotonic() + site.START_SECONDS
    while not app.control.ping(timeout=1) and time.monotonic() < end:
        pass


if __name__ == "__main__":
    main(Path(asked(__doc__, {"folder": "as `manage.py ingest` takes it"}).folder).resolve())
