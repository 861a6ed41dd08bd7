from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.linking import stories, story_weights
from tests.claims.linking.cards import DAY, an_article, unit

BRIDGE = {"bridge": 0.6, "hanger": 0.6, "inquiry": 0.5292}
FERRY = {"ferry": 0.6, "strike": 0.6, "union": 0.5292}


def test_a_profile_weighs_words_names_and_numbers_each_for_itself():
    text = "On Friday the inquiry of Ada Ferro said that 38 hangers were rotten."
    terms, lede = stories.profile("Bridge inquiry", text)

    words = sum(weight**2 for term, weight in terms.items() if ":" not in term)
    assert words == pytest.approx(story_weights.WORDS, abs=1e-3)
    assert terms["bridge"] > terms["the"]
    assert {term for term in terms if ":" in term} == {
        "name:ada", "name:ferro", "number:38", "number:friday",
    }  # fmt: skip
    assert lede == f"Bridge inquiry\n{text}"


def test_a_headline_printed_again_counts_once():
    once = stories.profile("Bridge inquiry", "The inquiry ends.")

    assert stories.profile("Bridge inquiry", "Bridge inquiry\n\nThe inquiry ends.") == once
    assert stories.profile("Bridge inquiry", "The inquiry ends.\nThe inquiry ends.") == once


def test_an_endless_text_has_a_short_profile():
    text = " ".join(f"word{number}" for number in range(50_000))

    terms, lede = stories.profile("", text)

    assert len(terms) <= story_weights.MAX_TERMS
    assert len(lede) <= 700


def test_an_article_without_words_has_a_profile_and_stands_alone():
    terms, lede = stories.profile("", " … ")

    assert (terms, lede) == ({}, "…")
    empty = [replace(an_article(key), terms={}) for key in "bc"]
    assert len(stories.group([an_article("a"), *empty])) == 3
    assert stories.compare(*empty).value == 0


def test_two_articles_of_one_event_are_neighbours_and_it_says_why():
    a, b = an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE)

    score = stories.compare(a, b)

    assert stories.compare(a, b).value >= stories.THRESHOLD
    reasons = " ".join(one.because for one in score.evidence)
    assert "bridge" in reasons
    assert "the same day" in reasons


def test_it_says_who_and_what_two_articles_share():
    text = "On Friday Ada Ferro said that 38 hangers of the bridge were rotten."
    terms, _ = stories.profile("", text)
    a, b = an_article("a", terms=terms), an_article("b", terms=terms)

    reasons = [one.because for one in stories.compare(a, b).evidence]

    assert "the same names: Ferro, Ada" in reasons or "the same names: Ada, Ferro" in reasons
    assert "the same numbers and dates: 38, Friday" in reasons


def test_it_says_that_the_names_differ():
    a = an_article("a", terms=stories.profile("", "Of the bridge Ada Ferro spoke.")[0])
    b = an_article("b", terms=stories.profile("", "Of the bridge Ivo Marsh spoke.")[0])

    reasons = [one.because for one in stories.compare(a, b).evidence]

    assert "both have names, none in common" in reasons


def test_another_month_is_another_story():
    later = DAY + timedelta(days=stories.WINDOW_DAYS + 1)
    a, b = an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE, day=later)

    score = stories.compare(a, b)

    assert score.value == 0
    assert score.evidence[0].because == "published 13 days apart"


def test_another_matter_is_another_story():
    a = an_article("a", terms=BRIDGE)
    b = an_article("b", terms=FERRY, vector=unit(0.2, 1.0))

    assert stories.compare(a, b).value < stories.THRESHOLD


def test_openings_about_other_things_are_never_an_edge():
    a, b = an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE, vector=unit(0, 1.0))

    assert stories.compare(a, b).value < stories.THRESHOLD


def test_an_undated_article_has_to_be_more_alike():
    near = unit(1.0, 1.2)
    a, b = (
        an_article("a", terms=BRIDGE),
        an_article("b", terms={**FERRY, "bridge": 0.1}, vector=near),
    )
    undated = an_article("b", terms={**FERRY, "bridge": 0.1}, vector=near, day=None)

    assert stories.compare(a, undated).value < stories.compare(a, b).value


def test_an_undated_copy_joins_its_story():
    cards = [an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE, day=None)]

    assert [group.members for group in stories.group(cards)] == [{"a", "b"}]


def test_a_lone_article_is_a_group_without_scores():
    (group,) = stories.group([an_article("a")])

    assert group.members == {"a"}
    assert group.scores == {}


def test_members_say_how_they_hang_on_the_others():
    (group,) = stories.group([an_article(key, terms=BRIDGE) for key in "abc"])

    assert set(group.scores) == {"a", "b", "c"}
    assert all(score.evidence and score.value > 0.5 for score in group.scores.values())


def test_what_people_decided_counts_for_more():
    a, b = an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE)
    c = an_article("c", terms=FERRY, vector=unit(0.2, 1.0))

    groups = stories.group([a, b, c], together=[("a", "c")], apart=[("a", "b")])

    assert {group.members for group in groups} == {frozenset("ac"), frozenset("b")}


WORDS = ["bridge", "hanger", "inquiry", "ferry", "strike", "union", "plant", "fire", "alarm"]


@st.composite
def many_articles(draw):
    count = draw(st.integers(1, 9))
    cards = []
    for number in range(count):
        weights = draw(st.lists(st.sampled_from([0, 1, 3]), min_size=9, max_size=9))
        norm = float(np.linalg.norm(weights)) or 1.0
        terms = {w: round(n / norm, 4) for w, n in zip(WORDS, weights, strict=True) if n}
        meaning = draw(st.lists(st.integers(1, 9), min_size=4, max_size=4))
        day = draw(st.none() | st.integers(0, 12).map(lambda n: DAY + timedelta(days=n)))
        cards.append(
            an_article(f"k{number}", day=day, terms=terms or {"x": 1.0}, vector=unit(*meaning))
        )
    return cards


def members(cards):
    return {group.members for group in stories.group(cards)}


@given(many_articles(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_stories(cards, random):
    shuffled = list(cards)
    random.shuffle(shuffled)

    assert members(shuffled) == members(cards)


@given(many_articles())
def test_scores_are_symmetric_and_the_same_alone_as_in_company(cards):
    together = stories._all_scores(cards)
    for i, a in enumerate(cards):
        for j, b in enumerate(cards):
            if i != j:
                assert stories.compare(a, b).value == together[i, j]
                assert stories.scores(a, cards)[j] == together[i, j]
                assert stories.compare(a, b) == stories.compare(b, a)


@given(many_articles(), many_articles())
@settings(max_examples=60)
def test_a_new_article_changes_only_the_component_that_it_touches(cards, more):
    new = an_article("new", day=more[0].day, terms=more[0].terms, vector=more[0].vector)
    everything = [*cards, new]
    touched, front = {new.key: new}, [new]
    while front:
        card = front.pop()
        for other in everything:
            if other.key not in touched and stories.compare(card, other).value >= stories.THRESHOLD:
                touched[other.key] = other
                front.append(other)

    untouched = [card for card in cards if card.key not in touched]

    assert members(everything) == members(touched.values()) | members(untouched)


def test_copies_stay_an_edge_however_crowded_it_is():
    a, b = an_article("a", terms=BRIDGE), an_article("b", terms=BRIDGE)

    assert stories.bar(0) == stories.THRESHOLD < stories.bar(1) < stories.bar(1_000)
    assert stories.compare(a, b).value >= stories.bar(1_000)
