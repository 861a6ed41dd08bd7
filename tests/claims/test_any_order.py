"""Whatever comes first: stories, storylines, claims and voices follow from the articles alone.

Articles arrive in any order and number, the sweeps run in between in any order, and people decide
at any moment; in the end everything is as if all had come at once.
"""

import csv
import time
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.actions import decisions
from claims.actions.analysis import Reader, analyze, current_reader
from claims.actions.cards import key_of
from claims.actions.grouping import article_key, group_waiting
from claims.actions.linking import link_waiting
from claims.actions.storylines import chain_waiting
from claims.models import (
    Analysis,
    Claim,
    Statement,
    StatementLink,
    Story,
    StoryEdge,
    StoryMembership,
    Verdict,
)
from tests.builders import an_article

pytestmark = [pytest.mark.django_db, pytest.mark.model]

SAMPLE = Path(__file__).parents[2] / "fixtures" / "sample"
CHOSEN = (
    *("seeds/000", "seeds/001", "seeds/003", "invented/crew-call"),
    *("invented/strait-call-02", "invented/strait-call-06", "invented/strait-call-10"),
)
SWEEPS = {
    "group": group_waiting,
    "link": lambda: link_waiting(until=time.monotonic() + 60),
    "chain": lambda: chain_waiting(until=time.monotonic() + 60),
}
FEW = settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),  # a whole site in each example
)


@pytest.fixture(scope="module")
def reader():
    """The real reader, which reads no text twice."""
    real = current_reader()
    return Reader(real.release, cache(real.read), cache(real.encode))


@pytest.fixture(scope="module")
def rows():
    with (SAMPLE / "manifest.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["file"].startswith(CHOSEN)]


def arrive(row, reader):
    published = row["published"]
    article = an_article(
        (SAMPLE / row["file"]).read_text(),
        outlet=row["outlet"] or None,
        title=row["title"],
        published_at=datetime.fromisoformat(published) if published else None,
    )
    analyze(
        analysis=Analysis.objects.create(article=article, release=reader.release), reader=reader
    )


def sweep():
    """Run the sweeps until nothing waits."""
    for run in SWEEPS.values():
        run()


def decide(verdict, one, other):
    """Decide about two articles or two statements by their keys; False while one is not there."""
    for rows, act in (
        (articles(), decisions.decide_articles),
        (said(), decisions.decide_statements),
    ):
        if one in rows and other in rows:
            act(first=rows[one], second=rows[other], verdict=verdict, by=None)
            return True
    return False


def articles():
    memberships = Analysis.objects.select_related("article__outlet")
    return {article_key(row.article): row.article for row in memberships}


def said():
    return {key_of(row): row for row in Statement.objects.select_related("article__outlet")}


def outcome():
    """Return everything that was made of the articles, by keys that no order changes."""
    key = {row.pk: found for found, row in said().items()}
    stories, voices = {}, {}
    for row in StoryMembership.objects.select_related("article__outlet"):
        stories.setdefault(row.story_id, set()).add(article_key(row.article))
        voices.setdefault((row.story_id, row.voice), set()).add(article_key(row.article))
    lines = {}
    for pk, line in Story.objects.exclude(storyline=None).values_list("pk", "storyline"):
        lines.setdefault(line, set()).update(stories[pk])
    name = {row.pk: found for found, row in articles().items()}
    return {
        "edges": {frozenset((name[a], name[b])) for a, b in pairs_of(StoryEdge)},
        "stories": sets(stories),
        "titles": {(row.title, frozenset(stories[row.pk])) for row in Story.objects.all()},
        "storylines": sets(lines),
        "voices": sets(voices),
        "links": {
            (key[row.first_id], key[row.second_id], row.kind, round(row.score, 4))
            for row in StatementLink.objects.all()
        },
        "claims": {
            (
                key[claim.wording_id],
                claim.why_wording,
                frozenset(
                    (key[link.statement_id], link.kind, str(link.evidence))
                    for link in claim.links.all()
                ),
            )
            for claim in Claim.objects.prefetch_related("links")
        },
    }


def pairs_of(model):
    return model.objects.values_list("first", "second")


def sets(groups):
    return {frozenset(members) for members in groups.values()}


def forget():
    """Empty the tables; deleted rows would stay in the way until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait for the end
        cursor.execute("TRUNCATE articles_batch, articles_outlet, claims_speaker CASCADE")
        cursor.execute("TRUNCATE claims_claim, claims_story, claims_storyline CASCADE")
        cursor.execute("TRUNCATE claims_commonrun, claims_succession")


def differences(one, other):
    return {name: one[name] ^ other[name] for name in one if one[name] != other[name]}


def schedules(rows):
    """Any order of arriving, each article followed by any of the sweeps in any order."""
    sweeps = st.lists(st.sampled_from(sorted(SWEEPS)), unique=True)
    each = st.lists(sweeps, min_size=len(rows), max_size=len(rows))
    return st.tuples(st.permutations(rows), each)


def played(schedule, reader, told=()):
    """Let articles arrive and people decide by a schedule; return what comes of it.

    `told` are decisions, each with the number of articles after which it is made, or later, when
    both it is about are there.
    """
    forget()
    waiting = list(told)
    for number, (row, sweeps) in enumerate(zip(*schedule, strict=True), 1):
        arrive(row, reader)
        for name in sweeps:
            SWEEPS[name]()
        waiting = [one for one in waiting if number < one[0] or not decide(*one[1])]
    sweep()
    assert not [one for one in waiting if not decide(*one[1])]
    sweep()
    return outcome()


def test_nothing_depends_on_the_order_of_arriving_or_of_the_sweeps(rows, reader):
    calm = played((rows, [[]] * len(rows)), reader)
    assert len(calm["stories"]) == 4
    assert len(calm["claims"]) > 50
    assert any(len(members) > 2 for *_, members in calm["claims"])

    @FEW
    @given(schedules(rows))
    def check(schedule):
        assert differences(played(schedule, reader), calm) == {}

    check()


def test_decisions_count_the_same_whenever_they_are_made(rows, reader):
    played((rows, [[]] * len(rows)), reader)
    key = {row.pk: found for found, row in said().items()}
    linked = sorted(sorted((key[a], key[b])) for a, b in pairs_of(StatementLink))
    there = sorted(articles())
    pairs = sorted(combinations(there, 2))
    verdicts = st.sampled_from([Verdict.TOGETHER, Verdict.APART])
    decided = st.tuples(verdicts, st.sampled_from(pairs + linked)).map(lambda d: (d[0], *d[1]))
    told = st.lists(decided, min_size=1, max_size=6, unique_by=lambda one: frozenset(one[1:]))

    @FEW
    @given(schedules(rows), told, st.data())
    def check(schedule, told, data):
        moments = st.integers(1, len(rows))
        early = [(data.draw(moments), one) for one in told]
        late = [(len(rows), one) for one in told]
        calm = played((rows, [[]] * len(rows)), reader, late)
        assert differences(played(schedule, reader, early), calm) == {}

    check()
