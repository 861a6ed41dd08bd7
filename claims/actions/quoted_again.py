"""Find quotations of a story in other stories, by the runs of their words.

A run that very many statements hold is no quotation but a stock phrase, a slogan or boilerplate: it
is kept as common, and links nothing any more. When statements that hold it go, and no more than
MANY are left, it is forgotten, and these are compared again. So what is linked follows from all
current statements together, whichever came first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime

from django.db import connection, transaction

from articles import locks
from claims.actions.cards import cards_of, key_of, rows_of
from claims.actions.grouping import evidence_rows
from claims.linking import pairs
from claims.linking.types import LinkKind, PairLink, StatementCard
from claims.models import CommonRun, Statement, StatementLink, Story, StoryMembership
from claims.nlp.release import RELEASE

MANY = 50  # statements that hold a run; what more of them hold is common

# Links that rest on common runs alone.
_UNFOUNDED = """
DELETE FROM claims_statementlink link
USING claims_statement first, claims_statement second
WHERE link.kind = %(kind)s AND first.id = link.first_id AND second.id = link.second_id
    AND first.runs && %(runs)s::bigint[]
    AND NOT EXISTS (
        SELECT FROM unnest(first.runs) AS shared(run)
        WHERE shared.run = ANY(second.runs)
            AND NOT EXISTS (SELECT FROM claims_commonrun common WHERE common.run = shared.run)
    )
"""


def note_common_runs(articles: Collection[int]) -> None:
    """Keep which runs of these articles' statements are common, and take back what they linked.

    It waits for all who link by runs at the moment, so that none of them links by these any more.
    Must run before the articles' quotations are looked up, outside of a transaction. What only
    earlier readings of the articles held may be common no more.
    """
    with transaction.atomic():
        forget_common_runs(runs_of(articles, is_current=False))
    holders = _holders(runs_of(articles))
    common = sorted(run for run, found in holders.items() if len(found) > MANY)
    if not common:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_linking()
        CommonRun.objects.bulk_create((CommonRun(run) for run in common), ignore_conflicts=True)
        cursor.execute(_UNFOUNDED, {"kind": LinkKind.QUOTED_AGAIN, "runs": common})


def forget_common_runs(runs: Collection[int]) -> None:
    """Forget which of some runs no more than MANY statements hold; these are compared again.

    Must run in a transaction.
    """
    if not (few := _common_to_few(runs)):
        return
    rows = Statement.objects.current().filter(runs__overlap=few).order_by()
    articles = set(rows.values_list("article", flat=True))
    # Stories before runs: whoever links holds his story while he waits for these.
    homes = Story.objects.filter(memberships__article__in=articles).values("pk")
    held = Story.objects.select_for_update().filter(pk__in=homes).order_by("pk")
    Story.objects.filter(pk__in=list(held.values_list("pk", flat=True))).update(linked_at=None)
    StoryMembership.objects.filter(article__in=articles).update(compared_at=None)
    wait_for_linking()
    CommonRun.objects.filter(run__in=_common_to_few(few)).delete()


def wait_for_linking() -> None:
    """Wait for all who link by runs at the moment; others wait until the transaction ends."""
    locks.alone(locks.Room.RUNS)


def _common_to_few(runs: Collection[int]) -> list[int]:
    """Return which of some runs are kept as common, though MANY or fewer statements hold them."""
    common = sorted(CommonRun.objects.filter(run__in=runs).values_list("run", flat=True))
    rows = Statement.objects.current().filter(runs__overlap=common).order_by()
    held = Counter(run for found in rows.values_list("runs", flat=True) for run in found)
    return [run for run in common if held[run] <= MANY]


def quotations_again(
    story: Story, rows: Mapping[str, Statement], cards: Mapping[str, StatementCard]
) -> Iterator[StatementLink]:
    """Yield links of some of a story's statements to those of other stories that quote the same.

    Must run in a transaction; nobody can keep a run as common before it has ended.
    """
    locks.share(locks.Room.RUNS)
    own = {key_of(row): row.runs for row in rows.values() if row.runs}
    holders = _holders({run for runs in own.values() for run in runs})
    elsewhere = {
        key: {
            pk
            for run in runs
            if len(holders[run]) <= MANY
            for pk, story_id in holders[run]
            if story_id not in {None, story.pk}
        }
        for key, runs in own.items()
    }
    others = rows_of(Statement.objects.filter(pk__in=set().union(*elsewhere.values())))
    other_cards = cards_of(others)
    keys = {row.pk: key for key, row in others.items()}
    for key, found in elsewhere.items():
        for other in sorted(keys[pk] for pk in found):
            link = pairs.score(cards[key], other_cards[other])
            if link and link.kind in {LinkKind.SAME_QUOTE, LinkKind.QUOTED_AGAIN}:
                yield _row(rows[key], others[other], link)


def _row(one: Statement, other: Statement, link: PairLink) -> StatementLink:
    first, second = sorted((one, other), key=_earlier)
    return StatementLink(
        first=first,
        second=second,
        kind=LinkKind.QUOTED_AGAIN,
        score=link.score.value,
        evidence=evidence_rows(link.score.evidence),
        release=RELEASE,
    )


def _earlier(statement: Statement) -> tuple[bool, datetime, str]:
    at = statement.article.published_at
    return at is None, at or EPOCH, key_of(statement)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def runs_of(articles: Collection[int], *, is_current: bool = True) -> set[int]:
    """Return the runs of articles' statements: of the current ones, or else of the others."""
    rows = Statement.objects.filter(article__in=articles, analysis__is_current=is_current)
    rows = rows.exclude(runs=[])
    return {run for runs in rows.values_list("runs", flat=True) for run in runs}


def _holders(runs: Collection[int]) -> dict[int, list[tuple[int, int | None]]]:
    """Return the current statements that hold each run that is not common, with their stories."""
    common = CommonRun.objects.filter(run__in=runs).values_list("run", flat=True)
    wanted = set(runs).difference(common)
    # All runs at once: where a run is looked up alone, no plan knows how few hold it.
    rows = Statement.objects.current().filter(runs__overlap=sorted(wanted)).order_by()
    found: defaultdict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for pk, story, held in rows.values_list("pk", "article__membership__story", "runs"):
        for run in wanted.intersection(held):
            found[run].append((pk, story))
    return found
