"""What every export shares: what it says of itself, and that all of it is of one moment."""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from claims.exports.rows import Row, rows
from claims.models import Entry, Statement

IDLE = "5min"  # so long a reader who takes nothing keeps the database's snapshot


@dataclass(frozen=True, slots=True)
class About:
    """What an export says of itself, at its head."""

    title: str  # in words: “Statements found by …”
    query: str  # as it was typed; "" where it is no search's
    site: str  # what the addresses of this site begin with, without a slash at the end
    page: str  # address of the page that shows the same
    address: str  # where the same can be taken again
    made_at: datetime
    release: str
    count: int | None = None  # statements; None: not known


Statements = QuerySet[Entry] | QuerySet[Statement]
Write = Callable[[About, Iterator[Row]], Iterator[str]]


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all queries of the block see the database as it is at the first of them.

    A block inside a transaction is of that transaction.
    """
    is_first = not connection.in_atomic_block
    with transaction.atomic():
        if is_first:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE}'")
                cursor.execute("SET LOCAL cursor_tuple_fraction = 1")  # all of it will be read
        yield


def taken(statements: Statements, *, about: About, write: Write) -> Generator[str]:
    """Yield an export piece by piece; closed early, it gives the connection back at once."""
    with snapshot():
        found = rows(statements)
        try:
            yield from write(replace(about, count=statements.count()), found)
        finally:
            found.close()
