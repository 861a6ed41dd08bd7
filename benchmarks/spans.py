"""Compares predicted attributions with gold ones: which pair up, and which are right.

Two attributions pair up when the non-space characters of their contents overlap by half (IoU), one
to one, the best first. A pair is *joint* when the predicted source also covers the head of the
gold source: who said what.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.metrics import Counts

Span = tuple[int, int]
Spans = tuple[Span, ...]

LEAST_OVERLAP = 0.5
ROLES = ("source", "cue", "content")
TYPES = ("direct", "mixed", "indirect")

# A head stands before the first of these words: "a *spokesman* for", "*Kaine*, the senator".
ENDS_A_HEAD = re.compile(
    "of|for|from|in|at|on|with|to|by|near|as|among|including|inside|within|outside|after|during|"
    "under|close|familiar|who|whose|whom|that|which"
)
JOINS_HEADS = frozenset({"and", "or", "nor", "&"})
ARTICLES = frozenset({"a", "an", "the"})
_SOURCE_PART = re.compile(r"\w+(?:[’'.-]\w+)*|[&,;:()\[\]—–]")
_POSSESSIVE = re.compile(r"[’']s$")
_MARK = re.compile("[“”„\"]|''|``")
_MARKS_AND_SPACE = "“”„\"'` "
_ONLY_CLOSES, _ONLY_OPENS = frozenset("”"), frozenset({"“", "„", "``"})


@dataclass(frozen=True, slots=True)
class Attributed:
    """Source, cue and content as spans; each may be empty, or in pieces."""

    source: Spans = ()
    cue: Spans = ()
    content: Spans = ()


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """A text with its gold attributions (all with content), and what its annotators set aside."""

    id: str
    text: str
    gold: tuple[Attributed, ...]
    ignored: Spans = ()
    optional: frozenset[int] = frozenset()  # places of gold that need not be found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text: counts by measure, and what was or was not found jointly."""

    counts: dict[str, Counts]
    found: frozenset[int]  # places of the gold
    wrong: tuple[Spans, ...]  # contents of predictions


def compare(
    article: AnnotatedText, predicted: Sequence[Attributed], *, unite: bool = True
) -> Outcome:
    """Return what became of a text's attributions.

    With `unite`, pieces that share cue and source are one first, as PolNeAR has them. What pairs
    with nothing and lies mostly in spans that were set aside, and what pairs with optional gold,
    counts neither for nor against.
    """
    text, gold = article.text, article.gold
    guesses = _distinct(text, _united(text, predicted) if unite else predicted)
    pairs = paired(text, gold, guesses)
    joint = _with_right_source(text, gold, guesses, pairs)
    aside = _characters(text, article.ignored)
    kept = [
        number
        for number, guess in enumerate(guesses)
        if (
            pairs[number] not in article.optional
            if number in pairs
            else not _mostly_in(_characters(text, guess.content), aside)
        )
    ]
    quoted = _quoted(text)
    wanted = [_type(text, one.content, quoted) for one in gold]
    made = {
        number: wanted[pairs[number]]
        if number in pairs
        else _type(text, guesses[number].content, quoted)
        for number in kept
    }
    needed = [place for place in range(len(gold)) if place not in article.optional]
    counts = {}
    for kind in ("all", *TYPES):
        numbers = [number for number in kept if kind in ("all", made[number])]
        golds = sum(kind in ("all", wanted[place]) for place in needed)
        for level, right in (("detection", pairs), ("joint", joint)):
            hits = sum(number in right for number in numbers)
            counts[f"{level} {kind}"] = Counts(hits, len(numbers), golds)
    for role in ROLES:
        counts[f"exact {role}"] = _exact(
            text, role, [gold[place] for place in needed], [guesses[number] for number in kept]
        )
    wrong = tuple(guesses[number].content for number in kept if number not in joint)
    return Outcome(counts, frozenset(joint.values()), wrong)


def joint(text: str, gold: Sequence[Attributed], predicted: Sequence[Attributed]) -> dict[int, int]:
    """Return the places of predictions with the places of gold that they say rightly."""
    return _with_right_source(text, gold, predicted, paired(text, gold, predicted))


def verdicts(article: AnnotatedText, predicted: Sequence[Attributed]) -> list[bool | None]:
    """Return whether each prediction is right, who and what; None for what is no fair case.

    Pieces that share cue and source are judged as one. No fair case is what the annotators set
    aside, and a saying inside the gold content of another one, which the corpus leaves unmarked.
    """
    text, gold = article.text, article.gold
    guesses = _united(text, predicted)
    pairs = paired(text, gold, guesses)
    right = _with_right_source(text, gold, guesses, pairs)
    aside = _characters(text, article.ignored)
    found: dict[object, bool | None] = {}
    for number, guess in enumerate(guesses):
        verdict: bool | None = number in right
        if number not in pairs:
            inside = any(_holds(one.content, guess.cue) for one in gold)
            if inside or _mostly_in(_characters(text, guess.content), aside):
                verdict = None
        found[_key(text, guess) or guess] = verdict
    return [found[_key(text, one) or one] for one in predicted]


def paired(
    text: str, gold: Sequence[Attributed], predicted: Sequence[Attributed]
) -> dict[int, int]:
    """Return the places of predictions with the places of the gold that they pair with."""
    wanted = [_characters(text, one.content) for one in gold]
    guessed = [_characters(text, one.content) for one in predicted]
    candidates = sorted(
        (-overlap, min(right), min(guess), place, number)
        for number, guess in enumerate(guessed)
        for place, right in enumerate(wanted)
        if (overlap := _overlap(guess, right)) >= LEAST_OVERLAP
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, _, place, number in candidates:
        if number not in pairs and place not in taken:
            pairs[number] = place
            taken.add(place)
    return pairs


def type_of(text: str, content: Spans) -> str:
    """Return direct, mixed or indirect, by how much of a content stands in quotation marks."""
    return _type(text, content, _quoted(text))


def trimmed(text: str, spans: Iterable[Span]) -> Spans:
    """Return spans without white space at their edges; those with only space between are one."""
    whole: list[Span] = []
    for start, end in sorted(spans):
        inner = text[start:end].strip()
        if not inner:
            continue
        start += text[start:end].index(inner)
        end = start + len(inner)
        if whole and not text[whole[-1][1] : start].strip():
            start, end = whole[-1][0], max(end, whole.pop()[1])
        whole.append((start, end))
    return tuple(whole)


def heads(text: str, source: Spans) -> list[Span]:
    """Return the head words of a source, one for each side of a coordination.

    A rule of thumb: the last word before a comma, a bracket, a preposition or a relative pronoun.
    """
    words = [
        (start + match.start(), start + match.end())
        for start, end in source
        for match in _SOURCE_PART.finditer(text[start:end])
    ]
    found: list[Span] = []
    head: Span | None = None
    for start, end in words:
        exact = text[start:end]
        word = exact.lower()
        if word in JOINS_HEADS:
            found += [head] if head else []
            head = None
        elif ENDS_A_HEAD.fullmatch(word) or not word[0].isalnum():
            if head:
                break
        elif head or word not in ARTICLES:
            owner = _POSSESSIVE.search(exact) and end - start > 2
            head = (start, end - 2 if owner else end)
    return [*found, *([head] if head else [])] or words[-1:]


def quotations(text: str) -> list[Span]:
    """Return what stands in double quotation marks, marks included, line by line.

    A mark left open runs to the end of its line.
    """
    found = []
    offset = 0
    for line in text.split("\n"):
        opened = None
        for match in _MARK.finditer(line):
            mark = match.group()
            if opened is None and mark not in _ONLY_CLOSES:
                opened = match.start()
            elif opened is not None and mark not in _ONLY_OPENS:
                found.append((offset + opened, offset + match.end()))
                opened = None
        if opened is not None:
            found.append((offset + opened, offset + len(line)))
        offset += len(line) + 1
    return found


def quoted(text: str, content: Spans) -> list[str]:
    """Return the stretches of a content that stand in quotation marks, marks left out."""
    return [
        text[max(start, opened) : min(end, closed)].strip(_MARKS_AND_SPACE)
        for start, end in content
        for opened, closed in quotations(text)
        if max(start, opened) < min(end, closed)
    ]


def _with_right_source(
    text: str,
    gold: Sequence[Attributed],
    predicted: Sequence[Attributed],
    pairs: Mapping[int, int],
) -> dict[int, int]:
    return {
        number: place
        for number, place in pairs.items()
        if _is_right_source(text, gold[place].source, predicted[number].source)
    }


def _holds(content: Spans, cue: Spans) -> bool:
    return any(start <= cue[0][0] and cue[-1][1] <= end for start, end in content if cue)


def _key(text: str, one: Attributed) -> tuple[Spans, Spans] | None:
    """Return what the pieces of one attribution share; None without a cue."""
    cue = trimmed(text, one.cue)
    return (cue, trimmed(text, one.source)) if cue else None


def _united(text: str, predicted: Sequence[Attributed]) -> list[Attributed]:
    united: dict[object, Attributed] = {}
    for number, one in enumerate(predicted):
        key = _key(text, one) or number
        if before := united.get(key):
            one = replace(before, content=tuple(sorted({*before.content, *one.content})))
        united[key] = one
    return list(united.values())


def _distinct(text: str, predicted: Sequence[Attributed]) -> list[Attributed]:
    unique: dict[object, Attributed] = {}
    for one in predicted:
        if one.content:
            unique.setdefault(tuple(trimmed(text, getattr(one, role)) for role in ROLES), one)
    return list(unique.values())


def _characters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(
        place for start, end in spans for place in range(start, end) if not text[place].isspace()
    )


def _letters(text: str, spans: Iterable[Span]) -> frozenset[int]:
    return frozenset(
        place for start, end in spans for place in range(start, end) if text[place].isalnum()
    )


def _overlap(left: frozenset[int], right: frozenset[int]) -> float:
    common = len(left & right)
    return common / (len(left) + len(right) - common) if common else 0.0


def _mostly_in(characters: frozenset[int], aside: frozenset[int]) -> bool:
    return bool(characters) and 2 * len(characters & aside) > len(characters)


def _is_right_source(text: str, gold: Spans, predicted: Spans) -> bool:
    if not gold:
        return not _letters(text, predicted)
    guessed = _characters(text, predicted)
    return any(guessed & set(range(start, end)) for start, end in heads(text, gold))


def _quoted(text: str) -> frozenset[int]:
    return frozenset(place for start, end in quotations(text) for place in range(start, end))


def _type(text: str, content: Spans, quoted: frozenset[int]) -> str:
    letters = _letters(text, content)
    inside = len(letters & quoted)
    if not inside:
        return "indirect"
    return "direct" if inside == len(letters) else "mixed"


def _exact(
    text: str, role: str, gold: Sequence[Attributed], predicted: Sequence[Attributed]
) -> Counts:
    wanted = {trimmed(text, getattr(one, role)) for one in gold} - {()}
    guessed = {trimmed(text, getattr(one, role)) for one in predicted} - {()}
    return Counts(len(wanted & guessed), len(guessed), len(wanted))
