"""Which lines of a text are headline, byline, body, and which belong to the site around it.

Zones lie over the untouched text; statements are read only in headlines and body.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from articles.text import TextSpan, paragraphs
from articles.zoning.boilerplate import is_boilerplate, is_credit, is_teaser_mark
from articles.zoning.types import Zone, ZoneKind

MOST_HEADLINE_WORDS = 24
MOST_HEADING_WORDS = 12  # of a heading inside the body
LEAST_BODY_WORDS = 12  # of a line that ends a row of teasers
CAPITALS = 0.6  # least share of a heading's longer words that begin with a capital
LONG_WORD = 4  # letters; shorter words stay small in headings
NAME_WORDS = 3  # a line this short between headlines names the site or the writer
_ENDS = re.compile(r"[.!?…][”\"’')\]]*$")
_STARTS_TALK = re.compile(r"[“\"‘'„«—–―•*-]")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")


def zones(text: str) -> tuple[Zone, ...]:
    """Return the zones of a text, in text order: every line that is not blank lies in one."""
    lines = list(paragraphs(text))
    kinds = _kinds([line.of(text) for line in lines])
    return tuple(_joined(zip(lines, kinds, strict=True)))


def kind_at(place: int, held: Sequence[Zone]) -> ZoneKind:
    """Return the kind of the zone that a character lies in, of zones in text order."""
    at = bisect_right(held, place, key=lambda zone: zone.span.start) - 1
    return held[at].kind if at >= 0 else ZoneKind.BODY


def _joined(lines: Iterable[tuple[TextSpan, ZoneKind]]) -> list[Zone]:
    """Return neighbouring lines of one kind as one zone."""
    held: list[Zone] = []
    for span, kind in lines:
        if held and held[-1].kind is kind:
            held[-1] = Zone(TextSpan(held[-1].span.start, span.end), kind)
        else:
            held.append(Zone(span, kind))
    return held


def _kinds(lines: Sequence[str]) -> list[ZoneKind]:
    first = next((at for at, line in enumerate(lines) if _is_prose(line)), len(lines))
    tail = _tail(lines)
    kinds: list[ZoneKind] = []
    is_teaser = False
    for at, line in enumerate(lines):
        if is_teaser and at < tail and _is_prose(line):
            is_teaser = False
        if is_credit(line):
            kinds.append(ZoneKind.BYLINE)
        elif is_boilerplate(line) or is_teaser or at >= tail:
            is_teaser = is_teaser or is_teaser_mark(line)
            kinds.append(ZoneKind.BOILERPLATE)
        elif at < first:
            kinds.append(_at_the_top(lines, at, kinds))
        elif _is_heading(line, lines[at + 1] if at + 1 < len(lines) else ""):
            kinds.append(ZoneKind.HEADLINE)
        else:
            kinds.append(ZoneKind.BODY)
    return kinds


def _tail(lines: Sequence[str]) -> int:
    """Return where the lines of the site begin that follow the last of the body.

    They are the short lines at the end, when one of them surely belongs to the site; a text
    without such a line has no tail.
    """
    at = len(lines)
    while at and not _is_prose(lines[at - 1]):
        at -= 1
    if at and any(is_boilerplate(line) for line in lines[at:]):
        return at
    return len(lines)


def _at_the_top(lines: Sequence[str], at: int, before: Sequence[ZoneKind]) -> ZoneKind:
    """Return the kind of a line before the first of the body."""
    line = lines[at]
    words = line.split()
    if ZoneKind.HEADLINE in before and len(words) <= NAME_WORDS and not _ENDS.search(line):
        return ZoneKind.BYLINE
    following = lines[at + 1] if at + 1 < len(lines) else ""
    is_title = at == 0 and following and len(words) <= MOST_HEADLINE_WORDS
    is_open = not _ENDS.search(line) or _is_capital(line)  # a sentence begins a cut article
    if (is_title and is_open and not _STARTS_TALK.match(line)) or line in lines[:at]:
        return ZoneKind.HEADLINE
    return ZoneKind.HEADLINE if _is_heading(line, following) else ZoneKind.BODY


def _is_prose(line: str) -> bool:
    """Say whether a line is surely of the body: a sentence, or speech."""
    if is_boilerplate(line) or is_credit(line):
        return False
    words = line.split()
    if len(words) >= LEAST_BODY_WORDS:
        return bool(_ENDS.search(line)) or len(words) > MOST_HEADLINE_WORDS
    return bool(_STARTS_TALK.match(line)) and bool(_ENDS.search(line))


def _is_heading(line: str, following: str) -> bool:
    """Say whether a line inside the body is a heading of what follows it."""
    words = _WORD.findall(line)
    if not words or len(words) > MOST_HEADING_WORDS or _STARTS_TALK.match(line):
        return False
    if not following or line[-1] in ".:;,…)]”\"’'" or (": " in line and line[-1] == "?"):
        return False
    return _is_capital(line)


def _is_capital(line: str) -> bool:
    """Say whether the words of a line begin with capitals, as those of a title do."""
    words = _WORD.findall(line)
    longer = [word for word in words if len(word) >= LONG_WORD] or words
    capitals = sum(word[0].isupper() for word in longer)
    return bool(longer) and capitals >= CAPITALS * len(longer)
