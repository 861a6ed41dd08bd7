"""What is new about a statement, by those that were known before it."""

from datetime import timedelta

import pytest

from articles.text import TextSpan
from claims.linking import coverage
from claims.linking.coverage import Said
from tests.builders import NOON

QUOTE = "We will not sail before the wages are paid. The harbour is not safe in winter."


def said(number, outlet="City Lantern", **fields):
    return Said(
        **{
            "pk": number,
            "article": number,
            "places": (TextSpan(0, 10),),
            "known": NOON + timedelta(hours=number),
            "outlet": outlet,
            "day": f"{number} June 2025",
            "published": NOON + timedelta(days=number),
            "speaker": 1,
            "name": "Helena Marsh",
            "polarity": "asserted",
            "words": "“We will not sail”",
            "claim": 7,
            "story": 3,
        }
        | fields
    )


def quoting(number, *quoted, outlet="City Lantern"):
    return said(number, outlet, quoted=quoted)


@pytest.mark.parametrize(
    "quoted",
    [
        (QUOTE,),
        ("we will not sail before the wages are paid",),  # cut
        ("will not sail", "harbour is not safe"),  # cut twice
        ("[W]e will not sail before [they] the wages are paid",),  # an editor's words
        (f"{QUOTE} Nobody asked me.",),  # longer
    ],
)
def test_a_quotation_that_is_cut_or_goes_on_has_the_same_words(quoted):
    assert coverage.wording(quoting(2, *quoted), [quoting(1, QUOTE)]) is None


def test_other_quoted_words_are_told_beside_those_that_most_outlets_had():
    earlier = [
        quoting(1, "We sail at dawn", outlet="Fathom"),
        quoting(2, QUOTE, outlet="Eastland Post"),
        quoting(3, QUOTE, outlet=""),
        quoting(4, QUOTE, outlet=""),
        said(5),
    ]

    found = coverage.wording(quoting(6, "We may not sail before the wages are paid"), earlier)

    assert found.because == (
        "City Lantern words it “We may not sail before the wages are paid”; so far 3 outlets had "
        f"“{QUOTE}”, and there is 1 other wording."
    )
    assert coverage.wording(quoting(6, "We may not sail"), [said(1)]) is None  # nothing quoted yet


def test_the_same_new_words_have_the_same_key_wherever_they_stand():
    earlier = [quoting(1, QUOTE)]
    one, other = (
        coverage.wording(quoting(number, words), earlier)
        for number, words in ((2, "We may not sail"), (3, "We MAY not sail,"))
    )

    assert one.key == other.key


def test_a_first_denial_is_the_first_of_a_claim_that_somebody_told():
    earlier = [said(1, "Eastland Post"), said(2, "")]
    denied = said(3, polarity="denied", name="")

    found = coverage.denial(denied, 7, earlier, is_known=False)
    assert found.because == (
        "First denial, in City Lantern, from nobody by name; so far 2 outlets had it undenied: "
        "“We will not sail”."
    )
    assert coverage.denial(denied, 7, [], is_known=False) is None
    assert coverage.denial(denied, 7, earlier, is_known=True) is None
    assert coverage.denial(said(3), 7, earlier, is_known=False) is None
    assert coverage.denial(denied, 7, [said(1, polarity="denied")], is_known=False) is None
    linked = said(3, claim=8, denies=frozenset({7}))
    assert coverage.denial(linked, 7, earlier, is_known=False)
    assert coverage.denial(linked, 8, earlier, is_known=False) is None


def test_a_source_is_new_by_its_speaker_alone():
    earlier = [said(1), said(2, name="Bo Ferro", speaker=2), said(3, name="", speaker=None)]

    found = coverage.source(said(4, speaker=4, name="the board"), earlier)
    assert found.because == (
        "City Lantern has it from the board; so far it came from Helena Marsh and 2 others."
    )
    assert coverage.source(said(4, speaker=2), earlier) is None
    assert coverage.source(said(4, speaker=None), earlier) is None


def test_a_silence_ends_by_the_days_of_publication_and_once():
    silent = said(2, "Eastland Post", polarity="no-comment")

    found = coverage.silence(said(4), [silent], [silent, said(4)])
    assert found.because == (
        "Helena Marsh had not commented (Eastland Post, 2 June 2025); these are the first later "
        "words in the same story."
    )
    assert coverage.silence(said(4), [silent], [said(3)]) is None  # it ended before
    assert coverage.silence(said(4), [silent], [said(1)])  # said before the silence
    earlier = said(5, published=NOON)  # read later, published before
    assert coverage.silence(earlier, [silent], []) is None
    assert coverage.silence(said(4, published=None), [silent], []) is None
    assert coverage.silence(said(4, polarity="no-comment"), [silent], []) is None
    assert coverage.silence(said(4, story=9), [silent], []) is None
    assert coverage.silence(said(4, speaker=9), [silent], []) is None


def test_the_key_of_a_place_stays_short():
    many = tuple(TextSpan(n * 10, n * 10 + 5) for n in range(40))

    assert said(3).place == "3:0-10"
    assert len(said(3, places=many).place) < 30
    assert said(3, places=many).place != said(3, places=many[1:]).place
