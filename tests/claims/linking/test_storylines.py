from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.linking import stories, storylines
from claims.linking.types import ArticleCard
from tests.claims.linking.cards import DAY, an_article, unit

TALKS = {"talks": 0.6, "strait": 0.6, "name:tarrant": 0.5292}
FERRY = {"ferry": 0.6, "strike": 0.6, "name:sallow": 0.5292}


def a_story(key="a", days=0, terms=TALKS, **others):
    day = None if days is None else DAY + timedelta(days=days)
    return storylines.card([an_article(key, day=day, terms=terms, **others)])


def test_a_card_is_the_mean_of_its_articles_in_any_order():
    articles = [
        an_article("b", terms=TALKS, day=DAY),
        an_article("a", terms=FERRY, vector=unit(0, 1), day=DAY + timedelta(days=3)),
        an_article("c", terms=FERRY, day=None),
    ]

    card = storylines.card(articles)

    assert (card.key, card.first, card.last) == ("a", DAY, DAY + timedelta(days=3))
    assert sum(weight**2 for weight in card.terms.values()) == pytest.approx(1, abs=1e-3)
    assert card.terms["ferry"] == pytest.approx(2 * card.terms["talks"], abs=1e-3)
    other = storylines.card(articles[::-1])
    assert other.terms == card.terms
    assert (other.vector == card.vector).all()


def test_stories_of_one_matter_are_neighbours_and_it_says_why():
    score = storylines.compare(a_story("a"), a_story("b", days=40))

    assert score.value >= storylines.THRESHOLD
    reasons = [one.because for one in score.evidence]
    assert "the same names: Tarrant" in reasons
    assert "40 days between them" in reasons


def test_another_matter_is_another_line():
    other = a_story("b", terms=FERRY, vector=unit(0.3, 1.0))

    assert storylines.compare(a_story("a"), other).value < storylines.THRESHOLD


def test_a_matter_that_rests_too_long_is_another_line():
    late = a_story("b", days=storylines.REACH_DAYS + 1)

    assert storylines.compare(a_story("a"), late).value == 0


def test_days_are_counted_from_the_end_of_one_to_the_start_of_the_next():
    long = replace(a_story("a"), last=DAY + timedelta(days=30))

    assert storylines.compare(long, a_story("b", days=31)).evidence[-1].value == 1
    assert storylines.compare(long, a_story("b", days=12)).evidence[-1].because == (
        "told in the same days"
    )


def test_an_undated_story_has_to_be_more_alike():
    dated, undated = a_story("b", days=1), a_story("b", days=None)
    near = a_story("a", terms={**FERRY, "talks": 0.3})

    assert storylines.compare(near, undated).value < storylines.compare(near, dated).value


def test_a_line_is_as_long_as_its_stories_reach():
    cards = [a_story("a"), a_story("b", days=80), a_story("c", days=160, terms=FERRY)]

    lines = storylines.group(cards)

    assert {line.members for line in lines} == {frozenset("ab"), frozenset("c")}
    assert lines[0].scores["a"].evidence
    assert lines[1].scores == {}


@st.composite
def many_stories(draw):
    stories = []
    for number in range(draw(st.integers(1, 8))):
        terms = draw(st.sampled_from([TALKS, FERRY, {**FERRY, "talks": 0.5}]))
        meaning = unit(*draw(st.lists(st.integers(1, 9), min_size=3, max_size=3)))
        days = draw(st.none() | st.integers(0, 400))
        stories.append(a_story(f"k{number}", days=days, terms=terms, vector=meaning))
    return stories


def lines(cards):
    return {line.members for line in storylines.group(cards)}


@given(many_stories(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_lines(cards, random):
    shuffled = list(cards)
    random.shuffle(shuffled)

    assert lines(shuffled) == lines(cards)


@given(many_stories())
def test_what_edges_connect_gives_alone_what_all_give(cards):
    touched, front = {cards[0].key: cards[0]}, [cards[0]]
    while front:
        card = front.pop()
        for other in cards:
            if (
                other.key not in touched
                and storylines.compare(card, other).value >= storylines.THRESHOLD
            ):
                touched[other.key] = other
                front.append(other)
    rest = [card for card in cards if card.key not in touched]

    assert lines(cards) == lines(touched.values()) | lines(rest)


SEEDS = Path(__file__).parents[3] / "fixtures" / "sample" / "seeds"


@pytest.mark.model
def test_the_five_seeds_are_four_stories_of_one_matter():
    from claims.nlp.encoder import encode

    articles = {}
    for path in sorted(SEEDS.glob("*.txt")):
        terms, lede = stories.profile("", path.read_text("utf-8"))
        articles[path.name[:3]] = ArticleCard(path.name[:3], None, "", terms, encode(lede))

    groups = stories.group(articles.values())
    cards = [storylines.card([articles[key] for key in group.members]) for group in groups]

    assert {group.members for group in groups} == {
        frozenset({"000", "001"}), frozenset({"002"}), frozenset({"003"}), frozenset({"004"}),
    }  # fmt: skip
    assert [line.members for line in storylines.group(cards)] == [{"000", "002", "003", "004"}]
