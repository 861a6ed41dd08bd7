"""Rezone: a person says which lines of an article are what; the article is read again with that."""

from collections.abc import Iterable

from articles import zoning
from articles.actions.zoning import given_zones, zoning_of
from articles.models import Article, Zoning
from articles.zoning import Zone
from claims.actions import history
from claims.actions.history import By, Deed, Shown
from claims.models import Edit


def rezone(
    *, article: Article, zones: Iterable[tuple[int, int, str]], by: By, why: str = ""
) -> Edit | None:
    """Let a person's zones of an article's text hold, each a start, an end and a kind.

    Return None when they held already. Raise `WrongZones` when they do not fit the text.
    """
    before = given_zones(article)
    after = zoning_of(article=article, zones=zones)
    return _decide(article, [after], [], by, why, before, [kind for *_, kind in after.zones])


def use_program_zones(*, article: Article, by: By, why: str = "") -> Edit | None:
    """Let the program's zones hold once more; return None where no person's did."""
    rows = list(Zoning.objects.filter(article=article))
    kinds = [zone.kind.value for zone in zoning.zones(article.text)]
    return _decide(article, [], rows, by, why, given_zones(article), kinds)


def _decide(
    article: Article,
    put: list[Zoning],
    drop: list[Zoning],
    by: By,
    why: str,
    before: tuple[Zone, ...] | None,
    after: list[str],
) -> Edit | None:
    held = zoning.zones(article.text) if before is None else before
    return history.decide(
        deed=Deed.ZONED,
        by=by,
        why=why,
        title=article.title,
        about=[article],
        put=put,
        drop=drop,
        shown=[Shown("Zones", _in_words([zone.kind.value for zone in held]), _in_words(after))],
    )


def _in_words(kinds: list[str]) -> str:
    return ", ".join(kinds) or "none"
