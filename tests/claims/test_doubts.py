"""What a person should look at: found anew, the same each time, and never what was decided."""

import time

import pytest
from django.db import connection
from django.db.models import Max
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article
from claims.actions import decisions, doubts, judging
from claims.actions.rolling_back import roll_back, roll_back_waiting
from claims.models import (
    ClaimLink,
    Doubt,
    Edit,
    Judgement,
    SpeakerDecision,
    StatementLink,
    StoryMembership,
    Verdict,
)
from tests.builders import NOON, a_batch, a_claim, a_speaker, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "The mayor said the bridge would open. The council said it would rain. He hoped for sun."


@pytest.fixture
def story():
    """A story of two outlets that share a claim; nothing in it is doubtful yet."""
    ledger, post = an_article(TEXT), an_article(TEXT, outlet="The Post")
    said = [a_statement(one, "the bridge would open", confidence=0.95) for one in (ledger, post)]
    a_claim(*said)
    return a_story(ledger, post)


def statements(story):
    return [member.article.statements.get() for member in story.memberships.order_by("pk")]


def keys():
    return set(Doubt.objects.values_list("key", flat=True))


def a_weak_link(story, score=0.62):
    first, second = statements(story)
    return StatementLink.objects.create(
        first=first,
        second=second,
        kind="same-statement",
        score=score,
        evidence=[{"feature": "meaning", "value": 0.6, "because": "they mean much the same"}],
        first_words=(),
        second_words=(),
        release="test",
    )


def test_what_is_sure_is_not_asked(story):
    assert doubts.renew(story.pk) == 0


def test_a_doubtful_statement_is_asked_with_its_reasons(story):
    article = story.memberships.first().article
    row = a_statement(
        article, "it would rain", confidence=0.5, tier="soft", found_by="carrying", cue=()
    )

    doubts.renew(story.pk)

    doubt = Doubt.objects.get()
    assert (doubt.key, doubt.sort, doubt.statement) == (f"statement:{row.pk}", "statement", row)
    assert (doubt.doubt, doubt.reach) == (0.5, 2)
    assert doubt.rank == pytest.approx(0.5 * 1.585, abs=0.001)
    assert doubt.because == [
        "Of finds like this one 50 of 100 were right in marked news.",
        "The speaker is lent from another sentence.",
    ]


def test_several_who_fit_are_a_reason(story):
    row = statements(story)[0]
    row.chain.update(why="“He” follows Donald Trump, the best fit.")

    doubts.renew(story.pk)

    assert Doubt.objects.get(statement=row).because == [
        "“He” follows Donald Trump, the best fit. Others would fit, too."
    ]


def test_a_judged_statement_is_not_asked_again(story):
    row = statements(story)[0]
    row.confidence = 0.4
    row.save()
    doubts.renew(story.pk)
    assert keys() == {f"statement:{row.pk}"}

    judging.confirm(statement=row, by=None)
    assert keys() == set()

    assert doubts.renew(story.pk) == 0


def test_a_link_near_the_bar_is_asked_until_it_is_decided(story):
    link = a_weak_link(story)
    doubts.renew(story.pk)
    assert keys() == {f"link:{link.first_id}-{link.second_id}"}
    assert Doubt.objects.get().because[1] == "they mean much the same"

    decisions.decide_statements(
        first=link.second, second=link.first, verdict=Verdict.TOGETHER, by=None
    )

    assert doubts.renew(story.pk) == 0


def test_a_strong_link_and_one_of_two_claims_are_not_asked(story):
    link = a_weak_link(story, score=0.9)
    assert doubts.renew(story.pk) == 0

    StatementLink.objects.update(score=0.62)
    ClaimLink.objects.filter(statement=link.second).delete()

    assert doubts.renew(story.pk) == 0


def test_two_spellings_are_asked_until_somebody_says_whom_a_name_means(story):
    articles = [member.article for member in story.memberships.all()]
    names = ["Volodymyr Zelensky", "Volodimir Zelensky"]
    for article, name in zip(articles, names, strict=True):
        row = a_statement(article, "The council said", chain=[(name, "person")], confidence=0.99)
        row.speaker.surname = "zelensky"
        row.speaker.save()
    doubts.renew(story.pk)
    one, other = (a_speaker(name) for name in names)
    assert keys() == set()  # two given names are two people

    other.surname = "zelenskiy"
    other.save()
    doubts.renew(story.pk)
    assert keys() == {doubts.speaker_key(one.pk, other.pk)}
    assert Doubt.objects.get().because == [
        "“Volodymyr Zelensky” and “Volodimir Zelensky” are spelt nearly alike, and count as two."
    ]

    SpeakerDecision.objects.create(
        key=other.key,
        kind="person",
        name=other.name,
        to_name=other.name,
        to_kind="person",
        decided_at=NOON,
    )
    assert doubts.renew(story.pk) == 0


def test_who_two_speakers_are_is_asked_in_one_story_only(story):
    another = an_article(TEXT + " Again.", outlet="The Times")
    second = a_story(another)
    for article in (story.memberships.first().article, another):
        for name in ("Al Ferro", "Ferro"):
            row = a_statement(article, "it would rain", chain=[(name, "person")], confidence=1)
            row.speaker.surname = "ferro"
            row.speaker.save()

    doubts.renew(story.pk)
    doubts.renew(second.pk)

    assert [doubt.story for doubt in Doubt.objects.filter(sort="speaker")] == [story]


def test_an_article_at_the_edge_of_its_story_is_asked(story):
    member = story.memberships.last()
    StoryMembership.objects.filter(pk=member.pk).update(score=0.48)
    doubts.renew(story.pk)
    assert keys() == {f"article:{member.article_id}"}

    other = story.memberships.first().article
    decisions.decide_articles(first=member.article, second=other, verdict=Verdict.TOGETHER, by=None)

    assert doubts.renew(story.pk) == 0


def test_a_decision_about_an_older_version_is_asked_until_it_is_settled(story):
    newest = story.memberships.first().article
    older = an_article(TEXT + " Then.", newest=newest)
    judging.confirm(statement=a_statement(older, "it would rain"), by=None)
    judgement = Judgement.objects.get()
    doubts.renew(story.pk)
    assert keys() == {f"orphan:{judgement.pk}"}

    judging.leave(judgement=judgement, by=None)

    assert doubts.renew(story.pk) == 0


def test_of_many_the_most_doubtful_are_kept_and_each_sort_has_some(story):
    link = a_weak_link(story)
    article = story.memberships.first().article
    for number in range(doubts.MOST + 5):
        a_statement(article, "it would rain", confidence=0.2 + number / 1000, chain=[])

    assert doubts.renew(story.pk) == doubts.MOST

    assert Doubt.objects.filter(sort="statement").count() == doubts.MOST - 1
    assert Doubt.objects.filter(key=doubts.link_key(link.first_id, link.second_id)).exists()
    kept = Doubt.objects.filter(sort="statement").aggregate(most=Max("statement__confidence"))
    assert kept["most"] == pytest.approx(0.2 + (doubts.MOST - 2) / 1000)


def test_a_story_that_went_takes_its_doubts_along(story):
    a_weak_link(story)
    doubts.renew(story.pk)
    pk = story.pk

    story.delete()

    assert keys() == set()
    assert doubts.renew(pk) == 0


def test_withdrawn_articles_are_asked_about_no_more(story):
    a_weak_link(story)
    doubts.renew(story.pk)

    doubts.forget([story.memberships.first().article_id])

    assert keys() == set()


def test_a_batch_is_rolled_back_whose_older_version_somebody_judged(story):
    batch = a_batch()
    newest = story.memberships.first().article
    older = an_article(TEXT + " Then.", newest=newest, batch=batch)
    judging.confirm(statement=a_statement(older, "it would rain"), by=None)
    doubts.renew(story.pk)
    assert Doubt.objects.filter(sort="orphan").exists()

    roll_back(batch=batch)
    assert roll_back_waiting(until=time.monotonic() + 60) == 1

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # all rows point to rows that are there
    assert not Doubt.objects.filter(sort="orphan").exists()
    edit = Edit.objects.get(deed="rolled back")
    assert (edit.title, edit.subjects, edit.changes) == (batch.name, [f"batch:{batch.pk}"], [])


def test_renewing_takes_as_many_queries_however_much_is_doubtful(
    story, django_assert_max_num_queries
):
    a_weak_link(story)
    article = story.memberships.first().article
    for _ in range(20):
        a_statement(article, "it would rain", confidence=0.3, chain=[])
    with django_assert_max_num_queries(15):
        doubts.renew(story.pk)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=4), st.floats(0.6, 1), st.data())
def test_renewing_twice_changes_nothing_and_decisions_are_never_asked(confidences, score, data):
    ledger, post = an_article(TEXT), an_article(TEXT, outlet="The Post")
    pair = [a_statement(one, "the bridge would open", confidence=1) for one in (ledger, post)]
    a_claim(*pair)
    story = a_story(ledger, post)
    rows = [a_statement(ledger, "it would rain", confidence=c, chain=[]) for c in confidences]
    a_weak_link_of(pair, score)
    try:
        doubts.renew(story.pk)
        first = list(Doubt.objects.order_by("key").values())
        doubts.renew(story.pk)
        assert list(Doubt.objects.order_by("key").values()) == first

        judged = data.draw(st.sets(st.sampled_from(rows))) if rows else set()
        for row in judged:
            row.refresh_from_db()
            judging.drop(statement=row, by=None)
        doubts.renew(story.pk)
        assert not keys() & {f"statement:{row.pk}" for row in judged}
    finally:
        forget_all()


def a_weak_link_of(pair, score):
    StatementLink.objects.create(
        first=pair[0],
        second=pair[1],
        kind="same-statement",
        score=score,
        first_words=(),
        second_words=(),
        release="test",
    )


def forget_all():
    """Leave nothing to the next example, which runs in the same transaction."""
    Doubt.objects.all().delete()
    StatementLink.objects.all().delete()
    Article.objects.all().delete()
