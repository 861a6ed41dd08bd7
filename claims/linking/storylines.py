"""Stories of one matter, over months: what a story is about, how alike two are, and the lines."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from claims.linking import story_weights
from claims.linking.average_link import average_link
from claims.linking.stories import NAME, Group, shared_terms, telling_words
from claims.linking.types import ArticleCard, Evidence, Score, StoryCard

THRESHOLD = story_weights.STORYLINE_THRESHOLD
REACH_DAYS = story_weights.REACH_DAYS
MIN_COSINE = story_weights.STORYLINE_MIN_COSINE

_DIGITS = 4


def card(members: Sequence[ArticleCard]) -> StoryCard:
    """Return what chaining needs to know of a story, the same for any order of its articles."""
    ordered = sorted(members, key=lambda one: one.key)
    days = sorted(one.day for one in ordered if one.day)
    sums: dict[str, float] = {}
    for one in ordered:
        for word, weight in one.terms.items():
            sums[word] = sums.get(word, 0.0) + weight
    kept = sorted(sums, key=lambda word: (-sums[word], word))[: story_weights.MAX_TERMS]
    length = math.sqrt(math.fsum(sums[word] ** 2 for word in kept)) or 1.0
    vector = np.array([one.vector for one in ordered], dtype=np.float64).mean(axis=0)
    norm = float(np.linalg.norm(vector)) or 1.0
    return StoryCard(
        key=ordered[0].key,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        terms={word: round(sums[word] / length, _DIGITS) for word in sorted(kept)},
        vector=np.asarray(vector / norm, dtype=np.float16),
    )


def compare(a: StoryCard, b: StoryCard) -> Score:
    """Say how surely two stories are of one matter, and why; from THRESHOLD on they are an edge."""
    days = _days_between(a, b)
    if days is not None and days > REACH_DAYS:
        return Score(0.0, (_time(days),))
    terms, meaning = _alike(a, b)
    named = ", ".join(name.title() for name in shared_terms(a.terms, b.terms, NAME))
    return Score(
        likeness(a, b),
        (
            Evidence("words", terms, telling_words(a.terms, b.terms)),
            *([Evidence("names", terms, f"the same names: {named}")] if named else ()),
            Evidence("meaning", meaning, f"the stories are {meaning:.0%} alike in meaning"),
            _time(days),
        ),
    )


def likeness(a: StoryCard, b: StoryCard) -> float:
    """Return the value of `compare`, without its reasons: of many pairs, few are ever shown."""
    days = _days_between(a, b)
    if days is not None and days > REACH_DAYS:
        return 0.0
    terms, meaning = _alike(a, b)
    value = story_weights.STORYLINE_TERMS * terms + story_weights.STORYLINE_MEANING * meaning
    if days is None:
        value -= story_weights.STORYLINE_UNDATED
    if meaning < MIN_COSINE:
        value = min(value, THRESHOLD - 0.01)
    return min(1.0, max(0.0, value))


def _alike(a: StoryCard, b: StoryCard) -> tuple[float, float]:
    """Return how alike two stories are in words and in meaning, the same from either side."""
    terms = math.fsum(a.terms[word] * b.terms[word] for word in a.terms.keys() & b.terms.keys())
    return terms, float(a.vector.astype(np.float64) @ b.vector.astype(np.float64))


def group(cards: Iterable[StoryCard], threshold: float = THRESHOLD) -> list[Group]:
    """Return the storylines that the stories form, the same for any order of them.

    Grouping only the stories that edges connect gives the same as grouping all. `threshold`
    is THRESHOLD, or higher where too many stories hang together.
    """
    ordered = sorted({one.key: one for one in cards}.values(), key=lambda one: one.key)
    scores = np.zeros((len(ordered), len(ordered)))
    for i, a in enumerate(ordered):
        for j in range(i):
            scores[i, j] = scores[j, i] = likeness(ordered[j], a)
    groups = []
    for cluster in average_link(scores, threshold):
        members = frozenset(ordered[i].key for i in cluster)
        said = {}
        for i in cluster if len(cluster) > 1 else ():
            others = [j for j in cluster if j != i]
            mean = math.fsum(scores[i, others]) / len(others)
            near = max(others, key=lambda j: (scores[i, j], -j))
            evidence = compare(ordered[i], ordered[near]).evidence
            said[ordered[i].key] = Score(round(mean, _DIGITS), evidence)
        groups.append(Group(members, said))
    return groups


def _days_between(a: StoryCard, b: StoryCard) -> int | None:
    """Return the days from the end of the earlier to the start of the later; 0 if they overlap."""
    if not (a.first and a.last and b.first and b.last):
        return None
    return max(0, (b.first - a.last).days, (a.first - b.last).days)


def _time(days: int | None) -> Evidence:
    if days is None:
        return Evidence("days", 0.0, "at least one has no date, so the rest had to say more")
    if days == 0:
        return Evidence("days", 0.0, "told in the same days")
    return Evidence("days", float(days), f"{days} day{'s' * (days > 1)} between them")
