import pytest

from articles.models import Article
from articles.text import TextSpan
from claims import sayings
from claims.models import Statement
from tests.builders import a_statement, an_article


def span(text, piece):
    start = text.index(piece)
    return TextSpan(start, start + len(piece))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("“It rains,” he said.", "“It rains,”"),
        ('"It rains” he said.', '"It rains”'),
        ("He said «It rains».", "«It rains»"),
        ("It rains, he said.", "It rains"),
        ("‘It rains’", "‘It rains’"),
        ("“It rains all day", "“It rains"),
    ],
)
def test_the_marks_around_a_quotation_are_shown_with_it(text, shown):
    words = span(text, "It rains")

    (widened,) = sayings.with_marks(text, [words], [words])

    assert widened.of(text) == shown


def test_marks_around_what_is_no_quotation_are_left_out():
    text = "The so-called “It rains” song"
    words = span(text, "It rains")

    assert sayings.with_marks(text, [words], []) == (words,)


def test_a_paragraph_is_counted_in_its_article():
    page = sayings.Page(Article(pk=1, text="One.\n\nTwo.\nThree.\n"))

    assert [page.place(page.text.index(word)) for word in ("One", "Two", "Three")] == [
        sayings.Place(1, 3),
        sayings.Place(2, 3),
        sayings.Place(3, 3),
    ]


@pytest.mark.parametrize(
    ("title", "text", "shown"),
    [
        ("Named", "Text.", "Named"),
        ("", "\nFirst line.\nSecond.", "First line."),
        ("", "one " * 30, "one " * 11 + "one…"),
    ],
)
def test_an_article_without_a_title_is_called_by_its_first_words(title, text, shown):
    assert sayings.title_of(Article(title=title, text=text)) == shown


@pytest.mark.parametrize("text", ["word " * 200, "unbroken" * 100])
def test_the_opening_of_a_long_statement_is_short_and_not_empty(text):
    (opening,) = sayings.opening(text, [TextSpan(0, len(text))])

    assert 0 < opening.end <= sayings.OPENING
    assert text.startswith(opening.of(text))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "stand", "tags"),
    [
        ({}, "", []),
        ({"polarity": "no-comment"}, "no comment", []),
        ({"polarity": "denied"}, "denied", []),
        ({"hedges": "may"}, "", [("hedge", ("may",))]),
        ({"certainty": "hearsay"}, "", [("hearsay", ())]),
        ({"conditions": "if so", "certainty": "conditional"}, "", [("condition", ("if so",))]),
        ({"stance": "factive"}, "", [("outlet vouches", ())]),
        ({"stance": "doubting"}, "", [("outlet doubts", ())]),
    ],
)
def test_what_is_worth_knowing_is_said_in_words(fields, stand, tags):
    a_statement(an_article("It may rain if so."), **fields)

    (saying,) = sayings.of(Statement.objects.select_related("article", "article__outlet"))

    assert saying.stand_in_words == stand
    assert [(tag.label, tag.words) for tag in saying.tags] == tags


@pytest.mark.django_db
def test_a_chain_without_a_source_says_so():
    a_statement(an_article(), chain=[])

    (saying,) = sayings.of(Statement.objects.select_related("article", "article__outlet"))

    assert [crumb.name for crumb in saying.crumbs] == ["no source named"]
    assert saying.holder == "no source named"
