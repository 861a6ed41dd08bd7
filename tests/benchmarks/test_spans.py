import pytest

from benchmarks.metrics import Counts
from benchmarks.spans import (
    AnnotatedText,
    Attributed,
    compare,
    heads,
    joint,
    quotations,
    trimmed,
    verdicts,
)

TEXT = (
    "“Fares will rise,” said Mira Holt, a minister.\n"
    "Jon Pace said that the plan was “a gamble” for all.\n"
    "The union leader from Leeds denied any role.\n"
    "Sign up for our newsletter.\n"
)


def at(words, nth=0):
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return (start, start + len(words))


HOLT = Attributed((at("Mira Holt, a minister"),), (at("said"),), (at("“Fares will rise,”"),))
PACE = Attributed(
    (at("Jon Pace"),), (at("said", 1),), (at("that the plan was “a gamble” for all"),)
)
LEADER = Attributed((at("The union leader from Leeds"),), (at("denied"),), (at("any role"),))
ARTICLE = AnnotatedText("rail", TEXT, (HOLT, PACE, LEADER), (at("Sign up for our newsletter."),))


def counts(measure, *predicted):
    return compare(ARTICLE, predicted).counts[measure]


@pytest.mark.parametrize(
    "measure", ["detection all", "joint all", "exact source", "exact cue", "exact content"]
)
def test_the_gold_itself_is_perfect(measure):
    assert counts(measure, HOLT, PACE, LEADER) == Counts(3, 3, 3)
    assert counts(measure) == Counts(0, 0, 3)


def test_types_are_told_by_quotation_marks():
    for kind in ("direct", "mixed", "indirect"):
        assert counts(f"joint {kind}", HOLT, PACE, LEADER) == Counts(1, 1, 1)


def test_a_wrong_source_is_detected_but_not_joint():
    wrong = Attributed(PACE.source, HOLT.cue, HOLT.content)

    assert counts("detection all", wrong) == Counts(1, 1, 3)
    assert counts("joint all", wrong) == Counts(0, 1, 3)
    assert counts("joint direct", wrong) == Counts(0, 1, 1)


def test_the_head_of_the_source_is_enough():
    assert counts("joint all", Attributed((at("leader"),), (), LEADER.content)).right == 1
    assert counts("joint all", Attributed((at("Leeds"),), (), LEADER.content)).right == 0


def test_a_gold_without_source_wants_none():
    article = AnnotatedText("rail", TEXT, (Attributed((), HOLT.cue, HOLT.content),))
    silent = Attributed((), HOLT.cue, HOLT.content)

    assert compare(article, [silent]).counts["joint all"].right == 1
    assert compare(article, [HOLT]).counts["joint all"].right == 0


def test_half_of_the_content_must_overlap():
    # "any role" has seven characters without the space
    assert counts("detection all", Attributed(content=(at("role"),))).right == 1
    assert counts("detection all", Attributed(content=(at("any"),))).right == 0


def test_a_gold_is_found_once():
    again = Attributed(PACE.source, PACE.cue[:0], (at("the plan was “a gamble” for all"),))

    assert counts("detection all", PACE, again) == Counts(1, 2, 3)


def test_the_same_attribution_twice_is_one():
    assert counts("detection all", PACE, PACE) == Counts(1, 1, 3)


def test_pieces_with_one_cue_and_source_are_united():
    pieces = [
        Attributed(PACE.source, PACE.cue, (at(words),))
        for words in ("that the plan was", "“a gamble” for all")
    ]

    assert counts("joint all", *pieces) == Counts(1, 1, 3)
    assert counts("exact content", *pieces) == Counts(1, 1, 3)
    apart = compare(ARTICLE, pieces, unite=False)
    assert apart.counts["detection all"] == Counts(1, 2, 3)


def test_what_annotators_set_aside_counts_neither_way():
    assert counts("detection all", Attributed(content=(at("Sign up for our"),))) == Counts(0, 0, 3)
    assert counts("detection all", Attributed(content=(at("Leeds"),))) == Counts(0, 1, 3)


def test_an_unpaired_prediction_counts_against_its_own_type():
    stray = Attributed(content=(at("Leeds"),))

    assert counts("joint indirect", HOLT, stray) == Counts(0, 1, 1)
    assert counts("joint direct", HOLT, stray) == Counts(1, 1, 1)


def test_places_of_the_gold_found():
    assert compare(ARTICLE, [LEADER, HOLT]).found == {0, 2}


def test_trimming_joins_neighbours():
    assert trimmed("  one two  ", [(0, 5), (5, 11)]) == ((2, 9),)
    assert trimmed("one, two", [(0, 3), (5, 8)]) == ((0, 3), (5, 8))
    assert trimmed("   ", [(0, 3)]) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Tim Vale, the senator from Ohio", ["Vale"]),
        ("a spokesman for Holt", ["spokesman"]),
        ("the Holt campaign’s", ["campaign"]),
        ("Holt and Pace", ["Holt", "Pace"]),
        ("those who voted", ["those"]),
        ("of", ["of"]),
        ("he", ["he"]),
    ],
)
def test_heads_of_sources(source, expected):
    assert [source[s:e] for s, e in heads(source, ((0, len(source)),))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('“One two\n“three,” he said. "four" five', ["“One two", "“three,”", '"four"']),
        ("''Six,'' he's said. ``Seven,'' it's", ["''Six,''", "``Seven,''"]),
        ("a stray ” closes nothing", []),
    ],
)
def test_quotations_end_with_their_line(text, expected):
    assert [text[s:e] for s, e in quotations(text)] == expected


def test_optional_gold_counts_neither_for_nor_against():
    article = AnnotatedText("rail", TEXT, (HOLT, PACE), optional=frozenset({1}))

    for predicted in ([HOLT], [HOLT, PACE]):
        assert compare(article, predicted).counts["joint all"] == Counts(1, 1, 1)
    assert compare(article, [HOLT, LEADER]).counts["joint all"] == Counts(1, 2, 1)


def test_joint_pairs_name_prediction_and_gold():
    wrong = Attributed(PACE.source, HOLT.cue, HOLT.content)

    assert joint(TEXT, ARTICLE.gold, [LEADER, wrong]) == {0: 2}


def test_each_prediction_gets_its_verdict():
    pieces = [
        Attributed(PACE.source, PACE.cue, (part,))
        for part in (at("that the plan"), at("was “a gamble” for all"))
    ]
    stray = Attributed((), (), (at("newsletter"),))
    inner = Attributed((), (at("plan"),), (at("gamble"),))

    found = verdicts(ARTICLE, [*pieces, stray, inner, Attributed((), (), (at("Leeds"),))])

    assert found == [True, True, None, None, False]
