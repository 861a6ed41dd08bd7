from importlib import import_module

import pytest

from claims.nlp.finders import FINDERS
from claims.nlp.merging import merged
from claims.nlp.quotation_marks import quotations
from tests.claims.nlp.marked import examples, marked
from tests.claims.nlp.parses import recorded

EXAMPLES = [
    (finder, sentence)
    for finder in FINDERS
    for sentence in examples(import_module(finder.__module__))
]


def test_every_finder_shows_an_example():
    assert {finder for finder, _ in EXAMPLES} == set(FINDERS)


@pytest.mark.parametrize(
    ("finder", "sentence"),
    [pytest.param(*pair, id=f"{pair[0].__name__}: {pair[1]}") for pair in EXAMPLES],
)
def test_a_finder_finds_exactly_what_its_docstring_marks(finder, sentence):
    text, spans = marked(sentence)
    doc = recorded(text)

    (found,) = merged(finder(doc), quotations(text))

    assert found.found_by == finder.__name__
    assert {role: getattr(found, role) for role in spans} == spans
