from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import sample
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


@pytest.mark.parametrize("story", ["", "x"])
def test_two_bodies_with_names_of_their_own_are_two(story):
    body = {"speaker_kind": "organisation", "story": story}
    a = a_statement("a", FALSIFIED, speaker="Larrow Water", **body)
    b = a_statement("b", FALSIFIED, speaker="Corvane Polymers", **body)

    assert kind(a, b) is LinkKind.RELATED


def test_in_a_story_a_person_can_speak_for_a_body():
    a = a_statement("a", FALSIFIED, speaker="Larrow Water", speaker_kind="organisation", story="x")
    b = a_statement("b", FALSIFIED, vector=NEAR, story="x")

    assert kind(a, b) is LinkKind.SAME_STATEMENT


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
    a = a_statement("a", "inspections were falsified", polarity="denied", story="x")
    b = a_statement("b", "no inspections were falsified", story="x")

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


def test_a_short_quotation_of_the_same_days_needs_no_known_speaker():
    quoted = ("being right on rotten steel hangers",)
    a = a_statement("a", quoted[0], quoted=quoted)
    b = a_statement("b", quoted[0], quoted=quoted, speaker="", vector=FAR)

    assert kind(a, b) is LinkKind.SAME_QUOTE
    assert kind(a, replace(b, day=DAY + timedelta(days=90))) is None


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


def test_each_reason_adds_to_the_score_or_takes_from_it():
    a = a_statement("a", FALSIFIED)
    b = a_statement("b", FALSIFIED, day=DAY + timedelta(days=3))

    link = pairs.score(a, b)

    assert link
    adds = {one.feature: one.value for one in link.score.evidence}
    assert adds["meaning"] > 0
    assert adds["speaker"] > 0
    assert adds["days"] < 0
    assert all(one.because for one in link.score.evidence)


def test_in_one_story_less_is_needed():
    a = a_statement("a", "a false report by bridge inspectors", story="x")
    b = a_statement("b", "somebody invented their findings", vector=unit(1.0, 0.3), story="x")
    a, b = replace(a, close=frozenset({b.article})), replace(b, close=frozenset({a.article}))

    assert kind(a, b) is LinkKind.SAME_STATEMENT
    # one story, but of articles that are not much alike: it may be one matter on two occasions
    assert kind(replace(a, close=frozenset()), replace(b, close=frozenset())) is LinkKind.RELATED
    assert kind(a, replace(b, story="y")) is LinkKind.RELATED
    assert kind(a, replace(b, story="")) is LinkKind.RELATED


def test_words_that_somebody_quotes_in_turn_are_shown_again_but_not_merged():
    words = "extremely careless in their handling of very sensitive records"
    own = a_statement("a", words, quoted=(words,))
    quoting = f"The owners ‘were {words}.’ Not fit!"
    other = a_statement("b", quoting, quoted=(quoting,), speaker="Theo Marchetti")

    assert kind(own, other) is LinkKind.QUOTED_AGAIN
    assert kind(replace(own, story="x"), replace(other, story="x")) is LinkKind.RELATED


@pytest.mark.parametrize(
    "words",
    [
        "Make America Great Again",
        "thoughts and prayers",
        "no comment",
        "the rule of law",
        "on the other hand",
    ],
)
def test_slogans_link_no_two_speakers_and_no_two_days(words):
    a = a_statement("a", f"“{words}”", quoted=(words,), speaker="", vector=unit(1.0))
    b = a_statement("b", f"“{words},”", quoted=(words,), speaker="", vector=unit(0.2, 1.0))

    assert kind(a, b) is None
    assert kind(a, replace(b, day=DAY + timedelta(days=90))) is None


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ada Ferro / Meridian Wire",
        "Ada Ferro, Meridian Wire",
        "Additional reporting by Theo Marchetti",
        "Getty Images",
    ],
)
def test_bylines_and_credits_link_nothing(line):
    a = a_statement("a", line, speaker="", speaker_kind="unnamed")
    b = a_statement("b", line, speaker="", speaker_kind="unnamed")

    assert kind(a, b) is None


@pytest.fixture(scope="module")
def seeds():
    """The gold statements of the real articles, by article and number: "001-15"."""
    held = sample.loaded().part(sample.SEEDS)
    return {
        f"{row['id'][:3]}-{row['id'][-2:]}": replace(
            sample.card(held, row["id"], row, row["speaker"]), story=held.stories[row["article"]]
        )
        for rows in held.statements.values()
        for row in rows
    }


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("000-04", "001-15", LinkKind.SAME_STATEMENT),  # he explores ways to open a dialogue
        ("000-09", "001-19", LinkKind.SAME_STATEMENT),  # an emerging backchannel
        ("000-07", "001-18", LinkKind.SAME_QUOTE),  # a "new security architecture"
        ("000-03", "001-14", LinkKind.SAME_STATEMENT),  # nothing about the call
        ("000-06", "001-17", LinkKind.SAME_STATEMENT),  # nothing about his statement
    ],
)
def test_two_outlets_tell_the_same(seeds, a, b, wanted):
    assert kind(seeds[a], seeds[b]) is wanted


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("002-01", "003-03"),  # a call could take place soon, of two calls
        ("002-17", "003-14"),  # analysts caution, of two things
        ("003-04", "004-11"),  # a ceasefire of 30 days, a pause of 30 days
        ("003-13", "004-11"),
        ("003-13", "004-22"),
    ],
)
def test_look_alikes_of_two_stories_are_kept_apart(seeds, a, b):
    together = [replace(seeds[key], story="one") for key in (a, b)]

    for one, other in ((seeds[a], seeds[b]), together):
        link = pairs.score(one, other)
        assert link is None or not link.kind.is_same


def test_no_statements_of_two_stories_are_one(seeds):
    links = (pairs.score(a, b) for a, b in combinations(seeds.values(), 2) if a.story != b.story)

    assert not [link for link in links if link and link.kind.is_same]


def test_bare_claims_are_the_nearer_the_more_they_share():
    vectors = (unit(1.0), NEAR)
    a = "the repair costs 2.1 million crowns"

    same = pairs.text_score(a, "a repair of 2.1 million crowns", vectors)
    clashing = pairs.text_score(a, "a repair of 1.2 million crowns", vectors)

    assert 0 <= clashing < same <= 1


def test_a_headline_that_shares_a_single_word_says_something_else():
    quoted = a_statement("a", "the strait belongs to nobody and must be open", story="1")
    headline = a_statement("b", "the man who shut the strait", story="1")

    assert kind(quoted, headline) is not None
    assert kind(quoted, replace(headline, is_headline=True)) is None


def test_what_somebody_has_yet_to_do_is_not_what_he_did():
    done = a_statement("a", "the re-election of the speaker of the house", cue="endorsed")
    not_yet = a_statement("b", "the speaker of the house’s re-election", cue="has yet to endorse")

    assert pairs.why_apart(done, replace(not_yet, cue="endorses")) == ""
    assert pairs.why_apart(done, not_yet) == "one is negated, the other is not"
    assert kind(done, not_yet) is not LinkKind.SAME_STATEMENT
