"""Changed words as escaped HTML: what is gone in `<del>`, what is new in `<ins>`."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from articles.text import TextSpan
from claims.annotation import Layer
from claims.changes import NAMES
from claims.linking.changes import Change
from claims.templatetags.highlight import html

register = template.Library()

NONE = SafeString('<span class="quiet">none</span>')


@register.filter
def name(change: Change) -> str:
    """Return what changed, as pages call it."""
    return NAMES[change.field]


@register.filter
def gone(change: Change) -> SafeString:
    """Return what stood before, with the words marked that are gone."""
    return _marked(change.before, change.gone, "del")


@register.filter
def new(change: Change) -> SafeString:
    """Return what stands now, with the words marked that are new."""
    return _marked(change.after, change.new, "ins")


def _marked(text: str, spans: Iterable[TextSpan], tag: str) -> SafeString:
    if not text:
        return NONE
    return html(text, TextSpan(0, len(text)), [Layer(span, tag, "") for span in spans])
