"""What is said once more in the same text, and what stands in its headline."""

from dataclasses import replace

import pytest

from articles.text import TextSpan
from articles.zoning import headline, zones
from claims.nlp.repeats import folded
from claims.nlp.tiers import ENOUGH, tiered
from claims.nlp.types import Attribution, Certainty, ChainLink, Polarity, SpeakerKind, Type


def said(text, words, *, by="Ann Lee", cue="said", kind=SpeakerKind.PERSON, **fields):
    start = text.index(words)
    at = text.index(cue)
    return Attribution(
        content=(TextSpan(start, start + len(words)),),
        cue=(TextSpan(at, at + len(cue)),),
        chain=(ChainLink(span=None, name=by, kind=kind),),
        **fields,
    )


def repeats(text, *attributions):
    return [attribution.repeats for attribution in folded(attributions, text)]


BODY = "Ann Lee said the old harbour bridge was safe. It was closed. "


def test_a_headline_repeats_the_body_and_names_its_speaker_as_it_likes():
    text = f"Old harbour bridge safe, said engineer\n\n{BODY}"
    found = folded(
        [
            said(text, "Old harbour bridge safe", by="engineer"),
            said(text, "the old harbour bridge was safe"),
        ],
        text,
        headline(text, zones(text)),
    )

    assert [one.is_headline for one in found] == [True, False]
    assert [one.repeats for one in found] == [1, None]


def test_the_same_words_quoted_again_repeat_the_first():
    text = "“The river is ours,” Ann Lee said. He left. “the river is ours” stood on the wall."

    assert repeats(
        text,
        said(text, "The river is ours", type=Type.DIRECT),
        said(text, "the river is ours", by="", type=Type.DIRECT),
    ) == [None, 0]


def test_a_quotation_repeats_its_paraphrase():
    text = f"{BODY}“The harbour bridge is safe, and that old story is over,” she said."

    assert repeats(
        text,
        said(text, "the old harbour bridge was safe"),
        said(text, "The harbour bridge is safe, and that old story is over", type=Type.DIRECT),
    ) == [None, 0]


@pytest.mark.parametrize(
    "fields",
    [{"by": "Mark Ortiz"}, {"polarity": Polarity.DENIED}, {"negations": (TextSpan(0, 1),)}],
    ids=["another speaker", "a denial", "a negation"],
)
def test_what_differs_in_more_than_words_is_no_repeat(fields):
    text = f"{BODY}Then: the old harbour bridge is safe."

    assert repeats(
        text,
        said(text, "the old harbour bridge was safe"),
        said(text, "the old harbour bridge is safe", **fields),
    ) == [None, None]


def test_other_figures_are_another_statement():
    text = "Ann Lee said 38 of the cables were broken. She said 96 of the cables were broken."

    assert repeats(
        text,
        said(text, "38 of the cables were broken"),
        said(text, "96 of the cables were broken"),
    ) == [None, None]


def test_what_is_said_inside_another_saying_is_no_repeat():
    text = "Ann Lee said the crew said the old harbour bridge was safe."

    assert repeats(
        text,
        said(text, "the crew said the old harbour bridge was safe"),
        said(text, "the old harbour bridge was safe"),
    ) == [None, None]


def test_a_chain_of_repeats_leads_to_the_first():
    text = "said: the old harbour bridge is safe; the old harbour bridge was safe; " + (
        "the old harbour bridge be safe"
    )

    assert repeats(
        text,
        said(text, "the old harbour bridge is safe"),
        said(text, "the old harbour bridge was safe"),
        said(text, "the old harbour bridge be safe"),
    ) == [None, 0, 0]


SURE = Attribution(content=(TextSpan(0, 4),), cue=(TextSpan(5, 9),), confidence=0.9)


@pytest.mark.parametrize(
    ("fields", "tier"),
    [
        ({}, "core"),
        ({"confidence": ENOUGH - 0.01}, "soft"),
        ({"certainty": Certainty.HEARSAY}, "soft"),
        ({"certainty": Certainty.HEARSAY, "source": (TextSpan(10, 12),)}, "core"),
        ({"certainty": Certainty.HYPOTHETICAL}, "soft"),
        ({"certainty": Certainty.HYPOTHETICAL, "act": "request"}, "core"),
        ({"found_by": "carrying"}, "soft"),
        ({"cue": ()}, "soft"),
    ],
)
def test_the_soft_tier(fields, tier):
    assert tiered(replace(SURE, **fields)).tier == tier
