from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.nlp import read
from claims.nlp.language import load
from claims.nlp.release import RELEASE
from claims.nlp.types import Attribution
from tests.claims.nlp import sentences
from tests.claims.nlp.marked import marked
from tests.claims.nlp.parses import recorded

pytestmark = pytest.mark.model

PARTS = (
    "“We will win,” Trump said. ",
    '"Putin called me and asked,” he said. ',
    "According to TASS, Putin denied that talks had begun, ",
    "She has not commented on the report. ",
    "\n\n",
    "“",
    "”",
    "🙂🏳️‍🌈 ",
    "שלום, אמר דוד. ",
    "PENCE: Well, look. ",
    "reportedly ",
    "He said ",
    ": ",
    "\t\u00a0",
    "e\u0301",
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=12)), max_size=14))
def test_any_text_is_read_the_same_twice_with_sound_spans(parts):
    text = "".join(parts).replace("\0", "")

    reading = read(text)

    assert reading == read(text)
    for attribution in reading.attributions:
        assert_sound(attribution, text)


def assert_sound(attribution: Attribution, text: str) -> None:
    links = [span for link in attribution.chain for span in (link.span, link.cue) if span]
    for spans in (
        attribution.content,
        attribution.cue,
        attribution.source,
        attribution.quotations,
        attribution.hedges,
        attribution.conditions,
        attribution.negations,
        links,
    ):
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
    content = attribution.content
    assert content
    assert all(one.end <= two.start for one, two in pairwise(content))
    for quotation in attribution.quotations:
        assert any(held.start <= quotation.start and quotation.end <= held.end for held in content)
    assert attribution.chain
    assert 0 < attribution.confidence <= 1


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "“", "”", "…", "x", "🙂", "\u200f"])
def test_a_text_without_statements_has_an_empty_reading(text):
    reading = read(text)

    assert reading.attributions == ()
    assert reading.release == RELEASE == "2026.1"


def test_offsets_count_characters_behind_emoji_and_right_to_left_text():
    text = "🙂🏳️‍🌈 שלום עולם.\n\n🙂 “We will win,” Trump said."

    (attribution,) = read(text).attributions

    assert [span.of(text) for span in attribution.content] == ["“We will win,”"]
    assert [span.of(text) for span in attribution.source] == ["Trump"]


def test_one_line_of_many_sentences_is_read_in_windows():
    sentence = "The mayor of the town said that the bridge would close on Monday. "
    line = sentence * 300

    found = read(line).attributions

    assert len(found) == 300
    assert {span.of(line) for a in found for span in a.content} == {
        "the bridge would close on Monday"
    }


def test_a_letter_repeated_without_end_is_read_too():
    assert read("x" * 50_000).attributions == ()


def test_recorded_parses_are_still_what_the_pinned_model_says():
    texts = [marked(text)[0] for text, _ in sentences.QUOTED.values()]

    for text in texts:
        fresh, kept = load()(text), recorded(text)
        assert [(t.dep_, t.head.i, t.lemma_) for t in fresh] == [
            (t.dep_, t.head.i, t.lemma_) for t in kept
        ]


def test_two_rewrites_of_one_story_give_comparable_statements():
    first = (
        "There’s been no official word from the White House about what was said in the call.\n"
        "Insiders say Trump has been exploring ways to open talks on arms control.\n"
        "For years, Moscow has expressed interest in a “new security architecture”."
    )
    second = (
        "The White House has not released an official readout of the call. However, sources "
        "familiar with the matter say the president has been exploring talks on arms control.\n"
        'Russian officials have long indicated their readiness to pursue a "new security '
        "architecture”, provided Washington is willing to show flexibility."
    )

    one, two = read(first).attributions, read(second).attributions

    assert [a.polarity for a in one] == [a.polarity for a in two]
    assert [a.chain[-1].kind for a in one][:2] == [a.chain[-1].kind for a in two][:2]
    assert [a.type for a in one] == [a.type for a in two]
    assert [span.of(second) for span in two[-1].conditions] == [
        "provided Washington is willing to show flexibility"
    ]
