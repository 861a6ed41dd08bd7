"""Link: put a story's statements into claims that keep their ids and obey people's decisions.

Two statements are compared once, when the first of their articles that was not compared with the
story is; what they are to each other is kept. Claims are made of what is kept, so that they follow
from the story's statements and people's decisions, whatever came first.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Count, Q
from django.db.models.functions import Now
from pgvector.django import CosineDistance

from articles import locks
from claims.actions import decisions, doubts, pace, successions, voices
from claims.actions.cards import cards_of, heirs, meaning_of, places_of, rows_of
from claims.actions.grouping import evidence_rows
from claims.actions.quoted_again import note_common_runs, quotations_again
from claims.linking import claims, identity
from claims.linking.claims import Cluster
from claims.linking.types import LinkKind, PairLink, Score, StatementCard
from claims.models import (
    Claim,
    ClaimLink,
    Statement,
    StatementLink,
    Story,
    StoryMembership,
    Succession,
    Verdict,
    Wake,
)
from claims.nlp.release import RELEASE
from claims.querysets import StatementQuerySet

BATCH = 100  # articles that are compared in one transaction: a kill loses seconds of work
EXACT = 5_000  # statements of a story that are all compared; in a larger one, the NEAREST are
NEAREST = 100
SAME = [kind for kind in LinkKind if kind.is_same]


def link_waiting(*, until: float) -> int:
    """Link the claims of stories that changed, until none is due or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many were linked. Several processes may do
    this at once; a story is in the hands of one of them.
    """
    done = 0
    with pace.turn("linking") as is_due:
        woken = Wake.objects.order_by("pk").values_list("story_id", flat=True)
        # Who waits before a page, first.
        for pk in dict.fromkeys([*woken, *(pace.linkable() if is_due else ())]):
            if time.monotonic() >= until:
                break
            with locks.attempt(locks.Room.LINKING, pk) as held:
                if held:
                    done += link_claims(story_id=pk, until=until)
    return done


def link_claims(*, story_id: int, until: float = float("inf")) -> bool:
    """Make the story's claims anew; a claim keeps its id where most of its statements stay.

    Return whether that was done: not when the clock said stop before all articles were compared.
    In a story of more than EXACT statements only those that an index finds near in meaning, or by
    a run of quoted words, are compared, so that a link may be missed.
    """
    while True:
        waiting = StoryMembership.objects.filter(story=story_id, compared_at=None).order_by("pk")
        articles = list(waiting.values_list("article", flat=True)[:BATCH])
        note_common_runs(articles)
        with transaction.atomic():
            # Locked, so that an article that joins meanwhile marks the story stale after us.
            story = Story.objects.select_for_update().filter(pk=story_id).first()
            # Before anything is read: what woke the story is seen below, or wakes it again.
            woken, _ = Wake.objects.filter(story_id=story_id).delete()
            if story is None or (story.linked_at and not woken):
                return False
            cards = _compare(story, articles)
            if not waiting.exists():
                _make_claims(story, cards)
                return True
        if time.monotonic() >= until:
            return False


def _compare(story: Story, articles: Collection[int]) -> dict[str, StatementCard]:
    """Compare articles of a story with those that were compared, and keep what is found.

    Return the cards that this took.
    """
    joined = StoryMembership.objects.filter(story=story, article__in=articles)
    joined.update(compared_at=Now())  # one clock, whichever machine compares and links
    _forget(articles, story, _find_meaning(articles))
    compared = StoryMembership.objects.filter(story=story, compared_at__isnull=False)
    inside = Statement.objects.current().filter(article__in=compared.values("article"))
    new = rows_of(inside.filter(article__in=articles))
    if not new:
        return {}
    others = inside.exclude(article__in=articles)
    if inside.count() > EXACT:
        others = others.filter(pk__in=_near(inside, new.values()))
    known = rows_of(others)
    rows = new | known
    cards = cards_of(rows, str(story.pk))
    found = claims.compare((cards[key] for key in new), (cards[key] for key in known))
    _keep(_statement_link(one, rows) for one in found)
    _keep(quotations_again(story, new, cards))
    return cards


def _keep(links: Iterable[StatementLink]) -> None:
    # Sorted, so that two workers that add the same pairs wait for each other in one order.
    rows = sorted(links, key=lambda row: (row.first_id, row.second_id, row.kind))
    StatementLink.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def _find_meaning(articles: Collection[int]) -> list[int]:
    """Give statements in which a person changed words their meaning; return which those are."""
    changed = list(
        Statement.objects.current()
        .filter(article__in=articles, vector=None)
        .select_related("article")
        .only("content", "article__text")
    )
    for row in changed:
        row.vector = meaning_of(row, row.article.text)
    Statement.objects.bulk_update(changed, ["vector"])
    return [row.pk for row in changed]


def _forget(articles: Collection[int], story: Story, changed: Collection[int]) -> None:
    """Drop links of statements that are not what they were, and those that held elsewhere alone."""
    for own, other in (("first", "second"), ("second", "first")):
        links = StatementLink.objects.filter(**{f"{own}__article__in": articles})
        links.filter(**{f"{own}__analysis__is_current": False}).delete()
        links.filter(**{f"{own}__is_dropped": True}).delete()
        links.filter(**{f"{own}__in": changed}).delete()
        inside = Q(**{f"{other}__article__membership__story": story})
        links.filter(inside, kind=LinkKind.QUOTED_AGAIN).delete()
        links.exclude(inside).exclude(kind=LinkKind.QUOTED_AGAIN).delete()


def _near(inside: StatementQuerySet, new: Collection[Statement]) -> set[int]:
    """Return which statements of a large story are near one of the new in meaning or in words."""
    runs = sorted({run for row in new for run in row.runs})
    found = set(inside.filter(runs__overlap=runs).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL hnsw.iterative_scan = relaxed_order")
        cursor.execute("SET LOCAL hnsw.ef_search = %s", [NEAREST])
    for row in new:
        nearest = inside.order_by(CosineDistance("vector", row.vector))
        found.update(nearest.values_list("pk", flat=True)[:NEAREST])
    return found


def _statement_link(one: PairLink, rows: Mapping[str, Statement]) -> StatementLink:
    first, second = rows[one.a], rows[one.b]
    return StatementLink(
        first=first,
        second=second,
        kind=one.kind,
        score=one.score.value,
        evidence=evidence_rows(one.score.evidence),
        first_words=places_of(one.a_words, first),
        second_words=places_of(one.b_words, second),
        release=RELEASE,
    )


def _make_claims(story: Story, cards: Mapping[str, StatementCard]) -> None:
    """Make the story's claims of what was kept; `cards` are those at hand."""
    rows = rows_of(Statement.objects.in_story(story))
    decided = decisions.about(story, rows)
    links = _links(rows)
    linked = {key for pair in (*links, *decided[Verdict.TOGETHER]) for key in pair}
    missing = {key: rows[key] for key in linked - cards.keys()}
    held = cards_of(missing, str(story.pk)) | {key: cards[key] for key in linked & cards.keys()}
    clusters = claims.cluster(
        held.values(),
        (PairLink(a, b, kept.kind, Score(kept.score)) for (a, b), kept in links.items()),
        together=decided[Verdict.TOGETHER],
        apart=decided[Verdict.APART],
    )
    clusters += [claims.alone(key) for key in sorted(rows.keys() - linked)]
    _store(story, clusters, rows, links)
    story.linked_at = Now()
    if story.chained_at:
        story.settled_at = story.linked_at
    story.save(update_fields=["linked_at", "settled_at"])
    voices.tie(story)
    doubts.renew(story.pk)


class Kept(NamedTuple):
    """A stored link that puts two statements into one claim."""

    pk: int
    kind: LinkKind
    score: float


Links = Mapping[tuple[str, str], Kept]


def _links(rows: Mapping[str, Statement]) -> Links:
    """Return what puts statements into one claim, by their keys."""
    keys = {row.pk: key for key, row in rows.items()}
    found = StatementLink.objects.filter(kind__in=SAME, first__in=keys, second__in=keys)
    return {
        (keys[first], keys[second]): Kept(pk, LinkKind(kind), score)
        for first, second, pk, kind, score in found.values_list(
            "first", "second", "pk", "kind", "score"
        )
    }


def _store(
    story: Story, clusters: Sequence[Cluster], rows: Mapping[str, Statement], links: Links
) -> None:
    """Write claims and their statements where these are not as they were."""
    inside = ClaimLink.objects.filter(statement__article__membership__story=story)
    there = {link.statement_id: link for link in inside}
    keys = {row.pk: key for key, row in rows.items()}
    older = Statement.objects.filter(pk__in=there.keys() - keys.keys())
    keys |= heirs(rows_of(older).values(), rows)
    old: dict[int, set[str]] = defaultdict(set)
    for link in there.values():
        old[link.claim_id].add(keys[link.statement_id])
    lent = _lent(story, old)
    mine = {pk: members for pk, members in old.items() if pk not in lent}
    kept = identity.keep(mine, [cluster.members for cluster in clusters])
    made = _claims(zip(kept, clusters, strict=True), rows)
    wanted = list(_claim_links(zip(made, clusters, strict=True), rows, links))
    as_before = {
        row.statement_id
        for row in wanted
        if row.statement_id in there and _says(there[row.statement_id]) == _says(row)
    }
    ClaimLink.objects.filter(
        pk__in=[link.pk for pk, link in there.items() if pk not in as_before]
    ).delete()
    ClaimLink.objects.bulk_create(
        (row for row in wanted if row.statement_id not in as_before), batch_size=1000
    )
    _tell_what_became(old, [(claim.pk, c.members) for claim, c in zip(made, clusters, strict=True)])
    Claim.objects.filter(pk__in=old.keys() - set(kept), links=None).delete()


def _lent(story: Story, claims_here: Collection[int]) -> set[int]:
    """Return the claims that another story holds more of, from where articles came here."""
    elsewhere = (
        ClaimLink.objects.filter(claim__in=claims_here)
        .exclude(statement__article__membership__story=None)
        .values_list("claim", "statement__article__membership__story")
        .annotate(held=Count("pk"))
        .order_by("-held", "statement__article__membership__story")
    )
    most: dict[int, int] = {}
    for claim, holder, _ in elsewhere:
        most.setdefault(claim, holder)
    return {claim for claim, holder in most.items() if holder != story.pk}


def _claims(
    kept: Iterable[tuple[int | None, Cluster]], rows: Mapping[str, Statement]
) -> list[Claim]:
    """Return a row for each cluster: the one it goes on as, or a new one."""
    drafts = [
        Claim(pk=pk, wording=rows[cluster.wording], why_wording=cluster.why_wording)
        for pk, cluster in kept
    ]
    there = Claim.objects.in_bulk([claim.pk for claim in drafts if claim.pk])
    changed = [
        claim
        for claim in drafts
        if claim.pk
        and (claim.wording_id, claim.why_wording)
        != (there[claim.pk].wording_id, there[claim.pk].why_wording)
    ]
    Claim.objects.bulk_update(changed, ["wording", "why_wording"], batch_size=1000)
    Claim.objects.bulk_create([claim for claim in drafts if not claim.pk], batch_size=1000)
    return drafts


def _claim_links(
    made: Iterable[tuple[Claim, Cluster]], rows: Mapping[str, Statement], links: Links
) -> Iterator[ClaimLink]:
    """Yield a row for each statement of each claim."""
    made = list(made)
    told = _evidence(links, (cluster for _, cluster in made))
    for claim, cluster in made:
        yield _claim_link(claim, rows[cluster.wording], ClaimLink.WORDING, 1.0, [])
        for key, member in cluster.links.items():
            evidence = told.get(_pair(key, member.to)) or evidence_rows(member.score.evidence)
            yield _claim_link(claim, rows[key], member.kind, member.score.value, evidence)


def _evidence(links: Links, clusters: Iterable[Cluster]) -> dict[tuple[str, str], list[Any]]:
    """Return the evidence of those links by which statements hang on claims, by their keys."""
    used = {
        links[pair].pk: pair
        for cluster in clusters
        for key, member in cluster.links.items()
        if (pair := _pair(key, member.to)) in links
    }
    found = StatementLink.objects.filter(pk__in=used).values_list("pk", "evidence")
    return {used[pk]: evidence for pk, evidence in found}


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _claim_link(
    claim: Claim, statement: Statement, kind: str, score: float, evidence: list[Any]
) -> ClaimLink:
    return ClaimLink(
        claim=claim,
        statement=statement,
        kind=kind,
        score=score,
        evidence=evidence,
        release=RELEASE,
    )


def _says(link: ClaimLink) -> tuple[object, ...]:
    return link.claim_id, link.kind, link.score, link.evidence


def _tell_what_became(
    old: Mapping[int, AbstractSet[str]], new: Sequence[tuple[int, AbstractSet[str]]]
) -> None:
    """Record what merged and split; what stayed as it was is left out, being most of all."""
    home = {key: pk for pk, members in new for key in members}
    changed = {
        pk: members for pk, members in old.items() if {home.get(key, pk) for key in members} != {pk}
    }
    touched = {home.get(key) for members in changed.values() for key in members}
    successions.record(
        Succession.Sort.CLAIM, changed, [(pk, members) for pk, members in new if pk in touched]
    )
