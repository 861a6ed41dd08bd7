from claims.linking.identity import keep


def test_the_group_that_shares_most_keeps_the_id():
    assert keep({7: {"a", "b", "c"}}, [{"a"}, {"b", "c", "d"}]) == [None, 7]


def test_an_id_is_given_once_and_a_group_gets_one():
    assert keep({1: {"a"}, 2: {"b", "c"}}, [{"a", "b", "c"}]) == [2]
    assert keep({1: {"a", "b"}}, [{"a"}, {"b"}]) == [1, None]


def test_of_equals_the_older_id_stays():
    assert keep({5: {"a"}, 3: {"b"}}, [{"a", "b"}]) == [3]


def test_the_order_of_the_new_groups_decides_nothing():
    old = {1: {"a", "b"}}
    assert keep(old, [{"b"}, {"a"}]) == [None, 1]
    assert keep(old, [{"a"}, {"b"}]) == [1, None]


def test_what_shares_nothing_is_new():
    assert keep({1: {"a"}}, [{"b"}]) == [None]
    assert keep({}, []) == []
