import pytest

from articles.text import TextSpan
from claims.nlp.borders import settled
from claims.nlp.language import load
from claims.nlp.types import Attribution

pytestmark = pytest.mark.model


def contents(text, content, cue):
    """Return the settled contents of one find whose content and cue are given as words."""
    spans = [
        TextSpan(text.index(words), text.index(words) + len(words)) for words in (content, cue)
    ]
    find = Attribution(content=(spans[0],), cue=(spans[1],))
    return [span.of(text) for held in settled([find], load()(text)) for span in held.content]


def test_a_condition_behind_the_content_belongs_to_it():
    text = "The union has indicated its readiness to talk, provided the firm pays its crews."

    assert contents(text, "its readiness to talk", "has indicated") == [
        "its readiness to talk, provided the firm pays its crews"
    ]


def test_what_follows_without_condition_stays_outside():
    text = "The union has indicated its readiness to talk, which surprised the firm."

    assert contents(text, "its readiness to talk", "has indicated") == ["its readiness to talk"]


def test_a_content_that_ends_its_text_has_nothing_behind_it():
    text = "The union has indicated its readiness to talk, "

    assert contents(text, "its readiness to talk", "has indicated") == ["its readiness to talk"]


def test_a_content_does_not_grow_to_a_noun_before_it():
    text = "What the union spoke of was a strike, she said."

    assert contents(text, "union spoke of", "she said") == ["union spoke of"]


def test_a_lone_mark_is_no_content():
    assert contents('The union said " and left.', '"', "said") == []
