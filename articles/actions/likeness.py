"""What an item has in common with articles that are there: the same text, much of it, a page."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F

from articles.copies import bands, common
from articles.models import Article, Item

LEAST = 0.5  # share of common text from which it is worth a word
TRIED = 3  # articles whose texts are compared with an item's; they share most bands with it
HOLDERS = 5_000  # articles at most that are looked at for what some texts are near to
HELD = 20_000  # texts of one batch that are held, packed, to find what is alike inside it

Likeness = Item.Likeness


@dataclass(frozen=True, slots=True)
class Text:
    """A text to find the likes of; `outlet` is the key of an outlet, empty for none."""

    text: str
    fingerprint: str
    sha256: str
    outlet: str
    url: str
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Like:
    """What a text has in common with an article, or with the item of its batch at a position."""

    likeness: Likeness
    share: float
    article: int | None = None
    position: int | None = None

    @property
    def is_there(self) -> bool:
        """Say whether it is the very article, so that nothing is to be taken in."""
        return self.likeness in {Likeness.BYTES, Likeness.TEXT}


def text_of(text: str, fingerprint: str, sha256: str, outlet: str, url: str) -> Text:
    """Return a text with what its near copies are found by."""
    return Text(text, fingerprint, sha256, outlet.casefold(), url, tuple(bands(text)))


def is_one(outlet: str, url: str, other_outlet: str, other_url: str) -> bool:
    """Say whether two equal texts are one article: no two outlets and no two addresses."""
    return outlet == other_outlet and (not url or not other_url or url == other_url)


def there(texts: Mapping[int, Text]) -> dict[int, Like]:
    """Return of the texts, by their positions, those whose very article is there."""
    rows = Article.objects.filter(fingerprint__in={one.fingerprint for one in texts.values()})
    held: defaultdict[str, list[tuple[int, str, str, str]]] = defaultdict(list)
    for pk, fingerprint, sha256, outlet, url in rows.order_by("pk").values_list(
        "pk", "fingerprint", "sha256", "outlet__key", "url"
    ):
        held[fingerprint].append((pk, sha256, outlet or "", url))
    found = {}
    for position, one in texts.items():
        for pk, sha256, outlet, url in held[one.fingerprint]:
            if is_one(one.outlet, one.url, outlet, url):
                kind = Likeness.BYTES if sha256 == one.sha256 else Likeness.TEXT
                found[position] = Like(kind, 1.0, article=pk)
                break
    return found


def alike(texts: Mapping[int, Text], own: Mapping[int, int] | None = None) -> dict[int, Like]:
    """Return what of the articles the texts, by their positions, have much in common with.

    `own` gives the articles that texts became; of these and later ones none is looked at, so that
    of two copies the earlier is the one that the other is like.
    """
    own = own or {}
    found: dict[int, Like] = {}
    copies = _copies(texts, own)
    pages = _pages(texts, own)
    near = _near(
        {at: one for at, one in texts.items() if at not in copies and at not in pages}, own
    )
    wanted = {pk for pks in (*pages.values(), *near.values()) for pk in pks}
    words = dict(Article.objects.filter(pk__in=wanted).values_list("pk", "text"))
    for position, one in texts.items():
        if position in copies:
            found[position] = Like(Likeness.COPY, 1.0, article=copies[position])
        elif position in pages:
            (pk,) = pages[position]
            found[position] = Like(Likeness.VERSION, common(one.text, words[pk]), article=pk)
        elif shares := [(common(one.text, words[pk]), -pk) for pk in near.get(position, ())]:
            share, pk = max(shares)
            if share >= LEAST:
                found[position] = Like(Likeness.NEAR, share, article=-pk)
    return found


def _is_earlier(pk: int, own: int | None) -> bool:
    return own is None or pk < own


def _copies(texts: Mapping[int, Text], own: Mapping[int, int]) -> dict[int, int]:
    rows = Article.objects.filter(fingerprint__in={one.fingerprint for one in texts.values()})
    held: defaultdict[str, list[int]] = defaultdict(list)
    for pk, fingerprint in rows.order_by("pk").values_list("pk", "fingerprint"):
        held[fingerprint].append(pk)
    return {
        position: held[one.fingerprint][0]
        for position, one in texts.items()
        if held[one.fingerprint] and _is_earlier(held[one.fingerprint][0], own.get(position))
    }


def _pages(texts: Mapping[int, Text], own: Mapping[int, int]) -> dict[int, list[int]]:
    rows = Article.objects.filter(url__in={one.url for one in texts.values() if one.url})
    held: defaultdict[str, list[int]] = defaultdict(list)
    for pk, url in rows.order_by("-pk").values_list("pk", "url"):
        held[url].append(pk)
    return {
        position: before[:1]
        for position, one in texts.items()
        if (before := [pk for pk in held[one.url] if _is_earlier(pk, own.get(position))])
    }


def _near(texts: Mapping[int, Text], own: Mapping[int, int]) -> dict[int, list[int]]:
    wanted = {band for one in texts.values() for band in one.bands}
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for pk, held in _holding(wanted):
        for band in wanted.intersection(held):
            holders[band].append(pk)
    return {
        position: _most(
            pk for band in one.bands for pk in holders[band] if _is_earlier(pk, own.get(position))
        )
        for position, one in texts.items()
    }


def _holding(wanted: Collection[int]) -> list[tuple[int, list[int]]]:
    """Return articles that hold one of some bands, with all of theirs; of many, the newest.

    What stands under every text of a site gives thousands of articles a band in common.
    """
    newest = -(F("pk") + 0)  # added to, so that no plan walks along all articles by their ids
    rows = Article.objects.filter(bands__overlap=sorted(wanted)).order_by(newest)
    # So many bands seem to be held by most articles, and reading all of these takes a minute.
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('enable_seqscan', 'off', true)")
        found = sorted(rows.values_list("pk", "bands")[:HOLDERS])
        cursor.execute("SELECT set_config('enable_seqscan', 'on', true)")
    return found


def _most(met: Iterable[int]) -> list[int]:
    ranked = sorted(Counter(met).items(), key=lambda one: (-one[1], one[0]))
    return [key for key, _ in ranked[:TRIED]]


@dataclass(slots=True)
class Seen:
    """The texts of one batch so far, among which later ones of it look for their likes."""

    _texts: dict[int, bytes] = field(default_factory=dict)
    _texts_of: dict[str, list[tuple[int, str, str, str]]] = field(default_factory=dict)
    _pages: dict[str, int] = field(default_factory=dict)
    _bands: dict[int, list[int]] = field(default_factory=dict)

    def like(self, one: Text) -> Like | None:
        """Return what an earlier text of the batch has in common with this one, if any has."""
        if same := self.same(one):
            return same
        if copies := self._texts_of.get(one.fingerprint):
            return Like(Likeness.COPY, 1.0, position=copies[0][0])
        if one.url in self._pages:
            position = self._pages[one.url]
            share = self._common(one, position) if position in self._texts else 0.0
            return Like(Likeness.VERSION, share, position=position)
        near = _most(at for band in one.bands for at in self._bands.get(band, ()))
        shares = [(self._common(one, position), -position) for position in near]
        share, position = max(shares, default=(0.0, 0))
        return Like(Likeness.NEAR, share, position=-position) if share >= LEAST else None

    def same(self, one: Text) -> Like | None:
        """Return the earlier item that is the very article, if there is one."""
        for position, sha256, outlet, url in self._texts_of.get(one.fingerprint, ()):
            if is_one(one.outlet, one.url, outlet, url):
                kind = Likeness.BYTES if sha256 == one.sha256 else Likeness.TEXT
                return Like(kind, 1.0, position=position)
        return None

    def add(self, position: int, one: Text) -> None:
        """Let later texts be compared with this one."""
        self._texts_of.setdefault(one.fingerprint, []).append(
            (position, one.sha256, one.outlet, one.url)
        )
        if one.url:
            self._pages[one.url] = position
        if len(self._texts) < HELD:
            self._texts[position] = zlib.compress(one.text.encode(), 1)
            for band in one.bands:
                self._bands.setdefault(band, []).append(position)

    def _common(self, one: Text, position: int) -> float:
        return common(one.text, zlib.decompress(self._texts[position]).decode())
