import pytest

from claims import comparison, river
from claims import voices as page
from claims.actions import voices
from claims.models import Storyline, VoiceTie
from tests.builders import a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

WIRE = (
    "The harbor master said late on Monday that the old bridge would be closed for a month. "
    "Divers had found rust in both of its piers, and nobody could say what a new one would cost."
)


def numbers(story):
    return {membership.article: membership.voice for membership in story.memberships.all()}


@pytest.fixture
def copies():
    """A story of a wire, a copy of it, and an outlet that wrote itself."""
    wire = an_article(WIRE, outlet="Meridian Wire", title="Bridge closed")
    copy = an_article(f"{WIRE} It rained.", outlet="Post", title="No more trams")
    own = an_article("Trams were late again, and no one could say why.", outlet="Courier")
    a_claim(*(a_statement(article, "the old bridge would be closed") for article in (wire, copy)))
    return a_story(wire, copy, own)


def test_copies_are_one_voice_and_an_own_text_another(copies):
    voices.tie(copies)

    wire, copy, own = (membership.article for membership in copies.memberships.order_by("pk"))
    assert numbers(copies) == {wire: 1, copy: 1, own: 2}
    copies.refresh_from_db()
    assert copies.voices == 2
    (tie,) = VoiceTie.objects.all()
    assert {tie.first, tie.second} == {wire, copy}
    assert tie.evidence[0]["feature"] == "runs"


def test_twice_is_the_same_as_once(copies):
    voices.tie(copies)
    before = list(VoiceTie.objects.values())
    voices.tie(copies)

    assert list(VoiceTie.objects.values()) == before


def test_nothing_is_written_when_nothing_changed(copies, django_assert_num_queries):
    voices.tie(copies)

    with django_assert_num_queries(4):  # memberships, claims, credits, ties
        voices.tie(copies)


def test_an_article_that_leaves_takes_its_tie_along(copies):
    voices.tie(copies)
    membership = copies.memberships.get(article__outlet__name="Post")
    other = a_story(an_article("Rain.", outlet="Radio"))
    membership.story = other
    membership.save()

    voices.tie(copies)
    voices.tie(other)

    assert not VoiceTie.objects.exists()
    assert set(numbers(copies).values()) == {1, 2}


def test_a_tie_goes_over_to_the_story_that_both_articles_moved_to(copies):
    voices.tie(copies)
    other = a_story(an_article("Rain.", outlet="Radio"))
    copies.memberships.filter(article__outlet__name__in=["Post", "Meridian Wire"]).update(
        story=other
    )

    voices.tie(other)
    voices.tie(copies)

    assert [tie.story for tie in VoiceTie.objects.all()] == [other]


def test_one_article_is_one_voice():
    story = a_story(an_article())

    voices.tie(story)

    assert story.voices == 1
    assert list(numbers(story).values()) == [1]


def test_credits_and_the_order_of_claims_come_from_the_rows():
    pieces = [f"the {word} was closed" for word in ("bridge", "quay", "market", "school", "pool")]
    text = ". ".join(pieces)
    radio = an_article(text, outlet="Radio")
    wire = an_article(f"It rained. {'. '.join(pieces)}.", outlet="Meridian Wire")
    chain = [("the Meridian Wire", "organisation", "relay"), ("Mayor", "person")]
    for piece in pieces:
        a_claim(a_statement(radio, piece, chain=chain), a_statement(wire, piece))

    voices.tie(a_story(radio, wire))

    (tie,) = VoiceTie.objects.all()
    because = {one["feature"]: one["because"] for one in tie.evidence}
    assert because["credit"] == "Radio has 5 of 5 statements by way of Meridian Wire"


# What the page says of it


def test_the_page_names_voices_with_their_signs(copies):
    voices.tie(copies)

    found = page.of_comparison(comparison.of_story(copies))

    (voice,) = found.joint
    assert (voice.mark, [column.name for column in voice.columns]) == (
        "A",
        ["Meridian Wire", "Post"],
    )
    assert [column.name for column in found.single] == ["Courier"]
    assert [sign.label for sign in voice.ties[0].signs] == ["Copied text"]
    assert found.apart == []


def test_a_tie_between_voices_is_said_apart(copies):
    voices.tie(copies)
    wire, _, own = (membership.article for membership in copies.memberships.order_by("pk"))
    evidence = [{"feature": "spelling", "value": 0.6, "because": "only these two write “Anelise”"}]
    VoiceTie.objects.create(story=copies, first=wire, second=own, score=0.6, evidence=evidence)

    (tie,) = page.of_comparison(comparison.of_story(copies)).apart
    assert tie.outlets == ("Meridian Wire", "Courier")


def test_as_long_as_voices_are_not_known_the_page_says_nothing(copies):
    assert page.of_comparison(comparison.of_story(copies)) is None


def test_a_storyline_runs_from_the_earliest_story_to_the_latest(copies):
    line = Storyline.objects.create(title="The bridge")
    late = a_story(an_article(published_at=None), storyline=line)
    copies.storyline = line
    copies.why_storyline = [{"feature": "words", "value": 0.6, "because": "both tell of a bridge"}]
    copies.save()

    found = river.storyline_of(copies)

    assert [(one.story, one.is_this, one.reasons) for one in found] == [
        (copies, True, ("both tell of a bridge",)),
        (late, False, ()),
    ]
    assert river.storyline_of(a_story(an_article("Sun."))) == []
