"""Which lines of a text are headline, byline, body, and which belong to the site around it.

Zones lie over the untouched text; statements are read only in headlines and body.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from articles.text import TextSpan, paragraphs
from articles.zoning import headlines
from articles.zoning.boilerplate import is_boilerplate, is_credit, is_teaser_mark
from articles.zoning.types import Zone, ZoneKind

MOST_SHORT_WORDS = 24  # a longer line is prose, whether it ends with a stop or not
LEAST_BODY_WORDS = 12  # of a line that ends a row of teasers
NAME_WORDS = 3  # a line this short between headlines names the site or the writer


def zones(text: str) -> tuple[Zone, ...]:
    """Return the zones of a text, in text order: every line that is not blank lies in one."""
    lines = list(paragraphs(text))
    kinds = _kinds([line.of(text) for line in lines])
    return tuple(_joined(zip(lines, kinds, strict=True)))


def kind_at(place: int, held: Sequence[Zone]) -> ZoneKind:
    """Return the kind of the zone that a character lies in, of zones in text order."""
    at = bisect_right(held, place, key=lambda zone: zone.span.start) - 1
    return held[at].kind if at >= 0 else ZoneKind.BODY


def headline(text: str, held: Sequence[Zone]) -> tuple[TextSpan, ...]:
    """Return where a text's own headline stands: above its body, and each line that repeats it.

    The headings of its parts are not among them. A text without body has none.
    """
    body = next((zone.span.start for zone in held if zone.kind is ZoneKind.BODY), 0)
    titles = [
        line
        for zone in held
        if zone.kind is ZoneKind.HEADLINE
        for line in paragraphs(text[: zone.span.end])
        if line.start >= zone.span.start
    ]
    own = {line.of(text) for line in titles if line.end <= body}
    return tuple(line for line in titles if line.of(text) in own)


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
    """Return the kind of each line."""
    is_site = [is_boilerplate(line) or is_credit(line) for line in lines]
    titles = _titles(lines, is_site)
    own = {lines[at] for at in titles}
    first = next(
        (at for at, line in enumerate(lines) if at not in titles and _is_prose(line)), len(lines)
    )
    tail = _tail(lines)
    kinds: list[ZoneKind] = []
    is_teaser = False
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if is_teaser and at < tail and _is_prose(line):
            is_teaser = False
        if is_credit(line):
            kinds.append(ZoneKind.BYLINE)
        elif is_site[at] or is_teaser or at >= tail:
            is_teaser = is_teaser or is_teaser_mark(line)
            kinds.append(ZoneKind.BOILERPLATE)
        elif at in titles or line in own:
            kinds.append(ZoneKind.HEADLINE)
        elif at < first and _is_name(line) and ZoneKind.HEADLINE in kinds:
            kinds.append(ZoneKind.BYLINE)
        elif headlines.is_heading(line, following):
            kinds.append(ZoneKind.HEADLINE)
        else:
            kinds.append(ZoneKind.BODY)
    return kinds


def _titles(lines: Sequence[str], is_site: Sequence[bool]) -> set[int]:
    """Return which lines at the top are the article's headline and what stands below it."""
    own = [at for at in range(len(lines)) if not is_site[at]][: headlines.MOST_LINES + 2]
    texts = [lines[at] for at in own]
    count = headlines.top(texts)
    if not count and len(texts) > 1 and headlines.is_title(*texts[:2]):
        count = 1
    # below the first, a short line names the site or the writer
    return {at for place, at in enumerate(own[:count]) if not place or not _is_name(lines[at])}


def _is_name(line: str) -> bool:
    return len(line.split()) <= NAME_WORDS and not headlines.STOPS.search(line)


def _tail(lines: Sequence[str]) -> int:
    """Return where the lines of the site begin that follow the last of the body.

    They are the short lines at the end, when one of them surely belongs to the site; a text
    without such a line has no tail. Above the first of these, what ends with a stop is the body's.
    """
    at = len(lines)
    while at and not _is_prose(lines[at - 1]):
        at -= 1
    sure = next((place for place in range(at, len(lines)) if is_boilerplate(lines[place])), None)
    if not at or sure is None:
        return len(lines)
    stopped = (place for place in range(sure - 1, at - 1, -1) if _ends_a_sentence(lines[place]))
    return max(at, next(stopped, at - 1) + 1)


def _ends_a_sentence(line: str) -> bool:
    return headlines.STOPS.search(line) is not None


def _is_prose(line: str) -> bool:
    """Say whether a line is surely of the body: a sentence, or speech."""
    if is_boilerplate(line) or is_credit(line):
        return False
    words = line.split()
    if len(words) >= LEAST_BODY_WORDS:
        return _ends_a_sentence(line) or len(words) > MOST_SHORT_WORDS
    return bool(headlines.STARTS_TALK.match(line)) and _ends_a_sentence(line)
