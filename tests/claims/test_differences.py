from datetime import UTC, datetime

import pytest

from claims.differences import Telling, Voice, between, said_itself

MONDAY, TUESDAY = datetime(2025, 6, 23, tzinfo=UTC), datetime(2025, 6, 24, tzinfo=UTC)


def voice(outlet="Ledger", at=None, **fields):
    return Voice(outlet, (Telling(holder="Donald Trump", **fields),), at)


def lines(*voices):
    return [f"{difference.label}: {difference.text}" for difference in between(voices)]


def test_one_voice_differs_from_nobody():
    assert between([voice(conditions=("if it rains",))]) == ()


def test_the_same_told_twice_is_no_difference():
    assert lines(voice("A", content="two men"), voice("B", content="two men")) == []


def test_a_condition_left_out():
    assert lines(voice("A"), voice("B", conditions=("provided Washington is willing",))) == [
        "Condition in one: B adds “provided Washington is willing”."
    ]


def test_conditions_in_several_are_counted_and_summed_up():
    told = [voice(name, conditions=(f"if {name}",)) for name in "ABCD"]

    assert lines(*told, voice("E")) == [
        "Condition in 4 of 5: 4 outlets add “if A”, “if B” and the like."
    ]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Donald Trump", "Trump", True),
        ("the Kremlin", "Kremlin", True),
        ("Moscow", "Russian officials", False),
        ("", "Russian officials", False),
        ("", "", True),
    ],
)
def test_another_holder(left, right, same):
    voices = [Voice("A", (Telling(holder=left),)), Voice("B", (Telling(holder=right),))]

    assert [d.kind for d in between(voices)] == ([] if same else ["holder"])


def test_a_holder_nobody_names_is_said_so():
    voices = [Voice("A", (Telling(),)), Voice("B", (Telling(holder="Moscow"),))]

    assert between(voices)[0].text == "no source named (A) / Moscow (B)."


def test_a_hedge_in_one():
    assert lines(voice("A", hedges=("may",)), voice("B")) == ["Hedge in one: A has “may”."]


def test_a_hedge_that_later_outlets_lack_was_dropped():
    found = lines(voice("A", at=MONDAY, hedges=("may",)), voice("B", at=TUESDAY))

    assert found == ["Hedge dropped: A has “may”; B, later, does not."]


def test_a_hedge_that_an_earlier_outlet_lacks_was_not_dropped():
    found = lines(voice("A", at=TUESDAY, hedges=("may",)), voice("B", at=MONDAY))

    assert found == ["Hedge in one: A has “may”."]


def test_certainty_is_named_where_no_word_of_hedge_or_condition_was():
    assert lines(voice("A", certainty="hearsay"), voice("B")) == [
        "Certainty differs: hearsay (A) / certain (B)."
    ]
    assert [
        d.kind for d in between([voice("A", certainty="possible", hedges=("may",)), voice("B")])
    ] == ["hedge"]


def test_a_denial_beside_an_assertion_comes_first():
    found = lines(voice("A", polarity="denied"), voice("B", conditions=("if so",)), voice("C"))

    assert found[0] == "Denied or asserted: A reports a denial; B and C an assertion."


def test_a_silence_beside_words():
    assert lines(voice("A", polarity="no-comment"), voice("B")) == [
        "Silence in some: A reports no comment; B has words."
    ]


def test_silence_in_all_is_no_difference():
    assert lines(voice("A", polarity="no-comment"), voice("B", polarity="no-comment")) == []


def test_the_changed_words_of_a_quotation():
    found = lines(
        voice("A", quoted="I need help with them [Russia]."),
        voice("B", quoted="I need help with you."),
    )

    assert found == ["Wording of the quote differs: “them [Russia]” (A) / “you” (B)."]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("I need help with them and soon", "I need help with them"),  # one stops earlier
        ("I need help with them", "Ships will sail again on Monday"),  # another quotation
        ("I need HELP", "I need help"),
    ],
)
def test_a_cut_or_another_quotation_is_no_changed_wording(left, right):
    assert lines(voice("A", quoted=left), voice("B", quoted=right)) == []


def test_a_word_put_into_the_middle_of_a_quotation():
    found = lines(
        voice("A", quoted="we will never talk to them"), voice("B", quoted="we will talk to them")
    )

    assert found == ["Wording of the quote differs: “will never” (A) / “will” (B)."]


def test_figures_that_are_not_the_same():
    found = lines(
        voice("A", content="20 ships by 3 May"),
        voice("B", content="19 ships by 3 May"),
        voice("C", content="20 ships by 3 May"),
    )

    assert found == ["Numbers differ: 20 (A and C) / 19 (B)."]


def test_a_figure_that_one_leaves_out_is_no_other_figure():
    assert lines(voice("A", content="20 ships"), voice("B", content="ships")) == []


def test_a_verb_that_vouches():
    assert lines(voice("A", stance="factive", cue="revealed"), voice("B", cue="said")) == [
        "Choice of verb: A vouches with “revealed”."
    ]


def test_a_negation_that_one_lacks():
    found = lines(
        voice("A", content="he will not go", negations=("not",)), voice("B", content="he will go")
    )

    assert found == ["Negation in one: A has “not”."]


def test_a_negation_in_quite_other_words_is_none():
    left = voice("A", content="he will not go", negations=("not",))

    assert lines(left, voice("B", content="she means to stay")) == []


def test_figures_of_different_things_are_no_contradiction():
    found = lines(
        voice("A", content="Oct 21: the collapse that killed 11 people last year was foreseen"),
        voice("B", content="The fall of the bridge on 14 February last year was foreseen"),
    )

    assert found == []


def test_dates_that_are_not_the_same():
    found = lines(
        voice("A", content="crews will strike from Oct 20"),
        voice("B", content="crews will strike from 19 October"),
    )

    assert found == ["Numbers differ: 20 (A) / 19 (B)."]


def test_figures_in_quite_other_words_are_other_figures():
    assert lines(voice("A", content="11 died, 21 hurt"), voice("B", content="for 14 months")) == []


def test_words_that_came_through_another():
    assert lines(voice("A"), voice("B", relays=("TASS",))) == [
        "Relayed in one: B has it through TASS."
    ]


def test_an_outlet_that_tells_both_is_no_witness():
    both = Voice("A", (Telling(certainty="certain"), Telling(certainty="possible")))

    assert [d.kind for d in between([both, Voice("B", (Telling(),))])] == []


def test_one_puts_it_more_strongly():
    told = [
        voice("A", cue="is ready to", content="talk"),
        voice("B", content="a possibility of talks"),
    ]

    assert lines(*told) == [
        "Strength differs: stronger in A (“ready to talk”); weaker in B (“possibility of”)."
    ]


def test_a_strong_word_that_all_have_is_no_difference():
    assert lines(voice("A", content="fully open"), voice("B", content="fully closed")) == []


def test_a_body_that_is_called_something_else():
    told = [
        Voice(name, (Telling(holder="Russian government", kind="organisation", label=label),))
        for name, label in (("A", "the Kremlin"), ("B", "Moscow"), ("C", "it"))
    ]

    assert lines(*told) == ["Named differently: “the Kremlin” (A) / “Moscow” (B)."]


def test_a_person_is_called_this_and_that_and_it_says_nothing():
    told = [
        Voice(name, (Telling(holder="Donald Trump", kind="person", label=label),))
        for name, label in (("A", "the president"), ("B", "Trump"))
    ]

    assert lines(*told) == []


def test_a_condition_is_found_in_an_outlets_own_voice():
    near = ["The weather was fine.", "That means fewer sanctions and less NATO expansion."]

    assert said_itself("if sanctions and NATO expansion end", near) == near[1]
    assert said_itself("if it rains on Monday", near) == ""
