"""The cells of the compare table as escaped HTML: a template for each would take most of the time.

Every word of a text goes through `escape` or through `highlight`, which does the same.
"""

from collections.abc import Callable
from functools import lru_cache
from html import escape
from urllib.parse import quote

from django import template
from django.template.base import FilterExpression, Parser
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from claims.comparison import Cell, Row
from claims.sayings import Saying, Tag
from claims.templatetags import highlight

register = template.Library()

Teller = Callable[[Cell, Saying], str]

ABSENT = '<td role="cell" class="absent" data-column>not found in the text we hold</td>'
MAY_EDIT = FilterExpression("may_edit", Parser([]))  # asks as a template does, and calls it


@register.simple_tag(takes_context=True)
def cells(context: template.Context, row: Row) -> SafeString:
    """Return the cells of a row: what each outlet tells of its claim."""
    told = _teller(context, row)
    return SafeString("".join([_cell(cell, told) for cell in row.cells]))


@register.simple_tag(takes_context=True)
def told(context: template.Context, row: Row, cell: Cell, saying: Saying) -> SafeString:
    """Return one statement with its chain, its tags, its citation, and what an editor may do."""
    return SafeString(_teller(context, row)(cell, saying))


def _teller(context: template.Context, row: Row) -> Teller:
    """Return what makes a statement's HTML; what is the same for all is looked up once."""
    site = str(context.get("site") or "")
    if not MAY_EDIT.resolve(context, ignore_failures=True):
        return lambda cell, saying: _told(saying, site)
    path = quote(str(context["request"].path))
    return lambda cell, saying: _told(saying, site) + _deeds(row, cell, saying, path)


def _deeds(row: Row, cell: Cell, saying: Saying, path: str) -> str:
    """Return what an editor may do with a statement."""
    statement = saying.statement
    of = f'<span class="visually-hidden">: {escape(cell.column.short)}, claim {row.number}</span>'
    reject = ""
    if row.claim and len(row.sayings) > 1:
        reject = (
            f'<a class="deed" href="/claims/{row.claim.pk}/reject/?statement={statement.pk}'
            f'&amp;next={path}" data-key="x" '
            f'data-key-label="Reject a statement from its claim">reject{of}</a>'
        )
    return (
        f'<span class="deeds">{reject}<a class="deed" '
        f'href="/articles/{statement.article_id}/statements/{statement.pk}/edit/" data-key="e" '
        f'data-key-label="Edit a statement">edit{of}</a></span>'
    )


def _cell(cell: Cell, told: Teller) -> str:
    if not cell.sayings:
        return ABSENT
    column = cell.column
    outlet = f"{column.name}, voice {column.mark}" if column.mark else column.name
    shown, folded = (
        "".join([f'<div class="saying">{told(cell, one)}</div>' for one in part])
        for part in (cell.shown, cell.folded)
    )
    if folded:
        summary = f"{len(cell.folded)} more in {escape(column.name)}"
        folded = f'<details class="more"><summary>{summary}</summary>{folded}</details>'
    return f'<td role="cell" data-column data-outlet="{escape(outlet)}">{shown}{folded}</td>'


def _told(saying: Saying, site: str) -> str:
    if saying.is_plain:
        words = f'<blockquote class="words">{highlight.words(saying)}</blockquote>'
    else:
        words = render_to_string("claims/_words.html", {"saying": saying})
    citation = escape(saying.citation(site))
    return (
        f"{words}{highlight.chain(saying)}"
        f'<ul class="tags">{_tags(saying.tags, saying.told)}<li>{escape(saying.manner)}</li>'
        f'<li><a href="{escape(saying.url)}" data-key="v" data-key-label="Show in the article">'
        f"{saying.where}</a></li>"
        f'<li><details class="cite"><summary data-key="c" data-copy="{citation}">Cite</summary>'
        f"<p>{citation}</p></details></li></ul>"
    )


@lru_cache(maxsize=10_000)
def _tags(tags: tuple[Tag, ...], told: frozenset[str]) -> str:
    return render_to_string("claims/_tag_list.html", {"tags": tags, "told": told}) if tags else ""
