"""The review queue: one question after the other, each answer a deed that can be undone."""

import re
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.text import capfirst

from articles.roles import Role
from claims import review
from claims.actions import doubts, history, judging
from claims.actions.linking import link_waiting
from claims.models import (
    ArticleDecision,
    Doubt,
    Edit,
    Judgement,
    SpeakerDecision,
    Statement,
    StatementDecision,
    StatementLink,
    StoryMembership,
)
from newsclaims.people.giving import give
from tests.builders import a_claim, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "The mayor said the bridge would open. Ferro said it would rain. He hoped for sun."


@pytest.fixture
def editor(client, django_user_model):
    user = django_user_model.objects.create_user("ada")
    give(role=Role.EDITOR, to=user)
    client.force_login(user)
    return user


@pytest.fixture
def story():
    """One of each: two doubtful statements, a link, two names, an article and an older version."""
    ledger, post = an_article(TEXT), an_article(TEXT, outlet="The Post")
    pair = [
        a_statement(one, "the bridge would open", cue="said", source="The mayor", confidence=1)
        for one in (ledger, post)
    ]
    a_claim(*pair)
    StatementLink.objects.create(
        first=pair[0],
        second=pair[1],
        kind="same-statement",
        score=0.61,
        evidence=[{"feature": "meaning", "value": 0.6, "because": "they mean much the same"}],
        first_words=(),
        second_words=(),
        release="test",
    )
    for name in ("Ada Ferro", "Ferro"):
        row = a_statement(ledger, "it would rain", chain=[(name, "person")], confidence=1)
        row.speaker.surname = "ferro"
        row.speaker.save()
    a_statement(ledger, "for sun", cue="hoped", confidence=0.4)
    a_statement(post, "for sun", cue="hoped", confidence=0.3)
    older = an_article(TEXT + " Then.", newest=ledger)
    judging.confirm(statement=a_statement(older, "it would rain"), by=None)
    found = a_story(ledger, post, title="The bridge")
    StoryMembership.objects.filter(article=post).update(score=0.48)
    doubts.renew(found.pk)
    return found


def doubt_of(sort):
    return Doubt.objects.filter(sort=sort).order_by("-rank").first()


def fields(doubt, **more):
    return {
        "key": doubt.key,
        "place": review.place_of(doubt),
        "seen": review.item(doubt, review.Wanted()).seen,
        **more,
    }


def answer(client, doubt, query="", **given):
    sent = fields(doubt, **given)
    return client.post(doubt.get_absolute_url() + query, sent, follow=True)


def words_of(response):
    return [str(message) for message in response.context["messages"]]


def test_the_queue_begins_with_what_is_most_doubtful(client, editor, story):
    page = client.get(reverse("review"))

    assert page.context["item"].doubt == Doubt.objects.order_by("-rank", "pk").first()
    assert page.context["queue"].total == Doubt.objects.count() == 6
    assert "The text changed" in page.content.decode()


@pytest.mark.parametrize("sort", Doubt.Sort.values)
def test_every_sort_has_its_page(client, editor, story, sort):
    doubt = doubt_of(sort)

    page = client.get(doubt.get_absolute_url()).content.decode()

    assert review.QUESTIONS[sort] in page
    for because in doubt.because:
        assert f"<li>{capfirst(because)}</li>" in page


def test_one_answer_decides_and_goes_on_to_the_next(client, editor, story):
    first, second = Doubt.objects.filter(sort="statement").order_by("-rank")

    page = answer(client, first, "?kind=statement", answer="right")

    assert page.redirect_chain == [(f"{second.get_absolute_url()}?kind=statement", 302)]
    assert words_of(page) == ["Right as it was read."]
    judgement = Judgement.objects.get(statement=first.statement)
    assert (judgement.sort, judgement.decided_by) == ("right", editor)
    assert not Doubt.objects.filter(pk=first.pk).exists()
    assert re.search(r'action="/history/\d+/undo/"', page.content.decode())


def test_after_the_last_the_queue_is_empty_and_says_so(client, editor, story):
    page = answer(client, doubt_of("story"), "?kind=story", answer="right")

    assert page.redirect_chain[-1][0] == "/review/?kind=story"
    assert "Nothing of this is left to look at." in page.content.decode()
    Doubt.objects.all().delete()
    assert "Go to the stories" in client.get("/review/").content.decode()


def test_wrong_keeps_its_reason(client, editor, story):
    doubt = doubt_of("statement")

    answer(client, doubt, answer="wrong", why="nobody is reported to say this")

    assert Statement.objects.get(doubts=None, is_dropped=True).pk == doubt.statement_id
    assert Edit.objects.get(deed="dropped").why == "nobody is reported to say this"


def test_somebody_else_said_it(client, editor, story):
    doubt = Doubt.objects.get(sort="statement", article__outlet__name="The Harbor Ledger")
    item = review.item(doubt, review.Wanted())
    assert [speaker.name for speaker in item.cast] == ["Ada Ferro", "Ferro"]

    answer(client, doubt, answer="speaker", to=item.cast[0].pk)

    doubt.statement.refresh_from_db()
    assert doubt.statement.speaker.name == "Ada Ferro"
    assert Judgement.objects.get(statement=doubt.statement_id).sort == "changed"


@pytest.mark.parametrize(("said", "verdict"), [("right", "together"), ("wrong", "apart")])
def test_a_link_is_confirmed_or_rejected(client, editor, story, said, verdict):
    doubt = doubt_of("link")

    answer(client, doubt, answer=said, note="another day")

    decision = StatementDecision.objects.get()
    assert (decision.verdict, decision.why) == (verdict, "another day")
    assert {decision.first_id, decision.second_id} == {doubt.statement_id, doubt.other_id}
    doubts.renew(story.pk)
    assert not Doubt.objects.filter(sort="link").exists()


@pytest.mark.parametrize("said", ["right", "first", "second"])
def test_two_names_are_two_or_one(client, editor, story, said):
    doubt = doubt_of("speaker")
    one, other = (row.speaker for row in (doubt.statement, doubt.other))

    answer(client, doubt, answer=said)

    means = {row.name: row.to_name for row in SpeakerDecision.objects.all()}
    assert (
        means
        == {
            "right": {"Ferro": "Ferro"},
            "first": {other.name: one.name},
            "second": {one.name: other.name},
        }[said]
    )
    doubts.renew(story.pk)
    assert not Doubt.objects.filter(sort="speaker").exists()


@pytest.mark.parametrize(("said", "verdict"), [("right", "together"), ("wrong", "apart")])
def test_an_article_stays_in_its_story_or_leaves(client, editor, story, said, verdict):
    answer(client, doubt_of("story"), answer=said)

    assert set(ArticleDecision.objects.values_list("verdict", flat=True)) == {verdict}


def test_a_decision_about_an_older_text_is_carried_over(client, editor, story):
    doubt = doubt_of("orphan")
    heir = review.item(doubt, review.Wanted()).heir
    assert heir.content[0].of(heir.article.text) == "it would rain"

    answer(client, doubt, answer="carry", to=heir.pk)

    assert Judgement.objects.get(statement=heir).sort == "right"
    assert Judgement.objects.get(pk=doubt.judgement_id).is_settled


def test_or_left_with_it(client, editor, story):
    doubt = doubt_of("orphan")

    answer(client, doubt, answer="leave")

    assert Judgement.objects.get(pk=doubt.judgement_id).is_settled


def test_who_comes_second_is_told_what_the_first_decided(client, editor, story, django_user_model):
    doubt = doubt_of("statement")
    sent = fields(doubt, answer="right")
    bo = django_user_model.objects.create_user("bo")
    judging.drop(statement=doubt.statement, by=bo, why="a joke")

    page = client.post(doubt.get_absolute_url(), sent, follow=True)

    (said,) = words_of(page)
    assert said.startswith("bo said that it is not a statement here meanwhile, at ")
    assert Judgement.objects.get(statement=doubt.statement).sort == "wrong"
    assert page.status_code == 200


def test_a_question_that_is_gone_leads_on(client, editor, story):
    page = client.get(reverse("doubt", args=[10**9]), follow=True)

    assert page.redirect_chain == [("/review/", 302)]
    assert words_of(page)[0].startswith("This is not open any more")


def test_nonsense_changes_nothing(client, editor, story):
    doubt = doubt_of("link")
    for given in ({"answer": "carry"}, {"answer": ""}, {"answer": "speaker", "to": "x"}):
        answer(client, doubt, **given)
    client.post(doubt.get_absolute_url(), {"place": "~", "seen": "²", "to": "9" * 40})
    client.post(reverse("doubt", args=[10**9]), {"key": "x\0:5", "why": "\0", "place": "nan~5"})
    for query in ("?kind=x", "?outlet=%00", f"?story={'9' * 30}", "?outlet=²"):
        assert client.get(f"/review/{query}").status_code == 200

    assert Doubt.objects.filter(pk=doubt.pk).exists()
    assert not Edit.objects.exclude(deed="confirmed").exists()


def test_filters_by_kind_outlet_and_story(client, editor, story):
    another = an_article(TEXT, outlet="The Times")
    a_statement(another, "for sun", confidence=0.35)
    doubts.renew(a_story(another, title="Elsewhere").pk)

    page = client.get(f"/review/?kind=statement&story={story.pk}")
    assert page.context["queue"].count == 2
    page = client.get(f"/review/?outlet={another.outlet_id}")
    assert page.context["item"].doubt.article == another
    assert page.context["item"].after is None
    assert page.context["queue"].total == 1


def test_undoing_an_answer_brings_the_question_back_with_the_next_linking(client, editor, story):
    doubt = doubt_of("statement")
    answer(client, doubt, answer="wrong")
    doubts.renew(story.pk)
    assert not Doubt.objects.filter(key=doubt.key).exists()

    history.undo(edit=Edit.objects.get(deed="dropped"), by=editor)
    assert link_waiting(until=time.monotonic() + 60) == 1

    assert Doubt.objects.filter(key=doubt.key).exists()


def test_also_where_undoing_changes_no_statement(client, editor, story):
    confirmed, left = doubt_of("statement"), doubt_of("orphan")
    answer(client, confirmed, answer="right")
    answer(client, left, answer="leave")
    for edit in Edit.objects.filter(by=editor):
        history.undo(edit=edit, by=editor)

    assert link_waiting(until=time.monotonic() + 60) == 1

    asked = set(Doubt.objects.values_list("key", flat=True))
    assert {confirmed.key, left.key} <= asked


@pytest.mark.parametrize("sort", Doubt.Sort.values)
def test_a_page_takes_as_many_queries_however_much_there_is(client, editor, story, sort):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get(f"/review/?kind={sort}").status_code == 200
        return len(found)

    before = queries()
    for number in range(3):
        article = an_article(TEXT + str(number), outlet=f"Outlet {number}")
        StoryMembership.objects.create(story=story, article=article, score=0.45, release="t")
        a_statement(article, "for sun", confidence=0.35, chain=[(f"Bo {number}", "person")])
    doubts.renew(story.pk)

    assert queries() <= before + 1 <= 26


def test_counts_for_the_story_list_and_the_masthead(client, editor, story):
    assert review.waiting([story.pk]) == {story.pk: 6}
    assert review.total() == 6


def test_after_editing_the_queue_goes_on(client, editor, story):
    doubt = doubt_of("statement")
    page = client.get(f"{doubt.get_absolute_url()}?kind=statement").content.decode()
    (address,) = re.findall(r'href="([^"#]+)" data-key="e"', page)
    assert address.endswith("?next=/review/%3Fkind%3Dstatement")

    answered = client.post(address, {"do": "drop"})

    assert answered["Location"] == "/review/?kind=statement"
    assert not Doubt.objects.filter(pk=doubt.pk).exists()
