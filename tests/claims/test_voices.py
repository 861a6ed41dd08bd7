import pytest

from claims.actions import voices
from claims.models import VoiceTie
from tests.builders import a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

WIRE = "The harbor master said late on Monday that the old bridge would be closed for a month."


def test_copies_are_one_voice_and_an_own_text_another():
    wire = an_article(WIRE, outlet="Wire")
    copy = an_article(WIRE + " It rained.", outlet="Post")
    own = an_article("Trams were late again, and nobody could say why.", outlet="Courier")
    a_claim(*(a_statement(article, "the old bridge would be closed") for article in (wire, copy)))
    story = a_story(wire, copy, own)

    voices.tie(story)
    before = list(VoiceTie.objects.values())
    voices.tie(story)

    numbers = {m.article: m.voice for m in story.memberships.all()}
    assert numbers[wire] == numbers[copy] != numbers[own]
    assert story.voices == 2
    assert list(VoiceTie.objects.values()) == before
