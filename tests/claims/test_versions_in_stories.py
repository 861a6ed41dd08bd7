"""Of a page's versions the newest counts; the older ones are read, and can be looked at."""

import pytest

from articles.actions import versions
from claims import annotation
from claims.actions.withdrawing import settle_versions, withdraw
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    Statement,
    StatementLink,
    Story,
    StoryEdge,
    StoryMembership,
)
from tests.claims.small_worlds import SWEEPS, Told, a_delivery, sweep

pytestmark = pytest.mark.django_db

FIRST = Told(0, 0, 0, ((0, 1), (1, 3)), url=1)
SECOND = Told(0, 0, 2, ((0, 1), (3, 3)), url=1)
OTHER = Told(0, 1, 0, ((0, 1),))


def newest():
    """Return whose reading counts, by their days."""
    current = Analysis.objects.filter(is_current=True)
    return {row.article.published_at.day for row in current.select_related("article")}


@pytest.mark.parametrize("order", [(FIRST, SECOND, OTHER), (SECOND, OTHER, FIRST)])
def test_only_the_newest_stands_in_a_story(order):
    for number, told in enumerate(order):
        a_delivery(f"batch {number}", [told])
        sweep()

    assert newest() == {24, 26}
    assert StoryMembership.objects.count() == 2
    assert StoryEdge.objects.count() == 1
    assert set(StatementLink.objects.values_list("first__analysis__is_current", flat=True)) == {
        True
    }
    assert not ClaimLink.objects.filter(statement__analysis__is_current=False).exists()
    assert Statement.objects.filter(analysis__is_current=False).count() == 2


def test_a_claim_keeps_its_address_when_its_wording_goes():
    a_delivery("batch", [FIRST, OTHER])
    sweep()
    claim = Claim.objects.get(links__statement__article__url="")
    wording = claim.wording.article

    withdraw([wording.pk])

    claim.refresh_from_db()
    assert claim.wording.article != wording
    assert claim.links.count() == 1
    assert Story.objects.get().linked_at is None


def test_an_older_version_that_is_the_newest_again_counts_again():
    batch = a_delivery("batch", [FIRST, SECOND, OTHER])
    sweep()
    last = batch.articles.get(position=2)
    type(last).objects.filter(pk=last.pk).update(url="https://example.org/elsewhere")
    versions.arrange([FIRST_URL])
    batch.articles.filter(pk=last.pk).update(newest=batch.articles.get(position=1))

    assert settle_versions() == 2
    sweep()

    assert newest() == {24}
    assert StoryMembership.objects.count() == 2
    assert settle_versions() == 0


FIRST_URL = "https://example.org/1"


def test_the_page_of_an_older_version_shows_what_was_read_in_it():
    batch = a_delivery("batch", [FIRST, SECOND])
    SWEEPS["read"]()

    found = annotation.of_article(batch.articles.get(position=1))

    assert found.count == 2
    assert not found.analysis.is_current
    assert found.membership is None
