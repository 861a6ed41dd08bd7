"""Put the versions of a page in order: the newest of them counts, the others point to it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime

from articles.models import Article

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def arrange(urls: Collection[str]) -> None:
    """Let every older article of these addresses point to the newest; twice is the same as once.

    That is the one published last, of several the one received last. Must run in a transaction.
    """
    found = Article.objects.filter(url__in={url for url in urls if url}).order_by("pk")
    versions: defaultdict[str, list[Article]] = defaultdict(list)
    for article in found.select_related("batch").only(
        "url", "published_at", "newest", "position", "batch__created_at"
    ):
        versions[article.url].append(article)
    changed = []
    for articles in versions.values():
        last = max(articles, key=_age)
        for article in articles:
            newest = None if article is last else last.pk
            if article.newest_id != newest:
                article.newest_id = newest
                changed.append(article)
    Article.objects.bulk_update(changed, ["newest"])


def _age(article: Article) -> tuple[datetime, datetime, int, int]:
    batch = article.batch
    return article.published_at or _EARLIEST, batch.created_at, batch.pk, article.position
