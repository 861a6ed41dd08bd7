import pytest

from claims.nlp.types import Attribution
from tests.claims.nlp.marked import marked
from tests.claims.nlp.parses import reading
from tests.claims.nlp.sentences import CARRIED, CHAINED, NAMED, QUALIFIED, QUOTED, SILENT, worded

SPANS = {"hedges", "conditions", "negations"}


def found(sentence: str) -> tuple[Attribution, str]:
    """Return the one attribution of a marked sentence that has the marked content."""
    text, spans = marked(sentence)
    held = [a for a in reading(text).attributions if a.content == spans["content"]]
    assert len(held) == 1, reading(text).attributions
    return held[0], text


@pytest.mark.parametrize(("sentence", "kind"), QUOTED.values(), ids=QUOTED)
def test_quotations_of_any_make_are_one_statement(sentence, kind):
    attribution, _ = found(sentence)

    assert attribution.source == marked(sentence)[1]["source"]
    assert attribution.type == kind
    assert bool(attribution.quotations) == (kind != "indirect")


@pytest.mark.parametrize(("sentence", "expected"), QUALIFIED.items(), ids=QUALIFIED)
def test_polarity_certainty_and_stance_are_read_with_their_words(sentence, expected):
    attribution, text = found(sentence)

    for field, value in expected.items():
        if field in SPANS:
            assert worded(attribution, text, field) == value
        elif field == "chain":
            assert tuple(link.name for link in attribution.chain) == value
        else:
            assert getattr(attribution, field) == value


@pytest.mark.parametrize(("sentence", "links"), CHAINED.items(), ids=CHAINED)
def test_the_chain_names_every_link_outermost_first(sentence, links):
    attribution, _ = found(sentence)

    assert tuple((link.name, link.kind, link.role) for link in attribution.chain) == links


@pytest.mark.parametrize(("text", "expected"), NAMED.items(), ids=NAMED)
def test_a_source_is_resolved_to_the_fullest_mention_and_says_why(text, expected):
    speaker = reading(text).attributions[-1].chain[-1]

    assert speaker.name == expected[0]
    assert expected[1] in speaker.why


@pytest.mark.parametrize("text", SILENT)
def test_what_nobody_says_is_no_statement(text):
    assert reading(text).attributions == ()


@pytest.mark.parametrize("text", [CARRIED["paragraphs"], CARRIED["three paragraphs"]])
def test_a_quotation_of_several_paragraphs_is_one_statement(text):
    (attribution,) = reading(text).attributions

    assert attribution.type == "direct"
    assert len(attribution.content) == text.count("“")
    assert attribution.chain[-1].name == "Ann Lee"


def test_a_line_that_ends_in_a_colon_introduces_the_next_paragraph():
    text = CARRIED["introduced"]

    (attribution,) = reading(text).attributions

    assert worded(attribution, text, "content") == ("“The bridge is safe and it will stay open.”",)
    assert worded(attribution, text, "source") == ("Ann Lee",)
    assert "introduces" in attribution.why


def test_a_quotation_alone_in_its_paragraph_is_lent_the_last_speaker_at_soft_tier():
    text = CARRIED["floating"]

    floating = reading(text).attributions[-1]

    assert worded(floating, text, "content") == ("“It will stay open for a hundred years.”",)
    assert floating.chain[-1].name == "Ann Lee"
    assert floating.tier == "soft"


def test_a_saying_inside_a_saying_is_a_statement_with_its_relay():
    text = CARRIED["nested"]

    outer, inner = reading(text).attributions

    assert worded(inner, text, "content") == ("the bridge could be rebuilt",)
    assert [(link.name, link.role) for link in inner.chain] == [
        ("officials", "relay"),
        ("Vladimir Putin", "speaker"),
    ]
    assert [link.name for link in outer.chain] == ["officials"]


def test_a_sentence_that_spins_on_what_was_said_is_lent_the_speaker_at_soft_tier():
    text = CARRIED["spun on"]

    said, spun = reading(text).attributions

    assert worded(spun, text, "content") == ("They might signal a new war",)
    assert spun.source == said.source
    assert spun.tier == "soft"
