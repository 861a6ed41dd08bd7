"""What every page may ask for, and only pays for when it does."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.http import HttpRequest

from articles.roles import role_of
from claims import review


def in_templates(request: HttpRequest) -> dict[str, Any]:
    """Give templates `review_count`: how much editors could look at, 0 for all others."""
    return {"review_count": _count(request)}


def _count(request: HttpRequest) -> Callable[[], int]:
    @cache
    def count() -> int:
        # Only who is signed in can be an editor; a page without a session asks no database.
        return review.total() if role_of(request.user).may_edit else 0

    return count
