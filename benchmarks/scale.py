"""What linking costs as the collection grows: `python -m benchmarks.scale`.

An invented collection of 10,000 statements and one of a million get the same 1,000 new articles,
in turns, so that both meet the same machine. Then: a story of 2,000 statements that gets one more
article, a day of 100,000 statements, and how linking compares with reading real texts. The sweeps
run in one process, without the queue; time is that of this process and of its database session.
Needs some 15 GB of disk and, for a million statements, an hour or two; with `--keep FOLDER` the
collections stay there for the next time. `--write` puts the results into `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import metrics, site
from benchmarks.invented import END, Plan, World, planned
from benchmarks.pages import put
from benchmarks.results import ROOT
from benchmarks.throughput import cpu_seconds
from claims.linking.types import LinkKind
from newsclaims.local import postgres
from newsclaims.local.paths import Home

if TYPE_CHECKING:
    from benchmarks.invented import Invented

SAMPLE = ROOT / "fixtures" / "sample" / "invented"
SEED = 1
ROUND = 50  # articles that come together
LARGE_STORY = 2_000  # statements
FOREVER = float("inf")
MEGABYTE = 2**20


def main() -> None:
    """Measure and print; with `--write`, put it into the page, too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE, help="of .txt files")
    parser.add_argument("--small", type=int, default=10_000, help="statements")
    parser.add_argument("--large", type=int, default=1_000_000, help="statements")
    parser.add_argument("--articles", type=int, default=1_000, help="that are added to both")
    parser.add_argument("--day", type=int, default=100_000, help="statements of one day")
    parser.add_argument("--keep", type=Path, help="a folder where collections stay")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    with site.throwaway(options.keep and options.keep.resolve()) as home:
        parts = []
        for part in (
            partial(grown, home, options.small, options.large, options.articles),
            partial(one_story, home),
            partial(one_day, home, options.day),
            partial(beside_reading, home, options.folder),
        ):
            parts.append(part())
            print(f"{parts[-1]}\n", flush=True)
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "scale", "\n\n".join([f"Measured on {today}.", *parts]))


def grown(home: Home, small: int, large: int, articles: int) -> str:
    """Return in Markdown what new articles cost in a small collection and in a large one."""
    names = [
        _collection(home, f"of_{statements}", str(statements)) for statements in (small, large)
    ]
    return compared(home, names, articles)


def compared(home: Home, names: Sequence[str], articles: int) -> str:
    """Return the same for two databases that are there, the small one first."""
    from benchmarks.loading import Loader

    world = World(SEED)
    new = list(world.written(world.later(articles)))
    loaders: dict[str, Loader] = {}
    spent: dict[str, list[dict[str, Spent]]] = {name: [] for name in names}
    peaks = dict.fromkeys(names, 0)
    counts = {}
    for name in names:
        with database(home, name):
            loaders[name] = Loader(is_linked=False)
            counts[name] = _counts()
    for start in range(0, len(new), ROUND):
        for name in names if start // ROUND % 2 else reversed(names):
            with database(home, name):
                spent[name].append(_swept(partial(loaders[name].write, new[start : start + ROUND])))
                peaks[name] = max(peaks[name], _peak_memory())
        _tell(f"{min(start + ROUND, len(new)):,} of {len(new):,} articles added to both")
    sizes = {}
    for name in names:
        with database(home, name):
            sizes[name] = _sizes()
    few, many = names
    lines = [
        f"| processor time per new article | {counts[few]} | {counts[many]} | ratio |",
        "| --- | ---: | ---: | ---: |",
    ]
    for step in (*STEPS, LINKING):
        here, there = (_per_article(spent[name], step, len(new)) for name in names)
        ratio = _ratio(spent, names, step)
        mark = "**" if step == LINKING else ""
        lines.append(
            f"| {mark}{step}{mark} | {1000 * here.cpu:.1f} ms | {1000 * there.cpu:.1f} ms "
            f"| {mark}{ratio}{mark} |"
        )
    walls = [_per_article(spent[name], LINKING, len(new)).wall for name in names]
    lines += [
        "",
        f"{len(new):,} articles with {sum(len(one.lines) for one in new):,} statements came in "
        f"rounds of {ROUND}. By the clock, linking took {1000 * walls[0]:.0f} and "
        f"{1000 * walls[1]:.0f} ms per article. Peak memory of the process: "
        f"{peaks[few]:,} and {peaks[many]:,} MB.",
        "",
        f"Database: {sizes[few]}; {sizes[many]}.",
    ]
    return "\n".join(lines)


def one_story(home: Home) -> str:
    """Return in Markdown what one more article costs a story of very many statements."""
    from claims.models import Statement, Story, StoryMembership

    each = 20
    plan = planned(
        "large", size=LARGE_STORY // each + 1, start=END, length=timedelta(days=4), seed=SEED
    )
    slots = [slot._replace(statements=each) for slot in plan.slots]
    with _empty(home, "one_story"):
        first = _swept(partial(_add, [replace(plan, slots=tuple(slots[:-1]))]))
        before = Statement.objects.count()
        spent = _swept(partial(_add, [replace(plan, slots=tuple(slots[-1:]))]))
        whole = StoryMembership.objects.count()
        return (
            f"A story of {before:,} statements in {whole - 1} articles "
            f"({Story.objects.count()} in the database) gets one more article: "
            f"{spent[LINKING].cpu:.1f} s of processor time ({_steps(spent, 1)}), against "
            f"{first[LINKING].cpu / (whole - 1):.2f} s for each when all came at once. "
            f"Peak memory: {_peak_memory():,} MB."
        )


def one_day(home: Home, statements: int) -> str:
    """Return in Markdown what a day of very many statements costs, and what its index misses."""
    from claims.models import Statement, Story

    name = _collection(home, f"day_of_{statements}", str(statements), "--day", "--unlinked")
    with database(home, name):
        _peak_memory()
        spent, articles = _swept(lambda: None), _articles()
        peak = _peak_memory()
        (edges, found), (links, linked, size) = edges_found(), links_found()
        return (
            f"A day of {Statement.objects.count():,} statements in {articles:,} articles, all new: "
            f"{1000 * spent[LINKING].cpu / articles:.0f} ms of processor time per article "
            f"({_steps(spent, articles)}), {spent[LINKING].wall / 60:.0f} minutes in all, for "
            f"{Story.objects.count():,} stories. Peak memory of the process: {peak:,} MB.\n\n"
            f"In such a window, articles are compared with those that an index finds: it led to "
            f"{_share(found, edges)} of the {edges:,} edges that there are among all pairs. In the "
            f"largest story ({size:,} statements), {_share(linked, links)} of the {links:,} links "
            f"of claims were found that there are among all pairs."
        )


def beside_reading(home: Home, folder: Path) -> str:
    """Return in Markdown how the time of linking compares with that of reading the same texts."""
    from articles.actions.loading import load
    from articles.actions.receiving import receive
    from claims.actions.analysis import analyze_waiting, current_reader
    from claims.models import Analysis

    with _empty(home, "beside_reading"):
        load(batch=receive(name=folder.name, paths=[folder]))
        analyze_waiting(reader=current_reader(), until=FOREVER)
        rows = Analysis.objects.filter(state="done").values_list("seconds", flat=True)
        reading = sum(seconds["read"] for seconds in rows)
        spent = _swept(lambda: None)
        articles = _articles()
    return (
        f"Of {articles} real texts, reading took {1000 * reading / articles:.0f} ms each, grouping "
        f"and linking {1000 * spent[LINKING].wall / articles:.0f} ms by the same clock: "
        f"**{spent[LINKING].wall / reading:.2f}** of it."
    )


# What is done -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds of processor time, of this process and its database session, and by the clock."""

    cpu: float = 0.0
    wall: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        """Return both together."""
        return Spent(self.cpu + other.cpu, self.wall + other.wall)


STORE = "storing what was read"
STEPS = (STORE, "grouping into stories", "linking into claims", "chaining into storylines")
LINKING = "grouping, linking and chaining"


def _swept(store: Callable[[], object]) -> dict[str, Spent]:
    """Store something and run the sweeps to their end; return what each took."""
    from claims.actions.grouping import group_waiting
    from claims.actions.linking import link_waiting
    from claims.actions.storylines import chain_waiting

    deeds: tuple[Callable[[], object], ...] = (
        store,
        group_waiting,
        partial(link_waiting, until=FOREVER),
        partial(chain_waiting, until=FOREVER),
    )
    found = {}
    for step, deed in zip(STEPS, deeds, strict=True):
        found[step] = _timed(deed)
    found[LINKING] = sum((found[step] for step in STEPS[1:]), Spent())
    return found


def _timed(deed: Callable[[], object]) -> Spent:
    from django.db import connection

    connection.ensure_connection()
    session = connection.connection.info.backend_pid
    wall, cpu = time.perf_counter(), time.process_time() + cpu_seconds(session)
    deed()
    cpu = time.process_time() + cpu_seconds(session) - cpu
    return Spent(cpu, time.perf_counter() - wall)


def _per_article(rounds: Sequence[dict[str, Spent]], step: str, articles: int) -> Spent:
    whole = sum((one[step] for one in rounds), Spent())
    return Spent(whole.cpu / articles, whole.wall / articles)


def _ratio(spent: dict[str, list[dict[str, Spent]]], names: Sequence[str], step: str) -> str:
    """Return the ratio of processor times with its interval, the rounds resampled."""
    few, many = names
    pairs = [
        (one[step].cpu, other[step].cpu) for one, other in zip(spent[few], spent[many], strict=True)
    ]

    def ratio(some: Sequence[tuple[float, float]]) -> float:
        return sum(there for _, there in some) / max(1e-9, sum(here for here, _ in some))

    low, high = metrics.interval(pairs, ratio)
    return f"{ratio(pairs):.2f} ({low:.2f} – {high:.2f})"


def _steps(spent: dict[str, Spent], articles: int) -> str:
    return ", ".join(f"{step} {1000 * spent[step].cpu / articles:.0f} ms" for step in STEPS[1:])


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "none"


def _add(plans: Sequence[Plan]) -> None:
    from benchmarks.loading import Loader

    new: list[Invented] = list(World(SEED).written(plans))
    Loader(is_linked=False).write(new)


# What was found -----------------------------------------------------------------------------------


def edges_found() -> tuple[int, int]:
    """Return how many edges of all current articles there are by comparing all, and how many of
    these are stored.
    """
    from claims.actions.grouping import card_of
    from claims.linking import stories
    from claims.models import Analysis, StoryEdge

    rows = Analysis.objects.filter(is_current=True).select_related("article__outlet")
    cards = {row.article_id: card_of(row) for row in rows.defer("article__text").order_by("pk")}
    stored = set(StoryEdge.objects.values_list("first", "second"))
    ids = sorted(cards)
    vectors = np.array([cards[pk].vector for pk in ids], dtype=np.float32)
    there = found = 0
    for place, pk in enumerate(ids):  # below this cosine no two articles are an edge
        near = np.nonzero(vectors[place + 1 :] @ vectors[place] >= stories.MIN_COSINE - 0.001)[0]
        for other in (ids[place + 1 + step] for step in near.tolist()):
            if stories.compare(cards[pk], cards[other]).value >= stories.THRESHOLD:
                there += 1
                found += (pk, other) in stored
    return there, found


def links_found() -> tuple[int, int, int]:
    """Return the same for the links that make claims in the largest story, and its statements."""
    from django.db.models import Count

    from claims.actions.cards import cards_of, rows_of
    from claims.linking import claims
    from claims.models import Statement, StatementLink, Story

    largest = Story.objects.annotate(size=Count("memberships")).order_by("-size", "pk")[0]
    rows = rows_of(Statement.objects.in_story(largest))
    keys = {row.pk: key for key, row in rows.items()}
    links = StatementLink.objects.filter(first__in=keys, second__in=keys)
    stored = {
        frozenset((keys[one.first_id], keys[one.second_id]))
        for one in links.only("first", "second", "kind")
        if LinkKind(one.kind).is_same
    }
    made = claims.compare(cards_of(rows, str(largest.pk)).values(), ())
    exact = {frozenset((one.a, one.b)) for one in made if one.kind.is_same}
    return len(exact), len(exact & stored), len(rows)


def _articles() -> int:
    from articles.models import Article

    return Article.objects.count()


def _counts() -> str:
    from claims.models import Statement, Story

    return f"{Statement.objects.count():,} statements, {Story.objects.count():,} stories"


def _sizes() -> str:
    """Return in words how large the database is, and its indexes of vectors and runs."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (whole,) = cursor.fetchone()
        cursor.execute(
            "SELECT i.indexname, pg_relation_size(quote_ident(i.indexname)::regclass) "
            "FROM pg_indexes i WHERE i.schemaname = 'public' AND i.indexdef ~ ' USING (hnsw|gin) ' "
            "ORDER BY 2 DESC"
        )
        indexes = ", ".join(f"{name} {size / MEGABYTE:,.0f} MB" for name, size in cursor)
    return f"{whole / MEGABYTE:,.0f} MB ({indexes})"


def _peak_memory() -> int:
    """Return the most memory that this process had since it was last asked, in megabytes.

    0 where the system does not tell.
    """
    status, reset = site.PROC / "self" / "status", site.PROC / "self" / "clear_refs"
    if not status.exists():
        return 0
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    reset.write_text("5")
    return int(line.split()[1]) // 1024


# Databases ----------------------------------------------------------------------------------------


@contextmanager
def database(home: Home, name: str, *, is_ours: bool = True) -> Iterator[None]:
    """Work in a database of this name, made when it is not there, until the end of the block."""
    from django.core.management import call_command
    from django.db import connection

    before = connection.settings_dict["NAME"]
    postgres.make_database(home, name)
    _go_to(name)
    if is_ours and not connection.introspection.table_names():
        call_command("migrate", verbosity=0)
    try:
        yield
    finally:
        _go_to(before)


@contextmanager
def _empty(home: Home, name: str) -> Iterator[None]:
    """The same, where nothing of the last time is left."""
    with database(home, "postgres", is_ours=False):
        _do(f'DROP DATABASE IF EXISTS "{name}"')
    with database(home, name):
        yield


def _go_to(name: str) -> None:
    from django.db import connection

    connection.close()
    connection.settings_dict["NAME"] = name


def _collection(home: Home, name: str, *arguments: str) -> str:
    """Return the name of a database with a copy of a collection, which is made but once."""
    with database(home, "postgres", is_ours=False):
        if not _ask("SELECT 1 FROM pg_database WHERE datname = %s", name):
            _do("DROP DATABASE IF EXISTS half")
            with database(home, "half"):
                _generate(home, "half", *arguments)
            _do(f'ALTER DATABASE half RENAME TO "{name}"')
        _do(f'DROP DATABASE IF EXISTS "{name}_copy"')
        _do(f'CREATE DATABASE "{name}_copy" TEMPLATE "{name}"')
    return f"{name}_copy"


def _generate(home: Home, name: str, *arguments: str) -> None:
    """Fill a database from a process of its own, whose memory is not ours."""
    command = [sys.executable, "-m", "benchmarks.generate", *arguments, "--seed", str(SEED)]
    address = f"postgresql://postgres@/{name}?host={home.run}"
    subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": address}, check=True)


def _ask(query: str, *values: str) -> list[tuple[object, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _do(query: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)


def _tell(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
