"""Linking as articles arrive gives what linking all at once gives, and touches only what is new."""

import random
import time

import numpy as np
import pytest
from django.db import connection

from claims.actions import linking
from claims.actions.cards import key_of
from claims.actions.linking import link_waiting
from claims.linking import claims
from claims.models import Claim, ClaimLink, StatementLink, Story, StoryMembership, Succession
from claims.nlp.types import DIMENSIONS
from tests.builders import a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

MATTERS = {
    "strike": "the ferry crews will strike over pay in {}",
    "bridge": "inspections of the Tarrow bridge were skipped for {} years",
    "trawler": "the seized trawler carried {} tonnes of herring",
}
SPEAKERS = ("Mira Halloran", "Joss Embry", "Halloran")


def direction(rng, matter):
    vector = rng.normal(0, 0.02, DIMENSIONS)
    vector[list(MATTERS).index(matter)] = 1
    return (vector / np.linalg.norm(vector)).tolist()


def some_articles(seed, number=12):
    rng = np.random.default_rng(seed)
    for n in range(number):
        told = {
            MATTERS[matter].format(rng.choice([3, 4, 30])): (
                str(rng.choice(SPEAKERS)),
                direction(rng, matter),
            )
            for matter in rng.choice(list(MATTERS), size=n % 4)
        }
        text = "".join(f"{speaker} said {said}. " for said, (speaker, _) in told.items())
        article = an_article(f"{text}This is article {n}.", outlet=f"Outlet {n % 5}")
        for said, (speaker, vector) in told.items():
            a_statement(article, said, chain=[(speaker, "person")], vector=vector)
        yield article


def link():
    while link_waiting(until=time.monotonic() + 30):
        pass


def made():
    """Return claims and links by keys that no order of loading changes."""
    claims: dict[int, set[tuple[object, ...]]] = {}
    for row in ClaimLink.objects.select_related("statement__article__outlet"):
        said = key_of(row.statement), row.kind, row.score, str(row.evidence)
        claims.setdefault(row.claim_id, set()).add(said)
    links = {
        (key_of(row.first), key_of(row.second), row.kind, row.score, str(row.first_words))
        for row in StatementLink.objects.select_related(
            "first__article__outlet", "second__article__outlet"
        )
    }
    whys = {(key_of(claim.wording), claim.why_wording) for claim in Claim.objects.all()}
    return {frozenset(rows) for rows in claims.values()}, links, whys


@pytest.mark.parametrize("seed", range(3))
def test_any_batches_in_any_order_give_the_same_as_all_at_once(seed, monkeypatch):
    articles = list(some_articles(seed))
    a_story(*articles, linked_at=None)
    link()
    wanted = made()
    assert any(len(claim) > 1 for claim in wanted[0])
    assert {kind for _, _, kind, *_ in wanted[1]} > {"same-statement"}

    Story.objects.all().delete()
    Claim.objects.all().delete()
    StatementLink.objects.all().delete()
    monkeypatch.setattr(linking, "BATCH", 2)
    chance = random.Random(seed)
    chance.shuffle(articles)
    story = a_story(articles.pop(), linked_at=None)
    while articles:
        for _ in range(min(chance.randint(1, 5), len(articles))):
            story.memberships.create(article=articles.pop(), release="test")
        Story.objects.update(linked_at=None)
        link()

    assert made() == wanted


def test_a_pair_is_looked_at_once(monkeypatch):
    articles = list(some_articles(1))
    story = a_story(*articles[:-1], linked_at=None)
    link()
    asked = []
    compare = claims.compare

    def listening(new, others):
        asked.append(list(new))
        return compare(asked[-1], others)

    monkeypatch.setattr(claims, "compare", listening)

    story.memberships.create(article=articles[-1], release="test")
    Story.objects.update(linked_at=None)
    link()

    (new,) = asked
    assert {card.outlet for card in new} == {articles[-1].outlet.name}
    assert len(new) == articles[-1].statements.count()


def test_articles_that_leave_and_come_back_change_nothing():
    articles = list(some_articles(2))
    story = a_story(*articles, linked_at=None)
    link()
    wanted = made()

    elsewhere = Story.objects.create(title="elsewhere", changed_at=story.changed_at)
    for home in (elsewhere, story):
        moved = StoryMembership.objects.filter(article__in=articles[3:6])
        moved.update(story=home, compared_at=None)
        Story.objects.update(linked_at=None)
        link()

    assert made() == wanted


def test_what_leaves_takes_its_links_along():
    articles = list(some_articles(0))
    story = a_story(*articles, linked_at=None)
    link()

    elsewhere = Story.objects.create(title="elsewhere", changed_at=story.changed_at)
    moved = StoryMembership.objects.filter(article__in=articles[::2])
    moved.update(story=elsewhere, compared_at=None)
    Story.objects.update(linked_at=None)
    link()

    for row in StatementLink.objects.select_related("first__article", "second__article"):
        assert row.first.article.membership.story == row.second.article.membership.story
    for claim in Claim.objects.all():
        homes = claim.links.values_list("statement__article__membership__story", flat=True)
        assert len(set(homes)) == 1


def test_what_becomes_of_claims_is_recorded():
    articles = list(some_articles(0))
    story = a_story(*articles, linked_at=None)
    link()
    before = set(Claim.objects.values_list("pk", flat=True))

    elsewhere = Story.objects.create(title="elsewhere", changed_at=story.changed_at)
    StoryMembership.objects.filter(article__in=articles[::2]).update(
        story=elsewhere, compared_at=None
    )
    Story.objects.update(linked_at=None)
    link()
    split = set(Succession.objects.filter(sort="claim").values_list("old_id", flat=True))
    assert split
    assert split <= before

    StoryMembership.objects.update(story=story, compared_at=None)
    Story.objects.update(linked_at=None)
    link()
    after = set(Claim.objects.values_list("pk", flat=True))
    merged = Succession.objects.filter(sort="claim").exclude(old_id__in=split)
    assert merged.filter(new_id__in=after).exists()


def test_a_story_of_which_nothing_is_said_is_linked():
    story = a_story(an_article("Nobody said a word."), an_article("Nobody spoke."), linked_at=None)

    link()

    story.refresh_from_db()
    assert story.linked_at
    assert not Claim.objects.exists()


def test_equal_texts_of_two_outlets_share_all_claims():
    text = "Mira Halloran said the ferry crews will strike over pay in October."
    said = "the ferry crews will strike over pay in October"
    articles = [an_article(text, outlet=outlet) for outlet in "AB"]
    for article in articles:
        a_statement(article, said, chain=[("Mira Halloran", "person")])
    a_story(*articles, linked_at=None)

    link()

    assert Claim.objects.get().links.count() == 2


def test_a_large_story_is_linked_by_its_nearest(monkeypatch):
    with connection.cursor() as cursor:  # what other tests took back would stand in the way
        cursor.execute("REINDEX INDEX statement_meaning")
    articles = list(some_articles(2))
    a_story(*articles, linked_at=None)
    link()
    wanted = made()

    Story.objects.all().delete()
    Claim.objects.all().delete()
    StatementLink.objects.all().delete()
    monkeypatch.setattr(linking, "EXACT", 3)
    monkeypatch.setattr(linking, "BATCH", 3)
    a_story(*articles, linked_at=None)
    link()

    assert made() == wanted  # NEAREST is more than it has
