"""What is remembered of the attribute ruler is what the ruler itself says."""

import importlib

import pytest

from claims.nlp.language import MODEL, load

TEXTS = (
    "It was she who said that it had done what you did, but that I ain’t gonna go.",
    "There is no plan, the minister said; let's wait.",
    "That he said so  was\nnew to them.",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_attributes_are_those_of_the_ruler(text: str) -> None:
    plain = importlib.import_module(MODEL).load()
    for _ in range(2):  # asked, and remembered
        ours, theirs = load()(text), plain(text)
        assert [(t.pos_, str(t.morph), t.lemma_, t.tag_, t.dep_) for t in ours] == [
            (t.pos_, str(t.morph), t.lemma_, t.tag_, t.dep_) for t in theirs
        ]
