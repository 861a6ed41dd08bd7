"""How long a search takes on the server: `python -m benchmarks.search --statements 1000000`.

An invented collection gets its entries; then 200 queries, the same for a seed, are asked, each with
its page of results and its facets, as the search page asks them: words that many and few statements
have, phrases, names, every field, days, what is excluded, and the 500th page. Told are the time
by the clock, the processor time of the web process and of its database session, and how much longer
it takes than its bare SQL; then the same as whole pages of a web server, and the most memory that
its process held. With `--keep FOLDER` the collection stays there for the next time;
`--write` puts the table into `benchmarks/README.md`.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from benchmarks import site
from benchmarks.invented import END, World
from benchmarks.pages import put
from newsclaims import gunicorn

if TYPE_CHECKING:
    from claims.models import Statement

SEED = 1
DEEP = 500  # the page that is asked for far down
ENOUGH = float("inf")


class Question(NamedTuple):
    """One query of the mix."""

    group: str
    text: str
    is_deep: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What one query took, in milliseconds."""

    question: Question
    total: str
    clock: float
    processor: float
    bare: float  # its SQL alone, by the clock
    queries: int


def main() -> None:
    """Make the collection, ask, and print how long that took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a folder where the collection stays")
    parser.add_argument("--slowest", type=int, default=5, help="queries that are told one by one")
    parser.add_argument("--meanings", action="store_true", help="with the indexes of vectors")
    parser.add_argument("--write", action="store_true", help="put it into the README")
    options = parser.parse_args()
    with site.throwaway(options.keep and options.keep.resolve()):
        told = filled(options.statements, with_meanings=options.meanings)
        questions = mix(Random(SEED))  # noqa: S311 - chance with a seed
        found = asked_all(questions)
        page = f"{told}\n\n{table(found)}\n\n{served(questions)}"
    print(page)
    for one in sorted(found, key=lambda one: -one.clock)[: options.slowest]:
        print(f"{one.clock:.0f} ms ({one.processor:.0f} processor) {one.question} {one.total}")
    if options.write:
        today = datetime.now(UTC).date()
        put("benchmarks/README.md", "search", f"Measured on {today}.\n\n{page}")


# The collection ----------------------------------------------------------------------------------


def filled(statements: int, *, with_meanings: bool) -> str:
    """Make the collection and its entries where they are not there; say what there is."""
    from django.db import connection

    from articles.models import Article
    from benchmarks import loading
    from claims.actions.indexing import index_waiting
    from claims.models import Entry, Outdated, Statement

    told = ""
    if not Statement.objects.exists():
        world = World(SEED)
        with _without_meanings(with_meanings):
            loading.fill(world, world.collection(statements), is_linked=True)
    if Outdated.objects.exists():
        clock, own = time.perf_counter(), _processor()
        before = Entry.objects.count()
        index_waiting(until=ENOUGH)
        seconds, spent = time.perf_counter() - clock, _processor() - own
        made = Entry.objects.count() - before
        told = (
            f" Their entries were made in {seconds:,.0f} s, {made / seconds:,.0f} a second "
            f"({made / spent:,.0f} a second of processor time)."
        )
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE claims_entry")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('claims_entry')")
        (size,) = cursor.fetchone()
    return (
        f"{Entry.objects.count():,} statements in {Article.objects.count():,} articles; "
        f"their entries take {size / 2**20:,.0f} MB.{told}"
    )


@contextmanager
def _without_meanings(with_them: bool) -> Iterator[None]:
    """Leave out the indexes of vectors, which take longer than all the rest."""
    from django.db import connection

    if not with_them:
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexname FROM pg_indexes WHERE indexdef ~ ' USING hnsw '")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP INDEX "{name}"')
    yield


# The queries -------------------------------------------------------------------------------------


def mix(random: Random) -> list[Question]:
    """Return the queries: what they ask for is in the collection, often or seldom."""
    found: list[Question] = []

    def add(group: str, count: int, make: Callable[[], str], *, is_deep: bool = False) -> None:
        found.extend(Question(group, make(), is_deep) for _ in range(count))

    draw = _Drawing(random)
    add("everything", 4, lambda: "")
    add("frequent words", 24, draw.frequent)
    add("rare words", 24, draw.rare)
    add("phrases", 20, lambda: f'"{draw.phrase()}"')
    for name in ("speaker", "source", "relay", "outlet"):
        add("names", 6, lambda name=name: f"{name}:{draw.name(name)}")  # type: ignore[misc]
    for text in _FIELDS:
        add("each field", 1, lambda text=text: text)  # type: ignore[misc]
    add("each field", 4, lambda: f"story:{draw.story()}")
    add("each field", 2, lambda: f"claim:{draw.claim()}")
    add("each field", 2, lambda: f"article:{draw.article()}")
    add("days", 12, draw.days)
    add("excluded", 6, lambda: f"{draw.frequent()} -{draw.frequent()}")
    add("excluded", 6, lambda: f"-{random.choice(_FIELDS)} {random.choice(_FIELDS)}")
    add(
        "either", 8, lambda: f"{draw.frequent()} OR {draw.rare()} OR speaker:{draw.name('speaker')}"
    )
    add("together", 8, lambda: f"{draw.frequent()} {random.choice(_FIELDS)}")
    add("together", 8, lambda: f"{random.choice(_FIELDS)} {random.choice(_FIELDS)}")
    add("together", 8, lambda: f"outlet:{draw.name('outlet')} {draw.frequent()} {draw.days()}")
    add("together", 8, lambda: f"about:{draw.rare()} speaker:{draw.name('speaker')}")
    add(f"page {DEEP}", 6, draw.frequent, is_deep=True)
    add(f"page {DEEP}", 4, lambda: random.choice(_FREQUENT), is_deep=True)
    return found


_FREQUENT = ("", "kind:person", "type:indirect", "polarity:asserted", "kind:organisation")
_FIELDS = (
    *("kind:person", "kind:organisation", "kind:anonymous", "kind:collective", "kind:document"),
    *("type:direct", "type:mixed", "type:indirect", "polarity:denied", "polarity:asserted"),
    *("chain:relay", "chain:none", "depth:2", "depth:>1", "review:unreviewed", "in:body"),
    *("tier:core", "stance:neutral", "certainty:certain", "repeat:no", "published:none"),
    "said:none",
)


class _Drawing:
    """Draws what is in the collection: by how often it is said, or whatever is in it."""

    def __init__(self, random: Random) -> None:
        from django.db.models import Max

        from claims.models import Claim, Statement, Story

        self._random = random
        self._last = {
            model: model._default_manager.aggregate(last=Max("pk"))["last"]
            for model in (Statement, Story, Claim)
        }

    def _words(self) -> list[str]:
        """Return the words of some statement."""
        while True:
            statement = self._statement()
            content = " ".join(span.of(statement.article.text) for span in statement.content)
            words = [one for one in content.split() if one.isalnum()]
            if len(words) > 4:
                return words

    def _statement(self) -> Statement:
        from claims.models import Statement

        pk = self._random.randrange(1, self._last[Statement] + 1)
        return Statement.objects.select_related("article").get(pk=pk)

    def frequent(self) -> str:
        """Return a word of the kind that is often said."""
        return self._random.choice(_OFTEN)

    def rare(self) -> str:
        """Return a word that one statement has, and few others."""
        from claims.linking.words import rarity

        return max((one for one in self._words() if one.isalpha()), key=rarity, default="never")

    def phrase(self) -> str:
        """Return words as they stand in some statement."""
        words, length = self._words(), self._random.randrange(2, 5)
        start = self._random.randrange(max(1, len(words) - length))
        return " ".join(words[start : start + length])

    def name(self, field: str) -> str:
        """Return a name, those that are heard often more often; a part of it, now and then."""
        while True:
            statement = self._statement()
            if field == "outlet":
                name = statement.article.outlet.name if statement.article.outlet else ""
            else:
                links = statement.chain.filter(role="relay" if field == "relay" else "speaker")
                name = next((one.name for one in links), "")
            if name:
                is_part = self._random.random() < 0.5
                return name.split()[-1] if is_part else f'"{name}"'

    def story(self) -> int:
        """Return a story."""
        from claims.models import Story

        return self._random.randrange(1, self._last[Story] + 1)

    def claim(self) -> int:
        """Return a claim."""
        from claims.models import Claim

        return self._random.randrange(1, self._last[Claim] + 1)

    def article(self) -> int:
        """Return an article."""
        return int(self._statement().article_id)

    def days(self) -> str:
        """Return a month, a day or all before a day."""
        from datetime import timedelta

        day = (END - timedelta(days=self._random.randrange(1, 300))).date()
        form = self._random.choice(("published:{:%Y-%m}", "published:{:%Y-%m-%d}", "published:<{}"))
        return form.format(day)


# said in one of some thirty to three hundred statements
_OFTEN = (
    *("government", "president", "people", "minister", "year", "world", "country", "money"),
    *("police", "court", "company", "report", "security", "election", "health", "city"),
)


# Asking ------------------------------------------------------------------------------------------


def asked_all(questions: Sequence[Question]) -> list[Measured]:
    """Ask everything once for warmth and once to measure."""
    gunicorn.when_ready(None)  # garbage is looked for as in the web process
    cursors = {one: _far_down(one.text) for one in questions if one.is_deep}
    for one in questions:
        _asked(one, cursors.get(one))
    return [_measured(one, cursors.get(one)) for one in questions]


def served(questions: Sequence[Question]) -> str:
    """Ask a web server of one process for the same as pages; say how long, and what it holds."""
    cursors = {one: _far_down(one.text) for one in questions if one.is_deep}
    addresses = [
        f"/search/?{urlencode({'q': one.text} | ({'after': cursors[one]} if one.is_deep else {}))}"
        for one in questions
    ]
    with site.web_server() as (port, pid):
        before = site.memory(pid, "VmRSS")
        for address in addresses:
            _page(port, address)
        times = [_page(port, address) for address in addresses]
        most = site.memory(pid, "VmHWM")
    return (
        f"As whole pages from a web server: {statistics.median(times):.0f} ms in the middle, 95% "
        f"within {_late(times):.0f} ms. Its process held {before / 2**20:,.0f} MB before and "
        f"{most / 2**20:,.0f} MB at most."
    )


def _page(port: int, address: str) -> float:
    """Return how many milliseconds a page takes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    start = time.perf_counter()
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    taken = time.perf_counter() - start
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise RuntimeError(f"{address} answers {answer.status}")
    return 1e3 * taken


def _far_down(text: str) -> str:
    """Return the cursor of a page that is only reached by many others."""
    from claims import search

    rows = search.entries(search.asked(text)).order_by("-moment", "-statement")
    at = (DEEP - 1) * search.SIZE
    places = list(rows.values_list("moment", "statement")[at - 1 : at])
    return "{}.{}".format(*places[0]) if places else ""


def _asked(question: Question, cursor: str | None) -> str:
    from claims import search

    asked = search.asked(question.text)
    page = search.page(asked, after=cursor)
    search.facets(asked)
    return str(page.total)


def _measured(question: Question, cursor: str | None) -> Measured:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    clock, processor = time.perf_counter(), _processor()
    total = _asked(question, cursor)
    clock, processor = time.perf_counter() - clock, _processor() - processor
    with CaptureQueriesContext(connection) as captured:
        _asked(question, cursor)
    queries = [one["sql"] for one in captured.captured_queries]
    bare = time.perf_counter()
    plain = connection.connection  # below Django
    for sql in queries:
        with plain.cursor() as cursor_:
            cursor_.execute(sql)
            if cursor_.description:
                cursor_.fetchall()
    bare = time.perf_counter() - bare
    return Measured(question, total, 1e3 * clock, 1e3 * processor, 1e3 * bare, len(queries))


def _processor() -> float:
    """Return the processor time of this process and of its database session, in seconds."""
    from django.db import connection

    connection.ensure_connection()
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        session = int(path.read_text().split()[0]) / 1e9
    except OSError:
        session = 0.0  # another machine, or none with such a file
    return time.process_time() + session


# The table ---------------------------------------------------------------------------------------


def table(found: Sequence[Measured]) -> str:
    """Return in Markdown what each group of queries took."""
    groups: defaultdict[str, list[Measured]] = defaultdict(list)
    for one in found:
        groups[one.question.group].append(one)
    rows = [_row(name, some) for name, some in groups.items()]
    head = "| queries | n | median | 95% | most | processor, 95% | to bare SQL |"
    return "\n".join([head, "| --- |" + " ---: |" * 6, *rows, _row("**all**", found)])


def _row(name: str, some: Sequence[Measured]) -> str:
    clock = [one.clock for one in some]
    processor = [one.processor for one in some]
    ratio = statistics.median(one.clock / max(one.bare, 0.1) for one in some)
    times = (statistics.median(clock), _late(clock), max(clock), _late(processor))
    cells = " | ".join(f"{one:.0f} ms" for one in times)
    return f"| {name} | {len(some)} | {cells} | {ratio:.1f} |"


def _late(times: Sequence[float]) -> float:
    """Return what 95 of 100 do not take longer than."""
    ranked = sorted(times)
    return ranked[min(len(ranked) - 1, round(0.95 * len(ranked)))]


if __name__ == "__main__":
    main()
