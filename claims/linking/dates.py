"""Days that a text names (a weekday, "18 March", an ISO date), and whether two can be one day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|Mar\.|April|Apr\.|May|June|July"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>(?:19|20)\d\d))?"
_FORMS = (
    re.compile(rf"\b{_MONTH}\s+{_DAY}\b(?!\s*(?:%|percent|per cent|million)){_YEAR}"),
    re.compile(rf"\b(?:the\s+)?{_DAY}\s+(?:of\s+)?{_MONTH}(?!\w){_YEAR}"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-3]\d)\b"),
    re.compile(rf"\b(?:(?P<which>last|next)\s+)?(?P<weekday>{'|'.join(WEEKDAYS)})s?\b", re.I),
)
REMEMBERED = 1 << 14  # texts; more than one story of thousands of statements has
_HABITS = re.compile(r"(?:\bevery|\beach|\b(?:most|all))\s+$", re.I)


@dataclass(frozen=True, slots=True)
class Naming:
    """Words that name a day, as far as they do; 0 or "" for what they leave open."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: str = ""
    which: str = ""  # "last" or "next", before a weekday


def can_be_one(a: Naming, a_from: date | None, b: Naming, b_from: date | None) -> bool:
    """Tell whether two texts can name one day, given when each was published, if that is known.

    A weekday may be the one before or the one after publication; without dates it counts alone.
    """
    if (a.month, a.day) == (b.month, b.day) and a.month and 0 in (a.year, b.year):
        return True
    mine, other = _days(a, a_from), _days(b, b_from)
    if mine and other:
        return not mine.isdisjoint(other)
    if (a.month, a.day) != (b.month, b.day) and a.month and b.month:
        return False
    weekdays = {_weekday(a), _weekday(b)} - {""}
    return len(weekdays) < 2


@lru_cache(REMEMBERED)
def namings(text: str) -> tuple[Naming, ...]:
    """Return where a text names a day, in its order; a habit ("every Monday") names none."""
    found: dict[int, Naming] = {}
    for match in chain.from_iterable(form.finditer(text) for form in _FORMS):
        if any(match.start() < one.end and one.start < match.end() for one in found.values()):
            continue
        found[match.start()] = _naming(match)
    return tuple(found[start] for start in sorted(found) if not _HABITS.search(text[:start]))


def _naming(match: re.Match[str]) -> Naming:
    given = match.groupdict()
    month = given.get("month") or ""
    number = int(month) if month.isdigit() else 0
    if month and not number:
        number = _MONTHS.index(month[:3].lower()) + 1
    return Naming(
        match.start(),
        match.end(),
        year=int(given.get("year") or 0),
        month=number,
        day=int(given.get("day") or 0),
        weekday=(given.get("weekday") or "").lower(),
        which=(given.get("which") or "").lower(),
    )


def _days(one: Naming, published: date | None) -> frozenset[date]:
    """Return the days that may be meant; none where that cannot be told."""
    if one.weekday:
        return frozenset(_weekdays(one, published)) if published else frozenset()
    years = [one.year] if one.year else []
    if published and not one.year:
        years = [published.year - 1, published.year, published.year + 1]
    days = [day for year in years if (day := _day(year, one.month, one.day))]
    if published and not one.year:
        days.sort(key=lambda day: abs(day - published))
    return frozenset(days[:1])


def _weekdays(one: Naming, published: date) -> Iterator[date]:
    first, last = {"last": (-14, -1), "next": (1, 14)}.get(one.which, (-7, 7))
    for shift in range(first, last + 1):
        day = published + timedelta(days=shift)
        if WEEKDAYS[day.weekday()] == one.weekday:
            yield day


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _weekday(one: Naming) -> str:
    if one.weekday or not one.year:
        return one.weekday
    day = _day(one.year, one.month, one.day)
    return WEEKDAYS[day.weekday()] if day else ""
