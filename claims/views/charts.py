"""Pages of charts: one chart of what a query finds, with its table, and the same as a picture."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.dateformat import format as format_date
from django.views.decorators.http import require_safe

from claims import search
from claims.charts import CHARTS, NAMES, Chart, drawing
from claims.nlp.release import RELEASE
from claims.querying import NotUnderstood
from claims.search import Asked
from claims.views.choices import Choice

FIRST = next(iter(CHARTS))


@require_safe
def charts(request: HttpRequest) -> HttpResponse:
    """Show a chart of what a query finds; one that is not understood with its place, as 400."""
    text, name = _wanted(request)
    context: dict[str, Any] = {"q": text, "name": name, "tabs": _tabs(text, name)}
    try:
        asked = search.asked(text)
        chart = CHARTS[name](asked)
    except NotUnderstood as error:
        wrong = {
            "error": str(error),
            "before": text[: error.start],
            "there": text[error.start : error.end] or " ",
            "behind": text[error.end :],
        }
        return render(request, "charts/charts.html", context | wrong, status=HTTPStatus.BAD_REQUEST)
    context |= {
        "asked": asked,
        "chart": chart,
        "words": _words(text),
        "made": timezone.localdate(),
        "release": RELEASE,
        "citation": _citation(request, chart, text),
    }
    return render(request, "charts/charts.html", context)


@require_safe
def chart_svg(request: HttpRequest) -> HttpResponse:
    """Give a chart as a picture that needs nothing else."""
    text, name = _wanted(request)
    try:
        asked = search.asked(text)
        chart = CHARTS[name](asked)
    except NotUnderstood as error:
        return _plain(f"The query is not understood: {error}\n", HTTPStatus.BAD_REQUEST)
    if chart.is_empty:
        return _plain("There is nothing to draw.\n", HTTPStatus.NOT_FOUND)
    answer = HttpResponse(_file(request, chart, asked), content_type="image/svg+xml; charset=utf-8")
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="chart-{name}-{day}.svg"'
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def _wanted(request: HttpRequest) -> tuple[str, str]:
    name = request.GET.get("chart", FIRST) or FIRST
    if name not in CHARTS:
        raise Http404
    return request.GET.get("q", "").strip(), name


def _tabs(text: str, chosen: str) -> list[Choice]:
    return [Choice(label, _address(text, name), name == chosen) for name, label in NAMES.items()]


def _address(text: str, name: str) -> str:
    return f"{reverse('charts')}?{urlencode({'q': text, 'chart': name})}"


def _words(text: str) -> str:
    return f"Statements found by “{text}”" if text else "All statements"


def _made() -> str:
    return f"newsclaims, release {RELEASE}, made on {format_date(timezone.localdate(), 'j F Y')}"


def _citation(request: HttpRequest, chart: Chart, text: str) -> str:
    address = request.build_absolute_uri(_address(text, chart.name))
    return f"{chart.title}. {_words(text)}; {chart.size}. {_made()}. {address}"


def _file(request: HttpRequest, chart: Chart, asked: Asked) -> str:
    text = asked.query.text.strip()
    address = request.build_absolute_uri(_address(text, chart.name))
    return drawing.whole(
        chart.draw(drawing.WIDE, "file"),
        title=chart.title,
        above=(f"{_words(text)}; {chart.size}.", *asked.notes),
        below=(*chart.notes, f"{_made()}.", address),
    )


def _plain(words: str, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(words, content_type="text/plain; charset=utf-8", status=status)
