"""Whether this copy can do its work: database, broker, release."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from kombu.exceptions import OperationalError

from claims.nlp.release import RELEASE
from newsclaims.celery import app


def health(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database and broker answer, else 503 and which does not."""
    parts = {"database": database(), "broker": broker()}
    ok = all(state == "ok" for state in parts.values())
    return JsonResponse({"ok": ok, "release": RELEASE, **parts}, status=200 if ok else 503)


def database() -> str:
    """Return "ok" when the database answers, else what is the matter."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "does not answer"
    return "ok"


def broker() -> str:
    """Return "ok" when the queue answers, else what is the matter."""
    try:
        with app.connection_for_write() as queue:
            queue.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError):
        return "does not answer"
    return "ok"
