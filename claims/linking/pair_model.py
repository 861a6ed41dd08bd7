"""How surely two statements say the same: a logistic regression over features with names.

Its weights stand in `pair_weights.tsv` beside it, as `python -m benchmarks.fit_pairs` fitted them.
A score is the sum of what the features say, and each of them can say it in words.
"""

import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from claims.linking import weights
from claims.linking.quotations import SharedRun, quoted_share
from claims.linking.speakers import Agreement
from claims.linking.types import Evidence, StatementCard
from claims.linking.words import overlap

FEATURES = (
    "meaning",  # cosine of the two vectors
    "words",  # share of the shorter content's rarer words that the other has
    "words of the longer",  # the same of the longer content
    "same speaker",
    "unnamed speakers",  # both unnamed groups or insiders
    "person and body",  # one speaker is a person, the other an organisation
    "same article",
    "both quoted",  # two utterances in full
    "quotation",  # share of the shorter quoted sentence that a run in common covers, if it is rare
    "days apart",  # in weeks, one at most
    "always",
)
_DIGITS = 4
_WEEK = 7

Values = Mapping[str, float]


def features(
    a: StatementCard, b: StatementCard, meaning: float, who: Agreement, run: SharedRun | None
) -> dict[str, float]:
    """Return the features of two statements, those that are zero left out."""
    days = abs((a.day - b.day).days) if a.day and b.day else 0
    shorter, longer = overlap(a.content, b.content)
    values = {
        "meaning": meaning,
        "words": shorter,
        "words of the longer": longer,
        "same speaker": who is Agreement.SAME,
        "unnamed speakers": who is Agreement.ALIKE,
        "person and body": who is Agreement.OPEN and are_person_and_body(a, b),
        "same article": a.article == b.article,
        "both quoted": is_direct(a) and is_direct(b),
        "quotation": run.cover * min(run.worth / weights.SHORT_WORTH_OPEN, 1.0) if run else 0.0,
        "days apart": min(days / _WEEK, 1.0),
        "always": 1.0,
    }
    return {name: float(value) for name, value in values.items() if value}


def likelihood(values: Values) -> float:
    """Return how surely two statements with these features say the same, 0 to 1."""
    table = _weights()
    total = math.fsum(table[name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))


def is_direct(card: StatementCard) -> bool:
    """Tell whether a content is an utterance in full: next to nothing is outside its marks."""
    return quoted_share(card) >= weights.DIRECT_SHARE


def are_person_and_body(a: StatementCard, b: StatementCard) -> bool:
    """Tell whether one speaker is a person and the other a body that he may speak for."""
    return {a.speaker_kind, b.speaker_kind} == {"person", "organisation"}


def evidence(
    values: Values, a: StatementCard, b: StatementCard, because: str, run: SharedRun | None
) -> tuple[Evidence, ...]:
    """Return in words what the features say, and what each adds to the log-odds.

    `because` says what the two speakers are to each other.
    """
    table = _weights()

    def said(feature: str, because: str, *names: str) -> Evidence:
        added = math.fsum(table[name] * values.get(name, 0.0) for name in names)
        return Evidence(feature, round(added, _DIGITS), because)

    shorter, longer = values.get("words", 0.0), values.get("words of the longer", 0.0)
    speakers = ("same speaker", "unnamed speakers", "person and body")
    found = [
        said("meaning", f"{max(values.get('meaning', 0.0), 0.0):.0%} alike in meaning", "meaning"),
        said(
            "words",
            f"of the rarer words {shorter:.0%} are shared"
            + (f", {longer:.0%} of the longer one’s" if round(longer - shorter, 2) else ""),
            "words",
            "words of the longer",
        ),
        said("speaker", because, *speakers),
    ]
    if run:
        shared = f"{len(run.words)} words in a row are quoted by both: “{run.text}”"
        found.append(said("quotation", shared, "quotation"))
    if "both quoted" in values:
        found.append(said("quoted", "both are quoted in full, in other words", "both quoted"))
    if "same article" in values:
        found.append(said("article", "both stand in one article", "same article"))
    if "days apart" in values and a.day and b.day:
        days = abs((a.day - b.day).days)
        found.append(said("days", f"published {days} day{'s' * (days > 1)} apart", "days apart"))
    return tuple(found)


@cache
def _weights() -> dict[str, float]:
    raw = (resources.files(__package__) / "pair_weights.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in raw.splitlines() if line[:1] not in {"#", ""})
    table = {name: float(weight) for name, weight in rows}
    if tuple(table) != FEATURES:
        raise ValueError("pair_weights.tsv does not hold the features of the model, in order")
    return table
