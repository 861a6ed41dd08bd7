"""A line that opens with who speaks and a colon, as in headlines and transcripts.

As {source} <cue> [content]:
    {Mayor Ortiz}<:> [We will rebuild the bridge]
    {PENCE}<:> [Well, look, it is serious business].
"""

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp.spans import text_of, trimmed
from claims.nlp.types import Attribution

_LABEL = re.compile(r"[“\"]?([^\s:“”\"][^:“”\"\n]{0,60}?)(:)\s+(?=\S)")
MOST_LABEL_WORDS = 5
LEAST_WORDS = 4
SHOUTED = 0.85  # "PENCE: …" is a transcript
NAMED = 0.5  # "Mayor: …" may be a heading; 3 of 6 are right on PolNeAR dev
FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
NEVER = frozenset(
    {
        *("related", "update", "updated", "video", "watch", "photo", "photos", "read", "source"),
        *("via", "latest", "clarification", "correction", "note", "breaking", "exclusive", "live"),
        *("analysis", "opinion", "reference", "tags", "summary", "they"),
    }
)


def labelled(doc: Doc) -> Iterator[Attribution]:
    """Yield the attribution of a paragraph that is labelled with its speaker."""
    match = _LABEL.match(text_of(doc))
    if match is None:
        return
    content = trimmed(TextSpan(match.end(), len(text_of(doc))), text_of(doc))
    confidence = _confidence(doc, match)
    if content and confidence and len(content.of(text_of(doc)).split()) >= LEAST_WORDS:
        yield Attribution(
            content=(content,),
            cue=(TextSpan(match.start(2), match.end(2)),),
            source=(TextSpan(match.start(1), match.end(1)),),
            confidence=confidence,
            found_by="labelled",
            why="The line is labelled with its speaker.",
        )


def _confidence(doc: Doc, match: re.Match[str]) -> float:
    """Return how sure it is that a label names a speaker and a sentence follows; 0 for not."""
    label = [
        token for token in doc if match.start(1) <= token.idx < match.end(1) and token.is_alpha
    ]
    rest = [token for token in doc if token.idx >= match.end()]
    if not label or len(label) > MOST_LABEL_WORDS or any(t.lower_ in NEVER for t in label):
        return 0.0
    if match[1].isupper() and len(match[1]) > 1 and match[1][0].isalpha():
        return SHOUTED
    if any(token.pos_ in {"VERB", "AUX"} for token in label) or not all(map(_is_namelike, label)):
        return 0.0
    return NAMED if any(token.tag_ in FINITE for token in rest) else 0.0


def _is_namelike(token: Token) -> bool:
    return token.text[0].isupper() or token.lower_ in {"of", "the", "at"}
