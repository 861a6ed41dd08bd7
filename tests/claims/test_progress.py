"""How far a batch is, told from rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Batch, Item
from claims import progress
from claims.actions.linking import link_waiting
from claims.actions.storylines import chain_waiting
from claims.models import Analysis, Story, StoryMembership
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
    assert [(words, count) for _, words, count in found.figures] == [
        ("queued", 0),
        ("parsed", 2),
        ("analysed", 1),
        ("linked", 0),
        ("failed", 1),
    ]


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


def test_who_was_linked_stays_so_while_others_join_the_story():
    batch = a_batch()
    old, new = in_batch(batch, 1), in_batch(batch, 2)
    analysed(old)
    analysed(new)
    story = a_story(old)
    Story.objects.update(linked_at=None, chained_at=None)
    StoryMembership.objects.create(story=story, article=new, release=RELEASE)

    assert progress.of(batch).words == "claims are being linked: 1 of 2 articles"


@pytest.mark.parametrize("steps", [(link_waiting, chain_waiting), (chain_waiting, link_waiting)])
def test_an_article_is_linked_when_its_story_is_and_has_sought_its_storyline(steps):
    batch = a_batch()
    article = in_batch(batch, 1)
    analysed(article)
    a_story(article, linked_at=None, chained_at=None)

    first, second = steps
    first(until=float("inf"))
    assert progress.of(batch).words == "claims are being linked: 0 of 1 article"
    second(until=float("inf"))
    assert progress.of(batch).is_finished


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

    assert [(line.position, line.place, line.words) for line in lines] == [
        (0, "", "remark on the delivery"),
        (1, "001.txt", "analysed: 1 statement; waiting to be linked"),
        (2, "002.txt", "parsed, waiting to be analysed"),
        (3, "003.txt", "could not be analysed"),
        (4, "004.txt", "parsed, waiting to be analysed"),
        (5, "a.csv, line 3", "refused"),
        (6, "006.txt", "skipped: already there"),
    ]
    assert [reason for line in lines for reason in line.reasons] == [
        "manifest.csv, line 1: has “x”",
        "ValueError: odd",
        "004.txt, line 7: url “x” is none",
        "is empty",
    ]
    assert [line.article for line in lines] == [
        None,
        *(article.pk for article in (done, waiting, failed, remarked)),
        None,
        None,
    ]
    assert lines[-1].like
    assert lines[-1].like.words == "the same bytes as 001.txt of this batch"
    assert lines[-1].like.href == done.get_absolute_url()


def test_problems_alone():
    batch = a_batch()
    in_batch(batch, 1)
    analysed(in_batch(batch, 2), Analysis.State.FAILED, error="odd")
    rejected(batch, 3)

    lines = progress.page(batch, only_problems=True).lines

    assert [line.position for line in lines] == [2, 3]


def test_pages_follow_each_other_without_gap_or_overlap(monkeypatch):
    monkeypatch.setattr("claims.progress.lines.PAGE", 3)
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

    with django_assert_num_queries(3):
        assert len(progress.page(batch).lines) == 29


def test_recent_batches_come_in_pages_the_newest_first():
    batches = [a_batch(created_at=timezone.now()) for _ in range(5)]

    first, following = progress.recent(size=3)
    second, end = progress.recent(before=following, size=3)

    assert [one.batch for one in [*first, *second]] == batches[::-1]
    assert end is None


def test_each_stage_is_told_in_one_word():
    batch = a_batch(item_count=12)
    parsed, done, linked, older, left, off, failed = (
        in_batch(batch, number) for number in range(1, 8)
    )
    for article in (done, linked, older):
        analysed(article)
    a_story(linked)
    type(older).objects.filter(pk=older.pk).update(newest=linked)
    analysed(left, Analysis.State.LEFT, error="is written in German; only English is analysed")
    analysed(off, Analysis.State.LEFT, error=progress.CANCELLED)
    analysed(failed, Analysis.State.FAILED, error="ValueError: odd")
    for position, state in enumerate(Item.State, 20):
        if state != Item.State.LOADED:
            rejected(batch, position, state, remarks=[])
    rejected(batch, 30, Item.State.LOADED, remarks=[])

    stages = dict(progress.staged(batch.items.all()).values_list("position", "stage"))

    assert [stages.pop(number) for number in range(1, 8)] == [
        *("parsed", "analysed", "linked", "older", "left", "cancelled", "failed")
    ]
    assert [stages[at] for at in sorted(stages)] == [
        *("queued", "failed", "skipped", "cancelled", "cancelled", "undone", "undone")
    ]
    assert parsed.pk
    assert sum(progress.of(batch).counts.values()) == batch.items.count()


def test_what_is_not_english_says_so_and_holds_up_nobody():
    batch = a_batch()
    article = in_batch(batch, 1)
    Item.objects.filter(article=article).update(
        details={"language": "de", "title": "Brücke zu"}, origins={"language": "text"}
    )
    analysed(article, Analysis.State.LEFT, error="is written in German; only English is analysed")

    (line,) = progress.page(batch).lines
    found = progress.of(batch)

    assert (line.words, line.reasons) == (
        "parsed, but not analysed",
        ["is written in German; only English is analysed"],
    )
    assert (line.details["language"].shown, line.details["language"].words) == (
        "German",
        "guessed from the text",
    )
    assert found.is_finished
    assert found.words == "done: 0 articles analysed and linked, 1 not analysed"


@pytest.mark.parametrize(
    ("likeness", "share", "words"),
    [
        ("near", 0.93, "near copy of Bridge to close: 93% of its text"),
        ("version", 0.8, "another version of Bridge to close"),
        (
            "copy",
            1.0,
            "the same text as Bridge to close (The Harbor Ledger): a copy, counted as one voice",
        ),
    ],
)
def test_likeness_is_told_in_words(likeness, share, words):
    batch = a_batch()
    first = in_batch(batch, 1, title="Bridge to close")
    second = in_batch(batch, 2)
    Item.objects.filter(article=second).update(like=first, likeness=likeness, share=share)

    like = progress.page(batch).lines[1].like

    assert like
    assert like.words == words
    assert bool(like.versions) == (likeness == "version")


def test_rate_and_time_left_come_from_the_last_minutes():
    batch = a_batch(item_count=40)
    now = timezone.now()
    for number in range(1, 41):
        article = in_batch(batch, number)
        if number <= 10:  # the last ten of which one came every six seconds
            analysed(article, finished_at=now - timedelta(seconds=6 * number))
        elif number <= 20:
            analysed(article, finished_at=now - timedelta(hours=1))

    found = progress.of(batch)

    assert found.rate == pytest.approx(10, rel=0.1)
    assert found.left == "about 2 minutes left"


def test_nothing_is_said_of_time_where_nothing_can_be():
    batch = a_batch(item_count=2)
    analysed(in_batch(batch, 1), finished_at=timezone.now())
    in_batch(batch, 2)

    found = progress.of(batch)

    assert (found.rate, found.left) == (None, "")


def test_addresses_are_items_before_they_are_fetched():
    batch = a_batch(state=Batch.State.FETCHING)
    for position, (state, error) in enumerate(
        [("queued", ""), ("fetched", ""), ("failed", "answered 404: not found")], 1
    ):
        batch.fetches.create(
            position=position, url=f"https://e.example/{position}", state=state, error=error
        )

    found, lines = progress.of(batch), progress.page(batch).lines

    assert found.words == "being fetched: 2 of 3 addresses"
    assert (found.received, found.queued, found.refused) == (3, 2, 1)
    assert [(line.name, line.stage, line.reasons) for line in lines] == [
        ("https://e.example/1", "queued", []),
        ("https://e.example/2", "queued", []),
        ("https://e.example/3", "failed", ["answered 404: not found"]),
    ]
    assert [line.position for line in progress.page(batch, only_problems=True).lines] == [3]


def test_one_stage_alone():
    batch = a_batch()
    in_batch(batch, 1)
    analysed(in_batch(batch, 2))

    lines = progress.page(batch, stage=progress.Stage.ANALYSED).lines

    assert [line.position for line in lines] == [2]


def test_a_batch_is_one_plain_object():
    batch = a_batch(name="monday.zip", item_count=3)
    article = in_batch(batch, 1, title="Bridge to close")
    rejected(batch, 2, name="a.zip:inner/x.csv", line=7)
    rejected(batch, 3, "skipped", like=article, likeness="text")

    told = progress.told(progress.of(batch), progress.page(batch).lines)

    assert (told["batch"], told["name"], told["state"]) == (batch.pk, "monday.zip", "loaded")
    assert told["counts"] == {
        "queued": 0,
        "parsed": 1,
        "analysed": 0,
        "linked": 0,
        "failed": 1,
        "skipped": 1,
        "cancelled": 0,
    }
    first, second, third = told["items"]
    assert (first["state"], first["problem"], first["article"]) == ("parsed", None, article.pk)
    assert (first["title"], first["origins"]["title"]) == ("Bridge to close", "manifest")
    assert (second["name"], second["line"]) == ("a.zip:inner/x.csv", 7)
    assert (second["state"], second["problem"]) == ("failed", "002.txt: is empty")
    assert third["problem"] == "the same text as 001.txt of this batch"


def test_what_goes_with_a_batch_is_counted():
    batch = a_batch()
    first, second = in_batch(batch, 1), in_batch(batch, 2)
    a_statement(first)
    a_statement(second)
    a_story(first, an_article("Of another batch."))
    a_story(second)

    stakes = progress.stakes(batch)

    assert (stakes.articles, stakes.statements, stakes.stories, stakes.shared) == (2, 2, 2, 1)
