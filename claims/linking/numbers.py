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
# From two: "one" is mostly a pronoun.
_FROM_TWO = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
_SPELT = {word: str(number) for number, word in enumerate(_FROM_TWO.split(), 2)} | {
    "thirty": "30", "forty": "40", "fifty": "50", "hundred": "100",
}  # fmt: skip
_SPELT_WORD = re.compile(rf"\b({'|'.join(_SPELT)})\b", re.IGNORECASE)
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
    digits = _SPELT_WORD.sub(lambda match: _SPELT[match.group().lower()], text)
    for match in _DIGITS.finditer(digits):
        value = float(match["number"].replace(",", "") + (match["part"] or ""))
        value *= _SCALES.get((match["scale"] or "").lower(), 1)
        if unit := _unit(match, value):
            found[unit].add(value)
    return {unit: frozenset(values) for unit, values in found.items()}


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
