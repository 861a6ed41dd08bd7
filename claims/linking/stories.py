"""Articles of one event: what each is about, how alike two are, and the groups they form."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import mul

import numpy as np

from articles.text import paragraphs
from claims.linking import particulars, story_weights
from claims.linking.cohesion import GRAIN, Cohesion, Likeness, Pairs, cohesive_link
from claims.linking.types import ArticleCard, Evidence, Score, Vector
from claims.linking.words import is_common, rarity, words

WINDOW_DAYS = story_weights.WINDOW_DAYS
MIN_COSINE = story_weights.MIN_COSINE
THRESHOLD = story_weights.STORY_THRESHOLD
CAP = story_weights.CAP
NAME, NUMBER = "name:", "number:"  # before terms that are more than words

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
    """Return an article's weighted terms, a unit vector, and the lede whose meaning is encoded.

    Terms are words, names ("name:…") and numbers with dates ("number:…"). Paragraphs that repeat
    the title or each other (menus, headlines printed again) count once.
    """
    distinct = dict.fromkeys(span.of(text) for span in paragraphs(text))
    distinct.pop(title.strip(), None)
    counts: Counter[str] = Counter()
    for word in words(title):
        counts[word] += story_weights.TITLE_WEIGHT
    for paragraph in distinct:
        counts.update(words(paragraph))
    heavy = {word: (1 + math.log(n)) * rarity(word) for word, n in counts.items()}
    lines = [title, *distinct]
    terms = {
        **_section("", heavy, story_weights.WORDS, story_weights.MAX_TERMS),
        **_section(NAME, particulars.names(lines), story_weights.NAMES, story_weights.MAX_NAMES),
        **_section(
            NUMBER, particulars.numbers(lines), story_weights.NUMBERS, story_weights.MAX_NUMBERS
        ),
    }
    body = "\n".join(distinct)[: story_weights.LEDE_CHARACTERS]
    return terms, f"{title.strip()}\n{body}".strip()


def _section(prefix: str, heavy: dict[str, float], share: float, most: int) -> dict[str, float]:
    """Return the heaviest terms of a kind; their squares add up to its share."""
    kept = sorted(heavy, key=lambda term: (-heavy[term], term))[:most]
    length = math.sqrt(math.fsum(heavy[term] ** 2 for term in kept) / share)
    return {prefix + term: round(heavy[term] / length, _DIGITS) for term in sorted(kept)}


def scores(a: ArticleCard, others: Sequence[ArticleCard]) -> list[float]:
    """Return the values of `compare` with each of the others, without the words for them."""
    if not others:
        return []
    meaning = _exact([other.vector for other in others]) @ _exact(a.vector)
    terms = _whole_sums([_product(a.terms, other.terms) for other in others])
    size = np.minimum(_log_size(a), [_log_size(other) for other in others])
    apart = [_days_apart(a, other) for other in others]
    undated = np.array([days is None for days in apart])
    days = np.array([days or 0 for days in apart])
    wordless = np.array([not (a.terms and other.terms) for other in others])
    odds = _odds(terms, meaning, size, days, undated)
    return [float(one) for one in _score(np.where(wordless | (days > WINDOW_DAYS), 0.0, odds))]


def compare(a: ArticleCard, b: ArticleCard) -> Score:
    """Say how surely two articles tell of one event; from THRESHOLD on they are an edge."""
    days = _days_apart(a, b)
    if days is not None and days > WINDOW_DAYS:
        return Score(0.0, (_time(days),))
    if not (a.terms and b.terms):
        return Score(0.0, (Evidence("words", 0.0, "at least one has no words to compare"),))
    meaning = float(_exact(a.vector) @ _exact(b.vector))
    evidence = (
        Evidence("words", _part(a, b, ""), telling_words(a.terms, b.terms)),
        Evidence("names", _part(a, b, NAME), _shared(a, b, NAME, "names")),
        Evidence("numbers", _part(a, b, NUMBER), _shared(a, b, NUMBER, "numbers and dates")),
        Evidence("meaning", meaning, f"the openings are {meaning:.0%} alike in meaning"),
        _time(days),
    )
    return Score(scores(a, [b])[0], tuple(one for one in evidence if one.because))


def bar(crowding: int) -> float:
    """Return the score that makes an edge where CAP was exceeded so many times; copies reach it."""
    return min(THRESHOLD + story_weights.STEP * crowding, story_weights.MOST_BAR)


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
    alike = odds(ordered, products(ordered))
    found = clusters(alike, threshold, _places(together, place), _places(apart, place))
    scores = _score(alike)
    return [_group(cluster, ordered, scores) for cluster in found]


def clusters(
    odds: Likeness,
    threshold: float = THRESHOLD,
    together: Pairs = (),
    apart: Pairs = (),
) -> list[list[int]]:
    """Return the stories of articles by their numbers, from the odds of all pairs of them."""
    edges = np.rint(_score(odds) * GRAIN) >= threshold * GRAIN
    rule = Cohesion(story_weights.SHARE, story_weights.DOUBT, story_weights.MOST_COHESION)
    return cohesive_link(odds, edges, rule, together, apart)


def _group(cluster: list[int], cards: Sequence[ArticleCard], scores: Likeness) -> Group:
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


def _odds(
    terms: Likeness, meaning: Likeness, size: Likeness, days: Likeness, undated: Likeness
) -> Likeness:
    """Return how many times as alike as the bar pairs inside the window are, by `story_weights`."""
    scarce = np.maximum(0.0, 1.0 - (size - 2.0) / story_weights.SCARCE_DOUBLINGS)
    bar = (
        story_weights.BAR
        + story_weights.BAR_PER_DOUBLING * size
        + story_weights.BAR_PER_DAY * days
        + story_weights.BAR_SCARCE * scarce * np.minimum(days, story_weights.SCARCE_DAYS)
    )
    bar = bar * np.where(undated, story_weights.UNDATED, 1.0)
    chance = story_weights.CHANCE + story_weights.CHANCE_PER_DOUBLING * size
    alike = terms + story_weights.MEANING * meaning - chance
    odds = np.clip(alike / bar, 0.0, story_weights.MOST_ODDS)
    return np.where(meaning < MIN_COSINE, np.minimum(odds, story_weights.NO_EDGE), odds)


def _score(odds: Likeness) -> Likeness:
    return odds / (1.0 + odds)


def _log_size(card: ArticleCard) -> float:
    return math.log2(max(4, len(card.terms)))


def _days_apart(a: ArticleCard, b: ArticleCard) -> int | None:
    return abs((a.day - b.day).days) if a.day and b.day else None


def _whole(weight: float) -> int:
    return round(weight * _SCALE)


def _product(a: dict[str, float], b: dict[str, float]) -> float:
    shared = a.keys() & b.keys()
    total: float = sum(map(mul, map(a.__getitem__, shared), map(b.__getitem__, shared)))
    return total


def _whole_sums(products: Sequence[float]) -> Likeness:
    """Return sums of products as they are without rounding errors.

    Products of weights are whole in units of _SCALE**-2, and the errors of some hundred of them
    are far below one unit.
    """
    exact: Likeness = np.rint(np.array(products) * _SCALE**2) / _SCALE**2
    return exact


def _exact(vectors: Vector | Sequence[Vector]) -> Likeness:
    """Return half-precision numbers as such that multiply and add without rounding."""
    return np.asarray(vectors, dtype=np.float64)


def _all_scores(cards: Sequence[ArticleCard]) -> Likeness:
    """Return `compare(a, b).value` for all pairs at once."""
    return _score(odds(cards, products(cards)))


def odds(cards: Sequence[ArticleCard], terms: Likeness) -> Likeness:
    """Return how many times as alike as the bar all pairs are, by the products of their terms."""
    if not cards:
        return np.zeros((0, 0))
    vectors = _exact([card.vector for card in cards])
    meaning = vectors @ vectors.T
    size = np.array([_log_size(card) for card in cards])
    undated = np.array([card.day is None for card in cards])
    day = np.array([card.day.toordinal() if card.day else 0 for card in cards])
    unknown = undated[:, None] | undated
    days = np.where(unknown, 0, np.abs(day[:, None] - day))
    found = _odds(terms, meaning, np.minimum(size[:, None], size), days, unknown)
    found[days > WINDOW_DAYS] = 0.0
    wordless = [i for i, card in enumerate(cards) if not card.terms]
    found[wordless] = found[:, wordless] = 0.0
    return found


def products(cards: Sequence[ArticleCard]) -> Likeness:
    """Return the products of the terms of all pairs."""
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
    weight = {term: a[term] * b[term] for term in a.keys() & b.keys() if ":" not in term}
    telling = [word for word in weight if not is_common(word) and not word.isdigit()]
    top = _heaviest(telling, weight)
    if not top:
        return "no telling word in common"
    return f"{len(telling)} telling words in common, such as {', '.join(top)}"


def shared_terms(a: dict[str, float], b: dict[str, float], prefix: str) -> list[str]:
    """Return the names or the numbers that two articles or stories share, the heaviest first."""
    weight = {term: a[term] * b[term] for term in a.keys() & b.keys() if term.startswith(prefix)}
    return [term.removeprefix(prefix) for term in _heaviest(weight, weight)]


def _heaviest(terms: Iterable[str], weight: dict[str, float]) -> list[str]:
    return sorted(terms, key=lambda term: (-weight[term], term))[:_NAMED]


_NAMED = 6  # terms that a reason names


def _part(a: ArticleCard, b: ArticleCard, prefix: str) -> float:
    """Return what the terms of a kind add to the product."""
    shared = a.terms.keys() & b.terms.keys()
    kind = (term for term in shared if term.startswith(prefix) and (prefix or ":" not in term))
    return sum(_whole(a.terms[term]) * _whole(b.terms[term]) for term in kind) / _SCALE**2


def _shared(a: ArticleCard, b: ArticleCard, prefix: str, what: str) -> str:
    if shared := shared_terms(a.terms, b.terms, prefix):
        return f"the same {what}: {', '.join(term.title() for term in shared)}"
    if all(any(term.startswith(prefix) for term in card.terms) for card in (a, b)):
        return f"both have {what}, none in common"
    return ""


def _time(days: int | None) -> Evidence:
    if days is None:
        return Evidence("days", 0.0, "at least one has no date, so the words had to say more")
    if days == 0:
        return Evidence("days", 0.0, "published on the same day")
    return Evidence("days", float(days), f"published {days} day{'s' * (days > 1)} apart")
