"""Decide: what people say belongs together or not; linking and grouping obey it ever after.

A decision is about two statements or two articles, so that it outlives claims, stories and their
ids. A later one about the same two replaces the earlier. Each deed returns its edit, by which it
can be undone, or None when all was so already.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db import models
from django.db.models import F, Q

from articles.models import Article
from claims.actions import history
from claims.actions.cards import heirs
from claims.actions.history import By, Deed, Shown
from claims.models import (
    ArticleDecision,
    Claim,
    ClaimLink,
    Edit,
    Statement,
    StatementDecision,
    Story,
    StoryMembership,
    Verdict,
)
from claims.wording import shortened

TITLE = 120


def decide_statements(
    *, first: Statement, second: Statement, verdict: Verdict, by: By, why: str = ""
) -> Edit | None:
    """Let two statements say the same, or not; the claims of their stories are linked anew."""
    return _decide_statements(
        {(first.pk, second.pk): verdict}, by, why, title=words_of(first), about=[]
    )


def decide_articles(
    *, first: Article, second: Article, verdict: Verdict, by: By, why: str = ""
) -> Edit | None:
    """Let two articles be of one story, or not; they are grouped anew."""
    deed = Deed.MERGED if verdict == Verdict.TOGETHER else Deed.MOVED
    return _decide_articles(
        {(first.pk, second.pk): verdict}, deed, by, why, title=str(first), about=[]
    )


def merge_claims(*, claim: Claim, other: Claim, by: By, why: str = "") -> Edit | None:
    """Let all statements of two claims say the same."""
    statements = ClaimLink.objects.filter(claim__in=[claim, other])
    pairs = {
        (claim.wording_id, pk): Verdict.TOGETHER
        for pk in statements.values_list("statement", flat=True)
    }
    title = words_of(claim.wording)
    return _decide_statements(pairs, by, why, title=title, about=[claim, other])


def take_out_of_claim(*, statement: Statement, claim: Claim, by: By, why: str = "") -> Edit | None:
    """Let a statement say the same as no other of the claim."""
    others = claim.links.values_list("statement", flat=True)
    pairs = {(statement.pk, pk): Verdict.APART for pk in others}
    return _decide_statements(pairs, by, why, title=words_of(statement), about=[claim])


def merge_stories(*, story: Story, other: Story, by: By, why: str = "") -> Edit | None:
    """Let all articles of two stories be of one story."""
    central, *rest = [*_articles(story), *_articles(other)]
    return _decide_articles(
        {(central, pk): Verdict.TOGETHER for pk in rest},
        *(Deed.MERGED, by, why),
        title=story.title,
        about=[story, other],
        shown=[Shown("Stories", f"“{story}” and “{other}”", "one story")],
    )


def move_article(*, article: Article, to: Story | None, by: By, why: str = "") -> Edit | None:
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
    return _decide_articles(
        decided,
        *(Deed.MOVED, by, why),
        title=str(article),
        about=[one for one in (leaves, to) if one],
        shown=[Shown("Story", str(leaves or "none"), str(to or "one of its own"))],
    )


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
        StatementDecision.objects.filter(
            pk__in=of_statements(membership__story=story), kind=StatementDecision.SAME
        )
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


def words_of(statement: Statement) -> str:
    """Return the words of a statement as a title for what is done with it."""
    text = statement.article.text
    return shortened(" … ".join(span.of(text) for span in statement.content), TITLE)


def _decide_statements(
    decided: Mapping[tuple[int, int], Verdict],
    by: By,
    why: str,
    *,
    title: str,
    about: Iterable[models.Model],
) -> Edit | None:
    statements = Statement.objects.filter(pk__in={pk for pair in decided for pk in pair})
    articles = set(statements.values_list("article", flat=True))
    together = Verdict.TOGETHER in decided.values()
    return history.decide(
        deed=Deed.SAME if together else Deed.NOT_SAME,
        by=by,
        why=why,
        title=title,
        about=[
            *about,
            *(f"statement:{pk}" for pair in decided for pk in pair),
            *(f"article:{pk}" for pk in articles),
        ],
        put=_rows(StatementDecision, decided, kind=StatementDecision.SAME),
    )


def _decide_articles(
    decided: Mapping[tuple[int, int], Verdict],
    deed: Deed,
    by: By,
    why: str,
    *,
    title: str,
    about: Iterable[models.Model],
    shown: Iterable[Shown] = (),
) -> Edit | None:
    return history.decide(
        deed=deed,
        by=by,
        why=why,
        title=title,
        about=[*about, *(f"article:{pk}" for pair in decided for pk in pair)],
        put=_rows(ArticleDecision, decided),
        shown=shown,
    )


def _rows(
    model: type[ArticleDecision | StatementDecision],
    decided: Mapping[tuple[int, int], Verdict],
    **fields: str,
) -> list[ArticleDecision | StatementDecision]:
    """Return rows of decisions, each in the place of an earlier one about the same two."""
    rows = []
    for (first, second), verdict in sorted(decided.items()):
        if first != second:
            there = model.objects.filter(_of(first) & _of(second), **fields).first()
            ends = {"first_id": min(first, second), "second_id": max(first, second)}
            rows.append(model(pk=there.pk if there else None, **ends, **fields, verdict=verdict))
    return rows


def _of(pk: int) -> Q:
    return Q(first=pk) | Q(second=pk)


def _articles(story: Story) -> list[int]:
    """Return the story's articles, the one most like the others first."""
    members = StoryMembership.objects.filter(story=story).order_by(
        F("score").desc(nulls_last=True), "pk"
    )
    return list(members.values_list("article", flat=True))
