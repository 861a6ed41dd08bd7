"""Rows of speakers: one for each person, whatever the order in which articles name them."""

import itertools
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.text import TextSpan
from claims.actions.analysis import Reader, analyze_waiting
from claims.models import Analysis, SourceLink, Speaker, Statement
from claims.nlp.types import Attribution, ChainLink, Reading, SpeakerKind
from tests.builders import VECTOR, an_article

pytestmark = pytest.mark.django_db

DAY = datetime(2025, 3, 18, tzinfo=UTC)


def said_by(name, kind="person", **fields):
    """Read an article of its own in which one speaker is named so."""
    article = an_article(f"{name} said all is well. {Article.objects.count()}", **fields)
    link = ChainLink(span=TextSpan(0, len(name)), name=name, kind=SpeakerKind(kind))
    found = Attribution(content=(TextSpan(len(name), len(name) + 5),), chain=(link,))
    reading = Reading("test-1", (found,))
    reader = Reader("test-1", lambda *_: reading, lambda *_: VECTOR)
    assert analyze_waiting(reader=reader, until=time.monotonic() + 30) == 1
    return article


def rows():
    """Return who is named so in articles, by the name of their row."""
    found = {}
    for link in SourceLink.objects.select_related("speaker"):
        found.setdefault(link.speaker.name, set()).add(link.name)
    return found


def test_a_surname_is_whom_another_article_names_in_full():
    said_by("Ferro")
    said_by("Ada Ferro")

    assert rows() == {"Ada Ferro": {"Ferro", "Ada Ferro"}}
    assert Speaker.objects.count() == 1
    assert Statement.objects.filter(speaker__name="Ada Ferro").count() == 2


def test_a_page_keeps_its_address_when_the_full_name_comes_in():
    said_by("Ferro")
    address = Speaker.objects.get().get_absolute_url()

    said_by("Ada Ferro")

    assert Speaker.objects.get(name="Ada Ferro").get_absolute_url() == address


def test_a_surname_of_two_people_is_neither():
    said_by("Ferro")
    said_by("Ada Ferro")
    said_by("Bo Ferro")

    assert rows() == {"Ferro": {"Ferro"}, "Ada Ferro": {"Ada Ferro"}, "Bo Ferro": {"Bo Ferro"}}
    assert Statement.objects.get(speaker__name="Ferro").chain.get().name == "Ferro"


def test_a_well_known_surname_is_that_person_beside_namesakes_and_alone():
    said_by("Trump")
    said_by("Ivanka Trump")

    assert rows() == {"Donald Trump": {"Trump"}, "Ivanka Trump": {"Ivanka Trump"}}


@pytest.mark.parametrize(
    "spelled",
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", "Volodymyr Zelenskiy", "Zelenskyy"),
        ("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
        ("Donald Trump", "Donald J. Trump", "President Donald Trump"),
        ("Ada Ferro", "A. Ferro"),
    ],
)
def test_accents_titles_initials_and_transliterations_make_no_second_row(spelled):
    for name in spelled:
        said_by(name)

    assert rows() == {spelled[0]: set(spelled)}


def test_a_place_stands_for_its_body_and_the_label_is_kept():
    said_by("Kiev", "organisation")
    said_by("Kyiv", "organisation")

    link = SourceLink.objects.first()
    assert Speaker.objects.get().name == "Ukrainian government"
    assert link.why == "“Kiev” stands for Ukrainian government."


def test_an_office_is_its_holder_on_the_day_of_the_article():
    said_by("Russian president", "anonymous", published_at=DAY)

    link = SourceLink.objects.get()
    assert (link.speaker.name, link.kind) == ("Vladimir Putin", "person")
    assert link.why == "Vladimir Putin was “Russian president” on 18 March 2025."


def test_without_a_day_an_office_is_nobody():
    said_by("Russian president", "anonymous", published_at=None)

    link = SourceLink.objects.get()
    assert (link.speaker.name, link.kind) == ("Russian president", "anonymous")
    assert "no date" in link.why


def test_descriptions_have_no_page():
    said_by("senior official", "anonymous")
    said_by("Ada Ferro")

    assert [row.has_page for row in Speaker.objects.order_by("kind")] == [False, True]


@pytest.mark.parametrize(
    ("name", "kind", "has_page"),
    [
        ("Ada Ferro", "person", True),
        ("Reuters", "organisation", True),
        ("the report", "document", True),
        ("officials", "collective", False),
        ("an official", "anonymous", False),
        ("nobody named", "unnamed", False),
        ("", "person", False),
    ],
)
def test_only_somebody_has_a_page(name, kind, has_page):
    assert Speaker(name=name, kind=kind).has_page is has_page


NAMES = ("Ferro", "Ada Ferro", "A. Ferro", "Bo Ferro", "Trump", "Eric Trump", "Donald J. Trump")


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
def test_the_order_of_articles_does_not_matter(chosen):
    found = []
    for order in itertools.permutations(chosen):
        for model in (SourceLink, Statement, Analysis, Article, Speaker):
            model.objects.all().delete()
        for name in order:
            said_by(name)
        named = {name: row for row, given in rows().items() for name in given}
        found.append((named, set(Speaker.objects.values_list("name", flat=True))))

    assert all(one == found[0] for one in found)


def test_an_initial_is_whom_a_table_gives_for_a_surname_in_the_same_article():
    def a_link(start, name):
        span = TextSpan(start, start + len(name))
        return ChainLink(span=span, name=name, kind=SpeakerKind.PERSON)

    text = "Trump said yes. D. Trump said no."
    article = an_article(text)
    found = tuple(
        Attribution(
            content=(TextSpan(start + len(name) + 6, start + len(name) + 8),),
            chain=(a_link(start, name),),
        )
        for name in ("Trump", "D. Trump")
        for start in [text.index(name, 10 if name != "Trump" else 0)]
    )
    reader = Reader("test-1", lambda *_: Reading("test-1", found), lambda *_: VECTOR)

    assert analyze_waiting(reader=reader, until=time.monotonic() + 30) == 1

    assert article.analyses.get().state == "done"
    assert rows() == {"Donald Trump": {"Trump", "D. Trump"}}
