"""SVG for charts: attributes alone, so that a picture keeps its looks outside the site.

On the site the classes take over, and give it the colours of the page: `c-…` fills, `s-…` strokes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

COLORS = {
    "ink": "#1a1814",
    "soft": "#524d44",
    "trace": "#8d8577",
    "rule": "#cfc8b9",
    "hair": "#e6e1d5",
    "sheet": "#fffefb",
}
FONT = "'Instrument Sans', 'Helvetica Neue', Arial, sans-serif"
LETTER = 0.56  # of the size: how wide a letter is, on average
WIDE, NARROW = 760, 340  # units; a unit is a pixel where there is room


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, without the element around it."""

    width: float
    height: float
    markup: str


def number(value: float) -> str:
    """Return a coordinate as briefly as it is exact enough."""
    return f"{value:.1f}".removesuffix(".0")


def fill(color: str) -> str:
    """Return the attributes of something filled."""
    return f'class="c-{color}" fill="{COLORS[color]}"'


def text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: int = 12,
    weight: int = 400,
    color: str = "ink",
    turn: int = 0,
) -> str:
    """Return words, escaped; `turn` turns them around their place, in degrees."""
    turned = f' transform="rotate({turn} {number(x)} {number(y)})"' if turn else ""
    return (
        f'<text {fill(color)} x="{number(x)}" y="{number(y)}" font-size="{size}" '
        f'font-weight="{weight}" text-anchor="{anchor}"{turned}>{escape(words)}</text>'
    )


def box(x: float, y: float, width: float, height: float, color: str, *, edge: str = "") -> str:
    """Return a filled rectangle, with an edge where a colour is given for it."""
    around = f' stroke="{COLORS[edge]}"' if edge else ""
    name = f"c-{color}{f' s-{edge}' if edge else ''}"
    return (
        f'<rect class="{name}" fill="{COLORS[color]}"{around} x="{number(x)}" y="{number(y)}" '
        f'width="{number(width)}" height="{number(height)}"/>'
    )


def tile(x: float, y: float, width: float, height: float, color: str) -> str:
    """Return a rectangle in a colour that is the same everywhere."""
    return (
        f'<rect fill="{color}" x="{number(x)}" y="{number(y)}" '
        f'width="{number(width)}" height="{number(height)}"/>'
    )


def path(way: str, color: str, *, width: float = 1) -> str:
    """Return lines."""
    return (
        f'<path class="s-{color}" fill="none" stroke="{COLORS[color]}" '
        f'stroke-width="{number(width)}" d="{way}"/>'
    )


def bars(places: Iterable[tuple[float, float, float, float]], color: str = "ink") -> str:
    """Return rectangles (left, top, width, height) as one shape."""
    way = "".join(
        f"M{number(x)} {number(y)}h{number(w)}v{number(h)}h{number(-w)}z" for x, y, w, h in places
    )
    return f'<path {fill(color)} d="{way}"/>' if way else ""


def pattern(name: str, lines: str, *, side: int = 6, ground: str = "sheet") -> str:
    """Return a pattern of ink lines that others are filled with by `url(#name)`."""
    return (
        f'<pattern id="{name}" width="{side}" height="{side}" patternUnits="userSpaceOnUse">'
        f"{box(0, 0, side, side, ground)}{path(lines, 'ink', width=1.2)}</pattern>"
    )


def patterned(x: float, y: float, width: float, height: float, name: str) -> str:
    """Return a rectangle filled with a pattern, with an edge of ink."""
    return (
        f'<rect class="s-ink" fill="url(#{name})" stroke="{COLORS["ink"]}" x="{number(x)}" '
        f'y="{number(y)}" width="{number(width)}" height="{number(height)}"/>'
    )


def titled(markup: str, words: str) -> str:
    """Return a part with words that are told when one points at it."""
    return f"<g><title>{escape(words)}</title>{markup}</g>"


def fitted(words: str, room: float, size: int = 12) -> str:
    """Return words, cut where they would be wider than there is room."""
    most = max(int(room / (size * LETTER)), 2)
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def lines(words: str, room: float, size: int = 12) -> list[str]:
    """Return words in lines that are not wider than there is room."""
    most = max(int(room / (size * LETTER)), 8)
    found: list[str] = []
    for word in words.split():
        if found and len(found[-1]) + 1 + len(word) <= most:
            found[-1] += f" {word}"
        else:
            found.append(word if len(word) <= most else f"{word[: most - 1]}…")
    return found


def inline(picture: Picture, *, label: str, name: str) -> str:
    """Return a picture for a page: told as one image, its words being in the page's table."""
    return (
        f'<svg class="chart-{name}" viewBox="0 0 {number(picture.width)} '
        f'{number(picture.height)}" role="img" aria-label="{escape(label)}" '
        f'font-family="{FONT}">{picture.markup}</svg>'
    )


def whole(picture: Picture, *, title: str, above: Iterable[str], below: Iterable[str]) -> str:
    """Return a picture as a file of its own: on paper, with its title and what must be cited."""
    edge, room = 20, picture.width
    y: float = edge + 18
    parts = []
    for words in lines(title, room, 18):
        parts.append(text(edge, y, words, size=18, weight=600))
        y += 24
    told = [one for words in above for one in lines(words, room, 12)]
    for words in told:
        parts.append(text(edge, y, words, color="soft"))
        y += 17
    parts.append(f'<g transform="translate({edge} {number(y + 4)})">{picture.markup}</g>')
    y += picture.height + 26
    under = [one for words in below for one in lines(words, room, 11)]
    for words in under:
        parts.append(text(edge, y, words, size=11, color="soft"))
        y += 15
    width, height = room + 2 * edge, y + edge - 10
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}" '
        f'height="{number(height)}" viewBox="0 0 {number(width)} {number(height)}" role="img" '
        f'aria-labelledby="title desc" font-family="{FONT}"><title id="title">{escape(title)}'
        f'</title><desc id="desc">{escape(" ".join([*above, *below]))}</desc>'
        f"{box(0, 0, width, height, 'sheet')}{''.join(parts)}</svg>\n"
    )
