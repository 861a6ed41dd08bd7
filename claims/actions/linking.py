"""Link: put a story's statements into claims that keep their ids and people's decisions."""

import time
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from django.db import transaction
from django.utils import timezone

from articles import locks
from articles.text import TextSpan
from claims.actions.grouping import article_key, evidence_rows
from claims.linking import claims, identity
from claims.linking.claims import Cluster
from claims.linking.types import Score, StatementCard
from claims.models import Claim, ClaimLink, Statement, Story
from claims.nlp.release import RELEASE

SAME_WORDS = 0.5  # least share of two readings' characters for one statement, as in benchmarks


def link_waiting(*, until: float) -> int:
    """Link the claims of every story that changed, until none is left or the clock says stop.

    `until` is a value of `time.monotonic`. Return how many were linked. Several processes may do
    this at once; a story is in the hands of one of them.
    """
    done = 0
    for pk in Story.objects.stale().values_list("pk", flat=True):
        if time.monotonic() >= until:
            break
        with locks.attempt(locks.Room.LINKING, pk) as held:
            if held:
                link_claims(story_id=pk)
                done += 1
    return done


def link_claims(*, story_id: int) -> None:
    """Make the story's claims anew; a claim keeps its id where most of its statements stay."""
    with transaction.atomic():
        # Locked, so that an article that joins meanwhile marks the story stale after us.
        story = Story.objects.select_for_update().filter(pk=story_id).first()
        if story is None or story.linked_at:
            return
        statements = {key_of(row): row for row in Statement.objects.in_story(story).with_text()}
        before = Before(story, statements)
        cards = [card_of(key, row) for key, row in statements.items()]
        clusters = claims.cluster(cards, claims.link(cards))
        _store(clusters, statements, before)
        story.linked_at = timezone.now()
        story.save(update_fields=["linked_at"])


class Before:
    """The claims of a story before it is linked anew,."""

    def __init__(self, story: Story, statements: Mapping[str, Statement]) -> None:
        self.members: dict[int, set[str]] = {}
        links = list(ClaimLink.objects.of_story(story))
        keys = heirs([link.statement for link in links], statements)
        for link in links:
            key = keys[link.statement_id]
            self.members.setdefault(link.claim_id, set()).add(key)


def _store(
    clusters: Sequence[Cluster], statements: Mapping[str, Statement], before: Before
) -> None:
    kept = identity.keep(before.members, [cluster.members for cluster in clusters])
    ClaimLink.objects.filter(claim__in=before.members).delete()
    made = [
        Claim(pk=pk, wording=statements[cluster.wording], why_wording=cluster.why_wording)
        for pk, cluster in zip(kept, clusters, strict=True)
    ]
    Claim.objects.bulk_update([claim for claim in made if claim.pk], ["wording", "why_wording"])
    Claim.objects.bulk_create([claim for claim in made if not claim.pk])
    ClaimLink.objects.bulk_create(
        link
        for claim, cluster in zip(made, clusters, strict=True)
        for link in _links(claim, cluster, statements)
    )
    over = set(before.members) - set(kept)
    Claim.objects.filter(pk__in=over, links=None).delete()


def _links(
    claim: Claim, cluster: Cluster, statements: Mapping[str, Statement]
) -> Iterator[ClaimLink]:
    """Yield a row for each statement of the claim."""
    yield _link(claim, statements[cluster.wording], ClaimLink.WORDING, Score(1.0))
    for key, member in cluster.links.items():
        yield _link(claim, statements[key], member.kind, member.score)


def _link(claim: Claim, statement: Statement, kind: str, score: Score) -> ClaimLink:
    return ClaimLink(
        claim=claim,
        statement=statement,
        kind=kind,
        score=score.value,
        evidence=evidence_rows(score.evidence),
        release=RELEASE,
    )


def key_of(statement: Statement) -> str:
    """Return what names a statement whatever the order of loading: article, content, source."""
    spans = [*statement.content, *statement.source]
    places = ",".join(f"{span.start}-{span.end}" for span in spans)
    return f"{article_key(statement.article)}:{places}"


def heirs(before: Sequence[Statement], now: Mapping[str, Statement]) -> dict[int, str]:
    """Return for each statement the key of the one that has its words now, or else its own key.

    Another release may draw the bounds of a statement otherwise; no two have the same heir.
    """
    found = {row.pk: key_of(row) for row in before}
    taken = set(found.values())
    fresh = [(key, row) for key, row in now.items() if key not in taken]
    for row in before:
        if found[row.pk] in now:
            continue
        shared = [
            (_shared(row, other), key)
            for key, other in fresh
            if other.article_id == row.article_id and key not in taken
        ]
        share, key = max(shared, default=(0.0, ""))
        if share >= SAME_WORDS:
            found[row.pk] = key
            taken.add(key)
    return found


def _shared(a: Statement, b: Statement) -> float:
    """Return which share of the characters of two statements lies in both."""
    one, other = (
        {place for span in (*row.content, *row.source) for place in range(span.start, span.end)}
        for row in (a, b)
    )
    return len(one & other) / len(one | other)


def card_of(key: str, statement: Statement) -> StatementCard:
    """Return what linking needs to know of a statement."""
    article = statement.article
    return StatementCard(
        key=key,
        article=article_key(article),
        outlet=article.outlet.name if article.outlet else "",
        day=article.published_at.date() if article.published_at else None,
        speaker=statement.speaker.name if statement.speaker else "",
        speaker_kind=statement.speaker.kind if statement.speaker else "unnamed",
        content=" ".join(_texts(statement.content, article.text)),
        quoted=tuple(_texts(statement.quotations, article.text)),
        polarity=statement.polarity,
        certainty=statement.certainty,
        vector=np.array(statement.vector, dtype=np.float16),
    )


def _texts(spans: Sequence[TextSpan], text: str) -> list[str]:
    return [span.of(text) for span in spans]
