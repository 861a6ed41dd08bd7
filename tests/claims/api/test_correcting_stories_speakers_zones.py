"""Scripts put stories, speakers and zones right by the same deeds as pages."""

import pytest
from django.urls import reverse

from articles.actions.zoning import given_zones
from articles.models import Zoning
from articles.roles import Role
from claims.actions import decisions as deeds
from claims.actions import identifying, rezoning
from claims.models import (
    ArticleDecision,
    Edit,
    Identity,
    SourceLink,
    Speaker,
    SpeakerDecision,
    StoryTitle,
)
from tests.builders import a_statement, a_story, an_article
from tests.claims.api.conftest import a_token, bearer, person
from tests.claims.api.test_doors import problem

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(client):
    """Return what the API tells of something."""

    def told(name, pk):
        return client.get(reverse(f"api_{name}", args=[pk])).json()

    return told


@pytest.fixture
def other(world):
    """Another story, of one article."""
    return a_story(an_article("The mayor spoke.\n\n“No,” she said.", title="A speech"))


def verdicts():
    rows = ArticleDecision.objects.values_list("first", "second", "verdict")
    return {(frozenset(ends), verdict) for *ends, verdict in rows}


# Stories -----------------------------------------------------------------------------------------


def test_a_story_gets_a_title_and_loses_it(send, tell, world):
    given = send("title_story", world.story.pk, {"title": " Strike  at sea ", "why": "clearer"})

    assert given.json()["edit"]["why"] == "clearer"
    assert StoryTitle.objects.get().title == "Strike at sea"
    assert tell("story", world.story.pk)["seen"] == given.json()["edit"]["id"]
    again = send("title_story", world.story.pk, {"title": "Strike at sea"})
    assert again.json()["edit"] is None
    assert send("title_story", world.story.pk, {"title": ""}).status_code == 200
    assert not StoryTitle.objects.exists()


def test_a_story_is_split_and_that_is_undone(send, world):
    answer = send("split_story", world.story.pk, {"articles": [world.lantern.pk]})

    both = frozenset({world.ledger.pk, world.lantern.pk})
    assert verdicts() == {(both, "apart")}
    assert send("undo_edit", answer.json()["edit"]["id"]).status_code == 200
    assert not verdicts()


def test_none_and_all_of_a_story_are_no_part_of_it(send, world, other):
    elsewhere = other.memberships.get().article_id

    for articles in ([elsewhere], [world.ledger.pk, world.lantern.pk, elsewhere]):
        answer = send("split_story", world.story.pk, {"articles": articles})
        assert "but not all" in problem(answer, 422)
        assert list(answer.json()["errors"]) == ["articles"]
    assert not Edit.objects.exists()


def test_stories_are_merged(send, world, other):
    answer = send("merge_stories", world.story.pk, {"other": other.pk})

    assert answer.json()["edit"]["deed"] == "merged"
    assert {verdict for _, verdict in verdicts()} == {"together"}
    assert {f"story:{world.story.pk}", f"story:{other.pk}"} <= set(
        answer.json()["edit"]["subjects"]
    )
    assert "this story" in problem(send("merge_stories", other.pk, {"other": other.pk}), 422)
    assert problem(send("merge_stories", other.pk, {"other": 99}), 404) == "There is no story 99."


def test_an_article_is_moved_and_taken_out(send, world, other):
    there = other.memberships.get().article_id
    apart = (frozenset({world.ledger.pk, world.lantern.pk}), "apart")

    moved = send("move_article", world.story.pk, {"article": world.lantern.pk, "to": other.pk})
    assert moved.json()["edit"]["changed"] == [
        {"label": "Story", "before": str(world.story), "after": str(other)}
    ]
    assert verdicts() == {apart, (frozenset({world.lantern.pk, there}), "together")}
    send("undo_edit", moved.json()["edit"]["id"])
    send("take_out_article", world.story.pk, {"article": world.lantern.pk})
    assert verdicts() == {apart}

    wrong = send("take_out_article", world.story.pk, {"article": there})
    assert "does not stand in this story" in problem(wrong, 409)
    assert problem(send("take_out_article", world.story.pk, {"article": 99}), 404)
    gone = {"article": world.lantern.pk, "to": 99}
    assert problem(send("move_article", world.story.pk, gone), 404)


# Speakers ----------------------------------------------------------------------------------------


def test_a_speaker_is_merged_renamed_and_of_another_kind(send, world):
    ada = world.quote.speaker
    wire = Speaker.objects.get(name="Meridian Wire")

    renamed = send("rename_speaker", ada.pk, {"name": "Ada B. Ferro"}).json()
    assert SpeakerDecision.objects.get().to_name == "Ada B. Ferro"
    assert renamed["edit"]["changed"] == [
        {"label": "Name", "before": "Ada Ferro", "after": "Ada B. Ferro"}
    ]
    assert send("set_speaker_kind", wire.pk, {"kind": "document"}).status_code == 200
    assert SpeakerDecision.objects.get(name="Meridian Wire").to_kind == "document"
    into = Speaker.objects.get(name="a senior official")
    assert send("merge_speakers", wire.pk, {"into": into.pk}).status_code == 200
    assert SpeakerDecision.objects.get(name="Meridian Wire").to_name == "a senior official"


def test_a_speaker_is_identified_and_that_is_taken_away(send, tell, world):
    ada = world.quote.speaker_id

    given = send("identify_speaker", ada, {"wikidata": "https://www.wikidata.org/wiki/Q7747"})
    told = tell("speaker", ada)
    assert (told["wikidata"], told["seen"]) == ("Q7747", given.json()["edit"]["id"])
    taken = send("identify_speaker", ada, {"wikidata": None, "seen": told["seen"]})
    assert taken.json()["edit"]["changed"][0]["after"] == "none"
    assert tell("speaker", ada)["wikidata"] is None


def test_a_speaker_is_split_by_articles_and_by_names(send, world):
    ada = world.quote.speaker
    a_statement(world.lantern, "paid", chain=(("Ada Ferro", "person"),))
    SourceLink.objects.filter(speaker=ada, statement=world.denial).update(name="Ms Ferro")

    by_name = {"name": "Bo Ferro", "names": ["Ms Ferro", "Ms Ferro"]}
    answer = send("split_speaker", ada.pk, by_name).json()
    assert SpeakerDecision.objects.get(article=None).to_name == "Bo Ferro"
    assert len(answer["edit"]["changed"]) == 1
    by_article = {"name": "Cy Marsh", "articles": [world.lantern.pk]}
    assert send("split_speaker", ada.pk, by_article).status_code == 200
    assert SpeakerDecision.objects.get(article=world.lantern).to_name == "Cy Marsh"


@pytest.mark.parametrize(
    ("name", "data", "field"),
    [
        ("merge_speakers", {"into": "SELF"}, "into"),
        ("rename_speaker", {"name": " - "}, "name"),
        ("rename_speaker", {"name": "x\0"}, "name"),
        ("set_speaker_kind", {"kind": "unnamed"}, "kind"),
        ("identify_speaker", {"wikidata": "seven"}, "wikidata"),
        ("split_speaker", {"name": "Bo"}, "articles"),
        ("split_speaker", {"name": "Bo", "articles": [99]}, "articles"),
        ("split_speaker", {"name": "Bo", "names": ["Meridian Wire"]}, "names"),
        ("split_speaker", {"name": "Ada Ferro", "names": ["Ada Ferro"]}, "name"),
    ],
)
def test_what_a_speaker_cannot_be_is_refused_with_its_field(send, world, name, data, field):
    ada = world.quote.speaker_id
    answer = send(name, ada, {key: ada if one == "SELF" else one for key, one in data.items()})

    assert problem(answer, 422)
    assert list(answer.json()["errors"]) == [field]
    assert not Edit.objects.exists()


# Zones -------------------------------------------------------------------------------------------


def test_zones_are_given_and_the_programs_hold_again(send, tell, world):
    pk = world.lantern.pk
    found = tell("article", pk)
    end = len("Ferry terminal to close")
    zones = [{"span": [0, end], "kind": "boilerplate"}]

    assert send("give_zones", pk, {"zones": found["zones"]}).json()["edit"] is None
    given = send("give_zones", pk, {"zones": zones, "why": "a banner"}).json()
    told = tell("article", pk)
    assert (told["zones"], told["seen"]) == (zones, given["edit"]["id"])
    assert send("give_zones", pk, {"zones": zones}).json()["edit"] is None
    assert send("use_program_zones", pk, {"seen": told["seen"]}).json()["edit"]
    assert given_zones(world.lantern) is None
    assert tell("article", pk)["zones"] == found["zones"]
    assert send("use_program_zones", pk).json()["edit"] is None


@pytest.mark.parametrize(
    "zones",
    [
        [{"span": [5, 2], "kind": "body"}],
        [{"span": [0, 10**30], "kind": "body"}],
        [{"span": [0, 5], "kind": "footer"}],
        [{"span": [0, 5], "kind": "byline"}, {"span": [4, 9], "kind": "body"}],
        [],
    ],
)
def test_zones_that_do_not_fit_are_refused(send, world, zones):
    answer = send("give_zones", world.lantern.pk, {"zones": zones})

    assert problem(answer, 422)
    assert list(answer.json()["errors"]) == ["zones"]
    assert not Zoning.objects.exists()


# What all have in common -------------------------------------------------------------------------


def all_of(world):
    """Each deed with what it is done to and what is sent."""
    story, ada, lantern = world.story.pk, world.quote.speaker_id, world.lantern.pk
    other = Speaker.objects.get(name="Meridian Wire").pk
    second = a_story(an_article("The mayor spoke.")).pk
    zones = [{"span": [0, 5], "kind": "byline"}]
    return [
        ("title_story", story, {"title": "x"}),
        ("split_story", story, {"articles": [lantern]}),
        ("merge_stories", story, {"other": second}),
        ("move_article", story, {"article": lantern, "to": second}),
        ("take_out_article", story, {"article": lantern}),
        ("merge_speakers", ada, {"into": other}),
        ("rename_speaker", ada, {"name": "x"}),
        ("set_speaker_kind", ada, {"kind": "document"}),
        ("identify_speaker", ada, {"wikidata": "Q1"}),
        ("split_speaker", ada, {"name": "x", "articles": [lantern]}),
        ("give_zones", lantern, {"zones": zones}),
        ("use_program_zones", lantern, {}),
    ]


def test_nothing_is_done_over_a_colleague(send, world):
    theirs = {
        edit.pk
        for edit in (
            deeds.title_story(story=world.story, title="Theirs", by=person(Role.ADMIN)),
            identifying.identify(
                speaker=world.quote.speaker, wikidata="Q7747", by=person(Role.ADMIN)
            ),
            rezoning.rezone(article=world.lantern, zones=[(0, 9, "byline")], by=person(Role.ADMIN)),
        )
    }

    every = all_of(world)
    for name, pk, data in every:
        answer = send(name, pk, {**data, "seen": 0})
        assert "admin" in problem(answer, 409), name
        assert answer.json()["edit"] in theirs, name
    assert set(Edit.objects.values_list("pk", flat=True)) == theirs
    assert Identity.objects.get().wikidata == "Q7747"


def test_what_is_not_there_and_who_may_not(client, send, world):
    _, readers = a_token(Role.READER)
    _, reading = a_token(Role.EDITOR, "read", name="reads only")

    for name, pk, data in all_of(world):
        assert "There is no " in problem(send(name, 999_999, data), 404), name
        for secret in (readers, reading):
            answer = client.post(
                reverse(f"api_{name}", args=[pk]),
                data,
                content_type="application/json",
                headers=bearer(secret),
            )
            assert problem(answer, 403), name
    assert not Edit.objects.exists()
