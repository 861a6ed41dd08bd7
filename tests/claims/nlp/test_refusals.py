import pytest

from articles.zoning import ZoneKind
from claims.nlp.language import load
from claims.nlp.refusals import refused
from claims.nlp.types import Attribution, Polarity
from tests.claims.nlp.marked import marked

pytestmark = pytest.mark.model


def reason(sentence: str, kind: ZoneKind = ZoneKind.BODY, **fields: object) -> str:
    text, spans = marked(sentence)
    return refused(Attribution(**spans, **fields), load()(text), kind)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("{Her remarks} <hint at> [a wider plan for the islands].", "remarks"),
        ("{Her} remarks <hint at> [a wider plan for the islands].", "remarks"),
        ("{The visit} <underscores> [how much the two navies need each other].", "visit"),
        ("{The mayor’s} claim <suggests> that [talks may already have begun].", "claim"),
        ("[The move] <could be interpreted as> [an attempt to win time].", "may be read"),
        ("The timing <raises questions about> [the aims of the visit].", "timing"),
        ("[Whether the bridge is safe] <remains unclear>.", "not known"),
        ("[More details] <are expected> in the coming days.", "news to come"),
        ("{The world} <will be watching to see> [if the bridge opens].", "foresees"),
        ("[It] <will be noted> [as a landmark of the age].", "foresees"),
        ("<Imagine> [the two mayors talking for an hour].", "tells the reader"),
        ("After the <so-called> [“reform”], the lists grew longer.", "Marks"),
        ("The term [“organic”] <is a word> for anything.", "Marks"),
        ("{The cranes} <seem to ask>, [“Where did everybody go?”]", "imagines"),
        ("{One} <can picture> [the chairman at his desk].", "imagines"),
        ("{Lena Markova}<:> [Thoughts on love, gardens and growing old]", "list of other"),
        (
            "[Her remarks], <as reported by> {the Interfax news agency}, leave little room.",
            "through whom",
        ),
        (
            "The comment appears to indicate that {the mayor} <is interested in> [peace].",
            "infers",
        ),
    ],
)
def test_what_an_author_infers_foresees_or_imagines_is_refused_in_words(sentence, words):
    assert words in reason(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "{The report} <says> [the bridge is unsafe].",
        "{Polls} <show> [the mayor ahead].",
        "{The mayor} <suggested> that [the bridge was unsafe].",
        "{The mayor} <agreed to> [a pause of thirty days].",
        "{Her} <remarks on> [the bridge] were brief.",
        "{The Kremlin}’s <assertion> that [talks continue] surprised many.",
        "[The talks] <are expected> to last.",
        "{Anna} <called> it [“a disgrace”].",
        "{The mayor} <asked> [whether the bridge was safe].",
    ],
)
def test_what_somebody_says_is_not_refused(sentence):
    assert reason(sentence) == ""


def test_a_heading_needs_a_source():
    assert "heading" in reason("<No Official Word on> [the Call] Yet", ZoneKind.HEADLINE)
    assert reason("{Putin}<:> [No Talks With Kiev]", ZoneKind.HEADLINE) == ""
    assert "heading" in reason(
        "{The Palace} <Stays Quiet> on [the Call]",
        ZoneKind.HEADLINE,
        polarity=Polarity.NO_COMMENT,
    )
