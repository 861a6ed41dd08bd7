import pytest

from claims.nlp import read
from claims.nlp.language import LONGEST_WINDOW, load
from claims.nlp.release import RELEASE
from tests.claims.nlp.finders.test_examples import EXAMPLES
from tests.claims.nlp.marked import marked
from tests.claims.nlp.parses import recorded

pytestmark = pytest.mark.model


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "“", "”", "…", "x", "🙂", "\u200f"])
def test_a_text_without_statements_has_an_empty_reading(text):
    reading = read(text)

    assert reading.attributions == ()
    assert reading.release == RELEASE


def test_offsets_count_characters_behind_emoji_and_right_to_left_text():
    text = "🙂🏳️‍🌈 שלום עולם.\n\n🙂 “We will win,” Brandt said."

    (attribution,) = read(text).attributions

    assert [span.of(text) for span in attribution.content] == ["“We will win,”"]
    assert [span.of(text) for span in attribution.source] == ["Brandt"]


def test_a_line_of_many_windows_loses_no_sentence():
    sentence = "The mayor of the town said that the bridge would close on Monday. "
    line = sentence * (2 * LONGEST_WINDOW // len(sentence))

    found = read(line).attributions

    assert len(found) == line.count("said")
    assert all("the bridge would close" in a.content[0].of(line) for a in found)


def test_recorded_parses_are_still_what_the_pinned_model_says():
    for _, sentence in EXAMPLES[::4]:
        text, _ = marked(sentence)
        fresh, kept = load()(text), recorded(text)
        assert [(t.dep_, t.head.i, t.lemma_) for t in fresh] == [
            (t.dep_, t.head.i, t.lemma_) for t in kept
        ]


def test_a_quotation_that_is_lent_its_speaker_takes_no_aside_along():
    text = (
        "Brandt claimed that the ferry, which was never more than a drawing, would open next year. "
        "“It is a good day for all of us here today.”"
    )

    said, quoted = read(text).attributions

    assert [span.of(text) for span in said.asides] == ["which was never more than a drawing"]
    assert (quoted.found_by, quoted.asides) == ("carrying", ())
