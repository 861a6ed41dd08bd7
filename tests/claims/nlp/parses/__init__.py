"""Recorded parses, so that most tests need no trained model and none can change their parse."""

import json
from functools import cache
from pathlib import Path

import spacy
from spacy.tokens import Doc

from claims.nlp.language import windows
from claims.nlp.pipeline import read_parsed
from claims.nlp.types import Reading

FOLDER = Path(__file__).parent
VOCAB = spacy.blank("en").vocab


@cache
def _recorded() -> dict[str, dict[str, object]]:
    parses: dict[str, dict[str, object]] = {}
    for file in sorted(FOLDER.glob("*.json")):
        parses |= json.loads(file.read_text("utf-8"))
    return parses


def recorded(text: str) -> Doc:
    """Return the parse recorded for a text; `python -m tests.claims.nlp.record` records all."""
    assert text in _recorded(), f"no parse is recorded for: {text}"
    return Doc(VOCAB).from_json(_recorded()[text])


def reading(text: str) -> Reading:
    """Return the reading of a text whose windows are all recorded."""
    return read_parsed(
        text, ((window.start, recorded(window.of(text))) for window in windows(text))
    )
