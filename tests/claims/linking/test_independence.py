import csv
import json
from collections import defaultdict
from dataclasses import replace
from datetime import date
from math import isclose
from pathlib import Path
from random import Random
from typing import Any

import pytest

from articles.text import canonical
from claims.linking import voice_weights as weights
from claims.linking.credits import credits_of, named
from claims.linking.independence import Tie, chance, ties, voices
from claims.linking.types import CoverageCard, Score

FIXTURES = Path(__file__).parents[3] / "fixtures"


def a_card(key, text="", *, outlet=None, claims=(), **fields):
    given: dict[str, Any] = {
        "day": date(2025, 9, 16),
        "title": "",
        "credits": (),
        "claims": tuple(claim for claim, _ in claims),
        "starts": tuple(start for _, start in claims),
    }
    return CoverageCard(
        key=key, outlet=f"The {key}" if outlet is None else outlet, text=text, **(given | fields)
    )


def the_sample():
    """The sample's articles with their gold statements, by story."""
    statements = defaultdict(list)
    for line in (FIXTURES / "gold" / "statements.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        statements[row["article"]].append(row)
    with (FIXTURES / "sample" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    stories = {}
    for line in (FIXTURES / "gold" / "stories.jsonl").read_text("utf-8").splitlines():
        story = json.loads(line)
        stories[story["story"]] = [
            the_article(rows[name], statements[name]) for name in story["articles"]
        ]
    return stories


def the_article(row, statements):
    told = sorted(statements, key=lambda one: one["content"][0][0])
    return CoverageCard(
        key=row["file"].partition("/")[2],
        outlet=row["outlet"],
        day=date.fromisoformat(row["published"][:10]) if row["published"] else None,
        title=row["title"],
        text=canonical((FIXTURES / "sample" / row["file"]).read_text("utf-8")),
        credits=tuple(
            link["name"]
            for one in told
            for link in one["chain"]
            if link["role"] in ("relay", "venue") and link["kind"] == "organisation"
        ),
        claims=tuple(one["claim"] for one in told),
        starts=tuple(one["content"][0][0] for one in told),
        byline=row["byline"],
    )


@pytest.fixture(scope="module")
def sample():
    return the_sample()


def by_outlets(cards):
    outlet = {card.key: card.outlet for card in cards}
    return [
        {outlet[key] for key in group}
        for group in voices(cards, ties(cards))
        if len({outlet[key] for key in group}) > 1
    ]


# The seeds


def test_the_seeds_that_tell_one_story_are_one_voice(sample):
    (tie,) = ties(sample["seed-air-force-one"])

    assert tie.score.value > 0.6
    because = {one.feature: one.because for one in tie.score.evidence}
    assert "passages that both have stand in the same order: by chance 1 in " in because["order"]
    assert "“talks ahead of any formal”" in because["wording"]
    assert "runs" not in because
    assert len(voices(sample["seed-air-force-one"], [tie])) == 1


def test_they_are_one_voice_even_if_linking_found_none_of_their_claims(sample):
    cards = [replace(card, claims=(), starts=()) for card in sample["seed-air-force-one"]]

    assert len(voices(cards, ties(cards))) == 1


def test_the_seeds_of_other_events_are_not(sample):
    cards = [card for name in sample if name.startswith("seed-") for card in sample[name]]

    (tie,) = [tie for tie in ties(cards) if tie.score.value >= weights.BAR]
    assert [tie.a[:3], tie.b[:3]] == ["000", "001"]


# The invented stories: who copies from whom stands in fixtures/README.md


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ("strait-call-september", [{"Meridian Wire", "The Eastland Post", "Radio Caldria"}]),
        ("ferry-strike", [{"Meridian Wire", "The Eastland Post"}]),
        ("plant-fire", [{"Meridian Wire", "The Eastland Post"}]),
        ("bridge-inquiry", []),
        ("strait-call-october", []),
    ],
)
def test_copies_are_found_and_outlets_that_wrote_themselves_stand_alone(sample, story, expected):
    assert by_outlets(sample[story]) == expected


def test_a_shared_spelling_that_nobody_else_has_is_a_sign(sample):
    found = {(tie.a[12:14], tie.b[12:14]): tie for tie in ties(sample["strait-call-september"])}

    because = [one.because for one in found["04", "05"].score.evidence]
    assert "only these two write “Annelise”, 5 others write “Anneliese”" in because


def test_no_order_of_the_articles_matters(sample):
    random = Random(7)
    for cards in sample.values():
        shuffled = random.sample(cards, len(cards))
        assert ties(shuffled) == ties(cards)
        assert voices(shuffled, ties(shuffled)) == voices(cards, ties(cards))


# Order and chance


@pytest.mark.parametrize(
    ("passages", "swapped", "expected"),
    [(2, 0, 1 / 2), (3, 0, 1 / 6), (3, 1, 3 / 6), (4, 1, 4 / 24), (8, 0, 1 / 40_320), (3, 3, 1)],
)
def test_the_chance_of_an_order_if_any_is_as_likely(passages, swapped, expected):
    assert isclose(chance(passages, swapped)[0], expected)


def test_the_chance_where_weightier_things_come_first_for_both():
    q = weights.PYRAMID

    assert isclose(chance(2, 0)[1], 1 / (1 + q))
    assert isclose(chance(3, 1)[1], (1 + 2 * q) / ((1 + q) * (1 + q + q * q)))
    assert isclose(chance(6, 15)[1], 1)
    assert all(chance(n, 0)[1] > chance(n, 0)[0] for n in range(2, 12))


def the_order(claims, other):
    a = a_card("Ledger", claims=[(claim, 10 * i) for i, claim in enumerate(claims)])
    b = a_card("Post", claims=[(claim, 10 * i) for i, claim in enumerate(other)])
    return [one.because for tie in ties([a, b]) for one in tie.score.evidence]


def test_the_same_claims_in_the_same_order_are_told_with_their_chance():
    (because,) = the_order("abcdefgh", "axbcydefzgh")

    assert because.startswith("the 8 passages that both have stand in the same order")
    assert "by chance 1 in 40,320" in because


def test_few_shared_claims_prove_nothing_nor_do_many_in_another_order():
    assert the_order("abc", "abc") == []
    assert the_order("abcdefgh", "hagbfced") == []


def test_an_order_with_one_swap_says_so():
    (because,) = the_order("abcdefghij", "abcedfghij")

    assert "in nearly the same order (1 of 45 pairs swapped)" in because


# Copied text

OWN = (
    "The harbor master closed the old bridge on Monday after divers found rust in both piers. "
    "Trams will be sent the long way round through the brewery quarter until next spring. "
    "Nobody on the council wanted to say how much a new bridge would cost the town."
)
SPEECH = (
    "We have waited eleven years for this bridge, and we will wait no longer, because a town "
    "without a bridge is two towns that happen to have one name and one tired mayor."
)


def test_a_copied_text_ties_two_outlets():
    (tie,) = ties([a_card("Ledger", OWN), a_card("Post", f"{OWN} It rained all day.")])

    assert tie.score.value > 0.9
    (runs,) = [one for one in tie.score.evidence if one.feature == "runs"]
    assert runs.because.startswith("100% of the shorter text, quotations left out,")


def test_a_quotation_that_both_print_does_not():
    ledger = f"“{SPEECH}” the mayor said. Trams were late again in the brewery quarter."
    post = f"Applause for Ilse Brandt at the town hall: “{SPEECH}” Then the lights went out."

    assert ties([a_card("Ledger", ledger), a_card("Post", post)]) == []


def test_articles_of_one_outlet_are_one_voice_without_a_tie():
    cards = [a_card("1", OWN, outlet="Post"), a_card("2", "Rain.", outlet="The Post")]

    assert ties(cards) == []
    assert voices(cards, []) == [["1", "2"]]


def test_unknown_outlets_are_not_one_outlet():
    cards = [a_card("1", "Sun.", outlet=""), a_card("2", "Rain.", outlet="")]

    assert voices(cards, ties(cards)) == [["1"], ["2"]]


# Credit


@pytest.mark.parametrize(
    ("text", "byline", "words"),
    [
        ("VERRIN (AP) – It rained.", "", "VERRIN (AP) –"),
        ("It rained.", "A. Writer. Additional reporting by AP", "Additional reporting by AP"),
        ("It rained. The Associated Press contributed to this report.", "", "contributed"),
        ("The flood was first reported by the AP.", "", "first reported by the AP"),
    ],
)
def test_a_line_that_credits_another_outlet_is_quoted(text, byline, words):
    (line,) = credits_of(a_card("Post", text, byline=byline))

    assert words in line.words
    assert named(line.name, "Associated Press")


def test_a_dateline_ties_a_copy_to_its_agency_and_two_copies_to_each_other():
    wire = a_card("Associated Press", "VERRIN (AP) – It rained.", outlet="Associated Press")
    one, other = (a_card(key, "VERRIN (AP) – It rained.") for key in ("Ledger", "Post"))

    assert voices([wire, one, other], ties([wire, one, other])) == [
        ["Associated Press", "Ledger", "Post"]
    ]
    assert len(voices([one, other], ties([one, other]))) == 1


def test_an_article_is_no_copy_of_a_later_one():
    early = a_card("Post", "VERRIN (Wire) – It rained.", day=date(2025, 9, 1))
    late = a_card("Wire", "Sun at last.", outlet="Wire", day=date(2025, 9, 3))

    assert ties([early, late]) == []


def test_a_single_statement_by_way_of_another_outlet_is_a_weak_sign():
    claims = [(letter, 10 * i) for i, letter in enumerate("abcdefghij")]
    radio = a_card("Radio", claims=claims, credits=("Meridian Wire",))
    wire = a_card("Wire", outlet="Meridian Wire")

    assert [tie for tie in ties([radio, wire]) if tie.score.value >= weights.BAR] == []


def test_most_statements_by_way_of_another_outlet_are_a_tie():
    claims = [(letter, 10 * i) for i, letter in enumerate("abcd")]
    radio = a_card("Radio", claims=claims, credits=("SNA", "SNA", "SNA"))
    agency = a_card("Agency", outlet="Stenholt News Agency")

    (tie,) = ties([radio, agency])
    assert tie.score.value >= weights.BAR
    (one,) = tie.score.evidence
    assert one.because == "The Radio has 3 of 4 statements by way of Stenholt News Agency"


# Voices


def tied(*pairs):
    return [Tie(a, b, Score(value)) for a, b, value in pairs]


def test_copies_that_took_different_parts_of_an_earlier_text_are_one_voice():
    wire = a_card("Wire", day=date(2025, 9, 14))
    copies = [a_card(key) for key in ("Bay", "Coast", "Dale")]
    found = tied(("Bay", "Wire", 0.9), ("Coast", "Wire", 0.9), ("Dale", "Wire", 0.9))

    assert voices([wire, *copies], found) == [["Bay", "Coast", "Dale", "Wire"]]


def test_one_that_copies_from_two_goes_with_the_one_it_owes_more():
    cards = [a_card(key) for key in ("Lantern", "Post", "Wire")]
    found = tied(("Lantern", "Post", 0.6), ("Post", "Wire", 0.95))

    assert voices(cards, found) == [["Post", "Wire"], ["Lantern"]]


def test_an_outlet_with_one_copy_among_many_articles_is_a_voice_of_its_own():
    own = [a_card(str(i), outlet="Courier") for i in range(5)]
    wire = [a_card(f"w{i}", outlet="Wire") for i in range(5)]
    found = tied(("0", "w0", 0.95))

    assert len(voices([*own, *wire], found)) == 2


def test_in_a_big_story_copies_are_found_among_many():
    random = Random(5)
    vocabulary = OWN.replace(".", "").split()
    cards = [
        a_card(f"{i:03}", " ".join(random.choices(vocabulary, k=60)))
        for i in range(weights.EXACT * 2)
    ]
    cards += [a_card("x", OWN), a_card("y", OWN)]

    found = [tie for tie in ties(cards) if tie.score.value >= weights.BAR]
    assert [(tie.a, tie.b) for tie in found] == [("x", "y")]
    assert all(tie.a < tie.b for tie in ties(cards))
