"""Offsets to escaped HTML: with `matrix` and `timeline`, where pages are made in Python.

Every character of a text goes through `escape` before anything here is called a `SafeString`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import pairwise

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from articles.text import TextSpan
from claims.annotation import Layer
from claims.sayings import Crumb, Saying, Tag, near

register = template.Library()

GAP = '<span class="gap"> … </span>'


@register.filter
def of(values: Mapping[str, str], name: str) -> str:
    """Return what is said of a field, or nothing."""
    return values.get(name, "")


@register.filter
def whole(saying: Saying) -> SafeString:
    """Return a statement as every page shows it: its stand, its words, its chain, its tags."""
    if saying.is_plain:  # nearly all are, and a template for each would take half the page's time
        quoted = f'<blockquote class="words">{words(saying)}</blockquote>'
        return SafeString(quoted + chain(saying) + tags(saying))
    return render_to_string("claims/_saying.html", {"saying": saying})


@register.filter
def words(saying: Saying) -> SafeString:
    """Return a statement's words with those marked that differ, its parts joined by an ellipsis."""
    return _shown(saying, saying.spans)


@register.filter
def opening(saying: Saying) -> SafeString:
    """Return the first words of a long statement, with those marked that differ."""
    return _shown(saying, saying.opening)


@register.filter
def passage(saying: Saying) -> SafeString:
    """Return the words of a statement around those that are marked, with "…" where it is cut."""
    if not saying.is_long:
        return words(saying)
    shown = near(saying.text, saying.spans, saying.marks)
    before = "" if shown[0].start == saying.spans[0].start else "… "
    behind = "" if shown[-1].end == saying.spans[-1].end else " …"
    return SafeString(f"{before}{_shown(saying, shown)}{behind}")


@register.filter
def chain(saying: Saying) -> SafeString:
    """Return a statement's source chain; kept, because the same chains stand all over a page."""
    return _chain(saying.crumbs, "holder" in saying.told)


@register.filter
def tags(saying: Saying) -> SafeString:
    """Return what is worth knowing about a statement; kept as chains are."""
    return _tags(saying.tags, saying.told, saying.manner, saying.url, saying.where)


@register.filter
def map_cells(signs: Iterable[str]) -> SafeString:
    """Return an outlet's cells of a story's map: joined here, as there are many of them."""
    return SafeString("".join([_map_cell(sign) for sign in signs]))


@lru_cache
def _map_cell(sign: str) -> SafeString:
    return render_to_string("claims/_map_cell.html", {"sign": sign})


@register.filter
@lru_cache
def dots(coverage: tuple[bool, ...]) -> SafeString:
    """Return a row of dots, one for each outlet, full for those that have the claim."""
    return render_to_string("claims/_dots.html", {"coverage": coverage})


@register.simple_tag
def annotated(text: str, window: TextSpan, layers: Sequence[Layer]) -> SafeString:
    """Return a stretch of a text with everything marked that lies in it."""
    return html(text, window, layers)


def html(text: str, window: TextSpan, layers: Sequence[Layer]) -> SafeString:
    """Return the characters of a window, escaped, inside the elements of the layers over them.

    Layers may overlap in any way: each stretch between two borders gets its own elements, so
    that elements always nest, and what a reader copies is the text and nothing else.
    """
    if not layers:
        return SafeString(escape(window.of(text)))
    inside = [x for x in layers if x.span.start < window.end and x.span.end > window.start]
    borders = {window.start, window.end}
    for layer in inside:
        borders.update({max(layer.span.start, window.start), min(layer.span.end, window.end)})
    pairs = pairwise(sorted(borders))
    return SafeString("".join(_stretch(text, start, end, inside) for start, end in pairs))


@lru_cache(maxsize=10_000)
def _chain(crumbs: tuple[Crumb, ...], differs: bool) -> SafeString:
    return render_to_string("claims/_chain.html", {"crumbs": crumbs, "differs": differs})


@lru_cache(maxsize=10_000)
def _tags(
    tags: tuple[Tag, ...], told: frozenset[str], manner: str, url: str, where: str
) -> SafeString:
    return render_to_string(
        "claims/_tags.html",
        {"tags": tags, "told": told, "manner": manner, "url": url, "where": where},
    )


def _shown(saying: Saying, spans: Sequence[TextSpan]) -> SafeString:
    layers = [Layer(span, "mark", "") for span in saying.marks]
    return SafeString(GAP.join(html(saying.text, span, layers) for span in spans))


def _stretch(text: str, start: int, end: int, layers: Iterable[Layer]) -> str:
    over = [x for x in layers if x.span.start <= start and end <= x.span.end]
    numbers = "".join(_number(x) for x in over if x.number and x.span.start == start)
    made = escape(text[start:end])
    for tag, attributes in _elements(over):
        made = f"<{tag}{attributes}>{made}</{tag}>"
    return numbers + made


def _elements(over: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    """Yield one element for each tag over a stretch, with the classes of all its layers."""
    for tag in dict.fromkeys(layer.tag for layer in over):
        layers = [layer for layer in over if layer.tag == tag]
        names = [layer.name for layer in layers if layer.name]
        if len(names) > 1 and len(names) != len(set(names)):
            names.append("overlap")
        attributes = f' class="{" ".join(dict.fromkeys(names))}"' if names else ""
        if notes := [f"{layer.of} · {layer.note}" for layer in layers if layer.note]:
            numbers = " ".join(str(layer.of) for layer in layers if layer.note)
            attributes += f' data-of="{numbers}" data-note="{escape(chr(10).join(notes))}"'
        yield tag, attributes


def _number(layer: Layer) -> str:
    number = layer.number
    note = f": {escape(layer.note)}" if layer.note else ""
    shown = f' data-note="{escape(layer.note)}"' if layer.note else ""
    return (
        f'<a class="number" id="s{number}" href="#n{layer.to or number}" data-number="{number}"'
        f'{shown} aria-label="Statement {number}{note}"></a>'
    )
