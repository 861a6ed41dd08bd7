"""The walk from a text to its reading, as a visible list of steps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from articles.zoning import Zone, headline, kind_at
from articles.zoning import zones as found_zones
from claims.nlp.carrying import carried
from claims.nlp.confidence import calibrated
from claims.nlp.language import MODEL, load, parsed
from claims.nlp.nesting import is_echo
from claims.nlp.passages import passage
from claims.nlp.release import RELEASE
from claims.nlp.repeats import folded
from claims.nlp.spans import text_of
from claims.nlp.speakers import named
from claims.nlp.tagging.finding import tagged
from claims.nlp.tagging.sharing import Shares
from claims.nlp.tiers import tiered
from claims.nlp.types import Attribution, Reading


def read(text: str, zones: Sequence[Zone] | None = None, *, model: str = MODEL) -> Reading:
    """Return every attribution found in a canonical text; the same text gives the same reading.

    `zones` are what a person made of its lines; without them they are found. `model` is the
    package of a spaCy pipeline. No text makes it raise.
    """
    # the zone frees every word that the vocabulary learned from this text
    with load(model).memory_zone():
        return read_parsed(text, parsed(text, model), tagged(text), zones)


def read_parsed(
    text: str,
    docs: Iterable[tuple[int, Doc]],
    seen: Sequence[Attribution],
    zones: Sequence[Zone] | None = None,
) -> Reading:
    """Return the reading of a text whose windows are already parsed, each with its offset.

    `seen` is what the tagger finds in the text.
    """
    shares = Shares(seen)
    held = found_zones(text) if zones is None else zones
    passages = [
        passage(doc, start, shares.of(start, len(text_of(doc))), kind_at(start, held))
        for start, doc in docs
    ]
    finds = shares.rejoined(carried(passages, text), text)
    mentions = (mention for held in passages for mention in held.mentions)
    sources = {place: who for held in passages for place, who in held.sources.items()}
    told = folded(
        [find for find in named(finds, mentions, sources) if not is_echo(find)],
        text,
        headline(text, held),
    )
    return Reading(RELEASE, tuple(tiered(_calibrated(find)) for find in told))


def _calibrated(find: Attribution) -> Attribution:
    return replace(find, confidence=calibrated(find.found_by, find.confidence))
