"""Where editors agree with the machine: against numbers worked out by hand."""

import json
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import figures
from benchmarks.__main__ import MAIN
from claims import agreement, plot
from claims.agreement import Share, wilson
from claims.models import Judgement
from tests.builders import NOON, an_article

pytestmark = pytest.mark.django_db

READ = {
    "type": "direct",
    "act": "say",
    "polarity": "asserted",
    "certainty": "certain",
    "found_by": "tagger",
    "tier": "core",
    "confidence": 0.95,
}


def judged(article, sort="right", given=None, release="2026.3", **read):
    return Judgement(
        article=article,
        sort=sort,
        given=given or {},
        read={} if sort == "missed" else {**READ, **read},
        release=release,
        decided_at=NOON,
    )


@pytest.fixture
def ten():
    """Ten judged statements and two that were missed."""
    ledger, unknown = an_article(), an_article(text="Nothing.", outlet=None)
    rows = [
        *(judged(ledger) for _ in range(4)),
        judged(ledger, "changed", {"polarity": "denied"}, polarity="no-comment"),
        judged(ledger, "changed", {"chain": [], "content": [[0, 3]]}, confidence=0.55),
        judged(ledger, "wrong", found_by="carrying", tier="soft", confidence=0.5),
        judged(unknown, "wrong", found_by="carrying", tier="soft", confidence=0.31),
        judged(unknown, found_by="carrying", tier="soft", confidence=0.59),
        judged(unknown, release="2026.2", confidence=1.0),
        *(judged(ledger, "missed", {"content": [[0, 3]]}) for _ in range(2)),
    ]
    Judgement.objects.bulk_create(rows)


def table(found, title):
    (rows,) = [table.rows for table in found.tables if table.title == title]
    return {row.name: (row.share.right, row.changed, row.wrong, row.share.n) for row in rows}


def test_the_shares_are_those_that_were_judged(ten):
    found = agreement.found()

    whole = found.whole
    assert (whole.share.right, whole.changed, whole.wrong, whole.share.n) == (6, 2, 2, 10)
    assert found.missed == 2
    assert table(found, "Which finder found it") == {
        "tagger": (5, 2, 0, 7),
        "carrying": (1, 0, 2, 3),
    }
    assert table(found, "Core or soft") == {"core": (5, 2, 0, 7), "soft": (1, 0, 2, 3)}
    assert table(found, "Asserted, denied, no comment") == {
        "asserted": (6, 1, 2, 9),
        "no-comment": (0, 1, 0, 1),
    }
    assert table(found, "Outlet") == {
        "The Harbor Ledger": (4, 2, 1, 7),
        "Outlet unknown": (2, 0, 1, 3),
    }
    assert table(found, "Release that read it") == {"2026.3": (5, 2, 2, 9), "2026.2": (1, 0, 0, 1)}


def test_fields_are_counted_among_what_is_a_statement(ten):
    fields = {one.name: (one.changed, one.share.n) for one in agreement.found().fields}

    assert fields["Polarity"] == fields["Source chain"] == fields["Content"] == (1, 8)
    assert fields["Certainty"] == (0, 8)
    assert [one.changed for one in agreement.found().fields] == [1, 1, 1, *[0] * 9]


def test_confidence_is_held_against_what_kept_its_place_and_source(ten):
    bins = {
        one.low: (one.share.right, one.share.n, round(one.said, 3))
        for one in agreement.found().bins
    }

    assert bins == {
        0.3: (0, 1, 0.31),
        0.5: (1, 3, 0.547),
        0.9: (6, 6, round((5 * 0.95 + 1) / 6, 3)),
    }


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [  # Wilson's interval, worked out by hand
        (0, 0, 0, 1),
        (0, 10, 0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1),
        (81, 263, 0.2553, 0.3662),  # Newcombe 1998, table I
    ],
)
def test_wilsons_interval(right, n, low, high):
    assert wilson(right, n) == pytest.approx((low, high), abs=0.0001)


def test_few_are_called_few():
    assert Share(20, 29).is_few
    assert not Share(20, 30).is_few


def test_before_anybody_judged_the_page_says_so(client):
    page = client.get("/quality/").content.decode()

    assert "No editor has judged a statement yet." in page
    assert "<svg" in page  # what was measured before
    assert agreement.found().is_empty


def test_the_page_says_whose_statements_these_are(client, ten):
    page = client.get("/quality/").content.decode()

    assert "are no estimate for all its statements" in page
    assert "60% were right as read (95% interval 31–83%" in page
    assert "they are too few to say much" in page


def test_the_page_takes_as_many_queries_however_much_was_judged(client, ten):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/quality/")
        return len(found)

    before = queries()
    articles = [an_article(text=str(n), outlet=f"Outlet {n}") for n in range(4)]
    Judgement.objects.bulk_create(judged(one, act=f"a{n}") for n, one in enumerate(articles))

    assert queries() == before <= 6


def test_a_plot_stands_inside_its_square(ten):
    drawn = plot.of_bins(agreement.found().bins)

    for dot in drawn.dots:
        for place in (dot.x, dot.y, dot.low, dot.high):
            assert drawn.edge <= place <= drawn.end
        assert dot.high <= dot.y <= dot.low


def test_the_site_shows_what_the_benchmarks_wrote():
    file = Path(agreement.__file__).with_name("quality.json")
    page = figures.PAGE.read_text("utf-8")

    assert json.loads(file.read_text("utf-8")) == figures.figures(page, MAIN)
    gold = agreement.measured()
    assert len(gold.main) == len(MAIN)
    assert all(one.low <= one.value <= one.high for one in gold.results)
