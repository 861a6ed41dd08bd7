"""Days as the language writes them: 2025, 2025-03, 2025-03-07, and ranges of these."""

import re
from calendar import monthrange
from datetime import date, timedelta

from claims.querying.types import Days

_ONE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$", re.ASCII)
_BOUND = re.compile(r"(>=|<=|>|<)(.*)$", re.DOTALL)
DAY = timedelta(days=1)


def days(text: str) -> Days:
    """Return the days that a value means; raise `ValueError`, in words, when it means none."""
    if bound := _BOUND.match(text):
        sign, rest = bound.groups()
        first, last = _span(rest)
        try:
            return {
                ">=": Days(first, None),
                "<=": Days(None, last),
                ">": Days(last + DAY, None),
                "<": Days(None, first - DAY),
            }[sign]
        except OverflowError:
            raise ValueError(f"no day lies beyond {rest}") from None
    begin, dots, end = text.partition("..")
    if not dots:
        return Days(*_span(text))
    since = _span(begin)[0] if begin else None
    until = _span(end)[1] if end else None
    if since is None and until is None:
        raise ValueError("a range needs a day on one side at least")
    if since and until and until < since:
        raise ValueError(f"{end} is before {begin}")
    return Days(since, until)


def written(value: Days) -> str:
    """Return days as one writes them; read again, they mean the same."""
    first, last = value.first, value.last
    if first and last:
        return _whole(first, last) or f"{first.isoformat()}..{last.isoformat()}"
    return f">={first.isoformat()}" if first else f"<={last.isoformat()}" if last else ".."


def _span(text: str) -> tuple[date, date]:
    match = _ONE.match(text)
    if not match:
        raise ValueError("write a day as 2025-03-07, a month as 2025-03, a year as 2025")
    year, month, day = (int(one) if one else 0 for one in match.groups())
    try:
        if not month and match[2] is None:
            return date(year, 1, 1), date(year, 12, 31)
        if match[3] is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return (date(year, month, day),) * 2
    except ValueError:
        raise ValueError(f"there is no {text} in the calendar") from None


def _whole(first: date, last: date) -> str:
    """Return a single day, month or year; nothing where it is another range."""
    if first == last:
        return first.isoformat()
    year = f"{first.year:04}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return year
    if (first.year, first.month, first.day) == (
        last.year,
        last.month,
        1,
    ) and last.day == monthrange(last.year, last.month)[1]:
        return f"{year}-{first.month:02}"
    return ""
