"""The stream of statements behind every export."""

import tracemalloc
from itertools import count
from threading import Thread

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from claims.exports import addresses, rows, taking
from claims.models import Statement
from tests.builders import NOON, a_statement, an_article
from tests.claims.exports.worlds import ABOUT, FIRST, a_world

pytestmark = pytest.mark.django_db
NUMBERS = count(1)


def test_a_row_holds_the_very_characters_that_its_offsets_name():
    world = a_world()

    found = list(rows.rows(rows.of_story(world.story)))

    texts = dict(Article.objects.values_list("pk", "text"))
    spans = 0
    for row in found:
        text = texts[row.told.article]
        for span in row.spans:
            assert span.words == text[span.start : span.end]
            assert text[: span.start].endswith(span.before)
            assert text[span.end :].startswith(span.after)
            assert max(len(span.before), len(span.after)) <= rows.AROUND
            spans += 1
    assert spans == sum(len(row.content) for row in world.statements)
    assert len(found) == 6


def test_what_is_known_of_a_statement_is_told():
    world = a_world()

    found = {row.statement: row for row in rows.rows(rows.of_story(world.story))}

    split = found[world.split.pk]
    assert [link[:3] for link in split.chain] == [
        ("TASS", "organisation", "venue"),
        ("Ana Ruiz", "person", "speaker"),
    ]
    assert (split.label, split.cue) == ("the minister, Ana Ruiz", "told … said")
    assert (split.told.published, split.told.precision) == ("2025-06-24", "day")
    assert (split.claim, split.told.story) == (world.claim.pk, world.story.pk)
    assert split.words == "We will open the harbour … but only … in May"
    formula = found[world.formula.pk]
    assert (formula.hedges, formula.conditions) == (("allegedly",), ("if paid",))
    assert (formula.review, formula.confidence) == ("right", 0.75)
    assert found[world.crowd.pk].repeats == world.split.pk
    assert [row.review for row in found.values()].count("doubted") == 1
    again = found[world.again.pk]
    assert (again.told.outlet, again.told.published, again.told.precision) == ("", "", "")


def test_a_moment_is_told_in_utc_and_a_day_as_the_site_counts_days(settings):
    settings.TIME_ZONE = "Pacific/Auckland"  # twelve hours ahead
    exact = an_article(published_precision="minute")
    by_day = an_article("The board said no.", published_at=NOON)
    for article in (exact, by_day):
        a_statement(article)

    found = rows.rows(Statement.objects.order_by("pk"))

    assert [row.told.published for row in found] == ["2025-06-24T12:00:00Z", "2025-06-25"]


def test_a_storys_statements_come_in_reading_order_and_the_newest_first_when_few_are_wanted():
    world = a_world()

    def read(**asked):
        return [row.statement for row in rows.rows(rows.of_story(world.story, **asked))]

    assert read()[:3] == [world.split.pk, world.formula.pk, world.crowd.pk]
    assert read()[-1] == world.denial.pk  # undated: last
    assert read(newest=2) == [world.split.pk, world.formula.pk]
    assert world.crowd.pk not in read(without_soft=True)


def test_the_queries_do_not_grow_with_what_is_taken(django_assert_num_queries):
    for number in range(8):
        article = an_article(f"{number} boats sank, the board said. Nobody was hurt, it said.")
        a_statement(article, f"{number} boats sank")
        a_statement(article, "Nobody was hurt")

    ids = list(Statement.objects.values_list("pk", flat=True))
    for some in (ids[:1], ids):
        with django_assert_num_queries(7):
            assert len(list(rows.of_ids(some))) == len(some)


def test_texts_are_held_a_few_at_a_time(monkeypatch):
    for number in range(6):
        article = an_article(f"{number} boats sank, the board said. {'.' * 1000}")
        a_statement(article, f"{number} boats sank")
    monkeypatch.setattr(rows, "CHARACTERS", 2_500)
    asked = []
    fetched = rows.fetched

    def noted(query, ids, *database):
        asked.append((query, list(ids)))
        return fetched(query, ids, *database)

    monkeypatch.setattr(rows, "fetched", noted)

    found = list(rows.rows(Statement.objects.order_by("-pk")))

    assert [row.words[0] for row in found] == list("543210")
    assert [len(ids) for query, ids in asked if query == rows._TEXTS] == [2, 2, 2]


def test_an_id_that_is_gone_is_passed_over():
    statement = a_statement(an_article())

    assert [row.statement for row in rows.of_ids([0, statement.pk, 10**12])] == [statement.pk]


def test_a_statement_that_was_dropped_or_is_of_an_old_reading_is_not_given():
    statement = a_statement(an_article())
    assert rows.of_statement(statement.pk)

    Statement.objects.update(is_dropped=True)

    assert rows.of_statement(statement.pk) is None


def test_addresses_are_those_of_the_pages():
    for name, shape in addresses.SHAPES.items():
        assert reverse(name, args=[7]) == shape.format(7)


LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])


@given(text=st.text(LETTERS, min_size=1), edges=st.sets(st.integers(0, 40), min_size=2))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_spans_are_they_re_read_to_what_was_exported(text, edges, db):
    article = an_article(f"{text}{'🌊' * 40}", url=f"https://a.example/{next(NUMBERS)}")
    places = sorted(edges)
    spans = [[a, b] for a, b in zip(places[::2], places[1::2], strict=False)]
    statement = a_statement(article)
    Statement.objects.filter(pk=statement.pk).update(content=spans)

    row = rows.of_statement(statement.pk)

    article.refresh_from_db()
    assert [[span.start, span.end] for span in row.spans] == spans
    assert [span.words for span in row.spans] == [article.text[a:b] for a, b in spans]


@pytest.mark.django_db(transaction=True)
def test_an_export_sees_one_moment_whatever_is_changed_meanwhile():
    for number in range(3):
        a_statement(an_article(f"{number} boats sank."), f"{number} boats sank")

    def change():
        Statement.objects.all().delete()
        connection.close()

    def write(about, found):
        yield str(about.count)
        other = Thread(target=change)
        other.start()
        other.join()
        yield from (f" {row.words}" for row in found)

    said = "".join(taking.taken(Statement.objects.order_by("pk"), about=ABOUT, write=write))

    assert said == "3 0 boats sank 1 boats sank 2 boats sank"
    assert not Statement.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_export_that_is_closed_early_gives_the_connection_back():
    for number in range(3):
        a_statement(an_article(f"{number} boats sank."), f"{number} boats sank")

    def write(_about, found):
        for row in found:
            yield row.words

    pieces = taking.taken(Statement.objects.order_by("pk"), about=ABOUT, write=write)
    assert next(pieces) == "0 boats sank"
    assert connection.in_atomic_block
    pieces.close()

    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
        cursor.execute("SELECT count(*) FROM pg_cursors")
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW cursor_tuple_fraction")
        assert cursor.fetchone() == ("0.1",)


def test_memory_does_not_grow_with_what_is_taken():
    article = an_article(FIRST)
    for _ in range(3):
        a_statement(article, "=SUM(A1)")
    ids = list(Statement.objects.values_list("pk", flat=True))

    def peak(times):
        tracemalloc.start()
        try:
            for _ in range(times):
                for _ in rows.of_ids(ids * 100):
                    pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(1)
    assert peak(10) < 1.5 * peak(1)
