"""Reading articles once more by the same release."""

import pytest

from articles.models import Article, Zoning
from articles.text import TextSpan
from claims.actions.analysis import analyze
from claims.actions.rereading import read_again
from claims.models import Analysis, Statement
from claims.nlp.release import RELEASE
from tests.builders import NOON
from tests.claims.small_worlds import READER, SWEEPS, Told, a_delivery, read, sweep, whole

pytestmark = pytest.mark.django_db

A = (Told(0, 0, 0, ((0, 1), (1, 3))), Told(0, 1, 0, ((0, 1),)))


def test_what_was_read_is_shown_until_it_is_read_again():
    batch = a_delivery("batch", A)
    sweep()

    assert read_again(Article.objects.all()) == 2

    states = Analysis.objects.order_by("pk").values_list("release", "state", "is_current")
    assert [*states] == [
        *[(f"{RELEASE}#1", "done", True)] * 2,
        *[(RELEASE, "waiting", False)] * 2,
    ]
    assert read_again([one.pk for one in batch.articles.all()]) == 0  # they wait already


def test_the_same_reading_makes_the_same_of_all():
    a_delivery("batch", A)
    sweep()
    before = whole()

    read_again(Article.objects.all())
    sweep()
    read_again(Article.objects.all())
    sweep()

    after = whole()
    for name in ("stories", "memberships", "edges", "voices", "ties", "speakers", "runs"):
        assert after[name] == before[name], name
    assert len(after["claims"]) == len(before["claims"])
    assert set(Analysis.objects.filter(is_current=True).values_list("release", flat=True)) == {
        RELEASE
    }
    assert Analysis.objects.filter(release=f"{RELEASE}#2").count() == 2


def test_failed_ones_are_tried_again():
    a_delivery("batch", A[:1])
    sweep()
    Analysis.objects.update(state="failed", is_current=False, attempts=3)

    assert read_again(Article.objects.all()) == 1
    assert Analysis.objects.get().state == "waiting"


def test_the_reader_is_given_the_zones_of_a_person():
    article = a_delivery("batch", A[:1]).articles.get()
    Zoning.objects.create(article=article, zones=[[0, 10, "boilerplate"]], decided_at=NOON)
    given = []

    def reading(text, zones):
        given.append(zones)
        return read(text)

    row = Analysis.objects.create(article=article, release=RELEASE)
    analyze(analysis=row, reader=READER._replace(read=reading))

    ((zone,),) = given
    assert (zone.span, zone.kind) == (TextSpan(0, 10), "boilerplate")


def test_an_article_deleted_meanwhile_is_let_be():
    article = a_delivery("batch", A[:1]).articles.get()
    row = Analysis.objects.create(article=article, release=RELEASE)

    def reading(text, _zones):
        article.item.delete()
        Analysis.objects.all().delete()
        Article.objects.filter(pk=article.pk).delete()
        return read(text)

    analyze(analysis=row, reader=READER._replace(read=reading))

    assert not Statement.objects.exists()
    assert SWEEPS["read"]() == 0
