"""What tells one event from its look-alike in a text: who is named, which numbers, which days."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from claims.linking.words import forms, is_common, rarity, words

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_NUMBER = re.compile(r"(?<!\w)\d+(?:[.,]\d+)*")
# "May" is left out: it is mostly a verb.
_DAY = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July"
    r"|August|September|October|November|December)\b"
)
_TITLED = 0.6  # share of longer words with a capital from which a line is a headline in title case
_LONG = 4  # letters of a word that title case writes with a capital
_RARE = 6.5  # rarity from which a capitalised word that may only begin a sentence is a name


def names(lines: Iterable[str]) -> dict[str, float]:
    """Return the words of the names in a text, in lower case, with their rarity.

    A word is part of one if it has a capital inside sentences more often than not. Of words that
    only begin a sentence or stand in a headline in title case, those that news hardly knows.
    """
    lower: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    unsure: Counter[str] = Counter()
    for line in lines:
        for sentence in _SENTENCE.split(line):
            found = [form for form in forms(sentence) if form[0].isalpha()]
            titled = _is_titled(found[1:])
            for place, form in enumerate(found):
                kind = inside if place and not titled else unsure
                (kind if form[0].isupper() else lower)[_bare(form)] += 1
    weighed = {name: rarity(next(words(name))) for name in inside.keys() | unsure.keys()}
    return {
        name: weight
        for name, weight in weighed.items()
        if len(name) > 1
        and not _DAY.fullmatch(name.title())
        and not is_common(next(words(name)))
        and (inside[name] > lower[name] or (weight > _RARE and not lower[name]))
    }


def numbers(lines: Iterable[str]) -> dict[str, float]:
    """Return the numbers, weekdays and months of a text, with their rarity."""
    found: dict[str, float] = {}
    for line in lines:
        for match in _NUMBER.finditer(line):
            number = match.group().replace(",", "")
            found[number] = rarity(number)
        for match in _DAY.finditer(line):
            day = match.group().lower()
            found[day] = rarity(day)
    return found


def _is_titled(found: Sequence[str]) -> bool:
    longer = [form for form in found if len(form) >= _LONG]
    return bool(longer) and sum(form[0].isupper() for form in longer) > _TITLED * len(longer)


def _bare(form: str) -> str:
    return form.lower().replace("’", "'").removesuffix("'s")
