"""Whom a name in a query stands for: speakers and outlets that have its words in their names."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.contrib.postgres.search import TrigramWordDistance
from django.db import connection, transaction

from articles.models import Outlet
from claims.linking import names
from claims.models import Speaker, SpeakerDecision
from claims.search.words import plain

MOST = 300  # whom one name stands for; more of them is no name but a word like “minister”
SHOWN = 1  # names in a note, before it says how many others there are
NEAR = 3  # names that are offered where nobody has the name
NEAR_ENOUGH = 0.45  # of word similarity: “zelenksy” is .55 like “zelensky”
_KINDS = (names.PERSON, names.ORGANISATION)  # keys of all but people are made in one way
_WORD = re.compile(r"[^\W_]+")


class Meant(NamedTuple):
    """Whom a name stands for, and that in words."""

    ids: tuple[int, ...]
    note: str


def speakers(field: str, name: str, *, is_whole: bool) -> Meant:
    """Return the speakers that have these words in their names, accents and case aside.

    With `is_whole` those who are called so and not otherwise, where there are any.
    """
    keys = _keys(name)
    if not keys:
        return Meant((), f"{field}:{_shown(name)} is no name.")
    rows = Speaker.objects.exclude(key="").values_list("pk", "key", "name")
    found = list(rows.filter(key__in=keys)) if is_whole else []
    if not found:
        inside = rows.filter(key__regex=f"(^| )({'|'.join(map(re.escape, sorted(keys)))})( |$)")
        found = list(inside.order_by("key", "pk")[: MOST + 1])
    found.sort(key=lambda row: (row[1] not in names.known_names(), len(row[1]), row[1], row[0]))
    if not found:
        near = _near(min(keys, key=len))
        return Meant((), f"Nobody is called {_shown(name)}.{_did_you_mean(field, near)}")
    return Meant(
        tuple(pk for pk, *_ in found[:MOST]), _note(field, name, [name for *_, name in found])
    )


def outlets(name: str, *, is_whole: bool) -> Meant:
    """Return the outlets that have these words in their names; there are few."""
    rows = [(pk, _words(shown), shown) for pk, shown in Outlet.objects.values_list("pk", "name")]
    words = _words(name)
    if not words:
        return Meant((), f"outlet:{_shown(name)} is no name.")
    found = [row for row in rows if row[1] == words] if is_whole else []
    found = found or [row for row in rows if f" {words} " in f" {row[1]} "]
    found.sort(key=lambda row: (len(row[1]), row[2]))
    if not found:
        from rapidfuzz import process  # only where a name is wrong

        near = process.extract(words, {row[2]: row[1] for row in rows}, limit=NEAR, score_cutoff=65)
        offered = _did_you_mean("outlet", [shown for *_, shown in near])
        return Meant((), f"No outlet is called {_shown(name)}.{offered}")
    return Meant(tuple(pk for pk, *_ in found), _note("outlet", name, [row[2] for row in found]))


def _keys(name: str) -> set[str]:
    """Return a typed name as speakers' names are kept, also by what is known to stand for it."""
    keys = {names.key(name, kind) for kind in _KINDS}
    if body := names.body_of(name):
        keys.add(names.key(body, names.ORGANISATION))
    decided = SpeakerDecision.objects.filter(article=None, key__in=keys)
    keys |= {names.key(to, kind) for to, kind in decided.values_list("to_name", "to_kind")}
    return keys - {""}


def _near(key: str) -> list[str]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)",
                [str(NEAR_ENOUGH)],
            )
        rows = Speaker.objects.filter(key__trigram_word_similar=key)
        found = rows.order_by(TrigramWordDistance(key, "key"), "pk").values_list("name", flat=True)
        return list(dict.fromkeys(found[: 2 * NEAR]))[:NEAR]


def _note(field: str, name: str, found: Sequence[str]) -> str:
    """Return in words whom a name stands for; "" where it is the name of that one."""
    if len(found) > MOST:
        return f"{field}:{_shown(name)} is in more than {MOST} names; {MOST} of them are sought."
    shown = list(dict.fromkeys(found))
    if len(shown) == 1 and plain(shown[0]) == plain(name):
        return ""
    others = len(shown) - SHOWN
    more = f" and {others} other{'s' * (others > 1)}" if others > 0 else ""
    return f"{field}:{_shown(name)} is {', '.join(shown[:SHOWN])}{more}"


def _did_you_mean(field: str, near: Iterable[str]) -> str:
    offered = " or ".join(f"{field}:{_shown(name)}" for name in near)
    return f" Did you mean {offered}?" if offered else ""


def _shown(name: str) -> str:
    return name if re.fullmatch(r"[^\s()\",]+", name) else f'"{name}"'


def _words(name: str) -> str:
    return " ".join(_WORD.findall(plain(name)))
