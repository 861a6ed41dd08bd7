"""A form that writes a query, for people who do not want to type one."""

from collections.abc import Mapping
from typing import Any

from django import forms

from claims.querying import All, Match, Part, Query, conditions, written
from claims.querying import Any as OneOf
from claims.querying.fields import FIELDS, Sort
from claims.querying.types import Days

NAMES = ("speaker", "source", "relay", "outlet")
WORDS = ("about", "label", "cue")
LISTS = ("kind", "type", "polarity", "certainty", "chain", "review")
LONGEST = 200


def _words(name: str) -> forms.CharField:
    return forms.CharField(
        label=FIELDS[name].label if name in FIELDS else "Words",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class QueryForm(forms.Form):
    """Conditions of one query that must all be met, in the order in which they are written."""

    words = _words("words")
    since = _day("Published since")
    until = _day("Published until")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **more})
        for name in (*NAMES, *WORDS):
            self.fields[name] = _words(name)
        for name in LISTS:
            field = FIELDS[name]
            self.fields[name] = forms.MultipleChoiceField(
                label=field.label,
                required=False,
                choices=[(value, words) for value, words in field.choices.items()],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def texts(self) -> list[forms.BoundField]:
        """The fields that take a name or words."""
        return [self[name] for name in ("words", *NAMES, *WORDS)]

    @property
    def lists(self) -> list[forms.BoundField]:
        """The fields of which several values may be chosen."""
        return [self[name] for name in LISTS]

    def query(self) -> str:
        """Return the query; the form must be valid."""
        values = self.cleaned_data
        parts: list[Part] = [_typed("", word) for word in _pieces(values["words"])]
        parts += [_typed(name, values[name]) for name in (*NAMES, *WORDS) if values[name].strip()]
        for name in LISTS:
            matches = tuple(Match(name, value) for value in values[name])
            if matches:
                parts.append(matches[0] if len(matches) == 1 else OneOf(matches))
        if values["since"] or values["until"]:
            parts.append(Match("published", Days(values["since"], values["until"])))
        return written(All(tuple(parts)))


def of(query: Query) -> QueryForm | None:
    """Return the form as it would have written the query; None where it could not have."""
    initial: dict[str, Any] = {}
    words = []
    for part in conditions(query):
        matches = part.parts if isinstance(part, OneOf) else (part,)
        fields = {one.field if isinstance(one, Match) else None for one in matches}
        field = fields.pop()
        if fields or field is None or (field and field in initial):
            return None
        values = [one.value for one in matches if isinstance(one, Match)]
        if not field:
            words += [written(one) for one in matches]
        elif field in LISTS:
            initial[field] = values
        elif len(values) > 1:
            return None
        elif field == "published" and isinstance(values[0], Days):
            initial |= {"published": True, "since": values[0].first, "until": values[0].last}
        elif FIELDS[field].sort in (Sort.NAME, Sort.WORDS) and field in (*NAMES, *WORDS):
            initial[field] = values[0]
        else:
            return None
    return QueryForm(initial={**initial, "words": " ".join(words)})


def asked(data: Mapping[str, Any]) -> QueryForm:
    """Return the form as it was sent."""
    return QueryForm(data)


def _pieces(text: str) -> list[str]:
    """Return words one by one, and what stands in quotation marks as one piece with them."""
    pieces = []
    for at, piece in enumerate(text.replace("“", '"').replace("”", '"').split('"')):
        pieces += [f'"{piece}"'] if at % 2 else piece.split()
    return [piece for piece in pieces if piece.strip('" ')]


def _typed(field: str, text: str) -> Match:
    text = text.strip()
    is_phrase = " " in text.strip('"') or text.startswith('"')
    return Match(field, text.strip('"'), is_phrase)
