"""Which fields are right in the statements that were found: speaker, chain, polarity, act …

A statement counts as found when content and source are right (`spans.joint`); shares are of those.
A name is right when it is as full as the article allows: "Marsh" will do only where no "Helena
Marsh" stands. A source without a name ("two officials") is right when its head is.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from benchmarks import corpora, results, spans
from benchmarks.corpora import Row
from benchmarks.metrics import Counts
from benchmarks.results import Result
from benchmarks.spans import AnnotatedText, Span
from benchmarks.speakers import plain

NAMED = frozenset({"person", "organisation"})
NOBODY: Row = {"name": "", "kind": "unnamed", "role": "speaker"}
TRAPPED = 0.5  # of the shorter one, trap or content, for the trap to have caught it

# A judge says whether a found statement is right; None where the gold has no such field.
Judge = Callable[[str, Row, Row], bool | None]
Pairs = list[tuple[Row, Row]]  # gold and predicted


def measured(
    corpus: str,
    texts: Sequence[AnnotatedText],
    gold: Mapping[str, Sequence[Row]],
    reading: Mapping[str, Sequence[Row]],
) -> list[Result]:
    """Return the share of found statements whose speaker, chain, polarity … are right.

    `gold` and `reading` hold the statements of each text in the order of its attributions.
    """
    pairs = {one.id: found(one, gold[one.id], reading.get(one.id, [])) for one in texts}
    measures: list[tuple[str, list[Counts]]] = [
        (
            f"found statements, {name}",
            [_share(judge, one.text, pairs[one.id]) for one in texts],
        )
        for name, judge in JUDGES.items()
    ]
    measures.append(
        (
            "statements, silences and denials",
            [_unusual(gold[one.id], reading.get(one.id, []), pairs[one.id]) for one in texts],
        )
    )
    return [
        results.of_counts(corpus, name, counts, "texts")
        for name, counts in measures
        if any(one.gold for one in counts)
    ]


def found(text: AnnotatedText, gold: Sequence[Row], predicted: Sequence[Row]) -> Pairs:
    """Return the gold statements that were found, soft ones left out, each with what was read."""
    places = spans.joint(text.text, text.gold, [corpora.attributed(row) for row in predicted])
    return [
        (gold[place], predicted[number])
        for number, place in sorted(places.items())
        if place not in text.optional
    ]


def traps(
    corpus: str,
    texts: Sequence[AnnotatedText],
    reading: Mapping[str, Sequence[Row]],
    held: Mapping[str, Sequence[Row]],
) -> Result:
    """Return the share of traps that nothing which is no statement was read in."""
    counts: list[Counts] = []
    right: set[str] = set()
    wrong: set[str] = set()
    for text in texts:
        strays = list(_strays(text, reading.get(text.id, [])))
        for trap in held.get(text.id, []):
            caught = any(_shares(tuple(map(tuple, trap["spans"])), one) for one in strays)
            (wrong if caught else right).add(trap["id"])
            counts.append(Counts(not caught, 1, 1))
    return results.of_counts(corpus, "traps kept out of", counts, "traps", right=right, wrong=wrong)


def is_right_name(text: str, link: Row, predicted: Row) -> bool:
    """Say whether a link has the name of a link of the gold, as far as the article tells it."""
    names, name = [link["name"], *link["also"]], predicted["name"]
    if plain(name) in {plain(one) for one in names}:
        return True
    if not name or not link["name"]:
        return False
    if not {link["kind"], predicted["kind"]} <= NAMED:
        # The inquiry and its report, a description cut shorter or longer: the head tells.
        heads = {word for one in names for word in _head_words(one)}
        return bool(heads & _words(name)) and (link["kind"] not in NAMED or bool(link["also"]))
    if link["name"] in text:
        return False
    # The article never has the full name: its last word, or what the article itself says.
    surface = text[slice(*link["span"])] if link["span"] else ""
    if link["kind"] == "person":
        return plain(name) == plain(link["name"]).split()[-1]
    return plain(name) == plain(surface)


def is_right_speaker(text: str, gold: Row, predicted: Row) -> bool | None:
    """Say whether the innermost link names whom the gold has there."""
    *_, last = predicted["chain"] or [NOBODY]
    return is_right_name(text, gold["chain"][-1], last)


def is_right_chain(text: str, gold: Row, predicted: Row) -> bool | None:
    """Say whether all links have the right names and roles, in the right order."""
    return len(gold["chain"]) == len(predicted["chain"]) and all(
        (wanted["role"] == link["role"] or (place == len(gold["chain"]) and _speaks(link)))
        and is_right_name(text, wanted, link)
        for place, (wanted, link) in enumerate(
            zip(gold["chain"], predicted["chain"], strict=True), 1
        )
    )


def _is_right_long_chain(text: str, gold: Row, predicted: Row) -> bool | None:
    if len(gold["chain"]) < 2:
        return None
    return is_right_chain(text, gold, predicted)


def _named_speaker(text: str, gold: Row, predicted: Row) -> bool | None:
    if gold["chain"][-1]["kind"] not in NAMED:
        return None
    return is_right_speaker(text, gold, predicted)


def _same(field: str) -> Judge:
    def judge(_: str, gold: Row, predicted: Row) -> bool | None:
        wanted = gold.get(field)
        return None if wanted is None or field not in predicted else wanted == predicted[field]

    return judge


JUDGES: dict[str, Judge] = {
    "speaker named right": is_right_speaker,
    "person or organisation named right": _named_speaker,
    "chain right": is_right_chain,
    "chain of several links right": _is_right_long_chain,
    "type right": _same("type"),
    "polarity right": _same("polarity"),
    "certainty right": _same("certainty"),
    "act right": _same("act"),
}


def _speaks(link: Row) -> bool:
    """Say whether a last link may stand for the speaker, as a document does that speaks."""
    return link["role"] in {"speaker", "document"}


def _head_words(name: str) -> set[str]:
    return {_singular(name[start:end]) for start, end in spans.heads(name, ((0, len(name)),))}


def _words(name: str) -> set[str]:
    return {_singular(word) for word in re.findall(r"\w+(?:[’'-]\w+)*", name)}


def _singular(word: str) -> str:
    return word.casefold().removesuffix("s")


def _share(judge: Judge, text: str, pairs: Pairs) -> Counts:
    verdicts = [judge(text, gold, predicted) for gold, predicted in pairs]
    said = [one for one in verdicts if one is not None]
    return Counts(sum(said), len(said), len(said))


def _unusual(gold: Sequence[Row], predicted: Sequence[Row], pairs: Pairs) -> Counts:
    """Return how many silences and denials were found as what they are."""
    hits = sum(one["polarity"] == other["polarity"] != "asserted" for one, other in pairs)
    return Counts(
        hits,
        sum(row["polarity"] != "asserted" for row in predicted),
        sum(row["polarity"] != "asserted" and row.get("tier") != "soft" for row in gold),
    )


def _strays(text: AnnotatedText, predicted: Sequence[Row]) -> Iterator[tuple[Span, ...]]:
    guesses = [corpora.attributed(row) for row in predicted]
    pairs = spans.paired(text.text, text.gold, guesses)
    return (guess.content for number, guess in enumerate(guesses) if number not in pairs)


def _shares(one: Sequence[Span], other: Sequence[Span]) -> bool:
    left = {place for start, end in one for place in range(start, end)}
    right = {place for start, end in other for place in range(start, end)}
    return len(left & right) >= TRAPPED * min(len(left), len(right))
