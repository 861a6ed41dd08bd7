"""How far a batch is, told from rows."""

import pytest
from django.utils import timezone

from articles.models import Batch, Item
from claims import progress
from claims.models import Analysis
from claims.nlp.release import RELEASE
from tests.builders import a_batch, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db


def analysed(article, state=Analysis.State.DONE, **fields):
    return Analysis.objects.create(
        article=article, release=RELEASE, state=state, is_current=state == "done", **fields
    )


def rejected(batch, position, state="refused", reason="is empty", **fields):
    name = f"{position:03}.txt"
    remark = {"reason": reason, "name": name, "line": None}
    return Item.objects.create(
        **{"batch": batch, "position": position, "state": state, "name": name, "remarks": [remark]}
        | fields,
    )


def in_batch(batch, number, remarks=(), **fields):
    text = f"Text {number} of batch {batch.pk}."
    article = an_article(text, batch=batch, position=number, origin=f"{number:03}.txt", **fields)
    Item.objects.filter(article=article).update(remarks=list(remarks))
    return article


def test_a_batch_that_waits():
    found = progress.of(a_batch(state=Batch.State.RECEIVED))

    assert found.words == "waiting to be read in: 0 articles so far"
    assert not found.is_finished


def test_a_batch_that_is_being_read_in():
    batch = a_batch(state=Batch.State.LOADING)
    in_batch(batch, 1)
    rejected(batch, 2)

    found = progress.of(batch)

    assert found.words == "being read in: 1 article so far"
    assert (found.received, found.is_finished) == (2, False)


def test_a_batch_that_is_being_analysed():
    batch = a_batch(item_count=4)
    analysed(in_batch(batch, 1))
    analysed(in_batch(batch, 2), Analysis.State.WAITING)
    in_batch(batch, 3)
    rejected(batch, 4)

    found = progress.of(batch)

    assert found.words == "being analysed: 1 of 3 articles"
    assert (found.received, found.analysed, found.refused) == (4, 1, 1)
    assert (found.done, found.to_do, found.is_finished) == (1, 6, False)


def test_a_batch_whose_claims_are_being_linked():
    batch = a_batch()
    articles = [in_batch(batch, number) for number in (1, 2, 3)]
    for article in articles:
        analysed(article)
    a_story(articles[0])
    a_story(articles[1], linked_at=None)

    found = progress.of(batch)

    assert found.words == "claims are being linked: 1 of 3 articles"
    assert (found.linked, found.done, found.is_finished) == (1, 4, False)


def test_a_batch_that_is_done_though_one_article_could_not_be_analysed():
    batch = a_batch()
    good, bad = in_batch(batch, 1), in_batch(batch, 2)
    analysed(good)
    a_story(good)
    analysed(bad, Analysis.State.FAILED, error="ValueError: odd")

    found = progress.of(batch)

    assert found.is_finished
    assert found.words == "done: 1 article analysed and linked, 1 could not be analysed"


def test_a_batch_that_could_not_be_read():
    found = progress.of(a_batch(state=Batch.State.FAILED, error="x.zip is not a ZIP file"))

    assert (found.words, found.is_finished) == ("could not be read", True)


def test_a_batch_of_nothing_new():
    batch = a_batch(item_count=1)
    rejected(batch, 1, "skipped")

    found = progress.of(batch)

    assert (found.words, found.is_finished, found.skipped) == (
        "read in: no article is new",
        True,
        1,
    )


def test_a_reading_by_another_release_does_not_count():
    batch = a_batch()
    Analysis.objects.create(article=in_batch(batch, 1), release="old", state="done")

    assert progress.of(batch).analysed == 0


def test_many_batches_take_as_many_queries_as_one(django_assert_num_queries):
    for _ in range(3):
        analysed(in_batch(a_batch(), 1))

    batches = list(Batch.objects.all())
    with django_assert_num_queries(4):
        found = progress.of_all(batches)

    assert [one.articles for one in found] == [1, 1, 1]


def test_lines_say_what_became_of_each_item():
    batch = a_batch()
    done, waiting, failed = (in_batch(batch, number) for number in (1, 2, 3))
    url = {"reason": "url “x” is none", "name": "004.txt", "line": 7, "field": "url"}
    remarked = in_batch(batch, 4, remarks=[url])
    statement = a_statement(done)
    Analysis.objects.filter(pk=statement.analysis_id).update(release=RELEASE)
    analysed(failed, Analysis.State.FAILED, error="ValueError: odd")
    batch.remarks = [{"reason": "has “x”", "name": "manifest.csv", "line": 1, "field": "x"}]
    batch.save()
    remark = {"reason": "is empty", "name": "a.csv", "line": 3}
    rejected(batch, 5, name="a.csv", line=3, remarks=[remark])
    rejected(batch, 6, "skipped", reason="the same bytes as 001.txt", like=done, likeness="bytes")

    lines = progress.page(batch).lines

    assert [(line.position, line.origin, line.words) for line in lines] == [
        (0, "", "remark on the delivery"),
        (1, "001.txt", "analysed: 1 statement"),
        (2, "002.txt", "read in, waiting to be analysed"),
        (3, "003.txt", "could not be analysed: ValueError: odd"),
        (4, "004.txt", "read in, waiting to be analysed"),
        (5, "a.csv, line 3", "refused"),
        (6, "006.txt", "already there"),
    ]
    assert [reason.words for line in lines for reason in line.reasons] == [
        "manifest.csv, line 1: has “x”",
        "004.txt, line 7: url “x” is none",
        "is empty",
        "the same bytes as 001.txt",
        "the same bytes",
    ]
    assert [line.article for line in lines] == [None, done, waiting, failed, remarked, None, None]
    assert lines[-1].reasons[-1].duplicate_of == done


def test_problems_alone():
    batch = a_batch()
    in_batch(batch, 1)
    analysed(in_batch(batch, 2), Analysis.State.FAILED, error="odd")
    rejected(batch, 3)

    lines = progress.page(batch, only_problems=True).lines

    assert [line.position for line in lines] == [2, 3]


def test_pages_follow_each_other_without_gap_or_overlap(monkeypatch):
    monkeypatch.setattr(progress, "PAGE", 3)
    batch = a_batch()
    for number in (1, 3, 4, 7, 8):
        in_batch(batch, number)
    for number in (2, 5, 6):
        rejected(batch, number)

    seen: list[list[int]] = []
    after: int | None = -1
    while after is not None:
        page = progress.page(batch, after=after)
        seen.append([line.position for line in page.lines])
        after = page.next

    assert seen == [[1, 2, 3], [4, 5, 6], [7, 8]]


def test_a_page_of_many_items_takes_a_fixed_number_of_queries(django_assert_num_queries):
    batch = a_batch()
    for number in range(1, 30):
        analysed(in_batch(batch, number, remarks=[{"reason": "odd", "name": "a", "line": None}]))

    with django_assert_num_queries(2):
        assert len(progress.page(batch).lines) == 29


def test_recent_batches_come_in_pages_the_newest_first():
    batches = [a_batch(created_at=timezone.now()) for _ in range(5)]

    first, following = progress.recent(size=3)
    second, end = progress.recent(before=following, size=3)

    assert [one.batch for one in [*first, *second]] == batches[::-1]
    assert end is None
