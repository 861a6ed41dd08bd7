"""Scripts put right by the same deeds as pages, in somebody's name, and never over a colleague."""

import pytest
from django.urls import reverse

from articles.roles import Role
from claims.actions import judging
from claims.models import Edit, Judgement, StatementDecision
from tests.builders import an_article, spans_of
from tests.claims.api.conftest import a_token, bearer, person
from tests.claims.api.test_doors import problem

pytestmark = pytest.mark.django_db


def test_a_statement_is_put_right_and_that_is_undone(send, world):
    changed = send("statement", world.quote.pk, {"given": {"polarity": "denied"}}, "patch").json()
    undone = send("undo_edit", changed["edit"]["id"], {"why": "a slip"})

    assert changed["edit"]["by"] == "editor"
    assert changed["edit"]["changed"] == [
        {"label": "Polarity", "before": "asserted", "after": "denied"}
    ]
    assert changed["statement"]["polarity"] == "denied"
    assert changed["statement"]["seen"] == changed["edit"]["id"]
    assert undone.json()["edit"]["undoes"] == changed["edit"]["id"]
    world.quote.refresh_from_db()
    assert world.quote.polarity == "asserted"
    assert "undone this already" in problem(send("undo_edit", changed["edit"]["id"]), 409)


def test_what_is_so_already_is_no_edit(send, world):
    answer = send("statement", world.quote.pk, {"given": {"polarity": "asserted"}}, "patch")

    assert answer.json()["edit"] is None
    assert not Edit.objects.exists()


def test_a_statement_is_confirmed_dropped_and_added(send, world):
    assert send("confirm_statement", world.quote.pk).json()["statement"]["review"] == "right"
    assert send("drop_statement", world.denial.pk).json()["statement"]["is_current"] is False
    (span,) = spans_of(world.lantern, "Ferry terminal to close")
    given = {
        "content": [[span.start, span.end]],
        "chain": [{"name": "Bo Marsh", "kind": "person"}],
    }
    added = send("add_statement", world.lantern.pk, {"given": given, "why": "missed"})

    assert added.status_code == 201
    assert added["Location"] == added.json()["statement"]["api"]
    assert added.json()["statement"]["words"] == "Ferry terminal to close"
    assert added.json()["statement"]["speaker"]["name"] == "Bo Marsh"
    unread = send("add_statement", an_article("No reading.").pk, {"given": {"content": [[0, 2]]}})
    assert unread.json()["statement"] is None
    assert unread["Location"].endswith(f"/api/edits/{unread.json()['edit']['id']}/")


def test_nothing_is_done_over_a_colleague(send, world):
    judging.confirm(statement=world.quote, by=person(Role.ADMIN))
    theirs = Edit.objects.latest("pk")

    answer = send("drop_statement", world.quote.pk, {"seen": 0})

    assert "admin found a statement right here since" in problem(answer, 409)
    assert answer.json()["edit"] == theirs.pk
    assert send("drop_statement", world.quote.pk, {"seen": theirs.pk}).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"content": [[5, 2]]}, "content"),
        ({"content": [[0, 10**30]]}, "content"),
        ({"content": []}, "content"),
        ({"content": [[-1, 2]]}, "given.content.0.0"),
        ({"polarity": "sideways"}, "polarity"),
        ({"chain": [{"name": "x\0", "kind": "person"}]}, "given.chain.0.name"),
        ({"chain": [{"name": "", "kind": "person"}]}, "chain"),
        ({"chain": [{"name": "\ud800", "kind": "person"}]}, "given.chain.0.name"),
        ({"colour": "red"}, "given.colour"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_field(send, world, given, field):
    answer = send("statement", world.quote.pk, {"given": given}, "patch")

    assert problem(answer, 422)
    assert list(answer.json()["errors"]) == [field]
    assert not Judgement.objects.exists()


def test_a_body_that_is_none_is_refused(client, world):
    _, secret = a_token(Role.EDITOR, "correct")
    address = reverse("api_drop_statement", args=[world.quote.pk])

    for body in ("{", "\xff", '{"why": ' + "[" * 100_000):
        answer = client.post(address, body, content_type="application/json", headers=bearer(secret))
        assert problem(answer, 400) == "The body is not JSON."
    answer = client.post(address, "[]", content_type="application/json", headers=bearer(secret))
    assert problem(answer, 422)


def test_links_and_relations_are_confirmed_and_rejected(send, world):
    pk = world.claim.pk

    confirmed = send("confirm_in_claim", pk, {"statements": [world.closing.pk]}).json()
    rejected = send("reject_from_claim", pk, {"statement": world.closing.pk, "why": "other day"})
    related = send("decide_relation", world.link.pk, {"verdict": "apart"}).json()
    split = send("split_claim", pk, {"statements": [world.closing.pk]})
    other = world.quote.links.get().claim_id
    merged = send("merge_claims", pk, {"other": other}).json()

    assert [one["deed"] for one in (confirmed["edit"], related["edit"], merged["edit"])] == [
        "same",
        "not related",
        "same",
    ]
    assert rejected.json()["edit"]["why"] == "other day"
    assert split.status_code == 200
    assert StatementDecision.objects.count() >= 3
    assert "That is this claim" in problem(send("merge_claims", pk, {"other": pk}), 422)
    assert problem(send("merge_claims", pk, {"other": 99}), 404) == "There is no claim 99."
    assert problem(send("decide_relation", world.link.pk, {"verdict": "perhaps"}), 422)


def test_a_statement_of_an_older_reading_is_left_as_it_is(send, world):
    world.quote.analysis.is_current = False
    world.quote.analysis.save()

    assert "older reading" in problem(send("drop_statement", world.quote.pk), 409)
