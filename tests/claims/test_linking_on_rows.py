import time

import numpy as np
import pytest

from claims.actions import decisions
from claims.actions.linking import link_waiting
from claims.models import (
    Claim,
    ClaimLink,
    Statement,
    StatementDecision,
    StatementLink,
    Verdict,
)
from claims.nlp.types import DIMENSIONS
from tests.builders import a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

SAID = "the ferry crews will strike over pay in October"
DEATHS = "inspections of the bridge had been skipped for years"


def direction(content):
    vector = np.zeros(DIMENSIONS)
    vector[0 if "strike" in content else 1] = 1
    return vector.tolist()


def says(content, outlet, speaker="Mira Halloran"):
    article = an_article(f"{outlet}: {speaker} said {content}.", outlet=outlet)
    return a_statement(article, content, chain=[(speaker, "person")], vector=direction(content))


def stale_story(*statements):
    return a_story(*(statement.article for statement in statements), linked_at=None)


def link():
    return link_waiting(until=time.monotonic() + 30)


def claims():
    """Return the claims as sets of outlets whose statements they hold."""
    found = {}
    for row in ClaimLink.objects.all():
        found.setdefault(row.claim_id, set()).add(row.statement.article.outlet.name)
    return {frozenset(outlets) for outlets in found.values()}


def test_statements_that_say_the_same_become_one_claim():
    story = stale_story(says(SAID, "A"), says(SAID, "B"), says(DEATHS, "C"))

    assert link() == 1

    assert claims() == {frozenset("AB"), frozenset("C")}
    story.refresh_from_db()
    assert story.linked_at
    wording = ClaimLink.objects.get(kind="wording", statement__article__outlet__name="C")
    assert wording.claim.wording == wording.statement
    other = ClaimLink.objects.exclude(kind="wording").get()
    assert other.evidence[0]["because"]


def test_twice_is_the_same_as_once():
    story = stale_story(says(SAID, "A"), says(SAID, "B"))
    link()
    before = list(ClaimLink.objects.order_by("pk").values("claim", "statement", "kind"))

    assert link() == 0
    story.linked_at = None
    story.save()
    link()

    assert list(ClaimLink.objects.order_by("pk").values("claim", "statement", "kind")) == before
    assert Claim.objects.count() == 1


def test_a_claim_keeps_its_id_when_an_article_joins():
    a, b = says(SAID, "A"), says(SAID, "B")
    story = stale_story(a)
    link()
    claim = Claim.objects.get()

    story.memberships.create(article=b.article, release="test")
    story.linked_at = None
    story.save()
    link()

    assert Claim.objects.get() == claim
    assert claims() == {frozenset("AB")}


def test_a_claim_keeps_its_id_when_an_article_is_read_again():
    a = says(SAID, "A")
    story = stale_story(a)
    link()
    claim = Claim.objects.get()

    a.article.analyses.update(is_current=False)
    newer = a.article.analyses.create(release="newer", state="done", is_current=True)
    a.pk, a.analysis = None, newer
    a.save()
    story.linked_at = None
    story.save()
    link()

    assert Claim.objects.get() == claim
    assert claim.links.get().statement.analysis.release == "newer"


def relink(story):
    story.memberships.update(compared_at=None)
    story.linked_at = None
    story.save()
    link()


def test_what_a_person_rejected_never_comes_back():
    a, b = says(SAID, "A"), says(SAID, "B")
    story = stale_story(a, b)
    link()
    (claim,) = Claim.objects.all()

    decisions.take_out_of_claim(statement=b, claim=claim, by=None, why="another strike")

    assert link() == 1
    assert claims() == {frozenset("A"), frozenset("B")}
    relink(story)
    assert claims() == {frozenset("A"), frozenset("B")}


def test_what_a_person_put_together_stays_together():
    a, b = says(SAID, "A"), says(DEATHS, "B")
    story = stale_story(a, b)
    link()

    decisions.merge_claims(
        claim=a.links.get().claim, other=b.links.get().claim, by=None, why="one inquiry"
    )
    link()

    assert claims() == {frozenset("AB")}
    hanging = ClaimLink.objects.exclude(kind="wording").get()
    assert hanging.evidence[0]["because"] == "a person put them together"
    relink(story)
    assert claims() == {frozenset("AB")}


def test_a_later_decision_about_the_same_two_counts():
    a, b = says(SAID, "A"), says(SAID, "B")
    stale_story(a, b)

    for verdict in (Verdict.APART, Verdict.TOGETHER, Verdict.APART):
        decisions.decide_statements(first=b, second=a, verdict=verdict, by=None)
    link()

    assert StatementDecision.objects.count() == 1
    assert claims() == {frozenset("A"), frozenset("B")}


def read_anew(statement, content, meaning=SAID):
    """Return the statement that a newer release reads in the same article."""
    article = statement.article
    article.analyses.update(is_current=False)
    newer = article.analyses.create(release="newer", state="done", is_current=True)
    return a_statement(
        article,
        content,
        chain=[("Mira Halloran", "person")],
        vector=direction(meaning),
        analysis=newer,
    )


@pytest.mark.parametrize(("content", "is_heir"), [(SAID[4:], True), ("ferry", False)])
def test_a_decision_goes_over_to_what_another_release_makes_of_the_words(content, is_heir):
    a, b = says(SAID, "A"), says(SAID, "B")
    story = stale_story(a, b)
    decisions.decide_statements(first=a, second=b, verdict=Verdict.APART, by=None)
    link()

    read = read_anew(b, content, SAID if is_heir else content)
    relink(story)

    decided = StatementDecision.objects.get()
    assert ({decided.first, decided.second} == {a, read}) is is_heir
    assert claims() == {frozenset("A"), frozenset("B")}


def test_of_two_decisions_that_come_to_be_about_the_same_words_the_later_counts():
    a, b = says(SAID, "A"), says(SAID, "B")
    story = stale_story(a, b)
    decisions.decide_statements(first=a, second=b, verdict=Verdict.APART, by=None)
    read = read_anew(b, SAID[4:])
    decisions.decide_statements(first=a, second=read, verdict=Verdict.TOGETHER, by=None)

    relink(story)

    assert StatementDecision.objects.get().verdict == Verdict.TOGETHER
    assert claims() == {frozenset("AB")}


def test_links_of_an_old_reading_are_dropped():
    a, b = says(SAID, "A"), says(SAID, "B")
    story = stale_story(a, b)
    link()

    read = read_anew(b, SAID[4:])
    relink(story)

    assert {(x.first, x.second) for x in StatementLink.objects.filter(kind="same-statement")} in (
        {(a, read)},
        {(read, a)},
    )


def test_two_speakers_of_the_same_words_are_two_claims():
    stale_story(says(SAID, "A"), says(SAID, "B", speaker="Conrad Lisle"))

    link()

    assert claims() == {frozenset("A"), frozenset("B")}


def test_every_statement_stands_in_one_claim():
    stale_story(says(SAID, "A"), says(SAID, "B"), says(DEATHS, "A"), says(DEATHS, "D"))

    link()

    linked = ClaimLink.objects.values_list("statement", flat=True)
    assert sorted(linked) == sorted(Statement.objects.values_list("pk", flat=True))


def test_one_content_of_two_sources_is_two_statements():
    article = an_article("Ann and Bob said the ferry crews will strike over pay in October.")
    for name in ("Ann", "Bob"):
        a_statement(article, SAID, chain=[(name, "person")], source=name, vector=direction(SAID))
    a_story(article, linked_at=None)

    link()

    assert ClaimLink.objects.count() == 2
