"""Decide: what people say belongs together or not; linking and grouping obey it ever after.

A decision is about two statements or two articles, so that it outlives claims, stories and their
ids. A later one about the same two replaces the earlier.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles.models import Article
from claims.actions.cards import heirs
from claims.models import (
    Analysis,
    ArticleDecision,
    Claim,
    ClaimLink,
    Statement,
    StatementDecision,
    Story,
    StoryMembership,
    Verdict,
)

By = User | None


def decide_statements(
    *, first: Statement, second: Statement, verdict: Verdict, by: By, why: str = ""
) -> None:
    """Let two statements say the same, or not; the claims of their stories are linked anew."""
    _decide_statements([(first.pk, second.pk)], verdict, by, why)


def decide_articles(
    *, first: Article, second: Article, verdict: Verdict, by: By, why: str = ""
) -> None:
    """Let two articles be of one story, or not; they are grouped anew."""
    _decide_articles({(first.pk, second.pk): verdict}, by, why)


@transaction.atomic
def merge_claims(*, claim: Claim, other: Claim, by: By, why: str = "") -> None:
    """Let all statements of two claims say the same."""
    statements = ClaimLink.objects.filter(claim__in=[claim, other])
    pairs = [(claim.wording_id, pk) for pk in statements.values_list("statement", flat=True)]
    _decide_statements(pairs, Verdict.TOGETHER, by, why)


@transaction.atomic
def take_out_of_claim(*, statement: Statement, claim: Claim, by: By, why: str = "") -> None:
    """Let a statement say the same as no other of the claim."""
    others = claim.links.values_list("statement", flat=True)
    _decide_statements([(statement.pk, pk) for pk in others], Verdict.APART, by, why)


@transaction.atomic
def merge_stories(*, story: Story, other: Story, by: By, why: str = "") -> None:
    """Let all articles of two stories be of one story."""
    central, *rest = [*_articles(story), *_articles(other)]
    _decide_articles({(central, pk): Verdict.TOGETHER for pk in rest}, by, why)


@transaction.atomic
def move_article(*, article: Article, to: Story | None, by: By, why: str = "") -> None:
    """Take an article out of its story and into another, or out of all that it stood with."""
    leaves = Story.objects.filter(memberships__article=article).first()
    joins = _articles(to) if to and to != leaves else []
    decided = {}
    if leaves and leaves != to:
        decided = {(article.pk, pk): Verdict.APART for pk in _articles(leaves)}
    if joins:
        decided[article.pk, joins[0]] = Verdict.TOGETHER
    back = ArticleDecision.objects.filter(_of(article.pk), verdict=Verdict.APART)
    for ends in back.values_list("first", "second"):
        if other := next((pk for pk in ends if pk in joins), None):
            decided[article.pk, other] = Verdict.TOGETHER
    _decide_articles(decided, by, why)


def of_statements(**articles: object) -> set[int]:
    """Return the decisions of which one statement or both are of articles found by these lookups.

    Two questions and not one with "or", for which no plan begins at the articles.
    """
    return {
        pk
        for end in ("first", "second")
        for pk in StatementDecision.objects.filter(
            **{f"{end}__article__{name}": value for name, value in articles.items()}
        ).values_list("pk", flat=True)
    }


def about(story: Story, rows: Mapping[str, Statement]) -> dict[str, list[tuple[str, str]]]:
    """Return which of a story's statements, by their keys, people put together or apart.

    A decision about a statement of an older reading goes over to the one that has its words now;
    where none has, it is kept, and touches nothing.
    """
    found = list(
        StatementDecision.objects.filter(pk__in=of_statements(membership__story=story))
        .select_related("first__article__outlet", "second__article__outlet")
        .defer("first__article__text", "second__article__text", "first__vector", "second__vector")
    )
    if found:
        _follow(found, rows)
    keys = {row.pk: key for key, row in rows.items()}
    decided: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in found:
        if one.first_id in keys and one.second_id in keys:
            decided[one.verdict].append((keys[one.first_id], keys[one.second_id]))
    return decided


def _follow(found: list[StatementDecision], rows: Mapping[str, Statement]) -> None:
    """Move decisions to newer readings; of two that come to be about the same, the later counts."""
    current = {row.pk for row in rows.values()}
    articles = {row.article_id for row in rows.values()}
    ends = {end.pk: end for one in found for end in (one.first, one.second)}
    old = [end for pk, end in ends.items() if pk not in current and end.article_id in articles]
    heir = {pk: rows[key] for pk, key in heirs(old, rows).items() if key in rows}
    latest: dict[frozenset[int], StatementDecision] = {}
    for one in sorted(found, key=lambda one: (one.decided_at, one.pk)):
        first, second = (heir.get(end.pk, end) for end in (one.first, one.second))
        if earlier := latest.pop(frozenset({first.pk, second.pk}), None):
            found.remove(earlier)
            earlier.delete()
        if first != second:
            latest[frozenset({first.pk, second.pk})] = one
    for pair, one in latest.items():
        if pair != {one.first_id, one.second_id}:
            one.first, one.second = (heir.get(end.pk, end) for end in (one.first, one.second))
            one.save(update_fields=["first", "second"])


def _decide_statements(
    pairs: Iterable[tuple[int, int]], verdict: Verdict, by: By, why: str
) -> None:
    decided = dict.fromkeys(pairs, verdict)
    statements = {pk for pair in decided for pk in pair}
    with transaction.atomic():
        # The stories first: whoever links one holds it while decisions go over to new readings.
        stories = Story.objects.filter(memberships__article__statements__in=statements).distinct()
        Story.objects.filter(pk__in=stories.values("pk")).update(linked_at=None)
        _store(StatementDecision, decided, by, why)


def _decide_articles(decided: Mapping[tuple[int, int], Verdict], by: By, why: str) -> None:
    articles = {pk for pair in decided for pk in pair}
    with transaction.atomic():
        _store(ArticleDecision, decided, by, why)
        Analysis.objects.filter(is_current=True, article__in=articles).update(grouped_at=None)


def _store(
    model: type[ArticleDecision | StatementDecision],
    decided: Mapping[tuple[int, int], Verdict],
    by: By,
    why: str,
) -> None:
    for (first, second), verdict in sorted(decided.items()):
        if first == second:
            continue
        model.objects.filter(_of(first) & _of(second)).delete()
        model.objects.create(
            first_id=min(first, second),
            second_id=max(first, second),
            verdict=verdict,
            why=why,
            decided_by=by,
            decided_at=timezone.now(),
        )


def _of(pk: int) -> Q:
    return Q(first=pk) | Q(second=pk)


def _articles(story: Story) -> list[int]:
    """Return the story's articles, the one most like the others first."""
    members = StoryMembership.objects.filter(story=story).order_by(
        F("score").desc(nulls_last=True), "pk"
    )
    return list(members.values_list("article", flat=True))
