"""Two statements: do they say the same, and what speaks for it."""

import re

import numpy as np

from claims.linking import numbers, pair_model, polarity, weights
from claims.linking.pair_model import are_person_and_body, is_direct
from claims.linking.quotations import SharedRun, is_borrowed, shared_run
from claims.linking.speakers import Agreement, agreement
from claims.linking.types import Evidence, LinkKind, PairLink, Score, StatementCard, Vector
from claims.linking.words import containment, names_only, overlap, telling

# Two statements whose vectors are further apart link only by words that both quote.
LEAST_COSINE = weights.LEAST_COSINE

_DIGITS = 4


def score(a: StatementCard, b: StatementCard) -> PairLink | None:
    """Return the strongest link between two statements, None when there is none; symmetric."""
    if a.key == b.key:
        return None
    a, b = sorted((a, b), key=lambda card: card.key)
    who, speaker = agreement(a, b)
    days = _days_apart(a, b)
    run = shared_run(a, b)
    if not run and (who is Agreement.CONFLICT or _is_beyond(days, weights.STATEMENT_DAYS)):
        return None
    are_silent = polarity.is_silent(a) and polarity.is_silent(b)
    meaning = cosine(a.vector, b.vector)
    if not run and not are_silent and meaning < LEAST_COSINE:
        return None
    if _is_nested(a, b) and who is not Agreement.SAME:
        return None
    borrowed = _borrowed(run, a, b) if run and who is Agreement.CONFLICT else ()
    if run and _is_same_quote(run, who, days, borrowed) and not polarity.speech_clash(a, b):
        value = _scaled((run.cover + run.cover_longer) / 2, 0.0)
        why = (_words(run), speaker, *borrowed, *_time(days))
        if not borrowed:
            return _link(a, b, LinkKind.SAME_QUOTE, value, why)
        # Words that somebody quotes are not his claim: shown, never merged.
        kind = LinkKind.RELATED if _is_one_story(a, b) else LinkKind.QUOTED_AGAIN
        return _link(a, b, kind, value, why)
    if are_silent:
        return _silence(a, b, who, meaning, (speaker, *_time(days)))
    enough = _enough(a, b, who)
    if not (_says_enough(a, enough) and _says_enough(b, enough)) or _is_mere_headline(a, b):
        return None
    values = pair_model.features(a, b, meaning, who, run)
    likely = pair_model.likelihood(values)
    needed = _needed(a, b, who)
    is_same = likely >= needed and not _is_beyond(days, weights.STATEMENT_DAYS)
    if not is_same and not _is_related(a, b, who, run, meaning):
        return None
    evidence = pair_model.evidence(values, a, b, speaker.because, run)
    bar = why_apart(a, b)
    if is_same and not bar:
        return _link(a, b, LinkKind.SAME_STATEMENT, _scaled(likely, needed), evidence)
    if not _is_related(a, b, who, run, meaning):
        return None
    if bar:
        evidence = (*evidence, Evidence("bar", 0.0, bar))
    return _link(a, b, LinkKind.RELATED, min(max(meaning, 0.0), weights.NO_LINK), evidence)


def why_apart(a: StatementCard, b: StatementCard) -> str:
    """Return in words why two statements can never stand in one claim; "" when they can."""
    who, speaker = agreement(a, b)
    if who is Agreement.CONFLICT:
        return speaker.because
    return polarity.clash(a, b) or numbers.clash(a.content, b.content)


def unlinked_value(a: StatementCard, b: StatementCard) -> float:
    """Return how much a pair without a link speaks for one claim, always below CLAIM_MEAN."""
    if polarity.is_silent(a) and polarity.is_silent(b):
        # Two silences of one speaker on two subjects may each be one with a third that names none.
        return weights.NO_LINK if agreement(a, b)[0] is Agreement.SAME else 0.0
    return min(max(cosine(a.vector, b.vector), 0.0), weights.NO_LINK)


def cosine(a: Vector, b: Vector) -> float:
    """Return the cosine of two unit vectors, without rounding, so the same in any company."""
    return float(a.astype(np.float64) @ b.astype(np.float64))


def _is_same_quote(
    run: SharedRun, who: Agreement, days: int | None, borrowed: tuple[Evidence, ...]
) -> bool:
    if who is Agreement.CONFLICT and not borrowed:
        return False
    near = not _is_beyond(days, weights.SHORT_QUOTE_DAYS)
    rare = run.worth >= weights.SHORT_WORTH_OPEN
    if len(run.words) >= weights.LONG_RUN and run.cover >= weights.QUOTE_COVER:
        return rare or (near and run.worth >= weights.SHORT_WORTH)
    if run.cover < weights.WHOLE_COVER or not near:
        return False
    if rare or who is Agreement.CONFLICT:
        return rare
    if who is Agreement.SAME:
        return run.worth >= weights.SHORT_WORTH
    is_fresh = days is not None and days <= weights.FRESH_DAYS
    long_enough = len(run.words) >= weights.FRESH_WORDS
    return is_fresh and long_enough and run.worth >= weights.FRESH_WORTH


def _borrowed(run: SharedRun, a: StatementCard, b: StatementCard) -> tuple[Evidence, ...]:
    """Say which of two speakers quotes the words himself, so that they may be the other's."""
    return tuple(
        Evidence("borrowed", 0.0, f"{card.speaker} quotes somebody with these words")
        for card in (a, b)
        if is_borrowed(run, card)
    )


def _needed(a: StatementCard, b: StatementCard, who: Agreement) -> float:
    """Return how surely two statements have to say the same, by whether the speaker can be one."""
    if who is Agreement.OPEN and not are_person_and_body(a, b):
        # Two bodies with names of their own are two; where a name is lacking, nothing tells.
        return float("inf") if a.speaker and b.speaker else weights.ANYWHERE_OPEN
    if _is_one_story(a, b):
        # What one speaker says of one matter is much alike, also where the occasions are two.
        is_close = a.article == b.article or b.article in a.close
        return weights.IN_STORY if is_close or who is not Agreement.SAME else weights.IN_MATTER
    if min(len(telling(a.content)), len(telling(b.content))) < weights.ANYWHERE_WORDS:
        return float("inf")
    return weights.ANYWHERE if who is Agreement.SAME else weights.ANYWHERE_OPEN


def _silence(
    a: StatementCard,
    b: StatementCard,
    who: Agreement,
    meaning: float,
    evidence: tuple[Evidence, ...],
) -> PairLink | None:
    """Link two silences of one speaker, on one subject or where one names no subject."""
    if who is not Agreement.SAME or numbers.clash(a.content, b.content):
        return None
    if _is_beyond(_days_apart(a, b), weights.STATEMENT_DAYS):
        return None
    if meaning >= weights.SILENCE_COSINE:
        why = f"what is passed over is {meaning:.0%} alike"
        value = _scaled(meaning, weights.SILENCE_COSINE)
    elif not (_subject(a) and _subject(b)):
        why, value = "at least one does not say on what", weights.LINK_FLOOR
    else:
        return None
    subject = Evidence("subject", round(meaning, _DIGITS), why)
    return _link(a, b, LinkKind.SAME_STATEMENT, value, (subject, *evidence))


def _subject(card: StatementCard) -> frozenset[str]:
    return telling(card.content) - weights.SILENCE_WORDS


def _is_nested(a: StatementCard, b: StatementCard) -> bool:
    """Tell whether one statement is reported inside the other: its words are the other's too."""
    is_inside = containment(a.content, b.content) == 1.0
    return a.article == b.article and a.content != b.content and is_inside


def _is_related(
    a: StatementCard, b: StatementCard, who: Agreement, run: SharedRun | None, meaning: float
) -> bool:
    if who is Agreement.CONFLICT:
        # Words of one person in another's mouth: a requotation, or somebody is wrong.
        return bool(
            run and run.worth >= weights.BORROWED_WORTH and run.cover >= weights.QUOTE_COVER
        )
    is_near = meaning >= _needed_for_related(who, a, b)
    return is_near and not _is_beyond(_days_apart(a, b), weights.RELATED_DAYS)


def _needed_for_related(who: Agreement, a: StatementCard, b: StatementCard) -> float:
    least = 0.0 if _is_one_story(a, b) else weights.RELATED_COSINE_ANYWHERE
    return max(least, _needed_in_story(who, a, b))


def _needed_in_story(who: Agreement, a: StatementCard, b: StatementCard) -> float:
    if who is Agreement.SAME:
        return weights.RELATED_COSINE
    # Two utterances in full, by speakers not known to be the same and without a shared run.
    if is_direct(a) and is_direct(b):
        return weights.RELATED_COSINE_DIRECT
    return weights.RELATED_COSINE_OPEN


def _enough(a: StatementCard, b: StatementCard, who: Agreement) -> int:
    """Return how many telling words a content has to have, for likeness to prove anything."""
    return (_ENOUGH_IN_STORY if _is_one_story(a, b) else _ENOUGH)[who]


_WHO = (Agreement.SAME, Agreement.ALIKE, Agreement.OPEN, Agreement.CONFLICT)
_ENOUGH_IN_STORY = dict(zip(_WHO, weights.TELLING_WORDS_IN_STORY, strict=True))
_ENOUGH = dict(zip(_WHO, weights.TELLING_WORDS, strict=True))


def _says_enough(card: StatementCard, enough: int) -> bool:
    """Tell whether a content has words to compare: "him", a bare name or a credit says nothing."""
    if _CREDIT.match(card.content) or names_only(card.content):
        return False
    return len(telling(card.content)) >= enough


def _is_mere_headline(a: StatementCard, b: StatementCard) -> bool:
    """Tell whether a headline hangs on the other by a single word: it is short, and says it aslant.

    "The man who shut the strait" is not "the strait belongs to nobody".
    """
    shared = telling(a.content) & telling(b.content)
    return (a.is_headline or b.is_headline) and len(shared) < weights.HEADLINE_WORDS


_CREDIT = re.compile(
    r"\W*(?:photos?|photographs?|pictures?|images?|videos?|illustrations?|graphics?"
    r"|(?:additional )?reporting|edit(?:ed|ing)|written|compiled)(?: by\b|\s*[:/©])",
    re.IGNORECASE,
)


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
        f"the same {len(run.words)} words inside quotation marks: “{run.text}”",
    )


def _is_one_story(a: StatementCard, b: StatementCard) -> bool:
    return a.article == b.article or (bool(a.story) and a.story == b.story)


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
    meaning, shared = max(cosine(*encoded), 0.0), sum(overlap(a, b)) / 2
    alike = weights.MEANING_SHARE * meaning + (1 - weights.MEANING_SHARE) * shared
    return max(alike - weights.TEXT_CLASH * bool(numbers.clash(a, b)), 0.0)
