"""What a person says of a statement holds, also after the article is read again."""

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, transaction

from articles.models import Article
from claims.actions import history, judgements, judging
from claims.actions.rereading import read_again
from claims.models import (
    Analysis,
    Claim,
    ClaimLink,
    Edit,
    Judgement,
    Speaker,
    Statement,
    StatementLink,
    Story,
    Wake,
)
from tests.claims.small_worlds import Told, a_delivery, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(django_user_model):
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def statement():
    """The first of two statements of an article that shares a quotation with another outlet."""
    a_delivery("one", [Told(0, 0, 0, ((0, 1), (1, 10))), Told(0, 1, 0, ((0, 1), (2, 11)))])
    sweep()
    return the(0)


def undone(edit, by):
    """Undo an edit; return the one that this is."""
    return history.undo(edit=edit, by=by)


def the(place, article=0):
    """Return a current statement by its place in an article."""
    rows = Statement.objects.filter(
        analysis__is_current=True, article=Article.objects.order_by("pk")[article]
    )
    return rows.select_related("article").order_by("ordinal")[place]


def state():
    """Return all current statements as they stand, with what they are linked to."""
    return [
        (judgements.values_of(row), row.speaker_id, row.is_dropped, row.as_read, tuple(row.runs))
        for row in Statement.objects.filter(analysis__is_current=True).order_by("pk")
    ]


def test_what_a_person_set_holds_and_what_was_read_is_kept(statement, by):
    edit = judging.change(statement=statement, given={"polarity": "denied"}, by=by, why="He denied")

    row = the(0)
    assert (row.polarity, row.as_read) == ("denied", {"polarity": "asserted"})
    judgement = Judgement.objects.get()
    assert (judgement.sort, judgement.given) == ("changed", {"polarity": "denied"})
    assert judgement.read["polarity"] == "asserted"
    assert edit.shown == [{"label": "Polarity", "before": "asserted", "after": "denied"}]
    assert f"article:{statement.article_id}" in edit.subjects


def test_it_holds_after_the_article_is_read_again(statement, by):
    judging.change(
        statement=statement,
        given={"chain": [{"name": "Bo Ferro", "kind": "person", "role": "speaker"}]},
        by=by,
    )
    dropped = the(1)
    judging.drop(statement=dropped, by=by)
    before = the(0).analysis_id

    read_again([statement.article_id])
    sweep()

    row = the(0)
    assert row.analysis_id != before
    assert row.speaker.name == "Bo Ferro"
    assert row.chain.get().name == "Bo Ferro"
    assert the(1).is_dropped
    assert Statement.objects.current().filter(article=statement.article).count() == 1


def test_what_a_person_set_back_needs_no_word_any_more(statement, by):
    judging.change(statement=statement, given={"polarity": "denied"}, by=by)
    judging.change(statement=the(0), given={"polarity": "asserted"}, by=by)

    assert the(0).as_read is None
    assert Judgement.objects.get().sort == "right"


def test_other_words_are_compared_anew(statement, by):
    sweep()
    shared = ClaimLink.objects.get(statement=statement).claim
    assert shared.links.count() == 2
    judging.change(statement=statement, given={"content": [[0, 11]]}, by=by)
    assert (the(0).quotations, the(0).type) == ((), "indirect")
    sweep()

    row = the(0)
    assert row.vector is not None
    assert not StatementLink.objects.filter(kind="same-quote").exists()
    assert ClaimLink.objects.get(statement=row).claim.links.count() == 1


def test_a_statement_that_is_none_leaves_its_claim(statement, by):
    judging.drop(statement=statement, by=by)
    sweep()

    assert not ClaimLink.objects.filter(statement=statement).exists()
    assert Claim.objects.filter(links=None).count() == 0


def test_a_missed_statement_is_added_and_stands_after_reading_again(statement, by):
    text = statement.article.text
    start = text.index("Ferry crews")
    content = [[start, start + 11]]
    chain = [{"name": "Ada Ferro", "kind": "person", "role": "speaker"}]

    judging.add(article=statement.article, given={"content": content, "chain": chain}, by=by)
    added = the(2)
    assert (added.found_by, added.speaker.name, added.type) == ("person", "Ada Ferro", "indirect")
    sweep()
    assert ClaimLink.objects.filter(statement=added).exists()

    read_again([statement.article_id])
    sweep()
    assert [span.of(text) for span in the(2).content] == ["Ferry crews"]
    assert Judgement.objects.get().statement == the(2)


def test_each_deed_can_be_undone_and_done_again(statement, by):
    text = statement.article.text
    [span] = statement.content
    chain = [{"name": "Zoë Ferro", "kind": "person", "role": "speaker"}]
    deeds = (
        lambda: judging.confirm(statement=the(0), by=by),
        lambda: judging.change(
            statement=the(0),
            given={"content": [[span.start + 2, span.end]], "act": "hope", "chain": chain},
            by=by,
        ),
        lambda: judging.drop(statement=the(1), by=by),
        lambda: judging.add(
            article=statement.article, given={"content": [[0, text.index(" ")]]}, by=by
        ),
    )
    states, edits = [visible()], []
    for deed in deeds:
        edits.append(deed())
        states.append(visible())

    for edit, before in zip(reversed(edits), reversed(states[:-1]), strict=True):
        undone(edit, by)
        assert visible() == before
    again = [undone(edit.undone_by, by) for edit in edits]
    assert visible() == states[-1]
    assert [edit.deed for edit in again] == ["undone"] * 4
    sweep()
    assert not Wake.objects.exists()


def visible():
    """Return what pages show, and what people said."""
    rows = Statement.objects.current().order_by("article", "ordinal")
    said = Judgement.objects.order_by("pk").values_list("pk", "sort", "given", "statement")
    return [(judgements.values_of(row), row.as_read, row.speaker_id) for row in rows], list(said)


def test_what_was_edited_since_cannot_be_undone(statement, by):
    first = judging.change(statement=statement, given={"polarity": "denied"}, by=by)
    judging.change(statement=the(0), given={"act": "hope"}, by=User.objects.create_user("bob"))

    with pytest.raises(history.Overtaken, match="bob put a statement right here since"):
        undone(first, by)
    assert the(0).polarity == "denied"


def test_the_second_of_two_editors_is_told(statement, by):
    seen = history.Seen(history.subject(statement), history.newest(history.subject(statement)))
    judging.change(statement=statement, given={"polarity": "denied"}, by=by, seen=seen)

    with pytest.raises(history.Overtaken, match="ada put a statement right") as refusal:
        judging.change(statement=the(0), given={"polarity": "no-comment"}, by=None, seen=seen)
    assert refusal.value.edit == Edit.objects.get()
    assert the(0).polarity == "denied"


def test_undone_after_reading_again_the_new_statement_is_as_it_was_read(statement, by):
    edit = judging.change(statement=statement, given={"polarity": "denied"}, by=by)
    read_again([statement.article_id])
    sweep()

    undone(edit, by)

    assert (the(0).polarity, the(0).as_read) == ("asserted", None)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"content": [[0, 10_000]]}, "content", "do not stand in the text"),
        ({"content": [[5, 5]]}, "content", "do not stand in the text"),
        ({"content": []}, "content", "needs words"),
        ({"cue": [[0, 5], [3, 8]]}, "cue", "over each other"),
        ({"polarity": "perhaps"}, "polarity", "“perhaps” is no polarity"),
        ({"chain": [{"name": "", "kind": "person", "role": "speaker"}]}, "chain", "has no name"),
        ({"colour": "red"}, "colour", "has no “colour”"),
    ],
)
def test_what_cannot_be_is_refused_in_words(statement, by, given, field, words):
    with pytest.raises(judging.WrongValue, match=words) as refusal:
        judging.change(statement=statement, given=given, by=by)
    assert refusal.value.field == field
    assert not Edit.objects.exists()


def test_two_statements_with_the_very_same_words_are_refused(statement, by):
    values = judgements.values_of(the(1))
    with pytest.raises(judging.WrongValue, match="Statement 2 has these very words"):
        judging.change(
            statement=statement,
            given={"content": values["content"], "source": values["source"]},
            by=by,
        )


def test_the_history_is_only_added_to(statement, by):
    edit = judging.confirm(statement=statement, by=by)

    for spoil in (lambda: Edit.objects.update(why="never"), lambda: edit.delete()):
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            spoil()
    by.delete()
    assert Edit.objects.get().by_name == "ada"


def test_a_judgement_goes_over_to_a_newer_version(by):
    a_delivery("one", [Told(0, 0, 0, ((0, 1),), url=1)])
    sweep()
    old = the(0)
    judging.change(statement=old, given={"polarity": "denied"}, by=by)
    a_delivery("two", [Told(0, 0, 1, ((0, 1), (1, 2)), url=1)])
    sweep()
    new = the(0, article=1)
    assert new.polarity == "asserted"  # never by itself

    edit = judging.carry(judgement=Judgement.objects.get(), statement=new, by=by)

    assert the(0, article=1).polarity == "denied"
    assert Judgement.objects.get(article=old.article).is_settled
    undone(edit, by)
    assert the(0, article=1).polarity == "asserted"
    assert not Judgement.objects.get().is_settled


def test_what_nobody_touched_is_never_linked_anew(statement, by):
    sweep()
    linked = Story.objects.get().linked_at

    judging.confirm(statement=statement, by=by)
    sweep()

    assert Story.objects.get().linked_at == linked
    assert Speaker.objects.count() > 0
    assert Analysis.objects.filter(is_current=True).count() == 2
