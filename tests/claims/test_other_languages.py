"""Articles in other languages are kept, and not read; the reason is said."""

import pytest

from articles.models import Article
from claims.actions.analysis import retry_failed
from claims.actions.rereading import read_again
from claims.models import Analysis, Statement, Story
from tests.claims.small_worlds import SWEEPS, Told, a_delivery, sweep

pytestmark = pytest.mark.django_db

A = (Told(0, 0, 0, ((0, 1),)),)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "German"), ("xx", "a language with the code “xx”")]
)
def test_another_language_is_left_and_named(language, words):
    a_delivery("batch", A)
    Article.objects.update(language=language)

    sweep()

    row = Analysis.objects.get()
    assert (row.state, row.is_current) == ("left", False)
    assert row.error == f"is written in {words}; only English is analysed"
    assert row.finished_at
    assert not Statement.objects.exists()
    assert retry_failed(Analysis.objects.all()) == 0
    assert read_again(Article.objects.all()) == 0
    assert SWEEPS["read"]() == 0


@pytest.mark.parametrize("language", ["", "en"])
def test_english_and_what_is_not_known_are_read(language):
    a_delivery("batch", A)
    Article.objects.update(language=language)

    sweep()

    assert Analysis.objects.get().is_current


def test_a_language_put_right_is_read_or_left_anew():
    a_delivery("batch", A)
    sweep()

    Article.objects.update(language="fr")
    assert read_again(Article.objects.all()) == 1
    sweep()
    assert not Analysis.objects.filter(is_current=True).exists()
    assert not Story.objects.exists()

    Article.objects.update(language="en")
    assert read_again(Article.objects.all()) == 1
    sweep()
    assert Analysis.objects.filter(is_current=True).count() == 1
    assert Story.objects.count() == 1
