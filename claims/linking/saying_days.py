"""The day on which something was said, as the sentence around the words gives it."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from articles.text import TextSpan
from claims.linking import dates

# Whether a line can name a day at all: most do not, and need no further look.
_MAY_NAME_A_DAY = re.compile(
    r"day\b|\b(?:tonight|last night|this (?:morning|afternoon|evening))\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d-\d\d-\d",
    re.I,
)
_NEARBY = re.compile(
    r"\b(?:(?P<before>yesterday|last night)|today|tonight|this (?:morning|afternoon|evening))\b",
    re.I,
)
# The end of a sentence; after one to three letters that begin large it may be an abbreviation.
_END = re.compile(r"(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z][a-z])[.!?]+[\"'”’)\]]*\s+")
_HIDDEN = "\x01"  # stands for each character of what was said
_HOUR = r"(?:\s+(?:early|late))?(?:\s+(?:morning|afternoon|evening|night))?"

_OTHER_TIME = re.compile(  # before the day: no saying is "by Monday" or "since Monday"
    r"\b(?:by|since|until|till|before|after|from|for|of|to|through|between|and|next|this|every"
    r"|each|coming|following)\s+(?:the\s+|early\s+|late\s+)*$",
    re.I,
)
# After it: an end, what was said, or where and how; and no noun that the day belongs to ("the
# March 3 attack", "Monday's vote").
_FOLLOWS = re.compile(
    rf"{_HOUR}(?:\s*(?:$|[,;:.!?()\"“”‘—–{_HIDDEN}])"
    r"|\s+(?:that|in|at|to|during|with|by|as|and|but|when|while|after|before|following"
    r"|because|about|of|on|via|through|how|why|what|whether|if)\b)",
    re.I,
)
_POSSESSIVE = re.compile(rf"{_HOUR}['’]", re.I)
# Between the verb and its day: another clause, or something else that the day may be the day of.
_OTHER_CLAUSE = re.compile(
    r"[;:()—–]|\b(?:who|whom|whose|which|that|when|while|where|after|before|since|until|till"
    r"|because|as|if|ahead|following|despite|amid|over|about|regarding|for|by)\b",
    re.I,
)
_OPENING = re.compile(
    r"[\s\"“‘]*(?:(?:and|but|also|then|so|earlier|later|late|early|on)[\s,]+)*", re.I
)
_LEAD = re.compile(r"[\s,]*(?:(?:also|again|earlier|later|late|early|on)\s+)*", re.I)
_COMMA = re.compile(rf"{_HOUR},", re.I)
_ON = re.compile(r"\bon\s+(?:the\s+)?$", re.I)
_FAR = 90  # characters: further off it is hardly the verb's
_AHEAD = timedelta(days=1)  # where it was said, the clock may be ahead of the outlet's
_LONG = timedelta(days=300)  # a date without a year that is nearly a year back is one to come


class _Day(NamedTuple):
    start: int
    end: int
    on: date | None  # None: it cannot be told which


def said_on(
    text: str,
    content: Sequence[TextSpan],
    cue: Sequence[TextSpan],
    source: Sequence[TextSpan],
    published: date | None,
) -> date | None:
    """Return the day of which the text says that the words were said on it; None when unsure.

    “Yesterday” and “on Monday” are told by the day of publication. Only a day that stands by the
    verb or opens its sentence is the saying's; what was said and who said it tell of other days.
    """
    anchor = cue or source
    if not anchor:
        return None
    start = text.rfind("\n", 0, anchor[0].start) + 1
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    if not _MAY_NAME_A_DAY.search(line):
        return None
    first, last = anchor[0].start - start, anchor[-1].end - start
    line = _without(line, start, (*content, *source))
    begin, end = _sentence(line, first)
    if last > end:
        return None
    after_source = [span.end - start for span in source if span.end - start <= first]
    said = _Saying(line, begin, first, last, after_source[-1] if after_source else -1)
    found = {day.on for day in _days(line, begin, end, published) if said.is_on(day)}
    return found.pop() if len(found) == 1 else None


class _Saying(NamedTuple):
    """A sentence with the place of its verb of saying."""

    line: str
    begin: int  # of the sentence
    first: int  # of the verb
    last: int
    after_source: int  # where a source before the verb ends; -1 without any

    def is_on(self, day: _Day) -> bool:
        """Say whether a day is that of the saying, by where it stands."""
        line = self.line
        if _POSSESSIVE.match(line, day.end) or _OTHER_TIME.search(line, self.begin, day.start):
            return False
        if day.start >= self.last:
            return _is_near(line, self.last, day.start) and bool(_FOLLOWS.match(line, day.end))
        if day.end > self.first:
            return False
        if _OPENING.fullmatch(line, self.begin, day.start):
            is_apart = _COMMA.match(line, day.end) or _ON.search(line, self.begin, day.start)
            return bool(is_apart) and _is_near(line, day.end, self.first)
        return (  # The minister on Monday said ...
            0 <= self.after_source <= day.start
            and bool(_LEAD.fullmatch(line, self.after_source, day.start))
            and bool(_LEAD.fullmatch(line, day.end, self.first))
        )


def _is_near(line: str, start: int, end: int) -> bool:
    return end - start <= _FAR and not _OTHER_CLAUSE.search(line, start, end)


def _without(line: str, start: int, spans: Sequence[TextSpan]) -> str:
    """Return a line that begins at `start` of its text with spans of that text made unreadable."""
    for span in spans:
        a, b = max(span.start - start, 0), min(span.end - start, len(line))
        if a < b:
            line = line[:a] + _HIDDEN * (b - a) + line[b:]
    return line


def _sentence(line: str, place: int) -> tuple[int, int]:
    begin = 0
    for match in _END.finditer(line):
        if match.end() > place:
            return begin, match.start() + 1
        begin = match.end()
    return begin, len(line)


def _days(line: str, begin: int, end: int, published: date | None) -> Iterator[_Day]:
    """Yield the days that a sentence names."""
    for match in _NEARBY.finditer(line, begin, end):
        back = 1 if match["before"] else 0
        yield _Day(*match.span(), published - timedelta(days=back) if published else None)
    for naming in dates.namings(line[begin:end]):
        yield _Day(begin + naming.start, begin + naming.end, _on(naming, published))


def _on(naming: dates.Naming, published: date | None) -> date | None:
    """Return the latest day that words can mean, seen from the day of publication."""
    if naming.weekday:
        if published is None or naming.which == "next":
            return None
        back = (published.weekday() - dates.WEEKDAYS.index(naming.weekday)) % 7
        return published - timedelta(days=back or (7 if naming.which == "last" else 0))
    if naming.year:
        day = _day(naming.year, naming.month, naming.day)
        return day if day and (published is None or day <= published + _AHEAD) else None
    if published is None:
        return None
    years = (published.year + 1, published.year, published.year - 1)
    days = (_day(year, naming.month, naming.day) for year in years)
    past = [day for day in days if day and published - _LONG <= day <= published + _AHEAD]
    return past[0] if past else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
