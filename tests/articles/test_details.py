"""What is known of an article beside its text: kept, mended, guessed, or left out in words."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from articles.batches.addresses import tidy
from articles.batches.details import checked
from articles.batches.guesses import guesses
from articles.batches.types import Origin
from tests.articles.deliveries import NOW, packed, read

PROSE = "The mayor said on Monday that the old bridge would be closed for repairs until June.\n" * 4


@pytest.mark.parametrize(
    ("written", "moment", "precision"),
    [
        ("Fri, 14 Mar 2025 10:20:33 GMT", datetime(2025, 3, 14, 10, 20, 33, tzinfo=UTC), "minute"),
        (
            "14 Mar 2025 10:20 -0500",
            datetime(2025, 3, 14, 10, 20, tzinfo=timezone(timedelta(hours=-5))),
            "minute",
        ),
        ("Fri, 14 Mar 2025 10:20 EST", datetime(2025, 3, 14, 15, 20, tzinfo=UTC), "minute"),
        ("2025-03-14 10:20", datetime(2025, 3, 14, 10, 20, tzinfo=UTC), "minute"),
        ("14 March 2025", datetime(2025, 3, 14, tzinfo=UTC), "day"),
        ("March 14th, 2025", datetime(2025, 3, 14, tzinfo=UTC), "day"),
        ("Sept. 5, 2025 at 9:05 p.m.", datetime(2025, 9, 5, 21, 5, tzinfo=UTC), "minute"),
        ("14 Mar, 2025 09:30", datetime(2025, 3, 14, 9, 30, tzinfo=UTC), "minute"),
    ],
)
def test_dates_as_feeds_and_people_write_them(written, moment, precision):
    details, problems = checked({"published": written}, now=NOW)

    assert problems == {}
    assert (details.published_at, details.published_precision) == (moment, precision)


TWO = "is in a form that can be read in two ways; write"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("03/04/2025", f"{TWO} 2025-04-03 if that is meant"),
        ("31.31.2025", "is not a date; write 2025-07-14 or 2025-07-14T09:30"),
        ("25.3.2025", f"{TWO} 2025-03-25 if that is meant"),
        ("31 February 2025", "is not a date"),
        ("14 March 2025 10:20 IST", "is not a date"),
        ("1741945200", "is not a date"),
    ],
)
def test_dates_that_are_none_or_two(written, words):
    details, problems = checked({"published": written}, now=NOW)

    assert details.published_at is None
    assert f"published “{written}” {words}" in problems["published"]


@pytest.mark.parametrize(
    ("code", "kept"), [("en", "en"), ("en-US", "en"), ("PT_br", "pt"), ("English", ""), ("xx", "")]
)
def test_languages_are_codes(code, kept):
    details, problems = checked({"language": code}, now=NOW)

    assert (details.language, bool(problems)) == (kept, not kept)


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://a.example/x?utm_source=f&id=7&utm_medium=g#top", "https://a.example/x?id=7"),
        ("https://a.example/x?utm_source=f", "https://a.example/x"),
        ("https://a.example/x?q=a%20b&&c", "https://a.example/x?q=a%20b&&c"),
        ("https://a.example/x#", "https://a.example/x"),
    ],
)
def test_addresses_lose_what_leads_to_the_same_page(address, kept):
    assert tidy(address) == kept


@pytest.mark.parametrize(
    ("top", "found"),
    [
        (
            "Mayor says bridge will close\n\nBy Jane Doe\n\nMarch 14, 2025\n\n",
            {
                "title": "Mayor says bridge will close",
                "byline": "Jane Doe",
                "published": "March 14, 2025",
            },
        ),
        (
            "Mayor says bridge will close\nBy Jane Doe and John O’Neill\n14 Mar, 2025 09:30\n",
            {
                "title": "Mayor says bridge will close",
                "byline": "Jane Doe and John O’Neill",
                "published": "14 Mar, 2025 09:30",
            },
        ),
        (
            "Mayor says bridge will close\nPublished on 14 March 2025\n",
            {"title": "Mayor says bridge will close", "published": "14 March 2025"},
        ),
        ("By Monday the bridge will have closed, as was said.\n", {}),
        ("On March 14, 2025 the bridge closed for good, as was said by everybody.\n", {}),
    ],
)
def test_a_text_tells_of_itself_only_where_that_is_sure(top, found):
    assert guesses(top + PROSE) == found | {"language": "en"}


def test_a_language_other_than_english_is_told():
    german = (
        "Der Bürgermeister sagte am Montag, die alte Brücke werde bis Juni gesperrt. Die Anwohner "
        "hatten das seit Jahren gefordert, doch die Stadt hatte kein Geld dafür gefunden.\n"
    )

    assert guesses(german * 4)["language"] == "de"


def test_each_detail_says_where_it_comes_from():
    text = f"Mayor says bridge will close\nBy Jane Doe\n{PROSE}"

    (draft,), _ = read(
        packed(a_txt=text, manifest_csv="file,title,published\na.txt,Given,2025-03-14\n")
    )

    assert draft.details.title == "Given"
    assert draft.origins == {
        "title": Origin.MANIFEST,
        "published": Origin.MANIFEST,
        "byline": Origin.TEXT,
        "language": Origin.TEXT,
    }
