"""Reads the marked English of the specification into cases."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
NUMBERS = "¹²³⁴⁵⁶⁷⁸⁹"
ONLY = "¹"  # the statement that marks and fields without a number belong to
ROLES = {"{": "source", "<": "cue", "[": "content", "‹": "optional"}
CLOSERS = {"}": "{", ">": "<", "]": "[", "›": "‹"}
ALONE = frozenset({"nothing", "may be missing", "counted once"})  # fields without a value

_HEADING = re.compile(r"(?P<number>\d+)\. (?P<title>.+)")
_ARTICLE = re.compile(r">> (?P<outlet>.+), (?P<day>\d{4}-\d\d-\d\d)")
_FIELD = re.compile(rf"(?P<numbers>[{NUMBERS} ]*)(?P<name>[a-z ]+?)(?:: (?P<value>.+))?")
_MARKS = re.compile(rf"\\[\[\]]|[{{<\[‹][{NUMBERS}]*|[}}>\]›]")


@dataclass(frozen=True)
class Article:
    """One text of a case; the offsets of statements count in it."""

    text: str
    outlet: str = ""
    day: date | None = None


@dataclass
class Wanted:
    """One statement as it is marked: which characters belong to what, and its fields."""

    number: str
    article: int = 0
    source: set[int] = field(default_factory=set)
    cue: set[int] = field(default_factory=set)
    content: set[int] = field(default_factory=set)
    optional: set[int] = field(default_factory=set)  # characters that may stand in or out
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Case:
    """A text, or several, with everything that a reading must say."""

    id: str
    number: int  # of the phenomenon
    articles: list[Article]
    wanted: dict[str, Wanted]
    links: dict[tuple[str, str], str]
    repeats: list[tuple[str, str]]  # statements of which one says the other once more
    fields: dict[str, str]  # of the articles as such


@cache
def cases() -> tuple[Case, ...]:
    """Return all cases in the order of the specification."""
    return tuple(case for file in sorted(FOLDER.glob("[0-9]*.txt")) for case in _read(file))


@cache
def titles() -> dict[int, str]:
    """Return the title of each phenomenon by its number."""
    return {
        int(heading["number"]): heading["title"]
        for file in sorted(FOLDER.glob("[0-9]*.txt"))
        for line in file.read_text("utf-8").splitlines()
        if (heading := _HEADING.fullmatch(line))
    }


def _read(file: Path) -> Iterator[Case]:
    number, slug, count = 0, "", 0
    for block in re.split(r"\n\s*\n", file.read_text("utf-8")):
        lines = block.strip("\n").splitlines()
        if heading := _HEADING.fullmatch(lines[0]):
            number, count = int(heading["number"]), 0
            slug = "-".join(re.findall(r"\w+", heading["title"].lower()))
        if lines[0].startswith(">"):
            count += 1
            yield case(f"{number:02}-{slug}-{count}", number, lines)


def case(name: str, number: int, lines: list[str]) -> Case:
    """Return the case that a block of lines describes; raise ValueError where it is not sound."""
    wanted: defaultdict[str, Wanted] = defaultdict(lambda: Wanted(""))
    made = Case(name, number, [], wanted, {}, [], {})
    for outlet, day, marked in _articles([line for line in lines if line.startswith(">")]):
        text = _unmarked(marked, len(made.articles), wanted, name)
        made.articles.append(Article(text, outlet, day))
    for line in lines:
        if not line.startswith(">"):
            for part in line.split("; "):
                _note(made, part)
    for key, statement in wanted.items():
        statement.number = key
        if not statement.content:
            raise ValueError(f"{name}: statement {key} has no content")
    made.wanted = dict(sorted(wanted.items()))
    if bool(made.wanted) == ("nothing" in made.fields):
        raise ValueError(f"{name}: mark a statement or say “nothing”")
    return made


def _articles(lines: list[str]) -> Iterator[tuple[str, date | None, str]]:
    """Yield outlet, day and marked text of each article."""
    outlet, day, words = "", None, ""
    for line in lines:
        if opened := _ARTICLE.fullmatch(line):
            if words:
                yield outlet, day, words
            outlet, day, words = opened["outlet"], date.fromisoformat(opened["day"]), ""
        elif line == ">":
            words += "\n\n"
        else:
            words += (" " if words and not words.endswith("\n") else "") + line[2:]
    yield outlet, day, words


def _unmarked(marked: str, article: int, wanted: defaultdict[str, Wanted], name: str) -> str:
    text, at = "", 0
    opened: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for mark in _MARKS.finditer(marked):
        text += marked[at : mark.start()]
        at = mark.end()
        sign = mark.group()
        if sign.startswith("\\"):
            text += sign[1]
        elif sign[0] in ROLES:
            opened[sign[0]].append((len(text), sign[1:] or ONLY))
        else:
            opener = CLOSERS[sign]
            if not opened[opener]:
                raise ValueError(f"{name}: nothing is open before {sign} behind {text[-20:]!r}")
            start, numbers = opened[opener].pop()
            for number in numbers:
                wanted[number].article = article
                getattr(wanted[number], ROLES[opener]).update(range(start, len(text)))
    if any(opened.values()):
        raise ValueError(f"{name}: a bracket is never closed")
    return text + marked[at:]


def _note(made: Case, part: str) -> None:
    found = _FIELD.fullmatch(part)
    if not found or (found["value"] is None) != (found["name"] in ALONE):
        raise ValueError(f"{made.id}: not a field: {part}")
    numbers = found["numbers"].split()
    value = found["value"] or "yes"
    if found["name"] == "link":
        made.links[(numbers[0], numbers[1])] = value
    elif found["name"] == "counted once":
        made.repeats.append((numbers[0], numbers[1]))
    elif found["name"] in {"nothing", "articles", "genre"}:
        made.fields[found["name"]] = value
    else:
        for number in numbers or [ONLY]:
            if number not in made.wanted:
                raise ValueError(f"{made.id}: no statement {number} is marked")
            made.wanted[number].fields[found["name"]] = value
