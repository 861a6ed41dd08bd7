"""Withdraw: take articles out of all that was made of many, as if they had never been there.

For older versions of a page, and for articles that are about to be deleted. Their readings stay,
and are shown with the article; they only count no longer.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db import transaction
from django.db.models import Q

from articles import locks
from articles.models import Article, Batch
from claims.actions import doubts, grouping, quoted_again
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    Statement,
    StatementLink,
    VoiceTie,
)
from claims.nlp.release import RELEASE

# Articles a transaction. What they hung together with is grouped anew once for all of them, which
# costs for one as much as for a thousand; a kill loses some seconds of work.
CHUNK = 1_000


def withdraw(article_ids: Iterable[int]) -> None:
    """Let the readings of articles not be current, and nothing rest on them; twice is once.

    What hung together with them is grouped anew here and now; stories that lost some are linked
    and chained by the next sweeps. Each chunk is whole by itself. Must run outside a transaction.
    """
    for articles in chunks(article_ids, CHUNK):
        _withdraw(articles)


def chunks(ids: Iterable[int], size: int) -> Iterator[list[int]]:
    """Yield ids in their order, so many at a time."""
    rest = sorted(set(ids))
    while rest:
        yield rest[:size]
        rest = rest[size:]


def _withdraw(articles: Collection[int]) -> None:
    with transaction.atomic():
        # In the order in which others take them: whoever groups, articles, readings, stories, and
        # whoever links by runs, so that no link to these statements can come any more.
        locks.alone(locks.Room.GROUPING)
        hold(Q(pk__in=articles))
        runs = quoted_again.runs_of(articles)
        grouping.take_out(articles)
        quoted_again.forget_common_runs(runs)
        quoted_again.wait_for_linking()
        _forget(articles)


def hold(which: Q) -> None:
    """Lock articles, so that no reading of them becomes current meanwhile."""
    rows = Article.objects.select_for_update(no_key=True).filter(which).order_by("pk")
    list(rows.values_list("pk"))


def _forget(articles: Collection[int]) -> None:
    """Delete what ties the articles and their statements to others."""
    doubts.forget(articles)
    said = list(Statement.objects.filter(article__in=articles).values_list("pk", flat=True))
    in_claims = ClaimLink.objects.filter(statement__in=said)
    touched = set(in_claims.values_list("claim", flat=True))
    touched |= set(Claim.objects.filter(wording__in=said).values_list("pk", flat=True))
    for rows in (
        StatementLink.objects.filter(Q(first__in=said) | Q(second__in=said)),
        VoiceTie.objects.filter(Q(first__in=articles) | Q(second__in=articles)),
        in_claims,
    ):
        rows._raw_delete(rows.db)
    _word_anew(touched, set(said))


def _word_anew(claims: Collection[int], gone: Collection[int]) -> None:
    """Let claims have the words of a statement that they still hold; linking chooses the best."""
    left = ClaimLink.objects.filter(claim__in=claims).order_by("claim", "-score", "pk")
    words = dict(left.distinct("claim").values_list("claim", "statement"))
    rows = [row for row in Claim.objects.filter(pk__in=words) if row.wording_id in gone]
    for row in rows:
        row.wording_id = words[row.pk]
    Claim.objects.bulk_update(rows, ["wording"])
    empty = Claim.objects.filter(pk__in=set(claims) - words.keys())
    empty._raw_delete(empty.db)  # nothing hangs on a claim without links


def settle_versions() -> int:
    """Let the newest version of each page count, and no other; return how many readings changed."""
    older = Analysis.objects.filter(is_current=True, article__newest__isnull=False)
    over = set(older.values_list("article", flat=True))
    withdraw(over)
    back = list(Analysis.objects.left_out(RELEASE).values_list("article", flat=True))
    return len(over) + sum(_bring_back(articles) for articles in chunks(back, CHUNK))


def _bring_back(articles: Collection[int]) -> int:
    """Let readings of articles that are the newest version, again, be current."""
    with transaction.atomic():
        hold(Q(pk__in=articles))
        return (
            Analysis.objects.left_out(RELEASE)
            .filter(article__in=articles)
            .update(is_current=True, grouped_at=None)
        )


def counts(article: Article) -> bool:
    """Say whether a reading of the article may be current; who asks holds the article's row."""
    return article.newest_id is None and article.batch.state != Batch.State.ROLLING_BACK
