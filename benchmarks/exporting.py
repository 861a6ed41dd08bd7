"""How fast exports come and what they hold in memory: `python -m benchmarks.exporting`.

A real web server with one process gives a search of so many statements away, in each format, and
a reader on the same machine takes it as fast as it can. Told are rows (or statements) per second,
processor time of the web process, and the most memory that it held meanwhile; then what is left
of a reader who hangs up. Statements are invented (`benchmarks.generate`), in a database of their
own, or in one that `--database` names, which is left as it is. `--write` puts it into the README.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import socket
import struct
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks import site
from benchmarks.pages import put
from benchmarks.throughput import cpu_seconds

SIZES = (10_000, 100_000, 1_000_000)  # statements
OTHERS = ("jsonl", "jsonld", "annotations.jsonld")  # measured at one size
FOR_OTHERS = 100_000
PIECE = 1 << 20  # bytes that the reader takes at once
PATIENCE = 60.0  # seconds
LOOK = 0.1  # seconds between two looks at the database's sessions
# how queries of an export begin, as the database shows what a session does or did last
OURS = (
    "FETCH",
    "SELECT id, text FROM",
    "%link.statement_id, coalesce",
    "%s.id, s.article_id, s.ordinal",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One export as a reader took it."""

    name: str
    lines: int
    first: float  # seconds until the first bytes
    seconds: float
    cpu: float  # of the web process
    database: float  # processor time of its session
    memory: int  # the most that it held, in bytes
    size: int

    @property
    def row(self) -> str:
        """The same as one row of the table."""
        return (
            f"| {self.name} | {self.lines:,} | {self.first:.2f} s | {self.seconds:.1f} s "
            f"| {self.lines / self.seconds:,.0f} | {self.cpu:.1f} s | {self.database:.1f} s "
            f"| {self.lines / (self.cpu + self.database):,.0f} "
            f"| {self.memory / 2**20:,.0f} MB | {self.size / 2**20:,.0f} MB |"
        )


def main() -> None:
    """Measure and print; with `--write`, put it into the page, too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--rows", type=int, nargs="+", default=SIZES, help="statements to take, several sizes"
    )
    parser.add_argument("--formats", nargs="*", default=OTHERS, help="to take beside CSV")
    parser.add_argument("--database", help="a database that has statements, with their entries")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    with _database(options.database, max(options.rows)):
        table = measured(options.rows, options.formats)
    print(table)
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "exporting", f"Measured on {today}.\n\n{table}")


def measured(sizes: Sequence[int], formats: Sequence[str]) -> str:
    """Return in Markdown what each export cost."""
    from claims.models import Entry

    there = Entry.objects.count()
    with site.web_server() as (port, pid):
        wanted = [(size, "csv", False) for size in sizes if size <= there]
        other = min(FOR_OTHERS, there)
        if formats:
            wanted += [(other, "csv", True), *((other, ending, False) for ending in formats)]
        _taken(port, pid, 1_000, "csv", is_packed=False)  # what is loaded at the first time
        base = site.memory(pid, "VmRSS")
        taken = [
            _taken(port, pid, size, ending, is_packed=is_packed)
            for size, ending, is_packed in wanted
        ]
        left = _hung_up(port, pid)
    columns = (
        "lines | first bytes | all | lines per second | web | database "
        "| lines per second of both | memory | size"
    )
    return "\n".join(
        [
            f"A database of {there:,} statements; "
            f"the web process held {base / 2**20:,.0f} MB before.",
            "",
            f"| export | {columns} |",
            "| --- |" + " ---: |" * 9,
            *(one.row for one in taken),
            "",
            left,
        ]
    )


def _query(size: int) -> str:
    """Return a query that finds about so many statements, the newest."""
    from claims.models import UNDATED, Entry

    moments = Entry.objects.order_by("-moment", "-statement_id").values_list("moment", flat=True)
    if size >= moments.count() or moments[size] == UNDATED:
        return ""  # all of them
    day = datetime.fromtimestamp(moments[size], UTC).date()
    return f"published:>={day}"


def _taken(port: int, pid: int, size: int, ending: str, *, is_packed: bool) -> Taken:
    address = f"/search.{ending}?{urlencode({'q': _query(size)})}"
    Path(site.PROC, str(pid), "clear_refs").write_text("5")  # forget the most memory so far
    before, start = cpu_seconds(pid), time.perf_counter()
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"} if is_packed else {})
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{address} answers {answer.status}: {answer.read(500)!r}")
    first = lines = taken = 0.0
    sessions = _Sessions()
    stream = gzip.GzipFile(fileobj=answer) if is_packed else answer
    while piece := stream.read(PIECE):
        first = first or time.perf_counter() - start
        lines += piece.count(b"\r\n" if ending == "csv" else b"\n")
        taken += len(piece)
        sessions.look()
    seconds, cpu = time.perf_counter() - start, cpu_seconds(pid) - before
    connection.close()
    name = f"{ending}, packed" if is_packed else ending
    memory = site.memory(pid, "VmHWM")
    return Taken(name, int(lines), first, seconds, cpu, sessions.cpu, memory, int(taken))


class _Sessions:
    """Processor time of the database's sessions that look statements up for an export."""

    def __init__(self) -> None:
        self._before = {pid: cpu_seconds(pid) for pid in self._pids()}
        self._now: dict[int, float] = {}
        self._looked = 0.0

    @property
    def cpu(self) -> float:
        """What they have used since the beginning, as far as it was seen."""
        return sum(used - self._before.get(pid, 0.0) for pid, used in self._now.items())

    def look(self) -> None:
        """See how much they have used by now; the reader calls it again and again."""
        if time.perf_counter() - self._looked > LOOK:
            self._looked = time.perf_counter()
            for pid in {*self._now, *self._pids(*OURS)}:
                self._now[pid] = max(self._now.get(pid, 0.0), cpu_seconds(pid))

    @staticmethod
    def _pids(*doing: str) -> list[int]:
        from django.db import connection

        patterns = [f"{words}%" for words in doing] or ["%"]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND query LIKE ANY (%s)",
                [patterns],
            )
            return [pid for (pid,) in cursor.fetchall()]


def _hung_up(port: int, pid: int) -> str:
    """Say what is left of a reader who takes a little and goes."""
    from django.db import connection

    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as reader:
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        reader.sendall(b"GET /search.csv?q= HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        taken = 0
        while taken < PIECE:  # so that it is well under way
            taken += len(reader.recv(PIECE))
    start = time.perf_counter()
    while time.perf_counter() - start < PATIENCE:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
                " AND query LIKE ANY (%s)",
                [[f"{words}%" for words in OURS]],
            )
            if not cursor.fetchone()[0]:
                break
        time.sleep(0.01)
    gone = time.perf_counter() - start
    again = _taken(port, pid, 1_000, "csv", is_packed=False)
    return (
        f"A reader hangs up: {gone:.2f} s later no transaction is open any more, and the next "
        f"export has its first bytes after {again.first:.2f} s."
    )


@contextmanager
def _database(url: str | None, statements: int) -> Iterator[None]:
    """Have a database with statements and entries until the end of the block."""
    if not url:
        with site.throwaway():
            from benchmarks import loading
            from benchmarks.invented import World
            from claims.actions.indexing import index_waiting

            world = World(1)
            loading.fill(world, world.collection(statements), is_linked=True)
            while index_waiting(until=time.monotonic() + PATIENCE):
                pass
            yield
        return
    folder = tempfile.mkdtemp(prefix="newsclaims-bench-")
    os.environ |= {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "newsclaims.settings",
        "NEWSCLAIMS_HOME": folder,
    }
    try:
        import django

        django.setup()
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
