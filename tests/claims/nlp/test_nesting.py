import pytest

from claims.nlp.chains import chained
from claims.nlp.language import load
from claims.nlp.nesting import is_echo, nested
from claims.nlp.types import Attribution, ChainLink, Role, SpeakerKind
from tests.claims.nlp.marked import marked

pytestmark = pytest.mark.model


def inner_of(outer: str, inner: str) -> list[tuple[str, str]]:
    """Return the chain of the inner marks within the outer ones; [] when nothing is nested."""
    text, spans = marked(outer)
    _, inner_spans = marked(inner)
    doc = load()(text)
    kept, _ = chained([Attribution(**spans)], doc)
    found = nested([Attribution(**inner_spans, confidence=0.7)], kept, doc)
    return [
        (link.span.of(text) if link.span else "", link.role.value)
        for find in chained(found, doc)[0]
        for link in find.chain
    ]


def test_whoever_is_reported_passes_on_what_is_said_inside():
    assert inner_of(
        "{Deputies} <said> that [the mayor had claimed that the accounts were in order].",
        "Deputies said that {the mayor} <had claimed> that [the accounts were in order].",
    ) == [("Deputies", "relay"), ("the mayor", "speaker")]


def test_an_inner_find_is_cut_to_the_words_that_hold_it():
    assert inner_of(
        "[“Bo Park called me and asked if we needed boats,”] {Ann Lee} <said> on Monday.",
        "“{Bo Park} called me and <asked> [if we needed boats,” Ann Lee said] on Monday.",
    ) == [("Ann Lee", "relay"), ("Bo Park", "speaker")]


def test_the_venue_of_the_outer_saying_stays_outermost():
    assert inner_of(
        "{Ann Lee} <told> Reuters that [Bo Park had promised to repair the lighthouse].",
        "Ann Lee told Reuters that {Bo Park} <had promised> [to repair the lighthouse].",
    ) == [("Reuters", "venue"), ("Ann Lee", "relay"), ("Bo Park", "speaker")]


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        (
            "{Ann Lee} <said> [the plant would close if inspectors found rules had been broken].",
            "Ann Lee said the plant would close if {inspectors} <found> [rules had been broken].",
        ),
        (
            "{Ann Lee} <demanded> that [the mayor tell parliament what she had promised them].",
            "Ann Lee demanded that {the mayor} <tell> parliament [what she had promised them].",
        ),
        (
            "{Ann Lee} <said> [somebody thought it would be far too much].",
            "Ann Lee said {somebody} <thought> [it would be far too much].",
        ),
        (
            "[“I think we can reach a deal with the crews,”] {Ann Lee} <said>.",
            "“{I} <think> [we can reach a deal with the crews],” Ann Lee said.",
        ),
        (
            "{Ann Lee} <said> [the video footage showed that the guard had slept].",
            "Ann Lee said {the video footage} <showed> that [the guard had slept].",
        ),
    ],
)
def test_what_did_not_happen_or_nobody_else_said_is_not_nested(outer, inner):
    assert inner_of(outer, inner) == []


def test_who_passes_on_his_own_words_is_an_echo():
    def link(name: str, role: Role) -> ChainLink:
        return ChainLink(span=None, name=name, kind=SpeakerKind.PERSON, role=role)

    own = (link("Ann Lee", Role.RELAY), link("Ann Lee", Role.SPEAKER))
    other = (link("Ann Lee", Role.RELAY), link("Bo Park", Role.SPEAKER))
    nobody = (link("", Role.RELAY), link("", Role.SPEAKER))

    assert [is_echo(Attribution(content=(), chain=chain)) for chain in (own, other, nobody)] == [
        True,
        False,
        False,
    ]
