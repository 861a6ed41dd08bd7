"""From what somebody typed to a `Query`, and back."""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput
from rapidfuzz import fuzz, process

from claims.querying import days
from claims.querying.fields import FIELDS, Field, Sort
from claims.querying.types import All, Any, Days, Match, Not, NotUnderstood, Part, Query

LONGEST = 1_000  # characters
DEEPEST = 20  # parentheses inside parentheses
LARGEST = 2**63 - 1  # of ids, as the database has them
MOST = 1_000  # links of a chain: no chain has as many
CURLY = str.maketrans("“”„‟«»", '""""""')  # the same number of characters, so that places stay
NONE = "none"
LIKE = 65  # of 100: from which likeness on a field is offered for one that there is not
SHOWN = 40  # characters of a value that an error repeats

_COUNT = re.compile(r"(>=|<=|>|<)?(\d{1,9})$|(\d{1,9})?\.\.(\d{1,9})?$", re.ASCII)
_PLAIN = re.compile(r"[^\s()\",]+$")


def parse(text: str) -> Query:
    """Return what a text asks for; raise `NotUnderstood` when it is no query."""
    if len(text) > LONGEST:
        words = f"A query has at most {LONGEST:,} characters; this one has {len(text):,}."
        raise NotUnderstood(words, LONGEST, len(text))
    if "\0" in text:
        at = text.index("\0")
        raise NotUnderstood("There is a character of no kind here (NUL).", at, at + 1)
    plain = text.translate(CURLY)
    _check_pairs(plain)
    try:
        # With its transformer inside the parser, lark returns what that makes, not a tree.
        part = cast("Part", _parser().parse(plain))
    except UnexpectedInput as error:
        raise _not_understood(plain, error) from None
    return _with_similar(text, part)


def written(part: Part) -> str:
    """Return a part as one types it; parsed again, it means the same."""
    match part:
        case All(parts):
            return " ".join(_inner(one) for one in parts)
        case Any(parts):
            return _any(parts)
        case Not(inner):
            return f"-{_inner(inner)}"
        case Match():
            return f"{part.field}:{_value(part)}" if part.field else _value(part)


def with_match(query: Query, match: Match) -> str:
    """Return the query with one more condition that all finds must meet."""
    return _together((*conditions(query), match))


def without(query: Query, match: Match) -> str:
    """Return the query without a condition that all finds have to meet."""
    return _together(tuple(one for one in conditions(query) if not same(one, match)))


def has(query: Query, match: Match) -> bool:
    """Tell whether a query demands a condition of all finds."""
    return any(same(one, match) for one in conditions(query))


def same(one: Part, other: Part) -> bool:
    """Tell whether two parts mean the same by their words, wherever they stand."""
    return written(one) == written(other)


def _together(parts: tuple[Part, ...]) -> str:
    return written(parts[0] if len(parts) == 1 else All(parts))


def conditions(query: Query) -> tuple[Part, ...]:
    """Return what all finds have to meet, each as one can take it out."""
    parts = query.part.parts if isinstance(query.part, All) else (query.part,)
    if query.similar_to is None:
        return parts
    return (*parts, Match("similar", query.similar_to))


# From text ----------------------------------------------------------------------------------------


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="contextual", transformer=_Reader())


class _Reader(Transformer[Token, Part]):
    """Makes parts of what the grammar finds, while it finds it."""

    def start(self, found: list[Part | None]) -> Part:
        return found[0] or All(())

    def either(self, found: list[Part]) -> Part:
        return found[0] if len(found) == 1 else Any(tuple(found))

    def every(self, found: list[Part]) -> Part:
        return found[0] if len(found) == 1 else All(tuple(_flat(found)))

    def excluded(self, found: list[Part]) -> Part:
        return Not(found[0])

    def phrase(self, found: list[Token]) -> Part:
        (token,) = found
        if not _text(token).strip():
            words = "There is nothing between these quotation marks."
            raise NotUnderstood(words, *_place(token))
        return Match("", _text(token), True, *_place(token))

    def word(self, found: list[Token]) -> Part:
        (token,) = found
        start, end = _place(token)
        name = str(token)[:-1]
        if token.endswith(":") and name.casefold() in FIELDS:
            raise NotUnderstood(f"{name}: has no value. Write it without a space.", start, end)
        return Match("", str(token), False, start, end)

    def value(self, found: list[Token]) -> Token:
        return found[0]

    def condition(self, found: list[Token]) -> Part:
        name, *values = found
        field = _field(name)
        matches = tuple(_match(field, name, value) for value in values)
        return matches[0] if len(matches) == 1 else Any(matches)


def _flat(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield parts, those of an inner `All` one by one: it says no more than they do."""
    for part in parts:
        if isinstance(part, All):
            yield from part.parts
        else:
            yield part


def _field(token: Token) -> Field:
    name = str(token)[:-1].casefold()
    if name in FIELDS:
        return FIELDS[name]
    start, end = _place(token)
    near = process.extractOne(name, list(FIELDS), scorer=fuzz.ratio, score_cutoff=LIKE)
    hint = f"Did you mean {near[0]}:?" if near else "In quotation marks it is words."
    raise NotUnderstood(f"{name}: is no field. {hint}", start, end)


def _match(field: Field, name: Token, token: Token) -> Match:
    text, is_phrase = _text(token), token.startswith('"')
    start, end = _place(name)[0], _place(token)[1]
    try:
        return Match(field.name, _read(field, text, is_phrase=is_phrase), is_phrase, start, end)
    except ValueError as error:
        shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
        raise NotUnderstood(f"{field.name}:{shown}: {error}.", *_place(token)) from None


def _read(
    field: Field, text: str, *, is_phrase: bool
) -> str | int | Days | tuple[int | None, int | None]:
    """Return a value; raise `ValueError`, in words, when the field does not take it."""
    if not text.strip():
        raise ValueError("a value is missing")
    if field.has_none and not is_phrase and text.casefold() == NONE:
        return NONE
    match field.sort:
        case Sort.NAME | Sort.WORDS:
            return text
        case Sort.CHOICE:
            if text.casefold() not in field.choices:
                raise ValueError(f"it takes {', '.join(field.choices)}")
            return text.casefold()
        case Sort.ID:
            if not (text.isascii() and text.isdigit()) or int(text) > LARGEST:
                raise ValueError("it takes a number")
            return int(text)
        case Sort.DAYS:
            return days.days(text)
        case Sort.COUNT:
            return _count(text)


def _count(text: str) -> tuple[int | None, int | None]:
    match = _COUNT.match(text)
    if not match or text == "..":
        raise ValueError("it takes a number as 2, >1, or 1..3")
    sign, *given = match.groups()
    one, least, most = (min(int(number), MOST) if number else None for number in given)
    if one is not None:
        least = one + (sign == ">") if sign in (None, ">", ">=") else None
        most = one - (sign == "<") if sign in (None, "<", "<=") else None
    if most is not None and most < (least or 0):
        raise ValueError("there is no number between")
    return least, most


def _text(token: Token) -> str:
    return str(token)[1:-1] if token.startswith('"') else str(token)


def _place(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _with_similar(text: str, part: Part) -> Query:
    """Return the query, with the statement to be like taken out: it orders, it is no condition."""
    parts = part.parts if isinstance(part, All) else (part,)
    found = [one for one in parts if isinstance(one, Match) and one.field == "similar"]
    rest = tuple(one for one in parts if one not in found)
    if len(found) > 1:
        raise NotUnderstood("similar: can be asked for once.", found[1].start, found[1].end)
    if inner := next(_similar_inside(rest), None):
        words = "similar: takes one number, and stands outside of parentheses, minus and OR."
        raise NotUnderstood(words, inner.start, inner.end)
    kept = rest[0] if len(rest) == 1 else All(rest)
    return Query(text, kept, cast("int", found[0].value) if found else None)


def _similar_inside(parts: Iterable[Part]) -> Iterator[Match]:
    for part in parts:
        match part:
            case Match(field="similar"):
                yield part
            case All(inner) | Any(inner):
                yield from _similar_inside(inner)
            case Not(inner):
                yield from _similar_inside((inner,))


# What is wrong ------------------------------------------------------------------------------------


def _check_pairs(text: str) -> None:
    """Raise `NotUnderstood` at a quotation mark or parenthesis that has no other."""
    quoted: int | None = None
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == '"':
            quoted = at if quoted is None else None
        elif quoted is None and sign == "(":
            opened.append(at)
            if len(opened) > DEEPEST:
                raise NotUnderstood(
                    "There are too many parentheses inside one another.", at, at + 1
                )
        elif quoted is None and sign == ")":
            if not opened:
                raise NotUnderstood("This parenthesis was never opened.", at, at + 1)
            opened.pop()
    if quoted is not None:
        raise NotUnderstood("This quotation mark is never closed.", quoted, len(text))
    if opened:
        raise NotUnderstood("This parenthesis is never closed.", opened[-1], len(text))


def _not_understood(text: str, error: UnexpectedInput) -> NotUnderstood:
    at = error.pos_in_stream
    if at is None or at < 0 or at >= len(text):
        at = max(len(text.rstrip()) - 1, 0)
    token = getattr(error, "token", None)
    end = token.end_pos if token is not None and token.end_pos else at + 1
    if text[at : at + 2] == "OR":
        return NotUnderstood("OR stands between two terms.", at, at + 2)
    if isinstance(error, UnexpectedCharacters):
        return NotUnderstood("A value is expected here.", at, at + 1)
    if text[at] in "()":
        return NotUnderstood("There is nothing between the parentheses.", at, at + 1)
    return NotUnderstood("Something is missing after this.", at, max(end, at + 1))


# To text ------------------------------------------------------------------------------------------


def _inner(part: Part) -> str:
    """Return a part as it stands beside others or after a minus."""
    text = written(part)
    is_list = isinstance(part, Any) and not text.startswith("(") and _as_list(part.parts)
    if isinstance(part, Match | Not) or is_list:
        return text
    return f"({text})"


def _any(parts: tuple[Part, ...]) -> str:
    if listed := _as_list(parts):
        return listed
    return " OR ".join(
        f"({written(one)})" if isinstance(one, Any) else written(one) for one in parts
    )


def _as_list(parts: tuple[Part, ...]) -> str:
    """Return values of one field with commas; nothing where they are something else."""
    matches = [one for one in parts if isinstance(one, Match) and one.field]
    names = {one.field for one in matches}
    if len(matches) != len(parts) or len(names) != 1:
        return ""
    return f"{names.pop()}:{','.join(map(_value, matches))}"


def _value(match: Match) -> str:
    value = match.value
    if isinstance(value, Days):
        return days.written(value)
    if isinstance(value, tuple):
        return _count_written(*value)
    text = str(value).replace('"', " ")
    if match.is_phrase or not _PLAIN.match(text) or (not match.field and _needs_marks(text)):
        return f'"{text}"'
    return text


def _needs_marks(word: str) -> bool:
    """Tell whether a word would be taken for something else without quotation marks."""
    return word == "OR" or word.startswith("-") or bool(re.match(r"[A-Za-z]+:", word))


def _count_written(least: int | None, most: int | None) -> str:
    if least == most:
        return str(least)
    return f"{'' if least is None else least}..{'' if most is None else most}"
