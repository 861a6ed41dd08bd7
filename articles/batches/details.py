"""Checks what came with a text: a value that cannot be kept is left out, and said."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from articles.batches.addresses import is_address, tidy
from articles.batches.dates import moment
from articles.batches.limits import (
    EARLIEST_YEAR,
    MAX_BYLINE,
    MAX_ID,
    MAX_OUTLET,
    MAX_TITLE,
    MAX_URL,
)
from articles.batches.types import Details, Unreadable, shortened

_ISO_639_1 = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da "
    "de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy "
    "hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg "
    "li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or "
    "os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw "
    "ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = frozenset(_ISO_639_1.split())

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
    if clean.get("url") and not is_address(clean["url"]):
        problems["url"] = (
            f"url “{shortened(clean['url'])}” is not a web address (http:// or https://), "
            "so it is left out"
        )
        clean["url"] = ""
    language = _language(clean.get("language", ""))
    if clean.get("language") and not language:
        problems["language"] = (
            f"language “{shortened(clean['language'])}” is not a code of two letters such as en "
            "or pt-BR, so it is left out"
        )
    details = Details(
        outlet=clean.get("outlet", ""),
        external_id=clean.get("id", ""),
        url=tidy(clean["url"]) if clean.get("url") else "",
        title=clean.get("title", ""),
        byline=clean.get("byline", ""),
        language=language,
    )
    try:
        details = _dated(details, clean.get("published", ""), now)
    except Unreadable as error:
        problems["published"] = f"{error}, so the article is kept undated"
    return details, problems


def _language(code: str) -> str:
    """Return the two letters of a language's code, without its country; empty for another value."""
    first = re.split("[-_]", code.casefold())[0]
    return first if first in LANGUAGES else ""


def _is_whole(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _too_long(name: str, value: str, most: int, then: str) -> str:
    return f"{name} has {len(value):,} characters and may have {most:,}, {then}"


def _dated(details: Details, raw: str, now: datetime) -> Details:
    if not raw:
        return details
    found, is_day = moment(raw, now.tzinfo)
    if found.year < EARLIEST_YEAR:
        raise Unreadable(f"published “{shortened(raw)}” lies before the first newspaper")
    if found > now + _AHEAD:
        raise Unreadable(f"published “{shortened(raw)}” lies in the future")
    return replace(details, published_at=found, published_precision="day" if is_day else "minute")
