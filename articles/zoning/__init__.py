"""Tells which lines of a text are headline, byline, body, and which belong to the site around.

What is an article's own text is a question of taking it in; who is reported to say something in it
is asked later, and only of the zones in `READ`.
"""

from articles.zoning.finding import headline, kind_at, zones
from articles.zoning.summary import Summary, summary
from articles.zoning.types import READ, Zone, ZoneKind

__all__ = ["READ", "Summary", "Zone", "ZoneKind", "headline", "kind_at", "summary", "zones"]
