"""Two statements that do not say the same: what one is to the other, by rules that show words."""

from claims.linking.types import PairLink, StatementCard


def between(a: StatementCard, b: StatementCard, link: PairLink | None) -> list[PairLink]:
    """Return the relations between two statements that a rule finds, whichever is given first.

    `link` is what `pairs.score` says of the two. In each relation the second bears on the first.
    """
    return []
