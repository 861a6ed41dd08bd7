"""Read again: have articles read once more by this release, as after a change of their zones."""

import logging
from collections.abc import Collection, Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from articles.models import Article
from claims.actions.analysis import is_read, retry_failed
from claims.actions.withdrawing import chunks
from claims.models import Analysis
from claims.nlp.release import RELEASE

logger = logging.getLogger(__name__)

CHUNK = 100  # articles a transaction: a kill loses a second of work

State = Analysis.State


def read_again(articles: Iterable[int] | QuerySet[Article], *, by: User | None = None) -> int:
    """Let articles be read by this release once more; return how many will be.

    The reading that is there steps aside, as “2026.3#1”, and is shown until the new one is done;
    people's decisions follow to the new one's statements. Those that failed are tried again, and
    those that wait do so only once.
    """
    ids: Iterable[int] = (
        articles.order_by("pk").values_list("pk", flat=True)
        if isinstance(articles, QuerySet)
        else articles
    )
    again = sum(_read_again(some) for some in chunks(ids, CHUNK))
    logger.info("%s articles are read again for %s", again, by or "nobody signed in")
    return again


@transaction.atomic
def _read_again(articles: Collection[int]) -> int:
    here = Analysis.objects.filter(article__in=articles, release=RELEASE)
    held = here.select_for_update(of=["self"]).select_related("article").order_by("pk")
    rows = list(held.only("article__language", "state", "release"))
    failed = retry_failed(here)
    aside = [row for row in rows if row.state == State.DONE]
    # A language that a person put right
    left = [row.pk for row in rows if row.state == State.LEFT and is_read(row.article.language)]
    here.filter(pk__in=left).update(state=State.WAITING, attempts=0, error="", finished_at=None)
    numbers = _last_numbers([row.article_id for row in aside])
    for row in aside:
        row.release = f"{RELEASE}#{numbers.get(row.article_id, 0) + 1}"
    Analysis.objects.bulk_update(aside, ["release"])
    Analysis.objects.bulk_create(
        Analysis(article_id=row.article_id, release=RELEASE) for row in aside
    )
    return failed + len(left) + len(aside)


def _last_numbers(articles: Collection[int]) -> dict[int, int]:
    """Return how often this release's reading of some articles stepped aside."""
    found: dict[int, int] = {}
    rows = Analysis.objects.filter(article__in=articles, release__startswith=f"{RELEASE}#")
    for article, release in rows.values_list("article", "release"):
        found[article] = max(found.get(article, 0), int(release.rpartition("#")[2]))
    return found
