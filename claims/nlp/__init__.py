"""Reads one text: who said what, through whom, in which words. No database, no queue."""

from claims.nlp.release import RELEASE
from claims.nlp.types import Reading

__all__ = ["RELEASE", "Reading", "read"]


def read(text: str) -> Reading:
    """Return every attribution found in a canonical text; the same text gives the same reading."""
    # Imported here because spaCy takes seconds to load and only workers read.
    from claims.nlp.pipeline import read as _read

    return _read(text)
