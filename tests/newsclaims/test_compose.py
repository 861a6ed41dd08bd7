"""docker-compose.yml starts the same programs as `manage.py up`, and holds no secret."""

import re
import subprocess
import sys

import pytest
import yaml

from newsclaims.local import postgres, site, valkey
from newsclaims.local.paths import CHECKOUT

TEXT = (CHECKOUT / "docker-compose.yml").read_text("utf-8")
COMPOSE = yaml.safe_load(TEXT)
SERVICES = COMPOSE["services"]
# What the Compose specification allows in a service, as far as this file has need of it.
KEYS = {
    *("build", "command", "depends_on", "environment", "healthcheck", "image", "init", "ports"),
    *("restart", "shm_size", "stop_grace_period", "volumes"),
}
CONDITIONS = {"service_started", "service_healthy", "service_completed_successfully"}


def test_the_site_has_its_programs_a_database_and_a_queue():
    assert set(SERVICES) == {"migrate", "web", "worker", "beat", "postgres", "redis"}
    assert SERVICES["postgres"]["image"] == "pgvector/pgvector:pg18"
    assert SERVICES["redis"]["image"].startswith("redis:")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_uses_only_keys_of_the_specification(name):
    service = SERVICES[name]

    assert set(service) <= KEYS
    assert "build" in service or "image" in service
    assert all(isinstance(value, str | int) for value in service.get("environment", {}).values())
    for other, condition in service.get("depends_on", {}).items():
        assert other in SERVICES
        assert condition["condition"] in CONDITIONS
        assert (
            condition["condition"] != "service_healthy" or "test" in SERVICES[other]["healthcheck"]
        )


@pytest.mark.parametrize(
    ("name", "command"), [("web", site.WEB), ("worker", site.WORKER), ("beat", site.BEAT)]
)
def test_programs_are_started_by_the_words_of_up(name, command):
    assert SERVICES[name]["command"] == command


def test_the_program_table_is_what_up_starts(home):
    programs = (site.web(home, 8123), site.worker(home), site.beat(home))

    assert [" ".join(program.command[1:]) for program in programs] == [
        command.removeprefix("python ") for command in (site.WEB, site.WORKER, site.BEAT)
    ]


def test_every_program_but_beat_is_asked_for_its_health():
    silent = {name for name in SERVICES if "test" not in SERVICES[name].get("healthcheck", {})}

    assert silent == {"migrate", "beat"}


def test_every_volume_is_declared_and_used():
    used = {mount.split(":")[0] for each in SERVICES.values() for mount in each.get("volumes", ())}

    assert used == set(COMPOSE["volumes"])


def test_web_and_worker_see_the_same_uploads():
    assert SERVICES["web"]["volumes"] == SERVICES["worker"]["volumes"]
    assert SERVICES["web"]["environment"] == SERVICES["worker"]["environment"]


def test_the_worker_can_be_scaled():
    assert "ports" not in SERVICES["worker"]
    assert "container_name" not in SERVICES["worker"]


def test_secrets_come_from_outside_and_their_absence_is_named():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD"):
        uses = re.findall(rf"\$\{{{name}(.*?)\}}", TEXT)
        assert uses
        assert all(use.startswith(f":?set {name} in .env") for use in uses)


def test_the_database_sorts_like_the_embedded_one():
    embedded = {part for part in postgres.CLUSTER if part.startswith("--l") or "locale" in part}
    arguments = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"]

    assert embedded <= set(arguments.split())
    assert "-T english" in arguments
    assert "-E UTF8" in arguments


def test_the_queue_keeps_what_it_is_given_as_the_embedded_one_does():
    for setting in ("appendonly", "maxmemory-policy"):
        assert f"--{setting} {valkey.SETTINGS[setting]}" in SERVICES["redis"]["command"]


def test_the_site_answers_when_it_is_asked_for_its_health(live_server, queue):
    *_, question = SERVICES["web"]["healthcheck"]["test"]
    here = question.replace("http://localhost:8000", live_server.url)
    assert here != question

    assert subprocess.run([sys.executable, "-c", here], check=False).returncode == 0
