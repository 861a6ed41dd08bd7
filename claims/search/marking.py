"""Mark: where in the texts the words stand that somebody sought."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection

from articles.text import TextSpan
from claims.sayings import Saying
from claims.search.words import CONFIG, plain

if TYPE_CHECKING:
    from claims.search.asking import Term

_OPEN, _CLOSE = "\ue000", "\ue001"  # `plain` leaves none in a text
_OPTIONS = f'HighlightAll=true, StartSel="{_OPEN}", StopSel="{_CLOSE}"'
_MARK = re.compile(f"[{_OPEN}{_CLOSE}]")
_WORD = re.compile(r"\w+")


class _Stretch(NamedTuple):
    """Words of a hit in which a sort of term may stand."""

    statement: int
    start: int
    text: str
    weight: str


def marked(terms: Sequence[Term], sayings: Sequence[Saying]) -> Mapping[int, tuple[TextSpan, ...]]:
    """Return for each statement the places of the words that were sought, in its article's text.

    They are marked where they are sought: in the content, the source's label, the cue. Of a phrase
    only words that stand together are.
    """
    found: dict[int, set[tuple[int, int]]] = {}
    stretches = [one for saying in sayings for one in _stretches(saying)] if terms else []
    jobs = [
        (term, one)
        for term in _together(terms)
        for one in stretches
        if term.weight in ("", one.weight)
    ]
    phrases = [term for term in terms if _is_several(term)]
    texts = [plain(term.text) for term in phrases] + [plain(one.text) for _, one in jobs]
    queries = [term.query for term in phrases] + [term.query for term, _ in jobs]
    results = _headlines(texts, queries)
    least = {term.query: len(places) for term, places in zip(phrases, results, strict=False)}
    for (term, one), places in zip(jobs, results[len(phrases) :], strict=True):
        words = frozenset(_WORD.findall(plain(term.text)))
        if term.query in least:
            places = list(_runs(plain(one.text), places, least[term.query], words))
        places = _joined(plain(one.text), places)
        offsets = _offsets(one.text)
        spans = found.setdefault(one.statement, set())
        spans |= {(one.start + offsets[a], one.start + offsets[b]) for a, b in places}
    return {pk: tuple(_merged(spans)) for pk, spans in found.items()}


def _stretches(saying: Saying) -> Iterator[_Stretch]:
    statement, text = saying.statement, saying.text
    for weight, spans in (
        ("A", statement.content),
        ("B", statement.source),
        ("C", statement.cue),
    ):
        for span in spans:
            yield _Stretch(statement.pk, span.start, span.of(text), weight)


def _is_several(term: Term) -> bool:
    return "<" in term.query  # "<->", or "<2>" where a word between is too common


def _together(terms: Sequence[Term]) -> Iterator[Term]:
    """Yield phrases, and for each place of single words one term that has them all."""
    single: dict[str, list[Term]] = {}
    for term in terms:
        if _is_several(term):
            yield term
        else:
            single.setdefault(term.weight, []).append(term)
    for some in single.values():
        yield replace(some[0], query=" | ".join(term.query for term in some))


def _headlines(texts: Sequence[str], queries: Sequence[str]) -> list[list[tuple[int, int]]]:
    """Return where the stems of each query stand in its text."""
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ts_headline(%s, given.words, query::tsquery, %s) "
            "FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS given (words, query, place) "
            "ORDER BY place",
            [CONFIG, _OPTIONS, list(texts), list(queries)],
        )
        results = [found for (found,) in cursor.fetchall()]
    return [_places(found, text) for found, text in zip(results, texts, strict=True)]


def _places(headline: str, text: str) -> list[tuple[int, int]]:
    if _MARK.sub("", headline) != text:
        return []  # PostgreSQL left something out: no marks rather than wrong ones
    at = [match.start() - number for number, match in enumerate(_MARK.finditer(headline))]
    return list(zip(at[::2], at[1::2], strict=True))


def _runs(
    text: str, places: Sequence[tuple[int, int]], least: int, words: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Yield the places of words that stand together as the words of a phrase do."""
    run: list[tuple[int, int]] = []
    for place in places:
        if run and not words.issuperset(_WORD.findall(text, run[-1][1], place[0])):
            if len(run) >= least:
                yield from run
            run = []
        run.append(place)
    if len(run) >= least:
        yield from run


def _joined(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the places, those of the parts of one word as one: “30-day”."""
    found: list[tuple[int, int]] = []
    for start, end in places:
        if found and text[found[-1][1] : start] == "-":
            start = found.pop()[0]
        found.append((start, end))
    return found


def _offsets(text: str) -> Sequence[int]:
    """Return for each place in `plain(text)` the place in the text; most are the same."""
    if len(plain(text)) == len(text) and text.isascii():
        return range(len(text) + 1)
    lengths = [len(plain(letter)) for letter in text]
    return [
        *(place for place, length in enumerate(lengths) for _ in range(length)),
        len(text),
    ]


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[TextSpan]:
    """Yield spans in text order, those that overlap as one."""
    start = end = -1
    for a, b in sorted(spans):
        if a < end:
            end = max(end, b)
            continue
        if end > start:
            yield TextSpan(start, end)
        start, end = a, b
    if end > start:
        yield TextSpan(start, end)
