from dataclasses import replace

import pytest

from claims.nlp.chains import chained, relayed
from claims.nlp.language import load
from claims.nlp.types import Attribution
from tests.claims.nlp.marked import marked

pytestmark = pytest.mark.model


def links(sentence: str) -> list[tuple[str, str]]:
    """Return words and role of each link of the chain of a marked sentence, outermost first."""
    text, spans = marked(sentence)
    ((find,), _) = chained([Attribution(**spans)], load()(text))
    return [(link.span.of(text) if link.span else "", link.role.value) for link in find.chain]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("{Ann Lee} <told> Reuters that [talks would resume].", [("Reuters", "venue")]),
        (
            "In an interview with the BBC, {Ann Lee} <said> [talks would resume].",
            [("the BBC", "venue")],
        ),
        ("Speaking to TASS, {Ann Lee} <said> [talks would resume].", [("TASS", "venue")]),
        (
            "{Ann Lee}, speaking to the TASS news agency, <suggested> that [talks would resume].",
            [("the TASS news agency", "venue")],
        ),
        (
            "{Ann Lee} <wrote> on her Telegram channel that [talks would resume].",
            [("her Telegram channel", "venue")],
        ),
        (
            "[“Talks will resume,”] {Ann Lee} <said> in an e-mail.",
            [("an e-mail", "document")],
        ),
        (
            "{Ann Lee} <wrote in a post> on X that [talks would resume].",
            [("a post on X", "document")],
        ),
        (
            "It is from a memo in which {Ann Lee} <told> her staff that [talks would resume].",
            [("a memo", "document")],
        ),
        (
            "According to TASS, {Ann Lee} <said> that [talks would resume].",
            [("TASS", "relay")],
        ),
        (
            "{Ann Lee} is quoted by Interfax as <saying> that [talks would resume].",
            [("Interfax", "relay")],
        ),
        (
            "{Ann Lee} <said> in remarks carried by Interfax that [talks would resume].",
            [("Interfax", "relay")],
        ),
        ("{Ann Lee} <told> the press service that [talks would resume].", []),
        ("{Ann Lee} <told> a BBC reporter that [talks would resume].", []),
    ],
)
def test_a_phrase_beside_any_cue_is_a_link_before_the_speaker(sentence, expected):
    assert links(sentence) == [*expected, ("Ann Lee", "speaker")]


def test_a_document_as_source_is_not_named_twice():
    assert links("{The statement} <said> [talks would resume].") == [("The statement", "speaker")]


def test_an_agency_that_only_cites_somebody_passes_his_words_on():
    assert links("{TASS} <reported>, citing the Kremlin, that [talks would resume].") == [
        ("TASS", "relay"),
        ("the Kremlin", "speaker"),
    ]


def test_a_union_of_two_crafts_is_one_speaker():
    sentence = "{The Seafarers’ and Dockers’ Union} <said> [talks would resume]."

    assert links(sentence) == [("The Seafarers’ and Dockers’ Union", "speaker")]


def test_two_people_are_two_speakers():
    sentence = "{Ann Lee and Bo Park} <said> [talks would resume]."

    assert links(sentence) == [("Ann Lee", "speaker"), ("Bo Park", "speaker")]


def test_a_relay_named_a_sentence_earlier_is_kept():
    text = "His remarks, as reported by TASS, were firm. The president said talks would end."
    _, spans = marked(
        "His remarks, as reported by TASS, were firm. {The president} <said> [talks would end]."
    )

    ((find,), _) = chained([Attribution(**spans)], load()(text))

    assert [link.span.of(text) for link in find.chain if link.span] == ["TASS", "The president"]
    assert find.chain[0].role == "relay"


def test_of_a_relay_and_what_it_passes_on_one_statement_is_left():
    text, outer = marked("<According to> {TASS}, [Ann Lee said that talks would resume].")
    _, inner = marked("According to TASS, {Ann Lee} <said> that [talks would resume].")
    found = [Attribution(**outer), Attribution(**inner)]
    copy = replace(found[0], found_by="another finder")

    (left,) = relayed([*found, copy], load()(text))

    assert left.source == inner["source"]
    assert [(link.span.of(text), link.role) for link in left.chain if link.span] == [
        ("TASS", "relay")
    ]


def test_what_a_relay_adds_behind_the_inner_words_belongs_to_them():
    text, outer = marked(
        "[Ann Lee said talks would resume, provided the strike ended], <according to> {TASS}."
    )
    _, inner = marked(
        "{Ann Lee} <said> [talks would resume], provided the strike ended, according to TASS."
    )

    (left,) = relayed([Attribution(**outer), Attribution(**inner)], load()(text))

    assert [span.of(text) for span in left.content] == [
        "talks would resume, provided the strike ended"
    ]
