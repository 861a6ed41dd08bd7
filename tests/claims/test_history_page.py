"""The history page: who did what and what was read, with an undo where it can be undone."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.roles import Role
from claims import histories
from claims.actions import history, judging
from claims.histories import Asked
from claims.models import Analysis, Edit
from newsclaims.people.giving import give
from tests.builders import a_batch, a_statement, a_story, an_article

pytestmark = pytest.mark.django_db

TEXT = "The mayor said the bridge would open. Ferro said it would rain."


@pytest.fixture
def ada(django_user_model):
    return django_user_model.objects.create_user("ada")


@pytest.fixture
def bo(django_user_model):
    return django_user_model.objects.create_user("bo")


@pytest.fixture
def editor(client, ada):
    give(role=Role.EDITOR, to=ada)
    client.force_login(ada)
    return ada


def undo(edit, by):
    assert edit is not None
    return history.undo(edit=edit, by=by)


def of(**asked):
    return histories.of(Asked(**asked))


def edits(found):
    return [line.edit for line in found.lines if line.is_edit]


def test_what_was_done_stands_with_before_and_after(client, editor):
    row = a_statement(an_article(TEXT), "it would rain", cue="said")
    judging.change(statement=row, given={"polarity": "denied"}, by=editor, why="it is a denial")

    page = client.get(reverse("history")).content.decode()

    assert "<del>asserted</del>" in page
    assert "<ins>denied</ins>" in page
    assert "Because: it is a denial" in page
    assert "nobody can change or delete what stands here" in page


def test_what_was_changed_since_says_so_and_what_was_put_back_can_be_undone(ada, bo):
    row = a_statement(an_article(TEXT), "it would rain")
    first = judging.change(statement=row, given={"polarity": "denied"}, by=ada)
    row.refresh_from_db()
    second = judging.change(statement=row, given={"certainty": "hearsay"}, by=bo)

    hindrances = {line.edit.pk: line.hindrance for line in of().lines}
    assert hindrances[second.pk] == ""
    assert hindrances[first.pk].startswith("bo put a statement right here since, on ")
    with pytest.raises(history.Overtaken):
        undo(first, ada)

    undo(second, bo)

    hindrances = {line.edit.pk: line.hindrance for line in of().lines}
    assert hindrances[second.pk] == "bo undid it."
    assert hindrances[first.pk] == ""
    undo(first, ada)


def test_what_changed_no_row_cannot_be_undone(ada):
    batch = a_batch()
    history.note(deed=Edit.Deed.ROLLED_BACK, by=ada, title="batch.zip", about=[batch])

    (line,) = of().lines

    assert line.hindrance == "A batch that was rolled back has to be loaded again."


def test_undoing_from_the_page_leads_back_to_it(client, editor):
    row = a_statement(an_article(TEXT), "it would rain")
    edit = judging.drop(statement=row, by=editor)

    page = client.post(reverse("undo", args=[edit.pk]), {"next": "/history/?by=ada"}, follow=True)

    assert page.redirect_chain == [("/history/?by=ada", 302)]
    row.refresh_from_db()
    assert not row.is_dropped


def test_filters(ada, bo):
    article, other = an_article(TEXT), an_article(TEXT + " Then.")
    row = a_statement(article, "it would rain")
    dropped = judging.drop(statement=row, by=ada)
    right = judging.confirm(statement=a_statement(other, "it would rain"), by=bo)
    story = a_story(article)
    today = timezone.localdate()

    assert edits(of(by="bo")) == [right]
    assert edits(of(deed="dropped")) == [dropped]
    assert edits(of(about=f"article:{article.pk}")) == [dropped]
    assert edits(of(about=f"statement:{row.pk}")) == [dropped]
    assert edits(of(about=f"story:{story.pk}")) == [dropped]
    assert edits(of(batch=other.batch_id)) == [right]
    assert edits(of(since=today, until=today)) == [right, dropped]
    assert edits(of(until=today - timedelta(days=1))) == []
    assert of(about=f"article:{article.pk}").named == f"article “{article}”"
    assert of(about="article:99999").named == "article 99999"
    assert [words for words, _ in of(by="bo", deed="dropped").filters] == [
        "By bo",
        "Who said that it is not a statement",
    ]


def test_what_machines_read_stands_between_by_day_and_release(ada):
    noon = datetime(2026, 3, 4, 12, tzinfo=UTC)
    for number in range(3):
        article = an_article(TEXT + str(number))
        Analysis.objects.create(
            article=article,
            release="2026.1",
            state="failed" if number == 2 else "done",
            finished_at=noon + timedelta(minutes=number),
        )
    last = an_article(TEXT + " Last.")
    Analysis.objects.create(
        article=last, release="2026.2", state="done", finished_at=noon + timedelta(days=1)
    )
    judging.confirm(statement=a_statement(last, "it would rain"), by=ada)

    edit, *runs = of().lines

    assert edit.is_edit
    assert [(run.release, run.articles, run.failed, run.batches) for run in runs] == [
        ("2026.2", 1, 0, 1),
        ("2026.1", 3, 1, 3),
    ]
    assert runs[0].batch == last.batch
    assert [line.is_edit for line in of(by=histories.MACHINE).lines] == [False, False]
    assert [line.is_edit for line in of(by="ada").lines] == [True]
    about = of(about=f"article:{last.pk}", until=noon.date() + timedelta(days=1))
    assert [run.release for run in about.lines] == ["2026.2"]


def test_pages_follow_each_other_and_leave_nothing_out(client, editor, monkeypatch):
    monkeypatch.setattr(histories, "PAGE", 4)
    article = an_article(TEXT)
    row = a_statement(article, "it would rain")
    made = []
    for number in range(7):
        deed = judging.drop if number % 2 else judging.confirm
        row.refresh_from_db()
        made.append(deed(statement=row, by=editor, why=str(number)))
        Analysis.objects.create(
            article=article, release=f"2026.{number}", state="done", finished_at=timezone.now()
        )
    seen, address = [], "/history/"
    for _ in range(9):
        found = client.get(address).context["history"]
        seen += [line.edit.pk if line.is_edit else line.release for line in found.lines]
        if not found.next:
            break
        address = f"/history/?{found.next}"

    assert len(seen) == len(set(seen)) == 14
    assert [one for one in seen if isinstance(one, int)] == [e.pk for e in reversed(made)]


def test_addresses_that_nobody_gave_are_no_error(client, editor):
    for query in (
        "?about=x:y&batch=²&last=x",
        "?about=speaker:99999999999999999999",
        "?since=2026-13-40&until=0001-01-01&before=x",
        "?before=9999-12-31T23:59:59&deed=none&by=%00",
        "?about=%00:5&before=2026-01-01",
    ):
        assert client.get(f"/history/{query}").status_code == 200


def test_readers_are_not_told_who_did_what(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("cy"))
    assert client.get("/history/").status_code == 403


def test_the_page_takes_as_many_queries_however_long_it_is(client, editor):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/history/")
        return len(found)

    def do():
        row = a_statement(an_article(TEXT + str(Edit.objects.count())), "it would rain")
        undo(judging.drop(statement=row, by=editor), editor)

    do()
    before = queries()
    for _ in range(5):
        do()

    assert queries() == before <= 12
