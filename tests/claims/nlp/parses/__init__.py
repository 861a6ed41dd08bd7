"""Recorded parses, so that finders are tested without a model and none can change their parse."""

import json
from functools import cache
from pathlib import Path

import spacy
from spacy.tokens import Doc

FILE = Path(__file__).parent / "finders.json"
VOCAB = spacy.blank("en").vocab


@cache
def _recorded() -> dict[str, dict[str, object]]:
    parses: dict[str, dict[str, object]] = json.loads(FILE.read_text("utf-8"))
    return parses


def recorded(text: str) -> Doc:
    """Return the parse recorded for a text; `python -m tests.claims.nlp.record` records all."""
    assert text in _recorded(), f"no parse is recorded for: {text}"
    return Doc(VOCAB).from_json(_recorded()[text])
