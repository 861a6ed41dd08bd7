from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.linking import pairs
from claims.linking.types import LinkKind
from tests.claims.linking.cards import DAY, a_statement, unit

FALSIFIED = "inspections of the Tarrow bridge were falsified"
NEAR = unit(1.0, 0.4)  # cosine .93 to the default
FAR = unit(0, 1.0)


def kind(a, b):
    forward, backward = pairs.score(a, b), pairs.score(b, a)
    assert forward == backward
    return forward.kind if forward else None


def test_one_speaker_and_one_meaning_are_the_same_statement():
    a = a_statement("a", FALSIFIED)
    b = a_statement("b", "somebody falsified the inspections of the bridge", vector=NEAR)

    link = pairs.score(a, b)

    assert link
    assert link.kind is LinkKind.SAME_STATEMENT
    assert [one.feature for one in link.score.evidence] == ["meaning", "words", "speaker"]


def test_two_named_persons_never_make_the_same_statement():
    a, b = a_statement("a", FALSIFIED), a_statement("b", FALSIFIED, speaker="Theo Marchetti")

    assert kind(a, b) is None


def test_words_of_one_person_in_another_mouth_are_shown_but_not_merged():
    quoted = ("I could put my whole hand through the rotten steel of the hangers",)
    a = a_statement("a", quoted[0], quoted=quoted)
    b = a_statement("b", quoted[0], quoted=quoted, speaker="Theo Marchetti")

    assert kind(a, b) is LinkKind.RELATED


def test_a_speaker_that_is_not_known_needs_more():
    loose = unit(1.0, 0.8)  # cosine .78
    a = a_statement("a", "the bridge inspectors falsified their report")
    b = a_statement("b", "a false report by bridge inspectors", speaker="", vector=loose)
    c = a_statement("c", "a false report by bridge inspectors", vector=loose)

    assert kind(a, b) is LinkKind.RELATED
    assert kind(a, c) is LinkKind.SAME_STATEMENT


def test_insiders_and_sources_can_say_the_same():
    a = a_statement("a", FALSIFIED, speaker="insiders", speaker_kind="anonymous")
    b = a_statement("b", FALSIFIED, speaker="two sources", speaker_kind="anonymous", vector=NEAR)

    assert kind(a, b) is LinkKind.SAME_STATEMENT


def test_clashing_numbers_are_related_at_most():
    a = a_statement("a", "the repair of the bridge costs 2.1 million crowns")
    b = a_statement("b", "the repair of the bridge costs 1.2 million crowns")

    link = pairs.score(a, b)

    assert link
    assert link.kind is LinkKind.RELATED
    assert any("the numbers differ" in one.because for one in link.score.evidence)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ({"content": "the bridge will reopen"}, {"content": "the bridge will not reopen"}),
        ({"polarity": "asserted"}, {"polarity": "denied"}),
    ],
)
def test_the_reverse_is_related_at_most(a, b):
    assert kind(a_statement("a", **a), a_statement("b", **b)) is LinkKind.RELATED


def test_denying_that_it_is_so_is_asserting_that_it_is_not():
    a = a_statement("a", "inspections were falsified", polarity="denied")
    b = a_statement("b", "no inspections were falsified")

    assert kind(a, b) is LinkKind.SAME_STATEMENT


@pytest.mark.parametrize("content", ["him", "Clinton", "Ada Ferro", "it"])
def test_a_content_that_says_nothing_links_nothing(content):
    assert kind(a_statement("a", content), a_statement("b", content)) is None


def test_a_short_quotation_by_one_speaker_is_the_same_quote():
    quoted = ("weak like a baby",)
    a = a_statement("a", "he is weak like a baby, she told the rally", quoted=quoted)
    b = a_statement("b", "weak like a baby", quoted=quoted, vector=FAR)

    assert kind(a, b) is LinkKind.SAME_QUOTE


def test_the_shared_words_are_shown_as_they_are_printed():
    words = "The inspector’s lives were never in danger"
    a, b = a_statement("a", quoted=(words,)), a_statement("b", quoted=(f"{words}, she thinks",))

    link = pairs.score(a, b)

    assert link
    assert f"“{words}”" in link.score.evidence[0].because


def test_a_short_quotation_comes_back_months_later_and_proves_nothing():
    quoted = ("weak like a baby",)
    a = a_statement("a", quoted=quoted)
    b = a_statement("b", quoted=quoted, day=DAY + timedelta(days=60), vector=FAR)

    assert kind(a, b) is None


def test_a_slogan_links_nothing():
    quoted = ("Make America great again",)
    a = a_statement("a", quoted[0], quoted=quoted)
    b = a_statement("b", quoted[0], quoted=quoted, day=DAY + timedelta(days=90))

    assert kind(a, b) is None


def test_silences_of_one_speaker_on_one_subject_are_one():
    a = a_statement("a", "to comment on the falsified log", polarity="no-comment")
    b = a_statement("b", "about the falsified log", polarity="no-comment", vector=NEAR)
    c = a_statement("c", "to comment", polarity="no-comment", vector=FAR)
    d = a_statement("d", "to comment on the crew", polarity="no-comment", vector=FAR)

    assert kind(a, b) is LinkKind.SAME_STATEMENT
    assert kind(a, c) is LinkKind.SAME_STATEMENT
    assert kind(a, d) is None


def test_a_silence_is_no_statement():
    a = a_statement("a", "the falsified bridge log", polarity="no-comment")
    b = a_statement("b", "the falsified bridge log")

    assert kind(a, b) is LinkKind.RELATED


def test_silences_of_two_bodies_are_two():
    a = a_statement("a", "to comment", polarity="no-comment", speaker_kind="organisation")
    b = a_statement("b", "to comment", polarity="no-comment", speaker="the city of Hallowmere")

    assert kind(a, b) is None


def test_a_statement_inside_another_is_not_its_twin():
    inner = "the talks about the two channels may open"
    a = a_statement(
        "a",
        f"what observers hope: {inner}",
        article="x",
        speaker="adviser",
        speaker_kind="anonymous",
    )
    b = a_statement("b", inner, article="x", speaker="observers", speaker_kind="collective")

    assert kind(a, b) is None


@given(st.sampled_from(["person", "anonymous", "collective"]), st.floats(0, 1), st.booleans())
def test_scores_are_symmetric_and_between_0_and_1(speaker_kind, lean, is_quoted):
    quoted = ("the hangers of the bridge were rotten through",) if is_quoted else ()
    a = a_statement("a", speaker_kind=speaker_kind, quoted=quoted)
    b = a_statement("b", vector=unit(1.0, lean), quoted=quoted, speaker="Theo Ferro")

    link = pairs.score(a, b)

    assert link == pairs.score(b, a)
    assert link is None or 0 <= link.score.value <= 1


def test_bare_claims_are_the_nearer_the_more_they_share():
    vectors = (unit(1.0), NEAR)
    a = "the repair costs 2.1 million crowns"

    same = pairs.text_score(a, "a repair of 2.1 million crowns", vectors)
    clashing = pairs.text_score(a, "a repair of 1.2 million crowns", vectors)

    assert 0 <= clashing < same <= 1
