import csv
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from articles.models import Article
from claims.actions.grouping import group_waiting
from claims.actions.storylines import chain_waiting
from claims.linking import stories
from claims.models import Analysis, Story, Storyline, StorylineEdge, Succession
from claims.nlp.types import DIMENSIONS
from tests.builders import RELEASE, a_story, an_article

pytestmark = pytest.mark.django_db

JUNE = datetime(2025, 6, 24, 12, tzinfo=UTC)
MATTERS = ("strike", "inquiry", "trawler")
SAMPLE = Path(__file__).parents[2] / "fixtures" / "sample"


def told_of(matter, number, *, at=JUNE, share=0.8):
    """Return a story that has this share of a matter's words and meaning."""
    terms = {f"{matter}{word}": round(np.sqrt(share / 10), 4) for word in range(10)}
    terms |= {
        f"{matter}{number}own{word}": round(np.sqrt((1 - share) / 10), 4) for word in range(10)
    }
    vector = np.zeros(DIMENSIONS)
    vector[MATTERS.index(matter)] = np.sqrt(share)
    vector[10 + number] = np.sqrt(1 - share)
    return a_story(
        an_article(f"{matter} {number}.", published_at=at),
        title=f"{matter} {number}",
        terms=dict(sorted(terms.items())),
        vector=vector.tolist(),
        chained_at=None,
    )


def chain():
    return chain_waiting(until=time.monotonic() + 60)


def lines():
    """Return the storylines as sets of titles of stories."""
    found = {}
    for story in Story.objects.exclude(storyline=None):
        found.setdefault(story.storyline_id, set()).add(story.title)
    assert Storyline.objects.count() == len(found)
    return {frozenset(titles) for titles in found.values()}


def test_stories_of_one_matter_are_a_storyline_over_months():
    told_of("strike", 1)
    told_of("strike", 2, at=JUNE + timedelta(days=80))
    told_of("inquiry", 1)

    assert chain() == 3

    assert lines() == {frozenset({"strike 1", "strike 2"})}
    line = Storyline.objects.get()
    assert line.title == "strike 1"
    assert line.why_title
    story = Story.objects.get(title="strike 1")
    assert {row["feature"] for row in story.why_storyline} >= {"words", "meaning"}
    assert Story.objects.get(title="inquiry 1").storyline is None
    assert not Story.objects.filter(chained_at=None).exists()
    assert chain() == 0


def test_what_is_new_joins_the_storyline_that_is_there():
    told_of("strike", 1)
    told_of("strike", 2)
    chain()
    (before,) = Storyline.objects.all()

    told_of("strike", 3)
    assert chain() == 1

    assert lines() == {frozenset({"strike 1", "strike 2", "strike 3"})}
    assert Storyline.objects.get() == before


def test_a_story_that_changes_leaves_its_storyline():
    first = told_of("strike", 1)
    told_of("strike", 2)
    other = told_of("inquiry", 1)
    chain()

    Story.objects.filter(pk=first.pk).update(
        terms=other.terms, vector=other.vector, chained_at=None
    )
    chain()

    assert lines() == {frozenset({"strike 1", "inquiry 1"})}
    assert Story.objects.get(title="strike 2").why_storyline == []
    assert StorylineEdge.objects.count() == 1


def test_a_merge_is_recorded():
    told_of("strike", 1)
    told_of("strike", 2)
    told_of("inquiry", 1)
    told_of("inquiry", 2)
    chain()
    kept, gone = sorted(Storyline.objects.values_list("pk", flat=True))
    strike = Story.objects.get(title="strike 1")

    Story.objects.filter(title__startswith="inquiry").update(
        terms=strike.terms, vector=strike.vector, chained_at=None
    )
    chain()

    assert len(lines()) == 1
    moved = Succession.objects.get(sort="storyline")
    assert (moved.old_id, moved.new_id, moved.moved) == (gone, kept, 2)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("cap", [150, 3])
def test_order_and_batches_do_not_matter(monkeypatch, seed, cap):
    monkeypatch.setattr("claims.actions.storylines.CAP", cap)
    wanted = [
        (matter, number, JUNE + timedelta(days=40 * number), 0.5 + number / 20)
        for matter in MATTERS
        for number in range(7)
    ]

    def tell(chance):
        for matter, number, at, share in wanted:
            told_of(matter, number, at=at, share=share)
            if chance.random() < 0.4:
                chain()
        chain()
        return lines(), dict(Story.objects.values_list("title", "crowding"))

    all_at_once = tell(random.Random(9))
    for model in (Story, Storyline, Article):
        model.objects.all().delete()
    random.Random(seed).shuffle(wanted)
    assert tell(random.Random(seed)) == all_at_once
    assert (cap == 150) != any(all_at_once[1].values())


@pytest.mark.model
def test_the_seeds_are_one_storyline():
    from claims.nlp import encoder

    with (SAMPLE / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["file"].startswith("seeds/")]
    for row in rows:
        text = (SAMPLE / row["file"]).read_text()
        article = an_article(text, outlet=row["outlet"], published_at=None, title=row["title"])
        terms, lede = stories.profile(article.title, article.text)
        Analysis.objects.create(
            article=article,
            release=RELEASE,
            state="done",
            is_current=True,
            terms=terms,
            vector=encoder.encode(lede),
        )
    group_waiting()
    chain()

    assert Storyline.objects.get().stories.count() == Story.objects.count() == 4
