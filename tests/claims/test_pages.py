"""The pages that people see first: what each says, and that each is complete on its own."""

import time
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.core.cache import cache
from django.urls import reverse

from claims import river
from claims.actions.indexing import index_waiting
from claims.models import Storyline, VoiceTie
from tests.builders import (
    NOON,
    a_claim,
    a_speaker,
    a_statement,
    a_story,
    an_article,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


BLOCKS = {"dt", "dd", "li", "p", "td", "th"}


class Read(HTMLParser):
    """A page as a list of headings and its text."""

    def __init__(self, response):
        super().__init__(convert_charrefs=True)
        self.text, self.headings, self.ids, self.hrefs, self._in = "", [], [], [], None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.text += " " if tag in BLOCKS else ""
        self.ids += [given["id"]] if "id" in given else []
        self.hrefs += [given["href"]] if tag == "a" else []
        if tag in ("h1", "h2"):
            self._in = tag
            self.headings.append("")

    def handle_endtag(self, tag):
        if tag == self._in:
            self._in = None

    def handle_data(self, data):
        self.text += data
        if self._in:
            self.headings[-1] += data


def read(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    page = Read(response)
    page.text = " ".join(page.text.split())
    assert len(page.ids) == len(set(page.ids))
    return page


@pytest.fixture
def story():
    ledger = an_article(
        "Trump told TASS: “I need help with them.” Officials said it may rain.",
        title="Help wanted",
        byline="A. Writer",
        url="https://ledger.example/1",
    )
    post = an_article(
        "“I need help with you,” Trump said.", outlet=None, published_at=None, title="Help"
    )
    theirs = a_statement(
        ledger,
        "I need help with them",
        quotations="I need help with them",
        chain=[("TASS", "organisation", "relay"), ("Donald Trump", "person")],
        source="Trump",
        cue="told",
    )
    yours = a_statement(post, "I need help with you", quotations="I need help with you")
    rain = a_statement(
        ledger, "it may rain", chain=[("officials", "collective")], hedges="may", cue="said"
    )
    a_claim(theirs, yours)
    a_claim(rain)
    return a_story(ledger, post, title="Help with them")


def tied(story):
    """Make all articles of a story one voice."""
    story.memberships.update(voice=1)
    first, *others = (membership.article for membership in story.memberships.order_by("pk"))
    because = "the 8 passages that both have stand in the same order"
    VoiceTie.objects.bulk_create(
        VoiceTie(
            story=story,
            first=first,
            second=other,
            score=0.8,
            evidence=[{"feature": "order", "value": 0.8, "because": because}],
        )
        for other in others
    )
    story.voices = 1
    story.save()


# /


def test_without_stories_the_list_says_how_to_load_a_batch(client):
    page = read(client, reverse("stories"))

    assert "manage.py ingest PATH" in page.text
    assert f"{reverse('login')}?next={reverse('upload')}" in page.hrefs


def test_the_list_counts_what_a_story_holds(client, story):
    page = read(client, reverse("stories"))

    assert "Help with them" in page.headings
    assert "The Harbor Ledger, Outlet unknown" in page.text
    assert "outlets 2 articles 2 statements 3 shared claim 1 differ 1" in page.text
    assert "24 June 2025" in page.text
    assert "1 article undated" in page.text


def test_a_story_without_dates_is_undated(client):
    a_story(an_article(published_at=None))

    assert "undated" in read(client, reverse("stories")).text


def test_the_list_goes_on_where_a_page_ends(client, monkeypatch):
    monkeypatch.setattr(river, "PAGE", 2)
    dates = [NOON, NOON, NOON - timedelta(days=1), None, None]
    came = NOON - timedelta(hours=1)
    for number, at in enumerate(dates):
        article = an_article(f"Text {number}", published_at=at)
        a_story(article, title=f"Story {number}", changed_at=came)

    seen, address = [], reverse("stories")
    while address:
        page = read(client, address)
        seen += [heading for heading in page.headings if heading.startswith("Story ")]
        following = next((h for h in page.hrefs if h.startswith("?after=")), "")
        address = following and reverse("stories") + following

    # The undated stand where they came in.
    assert seen == ["Story 1", "Story 0", "Story 4", "Story 3", "Story 2"]


@pytest.mark.parametrize("after", ["", "nonsense", "undated~x", "2025~", "~~", "undated~9" * 50])
def test_a_place_nobody_gave_is_the_beginning(client, after):
    a_story(an_article(), title="Here")

    response = client.get(reverse("stories"), {"after": after})

    assert response.status_code == 200


def test_the_list_can_leave_out_what_cannot_be_compared(client, story):
    a_story(an_article("Alone."), title="Alone")

    page = read(client, reverse("stories") + "?outlets=several")

    assert "Help with them" in page.headings
    assert "Alone" not in page.headings


def test_a_kept_digest_gives_way_when_claims_are_linked_anew(client, story):
    read(client, reverse("stories"))
    story.memberships.first().article.statements.all().delete()
    story.linked_at = NOON + timedelta(minutes=1)
    story.save()

    assert "shared claims 0" in read(client, reverse("stories")).text


def test_the_list_asks_a_fixed_number_of_questions(client, django_assert_max_num_queries):
    for number in range(6):
        a_story(an_article(f"Text {number}"), an_article(f"Text {number}", outlet="Post"))

    with django_assert_max_num_queries(8):
        client.get(reverse("stories"))


# /stories/<id>/


def test_the_compare_page_says_who_said_what_through_whom(client, story):
    page = read(client, story.get_absolute_url())

    assert page.headings[0] == "Help with them"
    assert "“I need help with them.”" in page.text
    assert "The Harbor Ledger TASS organisation, relays Donald Trump person" in page.text
    assert "Wording of the quote differs: “them” (The Harbor Ledger) / “you” (outlet unknown)." in (
        page.text
    )
    assert "¶ 1 of 1" in page.text
    assert "In one outlet only" in page.headings


def test_the_compare_page_counts_voices_and_says_why_two_outlets_are_one(client, story):
    tied(story)

    page = read(client, story.get_absolute_url())

    assert "2 outlets, 1 independent source." in page.text
    assert "Voice A The Harbor Ledger and outlet unknown score 0.80" in page.text
    assert "Same order the 8 passages that both have stand in the same order" in page.text
    assert page.text.count("Voice A") == 5  # two column heads, the panel, two articles
    assert "outlets 2 independent source 1 articles 2" in page.text
    assert "outlets 2 independent source 1 articles 2" in read(client, reverse("stories")).text


def test_nothing_is_said_of_voices_before_they_are_known(client, story):
    page = read(client, story.get_absolute_url())

    assert "Independence" not in page.headings
    assert "independent" not in page.text


def test_the_compare_page_says_why_these_articles_and_why_this_title(client, story):
    story.why_title = "title of the article in The Harbor Ledger, the most like the others"
    story.save()
    evidence = [{"feature": "terms", "value": 0.7, "because": "both tell of help"}]
    story.memberships.update(score=0.71, evidence=evidence)

    page = read(client, story.get_absolute_url())

    assert "Why these articles" in page.headings
    assert "The story’s title is the title of the article in The Harbor Ledger" in page.text
    assert page.text.count("Likeness to the others 0.71: both tell of help") == 2


def test_a_storyline_links_to_its_other_stories(client, story):
    line = Storyline.objects.create(title="Calls for help")
    evidence = [{"feature": "terms", "value": 0.6, "because": "both are about help"}]
    later = a_story(
        an_article("Later.", published_at=NOON + timedelta(days=30)),
        title="Help came",
        storyline=line,
        why_storyline=evidence,
    )
    story.storyline = line
    story.save()

    page = read(client, story.get_absolute_url())

    assert "2 stories of one matter: Calls for help." in page.text
    assert "24 July 2025 Help came both are about help" in page.text
    assert later.get_absolute_url() in page.hrefs
    assert page.hrefs.count(story.get_absolute_url()) == 1  # its tab
    assert "storyline: Calls for help" in read(client, reverse("stories")).text


def test_the_compare_page_asks_a_fixed_number_of_questions(client, django_assert_num_queries):
    for count in (2, 12):
        articles = [an_article(f"Text {count}", outlet=f"Paper {n}") for n in range(count)]
        for article in articles:
            a_statement(article)
        story = a_story(*articles, storyline=Storyline.objects.create(title="Texts"))
        tied(story)

        with django_assert_num_queries(8):
            client.get(story.get_absolute_url())


def test_what_is_missing_is_said_to_be_missing_from_the_text_we_hold(client, story):
    third = an_article("Nothing.", outlet="Third")
    story.memberships.create(article=third, release="test")

    page = read(client, story.get_absolute_url())

    assert "not found in the text we hold" in page.text
    assert "omitted" not in page.text


@pytest.mark.parametrize(
    ("query", "seen", "unseen"),
    [
        ("?only=single", "it may rain", "help with them.”"),
        ("?only=shared", "help with them.”", "it may rain"),
        ("?only=differences", "help with them.”", "it may rain"),
        ("?only=silences", "No claim passes", "it may rain"),
        ("?only=unheard-of&sort=unheard-of", "it may rain", "No claim passes"),
        ("?sort=time", "it may rain", "No claim passes"),
    ],
)
def test_filters_stand_in_the_address(client, story, query, seen, unseen):
    page = read(client, story.get_absolute_url() + query)

    assert seen in page.text
    assert unseen not in page.text


def test_a_filter_is_switched_off_by_its_own_link(client, story):
    page = read(client, story.get_absolute_url() + "?only=direct&sort=time")

    assert "?sort=time" in page.hrefs
    assert "?only=direct&sort=time&only=single" not in page.hrefs
    assert "?only=direct" in page.hrefs  # back to the usual order


def test_a_story_that_is_not_read_yet_says_so(client):
    story = a_story(an_article(), linked_at=None)

    assert "still being read" in read(client, story.get_absolute_url()).text


def test_there_is_no_page_for_a_story_that_is_not(client):
    assert "no page here" in read(client, "/stories/999999/", status=404).text


# /claims/<id>/


def test_a_claim_keeps_the_undated_apart_and_gives_reasons(client, story):
    claim = story.memberships.first().article.statements.first().links.first().claim

    page = read(client, claim.get_absolute_url())

    assert "2 outlets, 2 statements. First seen 24 June 2025 in The Harbor Ledger." in page.text
    assert "Undated" in page.text
    assert "2 wordings" in page.headings
    assert "most words are shared" in page.text


# /articles/<id>/


def test_an_article_shows_its_whole_text_and_its_statements(client, story):
    article = story.memberships.first().article

    page = read(client, article.get_absolute_url())

    assert article.text in page.text
    assert "2 statements" in page.headings
    assert {"s1", "n1", "s2", "n2"} <= set(page.ids)
    assert "A. Writer" in page.text
    assert "https://ledger.example/1" in page.hrefs
    assert "release test" in page.text


def test_an_article_of_an_unknown_outlet_without_a_date_says_so(client, story):
    article = story.memberships.last().article

    assert "Outlet unknown, undated" in read(client, article.get_absolute_url()).text


def test_an_article_nobody_has_read_yet_says_so(client):
    assert "not been read yet" in read(client, an_article().get_absolute_url()).text


def test_markup_in_an_article_is_text(client):
    article = an_article("<script>alert(1)</script> he said.", title="<b>Bold</b>")
    a_statement(article, "<script>alert(1)</script>")

    body = client.get(article.get_absolute_url()).content.decode()

    assert "<script>alert" not in body
    assert "<b>Bold" not in body


# /speakers/<id>/


def index():
    index_waiting(until=time.monotonic() + 30)


def test_a_speaker_by_outlet_with_the_labels_used(client, story):
    index()
    page = read(client, a_speaker("Donald Trump").get_absolute_url())

    assert page.headings[0] == "Donald Trump"
    assert "statements 2 outlets 2" in page.text
    assert "Called Trump 1" in page.text


def test_a_label_is_counted_once_however_its_sentence_puts_it(client):
    article = an_article("The minister, they heard, says no. No, says the minister. He says so.")
    for source in ("The minister,", "the minister", "He"):
        a_statement(article, "says no", source=source)
    index()

    page = read(client, a_speaker().get_absolute_url())

    assert "The minister 2 by a pronoun 1" in page.text


def test_a_description_is_named_without_a_link_and_has_no_page(client):
    chain = (("a diplomat", "anonymous"), ("officials", "collective"), ("Ann Lee", "person"))
    article = an_article("Talks go on.")
    a_statement(article, chain=chain)

    page = read(client, article.get_absolute_url())

    assert "a diplomat anonymous officials collective Ann Lee person" in page.text
    speakers = [a_speaker(name, kind) for name, kind in chain]
    linked = [one.name for one in speakers if one.get_absolute_url() in page.hrefs]
    assert linked == ["Ann Lee"]
    for description in speakers[:2]:
        read(client, description.get_absolute_url(), status=404)


def test_who_relays_others_has_them_apart(client, story):
    index()
    address = a_speaker("TASS", "organisation").get_absolute_url()

    assert "Nothing in their own name." in read(client, address).text
    page = read(client, f"{address}?tab=relayed")
    assert "Relayed" in page.headings
    assert "Trump" in page.text


# /login/


def test_signing_in_leads_on_and_a_wrong_password_is_said(client, django_user_model):
    django_user_model.objects.create_user("ada", password="secret")

    wrong = client.post(reverse("login"), {"username": "ada", "password": "wrong"})
    right = client.post(reverse("login"), {"username": "ada", "password": "secret"})

    assert "do not match" in wrong.content.decode()
    assert right.url == reverse("stories")
    assert "Sign out" in client.get(reverse("stories")).content.decode()


def test_pages_answer_reading_only(client, story):
    assert client.post(story.get_absolute_url()).status_code == 405
    assert client.head(story.get_absolute_url()).status_code == 200
