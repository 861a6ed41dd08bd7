"""Edges as rows: who could share one, and what hangs together over those that are stored."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Expression, Q, QuerySet, Subquery
from pgvector.django import CosineDistance

from claims.models import ArticleDecision, StoryEdge, StorylineEdge, Verdict

EXACT = 5_000  # rows in a window, up to which the distance to each is measured
ROUNDING = 1e-3  # of distances in the database; the cards decide

Pair = tuple[int, int]  # ids, the smaller first


def near(rows: QuerySet[Any], distance: Expression | Subquery, *, cosine: float) -> set[int]:
    """Return the ids of all rows whose meaning is near enough for an edge."""
    found = rows.annotate(distance=distance).filter(distance__lte=1 - cosine + ROUNDING)
    return set(found.order_by().values_list("pk", flat=True))


def nearest(rows: QuerySet[Any], vector: object, *, cosine: float, most: int) -> set[int]:
    """Return the ids of the nearest rows, of those near enough; the index may miss some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true), "
            "set_config('hnsw.ef_search', %s, true)",
            [str(min(most, 1000))],
        )
    found = rows.annotate(distance=CosineDistance("vector", vector)).order_by("distance")
    bound = 1 - cosine + ROUNDING
    return {pk for pk, distance in found.values_list("pk", "distance")[:most] if distance <= bound}


def is_few(rows: QuerySet[Any]) -> bool:
    """Tell whether there are so few rows that all can be measured; counts no further than that."""
    return rows.order_by().values("pk")[: EXACT + 1].count() <= EXACT


def pair(a: int, b: int) -> Pair:
    """Return two ids in the order in which rows keep them."""
    return (a, b) if a < b else (b, a)


class Edges:
    """The stored edges of a kind, as `neighbourhoods.settle` walks along them.

    `steps` gives the step that each of some items had before; what people said belongs together
    is an edge at every step.
    """

    def __init__(
        self,
        model: type[StoryEdge | StorylineEdge],
        bar: Callable[[int], float],
        steps: Callable[[Collection[int]], Mapping[int, int]],
        decisions: type[ArticleDecision] | None = None,
    ) -> None:
        self.model = model
        self.bar = bar
        self.decisions = decisions
        self._find_steps = steps
        self._steps: dict[int, int] = {}
        self._hops: dict[int, dict[int, float]] = {}

    def ends(self, items: Collection[int]) -> set[int]:
        """Return what stored edges lead to from the items."""
        return self._others(items, 0.0)

    def replace(self, items: Collection[int], scores: Mapping[Pair, float]) -> None:
        """Let the items have these edges and no others."""
        stale = self.model.objects.filter(Q(first__in=items) | Q(second__in=items))
        stale._raw_delete(stale.db)  # nothing hangs on an edge
        self.model.objects.bulk_create(
            (
                self.model(first_id=a, second_id=b, score=score)  # type: ignore[misc]
                for (a, b), score in sorted(scores.items())
            ),
            ignore_conflicts=True,
            batch_size=5_000,
        )
        self._hops |= {item: {} for item in items}
        for (a, b), score in scores.items():
            for item, other in ((a, b), (b, a)):
                if item in self._hops:
                    self._hops[item][other] = score
        for a, b in self._bonds(items):
            for item, other in ((a, b), (b, a)):
                if item in self._hops:
                    self._hops[item][other] = 1.0

    def around(self, items: Collection[int], step: int) -> dict[int, int]:
        """Return what edges that reach the bar of a step lead to, with the steps from before."""
        bar = self.bar(step)
        known = [self._hops[item] for item in items if item in self._hops]
        met = {other for hops in known for other, score in hops.items() if score >= bar}
        if rest := [item for item in items if item not in self._hops]:
            met |= self._others(rest, bar)
        if missing := met - self._steps.keys():
            self._steps |= dict.fromkeys(missing, 0) | dict(self._find_steps(missing))
        return {other: self._steps[other] for other in met}

    def _others(self, items: Collection[int], bar: float) -> set[int]:
        edges = self.model.objects.filter(score__gte=bar).order_by()
        met = set(edges.filter(first__in=items).values_list("second", flat=True).distinct())
        met |= set(edges.filter(second__in=items).values_list("first", flat=True).distinct())
        for bond in self._bonds(items):
            met.update(bond)
        return met

    def _bonds(self, items: Collection[int]) -> Iterable[Pair]:
        if self.decisions is None:
            return ()
        # of an article that is not current, such as an older version, nothing follows
        together = self.decisions.objects.filter(
            verdict=Verdict.TOGETHER,
            first__analyses__is_current=True,
            second__analyses__is_current=True,
        )
        return together.filter(Q(first__in=items) | Q(second__in=items)).values_list(
            "first", "second"
        )
