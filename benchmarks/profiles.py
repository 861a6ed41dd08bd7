"""How long the pages of sources and outlets take: `python -m benchmarks.profiles`.

Asked for in the database that `DATABASE_URL` names (the site's own, without it), of which nothing
is changed; `benchmarks.generate` fills one, and the sweeps must have made its entries. Each page is
asked for through all of Django, without a network: for who has most statements, for one in the
middle and for a rare one. Told are the time of answering, how much of it the database took, how the
two compare, and the processor time of the web process and of its database session, which a busy
machine does not change. `--write` puts it into the README.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import django

from benchmarks.pages import put
from benchmarks.throughput import cpu_seconds
from newsclaims import gunicorn

if TYPE_CHECKING:
    from django.test import Client

TABS = ("about", "relayed", "silent")
PROMISED = 0.2  # seconds


@dataclass(frozen=True, slots=True)
class Measured:
    """One page as it was answered, the first time and then again and again."""

    name: str
    queries: int
    first: float  # seconds
    seconds: list[float]
    sql: list[float]  # of these, in the database
    own: float  # mean processor time of this process
    session: float  # the same of its database session; 0 where that is not told

    @property
    def late(self) -> float:
        """The time that one answer in twenty is slower than."""
        return statistics.quantiles(self.seconds, n=20)[-1]

    @property
    def row(self) -> str:
        """The same as one row of the table."""
        middle, bare = statistics.median(self.seconds), statistics.median(self.sql)
        times = " | ".join(f"{1000 * one:.0f} ms" for one in (self.first, middle, self.late, bare))
        ratio = f"{middle / bare:.1f}" if bare else "–"
        cpu = " | ".join(f"{1000 * one:.0f} ms" for one in (self.own, self.session))
        return f"| {self.name} | {times} | {ratio} | {cpu} | {self.queries} |"


def main() -> None:
    """Ask for the pages, and print how long that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=30, help="of each page")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsclaims.settings")
    django.setup()
    table = measured(options.requests)
    print(table)
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "profiles", f"Measured on {today}.\n\n{table}")


def measured(requests: int) -> str:
    """Return in Markdown what each page cost."""
    from django.test import Client
    from django.test.utils import override_settings

    gunicorn.when_ready(None)  # garbage is looked for as in the web process
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(ALLOWED_HOSTS=["testserver"], STORAGES=plain):
        rows = []
        for name, address in _pages():
            rows.append(_asked(Client(), name, address, requests))
            print(rows[-1].row, file=sys.stderr, flush=True)  # it takes a while
    slow = [one.name for one in rows if one.late > PROMISED]
    words = f"\n\nSlower than {1000 * PROMISED:.0f} ms: {', '.join(slow)}." if slow else ""
    head = "| page | first | median | 95% | SQL | ratio | processor, web | database | queries |"
    return "\n".join([_held(), head, "| --- |" + " ---: |" * 8, *(one.row for one in rows)]) + words


def _held() -> str:
    """Say what the database holds."""
    from claims.models import Entry

    return f"{Entry.objects.count():,} statements have entries.\n"


def _pages() -> Iterator[tuple[str, str]]:
    """Yield each page's name and address."""
    from django.urls import reverse

    from articles.models import Outlet
    from claims.models import Speaker
    from claims.querying.tags import OUTLET, RELAY, SPEAKER

    counts = _counts(SPEAKER)
    for place, pk, count in _sizes(counts, lambda found: Speaker.objects.in_bulk(found)):
        page = reverse("speaker", args=[pk])
        who = f"{place} speaker, {count:,} statements"
        yield who, page
        for tab in TABS:
            yield f"{who}, {tab}", f"{page}?tab={tab}"
        yield f"{who}, without soft", f"{page}?hide=soft"
        if older := _deep(f"{SPEAKER}:{pk}", count // 2):
            yield f"{who}, half-way down", f"{page}?after={older}"
    relays = _counts(RELAY)
    for pk, count in relays[:1]:
        yield (
            f"who relays most, {count:,} statements",
            f"{reverse('speaker', args=[pk])}?tab=relayed",
        )
    for place, pk, count in _sizes(_counts(OUTLET), lambda found: Outlet.objects.in_bulk(found)):
        yield f"{place} outlet, {count:,} statements", reverse("outlet", args=[pk])
    yield "all outlets", reverse("outlets")
    for kind in ("anonymous", "collective"):
        yield f"descriptions, {kind}", f"{reverse('descriptions')}?kind={kind}"


def _counts(field: str) -> list[tuple[int, int]]:
    """Return the ids that entries have as a tag of a field, with how many have each, most first."""
    from django.db import connection

    sql = """
        SELECT split_part(tag, ':', 2)::bigint, count(*) FROM claims_entry, unnest(tags) AS tag
        WHERE tag LIKE %s AND tag NOT LIKE %s GROUP BY 1 ORDER BY 2 DESC, 1
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{field}:%", f"{field}:none"])
        return [(pk, count) for pk, count in cursor.fetchall()]


def _sizes(
    counts: Sequence[tuple[int, int]], rows: Callable[[list[int]], dict[int, Any]]
) -> Iterator[tuple[str, int, int]]:
    """Yield who has most, one with the root of that, and one with few; those that have a page."""
    if not counts:
        return
    most = counts[0][1]
    for place, wanted in (("largest", most), ("middle", round(most**0.5) * 10), ("small", 10)):
        near = sorted(counts, key=lambda one: abs(one[1] - wanted))[:50]
        found = rows([pk for pk, _ in near])
        for pk, count in near:
            if pk in found and getattr(found[pk], "has_page", True):
                yield place, pk, count
                break


def _deep(tag: str, down: int) -> str:
    """Return the cursor of the entry that so many with a tag come before."""
    from claims.models import Entry

    held = Entry.objects.filter(tags__contains=[tag]).order_by("-moment", "-statement")
    found = held.values_list("moment", "statement_id")[down : down + 1]
    return ".".join(str(part) for part in found[0]) if found else ""


def _asked(client: Client, name: str, address: str, requests: int) -> Measured:
    """Ask for one page, again and again."""
    from django.core.cache import cache
    from django.db import connection

    cache.clear()
    seconds, sql, asked = [], [], 0
    session = _session()
    start_own = start_session = 0.0
    for number in range(requests + 1):
        if number == 1:  # the first is told by itself
            start_own, start_session = time.process_time(), cpu_seconds(session)
        spent: list[float] = []

        def timed(execute: Callable[..., Any], *args: Any, spent: list[float] = spent) -> Any:
            start = time.perf_counter()
            try:
                return execute(*args)
            finally:
                spent.append(time.perf_counter() - start)

        with connection.execute_wrapper(timed):
            start = time.perf_counter()
            page = client.get(address)
            seconds.append(time.perf_counter() - start)
        if page.status_code != 200:
            raise RuntimeError(f"{address} answers {page.status_code}")
        sql.append(sum(spent))
        asked = len(spent)
    own = (time.process_time() - start_own) / requests
    in_session = (cpu_seconds(session) - start_session) / requests
    return Measured(name, asked, seconds[0], seconds[1:], sql[1:], own, in_session)


def _session() -> int:
    """Return the process of the database session that pages are asked for with."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
