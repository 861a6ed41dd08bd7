"""Locks that a dead process lets go of by itself: PostgreSQL's advisory ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Room(IntEnum):
    """What a lock is about; the first of the two numbers of an advisory lock."""

    LOADING = 1
    ANALYSIS = 2
    GROUPING = 3
    LINKING = 4
    SPEAKERS = 5
    RUNS = 6
    FETCHING = 7
    FETCHING_ROUND = 8
    POLLING = 9
    DECIDING = 10
    INDEXING = 11


@contextmanager
def attempt(room: Room, number: int = 0) -> Iterator[bool]:
    """Hold the lock of a room and a row for the block; yield False when somebody else holds it.

    The lock belongs to the database session, so that it outlives transactions and ends with the
    process, also when that is killed. It needs a connection of its own: no transaction pooling.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [room, number])
        (held,) = cursor.fetchone()
    try:
        yield held
    finally:
        if held and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [room, number])


def share(room: Room, number: int = 0) -> None:
    """Hold the lock of a room and a row together with others until the transaction ends; wait for
    one who holds it alone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [room, number])


def alone(room: Room, number: int = 0) -> None:
    """Hold the lock of a room and a row until the transaction ends; wait for all who hold it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [room, number])
