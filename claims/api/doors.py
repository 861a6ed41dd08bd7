"""Who asks, and what they may: by token, signed in on this site, by password, or nobody at all."""

import base64
import binascii
from dataclasses import dataclass
from http import HTTPStatus
from typing import cast

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone

from articles.actions import tokens
from articles.models import Token
from articles.roles import Role, refusal, role_of
from claims.api import limits
from claims.api.problems import Refused

Scope = Token.Scope

LONGEST_NAME = 150  # of a user
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BEARER = 'Bearer realm="newsclaims"'
BASIC = 'Basic realm="newsclaims", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever asks; `token` is what they came in by, if it was one."""

    user: User | AnonymousUser
    token: Token | None = None

    @property
    def role(self) -> Role:
        """What they may at most."""
        return role_of(self.user)

    @property
    def by(self) -> User | None:
        """Who it is, as deeds are signed; None for nobody."""
        return self.user if isinstance(self.user, User) else None


@dataclass(frozen=True)
class Door:
    """Lets in who may do one thing, and counts them; raises `Refused` for all others.

    Without a role, everybody may whom the site is open to. `for_people` asks that somebody be
    known, whatever their role.
    """

    scope: Scope = Scope.READ
    role: Role | None = None
    for_people: bool = False
    by_password: bool = False  # a name and a password will do, too

    def __call__(self, request: HttpRequest) -> Visitor:
        """Return who asks."""
        try:
            visitor = self._visitor(request)
        except Refused:
            limits.count(_address(request), settings.API_PER_MINUTE_OPEN)
            raise
        _count(visitor, request)
        self._check(visitor)
        request.user = visitor.user
        return visitor

    @property
    def is_open(self) -> bool:
        """Whether strangers may pass where reading is open."""
        return self.role is None and not self.for_people

    @property
    def words(self) -> str:
        """Say who may pass."""
        if self.role:
            return f"For {self.role}s. A token needs the scope `{self.scope}`."
        if self.for_people:
            return f"For who is known. A token needs the scope `{self.scope}`."
        return (
            "For everybody, or, where the site is closed, for everybody with an account and for "
            f"tokens with the scope `{self.scope}`."
        )

    def _visitor(self, request: HttpRequest) -> Visitor:
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme.casefold() == "bearer":
            return _by_token(given.strip())
        if scheme.casefold() == "basic" and self.by_password:
            return Visitor(_by_password(request, given))
        if scheme:
            raise self._unknown("Send a token: Authorization: Bearer nc_…")
        if not request.user.is_authenticated:
            return Visitor(AnonymousUser())
        if request.method not in SAFE and (reason := _CsrfCheck.reason(request)):
            raise Refused(HTTPStatus.FORBIDDEN, f"The site's own token is missing: {reason}")
        return Visitor(request.user)

    def _check(self, visitor: Visitor) -> None:
        if visitor.by is None:
            if self.is_open and settings.OPEN_READING:
                return
            words = "a token, or a name and a password." if self.by_password else "a token."
            raise self._unknown(f"Sign in, or send {words}")
        if visitor.token and self.scope not in visitor.token.scopes:
            if self.is_open and settings.OPEN_READING:
                return  # what everybody may needs no scope
            raise Refused(
                HTTPStatus.FORBIDDEN,
                f"This token was made without the scope “{self.scope}”. Make another one.",
            )
        if self.role and not _is_enough(visitor.role, self.role):
            raise Refused(HTTPStatus.FORBIDDEN, refusal(self.role))

    def _unknown(self, words: str) -> Refused:
        asked = f"{BASIC}, {BEARER}" if self.by_password else BEARER
        return Refused(HTTPStatus.UNAUTHORIZED, words, headers={"WWW-Authenticate": asked})


def _is_enough(role: Role, needed: Role) -> bool:
    return role.may_admin if needed is Role.ADMIN else role.may_edit or needed is Role.READER


def _by_token(secret: str) -> Visitor:
    token = tokens.known(secret, timezone.now())
    if token is None:
        raise Refused(
            HTTPStatus.UNAUTHORIZED,
            "There is no such token, or it works no more.",
            headers={"WWW-Authenticate": f'{BEARER}, error="invalid_token"'},
        )
    return Visitor(token.user, token)


def _by_password(request: HttpRequest, given: str) -> User:
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeError, ValueError):
        name = password = ""
    if "\0" in name or len(name) > LONGEST_NAME:
        name = password = ""
    # What counts wrong passwords looks at what was sent; it need not receive a body for that.
    asking = HttpRequest()
    asking.method, asking.META = request.method, request.META
    user = authenticate(asking, username=name, password=password)
    if getattr(asking, "axes_locked_out", False):
        wait = str(int(settings.AXES_COOLOFF_TIME.total_seconds()))
        raise Refused(
            HTTPStatus.TOO_MANY_REQUESTS,
            "Too many wrong passwords: wait a while.",
            headers={"Retry-After": wait},
        )
    if user is None:
        raise Refused(
            HTTPStatus.UNAUTHORIZED,
            "The name and the password do not match.",
            headers={"WWW-Authenticate": BASIC},
        )
    return user


def _count(visitor: Visitor, request: HttpRequest) -> None:
    if visitor.token:
        limits.count(f"token:{visitor.token.pk}", settings.API_PER_MINUTE)
    elif visitor.by:
        limits.count(f"user:{visitor.by.pk}", settings.API_PER_MINUTE)
    else:
        limits.count(_address(request), settings.API_PER_MINUTE_OPEN)


def _address(request: HttpRequest) -> str:
    return f"address:{get_client_ip_address(request)}"


class _CsrfCheck(CsrfViewMiddleware):
    """Django's own check, asked where its middleware was told to pass."""

    @classmethod
    def reason(cls, request: HttpRequest) -> str | None:
        """Return why a request does not come from a page of this site, None when it does."""
        check = cls(lambda _: HttpResponse())
        check.process_request(request)
        return cast("str | None", check.process_view(request, _nothing, (), {}))

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _nothing(request: HttpRequest) -> HttpResponse:
    """Stand for the view that is asked for; the check looks whether it is exempt."""
    return HttpResponse()
