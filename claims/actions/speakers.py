"""Speakers across articles: one row for a normalised name and kind."""

import re
import unicodedata
from collections.abc import Iterable

from claims.models import Speaker
from claims.nlp.types import ChainLink, SpeakerKind

_POSSESSIVE = re.compile(r"['’]s?$")
_ARTICLE = re.compile(r"^(the|a|an) ")
MAX_NAME = 300


def normalized(name: str) -> str:
    """Return the name as it is compared: case-folded, without marks and leading article."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = " ".join(re.sub(r"[^\w\s&'’.-]", " ", folded).split())
    return _POSSESSIVE.sub("", _ARTICLE.sub("", words)).strip(" .")[:MAX_NAME]


def speaker_rows(links: Iterable[ChainLink]) -> dict[tuple[str, str], Speaker]:
    """Return a row for each (name, kind) that the links give, made where it was missing.

    A link whose name has no letter left after normalizing keeps its name as it is.
    """
    wanted = {
        (link.name, str(link.kind)): (normalized(link.name) or link.name[:MAX_NAME], str(link.kind))
        for link in links
        if link.kind != SpeakerKind.UNNAMED
    }
    # Sorted, so that two workers that add the same names wait for each other in one order.
    Speaker.objects.bulk_create(
        [
            Speaker(name=" ".join(name.split())[:MAX_NAME], key=key, kind=kind)
            for (name, _), (key, kind) in sorted(wanted.items(), key=lambda item: item[1])
        ],
        ignore_conflicts=True,
    )
    found = {
        (row.key, row.kind): row
        for row in Speaker.objects.filter(key__in={key for key, _ in wanted.values()})
    }
    return {given: found[row] for given, row in wanted.items()}
