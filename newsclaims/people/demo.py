"""The demo door: one button that makes a visitor of the sample an editor.

It is there in the sample run alone. `manage.py up` opens it (DEMO) for its own web server, which
only this machine reaches, when the site is asked for by no other name than this machine's and holds
nothing but the sample; the settings refuse it together with HTTPS. Where it is not open its address
does not exist.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from articles.models import Batch
from articles.roles import Role, role_of
from newsclaims.people.giving import give

NAME = "demo"
HERE = {"127.0.0.1", "localhost", "[::1]"}
SAMPLE = "sample"  # the name of the batch that `manage.py up` loads at first
BACKEND = "newsclaims.people.backends.DemoDoor"
TOLD = (
    "You look around as a demo editor: whatever you put right can be undone. "
    "This door is only here because nothing but the sample is loaded."
)


def is_open() -> bool:
    """Whether somebody may come in by it now."""
    return settings.DEMO and holds_only_the_sample()


def may_be_opened() -> bool:
    """Whether this copy is a sample run: nothing of anybody's, and no way in but this machine."""
    is_here_alone = set(settings.ALLOWED_HOSTS) <= HERE and not settings.HTTPS
    return is_here_alone and holds_only_the_sample()


def holds_only_the_sample() -> bool:
    """Whether nobody has loaded articles of their own."""
    names = [(batch.name, batch.created_by_id) for batch in Batch.objects.all()[:2]]
    return names == [(SAMPLE, None)]


@login_not_required
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo editor."""
    if not is_open():
        raise Http404("There is no demo here.")
    login(request, demo_editor(), backend=BACKEND)
    messages.info(request, TOLD)
    return redirect("stories")


@transaction.atomic
def demo_editor() -> User:
    """Return the user of the demo, made when there is none; never somebody else of that name."""
    user, is_new = User.objects.get_or_create(username=NAME)
    if is_new:
        user.set_unusable_password()
        user.save()
        give(role=Role.EDITOR, to=user)
    elif user.has_usable_password() or not user.is_active or role_of(user) is not Role.EDITOR:
        raise PermissionDenied("The user “demo” has been changed by an admin: the demo is closed.")
    return user
