from hypothesis import given, settings
from hypothesis import strategies as st

from claims.linking.neighbourhoods import blocks, settle

LAST = 3
CAP = 3
ITEMS = 9


class Rows:
    """Edges with the step up to which each reaches the bar, and the steps found so far."""

    def __init__(self):
        self.edges = {}
        self.steps = {}

    def around(self, items, step):
        met = {
            other
            for a, b in self.edges
            for item, other in ((a, b), (b, a))
            if item in items and self.edges[a, b] >= step
        }
        return {other: self.steps.get(other, 0) for other in met}

    def settle(self, changed, *, lost):
        found = settle(changed, self.around, cap=CAP, last=LAST, lost=lost)
        for one in found:
            assert len(one.members) <= CAP or one.step == LAST
            self.steps |= dict.fromkeys(one.members, one.step)
        return found


def from_scratch(items, edges, step=0):
    """Return the neighbourhoods as their definition has them."""
    left = set(items)
    while left:
        whole = front = {min(left)}
        while front:
            front = {
                other
                for a, b in edges
                for item, other in ((a, b), (b, a))
                if item in front and edges[a, b] >= step
            } - whole
            whole = whole | front
        left -= whole
        if len(whole) <= CAP or step == LAST:
            yield frozenset(whole), step
        else:
            inside = {pair: reach for pair, reach in edges.items() if whole.issuperset(pair)}
            yield from from_scratch(whole, inside, step + 1)


pairs = st.sets(st.integers(0, ITEMS - 1), min_size=2, max_size=2).map(
    lambda two: tuple(sorted(two))
)
edges = st.dictionaries(pairs, st.integers(0, LAST), max_size=20)


def split(items, cuts):
    """Return the items in batches, as the cuts say."""
    batches, batch = [], []
    for item, cut in zip(items, cuts, strict=True):
        batch.append(item)
        if cut:
            batches.append(batch)
            batch = []
    return [*batches, batch]


@settings(max_examples=300, deadline=None)
@given(edges, st.permutations(range(ITEMS)), st.lists(st.booleans(), min_size=9, max_size=9))
def test_neighbourhoods_do_not_depend_on_the_order_of_arrival(wanted, order, cuts):
    rows = Rows()
    there = set()
    current = {}
    for batch in split(order, cuts):
        there.update(batch)
        rows.edges |= {
            pair: reach
            for pair, reach in wanted.items()
            if there.issuperset(pair) and not set(batch).isdisjoint(pair)
        }
        for one in rows.settle(batch, lost=False):
            current |= dict.fromkeys(one.members, (one.members, one.step))

    assert set(current.values()) == set(from_scratch(range(ITEMS), wanted))


@settings(max_examples=300, deadline=None)
@given(st.lists(edges, min_size=2, max_size=4))
def test_neighbourhoods_follow_edges_that_come_and_go(states):
    rows = Rows()
    current = {}
    for wanted in states:
        changed = {
            item
            for pair in wanted.keys() | rows.edges.keys()
            if wanted.get(pair) != rows.edges.get(pair)
            for item in pair
        }
        rows.edges = dict(wanted)
        for one in rows.settle(changed | (set(range(ITEMS)) - current.keys()), lost=True):
            current |= dict.fromkeys(one.members, (one.members, one.step))

        assert set(current.values()) == set(from_scratch(range(ITEMS), wanted))


def test_what_is_new_in_a_crowd_looks_only_at_its_own_step():
    rows = Rows()
    rows.edges = {(a, b): 1 if abs(a - b) == 1 else 0 for a in range(6) for b in range(a)}
    rows.edges[2, 3] = 0
    rows.edges = {tuple(sorted(pair)): reach for pair, reach in rows.edges.items()}
    rows.settle(range(6), lost=False)
    assert set(rows.steps.values()) == {1}
    rows.edges[5, 6] = 0
    asked = []

    def around(items, step):
        asked.append((set(items), step))
        return rows.around(items, step)

    (found,) = settle([6], around, cap=CAP, last=LAST, lost=False)

    assert (found.members, found.step) == (frozenset({6}), 1)
    assert asked == [({6}, 0), ({6}, 1)]


def test_what_hangs_together_to_the_end_is_cut_into_blocks_that_part_nothing_bound():
    assert blocks([1, 2, 3, 4, 5], [], cap=2) == [[1, 2], [3, 4], [5]]
    assert blocks([1, 2, 3, 4, 5], [(4, 1), (4, 5)], cap=2) == [[4, 1, 5], [2, 3]]
    assert blocks([1, 2], [], cap=2) == [[1, 2]]
