"""What somebody praises, criticizes, announces or calls something, as an object.

As {source} <cue> [content]:
    {The union} <criticized> [the mayor].
    {The mayor} <called> [the plan a disgrace].
    {Officials} <have indicated> [their readiness to talk], [provided the strike ends].
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.finders.making import attributed
from claims.nlp.spans import subtree_span
from claims.nlp.syntax import children, conditions_of, source_of
from claims.nlp.types import Attribution

ALONE = "object"
ATTITUDE = "object attitude"  # "expressed concern", "indicated their readiness"
WITH_THE_REST = "object and more"
REST = frozenset({"prep", "xcomp", "oprd", "acomp", "dobj", "advcl", "ccomp", "advmod", "dative"})


def objects(doc: Doc) -> Iterator[Attribution]:
    """Yield the object of each verb as content, alone and with what completes it."""
    for verb in doc:
        if verb.pos_ != "VERB":
            continue
        for thing in children(verb, "dobj"):
            if thing.i < verb.i:
                continue
            for construction, span in _contents(verb, thing):
                made = attributed(
                    verb,
                    construction,
                    (span, *conditions_of(verb, thing)),
                    source=source_of(verb),
                    found_by="objects",
                    why=f"“{verb}” has it as its object.",
                )
                if made:
                    yield made
            break


def _contents(verb: Token, thing: Token) -> Iterator[tuple[str, TextSpan]]:
    alone = subtree_span(thing)
    yield ALONE, alone
    if thing.lemma_ in cues.words("attitude_nouns"):
        yield ATTITUDE, alone
    rest = [child for child in verb.rights if child.i > thing.i and child.dep_ in REST]
    if rest:
        yield WITH_THE_REST, TextSpan(alone.start, subtree_span(rest[-1]).end)
