import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from articles.text import TextSpan
from claims.nlp.tagging import labels, tagger
from claims.nlp.tagging.finding import LONGEST, tagged
from claims.nlp.tagging.sharing import Shares
from claims.nlp.tagging.windows import LENGTH, windows
from claims.nlp.tagging.words import (
    CLOSES,
    DIGIT,
    IN,
    LINE,
    LOWER,
    MARK,
    NOTHING,
    OPENS,
    OUT,
    SPACE,
    TITLE,
    UPPER,
    words,
)
from claims.nlp.types import Attribution


def test_words_know_their_case_the_break_before_them_and_their_quotation():
    text = "NATO met.\n“We 2 won,” Ann said"

    held = words(text)

    assert [text[a:b] for a, b in zip(held.starts, held.ends, strict=True)] == [
        *("NATO", "met", ".", "“", "We", "2", "won", ",", "”", "Ann", "said"),
    ]
    first = held.places
    assert held.shapes[first].tolist() == [
        *(UPPER, LOWER, MARK, MARK, TITLE, DIGIT, LOWER, MARK, MARK, TITLE, LOWER),
    ]
    assert held.breaks[first].tolist() == [
        *(LINE, SPACE, NOTHING, LINE, NOTHING, SPACE, SPACE, NOTHING, NOTHING, SPACE, SPACE),
    ]
    assert held.states[first].tolist() == [
        *(OUT, OUT, OUT, OPENS, IN, IN, IN, IN, CLOSES, OUT, OUT),
    ]


@given(st.text(max_size=200))
def test_words_of_any_text_are_stretches_of_it_in_order(text):
    held = words(text)

    spans = list(zip(held.starts.tolist(), held.ends.tolist(), strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    assert len(held.pieces) == len(held.owners) == len(held.shapes) == len(held.states)


@given(st.integers(0, 5_000))
def test_windows_speak_for_every_piece_once(pieces):
    held = list(windows(pieces))

    assert [at for one in held for at in range(one.first, one.last)] == list(range(pieces))
    assert all(one.start <= one.first <= one.last <= one.end for one in held)
    assert all(one.end - one.start <= LENGTH for one in held)


@given(
    arrays.arrays(
        np.float32,
        st.tuples(st.integers(1, 4), st.just(labels.LABELS)),
        elements=st.floats(-9, 0, width=32),
    )
)
def test_the_decoded_labels_are_the_best_that_the_rule_allows(scores):
    def is_allowed(way):
        steps = zip((labels.OUTSIDE, *way), way, strict=False)
        return all(
            label not in {labels.continues(role) for role in range(labels.ROLES)}
            or before in {label, label - 1}
            for before, label in steps
        )

    def value(way):
        return sum(float(scores[at, label]) for at, label in enumerate(way))

    ways = itertools.product(range(labels.LABELS), repeat=len(scores))
    best = max(value(way) for way in ways if is_allowed(way))
    decoded = labels.decoded(scores).tolist()

    assert is_allowed(decoded)
    assert value(decoded) == pytest.approx(best, abs=1e-4)


def test_a_stretch_ends_where_another_begins():
    begin, go_on = labels.begins(labels.CONTENT), labels.continues(labels.CONTENT)

    held = labels.stretches(np.array([begin, go_on, begin, 0, begin]), labels.CONTENT)

    assert held == [(0, 2), (2, 3), (4, 5)]


@pytest.mark.model
def test_the_tagger_finds_source_cue_and_content():
    text = "The bridge is old. It will stay closed until May, the mayor of Verrin told reporters."

    (find,) = tagged(text)

    assert [span.of(text) for span in find.content] == ["It will stay closed until May"]
    assert [span.of(text) for span in find.source] == ["the mayor of Verrin"]
    assert find.cue[0].of(text).startswith("told")
    assert 0.5 < find.confidence <= 1


@pytest.mark.model
def test_the_conjunction_is_no_part_of_the_content():
    text = "Officials said that the bridge would be closed on Monday."

    (find,) = tagged(text)

    assert find.content[0].of(text) == "the bridge would be closed on Monday"


@pytest.mark.model
def test_a_long_text_is_read_in_sections_with_offsets_into_the_whole():
    paragraph = (
        "The ferries were late again. “The pier is too short,” Mayor Ann Lee said on Monday.\n\n"
    )
    text = paragraph * (LONGEST // len(paragraph) + 20)

    found = tagged(text)

    assert {find.content[0].of(text) for find in found} >= {"“The pier is too short,”"}
    assert found[-1].content[0].start > LONGEST
    assert len(found) == pytest.approx(text.count("said"), rel=0.02)


def test_missing_weights_are_named_with_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv(tagger.SETTING, str(tmp_path / "none.onnx"))

    with pytest.raises(tagger.NoWeights, match=r"NEWSCLAIMS_TAGGER names .*none\.onnx"):
        tagged("Ann Lee said it was over.")


def test_a_find_is_handed_to_the_window_of_its_cue_and_gets_its_other_quotations_back():
    text = "Ann said: “One.\n“Two.”"
    whole = Attribution(
        source=(TextSpan(0, 3),),
        cue=(TextSpan(4, 8),),
        content=(TextSpan(10, 15), TextSpan(16, 22)),
        found_by="tagger",
    )
    shares = Shares([whole])

    (here,) = shares.of(0, 15)

    assert here.content == (TextSpan(10, 15),)
    assert list(shares.of(16, 6)) == []
    assert shares.rejoined([here], text) == [whole]
