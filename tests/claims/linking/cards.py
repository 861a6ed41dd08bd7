"""Cards with defaults, so that a test says only what it is about."""

from datetime import date

import numpy as np

from claims.linking.types import ArticleCard, StatementCard, Vector

DAY = date(2026, 3, 2)


def unit(*values):
    vector = np.zeros(384)
    vector[: len(values)] = values
    return (vector / np.linalg.norm(vector)).astype(np.float16)


def an_article(key="a", day=DAY, outlet="", terms=None, vector: Vector | None = None):
    terms = terms or {"bridge": 0.8, "inquiry": 0.6}
    return ArticleCard(key, day, outlet, terms, unit(1.0) if vector is None else vector)


def a_statement(key="a", content="inspections of the Tarrow bridge were falsified", **others):
    given = {
        "article": f"article of {key}",
        "outlet": f"outlet of {key}",
        "day": DAY,
        "speaker": "Ada Ferro",
        "speaker_kind": "person",
        "quoted": (),
        "polarity": "asserted",
        "certainty": "certain",
        "vector": unit(1.0),
    }
    return StatementCard(key=key, content=content, **(given | others))
