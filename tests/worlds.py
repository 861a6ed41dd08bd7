"""Larger worlds built of `tests.builders`: a story as wide as the desk has to bear."""

from random import Random

from claims.models import Statement, Story
from tests.builders import a_claim, a_statement, a_story, an_article

VOCABULARY = (
    *("the", "ministry", "will", "keep", "northern", "ferry", "lines", "running", "through"),
    *("winter", "while", "repairs", "at", "the", "old", "harbour", "continue", "and", "officials"),
    *("review", "tolls", "quays", "grants", "permits", "for", "small", "boats"),
)
CAST = (
    ("Helena Marsh", "person"),
    ("the harbour board", "organisation"),
    ("officials", "collective"),
    ("a person familiar with the talks", "anonymous"),
    ("a leaked memo", "document"),
)
CONDITION = "provided the grant is paid"


def a_wide_story(*, claims: int, outlets: int, seed: int = 3) -> Story:
    """Return a story whose every claim every outlet tells, most of them with a word changed."""
    random = Random(seed)  # the same story each time
    contents = [random.choices(VOCABULARY, k=22) for _ in range(claims)]
    told: list[list[Statement]] = [[] for _ in contents]
    articles = []
    for outlet in range(outlets):
        pieces = [_retold(words, random) if outlet else " ".join(words) for words in contents]
        text = "\n".join(
            f"“{piece},” {CAST[i % 5][0]} said."
            if i % 3 == 0
            else f"{CAST[i % 5][0]} said {piece}."
            for i, piece in enumerate(pieces)
        )
        article = an_article(text, outlet=f"The {outlet + 1}th Gazette", title="Harbour repairs")
        articles.append(article)
        for i, piece in enumerate(pieces):
            relay = [("Stenholt News Agency", "organisation", "relay")] if outlet % 3 else []
            told[i].append(
                a_statement(
                    article,
                    piece,
                    chain=[*relay, CAST[i % 5]],
                    cue="said",
                    quotations=piece if i % 3 == 0 else (),
                    conditions=CONDITION if CONDITION in piece else (),
                )
            )
    for statements in told:
        a_claim(*statements)
    return a_story(*articles, title="Harbour repairs")


def _retold(words: list[str], random: Random) -> str:
    changed = list(words)
    changed[random.randrange(len(words))] = random.choice(("soon", "twice", "barely", "30", "45"))
    return " ".join(changed) + (f" {CONDITION}" if random.random() < 0.2 else "")
