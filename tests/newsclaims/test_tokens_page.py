"""One's tokens on their page: made, shown once, listed, revoked."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles.models import Token
from articles.roles import Role
from newsclaims.people.giving import give

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    person = User.objects.create_user("ada", password="correct horse")
    give(role=Role.EDITOR, to=person)
    client.force_login(person)
    return person


def test_a_token_is_shown_once_and_revoked(client, ada):
    sent = {"name": "notebook", "scopes": ["read", "correct"], "days": "90"}
    made = client.post(reverse("tokens"), sent)
    secret = re.search(r"<code>(nc_[\w-]{43})</code>", made.content.decode()).group(1)
    again = client.post(reverse("tokens"), sent)
    page = client.get(reverse("tokens")).content.decode()

    assert "no-store" in made["Cache-Control"]
    assert (again.status_code, Token.objects.count()) == (422, 1)
    assert "You have a token “notebook” already" in again.content.decode()
    assert secret not in page
    assert "not used yet" in page
    headers = {"Authorization": f"Bearer {secret}"}
    assert client.get(reverse("api_edits"), headers=headers).status_code == 200
    assert "last used" in client.get(reverse("tokens")).content.decode()

    client.post(reverse("revoke_token", args=[Token.objects.get().pk]))
    assert client.get(reverse("api_edits"), headers=headers).status_code == 401
    assert "Tokens that work no more" in client.get(reverse("tokens")).content.decode()


def test_nobody_makes_a_token_that_may_more_or_revokes_anothers(client, ada):
    more = client.post(reverse("tokens"), {"name": "x", "scopes": ["deliver"], "days": ""})
    none = client.post(reverse("tokens"), {"name": "", "scopes": [], "days": "x"})
    other = Token.objects.create(user=User.objects.create(username="bo"), name="b", digest="d")

    assert (more.status_code, none.status_code) == (422, 422)
    assert client.post(reverse("revoke_token", args=[other.pk])).status_code == 404
    assert Token.objects.get().revoked_at is None
