"""Link: put the statements of a story into claims, keeping the claims' ids and people's decisions."""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone

from articles.text import TextSpan
from claims.actions import locks
from claims.actions.grouping import evidence_rows
from claims.linking import claims, identity
from claims.linking.types import StatementCard
from claims.models import Claim, ClaimLink, DecisionState, Statement, Story
from claims.nlp.release import RELEASE


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
        statements = {key_of(row): row for row in _statements(story)}
        cards = [card_of(key, row) for key, row in statements.items()]
        clusters = claims.cluster(cards, claims.link(cards))
        _store(clusters, statements)
        story.linked_at = timezone.now()
        story.save(update_fields=["linked_at"])


def _statements(story: Story) -> Iterable[Statement]:
    return (
        Statement.objects.in_story(story)
        .select_related("article__outlet", "speaker")
        .order_by("article_id", "ordinal")
    )


def key_of(statement: Statement) -> str:
    """Return what names a statement whatever the order of loading: text, outlet and content."""
    article = statement.article
    spans = ",".join(f"{span.start}-{span.end}" for span in statement.content)
    return f"{article.fingerprint}:{article.outlet.key if article.outlet else ''}:{spans}"


def card_of(key: str, statement: Statement) -> StatementCard:
    """Return what linking needs to know of a statement."""
    article = statement.article
    return StatementCard(
        key=key,
        article=f"{article.fingerprint}:{article.outlet.key if article.outlet else ''}",
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
