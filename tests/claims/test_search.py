"""What a query finds: each field, names, order, facets, and the words marked in their place."""

import time
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims import search
from claims.actions.indexing import index_waiting
from claims.models import SpeakerDecision, Statement, StoryMembership
from claims.querying import NotUnderstood
from claims.search import finding
from tests.builders import NOON, VECTOR, a_claim, a_speaker, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

PUTIN = (("Vladimir Putin", "person"),)
ZELENSKY = (("Volodymyr Zelenskyy", "person"),)
VIA_TASS = (("TASS", "organisation", "relay"), ("Dmitry Peskov", "person"))


def index():
    index_waiting(until=time.monotonic() + 60)


def finds(text, **options):
    """Return the statements that a query finds, the newest first."""
    return [hit.saying.statement for hit in search.page(search.asked(text), **options).hits]


def words(text):
    """Return the words that are marked in the first find."""
    (hit,) = search.page(search.asked(text)).hits
    return [span.of(hit.saying.text) for span in hit.spans]


@pytest.fixture
def world():
    """Three statements in three outlets, each of another sort."""
    denied = an_article(
        "The Kremlin’s chief acknowledged on Monday that a 30-day ceasefire is no café’s talk.",
        outlet="Pravda.ru",
        published_at=NOON,
    )
    asked_for = an_article(
        "“Sanctions hold a ceasefire for thirty days,” the president said.",
        outlet="The Harbor Ledger",
        published_at=NOON - timedelta(days=40),
    )
    relayed = an_article("TASS reported that Peskov wants 30 days.", outlet=None, published_at=None)
    found: dict[str, Any] = {
        "denied": a_statement(
            denied,
            "a 30-day ceasefire is no café’s talk",
            cue="acknowledged",
            source="The Kremlin’s chief",
            chain=PUTIN,
            polarity="denied",
            certainty="conditional",
            is_headline=True,
        ),
        "direct": a_statement(
            asked_for,
            "Sanctions hold a ceasefire for thirty days",
            cue="said",
            source="the president",
            quotations="Sanctions hold a ceasefire for thirty days",
            chain=ZELENSKY,
            act="promise",
        ),
        "relayed": a_statement(relayed, "Peskov wants 30 days", cue="reported", chain=VIA_TASS),
    }
    found["story"] = a_story(denied, asked_for)
    found["claim"] = a_claim(found["denied"], found["relayed"])
    StoryMembership.objects.update(voice=1)
    index()
    return found


FOUND = (
    ("", "denied direct relayed"),
    ("ceasefire", "denied direct"),
    ("Ceasefires", "denied direct"),  # any form of the word, in any case
    ("the ceasefire", "denied direct"),  # what is in every text is not sought
    ('"30-day ceasefire"', "denied"),
    ('"ceasefire 30-day"', ""),
    ("“30‑day ceasefire”", "denied"),
    ("cafe's", "denied"),
    ("CAFÉ’S talk", "denied"),
    ("ceasefire -sanctions", "denied"),
    ("-ceasefire", "relayed"),
    ("-(ceasefire OR 30)", ""),
    ("sanctions OR TASS", "direct relayed"),
    ("(sanctions OR talk) ceasefire", "denied direct"),
    ("putin", "denied"),  # a name of the chain is a word, too
    ("about:putin", ""),
    ("label:kremlin", "denied"),
    ("label:ceasefire", ""),
    ("about:ceasefire", "denied direct"),
    ("cue:acknowledged", "denied"),
    ("cue:ceasefire", ""),
    ("speaker:putin", "denied"),
    ("speaker:Zelensky", "direct"),  # however it is spelt
    ("speaker:zelenskiy", "direct"),
    ('speaker:"volodymyr zelensky"', "direct"),
    ("speaker:volodymyr", "direct"),
    ("speaker:peskov", "relayed"),
    ("speaker:tass", ""),
    ("source:tass", "relayed"),
    ("relay:tass", "relayed"),
    ("relay:peskov", ""),
    ("relay:none", "denied direct"),
    ("speaker:putin,zelensky", "denied direct"),
    ("-speaker:putin,zelensky", "relayed"),
    ("speaker:nobody", ""),
    ("-speaker:nobody", "denied direct relayed"),
    ("outlet:pravda", "denied"),
    ('outlet:"PRAVDA.RU"', "denied"),
    ("outlet:ledger,pravda", "denied direct"),
    ("outlet:none", "relayed"),
    ("kind:person", "denied direct relayed"),
    ("kind:anonymous", ""),
    ("-kind:person", ""),
    ("-kind:anonymous,unnamed", "denied direct relayed"),
    ("-type:direct ceasefire", "denied"),
    ("-(polarity:denied OR type:direct)", "relayed"),
    ("type:direct", "direct"),
    ("type:direct,indirect -type:direct", "denied relayed"),
    ("act:promise", "direct"),
    ("polarity:denied", "denied"),
    ("certainty:conditional", "denied"),
    ("stance:neutral tier:core", "denied direct relayed"),
    ("chain:relay", "relayed"),
    ("chain:none", ""),
    ("depth:2", "relayed"),
    ("depth:>1", "relayed"),
    ("depth:<2", "denied direct"),
    ("depth:1..", "denied direct relayed"),
    ("depth:8..", ""),
    ("published:2025-06", "denied"),
    ("published:2025-06-24", "denied"),
    ("published:<2025-06-24", "direct"),
    ("published:2025", "denied direct"),
    ("published:2025-05..2025-06", "denied direct"),
    ("-published:2025-06", "direct relayed"),
    ("published:none", "relayed"),
    ("said:2025-06-23", "denied"),
    ("said:>2025-06-23", ""),
    ("said:none", "direct relayed"),
    ("-said:2025", "direct relayed"),
    ("review:unreviewed", "denied direct relayed"),
    ("in:headline", "denied"),
    ("in:body ceasefire", "direct"),
    ("repeat:no", "denied direct relayed"),
    ("repeat:yes", ""),
    ("the", "denied direct relayed"),
)


def test_each_field_finds_what_it_says(world):
    wrong = {}
    for text, expected in FOUND:
        found, every = finds(text), search.entries(search.asked(text))
        if found != [world[name] for name in expected.split()]:
            wrong[text] = found
        assert {one.pk for one in every} == {one.pk for one in found}, text
    assert not wrong


def test_ids_find_what_they_are_of(world):
    denied, relayed = world["denied"], world["relayed"]
    assert finds(f"story:{world['story'].pk} ceasefire -polarity:denied") == [world["direct"]]
    assert finds(f"claim:{world['claim'].pk}") == [denied, relayed]
    assert finds(f"article:{denied.article_id}") == [denied]
    assert finds(f"batch:{relayed.article.batch_id}") == [relayed]
    assert finds("story:9999999999999") == []


def test_what_is_not_understood_is_said_with_its_place():
    with pytest.raises(NotUnderstood) as error:
        search.asked("ceasefire kind:alien")
    assert (error.value.start, error.value.end) == (15, 20)


def test_notes_say_whom_a_name_stands_for(world):
    a_speaker("Lyudmila Putina")
    a_speaker("Igor Putin")
    assert search.asked("speaker:putin").notes == ("speaker:putin is Vladimir Putin and 1 other",)
    assert search.asked('speaker:"Vladimir Putin"').notes == ()
    assert finds('speaker:"Igor Putin"') == []
    (note,) = search.asked("speaker:Zelenksy").notes
    assert note == ('Nobody is called Zelenksy. Did you mean speaker:"Volodymyr Zelenskyy"?')
    (note,) = search.asked("outlet:prawda").notes
    assert note == "No outlet is called prawda. Did you mean outlet:Pravda.ru?"
    assert search.asked("the ceasefire").notes == (
        "“the” is too common to be sought; it was left out.",
    )


def test_a_name_that_a_person_gave_another_meaning_leads_there(world):
    SpeakerDecision.objects.create(
        key="big bear",
        kind="person",
        name="Big Bear",
        to_name="Vladimir Putin",
        to_kind="person",
        decided_at=NOON,
    )
    assert finds('speaker:"big bear"') == [world["denied"]]


def test_what_was_dropped_is_not_found_even_before_it_is_looked_at_again(world):
    Statement.objects.filter(pk=world["direct"].pk).update(is_dropped=True)
    assert finds("sanctions") == []
    world["denied"].delete()
    assert not search.entries(search.asked("acknowledged")).exists()


def test_the_words_are_marked_where_they_stand(world):
    for text, expected in (
        ("ceasefires", ["ceasefire"]),
        ('"30-day ceasefire"', ["30-day", "ceasefire"]),
        ("cafe's talks", ["café", "talk"]),
        ("kremlin ceasefire acknowledge", ["Kremlin", "acknowledged", "ceasefire"]),
        ("about:ceasefire cue:acknowledged", ["acknowledged", "ceasefire"]),
        ("cue:acknowledged -sanctions", ["acknowledged"]),
        ("polarity:denied", []),
    ):
        assert words(f"{text} outlet:pravda") == expected


def test_of_a_phrase_only_words_that_stand_together_are_marked():
    article = an_article("He said talks, no peace, and peace in our talks of peace.")
    a_statement(article, "talks, no peace, and peace in our talks of peace", cue="said")
    index()
    assert words('"peace in our talks"') == ["peace", "talks"]
    (hit,) = search.page(search.asked('"peace in our talks"')).hits
    assert hit.spans[0].start == article.text.index("peace in")


def test_markup_and_strange_letters_do_not_move_the_marks():
    article = an_article("<b>He</b> said “o\u0301ne &amp; ﬁne STRAßE <i>x</i> AP/Reuters… peace”.")
    content = "o\u0301ne &amp; ﬁne STRAßE <i>x</i> AP/Reuters… peace"
    a_statement(article, content, cue="said")
    index()
    assert words("one fine strasse reuters peace") == [
        *("o\u0301ne", "ﬁne", "STRAßE", "Reuters", "peace")
    ]


def test_pages_follow_each_other_without_gap_or_repeat(many):
    asked, seen, cursor = search.asked("bridge"), [], None
    while True:
        page = search.page(asked, after=cursor, size=7)
        seen += [hit.saying.statement for hit in page.hits]
        cursor = page.next
        if not cursor:
            break
    assert seen == many
    assert str(page.total) == "30"
    assert page.articles.count == page.voices.count == 30
    assert page.outlets.count == 1


@pytest.fixture
def many():
    """Thirty statements, the newest first; two each of one moment, the last two undated."""
    found = []
    for number in range(30):
        days = number // 2
        at = NOON - timedelta(days=days) if days < 14 else None
        article = an_article(f"The bridge {number} is open.", published_at=at)
        found.append(a_statement(article))
    index()
    return sorted(
        found,
        key=lambda one: (one.article.published_at or NOON.min.replace(tzinfo=UTC), one.pk),
        reverse=True,
    )


def everything(text, **options):
    """Return all finds of a query, by pages, each with what is newly asked."""
    seen, cursor = [], None
    while cursor != "":
        page = search.page(search.asked(text), after=cursor, size=4, **options)
        seen += [hit.saying.statement for hit in page.hits]
        cursor = page.next
    return seen


@pytest.mark.parametrize("window", [3, 5, 1_000], ids=["in vain", "in part", "sorted"])
@pytest.mark.parametrize("is_frequent", [True, False])
def test_the_way_it_is_found_does_not_show(many, monkeypatch, window, is_frequent):
    """What is read off the index of moments and what is sorted are the same."""
    monkeypatch.setattr(finding, "CAP", 6)
    monkeypatch.setattr(finding, "WINDOW", window)
    monkeypatch.setattr(finding, "_is_frequent", lambda *_: is_frequent)
    assert everything("bridge") == many
    assert everything("bridge", oldest_first=True) == many[::-1]
    assert everything("bridge published:<2025-06-22") == many[6:28]
    total = search.page(search.asked("bridge")).total
    assert (str(total), total.is_capped) == ("6+", True)
    some = search.facets(search.asked("bridge"))[0].choices[0]
    assert (some.count, some.is_capped) == (6, True)


def test_a_guess_needs_many_entries(many, monkeypatch):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_entry")
    monkeypatch.setattr(finding, "WINDOW", 10)
    asked = search.asked("bridge")
    assert finding._is_frequent(*finding._where(asked.condition), count=4)
    assert not finding._is_frequent(*finding._where(asked.condition), count=40)
    rare = search.asked("article:1")
    assert not finding._is_frequent(*finding._where(rare.condition), count=4)


@pytest.mark.parametrize("cursor", ["x", "1", "1.2.3", "9999999999999999999.1", "1.x", "."])
def test_a_cursor_that_no_page_gave_is_refused(cursor):
    with pytest.raises(search.NoSuchPlace):
        search.page(search.asked(""), after=cursor)


def test_facets_count_and_lead_on(world):
    facets = {one.field: one for one in search.facets(search.asked("ceasefire"))}
    assert list(facets)[:3] == ["outlet", "speaker", "kind"]
    outlet = facets["outlet"].choices
    assert [(one.label, one.count, one.query) for one in outlet] == [
        ("The Harbor Ledger", 1, 'ceasefire outlet:"The Harbor Ledger"'),
        ("Pravda.ru", 1, 'ceasefire outlet:"Pravda.ru"'),
    ] or {one.label for one in outlet} == {"The Harbor Ledger", "Pravda.ru"}
    months = [(one.label, one.query) for one in facets["month"].choices]
    assert months == [
        ("May 2025", "ceasefire published:2025-05"),
        ("June 2025", "ceasefire published:2025-06"),
    ]
    for facet in search.facets(search.asked("")):
        for choice in facet.choices:
            asked = search.asked(choice.query)
            assert len(finds(choice.query)) == choice.count, choice
            (same,) = [
                one
                for other in search.facets(asked)
                if other.field == facet.field
                for one in other.choices
                if one.value == choice.value
            ]
            assert same.is_chosen
            assert finds(same.query) == finds("")


def test_a_page_and_its_facets_take_a_fixed_number_of_queries(world, django_assert_num_queries):
    with django_assert_num_queries(14):
        asked = search.asked('ceasefire speaker:putin outlet:pravda "30-day"')
        search.page(asked)
        search.facets(asked)


def test_what_is_alike_comes_nearest_first(world):
    near = [0.9, 0.1, *VECTOR[2:]]
    Statement.objects.filter(pk=world["relayed"].pk).update(vector=near)
    far = [0.0, 1.0, *VECTOR[2:]]
    Statement.objects.filter(pk=world["direct"].pk).update(vector=far)
    pk = world["denied"].pk
    assert finds(f"similar:{pk}") == [world["relayed"], world["direct"]]
    assert finds(f"similar:{pk} ceasefire") == [world["direct"]]
    assert finds("similar:99999999") == []
    page = search.page(search.asked(f"similar:{pk}"), size=1)
    rest = search.page(search.asked(f"similar:{pk}"), size=1, after=page.next)
    assert [hit.saying.statement for hit in rest.hits] == [world["direct"]]
    assert not rest.next
    assert search.entries(search.asked(f"similar:{pk}")).count() == 2
    assert {one.field for one in search.facets(search.asked(f"similar:{pk}"))} >= {"outlet"}


@given(st.text(max_size=60) | st.from_regex(r'([a-z:"\'()&|!<> -]|OR |the |speaker:){0,20}'))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_typed_is_answered_or_refused_in_words(text):
    try:
        asked = search.asked(text)
    except NotUnderstood:
        return
    search.page(asked)
    search.facets(asked)
