"""Pages of search: what a query finds, with facets, and how queries are written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims import search as finding
from claims.exports.formats import FORMATS
from claims.forms import search as forms
from claims.nlp.types import Tier
from claims.querying import (
    All,
    Match,
    Not,
    NotUnderstood,
    Query,
    conditions,
    has,
    parse,
    with_match,
    without,
    written,
)
from claims.querying.fields import FIELDS
from claims.sayings import Saying
from claims.views import choices

FORM = "put"  # the name of the form's button: its fields are to be written as a query
AT_ONCE = 6  # choices of a facet that are seen before it is opened
CHECKED = 8  # conditions of which it is said that nothing meets them, where nothing is found
WITHOUT_SOFT = Match("tier", Tier.CORE.value)
EXAMPLES = (
    ("kind:anonymous polarity:asserted", "what sources without a name are said to have said"),
    ("polarity:no-comment", "who would not comment"),
    ('"ceasefire" -sanctions', "a word without another"),
    ("stance:factive type:indirect", "paraphrase that the outlet vouches for"),
    ("chain:relay depth:>1", "what was passed on before it reached the outlet"),
    ("certainty:conditional", "what was said under a condition"),
)
START: dict[str, Any] = {"q": "", "examples": EXAMPLES}


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition of a query, with the address of the same search without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet as it is shown: some choices at once, the others on demand."""

    facet: finding.Facet
    shown: tuple[finding.Choice, ...]
    rest: tuple[finding.Choice, ...]


@dataclass(frozen=True, slots=True)
class Find:
    """A hit as it is shown; the words that were sought are marked in its content."""

    saying: Saying
    claim: int | None
    story: int | None


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what a query finds; one that is not understood with its place, as status 400."""
    if FORM in request.GET:
        return _put_together(request)
    text = request.GET.get("q", "").strip()
    if not text:
        return render(request, "search/search.html", {**START, "form": forms.of(parse(""))})
    try:
        query = parse(text)
        if choices.without_soft(request) and not has(query, WITHOUT_SOFT):
            return HttpResponseRedirect(_address(with_match(query, WITHOUT_SOFT)))
        return render(request, "search/search.html", _found(request, text))
    except NotUnderstood as error:
        return render(request, "search/search.html", _wrong(text, error), status=400)
    except finding.NoSuchPlace as error:
        wrong = {"q": text, "form": forms.of(query), "error": str(error)}
        return render(request, "search/search.html", wrong, status=400)


@require_safe
def search_help(request: HttpRequest) -> HttpResponse:
    """Explain the language of search, field by field, with examples that are links."""
    context = {"fields": FIELDS.values(), "examples": EXAMPLES}
    return render(request, "search/help.html", context)


def _put_together(request: HttpRequest) -> HttpResponse:
    """Lead to the query that the form writes."""
    form = forms.asked(request.GET)
    if form.is_valid():
        return HttpResponseRedirect(_address(form.query()))
    return render(request, "search/search.html", {**START, "form": form}, status=400)


def _found(request: HttpRequest, text: str) -> dict[str, Any]:
    asked = finding.asked(text)
    after = request.GET.get("after", "")
    is_oldest_first = request.GET.get("order") == "oldest"
    page = finding.page(asked, after=after or None, oldest_first=is_oldest_first)
    return {
        "q": text,
        "asked": asked,
        "page": page,
        "like": finding.nearest_to(asked),
        "finds": [_shown(hit) for hit in page.hits],
        "counted": _counted(page, is_alike=asked.query.similar_to is not None),
        "barren": [] if page.total.count else _barren(asked.query),
        "facets": [_narrowing(facet) for facet in finding.facets(asked)],
        "soft": _soft(asked.query),
        "chips": _chips(asked.query),
        "form": forms.of(asked.query),
        "is_first": not after,
        "is_oldest_first": is_oldest_first,
        "formats": FORMATS.values(),
    }


def _address(query: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': query})}"


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


def _shown(hit: finding.Hit) -> Find:
    marks = tuple(
        mark
        for mark in hit.spans
        if any(part.start <= mark.start and mark.end <= part.end for part in hit.saying.spans)
    )
    return Find(replace(hit.saying, marks=marks), hit.claim, hit.story)


def _counted(page: finding.Page, *, is_alike: bool) -> dict[str, str]:
    """Return how much there is, each number with what it counts."""
    if not page.total.count:
        return {"words": "Nothing found"}
    articles, outlets = _number(page.articles, "article"), _number(page.outlets, "outlet")
    return {
        "words": f"{_number(page.total, 'statement')}{', the nearest first' if is_alike else ''}",
        "within": f"in {articles} of {outlets}; {_number(page.voices, 'independent source')}.",
    }


def _number(total: finding.Total, of: str) -> str:
    return f"{total} {of}{'' if str(total) == '1' else 's'}"


def _barren(query: Query) -> list[str]:
    """Return the conditions that nothing meets, each by itself."""
    parts = [part for part in conditions(query) if not isinstance(part, Not)][:CHECKED]
    asked = [written(part) for part in parts] if len(parts) > 1 else []
    return [one for one in asked if not finding.entries(finding.asked(one)).exists()]


def _narrowing(facet: finding.Facet) -> Narrowing:
    """Return a facet with what is chosen in sight, and months from the newest on."""
    is_months = facet.field == "month"
    some = facet.choices[::-1] if is_months else facet.choices
    some = tuple(sorted(some, key=lambda choice: not choice.is_chosen))
    cut = AT_ONCE if len(some) > AT_ONCE + 1 else len(some)
    return Narrowing(facet, some[:cut], some[cut:])


def _soft(query: Query) -> choices.Choice:
    """Return the choice to leave out soft statements."""
    is_on = has(query, WITHOUT_SOFT)
    changed = without(query, WITHOUT_SOFT) if is_on else with_match(query, WITHOUT_SOFT)
    return choices.Choice("Hide soft statements", _address(changed), is_on)


def _chips(query: Query) -> list[Chip]:
    """Return the conditions that all finds meet, each with the search without it."""
    parts = conditions(query)
    return [
        Chip(written(part), _address(_written((*parts[:at], *parts[at + 1 :]))))
        for at, part in enumerate(parts)
    ]


def _written(parts: tuple[Any, ...]) -> str:
    return written(parts[0] if len(parts) == 1 else All(parts))
