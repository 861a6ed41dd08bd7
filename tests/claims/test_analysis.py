import threading
import time

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection

from articles import locks
from articles.text import TextSpan
from claims.actions.analysis import Reader, analyze_waiting, enlist, retry_failed
from claims.models import Analysis, Enlistment, SourceLink, Speaker, Statement
from claims.nlp.types import (
    Attribution,
    ChainLink,
    Polarity,
    Reading,
    Role,
    SpeakerKind,
)
from tests.builders import VECTOR, a_batch, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "According to TASS, Ann said all is well."
RELAY = ChainLink(
    span=TextSpan(13, 17), name="TASS", kind=SpeakerKind.ORGANISATION, role=Role.RELAY
)
ANN = ChainLink(span=TextSpan(19, 22), name="Ann Lee", kind=SpeakerKind.PERSON, why="only Ann")
FOUND = Attribution(
    content=(TextSpan(28, 39),),
    cue=(TextSpan(23, 27),),
    source=(TextSpan(19, 22),),
    chain=(RELAY, ANN),
    polarity=Polarity.DENIED,
    why="a verb of saying",
    found_by="clausal",
)


def a_reader(*found, release="test-1", read=None):
    reading = Reading(release, found)
    return Reader(release, read or (lambda *_: reading), lambda *_: VECTOR)


def analyzed(reader):
    return analyze_waiting(reader=reader, until=time.monotonic() + 30)


def test_it_stores_what_was_read():
    article = an_article(TEXT)

    assert analyzed(a_reader(FOUND)) == 1

    statement = Statement.objects.get()
    assert (statement.article, statement.ordinal) == (article, 1)
    assert (statement.content, statement.cue, statement.source) == (
        FOUND.content,
        FOUND.cue,
        FOUND.source,
    )
    assert statement.polarity == "denied"
    assert statement.speaker.name == "Ann Lee"
    assert [(link.speaker.name, link.role, link.span) for link in statement.chain.all()] == [
        ("TASS", "relay", (TextSpan(13, 17),)),
        ("Ann Lee", "speaker", (TextSpan(19, 22),)),
    ]
    analysis = article.analyses.get()
    assert analysis.is_current
    assert set(analysis.seconds) == {"read", "encode"}
    assert {"tass", "ann"} <= analysis.terms.keys()


def test_twice_is_the_same_as_once():
    an_article(TEXT)

    assert analyzed(a_reader(FOUND)) == 1
    assert analyzed(a_reader(FOUND)) == 0
    assert Statement.objects.count() == 1
    assert SourceLink.objects.count() == 2


def test_an_empty_reading_is_an_analysis_too():
    an_article(TEXT)

    analyzed(a_reader())

    assert Analysis.objects.get().state == "done"


def test_speakers_of_several_articles_are_one_row_for_a_normalized_name():
    an_article(TEXT)
    an_article(TEXT + " More.")

    analyzed(a_reader(FOUND))

    assert sorted(Speaker.objects.values_list("key", "kind")) == [
        ("ann lee", "person"),
        ("tass", "organisation"),
    ]


def test_a_new_release_reads_again_and_its_statements_are_shown():
    article = an_article(TEXT)
    story = a_story(article)
    analyzed(a_reader(FOUND))

    analyzed(a_reader(FOUND, FOUND, release="test-2"))

    assert Statement.objects.current().count() == 2
    assert article.analyses.get(is_current=True).release == "test-2"
    story.refresh_from_db()
    assert story.linked_at is None


def test_a_text_that_cannot_be_read_is_tried_three_times_and_keeps_nobody_waiting():
    bad, good = an_article("bad"), an_article(TEXT)

    def read(text, _zones):
        if text == "bad":
            raise ValueError("no good")
        return Reading("test-1", (FOUND,))

    analyzed(a_reader(read=read))

    failed = bad.analyses.get()
    assert (failed.state, failed.attempts, failed.error) == ("failed", 3, "ValueError: no good")
    assert not failed.is_current
    assert good.analyses.get().state == "done"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_database_that_went_away_is_no_fault_of_the_text(error):
    an_article(TEXT)

    def read(*_):
        raise error("server closed the connection")

    with pytest.raises(error):
        analyzed(a_reader(read=read))

    analysis = Analysis.objects.get()
    assert (analysis.state, analysis.attempts, analysis.error) == ("waiting", 1, "")


def test_a_failed_reading_can_be_tried_again():
    an_article(TEXT)

    def read(*_):
        raise ValueError("no good")

    analyzed(a_reader(read=read))
    assert retry_failed(Analysis.objects.all()) == 1
    analyzed(a_reader(FOUND))

    assert Analysis.objects.get().state == "done"


def test_a_reader_killed_three_times_is_not_tried_a_fourth_time():
    article = an_article(TEXT)
    Analysis.objects.create(article=article, release="test-1", attempts=3)

    analyzed(a_reader(FOUND))

    analysis = article.analyses.get()
    assert analysis.state == "failed"
    assert "stopped three times" in analysis.error


def test_spans_outside_the_text_are_refused_and_nothing_is_stored():
    an_article(TEXT)
    outside = Attribution(content=(TextSpan(30, 99),))

    analyzed(a_reader(FOUND, outside))

    assert Statement.objects.count() == 0
    assert Speaker.objects.count() == 0
    assert "content" in Analysis.objects.get().error


@pytest.mark.django_db(transaction=True)
def test_an_article_in_other_hands_is_left_alone():
    article = an_article(TEXT)
    analysis = Analysis.objects.create(article=article, release="test-1")
    holding, finished = threading.Event(), threading.Event()

    def hold():
        with locks.attempt(locks.Room.ANALYSIS, analysis.pk) as held:
            assert held
            holding.set()
            finished.wait(20)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert holding.wait(20)
    try:
        assert analyzed(a_reader(FOUND)) == 0
    finally:
        finished.set()
        other.join()
    assert analyzed(a_reader(FOUND)) == 1


def test_an_article_has_one_current_analysis():
    article = an_article(TEXT)
    analyzed(a_reader(FOUND))

    with pytest.raises(IntegrityError, match="one_current_analysis"):
        Analysis.objects.create(article=article, release="2", state="done", is_current=True)


def enlisted(release="test-1"):
    return set(Analysis.objects.filter(release=release).values_list("article", flat=True))


def test_what_is_enlisted_is_not_looked_at_again(django_assert_max_num_queries):
    articles = [an_article(f"Text {number}.") for number in range(5)]
    enlist(release="test-1", limit=2)
    assert len(enlisted()) == 2
    enlist(release="test-1", limit=2)
    enlist(release="test-1", limit=2)
    assert enlisted() == {article.pk for article in articles}
    assert Enlistment.objects.get().upto == articles[-1].pk

    with django_assert_max_num_queries(2):
        enlist(release="test-1")
    enlist(release="test-2")
    assert len(enlisted("test-2")) == 5


def test_an_article_that_shows_late_with_a_low_number_is_enlisted():
    late, early = a_batch(state="loading"), a_batch()
    article = an_article("Text 1.", batch=early)
    enlist(release="test-1")
    assert enlisted() == {article.pk}

    behind = an_article("Text 2.", batch=late, pk=article.pk - 1)
    late.state = "loaded"
    late.save()
    enlist(release="test-1")
    assert enlisted() == {behind.pk, article.pk}
    assert Enlistment.objects.get().upto == article.pk
