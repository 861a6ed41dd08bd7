"""Columns that hold spans."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.text import TextSpan


class SpansField(ArrayField):  # type: ignore[type-arg]
    """Spans of the article's text, in text order, as `[[start, end], ...]`.

    Reads and writes tuples of `TextSpan`. A trigger refuses what lies outside the text.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", tuple)
        kwargs.setdefault("blank", True)
        kwargs["base_field"] = ArrayField(models.IntegerField(), size=2)
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        """Leave out what `__init__` always sets."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["base_field"]
        return name, path, args, kwargs

    def from_db_value(self, value: Any, *_: Any) -> tuple[TextSpan, ...]:
        """Return rows of two integers as spans."""
        return tuple(TextSpan(start, end) for start, end in value or ())

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return spans as rows of two integers."""
        return super().get_db_prep_value(_rows(value), connection, prepared)


def _rows(value: Iterable[TextSpan | list[int]]) -> list[list[int]]:
    return [[s.start, s.end] if isinstance(s, TextSpan) else list(s) for s in value or ()]
