"""The embedded servers are real ones, with what the product needs in them."""

import pytest
from django.db import connection

from newsclaims.celery import app


@pytest.mark.django_db
def test_postgres_has_vectors_trigrams_and_the_builtin_locale():
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        extensions = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
        )
        locale = cursor.fetchone()
        cursor.execute("SHOW default_text_search_config")
        search = cursor.fetchone()

    assert {"vector", "pg_trgm"} <= extensions
    assert locale == ("b", "C.UTF-8")
    assert search == ("pg_catalog.english",)


def test_the_queue_keeps_what_it_is_given(queue):
    with app.connection_for_write() as broker:
        settings = broker.default_channel.client.config_get("*")

    assert settings["appendonly"] == "yes"
    assert settings["maxmemory-policy"] == "noeviction"
    assert settings["port"] == "0"
