import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.linking.cohesion import Cohesion, cohesive_link

RULE = Cohesion(share=0.75, doubt=3.0, most=2.5)


def link(likeness, rule=RULE, **decided):
    values = np.array(likeness, dtype=float)
    return cohesive_link(values, values >= 1, rule, **decided)


def blocks(inside_a, inside_b, between, size=4):
    values = np.full((2 * size, 2 * size), float(between))
    values[:size, :size] = inside_a
    values[size:, size:] = inside_b
    values[0, -1] = values[-1, 0] = max(between, 1.0)  # an edge, so that they are looked at
    return values


def test_two_lone_items_merge_at_the_bar():
    assert link([[0, 1.0], [1.0, 0]]) == [[0, 1]]
    assert link([[0, 0.99], [0.99, 0]]) == [[0], [1]]


def test_look_alikes_that_are_more_alike_inside_stay_apart():
    assert link(blocks(2.2, 2.2, 1.2)) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_halves_that_are_no_more_alike_inside_are_one():
    assert link(blocks(1.2, 1.2, 1.2)) == [list(range(8))]


def test_without_an_edge_between_them_clusters_never_merge():
    values = blocks(1.2, 1.2, 0.99)
    values[0, -1] = values[-1, 0] = 0.99

    assert link(values) == [[0, 1, 2, 3], [4, 5, 6, 7]]


def test_what_people_put_together_is_one_with_what_hangs_on_each():
    values = blocks(2.0, 2.0, 0.1)
    values[0, -1] = values[-1, 0] = 0.1

    assert link(values, together=[(1, 6)]) == [list(range(8))]


def test_what_people_keep_apart_never_meets_even_through_others():
    together, apart = [(0, 4)], [(1, 4)]
    found = link(blocks(2.0, 2.0, 0.2), together=together, apart=apart)

    assert [0, 4] in [sorted({0, 4} & set(part)) for part in found]
    assert not any({1, 4} <= set(part) for part in found)


def test_what_is_both_together_and_apart_is_together():
    assert link([[0, 0.1], [0.1, 0]], together=[(0, 1)], apart=[(0, 1)]) == [[0, 1]]


@st.composite
def likenesses(draw):
    size = draw(st.integers(2, 9))
    values = np.zeros((size, size))
    for i in range(size):
        for j in range(i):
            values[i, j] = values[j, i] = draw(st.sampled_from([0, 0.4, 0.9, 1.0, 1.3, 2.0, 3.1]))
    return values


@given(likenesses())
def test_each_component_alone_gives_what_all_give(values):
    size = len(values)
    beside = np.zeros((size + 2, size + 2))
    beside[2:, 2:] = values
    beside[0, 1] = beside[1, 0] = 1.5

    shifted = [[i + 2 for i in part] for part in link(values)]

    assert link(beside) == [[0, 1], *shifted]


@given(likenesses(), st.randoms(use_true_random=False))
def test_ties_apart_the_numbering_does_not_matter(values, random):
    size = len(values)
    noise = np.array([random.random() for _ in range(size * size)]).reshape(size, size) * 1e-3
    values = np.where(values > 0, values + noise + noise.T, 0)
    order = list(range(size))
    random.shuffle(order)

    shuffled = link(values[np.ix_(order, order)])

    assert {frozenset(order[i] for i in part) for part in shuffled} == {
        frozenset(part) for part in link(values)
    }


def test_nothing_gives_nothing():
    assert cohesive_link(np.zeros((0, 0)), np.zeros((0, 0), dtype=bool), RULE) == []


@pytest.mark.parametrize("size", [30])
def test_copies_do_not_shut_out_the_rest(size):
    values = np.full((size, size), 1.6)
    values[:5, :5] = 3.4

    assert link(values) == [list(range(size))]
