"""Every address of the site × every role × looking and sending, compared with one table.

An address that is not in the table fails the first test, and the message says which line to add.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import (
    IntConverter,
    PathConverter,
    SlugConverter,
    StringConverter,
)

from articles.roles import Role
from newsclaims.people.giving import give

pytestmark = pytest.mark.django_db


class May(StrEnum):
    """From which role on something may be done."""

    ANYBODY = "anybody"
    PERSON = "who is signed in"
    EDITOR = "editors"
    ADMIN = "admins"
    NOBODY = "nobody"  # the method is not allowed


ANYBODY, PERSON, EDITOR, ADMIN, NOBODY = May

# name of the address: who may look at it (GET), who may send to it (POST)
TABLE = {
    "stories": (ANYBODY, NOBODY),
    "story": (ANYBODY, NOBODY),
    "claim": (ANYBODY, NOBODY),
    "article": (ANYBODY, NOBODY),
    "speaker": (ANYBODY, NOBODY),
    "versions": (ANYBODY, NOBODY),
    "zones": (EDITOR, EDITOR),
    "story_timeline": (ANYBODY, NOBODY),
    "search_as": (ANYBODY, NOBODY),
    "story_as": (ANYBODY, NOBODY),
    "annotation": (ANYBODY, NOBODY),
    "vocabulary": (ANYBODY, NOBODY),
    "edit_story": (EDITOR, EDITOR),
    "claim_timeline": (ANYBODY, NOBODY),
    "confirm_in_claim": (NOBODY, EDITOR),
    "reject_from_claim": (EDITOR, EDITOR),
    "split_claim": (NOBODY, EDITOR),
    "merge_claims": (NOBODY, EDITOR),
    "decide_relation": (NOBODY, EDITOR),
    "merge_speakers": (NOBODY, EDITOR),
    "rename_speaker": (NOBODY, EDITOR),
    "set_speaker_kind": (NOBODY, EDITOR),
    "identify_speaker": (NOBODY, EDITOR),
    "split_speaker": (NOBODY, EDITOR),
    "descriptions": (ANYBODY, NOBODY),
    "outlets": (ANYBODY, NOBODY),
    "outlet": (ANYBODY, NOBODY),
    "unknown_outlet": (ANYBODY, NOBODY),
    "speaker_timeline": (ANYBODY, NOBODY),
    "new_statement": (EDITOR, EDITOR),
    "edit_statement": (EDITOR, EDITOR),
    "judge_statement": (NOBODY, EDITOR),
    "undo": (NOBODY, EDITOR),
    "batches": (ANYBODY, NOBODY),
    "batch": (ANYBODY, NOBODY),
    "batch-changes": (ANYBODY, NOBODY),
    "batch_check": (ADMIN, ADMIN),
    "batch_retry": (NOBODY, ADMIN),
    "batch_cancel": (NOBODY, ADMIN),
    "batch_read_again": (NOBODY, ADMIN),
    "batch_roll_back": (ADMIN, ADMIN),
    "api_docs": (ANYBODY, NOBODY),
    "api_entry": (ANYBODY, NOBODY),
    "api_me": (ANYBODY, NOBODY),
    "api_schema": (ANYBODY, NOBODY),
    "api_stories": (ANYBODY, NOBODY),
    "api_story": (ANYBODY, NOBODY),
    "api_claims": (ANYBODY, NOBODY),
    "api_claim": (ANYBODY, NOBODY),
    "api_confirm_in_claim": (NOBODY, EDITOR),
    "api_reject_from_claim": (NOBODY, EDITOR),
    "api_split_claim": (NOBODY, EDITOR),
    "api_merge_claims": (NOBODY, EDITOR),
    "api_decide_relation": (NOBODY, EDITOR),
    "api_title_story": (NOBODY, EDITOR),
    "api_split_story": (NOBODY, EDITOR),
    "api_merge_stories": (NOBODY, EDITOR),
    "api_move_article": (NOBODY, EDITOR),
    "api_take_out_article": (NOBODY, EDITOR),
    "api_merge_speakers": (NOBODY, EDITOR),
    "api_rename_speaker": (NOBODY, EDITOR),
    "api_set_speaker_kind": (NOBODY, EDITOR),
    "api_identify_speaker": (NOBODY, EDITOR),
    "api_split_speaker": (NOBODY, EDITOR),
    "api_give_zones": (NOBODY, EDITOR),
    "api_use_program_zones": (NOBODY, EDITOR),
    "api_articles": (ANYBODY, NOBODY),
    "api_article": (ANYBODY, NOBODY),
    "api_add_statement": (NOBODY, EDITOR),
    "api_statements": (ANYBODY, NOBODY),
    "api_statement": (ANYBODY, NOBODY),
    "api_confirm_statement": (NOBODY, EDITOR),
    "api_drop_statement": (NOBODY, EDITOR),
    "api_facets": (ANYBODY, NOBODY),
    "api_speakers": (ANYBODY, NOBODY),
    "api_speaker": (ANYBODY, NOBODY),
    "api_outlets": (ANYBODY, NOBODY),
    "api_outlet": (ANYBODY, NOBODY),
    "api_edits": (EDITOR, NOBODY),
    "api_edit": (EDITOR, NOBODY),
    "api_undo_edit": (NOBODY, EDITOR),
    "api_alerts": (PERSON, NOBODY),
    "api_alert": (PERSON, NOBODY),
    "api_elsewhere": (ANYBODY, ANYBODY),
    "api_batches": (ANYBODY, ADMIN),
    "api_batch": (ANYBODY, NOBODY),
    "upload": (ADMIN, ADMIN),
    "subscriptions": (ANYBODY, NOBODY),
    "subscription": (ANYBODY, ADMIN),
    "new-subscription": (ADMIN, ADMIN),
    "steer-subscription": (NOBODY, ADMIN),
    "review": (EDITOR, NOBODY),
    "doubt": (EDITOR, EDITOR),
    "history": (EDITOR, NOBODY),
    "alerts": (PERSON, NOBODY),
    "new_alert": (PERSON, PERSON),
    "alert": (PERSON, PERSON),
    "steer_alert": (NOBODY, PERSON),
    "alert_feed": (ANYBODY, NOBODY),  # to whoever has its key
    "quality": (ANYBODY, NOBODY),
    "search": (ANYBODY, NOBODY),
    "search_help": (ANYBODY, NOBODY),
    "charts": (ANYBODY, NOBODY),
    "chart_svg": (ANYBODY, NOBODY),
    "health": (ANYBODY, ANYBODY),
    "login": (ANYBODY, ANYBODY),
    "logout": (NOBODY, ANYBODY),
    "account": (PERSON, NOBODY),
    "mail_address": (PERSON, PERSON),
    "tokens": (PERSON, PERSON),
    "revoke_token": (NOBODY, PERSON),
    "password": (PERSON, PERSON),
    "admin_sign_in": (ADMIN, ADMIN),
}
ROLES = {None: ANYBODY, Role.READER: PERSON, Role.EDITOR: EDITOR, Role.ADMIN: ADMIN}
VALUES = {IntConverter: 1, StringConverter: "x", SlugConverter: "x", PathConverter: "x"}
# In a closed site these alone are not led to the sign-in page.
# The door for scripts says itself that nobody is let in.
DOORS_FOR_SCRIPTS = {name for name in TABLE if name.startswith("api_")} - {"api_docs"}
OPEN = {"login", "health", *DOORS_FOR_SCRIPTS, "alert_feed"}


@dataclass(frozen=True)
class Place:
    name: str
    address: str


def places(resolver: URLResolver | None = None, before: str = "") -> Iterator[Place]:
    """All addresses of the site but those of Django's admin, which a test of its own has."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            name = pattern.name or f"/{before}{pattern.pattern}"
            values = {
                key: VALUES[type(converter)]
                for key, converter in pattern.pattern.converters.items()
            }
            address = reverse(name, kwargs=values) if pattern.name else name
            yield Place(name, address)
        elif pattern.app_name != "admin":
            yield from places(pattern, f"{before}{pattern.pattern}")


@pytest.fixture
def clients(caplog, queue):  # /health/ would wait for the queue
    """Someone of each role, and nobody."""
    caplog.set_level("CRITICAL", "django.request")  # every refusal would be told with its traceback
    found = {}
    for role in ROLES:
        found[role] = Client()
        if role:
            person = User.objects.create(username=role)
            give(role=role, to=person)
            found[role].force_login(person)
    return found


def outcome(answer: HttpResponse) -> str:
    """What an answer means for whoever asked; what is not there was reached."""
    if answer.status_code == 405:
        return "not allowed"
    if answer.status_code in (401, 403):
        return "refused"
    if answer.status_code == 302 and answer["Location"].startswith(f"{reverse('login')}?"):
        return "refused"
    return "reached"


def found_may(outcomes: dict[Role | None, str]) -> May | None:
    """From which role on an address was reached; None when the roles are not in order."""
    if set(outcomes.values()) == {"not allowed"}:
        return NOBODY
    reached = [role for role in ROLES if outcomes[role] == "reached"]
    if not reached or reached != list(ROLES)[-len(reached) :]:
        return None
    return ROLES[reached[0]]


def test_every_role_reaches_what_the_table_says_and_nothing_else(clients):
    wrong, seen = [], set()
    people = {role: User.objects.get(username=role) for role in ROLES if role}
    for place in places():
        seen.add(place.name)
        found = {}
        for method in ("get", "post"):
            answers = {}
            for role, client in clients.items():
                answers[role] = outcome(getattr(client, method)(place.address))
                if method == "post" and place.name == "logout" and role:
                    client.force_login(people[role])
            found[method] = found_may(answers) or answers
        if (known := TABLE.get(place.name)) == tuple(found.values()):
            continue
        if all(isinstance(may, May) for may in found.values()):
            line = f'    "{place.name}": ({found["get"].name}, {found["post"].name}),'
        else:
            line = f"    (the roles are not in order: {found})"
        wrong.append(
            f"The table says {known and tuple(may.name for may in known)}; what happens is:\n{line}"
            if known
            else f"{place.address} is not in TABLE. If this is what is meant, add the line:\n{line}"
        )
    wrong += [
        f"There is no address “{name}” any more: take it out." for name in TABLE.keys() - seen
    ]

    assert not wrong, "\n\n" + "\n\n".join(wrong)


def admin_addresses() -> Iterator[str]:
    admin = next(
        one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "admin"
    )
    for pattern in admin.url_patterns:
        inside = pattern.url_patterns if isinstance(pattern, URLResolver) else [pattern]
        for one in inside:
            route = f"{pattern.pattern}{one.pattern}" if one is not pattern else str(one.pattern)
            if route.startswith("^"):
                continue  # what catches the rest
            yield "/admin/" + route.replace("<path:object_id>", "1").replace("<id>", "1").replace(
                "<int:content_type_id>/<path:object_id>", "1/1"
            )


def test_djangos_admin_is_for_admins(clients):
    addresses = [
        at for at in admin_addresses() if not at.endswith(("login/", "logout/", "jsi18n/"))
    ]

    for at in addresses:
        for role in (None, Role.READER, Role.EDITOR):
            assert clients[role].get(at).status_code == 302, (at, role)
    for at in ("/admin/", reverse("admin:auth_user_changelist"), reverse("admin:auth_user_add")):
        assert clients[Role.ADMIN].get(at).status_code == 200
    assert len(addresses) > 40
    # The admin's own sign-in page would have no lock; there is one door.
    assert clients[None].get("/admin/login/").url.startswith(f"{reverse('login')}?next=")
    assert clients[Role.EDITOR].get("/admin/login/").status_code == 403
    assert clients[Role.ADMIN].get("/admin/login/").url == "/admin/"


def test_whatever_is_sent_needs_a_token_of_this_site(clients):
    admin = Client(enforce_csrf_checks=True, cookies=clients[Role.ADMIN].cookies)
    admin.cookies = clients[Role.ADMIN].cookies

    for place in places():
        if TABLE.get(place.name, (NOBODY, ANYBODY))[1] is not NOBODY:
            assert admin.post(place.address).status_code == 403, place
    assert admin.post(reverse("admin:auth_user_add")).status_code == 403
    page = admin.post(reverse("logout")).content.decode()
    assert "Nothing was changed." in page


def test_a_closed_site_shows_nothing_but_the_way_in(clients, settings):
    settings.OPEN_READING = False

    for place in places():
        answer = clients[None].get(place.address)
        is_led = answer.status_code == 302 and answer.url.startswith(f"{reverse('login')}?next=")
        assert is_led != (place.name in OPEN), place
        if place.name in DOORS_FOR_SCRIPTS:
            assert answer.status_code in (401, 405), place
            assert clients[None].post(place.address).status_code in (401, 405), place
    assert clients[None].get("/admin/").status_code == 302
    assert "for people with an account" in clients[None].get(reverse("login")).content.decode()
    assert clients[Role.READER].get(reverse("stories")).status_code == 200


def test_who_is_refused_is_told_which_role_it_needs_and_who_gives_it(clients):
    page = clients[Role.READER].get(reverse("zones", args=[1])).content.decode()
    assert "Only editors may do this. An admin can make you an editor." in page
    assert "a reader" in page

    page = clients[Role.EDITOR].get(reverse("upload")).content.decode()
    assert "Only admins may do this. An admin can make you one, too." in page


def test_whoever_signs_in_comes_back_to_a_page_that_can_be_looked_at(clients):
    nobody = clients[None]
    deed = reverse("batch_retry", args=[1])

    asked = nobody.get(reverse("zones", args=[1]))
    sent = nobody.post(deed, headers={"Referer": "http://testserver/batches/1/?show=failed"})
    elsewhere = nobody.post(deed, headers={"Referer": "http://elsewhere.example/x"})
    part = nobody.get(
        reverse("upload"),
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/batches/"},
    )

    assert asked.url == "/login/?next=/articles/1/zones/"
    assert sent.url == "/login/?next=/batches/1/%3Fshow%3Dfailed"
    assert elsewhere.url == "/login/?next=/"
    assert (part.status_code, part["HX-Redirect"]) == (200, "/login/?next=/batches/")


def test_a_role_is_asked_for_once_and_by_nobody_who_does_not_need_it(
    django_assert_num_queries, clients
):
    from django.template import engines

    from articles.roles import check, in_templates, role_of

    editor = User.objects.get(username=Role.EDITOR)
    request = HttpRequest()
    request.user = editor
    with django_assert_num_queries(0):
        context = in_templates(request)
    template = engines["django"].from_string("{% if may_edit and not may_admin %}yes{% endif %}")
    with django_assert_num_queries(1):
        assert template.render(context) == "yes"
        assert role_of(editor) is Role.EDITOR
        check(editor, Role.EDITOR)
        with pytest.raises(PermissionDenied):
            check(editor, Role.ADMIN)


def test_whoever_is_switched_off_has_no_role():
    from articles.roles import role_of

    for role in Role:
        person = User.objects.create(username=role, is_active=False)
        give(role=role, to=person)
        assert role_of(person) is Role.READER
