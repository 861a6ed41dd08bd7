"""A story of two thousand statements is linked, and grows."""

import time

import numpy as np
import pytest

from articles.text import TextSpan
from claims.actions.linking import link_waiting
from claims.models import Claim, ClaimLink, Statement, Story
from claims.nlp.types import DIMENSIONS
from tests.builders import a_speaker, a_story, an_analysis, an_article

pytestmark = pytest.mark.django_db

ARTICLES, EACH, CLAIMS = 100, 20, 200
WORDS = [
    "harbour",
    "ferry",
    "strike",
    "bridge",
    "girder",
    "inquiry",
    "council",
    "minister",
    "trawler",
    "licence",
    "herring",
    "engineer",
    "terminal",
    "closure",
    "pension",
    "hospital",
    "teacher",
    "drought",
    "election",
    "border",
    "treaty",
    "reactor",
    "orchard",
    "canal",
]


def some_claims(rng):
    """Return claims as words and meanings, all of them somewhat alike, as in one story."""
    common = rng.normal(size=DIMENSIONS)
    for number in range(CLAIMS):
        meaning = 0.5 * common + rng.normal(size=DIMENSIONS)
        words = rng.choice(WORDS, size=6, replace=False)
        yield f"the {' '.join(words)} of case {WORDS[number % 24]}", meaning


def an_article_of(number, rng, claims, speakers):
    told = [claims[i] for i in rng.choice(len(claims), size=EACH, replace=False)]
    text = " ".join(f"Somebody said {words}." for words, _ in told)
    article = an_article(f"{text} Article {number}.", outlet=f"Outlet {number % 20}")
    analysis = an_analysis(article)
    reached = 0
    rows = []
    for ordinal, (words, meaning) in enumerate(told, 1):
        start = article.text.index(words, reached)
        reached = start + len(words)
        vector = meaning + rng.normal(0, 0.3, DIMENSIONS)
        rows.append(
            Statement(
                analysis=analysis,
                article=article,
                ordinal=ordinal,
                content=[TextSpan(start, reached)],
                type="indirect",
                polarity="asserted",
                certainty="certain",
                stance="neutral",
                found_by="builder",
                speaker=speakers[ordinal % 5],
                vector=(vector / np.linalg.norm(vector)).tolist(),
            )
        )
    Statement.objects.bulk_create(rows)
    return article


def link():
    while link_waiting(until=time.monotonic() + 300):
        pass


def test_a_large_story_is_linked_and_grows():
    rng = np.random.default_rng(7)
    claims = list(some_claims(rng))
    speakers = [a_speaker(f"Speaker {n}", "collective") for n in range(5)]
    articles = [an_article_of(n, rng, claims, speakers) for n in range(ARTICLES)]
    story = a_story(*articles[:-1], linked_at=None)

    link()
    story.memberships.create(article=articles[-1], release="test")
    Story.objects.update(linked_at=None)
    link()

    assert ClaimLink.objects.count() == ARTICLES * EACH
    assert CLAIMS / 2 < Claim.objects.count() < CLAIMS * 2
