"""Marks of a timeline as escaped SVG: hundreds on a page, too many for templates."""

from html import escape

from django import template
from django.utils.safestring import SafeString

from claims.timelines import Lane
from claims.timelines.reading import Drawn

register = template.Library()

FIRST = '<path class="mark-first" d="M3 27.2H25"/>'


@register.filter
def marks(lane: Lane) -> SafeString:
    """Return all marks of a lane, each a link whose title says what its shape and place say."""
    return SafeString("".join(_mark(drawn) for drawn in lane.drawn))


def _mark(drawn: Drawn) -> str:
    return (
        f'<a class="mark is-{drawn.sign}" href="{escape(drawn.url)}">'
        f"<title>{escape(drawn.label)}</title>"
        f'<g transform="translate({drawn.spot.x} {drawn.y})">'
        '<rect class="mark-press" x="1" y="1" width="26" height="26" rx="3"/>'
        f'<use href="#mark-{drawn.sign}"/>'
        f'<text x="14" y="18.2" text-anchor="middle">{drawn.letter}</text>'
        f"{FIRST if drawn.is_first else ''}</g></a>"
    )
