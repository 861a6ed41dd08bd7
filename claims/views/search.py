"""Pages of search: what a query finds, with facets, and how queries are written."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import search as finding
from claims.forms import search as forms
from claims.querying import All, NotUnderstood, Part, Query, conditions, parse, written
from claims.querying.fields import FIELDS

FORM = "put"  # the name of the form's button: its fields are to be written as a query
ENDINGS = {"csv": "CSV", "jsonl": "JSON Lines", "jsonld": "JSON-LD", "atom": "Atom feed"}
EXAMPLES = (
    ("kind:anonymous polarity:asserted", "what sources without a name are said to have said"),
    ("polarity:no-comment", "who would not comment"),
    ('"ceasefire" -sanctions', "a word without another"),
    ("stance:factive type:indirect", "paraphrase that the outlet vouches for"),
    ("chain:relay depth:>1", "what was passed on before it reached the outlet"),
    ("certainty:conditional", "what was said under a condition"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of a query, with the address of the same search without it."""

    words: str
    without: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a query finds; one that is not understood with its place, as status 400."""
    if FORM in request.GET:
        form = forms.asked(request.GET)
        if form.is_valid():
            return HttpResponseRedirect(_address(form.query()))
        return render(request, "search/search.html", {"form": form, "q": ""}, status=400)
    text = request.GET.get("q", "").strip()
    if not text:
        start = {"form": forms.of(parse("")), "examples": EXAMPLES, "q": ""}
        return render(request, "search/search.html", start)
    try:
        asked = finding.asked(text)
        is_oldest_first = request.GET.get("order") == "oldest"
        after = request.GET.get("after", "")
        page = finding.page(asked, after=after or None, oldest_first=is_oldest_first)
    except NotUnderstood as error:
        return render(request, "search/search.html", _wrong(text, error), status=400)
    context: dict[str, Any] = {
        "q": text,
        "asked": asked,
        "page": page,
        "facets": finding.facets(asked),
        "chips": _chips(asked.query),
        "form": forms.of(asked.query),
        "is_first": not after,
        "is_oldest_first": is_oldest_first,
        "endings": ENDINGS,
    }
    return render(request, "search/search.html", context)


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Explain the language of search, field by field, with examples that are links."""
    context = {"fields": FIELDS.values(), "examples": EXAMPLES}
    return render(request, "search/help.html", context)


def _address(query: str, **more: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': query, **more})}"


def _wrong(text: str, error: NotUnderstood) -> dict[str, Any]:
    """Return what the page says of a query that is not understood, with the place in it."""
    return {
        "q": text,
        "form": forms.of(parse("")),
        "error": str(error),
        "before": text[: error.start],
        "there": text[error.start : error.end] or " ",
        "behind": text[error.end :],
    }


def _chips(query: Query) -> list[Chip]:
    """Return the conditions that all finds meet, each with the search without it."""
    parts = conditions(query)
    return [
        Chip(written(part), _address(_written([*parts[:at], *parts[at + 1 :]])))
        for at, part in enumerate(parts)
    ]


def _written(parts: list[Part]) -> str:
    return written(parts[0] if len(parts) == 1 else All(tuple(parts)))
