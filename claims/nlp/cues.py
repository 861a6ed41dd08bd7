"""Whether a word in a construction is a cue, and how strong, as counted in annotated news."""

from functools import cache, lru_cache
from importlib import resources

# A rare word is pulled towards the mean of its construction as if seen this often: joint F1 on
# PolNeAR dev is 61.6, 62.2 and 62.0 with 1, 2 and 4.
WEIGHT_OF_MEAN = 2.0
# Least share of right finds: joint F1 on PolNeAR dev is 63.3, 63.0 and 62.8 at .34, .38 and .40;
# editors mind a wrong statement more than a missing one.
ENOUGH = 0.38
# A verb that is a sure cue with a clause lends half of that to these ("indicated their readiness").
LIKE_CLAUSES = frozenset({"object attitude"})
SEEN_ENOUGH = 5
ANY = "*"  # the row of a construction that counts all of its words


@lru_cache(maxsize=50_000)
def rate(lemma: str, construction: str) -> float:
    """Return which share of the finds with this word in this construction are right, 0 to 1."""
    counts = _counts()
    seen, right = counts.get((ANY, construction), (0, 0))
    mean = right / seen if seen else 0.0
    seen, right = counts.get((lemma.lower(), construction), (0, 0))
    if construction in LIKE_CLAUSES:
        said, meant = counts.get((lemma.lower(), "clause"), (0, 0))
        if said >= SEEN_ENOUGH:
            mean = (mean + meant / said) / 2
    return (right + WEIGHT_OF_MEAN * mean) / (seen + WEIGHT_OF_MEAN)


def is_cue(lemma: str, construction: str) -> bool:
    """Say whether a word in a construction is more worth finding than leaving."""
    return rate(lemma, construction) >= ENOUGH


@cache
def words(name: str) -> frozenset[str]:
    """Return a word list of the lexicon: one entry a line, `#` begins a remark."""
    return frozenset(line for line in _lines(f"{name}.txt") if line)


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return a table of the lexicon: one row a line, its columns parted by tabs."""
    return tuple(tuple(line.split("\t")) for line in _lines(f"{name}.tsv") if line)


def _lines(name: str) -> list[str]:
    file = resources.files("claims.nlp") / "lexicon" / name
    return [line.partition("#")[0].strip() for line in file.read_text("utf-8").splitlines()]


@cache
def _counts() -> dict[tuple[str, str], tuple[int, int]]:
    return {
        (lemma, construction): (int(seen), int(right))
        for lemma, construction, seen, right in table("cues")
    }
