import pytest
from django.db import IntegrityError, transaction

from articles.text import TextSpan
from claims.models import SourceLink, Statement
from tests.builders import a_statement, an_article

pytestmark = pytest.mark.django_db


def test_spans_come_back_as_spans():
    statement = a_statement(an_article("One said two and three."), ["two", "three"])

    assert Statement.objects.get().content == (TextSpan(9, 12), TextSpan(17, 22))
    assert statement.hedges == ()


@pytest.mark.parametrize(
    "spans",
    [[[0, 6]], [[2, 2]], [[3, 1]], [[-1, 2]], [[0, 3], [2, 4]], [[3, 4], [0, 1]]],
    ids=["past the end", "empty", "reversed", "negative", "overlapping", "out of order"],
)
@pytest.mark.parametrize(
    "field", ["content", "cue", "source", "quotations", "hedges", "conditions", "negations"]
)
def test_no_statement_may_hold_a_bad_span(field, spans):
    statement = a_statement(an_article("12345"), "123")

    with pytest.raises(IntegrityError, match=field), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(**{field: spans})


@pytest.mark.parametrize("field", ["span", "cue"])
def test_no_source_link_may_hold_a_bad_span(field):
    a_statement(an_article("12345"), "123")

    with pytest.raises(IntegrityError, match="source link"), transaction.atomic():
        SourceLink.objects.update(**{field: [[4, 6]]})


def test_a_statement_needs_content():
    statement = a_statement(an_article("12345"), "123")

    with pytest.raises(IntegrityError, match="statement_has_content"), transaction.atomic():
        Statement.objects.filter(pk=statement.pk).update(content=[])


def test_spans_count_characters_not_bytes():
    text = "🙂 قال"
    statement = a_statement(an_article(text), text)

    assert statement.content == (TextSpan(0, len(text)),)
