from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import record
from claims.models import StatementLink
from tests.builders import RELEASE, a_claim, a_statement, an_article, spans_of

pytestmark = pytest.mark.django_db

_numbers = count(1)


def a_tie(first, second, kind="denial", because="denied by Rusk: “denied”", score=0.8, words=""):
    return StatementLink.objects.create(
        first=first,
        second=second,
        kind=kind,
        score=score,
        evidence=[{"feature": "denial", "value": 1.0, "because": because}],
        first_words=spans_of(first.article, words) if words else (),
        second_words=spans_of(second.article, words) if words else (),
        release=RELEASE,
    )


def said(content="the alarm was off", **fields):
    outlet = f"Outlet {next(_numbers)}"
    return a_statement(an_article(f"She said {content}.", outlet=outlet), content, **fields)


def headings(claim, **choices):
    return [found.heading for found in record.of_claim(claim, **choices).relations]


def page(client, claim):
    return client.get(claim.get_absolute_url()).content.decode()


def test_a_denial_stands_on_both_claims_pages_each_from_its_side(client):
    first, second = said(), said(polarity="denied")
    claim, denial = a_claim(first), a_claim(second)
    a_tie(first, second, words="alarm")
    assert headings(claim) == ["Denied by"]
    assert headings(denial) == ["Denies"]
    shown = page(client, claim)
    assert f'href="{denial.get_absolute_url()}"' in shown
    assert "Denied by Rusk: “denied”." in shown
    assert shown.count("the <mark>alarm</mark> was off") == 2
    assert 'href="#denied-by"' in shown
    assert 'id="denied-by"' in shown


def test_what_hangs_together_inside_a_claim_is_no_relation_of_it():
    first, second = said(), said(tier="soft")
    claim = a_claim(first, second)
    a_tie(first, second, kind="variant")
    assert headings(claim) == []
    assert headings(claim, without_soft=True) == []


def test_a_claim_is_not_called_related_where_it_is_more_than_that():
    first, second, third = said(), said(), said()
    claim = a_claim(first)
    a_claim(second)
    a_claim(third)
    a_tie(first, second, kind="check", because="“3” against “5”", score=0.4)
    a_tie(second, first, kind="related", score=0.9)
    a_tie(first, third, kind="related", score=0.3)
    found = record.of_claim(claim).relations
    assert [(one.heading, one.count) for one in found] == [("Differs: check", 1), ("Related", 1)]


def test_a_claim_stands_once_under_a_heading_by_its_surest_link():
    first, second, third = said(), said(), said()
    claim = a_claim(first, second)
    a_claim(third)
    a_tie(first, third, score=0.5)
    a_tie(second, third, score=0.9)
    (found,) = record.of_claim(claim).relations
    assert [one.link.score for one in found.shown] == [0.9]


def test_soft_statements_are_left_out_where_they_are_hidden():
    first, second = said(), said(tier="soft")
    claim = a_claim(first)
    a_claim(second)
    a_tie(first, second)
    assert headings(claim, without_soft=True) == []


def test_many_can_be_opened_and_take_no_more_queries(client):
    first = said()
    claim = a_claim(first)

    def denied():
        other = said()
        a_claim(other)
        a_tie(first, other)

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as made:
            record.of_claim(claim)
        return len(made)

    denied()
    few = queries()
    for _ in range(20):
        denied()
    assert queries() == few
    (found,) = record.of_claim(claim).relations
    assert (len(found.shown), len(found.folded)) == (record.SHOWN, record.MOST - record.SHOWN)
    assert "<summary>9 more</summary>" in page(client, claim)


def test_a_long_statement_is_shown_around_its_words(client):
    filler = "and so on " * 60
    first, second = said(f"{filler}the alarm was off {filler}".strip()), said()
    claim = a_claim(first)
    a_claim(second)
    a_tie(first, second, words="alarm")
    assert "… " in page(client, claim).split("relations")[-1].split("<mark>")[0]
