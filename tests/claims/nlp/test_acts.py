"""Act, polarity and certainty from any cue, and the words in a content that are not its speaker's.

Cues and contents are marked by hand, as a tagger may find them: "{source} <cue> [content]".
"""

from typing import Any

import pytest

from claims.nlp.language import load
from claims.nlp.modality import qualified
from claims.nlp.types import Attribution
from tests.claims.nlp.marked import marked

ACTS = {
    "{The mayor} <said> [the bridge was safe].": "say",
    "[The bridge is safe], <according to> {the mayor}.": "say",
    "{The union} <called on> [the mayor to resign].": "request",
    "{The union} <called for> [a strike].": "request",
    "{Its} <call> [to leave the city] went unheard.": "request",
    "{The union} <called> [the offer an insult].": "say",
    "{He} <asked> [whether it was safe].": "ask",
    "{He} <asked> [the two sides to meet].": "request",
    "{The judge} <told> [the witnesses to leave].": "order",
    "{The judge} <told> them [the case was closed].": "say",
    "{His} <promise> [to rebuild the bridge] was broken.": "promise",
    "{She} is <confident> that [talks will resume].": "believe",
    "{The firm} <continued to refuse> [to pay].": "refuse",
    "{He} <wrote an article urging> [the mayor to resign].": "request",
    "{She} <said in a call> that [the bridge was safe].": "say",
    "{She} <expressed> [hope that talks would resume].": "hope",
    "{They} <are hoping for> [a truce].": "hope",
    "{He} <made it clear> that [the bridge would close].": "say",
    "{The panel} <suggested> [closing the bridge].": "propose",
    "{The panel} <suggested> that [the bridge was unsafe].": "say",
    "Union <Vows> [to Strike on Monday].": "promise",
    "[“Who is to pay for it?”] {she} <said>.": "ask",
    "{The guard} <refused to say> [who had the key].": "refuse",
    "{He} <does not rule out> [a strike].": "say",
}

POLARITIES = {
    "{He} <denied> that [a call took place].": "denied",
    "{He} <did not deny> that [a call took place].": "asserted",
    "{She} <never said> that [the bridge was safe].": "denied",
    "{She} <did not say> [whether the bridge was safe].": "no-comment",
    "{She} <would not say> [who would be charged].": "no-comment",
    "{She} <refused to confirm> [the report].": "no-comment",
    "{The firm} <declined> [to comment].": "no-comment",
    "{Neither the club nor the player} <would comment> on [the transfer].": "no-comment",
    "{The ministry} <said> [it would not comment on rumours].": "no-comment",
    "{She} <has said nothing> about [the dispute].": "no-comment",
    "{The office} <had> [no comment].": "no-comment",
    "{The mayor} <mumbled> [an apology].": "asserted",
    "{He} <did not rule out> [a strike].": "asserted",
    "{He} <rejected> [the claim that he was paid].": "denied",
    "{He} <refused> [to open the gate].": "denied",
    "{He} <not only said> [it was safe] but proved it.": "asserted",
}

CERTAINTIES = {
    "{She} <promised> [to rebuild the bridge].": ("certain", ()),
    "{She} <believes> that [the bridge is safe].": ("probable", ("believes",)),
    "{The report} <suggested> that [the bridge was unsafe].": ("probable", ("suggested",)),
    "{She} <appeared to confirm> [the sale].": ("probable", ("appeared",)),
    "{The engineers} <doubt> that [it can be done].": ("possible", ("doubt",)),
    "{She} <did not rule out> [a strike].": ("possible", ("rule",)),
    "{He} <urged> [the mayor to resign].": ("hypothetical", ()),
    "{Critics} <would have called> [it a mistake].": ("hypothetical", ("would",)),
    "{She} <would not say> [what would come next].": ("certain", ()),
    "[The company] <is said> [to have stored chlorine].": ("hearsay", ()),
}

CONDITIONS = {
    "{The union} <said> [it would talk if the strike ended].": "if the strike ended",
    "{He} <said> [they would agree, provided all prisoners were freed].": (
        "provided all prisoners were freed"
    ),
    "{She} <said> [the loan was contingent on an audit].": "contingent on an audit",
    "{She} <said> [a deal depends on trust].": "depends on trust",
    "{She} <said> [the plant would close should inspectors find a breach].": (
        "should inspectors find a breach"
    ),
    "{He} <said> [they would sail on Monday, weather permitting].": "weather permitting",
    "{She} <said> [it would stay open as long as it was safe].": "as long as it was safe",
    "{She} <asked> [if the bridge was safe].": None,
    "{She} <said> [it would close even if nobody was hurt].": None,
    "{She} <said> [they spoke on condition of anonymity].": None,
}

ASIDES = {
    "{He} <said> [the era of consent – which was always a disingenuous phrase – is over].": (
        "which was always a disingenuous phrase",
    ),
    "{The mayor} <promised> [free buses – an old promise of his – and cheaper flats].": (
        "an old promise of his",
    ),
    "{He} <said> [the pensions (already the lowest in years) would stay].": (
        "already the lowest in years",
    ),
    "{He} <said> [the loan of 300,000 crowns, 20 ships and 3 barns was gone].": (),
    "{He} <said>: [“The bridge, which was never safe, will close.”]": (),
}

INSERTIONS = {
    "[“They need help with them [Russia],”] {he} <said>.": ("[Russia]",),
    "{It} <read>: [“Meet me at the libary [sic] … at nine.”]": ("[sic]", "…"),
    "{He} <said> [the plan was fine].": (),
}


def read(sentence: str) -> tuple[Attribution, str]:
    """Return the marked attribution with all that its words tell, and the bare text."""
    text, spans = bare(sentence)
    return qualified(Attribution(**spans), load()(text)), text


def bare(sentence: str) -> tuple[str, dict[str, Any]]:
    """Return the text and the spans; brackets inside quotation marks are the text's own."""
    for inner, shield in (("[Russia]", "⟦Russia⟧"), ("[sic]", "⟦sic⟧")):
        sentence = sentence.replace(inner, shield)
    text, spans = marked(sentence)
    return text.replace("⟦", "[").replace("⟧", "]"), spans


@pytest.mark.parametrize(("sentence", "act"), ACTS.items(), ids=ACTS)
def test_the_words_of_the_cue_tell_the_act(sentence, act):
    assert read(sentence)[0].act == act


@pytest.mark.parametrize(("sentence", "polarity"), POLARITIES.items(), ids=POLARITIES)
def test_denials_are_told_from_silences(sentence, polarity):
    assert read(sentence)[0].polarity == polarity


@pytest.mark.parametrize(("sentence", "expected"), CERTAINTIES.items(), ids=CERTAINTIES)
def test_certainty_is_read_with_the_words_that_carry_it(sentence, expected):
    found, text = read(sentence)

    assert found.certainty == expected[0]
    assert tuple(hedge.of(text) for hedge in found.hedges)[:1] == expected[1]


@pytest.mark.parametrize(("sentence", "condition"), CONDITIONS.items(), ids=CONDITIONS)
def test_conditions_are_told_from_questions_and_concessions(sentence, condition):
    found, text = read(sentence)

    assert [span.of(text) for span in found.conditions] == ([condition] if condition else [])


@pytest.mark.parametrize(("sentence", "asides"), ASIDES.items(), ids=ASIDES)
def test_asides_stand_outside_quotation_marks(sentence, asides):
    found, text = read(sentence)

    assert tuple(span.of(text) for span in found.asides) == asides


@pytest.mark.parametrize(("sentence", "insertions"), INSERTIONS.items(), ids=INSERTIONS)
def test_insertions_stand_inside_quotation_marks(sentence, insertions):
    found, text = read(sentence)

    assert tuple(span.of(text) for span in found.insertions) == insertions
