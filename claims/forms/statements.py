"""The form of one statement: what was chosen and typed, read into a draft."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from articles.models import Article
from claims.actions.judging import MAX_LINKS
from claims.editing import PARTS, Draft, Pairs, Values, blank
from claims.nlp.types import Act, Certainty, Polarity, Role, SpeakerKind, Stance, Type
from claims.sayings import ACTS, TYPES

FOLLOWS = "as the quotation marks say"
POLARITIES = {
    Polarity.ASSERTED: "asserted",
    Polarity.DENIED: "denied",
    Polarity.NO_COMMENT: "no comment",
}
STANCES = {
    Stance.NEUTRAL: "reports it",
    Stance.FACTIVE: "vouches for it",
    Stance.DOUBTING: "doubts it",
}
ROLES = {
    Role.SPEAKER: "says it",
    Role.RELAY: "passes it on",
    Role.VENUE: "is where it was said",
    Role.DOCUMENT: "is what it stands in",
}
MAX_WHY = 500


def _choices(words: Mapping[Any, str]) -> list[tuple[str, str]]:
    return [(str(value), label) for value, label in words.items()]


class StatementForm(forms.Form):
    """The fields of a statement that are chosen from a few, and why."""

    polarity = forms.ChoiceField(
        label="Polarity",
        choices=_choices(POLARITIES),
        widget=forms.RadioSelect,
        help_text="What the source is reported to have done with the content.",
    )
    type = forms.ChoiceField(
        label="Type",
        choices=_choices({type_: TYPES[type_] for type_ in Type}),
        widget=forms.RadioSelect,
        help_text="Follows from the quotation marks when you change the content and leave this.",
    )
    stance = forms.ChoiceField(
        label="Stance",
        choices=_choices(STANCES),
        widget=forms.RadioSelect,
        help_text="What the outlet’s word of saying does to the content.",
    )
    certainty = forms.ChoiceField(
        label="Certainty", choices=_choices({value: value.value for value in Certainty})
    )
    act = forms.ChoiceField(
        label="Act",
        choices=_choices({value: ACTS.get(value, "plain statement") for value in Act}),
    )
    why = forms.CharField(
        label="Why (if you like)",
        required=False,
        max_length=MAX_WHY,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        if is_new:
            kind = self.fields["type"]
            assert isinstance(kind, forms.ChoiceField)
            kind.required = False
            kind.choices = [("", FOLLOWS), *_choices({t: TYPES[t] for t in Type})]
            kind.help_text = ""
        for name in self.errors if self.is_bound else ():
            self.fields[name].widget.attrs["aria-invalid"] = "true"


def read_draft(sent: QueryDict, article: Article, there: Values | None) -> Draft:
    """Return what a form holds, however wrong; `there` is what stands, None for a new statement."""
    drawn = _drawn(sent, there)
    values = {**blank(article).values, **drawn}
    for field in PARTS:
        if field in sent:
            values[field] = _pairs(str(sent[field]), article)
    for name in ("type", "act", "polarity", "certainty", "stance"):
        values[name] = sent.get(name, values[name])
    values["chain"] = list(_links(sent, article)) if "links" in sent else values["chain"]
    return Draft(
        article,
        values,
        drawn,
        seen=_number(sent.get("seen", "")),
        chosen=sent.get("piece", ""),
        why=sent.get("why", "")[:MAX_WHY],
    )


def pairs_of(raw: str) -> Pairs:
    """Return the spans that a form names, as “12-40 52-60”; what is none is left out."""
    found = []
    for piece in raw.split():
        start, _, end = piece.partition("-")
        if start.isascii() and end.isascii() and start.isdigit() and end.isdigit():
            found.append([int(start), int(end)])
    return found


def _drawn(sent: QueryDict, there: Values | None) -> Values:
    """Return what stood there when the form was drawn, as the form says; else what does now."""
    if there is None:
        return {}
    try:
        drawn = json.loads(sent.get("drawn", ""))
    except ValueError:
        return there
    is_whole = isinstance(drawn, dict) and drawn.keys() == there.keys()
    is_like = is_whole and all(isinstance(drawn[name], type(there[name])) for name in there)
    return drawn if is_like else there


def _pairs(raw: str, article: Article) -> Pairs:
    """Return the spans of a field that lie in the text, so that they can be shown."""
    return [[start, end] for start, end in pairs_of(raw) if start < end <= article.length]


def _links(sent: QueryDict, article: Article) -> Iterable[Values]:
    """Yield the rows of the source chain, the empty ones in between included."""
    for at in range(min(_number(str(sent["links"])), MAX_LINKS + 1)):
        yield {
            "name": " ".join(sent.get(f"name-{at}", "").split()),
            "kind": sent.get(f"kind-{at}", ""),
            "role": sent.get(f"role-{at}", str(Role.SPEAKER)),
            "span": _pairs(sent.get(f"span-{at}", ""), article),
            "cue": _pairs(sent.get(f"cue-{at}", ""), article),
        }


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 18 else 0


KINDS = [("", "choose …"), *((kind.value, kind.value) for kind in SpeakerKind)]
ROLE_CHOICES = _choices(ROLES)
