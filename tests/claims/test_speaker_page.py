"""The page of a speaker: figures that say of how many, tabs, pages of statements, who it is."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims import profile, timelines
from claims.actions import history, identifying, renaming
from claims.actions.indexing import index_waiting
from claims.models import Edit, Identity, Statement
from claims.search import finding
from claims.timelines import reading
from tests.builders import NOON, a_speaker, a_statement, an_article

pytestmark = pytest.mark.django_db

LEE = (("Ann Lee", "person"),)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def index():
    index_waiting(until=time.monotonic() + 30)


def lee(**asked):
    return profile.of_speaker(a_speaker("Ann Lee"), **asked)


def words(shown):
    return [saying.line for saying in shown.said]


@pytest.fixture
def said():
    """Two outlets on Ann Lee: her words, another's about her, a relay, a silence, a repeat."""
    ledger = an_article(
        "Mayor Lee said the bridge holds. “It is safe,” she said. Lee had no comment on costs."
    )
    post = an_article(
        "President-elect Ann Lee said trams run. Bo Quist said Lee was right. "
        "Ferro said boats run, Lee wrote.",
        outlet="The Post",
        published_at=NOON + timedelta(days=40),
    )
    first = a_statement(ledger, "the bridge holds", source="Mayor Lee", chain=LEE)
    a_statement(ledger, "It is safe", quotations="It is safe", source="she", chain=LEE, tier="soft")
    a_statement(ledger, "costs", source="Lee", chain=LEE, polarity="no-comment")
    a_statement(ledger, "the bridge holds", source="Lee", chain=LEE, repeats=first)
    a_statement(post, "trams run", source="President-elect Ann Lee", chain=LEE)
    a_statement(post, "Lee was right", source="Bo Quist", chain=[("Bo Quist", "person")])
    relayed = [("Ann Lee", "person", "relay"), ("Ferro", "person")]
    a_statement(post, "boats run", source="Ferro", chain=relayed)
    index()


def test_each_tab_has_its_statements_and_says_how_many(said):
    found = {name: words(lee(tab=name)) for name in profile.TABS}

    assert found == {
        "said": ["trams run", "costs", "“It is safe,”", "the bridge holds"],
        "about": ["Lee was right"],
        "relayed": ["boats run"],
        "silent": ["costs"],
    }
    assert [str(tab.count) for tab in lee().tabs] == ["4", "1", "1", "1"]
    assert lee(tab="nonsense").tab.name == "said"


def test_each_tab_is_what_a_search_finds(said, client):
    from claims import search

    for tab in lee().tabs:
        found = search.entries(search.asked(f"{tab.query} repeat:no"))
        assert found.count() == tab.count.count, tab.query


def test_outlets_have_their_types_silences_and_labels(said):
    ledger, post = lee().shares

    assert (ledger.statements, ledger.direct, ledger.paraphrased, ledger.silences) == (3, 1, 2, 1)
    assert (ledger.in_direct_words.count, ledger.in_direct_words.of) == (1, 3)
    assert sorted(ledger.labels) == [("Lee", 1), ("Mayor Lee", 1)]
    assert post.labels == (("President-elect Ann Lee", 1),)
    assert lee().labelled.pronouns == 1
    assert post.query == 'speaker:"Ann Lee" outlet:"The Post"'


def test_offices_are_those_that_labels_give_with_the_days_they_were_seen(said):
    held = [(one.office, one.count, one.first, one.last) for one in lee().labelled.held]

    later = NOON + timedelta(days=40)
    assert held == [("president-elect", 1, later, later), ("mayor", 1, NOON, NOON)]


@pytest.mark.parametrize(
    ("label", "office"),
    [
        ("US Vice President JD Vance", "vice president"),
        ("the former Russian president", "former president"),
        ("then-Senator Obama", "then-senator"),
        ("a spokesman for the president", "spokesman"),
        ("an adviser to the president", ""),
        ("the president’s adviser", ""),
        ("the billionaire", ""),
        ("Ann Lee", ""),
    ],
)
def test_an_office_is_the_speakers_own(label, office):
    assert profile._office(label) == office


def test_soft_statements_are_left_out_of_everything_on_request(said):
    shown = lee(without_soft=True)

    assert (shown.total, shown.soft, shown.direct.count) == (3, 1, 0)
    assert "“It is safe,”" not in words(shown)


def test_older_statements_follow_without_gap_or_repeat(monkeypatch, client):
    monkeypatch.setattr(profile, "SHOWN", 2)
    for number, day in enumerate((None, 0, 1, 1, 2)):
        at = None if day is None else NOON + timedelta(days=day)
        a_statement(an_article(f"It rains, {number}.", published_at=at), chain=LEE)
    index()

    pages, after = [], ""
    while not pages or after:
        shown = lee(after=after)
        pages.append([saying.statement.pk for saying in shown.said])
        after = shown.page.older

    ids = sorted(Statement.objects.values_list("pk", flat=True))
    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]]]
    page = client.get(a_speaker("Ann Lee").get_absolute_url(), {"after": "1.x"})
    assert b"Older statements" in page.content  # no such place: the beginning


def test_a_page_asks_the_same_number_of_queries_whatever_it_shows(
    said, client, django_assert_max_num_queries
):
    for number in range(12):
        a_statement(an_article(f"It rains, {number}.", outlet=f"Outlet {number}"), chain=LEE)
    index()

    with django_assert_max_num_queries(24):
        client.get(a_speaker("Ann Lee").get_absolute_url())


def test_figures_of_many_statements_are_of_the_newest_and_say_so(said, monkeypatch, client):
    monkeypatch.setattr(profile, "COUNTED", 2)
    monkeypatch.setattr(finding, "CAP", 2)

    page = client.get(a_speaker("Ann Lee").get_absolute_url()).content.decode()

    assert "All figures are of the newest 2 statements." in page
    assert '<span class="count">2+</span>' in page
    assert '<span class="count">1</span>' in page


def test_a_long_timeline_is_of_the_newest_and_claims_nothing_to_be_first(said, monkeypatch, client):
    whole = timelines.of_speaker(a_speaker("Ann Lee"))
    monkeypatch.setattr(reading, "SAID", 2)

    newest = timelines.of_speaker(a_speaker("Ann Lee"))

    assert (whole.is_capped, newest.is_capped) == (False, True)
    dated = [mark for mark in whole.marks if mark.at]
    assert {mark.pk for mark in newest.marks} == {mark.pk for mark in dated[-2:]}
    assert not any(mark.is_first for mark in newest.marks)
    page = client.get(reverse("speaker_timeline", args=[a_speaker("Ann Lee").pk]))
    assert "These are the newest 2 statements" in page.content.decode()


# Who it is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Q7747", "Q7747"),
        (" q7747 ", "Q7747"),
        ("https://www.wikidata.org/wiki/Q7747#sitelinks", "Q7747"),
        ("http://www.wikidata.org/entity/Q7747", "Q7747"),
        ("", ""),
    ],
)
def test_an_id_is_taken_as_it_is_typed_or_copied(typed, kept):
    assert identifying.checked(typed) == kept


@pytest.mark.parametrize("typed", ["7747", "Q0", "Q", "P31", "https://example.org/Q7747", "Q1 Q2"])
def test_what_is_no_id_is_refused_in_words(typed):
    with pytest.raises(identifying.WrongId, match="a Q and a number, as Q7747"):
        identifying.identify(speaker=a_speaker(), wikidata=typed, by=None)
    assert not Edit.objects.exists()


def test_who_somebody_is_can_be_said_changed_and_undone(said):
    speaker = a_speaker("Ann Lee")
    identifying.identify(speaker=speaker, wikidata="Q1", by=None)
    changed = identifying.identify(speaker=speaker, wikidata="Q2", by=None)
    assert changed

    assert identifying.identify(speaker=speaker, wikidata="Q2", by=None) is None
    assert changed.get_deed_display() == "said who somebody is"
    assert changed.shown == [{"label": "Wikidata", "before": "Q1", "after": "Q2"}]
    history.undo(edit=changed, by=None)
    assert Identity.objects.get().wikidata == "Q1"
    identifying.identify(speaker=speaker, wikidata="", by=None)
    assert not Identity.objects.exists()


def test_an_editor_gives_an_id_and_all_see_it(said, client, admin_client):
    address = a_speaker("Ann Lee").get_absolute_url()
    form = reverse("identify_speaker", args=[a_speaker("Ann Lee").pk])

    refused = admin_client.post(form, {"wikidata": "Lee"}, follow=True).content.decode()
    assert "An id of Wikidata is a Q and a number" in refused
    given = admin_client.post(form, {"wikidata": "Q7747"}, follow=True).content.decode()
    assert "It is noted. none → Q7747" in given
    assert 'href="https://www.wikidata.org/wiki/Q7747"' in client.get(address).content.decode()
    newest = Edit.objects.first()
    assert admin_client.post(form, {"wikidata": "Q5", "seen": newest.pk - 1}).status_code == 409


def test_names_that_were_merged_stand_on_the_page(said, client):
    renaming.merge(speaker=a_speaker("Bo Quist"), into=a_speaker("Ann Lee"), by=None)
    index()

    page = client.get(a_speaker("Ann Lee").get_absolute_url()).content.decode()

    assert "by the word of editors: <q>Bo Quist</q>" in page
