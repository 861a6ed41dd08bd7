"""Editors put every field of a statement right on its page, with plain forms alone."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from articles.roles import EDITORS
from articles.text import TextSpan
from claims import editing
from claims.actions import history, judgements, judging
from claims.models import Edit, Judgement, SourceLink, Statement
from tests.builders import a_statement, an_article

TEXT = (
    "The mayor said the old bridge would open on Monday.\n\n"
    "“It is safe,” she added, “if the rain stops.” The mayor said no more."
)


@pytest.fixture
def editor(django_user_model):
    return an_editor(django_user_model, "ada")


@pytest.fixture
def article():
    return an_article(TEXT)


@pytest.fixture
def row(article):
    made = a_statement(
        article,
        "the old bridge would open",
        chain=[("The mayor", "person")],
        source="The mayor",
        cue="said",
    )
    SourceLink.objects.filter(statement=made).update(name="The mayor")
    return made


def an_editor(users, name):
    made = users.objects.create_user(name)
    made.groups.add(Group.objects.get_or_create(name=EDITORS)[0])
    return made


class Fields(HTMLParser):
    """A page's one large form as a browser without JavaScript would send it."""

    def __init__(self, html):
        super().__init__()
        self.sent, self.buttons, self.errors, self.inside = {}, set(), "", False
        self.select = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("id") == "desk"
        if not self.inside:
            return
        name, value = given.get("name"), given.get("value", "")
        if tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.sent[name] = value
        elif tag == "select":
            self.select = name
        elif tag == "option" and ("selected" in given or self.select not in self.sent):
            self.sent[self.select] = value
        elif tag == "button" and "disabled" not in given and "hidden" not in given:
            self.buttons.add(value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False


class Desk:
    """The page of a statement in a browser that has no JavaScript; every press is checked."""

    def __init__(self, user, address):
        self.client = Client(enforce_csrf_checks=True)
        self.client.force_login(user)
        self.address = address
        self.read(self.client.get(address))

    def read(self, answer):
        self.answer, self.html = answer, answer.content.decode()
        self.form = Fields(self.html)
        return self

    def press(self, button, **typed):
        """Press a button that the page has, with other values in some fields."""
        assert button in self.form.buttons, sorted(self.form.buttons)
        return self.read(self.client.post(self.address, self.form.sent | typed | {"do": button}))

    def shown(self, field):
        """Return the words of a part, in the order of its pieces."""
        return [
            TextSpan(*map(int, pair.split("-"))).of(TEXT) for pair in self.form.sent[field].split()
        ]

    @property
    def errors(self):
        return re.findall(r'<p class="error"[^>]*>(.*?)</p>', self.html)


def edit_of(row):
    return reverse("edit_statement", args=[row.article_id, row.pk])


# Words ------------------------------------------------------------------------------------------


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 30), st.sampled_from([-1, 1]))
def test_a_step_moves_one_end_by_a_word_and_never_leaves_nothing(start, length, step):
    span = TextSpan(start, min(start + length, len(TEXT)))

    for edge in ("start", "end"):
        after = editing.moved(TEXT, span, edge, step)

        assert 0 <= after.start < after.end <= len(TEXT)
        assert (after.end == span.end) if edge == "start" else (after.start == span.start)
        there = (after.start - span.start) or (after.end - span.end)
        assert there * step >= 0


def test_a_step_goes_to_the_next_word_and_back():
    span = TextSpan(TEXT.index("old"), TEXT.index(" would"))

    later = editing.moved(TEXT, span, "start", 1)
    longer = editing.moved(TEXT, span, "end", 1)

    assert (later.of(TEXT), longer.of(TEXT)) == ("bridge", "old bridge would")
    assert editing.moved(TEXT, later, "start", -1) == span
    assert editing.moved(TEXT, later, "start", 1) == later  # no word would be left


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("old  bridge\n would", ["old bridge would"]),
        ('"It is safe,"', ["“It is safe,”"]),
        ("IF THE RAIN", ["if the rain"]),
        ("the mayor said", ["The mayor said", "The mayor said"]),
        ("(.*)", []),
        ("  ", []),
    ],
)
def test_pasted_words_are_found_however_they_are_written(words, found):
    assert [place.words for place in editing.places(TEXT, words)] == found


# The page ---------------------------------------------------------------------------------------

pages = pytest.mark.django_db


@pages
def test_every_field_is_put_right_without_javascript(editor, article, row):
    desk = Desk(editor, edit_of(row))
    desk.press("start later").press("end later").press("end later")
    assert desk.shown("content") == ["old bridge would open on Monday"]
    desk.press("piece:content").press("find", words="if the rain stops")
    assert desk.shown("content") == ["old bridge would open on Monday", "if the rain stops"]
    desk.press("find", piece="hedges-new", words="would")
    desk.press("find", piece="conditions-new", words="if the rain stops")
    desk.press("link")
    desk.press("up:1", **{"name-1": "City  Hall", "kind-1": "organisation", "role-1": "relay"})
    assert Statement.objects.get().as_read is None  # nothing is saved yet

    desk.press(
        "save",
        polarity="denied",
        type="mixed",
        stance="doubting",
        certainty="conditional",
        act="promise",
        why="It says so.",
    )

    assert desk.answer.url == f"{article.get_absolute_url()}#n1"
    now = judgements.values_of(Statement.objects.get())
    words = {
        name: [TEXT[start:end] for start, end in now[name]]
        for name in ("content", "hedges", "conditions", "source", "cue")
    }
    assert words == {
        "content": ["old bridge would open on Monday", "if the rain stops"],
        "hedges": ["would"],
        "conditions": ["if the rain stops"],
        "source": ["The mayor"],
        "cue": ["said"],
    }
    assert [(link["name"], link["kind"], link["role"]) for link in now["chain"]] == [
        ("City Hall", "organisation", "relay"),
        ("The mayor", "person", "speaker"),
    ]
    assert [now[name] for name in ("polarity", "type", "stance", "certainty", "act")] == [
        *("denied", "mixed", "doubting", "conditional", "promise")
    ]
    edit = Edit.objects.get()
    assert (edit.by, edit.why) == (editor, "It says so.")


@pages
def test_only_what_was_set_is_given_and_undone_again(editor, article, row):
    desk = Desk(editor, edit_of(row)).press("save", polarity="denied")
    assert Judgement.objects.get().given == {"polarity": "denied"}

    page = desk.client.get(desk.answer.url).content.decode()
    assert "Statement 1 put right: polarity." in page
    (token, *_) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    undo = reverse("undo", args=[Edit.objects.get().pk])
    assert undo in page
    desk.client.post(undo, {"csrfmiddlewaretoken": token})

    assert Statement.objects.get().polarity == "asserted"
    assert not Judgement.objects.exists()


@pages
def test_words_that_stand_in_several_places_are_asked_about(editor, row):
    desk = Desk(editor, edit_of(row)).press("find", piece="source-0", words="The mayor")

    assert desk.answer.status_code == 422
    assert "These words stand there 2 times. Which do you mean?" in desk.html
    second = TEXT.rindex("The mayor")
    desk.press("take", at=f"{second}-{second + 9}", words="")
    assert desk.form.sent["source"] == f"{second}-{second + 9}"


@pages
def test_enter_in_the_field_of_pasted_words_finds_them_and_saves_nothing(editor, row):
    desk = Desk(editor, edit_of(row)).press("save", words="on Monday")

    assert (desk.answer.status_code, desk.shown("content")) == (200, ["on Monday"])
    assert not Edit.objects.exists()


@pages
def test_a_piece_and_a_source_are_taken_out_and_what_stood_there_is_had_again(editor, row):
    desk = Desk(editor, edit_of(row)).press("remove", piece="cue-0").press("unlink:0")
    assert (desk.form.sent["cue"], desk.form.sent["name-0"]) == ("", "")
    assert "Was: <q>said</q>" in desk.html

    desk.press("back:cue").press("back:chain").press("save")

    assert "Nothing was changed" in desk.client.get(desk.answer.url).content.decode()
    assert not Edit.objects.exists()


@pages
@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"content": ""}, "A statement needs words that were said."),
        ({"content": "0-9 4-12"}, "Content: two pieces lie over each other."),
        ({"polarity": "perhaps"}, "Select a valid choice."),
        ({"name-0": "", "kind-0": "person"}, "Source 1 has no name"),
        ({"name-1": "Somebody"}, "Source 2: say what it is."),
        ({"why": "x" * 501}, "Ensure this value has at most 500 characters"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(editor, row, typed, says):
    desk = Desk(editor, edit_of(row)).press("save", **typed)

    assert desk.answer.status_code == 422
    assert any(says in error for error in desk.errors), desk.errors
    assert not Edit.objects.exists()
    for name, value in typed.items():
        if name.startswith(("content", "name")):
            assert desk.form.sent[name] == value  # what was typed is still there


@pages
def test_the_very_words_of_another_statement_are_refused(editor, article, row):
    other = a_statement(article, "It is safe", source="The mayor")
    place = f"{other.content[0].start}-{other.content[0].end}"

    desk = Desk(editor, edit_of(row)).press("save", content=place)

    assert desk.errors == ["Statement 2 has these very words already."]


@pages
def test_of_two_editors_the_second_is_told_and_nothing_is_lost(
    editor, row, django_user_model, article
):
    bo = an_editor(django_user_model, "bo")
    mine = Desk(editor, edit_of(row))
    theirs = Desk(bo, edit_of(row))
    theirs.press("save", polarity="denied", act="warn")

    mine.press("start later").press("save", polarity="no-comment", why="Hm.")

    assert mine.answer.status_code == 409
    assert "bo put a statement right here since" in mine.html
    assert "Now there: <q>denied</q>" in mine.html
    sent = mine.form.sent
    assert (sent["polarity"], sent["act"], sent["why"]) == ("no-comment", "warn", "Hm.")
    assert mine.shown("content") == ["old bridge would open"]
    assert Statement.objects.get().polarity == "denied"

    mine.press("save")  # having looked

    now = Statement.objects.get()
    assert (now.polarity, now.act) == ("no-comment", "warn")
    assert now.content[0].of(TEXT) == "old bridge would open"
    assert Edit.objects.count() == 2


@pages
def test_a_missed_statement_is_added_from_what_was_selected(editor, article, row):
    start = TEXT.index("It is safe")
    new = reverse("new_statement", args=[article.pk])
    desk = Desk(editor, f"{new}?content={start}-{start + 10}")
    assert desk.shown("content") == ["It is safe"]
    desk.press("find", piece="source-new", words="she")

    desk.press("save", **{"name-0": "The mayor", "kind-0": "person"})

    added = Statement.objects.get(found_by="person")
    assert desk.answer.url == f"{article.get_absolute_url()}#n{added.ordinal}"
    assert (added.content[0].of(TEXT), added.source[0].of(TEXT)) == ("It is safe", "she")
    assert (added.type, added.speaker.name) == ("direct", "The mayor")
    page = desk.client.get(article.get_absolute_url()).content.decode()
    assert "Added by ada" in page


@pages
def test_a_statement_without_words_is_not_added(editor, article):
    desk = Desk(editor, reverse("new_statement", args=[article.pk])).press("save")

    assert desk.answer.status_code == 422
    assert desk.errors == ["Choose the words that are said to have been said."]


@pages
@pytest.mark.parametrize("query", ["?content=", "?content=5-2", "?content=x-y", "?content=5-99999"])
def test_an_odd_selection_is_no_selection(editor, article, query):
    desk = Desk(editor, reverse("new_statement", args=[article.pk]) + query)

    assert (desk.answer.status_code, desk.form.sent["content"]) == (200, "")


@pages
@pytest.mark.parametrize(
    "sent",
    [
        {"drawn": "[1"},
        {"drawn": '{"content": 1}'},
        {"links": "99999999999999999999"},
        {"links": "3", "span-1": "7-3 x 1-2-3"},
        {"piece": "chain-5"},
        {"piece": "content-99999"},
        {"do": "up:x"},
        {"do": "back:nothing"},
        {"do": "piece:chain"},
        {"do": "take", "at": "²-³"},
        {"seen": "-1"},
    ],
)
def test_no_odd_form_is_an_error_of_ours(client, editor, row, sent):
    client.force_login(editor)

    assert client.post(edit_of(row), sent).status_code in {200, 302, 422}


@pages
def test_a_statement_of_another_article_is_not_found_here(client, editor, row):
    client.force_login(editor)
    other = an_article("Other.")

    for name in ("edit_statement", "judge_statement"):
        assert client.post(reverse(name, args=[other.pk, row.pk])).status_code == 404


# On the article's page -------------------------------------------------------------------------


def judged(client, row, seen=None, **sent):
    newest = history.newest(history.subject(row.article))
    address = reverse("judge_statement", args=[row.article_id, row.pk])
    return client.post(address, {"seen": newest if seen is None else seen} | sent, follow=True)


@pages
def test_one_press_says_right_or_none_and_goes_on_to_the_next(client, editor, article, row):
    second = a_statement(article, "It is safe")
    client.force_login(editor)

    right = judged(client, row, do="right")
    none = judged(client, second, do="drop", why="No one says so")

    assert right.redirect_chain[-1][0].endswith("#n2")
    assert none.redirect_chain[-1][0].endswith("#n1")  # the last one leads to the one before
    assert "Found right by ada" in right.content.decode()
    assert "Statement 2 is none, you said." in none.content.decode()
    assert [one.sort for one in Judgement.objects.order_by("pk")] == ["right", "wrong"]
    assert list(Statement.objects.current()) == [row]


@pages
def test_what_somebody_did_since_the_page_was_drawn_is_told_and_stands(
    client, editor, row, django_user_model
):
    judging.change(
        statement=Statement.objects.get(),
        given={"polarity": "denied"},
        by=an_editor(django_user_model, "bo"),
    )
    client.force_login(editor)

    page = judged(client, row, do="drop", seen=0).content.decode()

    assert "bo put a statement right here since" in page
    assert not Statement.objects.get().is_dropped


@pages
def test_readers_can_change_nothing(client, article, row, django_user_model):
    addresses = [
        edit_of(row),
        reverse("new_statement", args=[article.pk]),
        reverse("judge_statement", args=[article.pk, row.pk]),
    ]
    for address in addresses:
        assert client.post(address, {"do": "drop"}).status_code == 302
    client.force_login(django_user_model.objects.create_user("reader"))
    for address in addresses:
        assert client.post(address, {"do": "drop"}).status_code == 403
    page = client.get(article.get_absolute_url()).content.decode()
    assert not any(address in page for address in addresses)
    assert not Edit.objects.exists()
