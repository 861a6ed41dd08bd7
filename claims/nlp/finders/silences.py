"""Somebody is reported to have said nothing, or to have refused to say something.

As {source} <cue> [content]:
    {The mayor} <has not commented> on [the report].
    {The mayor} <declined to provide> [specifics].
    {He} <did not elaborate> on [the terms of the deal].
    There has been <no official word> from {the White House} about [the call].
    {The Kremlin} <has offered no public comment> on [the statement].
    {The White House} <has not released an official readout> of [the call].
    {The mayor} <did not say> [whether the bridge would open].
"""

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import subtree_span, text_of, token_span, worded
from claims.nlp.syntax import (
    children,
    clause_span,
    cue_tokens,
    own_subject,
    runs,
    source_of,
    source_span,
)
from claims.nlp.types import Attribution, Polarity

CONFIDENCE = 0.8
STAYING = frozenset({"remain", "stay", "keep", "be", "fall"})
MUTE = frozenset({"silent", "mum", "quiet", "tight-lipped"})
SUBJECTS_OF_SILENCE = frozenset({"on", "about", "of", "to", "regarding", "concerning", "over"})


def silences(doc: Doc) -> Iterator[Attribution]:
    """Yield one attribution of polarity no-comment for each silence; its content is the subject."""
    for token in doc:
        if token.pos_ in {"VERB", "AUX"}:
            found = _mute(token) or _refusal(token) or _unsaid(token) or _nothing_given(token)
        else:
            found = _no_word(token)
        if found:
            yield found


def _refusal(verb: Token) -> Attribution | None:
    """Return "declined to comment on …"."""
    if verb.lemma_ not in cues.words("refusing_verbs"):
        return None
    for said in children(verb, "xcomp"):
        if said.lemma_ in cues.words("telling_verbs"):
            return _silence(verb, [*cue_tokens(verb), *_to(said), said], said)
    return None


def _mute(verb: Token) -> Attribution | None:
    """Return "remained silent on …"."""
    if verb.lemma_ in STAYING and own_subject(verb) is not None:
        for how in children(verb, "acomp", "oprd"):
            if how.lower_ in MUTE:
                return _silence(verb, [*cue_tokens(verb), how], verb)
    return None


def _unsaid(verb: Token) -> Attribution | None:
    """Return "has not commented on …", "did not say whether …", "has not released a report"."""
    if verb.lemma_ not in cues.words("telling_verbs") or not _is_negated(verb):
        return None
    thing = next(children(verb, "dobj"), None)
    if verb.lemma_ in cues.words("giving_verbs"):
        if thing is None or thing.lemma_ not in cues.words("word_nouns"):
            return None
        return _silence(verb, [*cue_tokens(verb), *_upto(thing)], thing)
    if verb.lemma_ in {"say", "know"} and not any(
        any(
            w.lower_ in {"whether", "if", "when", "how", "why", "what", "who", "where"}
            for w in c.subtree
        )
        for c in children(verb, "ccomp")
    ):
        return None
    return _silence(verb, cue_tokens(verb), verb)


def _nothing_given(verb: Token) -> Attribution | None:
    """Return "has offered no public comment on …"."""
    for thing in children(verb, "dobj"):
        if thing.lemma_ in cues.words("word_nouns") and _has_no(thing) and verb.lemma_ != "be":
            return _silence(verb, [*cue_tokens(verb), *_upto(thing)], thing)
    return None


def _no_word(noun: Token) -> Attribution | None:
    """Return "no official word from … about …"."""
    if noun.lemma_ not in cues.words("word_nouns") or not _has_no(noun) or noun.dep_ == "dobj":
        return None
    by = next((p for p in children(noun, "prep") if p.lower_ in {"from", "by"}), None)
    source = by is not None and next(children(by, "pobj"), None)
    if not source:
        return None
    found = _silence(noun, _upto(noun), noun, source)
    for topic in children(source, "prep"):  # the parse hangs it on the source
        if found and topic.lower_ in {"about", "on", "regarding"} and topic.i > source.i:
            thing = next(children(topic, "pobj", "pcomp"), None)
            (who,) = found.source
            if thing is not None and who.start < topic.idx < who.end:
                ends = worded([TextSpan(who.start, topic.idx)], text_of(noun.doc))
                return replace(found, source=ends, content=(subtree_span(thing),))
    return found


def _silence(
    cue: Token, words: list[Token], holder: Token, source: Token | None = None
) -> Attribution | None:
    source = source or source_of(cue)
    content = worded(_subject_of_silence(holder, source, words), text_of(cue.doc))
    if source is None or not content:
        return None
    return Attribution(
        content=content,
        cue=runs(sorted(set(words), key=lambda token: token.i)),
        source=(source_span(source, cue),),
        polarity=Polarity.NO_COMMENT,
        confidence=CONFIDENCE,
        found_by="silences",
        why="The text says that nothing was said about it.",
    )


def _subject_of_silence(holder: Token, source: Token | None, words: list[Token]) -> list[TextSpan]:
    for clause in children(holder, "ccomp"):
        return [clause_span(clause)]
    things = [t for t in children(holder, "dobj", "xcomp", "dative") if t not in words]
    if things:
        return [subtree_span(things[-1])]
    for place in (holder, *holder.subtree):
        if (
            place.dep_ == "prep"
            and place.lower_ in SUBJECTS_OF_SILENCE
            and (place.head == holder or place.head.head == holder)
        ):
            for thing in children(place, "pobj", "pcomp"):
                if source is None or not (thing == source or thing.is_ancestor(source)):
                    return [subtree_span(thing)]
    # nothing is named: the word itself stands for what was asked ("declined to comment")
    return [token_span(holder, holder)]


def _is_negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" for child in verb.children)


def _has_no(noun: Token) -> bool:
    return any(
        child.lower_ in {"no", "any", "little"} for child in children(noun, "det", "amod", "neg")
    )


def _upto(noun: Token) -> list[Token]:
    return [
        noun,
        *(child for child in noun.lefts if child.dep_ in {"det", "amod", "compound", "neg"}),
    ]


def _to(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.tag_ == "TO"]
