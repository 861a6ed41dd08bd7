"""What editors put right on the pages of claims, speakers and stories, and that it stands."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.roles import Role
from claims.actions import decisions, history, renaming
from claims.models import (
    Claim,
    ClaimLink,
    Edit,
    Speaker,
    SpeakerDecision,
    Statement,
    StatementDecision,
    StatementLink,
    Story,
    StoryMembership,
    Verdict,
)
from newsclaims.people.giving import give
from tests.builders import a_claim, a_statement, a_story, an_article
from tests.claims.test_decisions import BRIDGE, FERRY, story_of, sweep
from tests.claims.test_grouping import read, told
from tests.claims.test_linking_on_rows import DEATHS, SAID, claims, link, says, stale_story

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    person = User.objects.create(username="ada")
    give(role=Role.EDITOR, to=person)
    return person


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def undo(edit, by):
    return history.undo(edit=edit, by=by)


def linked(*statements):
    story = stale_story(*statements)
    link()
    return story


def read_once_more(statement):
    """Let a newer reading of the article find the same statement as a new row."""
    article = statement.article
    article.analyses.update(is_current=False)
    newer = article.analyses.create(release="newer", state="done", is_current=True)
    row = Statement.objects.get(pk=statement.pk)
    row.pk, row.analysis = None, newer
    row.save()
    Story.objects.update(linked_at=None)
    StoryMembership.objects.filter(article=article).update(compared_at=None)
    return row


def test_a_rejected_statement_never_comes_back_until_that_is_undone(editor):
    a, b, c = (says(SAID, name) for name in "ABC")
    linked(a, b, c)
    claim = Claim.objects.get()
    edit = decisions.take_out_of_claim(statement=b, claim=claim, by=editor, why="different event")
    link()
    assert claims() == {frozenset("AC"), frozenset("B")}

    read_once_more(b)
    read_once_more(a)
    link()
    assert claims() == {frozenset("AC"), frozenset("B")}

    undo(edit, editor)
    link()
    assert claims() == {frozenset("ABC")}


def test_a_claim_is_split_and_merged_again(editor):
    statements = [says(SAID, name) for name in "ABCD"]
    linked(*statements)
    claim = Claim.objects.get()

    split = decisions.split_claim(
        statements=[statements[2].pk, statements[3].pk], claim=claim, by=editor
    )
    link()
    assert claims() == {frozenset("AB"), frozenset("CD")}

    one, other = Claim.objects.order_by("pk")
    merged = decisions.merge_claims(claim=one, other=other, by=editor)
    link()
    assert claims() == {frozenset("ABCD")}

    undo(merged, editor)
    link()
    assert claims() == {frozenset("AB"), frozenset("CD")}
    undo(split, editor)
    link()
    assert claims() == {frozenset("ABCD")}


def test_claims_that_say_otherwise_are_one_by_a_persons_word(editor):
    a, b = says(SAID, "A"), says(DEATHS, "B")
    linked(a, b)

    edit = decisions.merge_claims(
        claim=ClaimLink.objects.get(statement=a).claim,
        other=ClaimLink.objects.get(statement=b).claim,
        by=editor,
    )
    link()
    assert claims() == {frozenset("AB")}

    undo(edit, editor)
    link()
    assert claims() == {frozenset("A"), frozenset("B")}


def related():
    """Two claims, the second of which denies the first; return the link."""
    a, b = says(SAID, "A"), says(DEATHS, "B", "Ann Onward")
    a_story(a.article, b.article)
    a_claim(a), a_claim(b)
    return StatementLink.objects.create(
        first=a,
        second=b,
        kind="denial",
        score=0.9,
        evidence=[{"feature": "rule", "value": 1, "because": "it denies"}],
        release="test",
    )


def test_a_rejected_relation_is_shown_no_more_and_a_confirmed_one_says_by_whom(desk):
    tie = related()
    page = reverse("claim", args=[ClaimLink.objects.get(statement=tie.first).claim_id])
    assert b"Denied by" in desk.get(page).content

    desk.post(reverse("decide_relation", args=[tie.pk]), {"verdict": "together", "next": page})
    shown = desk.get(page).content.decode()
    assert "Denied by" in shown
    assert "Confirmed by ada" in shown

    answer = desk.post(
        reverse("decide_relation", args=[tie.pk]), {"verdict": "apart", "next": page}, follow=True
    )
    assert "Denied by" not in answer.content.decode()
    assert "Rejected. It is shown no more." in answer.content.decode()

    desk.post(reverse("undo", args=[Edit.objects.first().pk]), {"next": page})
    assert "Confirmed by ada" in desk.get(page).content.decode()


def test_what_was_said_of_a_relation_goes_over_to_a_new_reading(editor):
    tie = related()
    decisions.decide_relation(link=tie, verdict=Verdict.APART, by=editor)
    newer = read_once_more(tie.first)
    link()

    decision = StatementDecision.objects.get()
    assert (decision.first_id, decision.kind) == (newer.pk, "denial")


def test_the_page_of_a_claim_says_what_a_program_suggested_and_what_a_person_confirmed(desk):
    a, b = says(SAID, "A"), says(SAID, "B")
    linked(a, b)
    claim = Claim.objects.get()
    page = claim.get_absolute_url()
    (other,) = {a.pk, b.pk} - {claim.wording_id}
    assert "Suggested by the program" in desk.get(page).content.decode()

    answer = desk.post(
        reverse("confirm_in_claim", args=[claim.pk]), {"statement": other}, follow=True
    )
    assert "Confirmed by ada" in answer.content.decode()

    answer = desk.post(
        reverse("reject_from_claim", args=[claim.pk]),
        {"statement": other, "why": ["different event", "a year later"]},
        follow=True,
    )
    shown = answer.content.decode()
    assert "Taken out by ada" in shown
    assert "different event; a year later" in shown
    assert "linked anew" in shown


def test_a_claim_is_merged_by_its_number_or_address_and_nonsense_is_refused(desk):
    a, b = says(SAID, "A"), says(DEATHS, "B")
    linked(a, b)
    one, other = Claim.objects.order_by("pk")
    merge = reverse("merge_claims", args=[one.pk])

    for wrong in ("", "999999", str(one.pk), "/stories/1/", "http://[", "²", "9" * 30):
        answer = desk.post(merge, {"other": wrong}, follow=True)
        assert "Nothing was changed" in answer.content.decode()
    assert not Edit.objects.exists()

    desk.post(merge, {"other": f"http://testserver{other.get_absolute_url()}"})
    link()
    assert claims() == {frozenset("AB")}


def test_two_editors_at_once_the_second_is_told_and_can_do_it_all_the_same(desk, editor):
    a, b, c = (says(SAID, name) for name in "ABC")
    linked(a, b, c)
    claim = Claim.objects.get()
    seen = history.newest(history.subject(claim))
    decisions.take_out_of_claim(statement=a, claim=claim, by=None, why="other matter")

    address = reverse("reject_from_claim", args=[claim.pk])
    sent = {"statement": b.pk, "why": "different event", "seen": seen}
    answer = desk.post(address, sent)

    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "nobody signed in" in shown
    assert 'value="different event"' in shown
    assert Edit.objects.count() == 1
    answer = desk.post(address, sent | {"seen": answer.context["seen"]})
    assert answer.status_code == 302
    assert Edit.objects.first().why == "different event"


def test_readers_see_no_forms_and_are_refused(client):
    a, b = says(SAID, "A"), says(SAID, "B")
    story = linked(a, b)
    claim, speaker = Claim.objects.get(), a.speaker
    for page in (claim, speaker, story):
        shown = client.get(page.get_absolute_url()).content.decode()
        assert 'name="seen"' not in shown
        assert "popover" not in shown
    client.force_login(User.objects.create(username="reader"))
    for name, pk in (
        ("confirm_in_claim", claim.pk),
        ("reject_from_claim", claim.pk),
        ("split_claim", claim.pk),
        ("merge_claims", claim.pk),
        ("decide_relation", 1),
        ("merge_speakers", speaker.pk),
        ("rename_speaker", speaker.pk),
        ("set_speaker_kind", speaker.pk),
        ("split_speaker", speaker.pk),
        ("edit_story", story.pk),
    ):
        assert client.post(reverse(name, args=[pk])).status_code == 403
    assert not Edit.objects.exists()


# Speakers -----------------------------------------------------------------------------------------


def named(name, outlet="A", kind="person"):
    article = an_article(f"{outlet}: {name} said all is well.", outlet=outlet)
    return a_statement(article, "all is well", chain=[(name, kind)])


def test_a_merged_speaker_leads_on_until_that_is_undone(desk):
    one, other = named("Ada Ferro"), named("Adah Ferro", "B")
    old = one.speaker

    desk.post(reverse("merge_speakers", args=[old.pk]), {"into": other.speaker_id})

    assert Statement.objects.filter(speaker=other.speaker).count() == 2
    answer = desk.get(old.get_absolute_url())
    assert (answer.status_code, answer["Location"]) == (301, other.speaker.get_absolute_url())
    shown = desk.get(other.speaker.get_absolute_url()).content.decode()
    assert "<del>Ada Ferro</del> <ins>Adah Ferro</ins>" in shown

    desk.post(reverse("undo", args=[Edit.objects.first().pk]))
    assert Statement.objects.get(speaker=old) == one
    assert desk.get(old.get_absolute_url()).status_code == 200


def test_a_speaker_is_renamed_and_renamed_back(editor):
    statement = named("Ada Fero")

    renaming.rename(speaker=statement.speaker, name="Ada Ferro", by=editor)
    now = Speaker.objects.get(statements=statement)
    assert now.name == "Ada Ferro"
    renaming.rename(speaker=now, name="Ada Fero", by=editor)

    assert Speaker.objects.get(statements=statement).name == "Ada Fero"
    for edit in Edit.objects.all()[:2]:
        undo(edit, editor)
    assert not SpeakerDecision.objects.exists()
    assert Speaker.objects.get().name == "Ada Fero"


def test_a_name_is_written_as_a_person_wants_it(editor):
    statement = named("Harbor board", kind="organisation")

    edit = renaming.rename(speaker=statement.speaker, name="HARBOR Board", by=editor)

    assert Speaker.objects.get().name == "HARBOR Board"
    undo(edit, editor)
    assert Speaker.objects.get().name == "Harbor board"


def test_a_speaker_of_another_kind_is_so_everywhere(editor):
    statement = named("Harbor Watch")

    edit = renaming.set_kind(speaker=statement.speaker, kind="organisation", by=editor)

    assert Speaker.objects.get(statements=statement).kind == "organisation"
    undo(edit, editor)
    assert Speaker.objects.get().kind == "person"


def test_a_speaker_is_split_by_articles_and_by_names(desk, editor):
    here, there = named("Ferro"), named("Ferro", "B")
    split = reverse("split_speaker", args=[here.speaker_id])

    desk.post(split, {"name": "Bo Ferro", "article": there.article_id})
    assert Speaker.objects.get(statements=there).name == "Bo Ferro"
    assert Speaker.objects.get(statements=here).name == "Ferro"
    undo(Edit.objects.first(), editor)
    assert here.speaker.statements.count() == 2

    desk.post(split, {"name": "Cy Quist", "given": "Ferro"})
    assert Speaker.objects.get(statements=here).name == "Cy Quist"

    for wrong in ({"name": "Bo"}, {"name": "—", "article": there.article_id}):
        answer = desk.post(split, wrong, follow=True)
        assert answer.context["messages"]
    assert Edit.objects.filter(undoes=None).count() == 2


def test_speakers_to_merge_with_are_found_by_a_part_of_their_name(desk):
    one, other = named("Ada Ferro"), named("Bo Quist", "B")

    shown = desk.get(one.speaker.get_absolute_url(), {"find": "quis"}).content.decode()

    assert f'name="into" value="{other.speaker_id}"' in shown
    nothing = desk.get(one.speaker.get_absolute_url(), {"find": "zzz"}).content.decode()
    assert "No other source has “zzz” in its name." in nothing


# Stories ------------------------------------------------------------------------------------------


def test_a_story_is_split_and_put_together_again(desk, editor):
    rows = [read("ferry", number) for number in (1, 2)]
    sweep()
    story = story_of(rows[0])

    desk.post(
        reverse("edit_story", args=[story.pk]), {"do": "split", "article": rows[0].article_id}
    )
    sweep()
    assert told() == {frozenset({"ferry 1"}), frozenset({"ferry 2"})}

    desk.post(
        reverse("edit_story", args=[story_of(rows[0]).pk]),
        {"do": "merge", "other": story_of(rows[1]).pk},
    )
    sweep()
    assert told() == {frozenset(FERRY)}

    for edit in Edit.objects.all()[:2]:
        undo(edit, editor)
    sweep()
    assert told() == {frozenset(FERRY)}


def test_a_given_title_stays_when_the_story_grows_or_merges_and_goes_when_undone(desk, editor):
    ferry, bridge = read("ferry", 1), read("bridge", 1)
    sweep()
    story = story_of(ferry)
    before = story.title

    desk.post(reverse("edit_story", args=[story.pk]), {"do": "title", "title": " The strike "})
    story.refresh_from_db()
    assert story.title == "The strike"
    edit = Edit.objects.get()

    read("ferry", 2)
    sweep()
    assert story_of(ferry).title == "The strike"
    decisions.merge_stories(story=story_of(bridge), other=story_of(ferry), by=editor)
    sweep()
    assert story_of(bridge) == story_of(ferry)
    assert story_of(bridge).title == "The strike"

    undo(edit, editor)
    assert story_of(ferry).title != "The strike"
    assert before


def test_an_article_is_moved_to_a_story_found_by_its_title(desk):
    ferry = [read("ferry", number) for number in (1, 2)]
    bridge = [read("bridge", number) for number in (1, 2)]
    sweep()
    address = reverse("edit_story", args=[story_of(ferry[0]).pk])
    target = story_of(bridge[0])

    found = desk.get(address, {"find": target.title.split()[0]}).content.decode()
    assert f'name="other" value="{target.pk}"' in found
    desk.post(address, {"do": "move", "article": ferry[0].article_id, "other": target.pk})
    sweep()
    assert told() == {frozenset({"ferry 2"}), frozenset(BRIDGE | {"ferry 1"})}

    for wrong in ({"do": "split"}, {"do": "move"}, {"do": "merge"}, {"do": "out"}):
        answer = desk.post(reverse("edit_story", args=[target.pk]), wrong, follow=True)
        assert "nothing was changed" in answer.content.decode()
    assert Edit.objects.count() == 1
