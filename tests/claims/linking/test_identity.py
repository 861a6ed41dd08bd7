from hypothesis import given
from hypothesis import strategies as st

from claims.linking.identity import keep


def test_a_group_keeps_the_id_that_shares_most_members():
    assert keep({7: {"a", "b", "c"}, 8: {"d"}}, [{"a", "b", "d"}]) == [7]


def test_a_split_leaves_the_id_with_the_larger_part():
    assert keep({7: {"a", "b", "c"}}, [{"a"}, {"b", "c"}]) == [None, 7]


def test_a_merge_takes_the_smaller_id_of_equals():
    assert keep({9: {"a"}, 4: {"b"}}, [{"a", "b"}]) == [4]


def test_a_new_group_has_no_id():
    assert keep({}, [{"a"}]) == [None]


groups = st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1, max_size=4), max_size=5)


@given(groups, groups)
def test_no_id_is_given_twice_and_none_without_a_shared_member(old, new):
    numbered = dict(enumerate(old))

    kept = keep(numbered, new)

    given_ids = [number for number in kept if number is not None]
    assert len(set(given_ids)) == len(given_ids)
    assert all(numbered[n] & new[i] for i, n in enumerate(kept) if n is not None)


@given(st.permutations([{"a", "b"}, {"c"}, {"d", "e"}]))
def test_the_order_of_the_groups_is_no_matter(new):
    old = {3: {"a", "c"}, 2: {"b", "d"}, 1: {"e"}}

    kept = dict(zip(map(frozenset, new), keep(old, new), strict=True))

    assert kept == {frozenset("ab"): 2, frozenset("c"): 3, frozenset("de"): 1}
