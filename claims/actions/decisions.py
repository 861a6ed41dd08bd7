"""Decide: what people say belongs together or not; linking and grouping obey it ever after.

A decision is about two statements or two articles, so that it outlives claims, stories and their
ids. A later one about the same two replaces the earlier. Each deed returns its edit, by which it
can be undone, or None when all was so already.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db import models
from django.db.models import F, Q

from articles.models import Article
from claims.actions import history
from claims.actions.cards import heirs
from claims.actions.history import By, Deed, Seen, Shown
from claims.linking.types import LinkKind
from claims.models import (
    ArticleDecision,
    Claim,
    ClaimLink,
    Edit,
    Statement,
    StatementDecision,
    StatementLink,
    Story,
    StoryMembership,
    StoryTitle,
    Verdict,
)
from claims.wording import shortened

TITLE = 120
MAX_TITLE = 500
RELATIONS: dict[str, str] = {
    LinkKind.DENIAL: "Denial",
    LinkKind.CHECK: "Difference to check",
    LinkKind.CONDITION: "Added condition",
    LinkKind.RESPONSE: "Answer",
    LinkKind.FOLLOW_UP: "Later statement",
    LinkKind.VARIANT: "Other wording",
    LinkKind.QUOTED_AGAIN: "Quoted again",
    LinkKind.RELATED: "Related",
}


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


def confirm_in_claim(
    *, statements: Collection[int], claim: Claim, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let statements of a claim say what its wording says, by a person's word."""
    held = _held(claim, statements)
    # Of the statement that gives the words itself, all the others are said to say it.
    held = held - {claim.wording_id} or _all_of(claim)
    return _decide_statements(
        {(claim.wording_id, pk): Verdict.TOGETHER for pk in held},
        *(by, why),
        title=words_of(claim.wording),
        about=[claim],
        shown=[_in_claim(held, "suggested by the program", "confirmed")],
        seen=seen,
    )


def merge_claims(
    *, claim: Claim, other: Claim, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let all statements of two claims say the same, also those that a person had parted."""
    mine, theirs = _all_of(claim), _all_of(other)
    pairs = {(claim.wording_id, pk): Verdict.TOGETHER for pk in mine | theirs}
    pairs |= dict.fromkeys(_new(_parted(mine, theirs), pairs), Verdict.TOGETHER)
    title = words_of(claim.wording)
    return _decide_statements(
        pairs,
        *(by, why),
        title=title,
        about=[claim, other],
        shown=[Shown("Claims", f"“{title}” and “{words_of(other.wording)}”", "one claim")],
        seen=seen,
    )


def take_out_of_claim(
    *, statement: Statement, claim: Claim, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let a statement say the same as no other of the claim."""
    return _decide_statements(
        {(statement.pk, pk): Verdict.APART for pk in _all_of(claim)},
        *(by, why),
        title=words_of(statement),
        about=[claim],
        shown=[Shown("Claim", words_of(claim.wording), "not this claim")],
        seen=seen,
    )


def split_claim(
    *, statements: Collection[int], claim: Claim, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let some statements of a claim be a claim of their own: together, and apart from the rest.

    Return None when none is chosen, or all are.
    """
    chosen = _held(claim, statements)
    rest = _all_of(claim) - chosen
    if not (chosen and rest):
        return None
    first = min(chosen)
    pairs = {(one, other): Verdict.APART for one in chosen for other in rest}
    together = {(first, pk): Verdict.TOGETHER for pk in chosen}
    return _decide_statements(
        pairs | together,
        *(by, why),
        title=words_of(Statement.objects.select_related("article").get(pk=first)),
        about=[claim],
        shown=[_in_claim(chosen, words_of(claim.wording), "a claim of their own")],
        seen=seen,
    )


def decide_relation(
    *, link: StatementLink, verdict: Verdict, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let two statements be what a link says they are to each other, or not; only pages obey it."""
    ends = Statement.objects.select_related("article").in_bulk([link.first_id, link.second_id])
    first, second = ends[link.first_id], ends[link.second_id]
    is_so = verdict == Verdict.TOGETHER
    return history.decide(
        deed=Deed.RELATED if is_so else Deed.NOT_RELATED,
        by=by,
        why=why,
        title=words_of(first),
        about=[first, second, first.article, second.article, *_claims_of(ends)],
        put=_rows(StatementDecision, {(first.pk, second.pk): verdict}, kind=link.kind),
        shown=[
            Shown(
                f"{RELATIONS[link.kind]}: “{words_of(second)}”",
                "found by the program",
                "confirmed" if is_so else "rejected",
            )
        ],
        seen=seen,
    )


def split_story(
    *, story: Story, articles: Collection[int], by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let some articles of a story be a story of their own: together, and apart from the rest.

    Return None when none is chosen, or all are.
    """
    members = _articles(story)
    chosen = [pk for pk in members if pk in set(articles)]
    rest = [pk for pk in members if pk not in set(articles)]
    if not (chosen and rest):
        return None
    pairs = {(one, other): Verdict.APART for one in chosen for other in rest}
    together = {(chosen[0], pk): Verdict.TOGETHER for pk in chosen[1:]}
    count = f"{len(chosen)} of {len(members)} articles"
    return _decide_articles(
        pairs | together,
        *(Deed.SPLIT, by, why),
        title=story.title,
        about=[story],
        shown=[Shown(count, story.title, "a story of their own")],
        seen=seen,
    )


def title_story(
    *, story: Story, title: str, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let a story be called so; with an empty title, as its articles are."""
    title = " ".join(title.split())[:MAX_TITLE]
    members = _articles(story)
    given = list(StoryTitle.objects.filter(article__in=members).order_by("-decided_at", "-pk"))
    if not members or (not title and not given) or (given and given[0].title == title):
        return None
    there = given[0] if given else StoryTitle(article_id=members[0])
    row = StoryTitle(pk=there.pk, article_id=there.article_id, title=title)
    return history.decide(
        deed=Deed.TITLED,
        by=by,
        why=why,
        title=story.title,
        about=[story, f"article:{there.article_id}"],
        put=[row] if title else [],
        drop=[] if title else given,
        shown=[Shown("Title", story.title, title or "that of an article")],
        seen=seen,
    )


def merge_stories(
    *, story: Story, other: Story, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
    """Let all articles of two stories be of one story, also those that a person had parted."""
    mine, theirs = _articles(story), _articles(other)
    central, *rest = [*mine, *theirs]
    apart = ArticleDecision.objects.filter(
        Q(first__in=mine, second__in=theirs) | Q(first__in=theirs, second__in=mine),
        verdict=Verdict.APART,
    )
    pairs = {(central, pk): Verdict.TOGETHER for pk in rest}
    pairs |= dict.fromkeys(_new(apart.values_list("first", "second"), pairs), Verdict.TOGETHER)
    return _decide_articles(
        pairs,
        *(Deed.MERGED, by, why),
        title=story.title,
        about=[story, other],
        shown=[Shown("Stories", f"“{story}” and “{other}”", "one story")],
        seen=seen,
    )


def move_article(
    *, article: Article, to: Story | None, by: By, why: str = "", seen: Seen | None = None
) -> Edit | None:
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
        seen=seen,
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
        StatementDecision.objects.filter(pk__in=of_statements(membership__story=story))
        .select_related("first__article__outlet", "second__article__outlet")
        .defer("first__article__text", "second__article__text", "first__vector", "second__vector")
    )
    if found:
        _follow(found, rows)
    keys = {row.pk: key for key, row in rows.items()}
    decided: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for one in found:
        is_same = one.kind == StatementDecision.SAME  # of the others, only pages take notice
        if is_same and one.first_id in keys and one.second_id in keys:
            decided[one.verdict].append((keys[one.first_id], keys[one.second_id]))
    return decided


def _follow(found: list[StatementDecision], rows: Mapping[str, Statement]) -> None:
    """Move decisions to newer readings; of two that come to be about the same, the later counts."""
    current = {row.pk for row in rows.values()}
    articles = {row.article_id for row in rows.values()}
    ends = {end.pk: end for one in found for end in (one.first, one.second)}
    old = [end for pk, end in ends.items() if pk not in current and end.article_id in articles]
    heir = {pk: rows[key] for pk, key in heirs(old, rows).items() if key in rows}
    latest: dict[tuple[frozenset[int], str], StatementDecision] = {}
    for one in sorted(found, key=lambda one: (one.decided_at, one.pk)):
        first, second = (heir.get(end.pk, end) for end in (one.first, one.second))
        about_now = frozenset({first.pk, second.pk}), one.kind
        if earlier := latest.pop(about_now, None):
            found.remove(earlier)
            earlier.delete()
        if first != second:
            latest[about_now] = one
    for (pair, _), one in latest.items():
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
    about: Iterable[models.Model | str],
    shown: Iterable[Shown] = (),
    seen: Seen | None = None,
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
        shown=shown,
        seen=seen,
    )


def _decide_articles(
    decided: Mapping[tuple[int, int], Verdict],
    deed: Deed,
    by: By,
    why: str,
    *,
    title: str,
    about: Iterable[models.Model | str],
    shown: Iterable[Shown] = (),
    seen: Seen | None = None,
) -> Edit | None:
    return history.decide(
        deed=deed,
        by=by,
        why=why,
        title=title,
        about=[*about, *(f"article:{pk}" for pair in decided for pk in pair)],
        put=_rows(ArticleDecision, decided),
        shown=shown,
        seen=seen,
    )


def _all_of(claim: Claim) -> set[int]:
    return set(claim.links.values_list("statement", flat=True))


def _held(claim: Claim, statements: Collection[int]) -> set[int]:
    """Return those of some statements that stand in a claim."""
    return _all_of(claim) & set(statements)


def _claims_of(statements: Collection[int]) -> set[str]:
    links = ClaimLink.objects.filter(statement__in=statements)
    return {f"claim:{pk}" for pk in links.values_list("claim", flat=True)}


def _in_claim(statements: Collection[int], before: str, after: str) -> Shown:
    count = len(statements)
    return Shown("1 statement" if count == 1 else f"{count} statements", before, after)


def _parted(mine: Collection[int], theirs: Collection[int]) -> Iterable[tuple[int, int]]:
    """Return the pairs of two claims that a person said do not say the same."""
    return StatementDecision.objects.filter(
        Q(first__in=mine, second__in=theirs) | Q(first__in=theirs, second__in=mine),
        kind=StatementDecision.SAME,
        verdict=Verdict.APART,
    ).values_list("first", "second")


def _new(
    pairs: Iterable[tuple[int, int]], there: Collection[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """Return the pairs that are not there yet, whichever of the two comes first."""
    known = {frozenset(pair) for pair in there}
    return [pair for pair in pairs if frozenset(pair) not in known]


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
