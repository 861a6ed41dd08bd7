"""Alerts: what is new for a saved search is told once, by feed and mail, to its owner alone."""

import smtplib
import threading
import time
from datetime import timedelta

import feedparser
import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.actions import alerting, indexing, judging, mailing
from claims.models import Alert, Notice, Statement, StatementLink
from claims.models.alerting import Notice as NoticeModel
from tests.builders import (
    NOON,
    RELEASE,
    a_claim,
    a_link,
    a_statement,
    a_story,
    an_analysis,
    an_article,
)

pytestmark = pytest.mark.django_db

Sort = NoticeModel.Sort
MARSH = [("Helena Marsh", "person")]
BOARD = [("the harbour board", "organisation")]
WORDS = "the ferry will sail before the wages are paid"


@pytest.fixture
def ada(django_user_model):
    return django_user_model.objects.create_user("ada", "ada@example.org")


@pytest.fixture
def reader(ada):
    client = Client()
    client.force_login(ada)
    return client


def told_in(outlet, content=WORDS, *, text=None, day=0, chain=MARSH, **fields):
    """Return a statement that was read just now."""
    article = an_article(
        text or f"“{content}” said {outlet}'s reporter of {day}.",
        outlet=outlet,
        published_at=NOON + timedelta(days=day),
    )
    an_analysis(article, finished_at=timezone.now())
    return a_statement(article, content, chain=chain, **fields)


def quoted_in(outlet, content=WORDS, **fields):
    return told_in(outlet, content, quotations=content, **fields)


def an_alert(ada, query="speaker:marsh", **fields):
    index()
    alert = Alert(user=ada, query=query, **fields)
    alerting.save(alert=alert)
    return alert


def index():
    indexing.index_waiting(until=time.monotonic() + 60)


def sweep():
    index()
    alerting.look_waiting(until=time.monotonic() + 60)
    mailing.mail_waiting(until=time.monotonic() + 60)


def news(alert):
    """Return sort and outlet of each notice, in the order in which they were told."""
    found = alert.notices.order_by("pk").select_related("statement__article__outlet")
    return [(Sort(one.sort), one.statement.article.outlet.name) for one in found]


# What is new


def test_what_is_there_is_not_told_and_what_comes_is_told_once(ada):
    told_in("Eastland Post")
    alert = an_alert(ada, note="The wages.")

    sweep()
    assert news(alert) == []

    told_in("City Lantern")
    told_in("City Lantern", chain=BOARD, text=f"The board said {WORDS}.")  # not asked for
    sweep()
    sweep()

    notice = alert.notices.get()
    assert notice.because == "New here: City Lantern, 24 June 2025, from Helena Marsh."
    assert notice.words == f"“{WORDS}”"
    assert notice.address == notice.statement.get_absolute_url()


def test_what_gets_another_entry_is_not_news(ada):
    old = told_in("Eastland Post")
    alert = an_alert(ada)
    new = told_in("City Lantern")
    sweep()

    a_story(old.article, new.article)
    for row in (old, new):
        row.tier = "soft"
        row.save()
    sweep()

    assert news(alert) == [(Sort.STATEMENT, "City Lantern")]


def read_anew(statement, content, **fields):
    """Return what another release reads in place of a statement, with other borders."""
    analysis = statement.analysis
    type(analysis).objects.filter(pk=analysis.pk).update(is_current=False, release="older")
    an_analysis(statement.article, finished_at=timezone.now())
    return a_statement(statement.article, content, chain=MARSH, **fields)


def test_reading_anew_tells_nothing_that_was_there_or_was_told(ada):
    text = "Helena Marsh said on Monday the ferry will sail before the wages are paid. It rained."
    old = told_in("Eastland Post", text=text)
    alert = an_alert(ada)
    new = told_in("City Lantern", text=text)
    sweep()

    read_anew(old, f"on Monday {WORDS}")
    read_anew(new, f"on Monday {WORDS}")
    a_statement(new.article, "It rained", chain=MARSH)
    sweep()

    assert [one.words for one in alert.notices.order_by("pk")] == [f"“{WORDS}”", "“It rained”"]


def test_a_new_version_of_a_page_tells_only_what_it_adds(ada):
    alert = an_alert(ada)
    first = told_in("City Lantern", text=f"Marsh said {WORDS}.")
    sweep()

    later = told_in("City Lantern", text=f"At noon Marsh said {WORDS}. More soon.", day=1)
    a_statement(later.article, "More soon", chain=MARSH)
    type(first.analysis).objects.filter(pk=first.analysis_id).update(is_current=False)
    first.article.newest = later.article
    first.article.save()
    sweep()

    assert [one.words for one in alert.notices.order_by("pk")] == [f"“{WORDS}”", "“More soon”"]


def test_what_was_read_but_not_to_be_found_when_it_was_saved_is_told(ada):
    told_in("Eastland Post")
    index()
    told_in("City Lantern")
    alert = Alert(user=ada, query="speaker:marsh")
    alerting.save(alert=alert)
    sweep()

    assert news(alert) == [(Sort.STATEMENT, "City Lantern")]


def test_what_a_person_adds_to_an_old_article_is_new(ada):
    old = told_in("Eastland Post", text=f"Marsh said {WORDS}. Nobody objected.")
    alert = an_alert(ada, "outlet:eastland")
    start = old.article.text.index("Nobody")
    judging.add(article=old.article, given={"content": [[start, start + 15]]}, by=ada)
    sweep()

    assert [one.words for one in alert.notices.all()] == ["“Nobody objected”"]


def test_what_its_article_says_once_more_is_told_once(ada):
    alert = an_alert(ada)
    first = told_in("City Lantern", text=f"{WORDS}. Marsh said {WORDS}.")
    a_statement(first.article, [WORDS], chain=MARSH, repeats=first, is_headline=True)
    sweep()

    assert len(news(alert)) == 1


def test_a_claim_that_is_followed_tells_a_wording_a_source_and_a_first_denial(ada):
    old = quoted_in("Eastland Post")
    claim = a_claim(old)
    alert = an_alert(ada, "outlet:eastland")
    changed = quoted_in("City Lantern", "the ferry may sail before the wages are paid")
    cut = quoted_in("Verrin Courier", "before the wages are paid", day=1)
    other = told_in("Radio Caldria", chain=BOARD, polarity="denied", day=2)
    again = told_in("Norvia Times", chain=BOARD, polarity="denied", day=3)
    sweep()
    assert news(alert) == []  # nothing says yet that they belong to the claim

    for statement in (changed, cut, other, again):
        a_link(claim, statement)
    sweep()
    sweep()

    assert news(alert) == [
        (Sort.WORDING, "City Lantern"),
        (Sort.SOURCE, "Radio Caldria"),
        (Sort.DENIAL, "Radio Caldria"),
    ]
    wording, source, denial = alert.notices.order_by("pk")
    assert wording.because == (
        "City Lantern words it “the ferry may sail before the wages are paid”; so far 1 outlet "
        f"had “{WORDS}”."
    )
    assert source.because == (
        "Radio Caldria has it from the harbour board; so far it came from Helena Marsh."
    )
    assert denial.because == (
        "First denial, in Radio Caldria, from the harbour board; so far 3 outlets had it "
        f"undenied: “{WORDS}”."
    )


def test_links_that_come_late_and_in_another_order_tell_nothing_twice(ada):
    claim = a_claim(quoted_in("Eastland Post"))
    alert = an_alert(ada, "outlet:eastland")
    first = told_in("City Lantern", chain=BOARD)
    second = told_in("Radio Caldria", chain=BOARD)

    a_link(claim, second)
    sweep()
    a_link(claim, first)
    sweep()

    assert news(alert) == [(Sort.SOURCE, "Radio Caldria")]


def test_a_denial_of_another_claim_is_told_by_its_link(ada):
    old = told_in("Eastland Post")
    a_claim(old)
    alert = an_alert(ada, "outlet:eastland")
    denying = told_in("City Lantern", "nothing of the kind", chain=BOARD)
    StatementLink.objects.create(
        first=old, second=denying, kind="denial", score=0.9, release=RELEASE
    )
    a_claim(denying)
    sweep()

    assert news(alert) == [(Sort.DENIAL, "City Lantern")]


def test_a_silence_ends_with_the_first_later_words_in_the_same_story(ada):
    silent = told_in("Eastland Post", "the wages", polarity="no-comment")
    before = told_in("Norvia Times", day=-1)
    story = a_story(silent.article)
    alert = an_alert(ada, "polarity:no-comment")
    spoken = told_in("City Lantern", day=1)
    later = told_in("Radio Caldria", day=2)
    told_in("Verrin Courier", day=1)  # in no story
    for statement in (before, spoken, later):
        story.memberships.create(article=statement.article, release=RELEASE)
    sweep()

    assert news(alert) == [(Sort.SILENCE_ENDED, "City Lantern")]
    assert alert.notices.get().because == (
        "Helena Marsh had not commented (Eastland Post, 24 June 2025); these are the first "
        "later words in the same story."
    )


# Running


def test_a_query_that_is_understood_no_more_is_said_once_and_the_alert_rests(ada, reader):
    alert = an_alert(ada)
    Alert.objects.update(query='"open')
    told_in("City Lantern")
    sweep()
    alert.refresh_from_db()

    assert alert.is_paused
    assert alert.error.startswith("The query is not understood any more: ")
    assert "Amiss:" in reader.get(reverse("alerts")).content.decode()

    reader.post(
        alert.get_absolute_url(), {"query": "speaker:marsh", "note": "", "delivery": "feed"}
    )
    alert.refresh_from_db()
    assert (alert.is_paused, alert.error) == (False, "")


def test_who_may_not_sign_in_any_more_is_told_nothing(ada, client):
    alert = an_alert(ada, delivery="at once")
    ada.is_active = False
    ada.save()
    told_in("City Lantern")
    sweep()
    alert.refresh_from_db()

    assert alert.error == "Its owner may not sign in any more."
    assert not alert.notices.exists()
    assert client.get(feed_of(alert)).status_code == 404


def test_who_is_killed_half_way_loses_nothing_and_tells_nothing_twice(ada, monkeypatch):
    alert = an_alert(ada)
    told_in("City Lantern")

    def killed(*_, **__):
        raise KeyboardInterrupt

    index()
    with monkeypatch.context() as patch:
        patch.setattr(alerting, "_set", killed)
        with pytest.raises(KeyboardInterrupt):
            alerting.look(alert_id=alert.pk)
    assert not alert.notices.exists()

    sweep()
    sweep()
    assert news(alert) == [(Sort.STATEMENT, "City Lantern")]


@pytest.mark.django_db(transaction=True)
def test_who_deletes_statements_meanwhile_is_not_waited_for(ada):
    alert = an_alert(ada)
    told_in("City Lantern")
    index()
    found = []

    def other():
        found.append(alerting.look(alert_id=alert.pk))
        connection.close()

    with transaction.atomic():
        list(Statement.objects.select_for_update())
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    assert found == [(0, False)]

    sweep()
    alert.refresh_from_db()
    assert (news(alert), alert.error) == ([(Sort.STATEMENT, "City Lantern")], "")


def test_many_entries_are_looked_at_bit_by_bit(ada, monkeypatch):
    monkeypatch.setattr(alerting, "WINDOW", 2)
    alert = an_alert(ada)
    for number in range(5):
        told_in("City Lantern", day=number)
    sweep()

    assert len(news(alert)) == 5
    alert.refresh_from_db()
    assert alert.seen == alerting.newest_serial()


def test_a_paused_alert_rests_and_tells_what_came_meanwhile_when_resumed(ada):
    alert = an_alert(ada)
    alerting.pause(alert=alert)
    told_in("City Lantern")
    sweep()
    assert news(alert) == []

    alerting.resume(alert=alert)
    sweep()
    assert news(alert) == [(Sort.STATEMENT, "City Lantern")]


def test_a_run_costs_no_more_queries_for_more_news(ada, django_assert_max_num_queries):
    claim = a_claim(quoted_in("Eastland Post"))
    alert = an_alert(ada, "outlet:eastland")
    for number in range(12):
        a_link(claim, quoted_in(f"The {number}th Gazette", chain=[(f"Ann {number}ley", "person")]))
    index()

    with django_assert_max_num_queries(40):
        alerting.look(alert_id=alert.pk)
    assert len(news(alert)) == 12


@pytest.mark.django_db(transaction=True)
def test_an_alert_is_in_one_pair_of_hands(ada):
    alert = an_alert(ada, delivery="at once")
    told_in("City Lantern")
    index()
    found: list[object] = []

    def other():
        found.append(alerting.look(alert_id=alert.pk))
        found.append(mailing.mail(alert_id=alert.pk))
        connection.close()

    with transaction.atomic():
        assert alerting.look(alert_id=alert.pk) == (1, False)
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)

    assert found == [(0, False), False]
    assert len(news(alert)) == 1


# Mail


def test_mail_goes_out_once_for_each_run_and_says_why_what_and_how_to_stop(ada, settings):
    settings.SITE_URL = "https://news.example.org"
    told_in("Eastland Post")
    alert = an_alert(ada, delivery="at once", note="The wages.")
    one = told_in("City Lantern")
    told_in("Radio Caldria", "nobody sails")
    sweep()
    sweep()

    (sent,) = mail.outbox
    assert sent.to == ["ada@example.org"]
    assert sent.subject == "2 new: speaker:marsh"
    assert sent.body.startswith("You wanted this because: The wages.\n")
    for words in (
        f"1. A new statement\n“{WORDS}”\nNew here: City Lantern, 24 June 2025, from Helena",
        f"https://news.example.org{one.get_absolute_url()}\n",
        "2. A new statement\n“nobody sails”\nNew here: Radio Caldria",
        f"To pause, change or delete this alert, and all that it told:\nhttps://news.example.org"
        f"{alert.get_absolute_url()}\n",
    ):
        assert words in sent.body
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not alert.notices.filter(mailed_at=None).exists()

    told_in("Verrin Courier")
    sweep()
    assert [one.subject for one in mail.outbox] == ["2 new: speaker:marsh", "1 new: speaker:marsh"]


def test_a_digest_goes_out_once_a_day(ada):
    alert = an_alert(ada, delivery="daily")
    told_in("City Lantern")
    sweep()
    assert mail.outbox == []

    Alert.objects.update(since=timezone.now() - timedelta(hours=25))
    sweep()
    told_in("Radio Caldria")
    sweep()
    assert len(mail.outbox) == 1

    Alert.objects.update(mailed_at=timezone.now() - timedelta(hours=24))
    sweep()
    assert len(mail.outbox) == 2
    assert alert.notices.filter(mailed_at=None).count() == 0


def test_a_server_that_takes_no_mail_is_asked_again_later_and_nothing_is_lost(ada, monkeypatch):
    alert = an_alert(ada, delivery="at once")
    told_in("City Lantern")

    def refuse(*_, **__):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        sweep()
        sweep()  # not yet
    alert.refresh_from_db()
    assert alert.failures == 1
    assert alert.error.startswith(
        "The mail could not be sent (SMTPServerDisconnected: Connection unexpectedly closed). "
        "Nothing is lost: it is tried again from "
    )
    sweep()
    assert mail.outbox == []

    told_in("Radio Caldria")
    Alert.objects.update(retry_at=timezone.now())
    sweep()
    alert.refresh_from_db()
    assert mail.outbox[0].subject == "2 new: speaker:marsh"
    assert (alert.error, alert.failures, alert.retry_at) == ("", 0, None)


def test_who_has_no_address_any_more_is_told_so_and_gets_the_mail_once_there_is_one(ada):
    alert = an_alert(ada, delivery="at once")
    ada.email = ""
    ada.save()
    told_in("City Lantern")
    sweep()
    alert.refresh_from_db()
    assert alert.error == mailing.NO_ADDRESS

    ada.email = "ada@example.org"
    ada.save()
    sweep()
    alert.refresh_from_db()
    assert (len(mail.outbox), alert.error) == (1, "")


def test_what_stood_in_the_feed_before_mail_was_chosen_is_not_mailed(ada):
    alert = an_alert(ada)
    told_in("City Lantern")
    sweep()
    alert.refresh_from_db()
    alert.delivery = "at once"
    alerting.change(alert=alert)
    told_in("Radio Caldria")
    sweep()

    (sent,) = mail.outbox
    assert "City Lantern" not in sent.body
    assert "Radio Caldria" in sent.body


# The feed


def feed_of(alert):
    return f"{reverse('alert_feed', args=[alert.pk])}?key={alert.secret}"


def test_the_feed_is_valid_atom_with_lasting_ids_and_opens_by_its_key_alone(ada, client, settings):
    settings.OPEN_READING = False
    alert = an_alert(ada, note="Wages & <ships>")
    told_in("City Lantern", "a \x0bferry & a <ship>")
    sweep()

    answer = client.get(feed_of(alert))
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert feed.version == "atom10"
    assert feed.feed.title == "Alert: speaker:marsh"
    assert feed.feed.id.startswith("urn:uuid:")
    assert feed.feed.author == "newsclaims"
    (entry,) = feed.entries
    assert entry.title == "A new statement: “a ferry & a <ship>”"
    assert "<p>New here: City Lantern" in entry.summary
    assert entry.link.startswith("http://testserver/articles/")
    assert entry.updated_parsed
    assert entry.id != feed.feed.id
    assert feedparser.parse(client.get(feed_of(alert)).content).entries[0].id == entry.id

    for headers in (
        {"If-None-Match": answer["ETag"]},
        {"If-Modified-Since": answer["Last-Modified"]},
    ):
        assert client.get(feed_of(alert), headers=headers).status_code == 304
    told_in("Radio Caldria")
    sweep()
    newer = client.get(feed_of(alert), headers={"If-None-Match": answer["ETag"]})
    assert len(feedparser.parse(newer.content).entries) == 2

    assert client.get(feed_of(alert)[:-1]).status_code == 404
    assert client.get(reverse("alert_feed", args=[alert.pk])).status_code == 404
    alerting.renew_secret(alert=alert)
    assert client.get(feed_of(alert)).status_code == 404


def test_an_empty_feed_is_valid_and_stays_as_it_is(ada, client):
    alert = an_alert(ada)
    first, again = client.get(feed_of(alert)), client.get(feed_of(alert))

    assert not feedparser.parse(first.content).bozo
    assert first.content == again.content


# The pages


def test_a_search_is_saved_and_shows_what_it_finds_now(ada, reader):
    told_in("Eastland Post")
    index()
    page = reader.get(reverse("new_alert"), {"q": "speaker:marsh"}).content.decode()
    assert "finds 1 statement now" in page

    answer = reader.post(
        reverse("new_alert"), {"query": "speaker:marsh", "note": "Wages", "delivery": "at once"}
    )
    alert = Alert.objects.get()
    assert answer.url == alert.get_absolute_url()
    assert (alert.user, alert.note, alert.seen) == (ada, "Wages", alerting.newest_serial())
    page = reader.get(answer.url).content.decode()
    assert "Saved. You are told of what comes from now on." in page
    assert feed_of(alert) in page


def test_what_cannot_be_saved_is_refused_in_words(ada, reader, monkeypatch):
    ada.email = ""
    ada.save()
    sent = {"query": 'speaker:marsh "open', "note": "", "delivery": "daily"}
    answer = reader.post(reverse("new_alert"), sent)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "You have no mail address yet." in page
    assert reverse("mail_address") in page
    assert page.count('class="errorlist"') == 2

    alike = reader.post(reverse("new_alert"), sent | {"query": "similar:1", "delivery": "feed"})
    assert "What is alike has no border" in alike.content.decode()
    assert not Alert.objects.exists()

    monkeypatch.setattr(alerting, "MOST", 0)
    page = reader.post(reverse("new_alert"), {"query": "ferry", "note": "", "delivery": "feed"})
    assert "delete one first" in page.content.decode()


def test_nobody_sees_anothers_alerts(ada, django_user_model):
    alert = an_alert(ada, note="A secret matter")
    other = Client()
    other.force_login(django_user_model.objects.create_user("eve", is_superuser=True))

    assert "A secret matter" not in other.get(reverse("alerts")).content.decode()
    assert other.get(alert.get_absolute_url()).status_code == 404
    assert other.post(alert.get_absolute_url(), {"query": "x"}).status_code == 404
    steer = reverse("steer_alert", args=[alert.pk])
    assert other.post(steer, {"step": "delete", "sure": "1"}).status_code == 404
    assert Alert.objects.filter(pk=alert.pk).exists()


def test_an_alert_is_paged_read_paused_renewed_and_deleted(ada, reader, monkeypatch):
    monkeypatch.setattr("claims.alerts.PAGE", 2)
    alert = an_alert(ada)
    for number in range(3):
        told_in(f"The {number}th Gazette")
    sweep()
    newest = alert.notices.first().pk
    steer = reverse("steer_alert", args=[alert.pk])

    page = reader.get(alert.get_absolute_url()).content.decode()
    assert page.index("The 2th Gazette") < page.index("The 1th Gazette")
    assert "The 0th Gazette" not in page
    older = reader.get(alert.get_absolute_url(), {"before": newest - 1}).content.decode()
    assert "The 0th Gazette" in older
    assert "The 1th Gazette" not in older
    assert "3 unread" in reader.get(reverse("alerts")).content.decode()

    reader.post(steer, {"step": "read", "upto": newest})
    assert "unread" not in reader.get(reverse("alerts")).content.decode()
    reader.post(steer, {"step": "pause"})
    assert "paused" in reader.get(reverse("alerts")).content.decode()
    reader.post(steer, {"step": "secret"})
    assert Alert.objects.get().secret != alert.secret
    assert "Delete this alert?" in reader.post(steer, {"step": "delete"}).content.decode()
    assert reader.post(steer, {"step": "delete", "sure": "1"}).url == reverse("alerts")
    assert not Notice.objects.exists()


def test_a_statement_that_goes_leaves_its_notice(ada, reader):
    alert = an_alert(ada)
    told_in("City Lantern")
    sweep()
    Statement.objects.all().delete()

    page = reader.get(alert.get_absolute_url()).content.decode()
    assert "The statement is not here any more." in page
    assert "New here: City Lantern" in page


def test_another_query_begins_anew(ada):
    told_in("Eastland Post")
    alert = an_alert(ada, "speaker:marsh")
    told_in("City Lantern", chain=BOARD)
    index()
    alert.query = "outlet:lantern"
    alerting.change(alert=alert)
    sweep()
    assert news(alert) == []

    told_in("City Lantern", chain=BOARD, day=1)
    sweep()
    assert news(alert) == [(Sort.STATEMENT, "City Lantern")]


def test_an_address_for_mails_is_given_on_the_page_of_ones_account(ada, reader):
    back = f"{reverse('mail_address')}?next=/alerts/new/"
    assert reader.post(back, {"email": "no address"}).status_code == 422
    assert reader.post(back, {"email": "ada@elsewhere.example"}).url == "/alerts/new/"
    ada.refresh_from_db()
    assert ada.email == "ada@elsewhere.example"
    assert reader.post("/account/mail/?next=//evil.example/", {"email": ""}).url == "/account/"
