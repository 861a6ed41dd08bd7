"""Who is let in to the API, as whom, and how often."""

import base64
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.actions import tokens
from articles.models import Token
from articles.roles import Role
from claims.api import limits
from tests.claims.api.conftest import OWN_CACHES, a_token, an_alert, bearer, person

pytestmark = pytest.mark.django_db


def problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert (told["type"], told["status"]) == ("about:blank", status)
    return told["detail"]


def test_a_token_says_who_asks_and_is_kept_as_a_digest_alone(client):
    token, secret = a_token(Role.EDITOR, "read", "correct")

    told = client.get(reverse("api_me"), headers=bearer(secret)).json()

    assert (told["name"], told["role"], told["token"]) == ("editor", "editor", "a script")
    assert told["scopes"] == ["read", "correct"]
    token.refresh_from_db()
    assert secret.startswith("nc_")
    assert len(secret) > 40
    assert secret not in str(Token.objects.values())
    assert (token.used_at.minute, token.used_at.second) == (0, 0)
    with pytest.raises(tokens.Refused, match="already"):  # so that sending twice makes one
        a_token(Role.EDITOR)


def test_a_token_that_works_no_more_opens_nothing(client):
    now = timezone.now()
    revoked, first = a_token(Role.EDITOR, name="first")
    tokens.revoke(token=revoked, now=now)
    ended, second = a_token(Role.EDITOR, name="second", expires_at=now + timedelta(days=1))
    Token.objects.filter(pk=ended.pk).update(expires_at=now - timedelta(seconds=1))
    _, of_nobody = a_token(Role.ADMIN)
    gone = person(Role.ADMIN)
    gone.is_active = False
    gone.save()

    for secret in (first, second, of_nobody, "nc_", "nc_x\0", "x" * 5_000, "é"):
        answer = client.get(reverse("api_stories"), headers=bearer(secret))
        assert "no such token" in problem(answer, 401)
        assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    tokens.revoke(token=revoked, now=now + timedelta(days=1))  # twice is the same as once
    revoked.refresh_from_db()
    assert revoked.revoked_at == now


def test_the_token_of_the_demo_works_while_the_demo_is_open(client, settings):
    _, secret = a_token(Role.EDITOR)
    demo = person(Role.EDITOR)
    demo.set_unusable_password()
    demo.save()

    assert client.get(reverse("api_edits"), headers=bearer(secret)).status_code == 401
    settings.DEMO = True
    assert client.get(reverse("api_edits"), headers=bearer(secret)).status_code == 200


def test_a_token_may_what_its_scopes_say_and_never_more_than_its_owner(client, world):
    confirm = reverse("api_confirm_statement", args=[world.quote.pk])
    deliver = reverse("api_batches")
    _, reading = a_token(Role.ADMIN, "read", name="reading")
    _, correcting = a_token(Role.READER, "read", "correct", name="more than may be")
    _, delivering = a_token(Role.ADMIN, "deliver", name="delivering")

    def sent(address, secret):
        return client.post(address, {}, content_type="application/json", headers=bearer(secret))

    assert "without the scope “correct”" in problem(sent(confirm, reading), 403)
    assert "Only editors" in problem(sent(confirm, correcting), 403)
    assert "without the scope “correct”" in problem(sent(confirm, delivering), 403)
    assert "without the scope “deliver”" in problem(sent(deliver, reading), 403)
    assert sent(deliver, delivering).status_code == 422  # let in; there was nothing in it
    assert client.get(reverse("api_edits"), headers=bearer(delivering)).status_code == 403
    assert client.get(reverse("api_stories"), headers=bearer(delivering)).status_code == 200


def test_where_reading_is_closed_strangers_are_told_nothing(client, settings, world):
    settings.OPEN_READING = False
    _, secret = a_token(Role.READER, "read")
    _, delivering = a_token(Role.ADMIN, "deliver")
    article = reverse("api_article", args=[world.ledger.pk])

    for address in (article, reverse("api_entry"), reverse("api_schema"), "/api/nowhere/"):
        answer = client.get(address)
        assert problem(answer, 401) == "Sign in, or send a token."
        assert "Gannet" not in answer.content.decode()
    assert client.get(article, headers=bearer(secret)).status_code == 200
    assert client.get(article, headers=bearer(delivering)).status_code == 403
    assert client.get(reverse("api_docs")).url.startswith("/login/")


def test_a_name_and_a_password_open_batches_alone(client):
    person(Role.READER)
    given = base64.b64encode(b"reader:correct horse").decode()
    headers = {"Authorization": f"Basic {given}"}

    assert client.get(reverse("api_batches"), headers=headers).status_code == 200
    assert "Send a token" in problem(client.get(reverse("api_me"), headers=headers), 401)


def test_who_is_signed_in_sends_with_the_sites_own_token(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person(Role.EDITOR))
    address = reverse("api_confirm_statement", args=[world.quote.pk])

    assert "own token is missing" in problem(
        client.post(address, "{}", content_type="application/json"), 403
    )
    client.get(reverse("tokens"))
    headers = {"X-CSRFToken": client.cookies["csrftoken"].value}
    sent = client.post(address, "{}", content_type="application/json", headers=headers)
    assert sent.status_code == 200


def test_alerts_are_ones_own(client, world):
    alert = an_alert(world.closing, Role.READER)
    _, mine = a_token(Role.READER)
    _, other = a_token(Role.ADMIN)
    address = reverse("api_alert", args=[alert.pk])

    told = client.get(address, headers=bearer(mine)).json()
    assert told["note"] == "Who leaks?"
    assert told["items"][0]["url"].startswith("http://testserver/articles/")
    assert problem(client.get(address, headers=bearer(other)), 404)
    assert client.get(reverse("api_alerts"), headers=bearer(other)).json()["items"] == []


def test_a_token_and_an_address_have_so_many_requests_a_minute(client, settings, monkeypatch):
    settings.API_PER_MINUTE, settings.API_PER_MINUTE_OPEN = 3, 2
    monkeypatch.setattr(limits, "time", lambda: 6_000_000_015.5)
    _, secret = a_token(Role.READER)
    _, another = a_token(Role.READER, name="another")
    me = reverse("api_me")

    def asked(secret=None, **more):
        headers = bearer(secret) if secret else {}
        return client.get(me, headers=headers, **more).status_code

    assert [asked(secret) for _ in range(4)] == [200, 200, 200, 429]
    assert asked(another) == 200
    assert [asked() for _ in range(3)] == [200, 200, 429]
    assert [asked("nc_wrong"), asked(REMOTE_ADDR="10.1.1.1")] == [429, 200]
    refused = client.get(me)
    assert (problem(refused, 429), refused["Retry-After"]) == (
        "That is more than 2 requests in a minute. Wait until the next one begins.",
        "45",
    )
    monkeypatch.setattr(limits, "time", lambda: 6_000_000_060.0)
    assert [asked(secret), asked()] == [200, 200]


def test_all_web_processes_count_together_and_nobody_is_kept_out_without_a_queue(
    client, settings, queue
):
    settings.CACHES = OWN_CACHES
    settings.API_PER_MINUTE_OPEN = 1
    first = client.get(reverse("api_me")).status_code
    second = Client().get(reverse("api_me")).status_code
    gone = {**OWN_CACHES["counts"], "LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {**OWN_CACHES, "counts": gone}
    third = client.get(reverse("api_me")).status_code

    assert (first, second, third) == (200, 429, 200)
