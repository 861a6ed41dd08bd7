"""Tokens: made for a script and shown once, known again by their digest, taken back at any time."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from articles.models import Token

PREFIX = "nc_"  # by which a secret that leaked is recognised
LENGTH = 32  # bytes of chance: more than anybody can guess, so a plain digest is enough
MOST = 20  # tokens of one person that work at a time
LONGEST = 100  # characters that are looked up
HINT = 8  # characters of the secret that are kept to tell tokens apart


class Refused(ValueError):
    """A token that is not made; the message says why, for people."""


class Made(NamedTuple):
    """A new token with its secret, which is not kept and cannot be shown again."""

    token: Token
    secret: str


def make(
    *,
    user: User,
    name: str,
    scopes: Collection[str],
    now: datetime,
    expires_at: datetime | None = None,
) -> Made:
    """Make a token. Raise `Refused` when one that works has its name, so that twice makes one."""
    name = " ".join(name.replace("\0", "").split())[:100]
    wanted = [scope.value for scope in Token.Scope if scope in scopes]
    if not name:
        raise Refused("Say what the token is for.")
    if not wanted:
        raise Refused("Choose at least one thing that the token may do.")
    if expires_at is not None and expires_at <= now:
        raise Refused("Choose a day that is still to come.")
    secret = PREFIX + token_urlsafe(LENGTH)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        names = [token.name for token in working(user, now)]
        if name in names:
            raise Refused(f"You have a token “{name}” already. Revoke it, or choose another name.")
        if len(names) >= MOST:
            raise Refused(f"You have {MOST} tokens, which is the most. Revoke one first.")
        token = Token.objects.create(
            user=user,
            name=name,
            digest=_digest(secret),
            hint=secret[:HINT],
            scopes=wanted,
            expires_at=expires_at,
        )
    return Made(token, secret)


def revoke(*, token: Token, now: datetime) -> None:
    """Let a token open nothing any more. Twice is the same as once."""
    Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)


def known(secret: str, now: datetime) -> Token | None:
    """Return the working token of a secret with its user; None for any other text.

    That it was used is noted, to the hour. It works as long as its user may sign in, and that of
    the demo only while the demo is open.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    rows = Token.objects.select_related("user").filter(_works(now), user__is_active=True)
    token = rows.filter(digest=_digest(secret)).first()
    if token is None or not (settings.DEMO or token.user.has_usable_password()):
        return None
    hour = now.replace(minute=0, second=0, microsecond=0)
    if token.used_at is None or token.used_at < hour:
        Token.objects.filter(pk=token.pk).update(used_at=hour)
    return token


def working(user: User, now: datetime) -> QuerySet[Token]:
    """Return the tokens of a person that work, the newest first."""
    return Token.objects.filter(_works(now), user=user)


def ended(user: User, now: datetime) -> QuerySet[Token]:
    """Return those that were taken back or whose time is over, the newest first."""
    return Token.objects.filter(user=user).exclude(_works(now))[:MOST]


def _works(now: datetime) -> Q:
    return Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))


def _digest(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
