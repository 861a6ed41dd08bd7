"""The quality page: what was measured, and where editors agree with the machine."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims import agreement, plot


@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """Show how good the readings are; it names nobody, and so is for everybody."""
    live, gold = agreement.found(), agreement.measured()
    context = {
        "live": live,
        "gold": gold,
        "live_plot": plot.of_bins(live.bins) if live.bins else None,
        "gold_plot": plot.of_bins(gold.bins),
    }
    return render(request, "quality/quality.html", context)
