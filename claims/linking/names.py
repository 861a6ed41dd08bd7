"""Whether two names are one: spelling, titles, places for bodies, offices by their day."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from claims.nlp import cues, roles

_TITLES = (
    "mr mrs ms miss dr prof sir dame lord lady president vice former then-president senator sen "
    "representative rep congressman congresswoman governor gov mayor minister prime chancellor "
    "king queen prince princess pope judge justice general gen colonel col captain secretary"
)
TITLES = frozenset(_TITLES.split())
# One sound, many spellings of Slavic names in English: Zelensky, Zelenskyy; Sergei, Sergey.
_ONE_SOUND = re.compile(r"(?:iy|ij|yy|yi|ii|ei|ey|y)\b")
_NICKNAME = re.compile(r"[\"“(][^\"”)]*[\"”)]")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_SPOKESPERSON = re.compile(r"\bspokes(?:wo)?man\b")
LEAST_SOUND = 5  # letters of a word whose ending may be spelt another way
MAX_KEY = 300
PERSON = "person"
ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a name stands for across articles, and why where the name is another."""

    name: str
    kind: str
    why: str = ""


def known_as(name: str, kind: str, day: date | None) -> Named:
    """Return whom a name or description stands for, as far as tables tell.

    A place stands for the body that sits there. A description of an office stands for its holder
    only where the day of the article is known and one person held the office on it.
    """
    if kind == ORGANISATION and (body := _bodies().get(_plain(name))):
        return Named(body, kind, "" if body == name else f"“{name}” stands for {body}.")
    if kind in {"anonymous", PERSON} and (held := _offices_named(name)):
        if day is None:
            return Named(name, kind, f"The article has no date, so that “{name}” names nobody.")
        holders = {one.person for one in held if is_held(one, day)}
        if len(holders) == 1:
            (person,) = holders
            return Named(person, PERSON, f"{person} was “{name}” on {day:%-d %B %Y}.")
    return Named(name, kind)


@cache
def body_of(label: str) -> str:
    """Return the body that a place or short name stands for; "" for none that is known."""
    plain = _plain(label)
    return _bodies().get(plain) or next((b for b in _bodies().values() if _plain(b) == plain), "")


def is_held(office: roles.Office, day: date) -> bool:
    """Say whether an office was its holder's on a day."""
    return office.since <= day and (office.until is None or day < office.until)


def key(name: str, kind: str) -> str:
    """Return a name as it is compared; "" where no letter is left.

    Without case, accents and leading article; a person's also without titles, nicknames and middle
    initials, and with one spelling for the endings of transliterated names.
    """
    if kind != PERSON:
        return _POSSESSIVE.sub("", _plain(name))[:MAX_KEY]
    words = _plain(_NICKNAME.sub(" ", name)).split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    inner = [word for word in words[1:-1] if len(word) > 1]
    kept = [*words[:1], *inner, *words[-1:]] if len(words) > 1 else words
    return " ".join(_sound(_POSSESSIVE.sub("", word)) for word in kept)[:MAX_KEY]


def surname(name: str, kind: str) -> str:
    """Return the word by which a person's names are looked up together; "" for others."""
    words = [word for word in key(name, kind).split() if word not in {"jr", "sr", "ii", "iii"}]
    return words[-1][:MAX_KEY] if kind == PERSON and words else ""


def same(keys: Iterable[str]) -> dict[str, str]:
    """Return for each key of people with one surname the key of whom it stands for.

    A surname alone stands for the well-known person of that name, or else for the only full name
    there is; an initial for the only given name that begins so. The order of `keys` is nothing.
    """
    held = frozenset(keys)
    full = {one for one in held if len(one.split()) > 1 and len(one.split()[0]) > 1}
    return {one: _full(one, full) for one in held}


def best(names: Collection[str]) -> str:
    """Return which of several spellings of one name to show; the order of `names` is nothing."""
    return min(names, key=lambda name: (_has_initial(name), len(name), -_accents(name), name))


def _full(one: str, full: Collection[str]) -> str:
    first, *rest = one.split() or [""]
    if not rest:
        if known := _well_known().get(one):
            return known
        fits = full
    elif len(first) == 1:
        fits = [name for name in full if name.startswith(first)]
    else:
        return one
    return next(iter(fits)) if len(fits) == 1 else one


def _has_initial(name: str) -> bool:
    return any(len(word.strip(".")) == 1 for word in name.split())


def _accents(name: str) -> int:
    return sum(unicodedata.combining(letter) > 0 for letter in unicodedata.normalize("NFKD", name))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold().replace(".", "")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = _WORD.findall(bare.replace("’", "'"))
    while len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)


def _sound(word: str) -> str:
    return _ONE_SOUND.sub("i", word) if len(word) >= LEAST_SOUND else word


@cache
def _bodies() -> Mapping[str, str]:
    return {_plain(label): body for label, body in roles.rows("metonyms.tsv")}


@cache
def _well_known() -> Mapping[str, str]:
    """Return the key of the one holder of offices with each surname that often stands alone."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for person in roles.offices():
        found[surname(person, PERSON)].add(key(person, PERSON))
    alone = {_sound(_plain(last)) for last in cues.words("surnames")}
    return {
        last: next(iter(keys)) for last, keys in found.items() if len(keys) == 1 and last in alone
    }


@cache
def known_names() -> Mapping[str, str]:
    """Return the names of well-known people as the table spells them, by key."""
    return {key(person, PERSON): person for person in roles.offices()}


@cache
def _offices_named(name: str) -> tuple[roles.Office, ...]:
    """Return the offices that a description names with its country: "the Russian president"."""
    words = roles.normal(_SPOKESPERSON.sub("spokesperson", _plain(name)).split())
    wanted = words - {"the", "of", "s", "then", "current", "united"}
    if "former" in wanted or "ex" in wanted:
        return ()
    return tuple(
        office
        for held in roles.offices().values()
        for office in held
        if office.title not in {"senator", "representative", "nominee", "businessman"}
        and wanted == roles.normal(office.words)
    )
