"""A small world that scripts ask about, and people of each role with a token."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as own
from django.contrib.auth.models import User
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from articles.actions import tokens
from articles.models import Article, Token
from articles.roles import Role
from claims.actions import judging
from claims.actions.indexing import index_waiting
from claims.models import Alert, Claim, Edit, Notice, Statement, StatementLink, Story
from newsclaims.people.giving import give
from tests.builders import NOON, RELEASE, a_claim, a_statement, a_story, an_article

LEDGER = """Crews may strike

“Nobody at Gannet will sail again,” Ada Ferro told Meridian Wire on Monday.

A senior official, who asked not to be named, said the terminal would close 🚢 by noon."""
LANTERN = """Ferry terminal to close

The terminal would close by noon, a person familiar with the talks said.

Ada Ferro denied that crews had been paid."""

OWN_CACHES: dict[str, Any] = dict(own.CACHES)


@dataclass(frozen=True)
class World:
    """Rows that answers are about."""

    ledger: Article
    lantern: Article
    quote: Statement
    closing: Statement
    denial: Statement
    claim: Claim
    story: Story
    link: StatementLink


@pytest.fixture(autouse=True)
def counts(settings):
    """Count requests in this process, anew in each test."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "counts": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "counts",
        },
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    caches["counts"].clear()


@pytest.fixture
def world(db) -> World:
    ledger = an_article(LEDGER, outlet="The Harbor Ledger", url="https://ledger.example/1")
    lantern = an_article(LANTERN, outlet="Daily Lantern", published_at=NOON.replace(day=25))
    quote = a_statement(
        ledger,
        "Nobody at Gannet will sail again",
        quotations="Nobody at Gannet will sail again",
        source="Ada Ferro",
        cue="told",
        chain=(("Meridian Wire", "organisation", "relay"), ("Ada Ferro", "person")),
    )
    first = a_statement(
        ledger,
        "the terminal would close 🚢 by noon",
        source="A senior official, who asked not to be named,",
        cue="said",
        chain=(("a senior official", "anonymous"),),
    )
    closing = a_statement(
        lantern,
        "The terminal would close by noon",
        source="a person familiar with the talks",
        cue="said",
        chain=(("a person familiar with the talks", "anonymous"),),
    )
    denial = a_statement(
        lantern,
        "crews had been paid",
        source="Ada Ferro",
        cue="denied",
        chain=(("Ada Ferro", "person"),),
        polarity="denied",
    )
    claim = a_claim(first, closing)
    a_claim(quote)
    a_claim(denial)
    story = a_story(ledger, lantern)
    story.memberships.update(voice=1)  # one has it from the other
    link = StatementLink.objects.create(
        first=quote,
        second=denial,
        kind="denial",
        score=0.8,
        evidence=[{"feature": "polarity", "value": 1.0, "because": "the second denies it"}],
        first_words=quote.content,
        second_words=denial.content,
        release=RELEASE,
    )
    index_waiting(until=time.monotonic() + 30)
    return World(ledger, lantern, quote, closing, denial, claim, story, link)


def person(role: Role) -> User:
    found, is_new = User.objects.get_or_create(username=role.value)
    if is_new:
        found.set_password("correct horse")
        found.save()
        give(role=role, to=found)
    return found


def a_token(role: Role, *scopes: str, name: str = "a script", **fields) -> tuple[Token, str]:
    """Return a token of somebody with a role, by default with all scopes, and its secret."""
    made = tokens.make(
        user=person(role),
        name=name,
        scopes=scopes or [scope.value for scope in Token.Scope],
        now=timezone.now(),
        **fields,
    )
    return made.token, made.secret


@pytest.fixture
def send(client):
    """Send something as an editor's script."""
    _, secret = a_token(Role.EDITOR, "correct")

    def sent(name, pk, data=None, method="post"):
        return getattr(client, method)(
            reverse(f"api_{name}", args=[pk]),
            {} if data is None else data,
            content_type="application/json",
            headers=bearer(secret),
        )

    return sent


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def an_edit(statement: Statement) -> Edit:
    """Return the edit of somebody who found a statement right."""
    edit = judging.confirm(statement=statement, by=person(Role.EDITOR))
    assert edit
    return edit


def an_alert(statement: Statement, role: Role = Role.READER) -> Alert:
    alert = Alert.objects.create(user=person(role), query="kind:anonymous", note="Who leaks?")
    Notice.objects.create(
        alert=alert,
        sort="statement",
        key="1",
        statement=statement,
        words="the terminal would close",
        because="a new statement",
        address=statement.get_absolute_url(),
        at=NOON,
    )
    return alert
