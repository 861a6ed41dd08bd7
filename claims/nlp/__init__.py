"""Reads one text: who said what, through whom, in which words. No database, no queue."""

from collections.abc import Sequence

from articles.zoning import Zone
from claims.nlp.release import RELEASE
from claims.nlp.types import Reading

__all__ = ["RELEASE", "Reading", "read"]


def read(text: str, zones: Sequence[Zone] | None = None) -> Reading:
    """Return every attribution found in a canonical text; the same text gives the same reading.

    `zones` are what a person made of the text's lines; without them they are found.
    """
    # Imported here because spaCy takes seconds to load and only workers read.
    from claims.nlp.pipeline import read as _read

    return _read(text, zones)
