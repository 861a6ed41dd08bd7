"""Tie: say which articles of a story are one voice."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from claims.actions.grouping import article_key, evidence_rows
from claims.linking import independence
from claims.linking.types import CoverageCard
from claims.models import ClaimLink, SourceLink, Statement, Story, StoryMembership, VoiceTie
from claims.nlp.types import Role

CREDITING = (Role.RELAY, Role.VENUE)


def tie(story: Story) -> None:
    """Write which articles of the story are one voice and why; twice is the same as once.

    The story's claims must have been linked before.
    """
    memberships = list(story.memberships.select_related("article__outlet"))
    articles = {article_key(m.article): m.article for m in memberships}
    cards = _cards(story, memberships) if len(memberships) > 1 else []
    ties = independence.ties(cards)
    _store_ties(
        story,
        {
            (articles[t.a].pk, articles[t.b].pk): VoiceTie(
                story=story,
                first=articles[t.a],
                second=articles[t.b],
                score=round(t.score.value, 4),
                evidence=evidence_rows(t.score.evidence),
            )
            for t in ties
        },
    )
    groups = independence.voices(cards, ties) if cards else [list(articles)]
    number = {key: n for n, members in enumerate(groups, 1) for key in members}
    changed = [m for m in memberships if m.voice != number[article_key(m.article)]]
    for membership in changed:
        membership.voice = number[article_key(membership.article)]
    StoryMembership.objects.bulk_update(changed, ["voice"])
    if story.voices != len(groups):
        story.voices = len(groups)
        story.save(update_fields=["voices"])


def _store_ties(story: Story, made: Mapping[tuple[int, int], VoiceTie]) -> None:
    """Leave alone the ties that stand already; an article that moved here may bring old ones."""
    known = {(t.first_id, t.second_id): t for t in story.ties.all()}
    same = {pair for pair, t in made.items() if pair in known and _says(known[pair]) == _says(t)}
    VoiceTie.objects.filter(pk__in=[t.pk for p, t in known.items() if p not in same]).delete()
    VoiceTie.objects.bulk_create(
        (t for pair, t in made.items() if pair not in same),
        update_conflicts=True,
        unique_fields=["first", "second"],
        update_fields=["story", "score", "evidence"],
    )


def _says(tie: VoiceTie) -> tuple[float, object]:
    return tie.score, tie.evidence


def _cards(story: Story, memberships: Sequence[StoryMembership]) -> list[CoverageCard]:
    current = Statement.objects.in_story(story)
    credited: dict[int, set[str]] = defaultdict(set)
    links = SourceLink.objects.filter(statement__in=current, role__in=CREDITING)
    for article, name, own in links.values_list("statement__article", "speaker__name", "name"):
        credited[article].update(filter(None, (name, own)))
    told: dict[int, list[tuple[str, str, int]]] = defaultdict(list)
    rows = ClaimLink.objects.of_story(story).filter(statement__in=current)
    ordered = sorted(rows, key=lambda r: (r.statement.article_id, r.statement.content[0].start))
    texts = {m.article_id: m.article.text for m in memberships}
    for article, several in groupby(ordered, key=lambda row: row.statement.article_id):
        for row in several:
            content = " ".join(span.of(texts[article]) for span in row.statement.content)
            start = row.statement.content[0].start
            told[article].append((str(row.claim_id), content, start))
    return [
        CoverageCard(
            key=article_key(m.article),
            outlet=m.article.outlet.name if m.article.outlet else "",
            day=m.article.published_at.date() if m.article.published_at else None,
            title=m.article.title,
            text=m.article.text,
            credits=tuple(sorted(credited[m.article_id])),
            claims=tuple(claim for claim, _, _ in told[m.article_id]),
            wordings=tuple(content for _, content, _ in told[m.article_id]),
            starts=tuple(start for *_, start in told[m.article_id]),
            byline=m.article.byline,
        )
        for m in memberships
    ]
