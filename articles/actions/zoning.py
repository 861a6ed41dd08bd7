"""Zones: which lines of an article are what, by the program or by a person's word."""

from collections.abc import Iterable

from articles import zoning
from articles.models import Article, Zoning
from articles.text import TextSpan
from articles.zoning import Zone, ZoneKind


class WrongZones(ValueError):
    """Zones that do not fit the text; the message says which one and why."""


def zoning_of(*, article: Article, zones: Iterable[tuple[int, int, str]]) -> Zoning:
    """Return, not yet stored, a person's zones of an article, each a start, an end and a kind.

    It takes the place of an earlier one. Raise `WrongZones` when they do not fit the text.
    """
    held = _fitting(zones, article.text)
    there = Zoning.objects.filter(article=article).first()
    return Zoning(
        pk=there.pk if there else None,
        article=article,
        zones=[[zone.span.start, zone.span.end, zone.kind.value] for zone in held],
    )


def zones_of(article: Article) -> tuple[Zone, ...]:
    """Return the zones of an article: a person's where there are any, else the program's."""
    given = given_zones(article)
    return zoning.zones(article.text) if given is None else given


def given_zones(article: Article) -> tuple[Zone, ...] | None:
    """Return the zones that a person gave an article's text; None where nobody did."""
    row = Zoning.objects.filter(article=article).first()
    if row is None:
        return None
    return tuple(Zone(TextSpan(start, end), ZoneKind(kind)) for start, end, kind in row.zones)


def _fitting(zones: Iterable[tuple[int, int, str]], text: str) -> list[Zone]:
    held: list[Zone] = []
    for number, (start, end, kind) in enumerate(zones, 1):
        if kind not in set(ZoneKind):
            known = ", ".join(ZoneKind)
            raise WrongZones(f"zone {number} is “{kind}”; what a zone can be: {known}")
        if not 0 <= start < end:
            raise WrongZones(f"zone {number} ends before it begins ({start} to {end})")
        if end > len(text):
            raise WrongZones(
                f"zone {number} ends at character {end:,}, and the text has {len(text):,}"
            )
        if held and start < held[-1].span.end:
            raise WrongZones(
                f"zone {number} begins before zone {number - 1} ends; put them in text order, "
                "none over another"
            )
        held.append(Zone(TextSpan(start, end), ZoneKind(kind)))
    if not held:
        raise WrongZones("no zone is given; to have the program's zones again, undo instead")
    return held
