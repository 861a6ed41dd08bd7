"""Reads moments as people, feeds and spreadsheets write them; what can be read twice is refused."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_tz

from articles.batches.types import Unreadable, shortened

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?,?"
_TIME = (
    r"(?:,? (?:at )?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?(?: ?(?P<zone>z|utc?|gmt|[ecmp][sd]t|[+-]\d\d:?\d\d))?)?"
)
WRITTEN = tuple(
    re.compile(_WEEKDAY + order + r" (?P<year>\d{4})" + _TIME, re.IGNORECASE)
    for order in (f"{_DAY} {_MONTH}", f"{_MONTH} {_DAY}")
)
_IN_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b")


def moment(raw: str, zone: tzinfo | None) -> tuple[datetime, bool]:
    """Return a moment, and whether only its day is known; raise `Unreadable` in words.

    One that names no zone is in the zone given.
    """
    try:
        return datetime.combine(date.fromisoformat(raw), time(), zone), True
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(raw)
        return found if found.tzinfo else found.replace(tzinfo=zone), False
    except ValueError:
        pass
    if found_in_words := in_words(raw, zone):
        return found_in_words
    shown = shortened(raw)
    if numbers := _IN_NUMBERS.match(raw):
        first, second, year = int(numbers[1]), int(numbers[3]), numbers[4]
        day, month = (first, second) if second <= 12 else (second, first)
        if 0 < day <= 31 and 0 < month <= 12:
            raise Unreadable(
                f"published “{shown}” is in a form that can be read in two ways; "
                f"write {year}-{month:02}-{day:02} if that is meant"
            )
    raise Unreadable(f"published “{shown}” is not a date; write 2025-07-14 or 2025-07-14T09:30")


def in_words(raw: str, zone: tzinfo | None) -> tuple[datetime, bool] | None:
    """Return a moment whose month is a word, as in Fri, 14 Mar 2025 10:20 GMT."""
    match = next(filter(None, (form.fullmatch(raw.strip()) for form in WRITTEN)), None)
    if not match:
        return None
    month = _MONTHS.index(match["month"][:3].casefold()) + 1
    try:
        day = date(int(match["year"]), month, int(match["day"]))
        if not match["hour"]:
            return datetime.combine(day, time(), zone), True
        hour = int(match["hour"])
        if match["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + (12 if match["half"].casefold() == "p" else 0)
        clock = time(hour, int(match["minute"]), int(match["second"] or 0))
        return datetime.combine(day, clock, _zone(match["zone"]) or zone), False
    except ValueError:
        return None


def _zone(name: str | None) -> tzinfo | None:
    """Return the zone of a name or a number of hours, as mail has them."""
    if not name:
        return None
    if name.casefold() == "z":
        return UTC
    parsed = parsedate_tz(f"1 Jan 2000 00:00:00 {name.replace(':', '').upper()}")
    seconds = parsed[9] if parsed else None
    if seconds is None:
        raise ValueError(name)
    return timezone(timedelta(seconds=seconds))
