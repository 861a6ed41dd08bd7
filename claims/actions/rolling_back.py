"""Roll back: undo a batch, so that the database is as if it had never been there.

The batch's row stays, and what it held is told by its items. People's decisions on other articles
stay; those about its own go with them.
"""

import logging
import time
from collections.abc import Collection
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from articles import locks
from articles.actions import likeness, versions
from articles.actions.loading import NotNow
from articles.models import Article, Batch, Item, Outlet, Zoning
from claims.actions import doubts, history, speakers, withdrawing
from claims.models import (
    Analysis,
    ArticleDecision,
    Judgement,
    SourceLink,
    SpeakerDecision,
    Statement,
    StatementDecision,
    StoryTitle,
)

logger = logging.getLogger(__name__)

CHUNK = 100  # articles that are deleted together: meanwhile nobody can read in
UNFINISHED = {Batch.State.FETCHING, Batch.State.RECEIVED, Batch.State.LOADING, Batch.State.CHECKED}
SAME = (Item.Likeness.BYTES, Item.Likeness.TEXT)


@transaction.atomic
def roll_back(*, batch: Batch, by: User | None = None) -> None:
    """Let a batch be undone by the next sweep; twice is the same as once.

    Raise `NotNow` in words while it is being fetched, checked or read in, and when it is undone.
    """
    held = Batch.objects.select_for_update().get(pk=batch.pk)
    if held.state in UNFINISHED:
        raise NotNow(
            f"{held.name} is not wholly read in yet ({held.get_state_display()}): "
            "cancel the rest first, then roll it back."
        )
    if held.state == Batch.State.ROLLED_BACK:
        raise NotNow(f"{held.name} was rolled back before.")
    held.state = Batch.State.ROLLING_BACK
    held.save(update_fields=["state"])
    batch.state = held.state
    history.note(deed=history.Deed.ROLLED_BACK, by=by, title=held.name, about=[held])
    logger.info("batch %s is rolled back by %s", held.pk, by or "nobody signed in")


def roll_back_waiting(*, until: float) -> int:
    """Undo batches that are to be rolled back, until none is left or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many articles went. Stopped at any moment
    and done again, it goes on where it was.
    """
    done = 0
    for batch in Batch.objects.filter(state=Batch.State.ROLLING_BACK).order_by("pk"):
        with locks.attempt(locks.Room.LOADING, batch.pk) as held:
            if held:
                done += _undo(batch, until)
    return done


def _undo(batch: Batch, until: float) -> int:
    done = 0
    articles = batch.articles.order_by("pk").values_list("pk", flat=True)
    while waiting := list(articles[: withdrawing.CHUNK]):
        if time.monotonic() >= until:
            return done
        withdrawing.withdraw(waiting)
        for some in withdrawing.chunks(waiting, CHUNK):
            _delete(some)
            done += len(some)
            if time.monotonic() >= until:
                break
    left = Batch.objects.filter(pk=batch.pk, state=Batch.State.ROLLING_BACK)
    left.update(state=Batch.State.ROLLED_BACK)
    return done


@transaction.atomic
def _delete(ids: Collection[int]) -> None:
    """Delete withdrawn articles with their readings, and put right what knew of them."""
    _wait_for_loading()
    articles = Article.objects.filter(pk__in=ids)
    known = list(articles.values_list("url", "outlet"))
    urls = {url for url, _ in known if url}
    # Locked at once, and before speakers, as analyzing does.
    pages = Article.objects.filter(Q(pk__in=ids) | Q(url__in=urls))
    list(pages.select_for_update().order_by("pk").values_list("pk"))
    speakers.alone()
    named = speakers.named_in(ids)
    copies = list(
        Item.objects.filter(like__in=ids).exclude(article__in=ids).select_related("batch")
    )
    Item.objects.filter(article__in=ids).update(state=Item.State.UNDONE, article=None)
    Item.objects.filter(like__in=ids).update(like=None)
    Article.objects.filter(newest__in=ids).update(newest=None)
    _delete_readings(ids)
    # By table, since Django would look up for each row what hangs on it.
    _raw_delete(Zoning.objects.filter(article__in=ids))
    _raw_delete(articles)
    versions.arrange(urls)
    speakers.settle(named)
    outlets = Outlet.objects.filter(pk__in={outlet for _, outlet in known if outlet})
    _raw_delete(outlets.filter(~Exists(Article.objects.filter(outlet=OuterRef("pk")))))
    _open_again(copies)
    _compare_again(copies)


def _wait_for_loading() -> None:
    """Wait for items that are being read in, which may be like those that go, or of their outlet.

    Who reads in holds the same lock, shared, from before he looks up what is there.
    """
    locks.alone(locks.Room.LOADING)


def _delete_readings(articles: Collection[int]) -> None:
    said = list(Statement.objects.filter(article__in=articles).values_list("pk", flat=True))
    for model, ends in ((StatementDecision, said), (ArticleDecision, articles)):
        _raw_delete(model._default_manager.filter(Q(first__in=ends) | Q(second__in=ends)))
    of_articles = Q(article__in=articles)
    doubts.forget(articles)
    _raw_delete(Judgement.objects.filter(of_articles))
    _raw_delete(StoryTitle.objects.filter(of_articles))
    _raw_delete(SourceLink.objects.filter(statement__in=said))
    _raw_delete(SpeakerDecision.objects.filter(of_articles))
    _raw_delete(Statement.objects.filter(pk__in=said))
    _raw_delete(Analysis.objects.filter(article__in=articles))


def _raw_delete(rows: QuerySet[Any]) -> None:
    rows._raw_delete(rows.db)


def _open_again(copies: Collection[Item]) -> None:
    """Let other batches read in what was left out only because a deleted article was there."""
    skipped = [
        item
        for item in copies
        if item.state == Item.State.SKIPPED
        and item.likeness in SAME
        and item.batch.state not in {Batch.State.ROLLING_BACK, Batch.State.ROLLED_BACK}
    ]
    for item in skipped:
        is_cancelled = item.batch.state == Batch.State.CANCELLED
        item.state = Item.State.CANCELLED if is_cancelled else Item.State.READY
        item.like = item.like_position = item.share = None
        item.likeness = ""
        item.remarks = item.remarks[:-1]  # the last says why it was left out
    fields = ["state", "like", "like_position", "share", "likeness", "remarks"]
    Item.objects.bulk_update(skipped, fields)
    done = Batch.objects.filter(
        pk__in={item.batch_id for item in skipped}, state=Batch.State.LOADED
    )
    done.update(state=Batch.State.RECEIVED)


def _compare_again(copies: Collection[Item]) -> None:
    """Find what else articles are like that were like a deleted one."""
    loaded = {item.pk: item for item in copies if item.state == Item.State.LOADED}
    articles = {
        item.pk: item.article
        for item in Item.objects.filter(pk__in=loaded).select_related("article__outlet")
        if item.article
    }
    texts = {
        pk: likeness.text_of(
            one.text, one.fingerprint, one.sha256, one.outlet.key if one.outlet else "", one.url
        )
        for pk, one in articles.items()
    }
    found = likeness.alike(texts, {pk: one.pk for pk, one in articles.items()})
    for pk in articles:
        item, like = loaded[pk], found.get(pk)
        item.like_id = like.article if like else None
        item.likeness = like.likeness if like else ""
        item.share = round(like.share, 4) if like else None
    rows = [loaded[pk] for pk in articles]
    Item.objects.bulk_update(rows, ["like", "likeness", "share"])
