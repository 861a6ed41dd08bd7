"""Two statements: do they say the same, and what speaks for it."""

import numpy as np

from claims.linking import numbers, polarity, weights
from claims.linking.quotations import SharedRun, shared_run
from claims.linking.speakers import Agreement, agreement
from claims.linking.types import Evidence, LinkKind, PairLink, Score, StatementCard, Vector
from claims.linking.words import is_common, rarity, words

_DIGITS = 4


def score(a: StatementCard, b: StatementCard) -> PairLink | None:
    """Return the strongest link between two statements, None when there is none; symmetric."""
    if a.key == b.key:
        return None
    a, b = sorted((a, b), key=lambda card: card.key)
    who, speaker = agreement(a, b)
    meaning = cosine(a.vector, b.vector)
    days = _days_apart(a, b)
    run = shared_run(a, b)
    time = _time(days)
    if run and _is_same_quote(run, who, days) and not polarity.speech_clash(a, b):
        value = _scaled(run.cover, 0.0)
        return _link(a, b, LinkKind.SAME_QUOTE, value, (_words(run), speaker, *time))
    if not (_says_enough(a) and _says_enough(b)):
        return None
    bar = why_apart(a, b)
    needed = _needed(who, a, b)
    close = Evidence("meaning", round(meaning, _DIGITS), f"{meaning:.0%} alike in meaning")
    if not bar and meaning >= needed and not _is_beyond(days, weights.STATEMENT_DAYS):
        value = _scaled(meaning, needed)
        return _link(a, b, LinkKind.SAME_STATEMENT, value, (close, speaker, *time))
    return _related(a, b, who, run, (close, speaker, *time), bar)


def why_apart(a: StatementCard, b: StatementCard) -> str:
    """Return in words why two statements can never stand in one claim; "" when they can."""
    who, speaker = agreement(a, b)
    if who is Agreement.CONFLICT:
        return speaker.because
    return polarity.clash(a, b) or numbers.clash(a.content, b.content)


def unlinked_value(a: StatementCard, b: StatementCard) -> float:
    """Return how much a pair without a link speaks for one claim, always below CLAIM_MEAN."""
    return min(max(cosine(a.vector, b.vector), 0.0), weights.NO_LINK)


def cosine(a: Vector, b: Vector) -> float:
    """Return the cosine of two unit vectors, without rounding, so the same in any company."""
    return float(a.astype(np.float64) @ b.astype(np.float64))


def _is_same_quote(run: SharedRun, who: Agreement, days: int | None) -> bool:
    if who is Agreement.CONFLICT:
        return False
    known = who is Agreement.SAME
    if len(run.words) >= weights.LONG_RUN and run.cover >= weights.QUOTE_COVER:
        return run.worth >= weights.SHORT_WORTH
    if run.cover < weights.WHOLE_COVER or _is_beyond(days, weights.SHORT_QUOTE_DAYS):
        return False
    return run.worth >= (weights.SHORT_WORTH if known else weights.SHORT_WORTH_OPEN)


def _needed(who: Agreement, a: StatementCard, b: StatementCard) -> float:
    if polarity.is_silent(a) and polarity.is_silent(b):
        return weights.SILENCE_COSINE if who is Agreement.SAME else weights.SILENCE_COSINE_ALIKE
    return {
        Agreement.SAME: weights.SAME_SPEAKER_COSINE,
        Agreement.ALIKE: weights.ALIKE_SPEAKER_COSINE,
        Agreement.OPEN: weights.OPEN_SPEAKER_COSINE,
        Agreement.CONFLICT: 2.0,
    }[who]


def _related(
    a: StatementCard,
    b: StatementCard,
    who: Agreement,
    run: SharedRun | None,
    evidence: tuple[Evidence, ...],
    bar: str,
) -> PairLink | None:
    meaning = evidence[0].value
    if who is Agreement.CONFLICT:
        # Words of one person in another's mouth: a requotation, or somebody is wrong.
        if not run or run.worth < weights.BORROWED_WORTH or run.cover < weights.QUOTE_COVER:
            return None
        evidence = (_words(run), *evidence[1:])
    elif meaning < _needed_for_related(who, a, b) or _is_beyond(
        _days_apart(a, b), weights.RELATED_DAYS
    ):
        return None
    if bar:
        evidence = (*evidence, Evidence("bar", 0.0, bar))
    return _link(a, b, LinkKind.RELATED, min(max(meaning, 0.0), weights.NO_LINK), evidence)


def _needed_for_related(who: Agreement, a: StatementCard, b: StatementCard) -> float:
    if who is Agreement.SAME:
        return weights.RELATED_COSINE
    # Two utterances in full, by speakers not known to be the same and without a shared run.
    if _is_direct(a) and _is_direct(b):
        return weights.OPEN_SPEAKER_COSINE
    return weights.RELATED_COSINE_OPEN


def _is_direct(card: StatementCard) -> bool:
    quoted = sum(len(stretch.split()) for stretch in card.quoted)
    return quoted >= weights.DIRECT_SHARE * len(card.content.split())


def _says_enough(card: StatementCard) -> bool:
    """Tell whether a content has words to compare: "him" or a bare name says nothing alone."""
    telling = {word for word in words(card.content) if not is_common(word)}
    return len(telling) >= weights.TELLING_WORDS or polarity.is_silent(card)


def _link(
    a: StatementCard, b: StatementCard, kind: LinkKind, value: float, why: tuple[Evidence, ...]
) -> PairLink:
    return PairLink(a.key, b.key, kind, Score(round(value, _DIGITS), why))


def _scaled(value: float, floor: float) -> float:
    share = (min(value, 1.0) - floor) / (1.0 - floor)
    return weights.LINK_FLOOR + (1.0 - weights.LINK_FLOOR) * share


def _words(run: SharedRun) -> Evidence:
    return Evidence(
        "quotation",
        round(run.cover, _DIGITS),
        f"the same {len(run.words)} words inside quotation marks: “{' '.join(run.words)}”",
    )


def _days_apart(a: StatementCard, b: StatementCard) -> int | None:
    return abs((a.day - b.day).days) if a.day and b.day else None


def _is_beyond(days: int | None, most: int) -> bool:
    return days is not None and days > most


def _time(days: int | None) -> tuple[Evidence, ...]:
    if not days:
        return ()
    return (Evidence("days", float(days), f"published {days} day{'s' * (days > 1)} apart"),)


def text_score(a: str, b: str, encoded: tuple[Vector, Vector]) -> float:
    """Return how surely two bare claims say the same, 0 to 1, by meaning and shared words."""
    meaning = max(cosine(*encoded), 0.0)
    mine, other = set(words(a)), set(words(b))
    shared = sum(rarity(word) for word in mine & other)
    least = min(sum(map(rarity, mine)), sum(map(rarity, other))) or 1.0
    value = weights.TEXT_MEANING * meaning + (1 - weights.TEXT_MEANING) * shared / least
    return max(value - weights.TEXT_CLASH * bool(numbers.clash(a, b)), 0.0)
