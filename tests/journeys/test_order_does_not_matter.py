"""The same articles, in any order and any batches, give the same stories and claims."""

import csv
import io
import random
from functools import cache
from pathlib import Path

import pytest

from articles.actions.loading import load
from articles.actions.receiving import receive
from articles.models import Article, Batch
from claims.actions.analysis import Reader, analyze_waiting, current_reader
from claims.actions.cards import key_of
from claims.actions.grouping import group_waiting
from claims.actions.linking import link_waiting
from claims.models import Claim, ClaimLink, Speaker, Story, StoryMembership

pytestmark = [pytest.mark.django_db, pytest.mark.model]

SAMPLE = Path(__file__).parents[2] / "fixtures" / "sample"
CHOSEN = ("seeds/000", "seeds/001", "seeds/003", "invented/crew-call", "invented/strait-call-0")


@pytest.fixture(scope="module")
def reader():
    """The real reader, which reads no text twice."""
    real = current_reader()
    return Reader(real.release, cache(real.read), cache(real.encode))


@pytest.fixture
def rows():
    with (SAMPLE / "manifest.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["file"].startswith(CHOSEN)]


def deliver(rows, reader, media):
    """Load articles as one CSV batch and do everything that the sweeps do."""
    columns = ["text", *(name for name in rows[0] if name != "file")]
    table = io.StringIO()
    writer = csv.DictWriter(table, columns, extrasaction="ignore")
    writer.writeheader()
    for row in rows:
        writer.writerow(row | {"text": (SAMPLE / row["file"]).read_text()})
    path = media / "batch.csv"
    path.write_text(table.getvalue())
    load(batch=receive(name="batch.csv", paths=[path]))
    analyze_waiting(reader=reader, until=float("inf"))
    group_waiting()
    link_waiting(until=float("inf"))


def outcome():
    """Return stories as sets of articles, and claims as sets of statements with their wording."""
    stories: dict[int, set[str]] = {}
    for membership in StoryMembership.objects.select_related("article"):
        stories.setdefault(membership.story_id, set()).add(membership.article.fingerprint)
    claims: dict[int, set[str]] = {}
    for link in ClaimLink.objects.select_related("statement__article"):
        claims.setdefault(link.claim_id, set()).add(key_of(link.statement))
    wordings = {claim.pk: key_of(claim.wording) for claim in Claim.objects.all()}
    return (
        {frozenset(members) for members in stories.values()},
        {(wordings[pk], frozenset(members)) for pk, members in claims.items()},
    )


def forget():
    for model in (Story, Claim, Article, Batch, Speaker):
        model.objects.all().delete()


def test_order_and_batches_do_not_matter(rows, reader, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    deliver(rows, reader, tmp_path)
    stories, claims = outcome()
    assert len(stories) == 4
    assert len(claims) > 100
    assert any(len(members) > 3 for _, members in claims)

    for seed in range(3):
        forget()
        shuffled = random.Random(seed).sample(rows, len(rows))
        cut = 1 + seed * len(rows) // 4
        for batch in (shuffled[:cut], shuffled[cut:]):
            deliver(batch, reader, tmp_path)

        assert outcome() == (stories, claims)
