"""Checks what came with a text: a value that cannot be kept is left out, and said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from articles.batches.limits import (
    EARLIEST_YEAR,
    MAX_BYLINE,
    MAX_ID,
    MAX_OUTLET,
    MAX_TITLE,
    MAX_URL,
)
from articles.batches.types import Details, Unreadable, shortened

Problems = dict[str, str]  # field -> reason

_AHEAD = timedelta(days=1)  # what is today somewhere on earth is not the future


def checked(values: Mapping[str, str], *, now: datetime) -> tuple[Details, Problems]:
    """Return the details that can be kept, and for each field that cannot be, why.

    A time without a zone is in the zone of `now`.
    """
    problems: Problems = {}
    clean = {name: " ".join(value.split()) for name, value in values.items() if name != "text"}
    for name, value in clean.items():
        if "\0" in value or not _is_whole(value):
            problems[name] = f"{name} holds characters that no text has, so it is left out"
            clean[name] = ""
    for name, most in (("outlet", MAX_OUTLET), ("id", MAX_ID), ("url", MAX_URL)):
        # Folding case for comparing can make a name longer.
        if len(clean.get(name, "").casefold()) > most:
            problems[name] = _too_long(name, clean[name], most, "so it is left out")
            clean[name] = ""
    for name, most in (("title", MAX_TITLE), ("byline", MAX_BYLINE)):
        if len(clean.get(name, "")) > most:
            problems[name] = _too_long(name, clean[name], most, "so the rest is cut off")
            clean[name] = clean[name][: most - 1] + "…"
    if clean.get("url") and not _is_web_address(clean["url"]):
        problems["url"] = (
            f"url “{shortened(clean['url'])}” is not a web address (http:// or https://), "
            "so it is left out"
        )
        clean["url"] = ""
    details = Details(
        outlet=clean.get("outlet", ""),
        external_id=clean.get("id", ""),
        url=clean.get("url", ""),
        title=clean.get("title", ""),
        byline=clean.get("byline", ""),
        language=clean.get("language", "").casefold()[:2],
    )
    try:
        details = _dated(details, clean.get("published", ""), now)
    except Unreadable as error:
        problems["published"] = f"{error}, so the article is kept undated"
    return details, problems


def _is_whole(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _too_long(name: str, value: str, most: int, then: str) -> str:
    return f"{name} has {len(value):,} characters and may have {most:,}, {then}"


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in value
    except ValueError:
        return False


def _dated(details: Details, raw: str, now: datetime) -> Details:
    if not raw:
        return details
    moment, is_day = _moment(raw, now)
    if moment.year < EARLIEST_YEAR:
        raise Unreadable(f"published “{shortened(raw)}” lies before the first newspaper")
    if moment > now + _AHEAD:
        raise Unreadable(f"published “{shortened(raw)}” lies in the future")
    return replace(details, published_at=moment, published_precision="day" if is_day else "minute")


def _moment(raw: str, now: datetime) -> tuple[datetime, bool]:
    try:
        return datetime.combine(date.fromisoformat(raw), time(), now.tzinfo), True
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        raise Unreadable(
            f"published “{shortened(raw)}” is not a date; write 2025-07-14 or 2025-07-14T09:30"
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo), False
