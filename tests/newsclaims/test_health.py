"""The health page says which part does not answer."""

import pytest
from django.db import connection

from claims.nlp.release import RELEASE
from newsclaims.celery import app


@pytest.mark.django_db
def test_it_is_well_when_database_and_queue_answer(client, queue):
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "release": RELEASE, "database": "ok", "broker": "ok"}


@pytest.mark.django_db
def test_it_names_a_queue_that_does_not_answer(client, monkeypatch, tmp_path):
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock")

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["broker"] == "does not answer"
    assert answer.json()["database"] == "ok"


@pytest.mark.django_db(transaction=True)
def test_it_names_a_database_that_does_not_answer(client, queue, monkeypatch, tmp_path):
    connection.close()
    with monkeypatch.context() as patch:
        patch.setitem(connection.settings_dict, "HOST", str(tmp_path))
        answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert answer.json()["broker"] == "ok"
