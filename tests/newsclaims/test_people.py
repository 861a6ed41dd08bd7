"""Signing in, the lock after wrong passwords, one's account, roles, and the demo door."""

import base64
import importlib
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings as site
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client, RequestFactory, override_settings
from django.urls import NoReverseMatch, clear_url_caches, reverse
from django.utils import timezone

from articles.roles import EDITORS, Role, role_of
from newsclaims import urls
from newsclaims.local.paths import CHECKOUT
from newsclaims.local.site import web
from newsclaims.people import demo
from newsclaims.people.giving import give
from newsclaims.people.signing_in import address_of
from tests.builders import a_batch

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def quick(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def a_person(name, role=Role.EDITOR):
    person = User.objects.create_user(name, password=PASSWORD)
    give(role=role, to=person)
    return person


def sign_in(client, password, name="ada", **more):
    return client.post(reverse("login"), {"username": name, "password": password}, **more)


# The lock


def test_wrong_passwords_lock_one_name_from_one_address_for_a_while(client):
    a_person("ada")
    a_person("bob")
    answers = [sign_in(client, f"wrong {n}") for n in range(site.AXES_FAILURE_LIMIT)]
    assert [answer.status_code for answer in answers[:-1]] == [200] * (len(answers) - 1)

    locked = sign_in(client, PASSWORD)
    assert answers[-1].status_code == locked.status_code == 429
    assert "nobody can sign in by this name for 15 minutes" in locked.content.decode()
    assert locked["Retry-After"] == "900"
    # Another name from here, and the same name from elsewhere, are free.
    assert sign_in(Client(), PASSWORD, "bob").status_code == 302
    assert sign_in(Client(), PASSWORD, REMOTE_ADDR="192.0.2.7").status_code == 302
    # Neither what was typed nor who typed it stays longer than needed.
    kept = AccessAttempt.objects.get()
    assert "wrong" not in f"{kept.post_data}{kept.get_data}"

    # It ends by itself, and trying meanwhile has not made it longer.
    assert kept.attempt_time < timezone.now()
    before = kept.attempt_time
    sign_in(client, PASSWORD)
    assert AccessAttempt.objects.get().attempt_time == before
    AccessAttempt.objects.update(attempt_time=before - timedelta(minutes=15))
    assert sign_in(client, PASSWORD).status_code == 302
    assert not AccessAttempt.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(client):
    a_person("ada")
    for _ in range(2):
        for _ in range(site.AXES_FAILURE_LIMIT - 1):
            sign_in(client, "wrong")
        assert sign_in(client, PASSWORD).status_code == 302


def test_the_door_for_scripts_has_the_same_lock(client):
    a_person("ada", Role.ADMIN)

    def send(password, name="ada"):
        given = base64.b64encode(f"{name}:{password}".encode()).decode()
        return client.post(reverse("api_batches"), headers={"Authorization": f"Basic {given}"})

    for _ in range(site.AXES_FAILURE_LIMIT - 1):
        assert send("wrong").status_code == 401
    assert [send("wrong").status_code, send(PASSWORD).status_code] == [429, 429]
    assert send(PASSWORD)["Retry-After"] == "900"
    assert sign_in(client, PASSWORD).status_code == 429
    for odd in ("a\0b", "x" * 300):
        assert send("wrong", odd).status_code == 401


def test_in_a_closed_site_scripts_ask_by_name_and_password(client, settings):
    settings.OPEN_READING = False
    a_person("bob", Role.READER)
    at = reverse("api_batch", args=[a_batch().pk])
    given = base64.b64encode(f"bob:{PASSWORD}".encode()).decode()

    assert client.get(at).status_code == 401
    assert client.get(at, headers={"Authorization": f"Basic {given}"}).json()["state"] == "loaded"


@pytest.mark.parametrize(
    ("proxies", "said", "direct", "found"),
    [
        (0, "203.0.113.9", "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "10.0.0.1", "203.0.113.9"),
        (1, "", "10.0.0.1", "10.0.0.1"),
        (2, "203.0.113.9", "10.0.0.1", "10.0.0.1"),
        (1, "nonsense", "10.0.0.1", "10.0.0.1"),
        (1, "203.0.113.9:4711", "10.0.0.1", "203.0.113.9"),
        (1, "[2001:db8:1:2:3::4]:4711", "10.0.0.1", "2001:db8:1:2::"),
        (0, "", "2001:db8:1:2:9::4", "2001:db8:1:2::"),
        (0, "", "::ffff:203.0.113.9", "203.0.113.9"),
        (0, "", "", None),
    ],
)
def test_the_address_is_what_the_last_trusted_proxy_saw(settings, proxies, said, direct, found):
    settings.PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=direct)
    if said:
        request.META["HTTP_X_FORWARDED_FOR"] = said

    assert address_of(request) == found


# One's own


@pytest.mark.parametrize("role", Role)
def test_the_account_says_what_one_may_do(client, role):
    client.force_login(a_person("ada", role))
    page = client.get(reverse("account")).content.decode()

    assert "read every story" in page
    assert ("put right what the program made" in page) == (role != Role.READER)
    assert ("give them a role" in page) == (role == Role.ADMIN)
    assert reverse("password") in page


def test_a_password_is_changed_and_other_sessions_end(client):
    a_person("ada")
    elsewhere = Client()
    for one in (client, elsewhere):
        sign_in(one, PASSWORD)
    new = {
        "old_password": PASSWORD,
        "new_password1": "battery staple",
        "new_password2": "battery staple",
    }

    refused = client.post(reverse("password"), {**new, "new_password1": "1", "new_password2": "1"})
    done = client.post(reverse("password"), new, follow=True)

    assert "too short" in refused.content.decode()
    assert "Your password is changed." in done.content.decode()
    assert elsewhere.get(reverse("account")).status_code == 302
    assert sign_in(Client(), "battery staple").status_code == 302


# Roles


def test_the_group_of_editors_is_there_and_stays(db):
    assert Group.objects.filter(name=EDITORS).count() == 1
    call_command("migrate", verbosity=0)
    assert Group.objects.filter(name=EDITORS).count() == 1


def test_an_admin_adds_people_and_gives_roles(client):
    boss = a_person("ruth", Role.ADMIN)
    client.force_login(boss)
    fields = {"username": "bob", "usable_password": "true", "role": "editor"}
    passwords = {"password1": PASSWORD, "password2": PASSWORD}

    made = client.post(reverse("admin:auth_user_add"), fields | passwords)
    bob = User.objects.get(username="bob")
    assert made.status_code == 302
    assert role_of(bob) is Role.EDITOR

    def change(person, **fields):
        at = reverse("admin:auth_user_change", args=[person.pk])
        answer = client.post(at, {"username": person.username, **fields})
        return answer, role_of(User.objects.get(pk=person.pk))

    assert change(bob, role="admin", is_active="on")[1] is Role.ADMIN
    assert change(bob, role="reader", is_active="on")[1] is Role.READER
    assert not User.objects.get(pk=bob.pk).groups.exists()
    assert "bob" in client.get(reverse("admin:auth_user_changelist")).content.decode()
    # Nobody shuts the last door behind them.
    for fields in ({"role": "editor", "is_active": "on"}, {"role": "admin"}):
        answer, role = change(boss, **fields)
        assert "Another admin has to take this away" in answer.content.decode()
        assert role is Role.ADMIN
    assert client.post(reverse("admin:auth_user_delete", args=[bob.pk])).status_code == 403


def test_whoever_is_switched_off_is_signed_out(client):
    ada = a_person("ada")
    client.force_login(ada)
    User.objects.update(is_active=False)

    assert client.get(reverse("account")).status_code == 302
    assert sign_in(client, PASSWORD).status_code == 200


# The demo door


@pytest.fixture
def routed(settings):
    """Addresses and backends as they are where DEMO is set."""
    with override_settings(
        DEMO=True, AUTHENTICATION_BACKENDS=[*site.AUTHENTICATION_BACKENDS, demo.BACKEND]
    ):
        importlib.reload(urls)
        clear_url_caches()
        yield
    importlib.reload(urls)
    clear_url_caches()


@pytest.mark.usefixtures("routed")
def test_in_the_sample_run_one_button_makes_a_demo_editor():
    a_batch(name=demo.SAMPLE)
    client = Client(enforce_csrf_checks=True)
    page = client.get(reverse("login"))
    assert "Look around as a demo editor" in page.content.decode()
    assert client.get(reverse("demo")).status_code == 405
    assert client.post(reverse("demo")).status_code == 403

    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    inside = client.post(reverse("demo"), token, follow=True)

    assert "as a demo editor" in inside.content.decode()
    user = User.objects.get()
    assert (user.username, role_of(user), user.has_usable_password()) == (
        demo.NAME,
        Role.EDITOR,
        False,
    )
    assert client.get(reverse("upload")).status_code == 403
    assert client.get(reverse("password")).status_code == 403
    # A session from the demo is worth nothing where there is no demo.
    with override_settings(AUTHENTICATION_BACKENDS=site.AUTHENTICATION_BACKENDS[:-1]):
        assert client.get(reverse("account")).status_code == 302
    # Nobody of that name who is somebody else is ever signed in.
    give(role=Role.ADMIN, to=user)
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(reverse("demo"), token).status_code == 403


@pytest.mark.usefixtures("routed")
def test_with_articles_of_ones_own_the_door_is_closed(client):
    a_batch(name=demo.SAMPLE)
    a_batch(name="our own")

    assert "demo" not in client.get(reverse("login")).content.decode()
    assert client.post("/demo/").status_code == 404


def test_outside_the_sample_run_there_is_no_door(client, settings):
    a_batch(name=demo.SAMPLE)

    assert "demo" not in client.get(reverse("login")).content.decode()
    assert client.post("/demo/").status_code == client.get("/demo/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("demo")
    assert not User.objects.exists()
    assert "DEMO" not in (CHECKOUT / "docker-compose.yml").read_text("utf-8")

    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
    assert demo.may_be_opened()
    for name, value in (("HTTPS", True), ("ALLOWED_HOSTS", ["news.example.org", "localhost"])):
        with override_settings(**{name: value}):
            assert not demo.may_be_opened()


def test_only_up_opens_the_door_and_only_for_its_web_server(home, monkeypatch):
    monkeypatch.setenv("DEMO", "true")

    assert web(home, 8123).env["DEMO"] == "False"
    assert web(home, 8123, is_demo=True).env["DEMO"] == "True"
    assert web(home, 8123, is_demo=True).env["BIND"] == "127.0.0.1:8123"


# A real deployment


def manage(*words, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_djangos_checks_for_deployment_find_nothing():
    deployed = {"HTTPS": "true", "SECRET_KEY": "k" * 20 + "0123456789abcdefghijklmnopqrstuvwxyz-_."}
    done = manage(
        "check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="a.example", **deployed
    )

    assert done.returncode == 0, done.stderr
    assert "(2 silenced)" in done.stdout + done.stderr


def test_a_demo_behind_https_does_not_start():
    done = manage("check", HTTPS="true", DEMO="true")

    assert done.returncode != 0
    assert "DEMO lets anybody in as an editor" in done.stderr


def test_every_answer_carries_the_headers_that_shut_others_out(client):
    answer = client.get(reverse("login"))
    policy = answer["Content-Security-Policy"]

    for part in (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer["Permissions-Policy"].startswith("camera=()")
    assert (
        answer["Cross-Origin-Opener-Policy"]
        == answer["Cross-Origin-Resource-Policy"]
        == "same-origin"
    )
    cookie = client.cookies["csrftoken"]
    assert cookie["samesite"] == "Lax"
    a_person("ada")
    sign_in(client, PASSWORD)
    assert (client.cookies["sessionid"]["httponly"], client.cookies["sessionid"]["samesite"]) == (
        True,
        "Lax",
    )
