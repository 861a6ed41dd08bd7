"""Articles of one event: what each is about, how alike two are, and the groups they form."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from articles.text import paragraphs
from claims.linking import story_weights
from claims.linking.average_link import Scores, average_link
from claims.linking.types import ArticleCard, Evidence, Score
from claims.linking.words import is_common, rarity, words

WINDOW_DAYS = story_weights.WINDOW_DAYS
MIN_COSINE = story_weights.MIN_COSINE
THRESHOLD = story_weights.STORY_THRESHOLD
CAP = story_weights.CAP
STEP = story_weights.STEP

KeyPairs = Iterable[tuple[str, str]]

_DIGITS = 4  # of a term's weight; as whole numbers their products add up exactly in any order
_SCALE = 10_000


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that form a story, by their keys, and how each hangs on the others.

    A score's value is the mean over the other members; its evidence is about the nearest one.
    An article that stands alone has no score.
    """

    members: frozenset[str]
    scores: dict[str, Score] = field(default_factory=dict)


def profile(title: str, text: str) -> tuple[dict[str, float], str]:
    """Return an article's weighted words, a unit vector, and the lede whose meaning is encoded.

    Paragraphs that repeat the title or each other (menus, headlines printed again) count once.
    """
    distinct = dict.fromkeys(span.of(text) for span in paragraphs(text))
    distinct.pop(title.strip(), None)
    counts: Counter[str] = Counter()
    for word in words(title):
        counts[word] += story_weights.TITLE_WEIGHT
    for paragraph in distinct:
        counts.update(words(paragraph))
    heavy = {word: (1 + math.log(n)) * rarity(word) for word, n in counts.items()}
    kept = sorted(heavy, key=lambda word: (-heavy[word], word))[: story_weights.MAX_TERMS]
    length = math.sqrt(math.fsum(heavy[word] ** 2 for word in kept))
    terms = {word: round(heavy[word] / length, _DIGITS) for word in sorted(kept)}
    body = "\n".join(distinct)[: story_weights.LEDE_CHARACTERS]
    return terms, f"{title.strip()}\n{body}".strip()


def compare(a: ArticleCard, b: ArticleCard) -> Score:
    """Say how surely two articles tell of one event; from THRESHOLD on they are an edge."""
    terms, meaning = _terms_cosine(a, b), _meaning_cosine(a, b)
    days = _days_apart(a, b)
    if days is not None and days > WINDOW_DAYS:
        return Score(0.0, (_time(days),))
    if not (a.terms and b.terms):
        return Score(0.0, (Evidence("words", 0.0, "at least one has no words to compare"),))
    facts = (terms, meaning, min(_log_size(a), _log_size(b)), days or 0, days is None)
    value = float(_values(*(np.array([fact], dtype=np.float64) for fact in facts))[0])
    shared = (
        Evidence("words", terms, telling_words(a.terms, b.terms)),
        Evidence("meaning", meaning, f"the openings are {meaning:.0%} alike in meaning"),
        _time(days),
    )
    return Score(value, shared)


def is_neighbour(a: ArticleCard, b: ArticleCard) -> bool:
    """Tell whether two articles are an edge: alike enough to start a story together."""
    return compare(a, b).value >= THRESHOLD


def bar(crowding: int) -> float:
    """Return the score that makes an edge where CAP was exceeded so many times, below 1."""
    return min(THRESHOLD + STEP * crowding, 0.99)


def group(
    cards: Iterable[ArticleCard],
    together: KeyPairs = (),
    apart: KeyPairs = (),
    threshold: float = THRESHOLD,
) -> list[Group]:
    """Return the stories that the articles form, the same for any order of them.

    `together` and `apart` are pairs of keys that people decided. Grouping only the articles
    that edges (and `together`) connect gives the same as grouping all. Where more than CAP hang
    together, `threshold` is `bar(n)` with the least n whose edges leave no more than CAP together.
    """
    ordered = sorted({card.key: card for card in cards}.values(), key=lambda card: card.key)
    place = {card.key: i for i, card in enumerate(ordered)}
    scores = _all_scores(ordered)
    clusters = average_link(scores, threshold, _places(together, place), _places(apart, place))
    return [_group(cluster, ordered, scores) for cluster in clusters]


def _group(cluster: list[int], cards: Sequence[ArticleCard], scores: Scores) -> Group:
    members = frozenset(cards[i].key for i in cluster)
    if len(cluster) == 1:
        return Group(members)
    block = scores[np.ix_(cluster, cluster)].copy()
    np.fill_diagonal(block, -1.0)
    nearest = block.argmax(axis=1)
    np.fill_diagonal(block, 0.0)
    means = block.sum(axis=1) / (len(cluster) - 1)
    return Group(
        members,
        {
            cards[i].key: Score(
                round(float(mean), _DIGITS), compare(cards[i], cards[cluster[near]]).evidence
            )
            for i, mean, near in zip(cluster, means, nearest, strict=True)
        },
    )


def _places(pairs: KeyPairs, place: dict[str, int]) -> list[tuple[int, int]]:
    return [(place[a], place[b]) for a, b in pairs if a in place and b in place]


def _values(terms: Scores, meaning: Scores, size: Scores, days: Scores, undated: Scores) -> Scores:
    """Return scores by the table in `story_weights`, for pairs inside the window."""
    bar = (
        story_weights.BAR
        + story_weights.BAR_PER_DOUBLING * size
        + story_weights.BAR_PER_DAY * days
        + story_weights.BAR_UNDATED * undated
    )
    alike = story_weights.TERMS * terms + story_weights.MEANING * meaning
    values = np.clip(0.5 + story_weights.STEEPNESS * (alike - bar), 0.0, 1.0)
    return np.where(meaning < MIN_COSINE, np.minimum(values, story_weights.NO_EDGE), values)


def _log_size(card: ArticleCard) -> float:
    return math.log2(max(4, len(card.terms)))


def _days_apart(a: ArticleCard, b: ArticleCard) -> int | None:
    return abs((a.day - b.day).days) if a.day and b.day else None


def _whole(weight: float) -> int:
    return round(weight * _SCALE)


def _terms_cosine(a: ArticleCard, b: ArticleCard) -> float:
    few, many = sorted((a.terms, b.terms), key=len)
    shared = few.keys() & many.keys()
    return sum(_whole(few[word]) * _whole(many[word]) for word in shared) / _SCALE**2


def _meaning_cosine(a: ArticleCard, b: ArticleCard) -> float:
    # Half-precision numbers multiply and add without rounding in double precision.
    return float(a.vector.astype(np.float64) @ b.vector.astype(np.float64))


def _all_scores(cards: Sequence[ArticleCard]) -> Scores:
    """Return `compare(a, b).value` for all pairs at once."""
    if not cards:
        return np.zeros((0, 0))
    vectors = np.array([card.vector for card in cards], dtype=np.float64)
    meaning = vectors @ vectors.T
    size = np.array([_log_size(card) for card in cards])
    undated = np.array([card.day is None for card in cards])
    day = np.array([card.day.toordinal() if card.day else 0 for card in cards])
    unknown = undated[:, None] | undated
    days = np.where(unknown, 0, np.abs(day[:, None] - day))
    scores = _values(_all_terms(cards), meaning, np.minimum(size[:, None], size), days, unknown)
    scores[days > WINDOW_DAYS] = 0.0
    wordless = [i for i, card in enumerate(cards) if not card.terms]
    scores[wordless] = scores[:, wordless] = 0.0
    return scores


def _all_terms(cards: Sequence[ArticleCard]) -> Scores:
    holders: dict[str, list[tuple[int, int]]] = {}
    for i, card in enumerate(cards):
        for word, weight in card.terms.items():
            holders.setdefault(word, []).append((i, _whole(weight)))
    total = np.zeros((len(cards), len(cards)))
    frequent = []
    for posting in holders.values():
        if len(posting) > _FREQUENT:
            frequent.append(posting)
        elif len(posting) > 1:
            rows = np.array(posting, dtype=np.float64)
            place = rows[:, 0].astype(int)
            total[place[:, None], place] += np.outer(rows[:, 1], rows[:, 1])
    for start in range(0, len(frequent), _COLUMNS):
        dense = np.zeros((len(cards), _COLUMNS))
        for column, posting in enumerate(frequent[start : start + _COLUMNS]):
            for i, weight in posting:
                dense[i, column] = weight
        total += dense @ dense.T
    total /= _SCALE**2
    return total


_FREQUENT = 64  # articles with a word, from which a matrix product beats adding pair by pair
_COLUMNS = 1024  # words in one matrix product, so that memory stays small


def telling_words(a: dict[str, float], b: dict[str, float]) -> str:
    """Say which words that are not common two articles or stories share, the heaviest first."""
    weight = {word: a[word] * b[word] for word in a.keys() & b.keys()}
    telling = [word for word in weight if not is_common(word) and not word.isdigit()]
    top = sorted(telling, key=lambda word: (-weight[word], word))[:6]
    if not top:
        return "no telling word in common"
    return f"{len(telling)} telling words in common, such as {', '.join(top)}"


def _time(days: int | None) -> Evidence:
    if days is None:
        return Evidence("days", 0.0, "at least one has no date, so the words had to say more")
    if days == 0:
        return Evidence("days", 0.0, "published on the same day")
    return Evidence("days", float(days), f"published {days} day{'s' * (days > 1)} apart")
