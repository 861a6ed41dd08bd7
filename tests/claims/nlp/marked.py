"""Turns "{source} <cue> [content]" into the bare text and the spans that the brackets mark."""

from collections import defaultdict
from types import ModuleType
from typing import Any

from articles.text import TextSpan

ROLES = {"{": "source", "<": "cue", "[": "content"}
CLOSERS = {"}": "{", ">": "<", "]": "["}


def marked(sentence: str) -> tuple[str, dict[str, Any]]:
    """Return a sentence without its brackets, and for each role the spans in text order."""
    text = ""
    opened: dict[str, int] = {}
    spans: defaultdict[str, list[TextSpan]] = defaultdict(list)
    for character in sentence:
        if character in ROLES:
            opened[character] = len(text)
        elif character in CLOSERS:
            opener = CLOSERS[character]
            spans[ROLES[opener]].append(TextSpan(opened.pop(opener), len(text)))
        else:
            text += character
    assert not opened, f"a bracket is never closed: {sentence}"
    return text, {role: tuple(spans[role]) for role in ROLES.values()}


def examples(module: ModuleType) -> list[str]:
    """Return the marked sentences of a module's docstring: its indented lines."""
    lines = (module.__doc__ or "").splitlines()
    return [line.strip() for line in lines if line.startswith("    ") and "[" in line]
