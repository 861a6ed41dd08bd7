"""What pages leave out on request, and what they do not count twice."""

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse

from articles.text import TextSpan
from claims import comparison, profile, record
from claims.actions.analysis import Reader, analyze_waiting
from claims.actions.indexing import index_waiting
from claims.models import Speaker, Statement
from claims.nlp.types import Act, Attribution, ChainLink, Reading, SpeakerKind, Tier
from claims.sayings import Page, Saying
from tests.builders import VECTOR, a_claim, a_speaker, a_statement, a_story, an_article, spans_of

pytestmark = pytest.mark.django_db

TEXT = "Bridge safe, says Lee\n\nAnn Lee promised the bridge [sic] is safe. It may be so."


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def article():
    return an_article(TEXT, title="A safe bridge")


@pytest.fixture
def story(article):
    """A headline that repeats the body, and a soft statement."""
    lee: dict[str, Any] = {"chain": [("Ann Lee", "person")]}
    body = a_statement(article, "the bridge [sic] is safe", cue="promised", act="promise", **lee)
    body.insertions = spans_of(article, "[sic]")
    body.save()
    a_statement(article, "Bridge safe", cue="says", is_headline=True, repeats=body, **lee)
    soft = a_statement(article, "It may be so", tier="soft", **lee)
    other = an_article("Lee says the bridge is safe.", outlet="The Post", title="Safe")
    theirs = a_statement(other, "the bridge is safe", cue="says", **lee)
    a_claim(body, theirs, soft)
    return a_story(article, other, title="Safe bridge")


def test_it_stores_what_was_done_with_words():
    article = an_article(TEXT)
    lee = ChainLink(span=None, name="Ann Lee", kind=SpeakerKind.PERSON)
    headline = Attribution(
        content=(TextSpan(0, 11),), chain=(lee,), is_headline=True, repeats=1, tier=Tier.SOFT
    )
    body = Attribution(
        content=(TextSpan(40, 64),),
        chain=(lee,),
        act=Act.PROMISE,
        asides=(TextSpan(62, 64),),
        insertions=(TextSpan(51, 56),),
    )
    reading = Reading("test-1", (headline, body))

    analyze_waiting(
        reader=Reader("test-1", lambda *_: reading, lambda _: VECTOR), until=time.monotonic() + 30
    )

    first, second = Statement.objects.filter(article=article)
    assert (first.is_headline, first.repeats, first.tier) == (True, second, "soft")
    assert (second.act, second.asides, second.insertions) == (
        "promise",
        body.asides,
        body.insertions,
    )
    assert second.repeats is None


def test_repeats_are_not_counted(story, client):
    assert comparison.of_story(story).statement_count == 3
    index_waiting(until=time.monotonic() + 30)
    assert profile.of_speaker(Speaker.objects.get(name="Ann Lee")).total == 3
    assert list(Statement.objects.once()) == list(Statement.objects.filter(repeats=None))
    page = client.get(reverse("stories")).content.decode()
    assert "<dt>statements</dt><dd>3</dd>" in page


def test_a_repeat_that_stands_in_no_claim_is_no_row_of_its_own(story):
    words = [saying.line for row in comparison.of_story(story).rows for saying in row.sayings]

    assert "Bridge safe" not in words


def test_an_article_tells_act_headline_repeat_and_insertion(story, article, client):
    page = client.get(article.get_absolute_url()).content.decode()

    assert "2 statements" in page
    assert "promise</li>" in page
    assert '<a href="#s2">also in the headline</a>' in page
    assert '<span class="insertion"><mark class="said" data-of="1"' in page


@pytest.mark.parametrize("kind", ["compare", "article", "claim", "speaker"])
def test_soft_statements_can_be_hidden_and_links_carry_it_on(story, article, client, kind):
    claim = Statement.objects.get(act="promise").links.get().claim
    address = {
        "compare": story.get_absolute_url(),
        "article": article.get_absolute_url(),
        "claim": claim.get_absolute_url(),
        "speaker": a_speaker("Ann Lee").get_absolute_url(),
    }[kind]

    index_waiting(until=time.monotonic() + 30)
    usual = client.get(address).content.decode()
    hidden = client.get(address + "?hide=soft").content.decode()

    said = 'class="number" id="s3"' if kind == "article" else "It may be so"
    assert said in usual
    assert said not in hidden
    assert 'href="?hide=soft"' in usual
    assert 'href="?" aria-current="true">Hide soft statements' in hidden
    others = {
        "compare": f"{article.get_absolute_url()}?hide=soft",
        "article": f"{story.get_absolute_url()}?hide=soft",
        "claim": f"{story.get_absolute_url()}?hide=soft",
        "speaker": f"{article.get_absolute_url()}?hide=soft#s1",
    }
    assert others[kind] in hidden
    assert others[kind] not in usual


def test_the_list_of_stories_carries_the_choice_on(story, client):
    page = client.get(reverse("stories") + "?hide=soft").content.decode()

    assert f"{story.get_absolute_url()}?hide=soft" in page
    assert "hide=soft&amp;outlets=several" in page


def test_the_words_of_a_claim_stay_when_they_are_soft():
    article = an_article()
    soft = a_statement(article, "the bridge would open", tier="soft")

    shown = record.of_claim(a_claim(soft), without_soft=True)

    assert shown.wording.statement == soft
    assert shown.soft == 1


def test_insertions_do_not_count_when_wordings_are_compared(story):
    mine, theirs = (
        Saying(statement, Page(statement.article), [])
        for statement in Statement.objects.filter(content__len=1).order_by("pk")
        if statement.act == "promise" or statement.article.title == "Safe"
    )

    assert mine.forms == theirs.forms
    assert mine.telling.content.split() == theirs.telling.content.split()
    assert "[sic]" in mine.line
