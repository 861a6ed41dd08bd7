"""A check takes nothing in, says what would happen, and obeys what a person puts right."""

import pytest
from django.db import connection

from articles.actions import amending, likeness, loading
from articles.models import Article, Batch, Item
from tests.articles.deliveries import jsonl

pytestmark = pytest.mark.django_db

LONG = " ".join(f"On day {n} the council voted {n % 3} times on item {n}." for n in range(40))


def rows(*found):
    return {"many.jsonl": jsonl(*found).encode()}


@pytest.fixture
def checked(receive):
    """Check a delivery and return its batch."""

    def checked(files, **options):
        batch = receive(files, stops_to_check=True, **options)
        assert loading.load(batch=batch)
        return batch

    return checked


def states(batch):
    return list(batch.items.values_list("state", flat=True))


def likes(batch):
    return [
        (item.likeness, item.like and item.like.origin, item.like_position, item.share)
        for item in batch.items.select_related("like")
    ]


def loaded(batch):
    loading.go_on(batch=batch)
    assert loading.load(batch=batch)
    return batch


def test_a_check_takes_nothing_in(checked):
    batch = checked({"a.txt": b"The mayor said no.", "b.txt": b""})

    assert not Article.objects.exists()
    assert (batch.state, batch.item_count, batch.loaded_at) == (Batch.State.CHECKED, 2, None)
    assert states(batch) == ["ready", "refused"]
    first = batch.items.first()
    assert (first.name, first.size, first.encoding) == ("a.txt", 18, "utf-8")
    assert first.zones["lines"] == {"body": 1}


def test_checking_twice_is_the_same_as_once(checked):
    batch = checked(rows({"text": "One."}, {"text": "Two.", "outlet": "Wire"}))
    amending.amend(batch=batch, values={1: {"title": "Mine"}})
    before = list(batch.items.values())

    Batch.objects.update(state=Batch.State.LOADING)
    loading.load(batch=batch)

    assert list(batch.items.values()) == before


def test_what_is_put_right_is_what_is_read_in(checked):
    batch = checked(rows({"text": "One."}, {"text": "Two.", "outlet": "Wire"}))

    problems = amending.amend(
        batch=batch,
        values={
            1: {"outlet": "The  Ledger", "published": "2025-03-14", "url": "https://example.org/1"},
            2: {"outlet": "", "language": "de", "published": "soon"},
        },
    )
    loaded(batch)

    assert list(problems) == [2]
    assert "“soon” is not a date" in problems[2]["published"]
    one, two = Article.objects.order_by("position")
    assert (str(one.outlet), str(one.published_at)[:10], one.url) == (
        "The Ledger",
        "2025-03-14",
        "https://example.org/1",
    )
    assert one.origins["outlet"] == one.origins["published"] == "person"
    assert (two.outlet, two.language, two.origins["language"]) == (None, "de", "person")
    assert "outlet" not in two.origins


def test_one_value_for_all_that_lack_it(checked):
    batch = checked(rows({"text": "One."}, {"text": "Two.", "outlet": "Wire"}, {"text": "Three."}))

    assert amending.fill(batch=batch, field="outlet", value="The Ledger") == 2
    with pytest.raises(loading.NotNow, match="is not a date"):
        amending.fill(batch=batch, field="published", value="soon")
    loaded(batch)

    outlets = Article.objects.order_by("position").values_list("outlet__name", flat=True)
    assert list(outlets) == ["The Ledger", "Wire", "The Ledger"]


def test_what_is_left_out_stays_out_until_it_is_taken_back(checked):
    batch = checked(rows(*({"text": f"Text {n}."} for n in range(4))))

    assert amending.leave_out(batch=batch, positions=[1, 2, 3]) == 3
    assert amending.take_back(batch=batch, positions=[2, 4]) == 1
    loaded(batch)

    assert states(batch) == ["left out", "loaded", "left out", "loaded"]


def test_the_other_of_two_equal_texts_comes_in_when_the_first_is_left_out(checked):
    batch = checked({"a.txt": b"The mayor said no.", "b.txt": b"The mayor said no."})
    assert states(batch) == ["ready", "skipped"]

    amending.leave_out(batch=batch, positions=[1])
    loaded(batch)

    assert states(batch) == ["left out", "loaded"]
    assert batch.items.get(position=2).remarks == []


def test_only_a_checked_batch_can_be_put_right_or_go_on(receive):
    batch = receive({"a.txt": b"One."})

    for deed in (
        lambda: amending.amend(batch=batch, values={1: {"title": "x"}}),
        lambda: amending.fill(batch=batch, field="outlet", value="x"),
        lambda: amending.leave_out(batch=batch, positions=[1]),
        lambda: loading.go_on(batch=batch),
    ):
        with pytest.raises(loading.NotNow, match="checked"):
            deed()


def test_likes_among_the_items_of_a_check(checked):
    most = LONG.replace("item 3", "point 3")
    batch = checked(
        rows(
            {"text": LONG, "outlet": "A", "url": "https://a.example/1"},
            {"text": LONG, "outlet": "A"},
            {"text": LONG, "outlet": "B"},
            {"text": most, "outlet": "C"},
            {"text": most + " And more.", "outlet": "A", "url": "https://a.example/1"},
            {"text": "Quite another text."},
        )
    )

    found = likes(batch)
    assert [(kind, position) for kind, _, position, _ in found] == [
        ("", None),
        ("bytes", 1),
        ("copy", 1),
        ("near", 1),
        ("version", 1),
        ("", None),
    ]
    assert states(batch) == ["ready", "skipped", "ready", "ready", "ready", "ready"]
    assert 0.5 < found[3][3] < 1


def test_likes_among_articles_that_are_there(receive, checked):
    first = receive(rows({"text": LONG, "outlet": "A", "url": "https://a.example/1"}), name="one")
    loading.load(batch=first)
    most = LONG.replace("item 3", "point 3")
    delivery = rows(
        {"text": LONG, "outlet": "A"},
        {"text": LONG, "outlet": "B"},
        {"text": most, "outlet": "C"},
        {"text": most + " And more.", "outlet": "A", "url": "https://a.example/1"},
    )

    batch = checked(delivery)

    expected = [("bytes", "many.jsonl, line 1")] + [
        (kind, "many.jsonl, line 1") for kind in ("copy", "near", "version")
    ]
    assert [one[:2] for one in likes(batch)] == expected

    loaded(batch)
    assert [one[0] for one in likes(batch)] == ["bytes", "copy", "near", "version"]
    assert states(batch) == ["skipped", "loaded", "loaded", "loaded"]


def test_two_addresses_of_one_text_are_two_articles(receive):
    urls = ("https://a.example/1", "https://a.example/2")
    batch = receive(rows(*({"text": LONG, "outlet": "A", "url": url} for url in urls)))
    loading.load(batch=batch)

    assert states(batch) == ["loaded", "loaded"]
    assert [one[0] for one in likes(batch)] == ["", "copy"]


def test_the_newest_version_of_a_page_is_the_one_published_last_then_received_last(receive):
    url = "https://a.example/1"
    for text, published in (("Second.", "2025-01-02"), ("First.", "2025-01-01"), ("Third.", "")):
        found = {"text": text, "url": url, "outlet": "A", "published": published}
        loading.load(batch=receive(rows(found)))

    newest = Article.objects.get(newest=None)
    assert newest.text == "Second."
    assert {article.newest for article in Article.objects.exclude(pk=newest.pk)} == {newest}


def test_cancelling_leaves_what_is_read_in_and_retrying_goes_on(receive, monkeypatch):
    monkeypatch.setattr(loading, "CHUNK_ITEMS", 2)
    batch = receive(rows(*({"text": f"Text {n}."} for n in range(6))))
    take = loading._take

    def cancel_in_the_second(batch, chunk, seen):
        if chunk[0].position == 3:
            loading.cancel(batch=batch)
        return take(batch, chunk, seen)

    monkeypatch.setattr(loading, "_take", cancel_in_the_second)
    loading.load(batch=batch)
    assert (batch.state, states(batch)) == (Batch.State.CANCELLED, ["loaded"] * 2)
    assert loading.load(batch=batch)
    assert batch.articles.count() == 2

    monkeypatch.setattr(loading, "_take", take)
    loading.retry(batch=batch)
    loading.load(batch=batch)
    assert (batch.state, states(batch)) == (Batch.State.LOADED, ["loaded"] * 6)


def test_a_cancelled_check_leaves_nothing_to_read_in(checked):
    batch = checked({"a.txt": b"One."})

    loading.cancel(batch=batch)

    assert (batch.state, states(batch)) == (Batch.State.CANCELLED, ["cancelled"])


def test_a_batch_that_is_rolled_back_is_neither_cancelled_nor_tried_again(receive):
    batch = receive({"a.txt": b"One."})
    Batch.objects.update(state=Batch.State.ROLLED_BACK)

    for deed in (loading.cancel, loading.retry):
        with pytest.raises(loading.NotNow):
            deed(batch=batch)


def test_what_was_refused_is_read_when_it_can_be(receive):
    batch = receive({"a.txt": b"One."})
    Item.objects.create(batch=batch, position=1, name="a.txt", state="refused")

    loading.load(batch=batch)

    assert states(batch) == ["loaded"]


def test_of_many_near_articles_the_newest_are_looked_at(checked, receive, monkeypatch):
    texts = [f"{LONG} This is number {number}." for number in range(3)]
    assert loading.load(batch=receive(rows(*({"text": text} for text in texts))))
    monkeypatch.setattr(likeness, "HOLDERS", 1)

    batch = checked(rows({"text": f"{LONG} And more."}))

    assert [one[:2] for one in likes(batch)] == [("near", "many.jsonl, line 3")]


def test_near_articles_are_found_by_the_index(django_assert_num_queries):
    with django_assert_num_queries(5) as asked:
        likeness._holding(range(4_000))

    with connection.cursor() as cursor:
        cursor.execute(asked[1]["sql"])  # as it was asked
        cursor.execute(f"EXPLAIN {asked[2]['sql']}")
        assert "article_bands" in str(cursor.fetchall())
        cursor.execute(asked[3]["sql"])
