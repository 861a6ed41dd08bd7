"""Group: put articles into stories, touching only the neighbourhood of what is new.

Whatever an article could share an edge with is found while its window holds no more than
`edges.EXACT` articles: then stories are a function of the articles and of people's decisions.
In a fuller window (that of an undated article is all there is) only the NEAREST in meaning that
an index finds are compared, and an edge to one farther off may be missed.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from pgvector.django import CosineDistance

from articles import locks
from articles.models import Article
from claims.actions import pace, successions, titles
from claims.actions.edges import Edges, Pair, is_few, near, nearest, pair
from claims.linking import identity, neighbourhoods, stories, story_weights, storylines
from claims.linking.neighbourhoods import Neighbourhood
from claims.linking.stories import Group
from claims.linking.types import ArticleCard, Evidence, Score
from claims.models import (
    Analysis,
    ArticleDecision,
    Doubt,
    Story,
    StoryEdge,
    Storyline,
    StorylineEdge,
    StoryMembership,
    Succession,
    Verdict,
    VoiceTie,
)
from claims.nlp.release import RELEASE
from claims.nlp.types import DIMENSIONS
from claims.querysets import AnalysisQuerySet

BATCH = 100  # analyses a transaction: short enough that a kill loses seconds of work
NEAREST = 300  # articles that are compared where a window holds too many to measure all
HELD = 1_000  # cards of candidates in memory at once, some 30 kB each
_SAME = ArticleCard("", date.min, "", {"word": 1.0}, np.eye(1, DIMENSIONS, dtype=np.float16)[0])
_MOST = stories.compare(_SAME, _SAME).value  # no two articles are more alike than equal ones
LAST_STEP = next(
    step
    for step in range(1_000)
    if stories.bar(step + 1) > _MOST or stories.bar(step + 1) == stories.bar(step)
)


def group_waiting() -> int:
    """Group the analyzed articles not yet looked at; return how many were.

    While more are being read they wait for each other, see `pace`. One process does this at a
    time; the others return at once.
    """
    done = 0
    with locks.attempt(locks.Room.GROUPING) as held:
        while held and (waiting := _first_ungrouped()):
            _group(waiting)
            done += len(waiting)
    return done


def _first_ungrouped() -> list[int]:
    read = Analysis.objects.ungrouped()
    return list(read.values_list("pk", flat=True)[:BATCH]) if pace.may_group(read) else []


def _group(analysis_ids: list[int]) -> None:
    """Find the edges of some articles, and group the neighbourhoods that these change."""
    with transaction.atomic():
        batch = _with_articles(Analysis.objects.filter(pk__in=analysis_ids))
        ids = [analysis.article_id for analysis in batch]
        grouped = set(
            StoryMembership.objects.filter(article__in=ids).values_list("article", flat=True)
        )
        edges = Edges(StoryEdge, stories.bar, _steps, ArticleDecision)
        changed = {*ids, *edges.ends(grouped), *_fellows(grouped)}
        edges.replace(ids, _scores(batch))
        _regroup(edges, changed, lost=bool(grouped), fresh=set(ids))
        Analysis.objects.filter(pk__in=analysis_ids).update(grouped_at=timezone.now())


def take_out(articles: Collection[int]) -> None:
    """Let articles be in no story, and group anew what they hung together with.

    Their readings are not current afterwards. Must run in a transaction that holds the lock of
    grouping and the articles' rows.
    """
    gone = set(articles)
    edges = Edges(StoryEdge, stories.bar, _steps, ArticleDecision)
    fellows = set(_fellows(gone)) - gone
    changed = (edges.ends(gone) | fellows) - gone
    inside = StoryMembership.objects.filter(article__in=gone)
    left = set(inside.values_list("story", flat=True))
    Analysis.objects.filter(is_current=True, article__in=gone).update(
        is_current=False, grouped_at=None, crowding=0
    )
    edges.replace(gone, {})
    _hold(left)
    inside._raw_delete(inside.db)  # nothing hangs on a membership
    _regroup(edges, changed, lost=True, again=fellows)
    _leave(left)


def _regroup(
    edges: Edges,
    changed: Collection[int],
    *,
    lost: bool,
    fresh: Collection[int] = (),
    again: Collection[int] = (),
) -> None:
    """Group the neighbourhoods of articles whose edges changed.

    The stories of those that are `fresh`, or that are described `again`, are stored even where
    they have the same articles as before.
    """
    found = neighbourhoods.settle(
        changed, edges.around, cap=story_weights.CAP, last=LAST_STEP, lost=lost
    )
    before = _before(found)
    drafts = list(_drafts(found, before, {*fresh, *again}))
    for step in {one.step for one in found}:
        members = [item for one in found if one.step == step for item in one.members]
        current = Analysis.objects.filter(is_current=True, article__in=members)
        current.exclude(crowding=step).update(crowding=step)
    _store(drafts, before, fresh)


def article_key(article: Article) -> str:
    """Return what names an article whatever the order of loading: text, outlet and address."""
    return titles.name_of(article)


def card_of(analysis: Analysis) -> ArticleCard:
    """Return what grouping needs to know of an analyzed article."""
    article = analysis.article
    return ArticleCard(
        key=article_key(article),
        day=article.published_at.date() if article.published_at else None,
        outlet=article.outlet.name if article.outlet else "",
        terms=analysis.terms,
        vector=np.array(analysis.vector, dtype=np.float16),
    )


def _with_articles(analyses: AnalysisQuerySet) -> AnalysisQuerySet:
    """Return them with all that cards need, in the order of their days."""
    return (
        analyses.select_related("article__outlet")
        .only("terms", "vector", *_OF_ARTICLES)
        .order_by("article__published_at", "pk")
    )


_OF_ARTICLES = tuple(
    f"article__{name}"
    for name in ("title", "published_at", "fingerprint", "url", "outlet__name", "outlet__key")
)


def _steps(articles: Collection[int]) -> Mapping[int, int]:
    return dict(
        Analysis.objects.filter(is_current=True, article__in=articles)
        .order_by()
        .values_list("article", "crowding")
    )


def _fellows(articles: Collection[int]) -> Collection[int]:
    """Return the articles of the stories that some are in, and may have to leave."""
    return StoryMembership.objects.filter(story__memberships__article__in=articles).values_list(
        "article", flat=True
    )


def _scores(batch: Collection[Analysis]) -> dict[Pair, float]:
    """Return the edges of some articles to each other and to all that were grouped before.

    Of two that are new, the one that is grouped later finds the edge.
    """
    found: dict[Pair, float] = {}
    compared: set[Pair] = set()
    new = {analysis.article_id: card_of(analysis) for analysis in batch}
    held: dict[int, ArticleCard | None] = {}
    windows = Windows()
    for analysis in batch:
        article = analysis.article_id
        candidates = windows.candidates(analysis) - {article}
        missing = candidates - new.keys() - held.keys()
        if len(held) + len(missing) > HELD:
            held = {pk: held[pk] for pk in candidates & held.keys()}
        held |= dict.fromkeys(missing)
        there = Q(grouped_at__isnull=False) | Q(article__membership__isnull=False)
        current = Analysis.objects.filter(there, is_current=True, article__in=missing)
        held |= {row.article_id: card_of(row) for row in _with_articles(current)}
        cards = {
            other: card
            for other in candidates
            if pair(article, other) not in compared and (card := new.get(other) or held[other])
        }
        compared.update(pair(article, other) for other in cards)
        values = stories.scores(new[article], list(cards.values()))
        for other, value in zip(cards, values, strict=True):
            # in the grain of the clustering, so that both see the same edges
            score = round(value, 6)
            if score >= stories.THRESHOLD:
                found[pair(article, other)] = score
    return found


class Windows:
    """Where the candidates of an article are looked for: around its day, and among the undated."""

    def __init__(self) -> None:
        self._few: dict[object, bool] = {}

    def candidates(self, analysis: Analysis) -> set[int]:
        """Return the articles that could share an edge: near in time and in meaning."""
        moment = analysis.article.published_at
        if moment is None:
            return self._candidates(analysis, {"all": Q(pk__isnull=False)})
        days = timedelta(days=stories.WINDOW_DAYS + 1)
        around = Q(published_at__range=(moment - days, moment + days))
        return self._candidates(analysis, {moment.date(): around, "undated": Q(published_at=None)})

    def _candidates(self, analysis: Analysis, windows: Mapping[object, Q]) -> set[int]:
        found: set[int] = set()
        few = Q(pk__in=())
        for name, window in windows.items():
            if name not in self._few:
                self._few[name] = is_few(Article.objects.filter(window))
            if self._few[name]:
                few |= window
            else:
                found |= _nearest(analysis, window)
        # One by one from the window: the database takes a distance for cheap, and would measure
        # all there are to spare itself the looking up.
        current = Analysis.objects.filter(is_current=True, article=OuterRef("pk"))
        distance = Subquery(current.values(of=CosineDistance("vector", analysis.vector)))
        return found | near(Article.objects.filter(few), distance, cosine=stories.MIN_COSINE)


def _nearest(analysis: Analysis, window: Q) -> set[int]:
    rows = Analysis.objects.filter(is_current=True, article__in=Article.objects.filter(window))
    found = nearest(rows, analysis.vector, cosine=stories.MIN_COSINE, most=NEAREST)
    return set(Analysis.objects.filter(pk__in=found).values_list("article", flat=True))


@dataclass(frozen=True, slots=True)
class Draft:
    """A story that is new or changed, as it will be stored; members by their keys."""

    members: frozenset[str]
    story: Story
    memberships: Sequence[StoryMembership]


@dataclass(frozen=True, slots=True)
class Before:
    """The stories of some articles as they are stored, with their articles by their keys."""

    story_of: Mapping[int, int]
    members: dict[int, set[str]]


def _before(found: Iterable[Neighbourhood]) -> Before:
    story_of, members = {}, dict[int, set[str]]()
    articles = [item for one in found for item in one.members]
    for one in (
        StoryMembership.objects.filter(article__in=articles)
        .select_related("article__outlet")
        .only("story", "article__fingerprint", "article__url", "article__outlet__key")
    ):
        story_of[one.article_id] = one.story_id
        members.setdefault(one.story_id, set()).add(article_key(one.article))
    return Before(story_of, members)


def _drafts(
    found: Sequence[Neighbourhood], before: Before, told: Collection[int]
) -> Iterator[Draft]:
    """Yield the stories of some neighbourhoods but for those that stay as they are.

    Those that hold one of the articles that are `told` anew do not stay so.
    """
    settled = {frozenset(members) for members in before.members.values()}
    for one, rows in _loaded(found):
        cards = {key: card_of(row) for key, row in rows.items()}
        new = {key for key, row in rows.items() if row.article_id in told}
        for group in _groups(one.step, cards, rows):
            if group.members not in settled or not new.isdisjoint(group.members):
                yield _draft(group, rows, cards)


def _loaded(found: Sequence[Neighbourhood]) -> Iterator[tuple[Neighbourhood, dict[str, Analysis]]]:
    """Yield neighbourhoods with their rows by key, several small ones at a time."""
    waiting: list[Neighbourhood] = []
    for number, one in enumerate(found, 1):
        waiting.append(one)
        if number < len(found) and sum(len(each.members) for each in waiting) < HELD:
            continue
        ids = [item for each in waiting for item in each.members]
        rows = {
            row.article_id: row
            for row in _with_articles(Analysis.objects.filter(is_current=True, article__in=ids))
        }
        for each in waiting:
            there = [rows[item] for item in each.members if item in rows]
            yield each, {article_key(row.article): row for row in there}
        waiting = []


def _groups(
    step: int, cards: Mapping[str, ArticleCard], rows: Mapping[str, Analysis]
) -> list[Group]:
    """Return the stories of a neighbourhood, as people's decisions have it."""
    if len(cards) == 1:
        return [Group(frozenset(cards))]
    key_of = {row.article_id: key for key, row in rows.items()}
    decided = ArticleDecision.objects.filter(first__in=key_of, second__in=key_of)
    pairs: dict[str, list[tuple[str, str]]] = {verdict: [] for verdict in Verdict.values}
    for verdict, a, b in decided.values_list("verdict", "first", "second"):
        pairs[verdict].append((key_of[a], key_of[b]))
    together, apart = pairs[Verdict.TOGETHER], pairs[Verdict.APART]
    days = sorted(cards, key=lambda key: (cards[key].day or date.min, key))
    return [
        group
        for block in neighbourhoods.blocks(days, together, cap=story_weights.CAP)
        for group in stories.group(
            [cards[key] for key in block], together, apart, stories.bar(step)
        )
    ]


def _draft(group: Group, rows: Mapping[str, Analysis], cards: Mapping[str, ArticleCard]) -> Draft:
    """Return a story with the title of the article most like the others, and its days."""
    members = sorted(group.members)
    articles = {key: rows[key].article for key in members}
    title, why = titles.made(
        (articles[key], group.scores[key].value if group.scores else 0.0) for key in members
    )
    days = sorted(a.published_at for a in articles.values() if a.published_at)
    card = storylines.card([cards[key] for key in members])
    story = Story(
        title=title,
        why_title=why,
        first_at=days[0] if days else None,
        last_at=days[-1] if days else None,
        terms=card.terms,
        vector=card.vector,
    )
    return Draft(
        group.members, story, [_membership(rows[key], group.scores.get(key)) for key in members]
    )


def _membership(analysis: Analysis, score: Score | None) -> StoryMembership:
    return StoryMembership(
        article_id=analysis.article_id,
        score=score.value if score else None,
        evidence=evidence_rows(score.evidence) if score else [],
        release=RELEASE,
    )


def _store(drafts: Sequence[Draft], before: Before, fresh: Collection[int]) -> None:
    """Store stories that are new or changed; one keeps its id where most of its articles stay."""
    members = [draft.members for draft in drafts]
    touched = set().union(*members)
    old = {pk: keys for pk, keys in before.members.items() if not keys.isdisjoint(touched)}
    kept = identity.keep(old, members)
    now = timezone.now()
    titles.obey([(draft.story, [one.article_id for one in draft.memberships]) for draft in drafts])
    _hold(old)
    for draft, pk in zip(drafts, kept, strict=True):
        draft.story.pk = pk
        draft.story.changed_at = now
        draft.story.linked_at = draft.story.chained_at = None
    Story.objects.bulk_create([draft.story for draft in drafts if draft.story.pk is None])
    Story.objects.bulk_update(
        [draft.story for draft, pk in zip(drafts, kept, strict=True) if pk], DESCRIBED
    )
    staying: list[StoryMembership] = []
    entering: list[StoryMembership] = []
    for draft in drafts:
        for membership in draft.memberships:
            membership.story = draft.story
            article = membership.article_id
            stays = before.story_of.get(article) == draft.story.pk and article not in fresh
            (staying if stays else entering).append(membership)
    for rows, fields in ((staying, WEIGHED), (entering, ENTERED)):
        StoryMembership.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["article"], update_fields=fields
        )
    successions.record(
        Succession.Sort.STORY,
        old,
        [(draft.story.pk, draft.members) for draft in drafts],
    )
    _leave(set(old) - set(kept))


def _hold(stories_there: Collection[int]) -> None:
    """Lock stories before their memberships, in the order of ids: linking takes them so, too."""
    rows = Story.objects.select_for_update().filter(pk__in=stories_there).order_by("pk")
    list(rows.values_list("pk"))


DESCRIBED = [
    *("title", "why_title", "first_at", "last_at", "terms", "vector"),
    *("changed_at", "linked_at", "chained_at"),
]
WEIGHED = ["score", "evidence", "release"]
ENTERED = ["story", *WEIGHED, "voice", "compared_at"]


def _leave(left: Collection[int]) -> None:
    """Delete stories that have no articles any more; what was like them looks for others."""
    gone = list(Story.objects.filter(pk__in=left, memberships=None).values_list("pk", flat=True))
    alike = Q(edges_to__second__in=gone) | Q(edges_from__first__in=gone)
    Story.objects.filter(alike).update(chained_at=None)
    lines = list(Storyline.objects.filter(stories__in=gone).values_list("pk", flat=True))
    for rows in (  # all that hangs on a story without articles
        StorylineEdge.objects.filter(Q(first__in=gone) | Q(second__in=gone)),
        VoiceTie.objects.filter(story__in=gone),
        Doubt.objects.filter(story__in=gone),
        Story.objects.filter(pk__in=gone),
    ):
        rows._raw_delete(rows.db)
    Storyline.objects.filter(pk__in=lines, stories=None).delete()


def evidence_rows(evidence: Iterable[Evidence]) -> list[dict[str, object]]:
    """Return evidence as it is stored, in the order in which the reasoning gives it."""
    return [
        {"feature": one.feature, "value": round(one.value, 4), "because": one.because}
        for one in evidence
    ]
