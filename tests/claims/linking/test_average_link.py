import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.linking.average_link import average_link


def symmetric(size, values):
    scores = np.eye(size)
    upper = np.triu_indices(size, 1)
    scores[upper] = values
    return np.maximum(scores, scores.T)


@st.composite
def score_matrices(draw, most=9):
    size = draw(st.integers(1, most))
    number = size * (size - 1) // 2
    # Few distinct values, so that ties are the rule.
    values = draw(
        st.lists(
            st.sampled_from([0.0, 0.2, 0.45, 0.5, 0.55, 0.8, 1.0]),
            min_size=number,
            max_size=number,
        )
    )
    return symmetric(size, values)


@st.composite
def pairs_of(draw, size):
    places = st.integers(0, size - 1)
    return [(i, j) for i, j in draw(st.lists(st.tuples(places, places), max_size=3)) if i != j]


def components(edges):
    parts = [{i} for i in range(len(edges))]
    for i, j in np.argwhere(edges).tolist():
        one, other = (next(part for part in parts if k in part) for k in (i, j))
        if one is not other:
            parts.remove(other)
            one |= other
    return [sorted(part) for part in parts]


def plainly(scores, threshold, apart=()):
    """The definition, merge by merge, from the pairs themselves."""
    clusters = [[i] for i in range(len(scores))]
    while True:
        best = None
        for a in clusters:
            for b in clusters:
                if a[0] >= b[0] or any((i, j) in apart or (j, i) in apart for i in a for j in b):
                    continue
                total = sum(round(scores[i, j] * 1e6) for i in a for j in b)
                mean = total / (len(a) * len(b))
                if mean >= threshold * 1e6 and (best is None or mean > best[0]):
                    best = (mean, a, b)
        if best is None:
            return clusters
        _, a, b = best
        clusters = sorted([*(c for c in clusters if c not in (a, b)), sorted(a + b)])


def test_it_merges_while_the_mean_over_pairs_reaches_the_threshold():
    scores = symmetric(3, [0.9, 0.2, 0.7])  # 0-1, 0-2, 1-2: the mean of 2 to {0, 1} is .45

    assert average_link(scores, 0.5) == [[0, 1], [2]]
    assert average_link(scores, 0.45) == [[0, 1, 2]]


def test_a_chain_of_pairs_is_no_cluster():
    scores = symmetric(4, [0.6, 0.0, 0.0, 0.6, 0.0, 0.6])

    assert average_link(scores, 0.5) == [[0, 1], [2, 3]]


def test_it_joins_what_people_put_together_whatever_the_score():
    assert average_link(symmetric(3, [0.0, 0.0, 0.0]), 0.5, together=[(0, 2)]) == [[0, 2], [1]]


def test_what_hangs_on_the_ones_that_people_put_together_comes_with_them():
    scores = symmetric(4, [0.9, 0.0, 0.0, 0.0, 0.0, 0.9])  # 0-1 and 2-3

    assert average_link(scores, 0.5, together=[(0, 2)]) == [[0, 1, 2, 3]]
    assert average_link(scores, 0.5, together=[(0, 2)], apart=[(1, 3)]) == [[0, 1, 2], [3]]


def test_together_counts_for_more_than_apart():
    scores = symmetric(3, [0.9, 0.0, 0.0])
    joined = [(0, 2), (2, 1)]

    assert average_link(scores, 0.5, together=joined, apart=[(0, 1)]) == [[0, 1, 2]]


def test_no_item_makes_no_cluster():
    assert average_link(np.zeros((0, 0)), 0.5) == []


@given(score_matrices())
def test_it_does_what_the_definition_says(scores):
    assert average_link(scores, 0.5) == plainly(scores, 0.5)


@given(st.data(), score_matrices())
def test_it_never_merges_what_has_to_stay_apart(data, scores):
    apart = data.draw(pairs_of(len(scores)))

    clusters = average_link(scores, 0.5, apart=apart)

    assert clusters == plainly(scores, 0.5, apart)
    assert not any(i in cluster and j in cluster for i, j in apart for cluster in clusters)


@given(st.data(), score_matrices())
def test_it_obeys_every_pair_that_people_decided(data, scores):
    together, apart = (data.draw(pairs_of(len(scores))) for _ in range(2))

    clusters = average_link(scores, 0.5, together=together, apart=apart)

    assert sorted(i for cluster in clusters for i in cluster) == list(range(len(scores)))
    home = {i: number for number, cluster in enumerate(clusters) for i in cluster}
    assert all(home[i] == home[j] for i, j in together)
    bound = np.zeros(scores.shape)
    for i, j in together:
        bound[i, j] = bound[j, i] = 1
    held = {i: number for number, part in enumerate(components(bound > 0)) for i in part}
    assert all(home[i] != home[j] for i, j in apart if held[i] != held[j])


@given(st.data(), score_matrices(most=12))
@settings(max_examples=200)
def test_one_connected_component_alone_gives_the_same_as_all_together(data, scores):
    parts = components(scores >= 0.5)
    chosen = sorted(i for part in parts if data.draw(st.booleans()) for i in part)

    alone = average_link(scores[np.ix_(chosen, chosen)], 0.5)

    whole = [cluster for cluster in average_link(scores, 0.5) if cluster[0] in chosen]
    assert [[chosen[i] for i in cluster] for cluster in alone] == whole


def test_thousands_of_items_are_no_matter():
    rng = np.random.default_rng(7)
    noise = rng.random((1500, 1500)) * 0.3
    home = rng.integers(0, 40, 1500)
    scores = np.maximum(noise, noise.T) + 0.6 * (home[:, None] == home)

    clusters = average_link(scores, 0.5)

    assert len(clusters) == 40
