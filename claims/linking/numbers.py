"""Numbers with their units, and whether those of two statements clash."""

import re
from collections import defaultdict
from functools import lru_cache

from claims.linking.words import REMEMBERED, is_common, words

_DIGITS = re.compile(
    r"(?P<money>[$€£¥])?(?P<number>\d{1,3}(?:,\d{3})+|\d+)(?P<part>\.\d+)?"
    r"(?:[\s-]*(?P<scale>thousand|million|billion|trillion|bn|m|k)\b)?"
    r"(?:[\s-]*(?P<unit>%|percent|per cent|[^\W\d_]+(?:-[^\W\d_]+)*))?",
    re.IGNORECASE,
)
_SCALES = {
    "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "trillion": 1e12,
}  # fmt: skip
_UNITS = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_VALUES = {word: value for value, word in enumerate(f"{_UNITS} {_TEENS}".split(), 1)} | {
    word: value for value, word in zip(range(20, 100, 10), _TENS.split(), strict=True)
}
_UNIT, _TEEN, _TEN = (names.replace(" ", "|") for names in (_UNITS, _TEENS, _TENS))
# From two: "one" is mostly a pronoun, unless a larger word follows.
_BELOW_100 = rf"(?:(?:{_TEN})(?:[\s-](?:{_UNIT}))?|{_TEEN}|{_UNIT.removeprefix('one|')})"
_BELOW_1000 = rf"(?:(?:one|a|{_BELOW_100})\s+hundred(?:(?:\s+and)?\s+{_BELOW_100})?|{_BELOW_100})"
_SPELT = re.compile(
    rf"\b(?:(?P<thousands>one|a|{_BELOW_1000})\s+thousand(?:(?:,|\s+and)?\s+(?P<rest>{_BELOW_1000}))?"
    rf"|(?P<plain>hundred|{_BELOW_1000}))(?P<half>\s+and\s+a\s+half)?\b",
    re.IGNORECASE,
)
_NEAR = 0.1  # "almost 2.5 hours" and "2.4 hours" are one figure; 2.1 and 1.2 million are not


def clash(a: str, b: str) -> str:
    """Return in words how the numbers of two texts contradict each other; "" when they do not.

    They do when some unit has numbers in both and none of the one is near any of the other.
    """
    mine, other = _by_unit(a), _by_unit(b)
    for unit in sorted(mine.keys() & other.keys()):
        if not any(_is_near(x, y) for x in mine[unit] for y in other[unit]):
            return (
                f"the numbers differ: {_listed(mine[unit], unit)} "
                f"against {_listed(other[unit], unit)}"
            )
    return ""


@lru_cache(REMEMBERED)
def _by_unit(text: str) -> dict[str, frozenset[float]]:
    found: dict[str, set[float]] = defaultdict(set)
    for match in _DIGITS.finditer(_SPELT.sub(_in_digits, text)):
        value = float(match["number"].replace(",", "") + (match["part"] or ""))
        value *= _SCALES.get((match["scale"] or "").lower(), 1)
        if unit := _unit(match, value):
            found[unit].add(value)
    return {unit: frozenset(values) for unit, values in found.items()}


def _in_digits(match: re.Match[str]) -> str:
    value = 1000 * _below_1000(match["thousands"]) + _below_1000(match["rest"] or match["plain"])
    return f"{value}.5" if match["half"] else str(value)


def _below_1000(spelt: str | None) -> int:
    value = 0
    for word in re.findall(r"[a-z]+", (spelt or "").lower()):
        if word == "hundred":
            value = 100 * max(value, 1)
        else:
            value += _VALUES.get(word, word == "a")
    return value


def _unit(match: re.Match[str], value: float) -> str:
    if match["money"]:
        return match["money"]
    named = (match["unit"] or "").lower()
    if named in {"%", "percent", "per cent"}:
        return "%"
    if _is_year(value) and not match["part"] and not match["scale"]:
        return "year"
    first = next(words(named.partition("-")[0]), "")
    return "" if is_common(first) else first


def _is_near(x: float, y: float) -> bool:
    if _is_year(x) and _is_year(y):
        return x == y
    return abs(x - y) <= _NEAR * max(x, y)


def _is_year(value: float) -> bool:
    return 1900 <= value <= 2100


def _listed(values: frozenset[float], unit: str) -> str:
    figures = " and ".join(f"{value:,.10g}" for value in sorted(values))
    return figures if unit == "year" else f"{figures} {unit}"
