"""Rebuild: make stories, claims and storylines anew from the readings, as people decided."""

from django.db import connection, transaction

from articles import locks
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    CommonRun,
    Doubt,
    StatementLink,
    Story,
    StoryEdge,
    Storyline,
    StorylineEdge,
    StoryMembership,
    Succession,
    VoiceTie,
    Wake,
)

MADE = (
    *(Story, StoryMembership, StoryEdge, StorylineEdge, Storyline, VoiceTie, Succession),
    *(Claim, ClaimLink, StatementLink, CommonRun, Doubt, Wake),
)


def rebuild() -> int:
    """Throw away all that was made of readings together; return how many are grouped again.

    Articles, readings and people's decisions stay. The sweeps make the rest again, in which ids
    of stories and claims are new. Twice is the same as once.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # In the order in which others take them, so that nobody waits for one who waits for him:
        # whoever groups, the readings, whoever links, and then all that refers to each other.
        locks.alone(locks.Room.GROUPING)
        count = Analysis.objects.filter(is_current=True).update(grouped_at=None, crowding=0)
        tables = [connection.ops.quote_name(model._meta.db_table) for model in MADE]
        cursor.execute(f"LOCK TABLE {tables[0]}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come is refused
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
        return count
