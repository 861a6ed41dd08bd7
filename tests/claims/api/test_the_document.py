"""The whole API is asked what its document promises, by schemathesis, of the application itself.

`API_EXAMPLES=500 pytest tests/claims/api/test_the_document.py` looks longer.
"""

import json
import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from articles.roles import Role
from claims.api import urls  # noqa: F401  # declares all routes
from claims.api.site import api
from tests.builders import a_batch
from tests.claims.api.conftest import a_token, an_alert, an_edit, bearer

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
]
EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))  # of each route, of both sorts


def document():
    return json.loads(json.dumps(api.document()))


def test_every_route_is_described():
    told = document()
    routes = [one for methods in told["paths"].values() for one in methods.values()]

    assert told["openapi"].startswith("3.1")
    assert len({one["operationId"] for one in routes}) == len(routes) > 30
    for one in routes:
        assert len(one["summary"]) > 10, one["operationId"]
        assert one["tags"]
        assert {"401", "403", "422", "429"} <= one["responses"].keys(), one["operationId"]
        for status, answer in one["responses"].items():
            assert answer["description"] != status
            kinds = set(answer.get("content", ()))
            assert kinds <= {"application/problem+json" if status >= "400" else "application/json"}
    for name, shape in told["components"]["schemas"].items():
        assert shape.get("description"), name


def routes():
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    return [found.ok() for found in schema.get_all_operations()]


ROUTES = routes()


@pytest.fixture
def settings_of_the_site(settings, tmp_path):
    """No batch in the way of others, and any host."""
    settings.MEDIA_ROOT = tmp_path
    settings.ALLOWED_HOSTS = ["*"]
    # Else each request would end the connection, and with it the test's transaction.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def ids(world):
    """Of each kind of thing, one that is there."""
    edit = an_edit(world.denial)
    return {
        "articles": world.lantern.pk,
        "statements": world.closing.pk,
        "claims": world.claim.pk,
        "stories": world.story.pk,
        "relations": world.link.pk,
        "speakers": world.quote.speaker_id,
        "outlets": world.ledger.outlet_id,
        "batches": a_batch().pk,
        "edits": edit.pk,
        "alerts": an_alert(world.closing, Role.ADMIN).pk,
    }


def test_the_api_does_what_its_document_says(ids, settings_of_the_site):
    """No 5xx, no status that is not told of, and every answer of the shape that is told of."""
    _, secret = a_token(Role.ADMIN)
    headers = bearer(secret) | {"Accept-Encoding": "identity"}
    broken = []
    for route in ROUTES:
        there = {"pk": ids[route.path.split("/")[2]]} if "{pk}" in route.path else None
        try:
            ask(route, headers, there)
        except FailureGroup as failures:
            broken += [f"{route.label}\n{failure}" for failure in failures.exceptions]

    assert not broken, "\n\n".join(broken)


def ask(route, headers, there):
    cases = [
        route.as_strategy(mode, path_parameters=given)
        for mode in GenerationMode
        for given in ([there, None] if there else [None])
        if mode is GenerationMode.POSITIVE or can_be_wrong(route, given)
    ]

    @given(st.one_of(cases))
    @settings(
        max_examples=EXAMPLES,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize="API_EXAMPLES" not in os.environ,
        database=None,
    )
    def asked(case):
        case.call_and_validate(headers=headers, checks=CHECKS)

    asked()


def can_be_wrong(route, given):
    """Whether there is anything to be sent wrongly."""
    return bool(route.query or route.body or (route.path_parameters and not given))
