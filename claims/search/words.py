"""Words as they are sought: without accents, the same in an entry and in a query."""

import unicodedata
from collections.abc import Sequence

from django.db import connection

CONFIG = "english"  # PostgreSQL's: its stems, and its words too common to be sought

# Letters that are no other letter with an accent, and yet are typed so.
_SMALL = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)
_APOSTROPHES = frozenset("’‘ʼ`´＇")
_HYPHENS = frozenset("‐‑")
# PostgreSQL would read markup and paths where news has “AP/Reuters” and “<b>”; it reads what is not
# ASCII as letters in a database that sorts by bytes, so that quotation marks would stick to words.
_NO_WORD = frozenset("<>&/\\_|@*~^=+")


class _Table(dict[int, str]):
    """What each character becomes, made when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


def _plain(letter: str) -> str:
    if letter in _APOSTROPHES:
        return "'"
    if letter in _HYPHENS:
        return "-"
    if letter in _NO_WORD or letter < " ":
        return " "
    if letter < "\x7f":
        return letter.lower()
    small = unicodedata.normalize("NFKD", letter).casefold()
    found = "".join(one for one in small if not unicodedata.combining(one)).translate(_SMALL)
    return "".join(one if one.isalnum() or one in " ,.;:'" else " " for one in found)


_TABLE = _Table()


def plain(text: str) -> str:
    """Return a text in small letters without accents, with straight apostrophes.

    What is made of one character does not depend on those around it.
    """
    return text.translate(_TABLE)


def stems(terms: Sequence[tuple[str, str]]) -> list[str]:
    """Return for texts with weights what finds their words one after the other, as `tsquery`s.

    "" where all words are too common to be sought.
    """
    if not terms:
        return []
    typed = [f"{_quoted(plain(text))}{weight and f':{weight}'}" for text, weight in terms]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsquery(%s, typed)::text FROM unnest(%s::text[]) WITH ORDINALITY "
            "AS given (typed, place) ORDER BY place",
            [CONFIG, typed],
        )
        return [found for (found,) in cursor.fetchall()]


def _quoted(text: str) -> str:
    return "'" + (text.replace("'", "''").strip() or "a") + "'"
