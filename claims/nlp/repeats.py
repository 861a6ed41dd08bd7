"""Says which attributions of a text say once more what another of the same text says.

A headline repeats the body; a later statement repeats an earlier one: the same words quoted again,
a paraphrase before or after its quotation, "he repeated". Whoever repeats is not counted twice.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.lang.en.stop_words import STOP_WORDS

from articles.text import TextSpan
from claims.nlp import cues
from claims.nlp.spans import covers, overlaps
from claims.nlp.types import Act, Attribution, Polarity, SpeakerKind, Type

# Shares of the weight of the shorter one's words, on the articles of fixtures/gold.
SAME = 0.7  # of two statements of one speaker
AGAIN = 0.5  # where the cue says that it is said again
IN_HEADLINE = 0.5  # headlines put things in other words
LEAST_SHARED = 3  # words, whatever their weight
LEAST_QUOTED = 2  # of a headline
WHOLE = 0.95  # of the same quotation without a speaker
NEVER = 2.0
NAMED = frozenset({SpeakerKind.PERSON, SpeakerKind.ORGANISATION})
STOP = 0.2  # what "the" and its like weigh, so that they count in quotations and hardly elsewhere
COMMON = 30  # a word of more statements than that brings no two together: reading stays linear

_WORD = re.compile(r"\w+(?:[’'.,-]\w+)*")
_ENDING = re.compile(r"(?:’s|'s|ings?|ed|es|s|ly)$")
_FIGURE = re.compile(r"\d[\d.,]*")
LEAST_STEM = 4  # letters that stay when an ending is cut off


@dataclass(frozen=True, slots=True)
class _Said:
    """One attribution as far as comparing needs it."""

    words: frozenset[str]
    figures: frozenset[str]
    speaker: str
    is_named: bool
    is_quoted: bool
    is_headline: bool
    is_again: bool


def folded(
    attributions: Iterable[Attribution], text: str, titles: Sequence[TextSpan] = ()
) -> list[Attribution]:
    """Return the attributions in their order, with those of the headline and the repeats told.

    `titles` are the lines of the article's own headline.
    """
    held = list(attributions)
    said = [_said(attribution, titles, text) for attribution in held]
    weights = _weights(said)
    found: list[Attribution] = []
    for place, attribution in enumerate(held):
        found.append(replace(attribution, is_headline=said[place].is_headline))
    for place, others in _candidates(said).items():
        chosen = _repeated(place, others, held, said, weights)
        if chosen is not None:
            found[place] = replace(found[place], repeats=chosen)
    return _to_the_last(found)


def _said(attribution: Attribution, titles: Sequence[TextSpan], text: str) -> _Said:
    words = [
        match[0].casefold()
        for span in attribution.content
        for match in _WORD.finditer(text, span.start, span.end)
    ]
    first = attribution.content[0]
    cue = {word.casefold() for span in attribution.cue for word in _WORD.findall(span.of(text))}
    link = attribution.chain[-1] if attribution.chain else None
    name = link.name if link else ""
    return _Said(
        words=frozenset(map(_stem, words)),
        figures=frozenset(word for word in words if _FIGURE.fullmatch(word)),
        speaker=name.casefold(),
        # a description, like "officials", may stand for anybody
        is_named=link is not None and link.kind in NAMED and not name[:1].islower(),
        is_quoted=attribution.type is Type.DIRECT,
        is_headline=any(covers(title, first) for title in titles),
        is_again=bool({_stem(word) for word in cue} & _again()),
    )


def _again() -> frozenset[str]:
    return frozenset(_stem(word) for word in cues.words("repeating_words"))


def _stem(word: str) -> str:
    short = _ENDING.sub("", word)
    short = short if len(short) >= LEAST_STEM else word
    return short.removesuffix("e") if len(short) > LEAST_STEM else short


def _weights(said: Sequence[_Said]) -> dict[str, float]:
    """Return what a word counts: little, if half of the article's statements have it."""
    counts = Counter(word for one in said for word in one.words)
    return {
        word: (STOP if word in STOP_WORDS else 1.0) / count**0.5 for word, count in counts.items()
    }


def _candidates(said: Sequence[_Said]) -> dict[int, list[int]]:
    """Return for each place those that it could repeat, sharing at least a word or two."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(said):
        for word in one.words:
            places[word].append(place)
    common: dict[int, Counter[int]] = defaultdict(Counter)
    for held in places.values():
        if len(held) <= COMMON:
            for place in held:
                common[place].update(other for other in held if other != place)
    return {
        place: [other for other, count in sorted(counts.items()) if count >= LEAST_QUOTED]
        for place, counts in sorted(common.items())
    }


def _repeated(
    place: int,
    others: Iterable[int],
    held: Sequence[Attribution],
    said: Sequence[_Said],
    weights: dict[str, float],
) -> int | None:
    """Return which attribution the one at a place repeats; None when it is the first to say it."""
    own = said[place]
    best: tuple[float, int] | None = None
    for other in others:
        theirs = said[other]
        if not _may_repeat(place, other, own, theirs):
            continue
        if not _are_comparable(held[place], held[other], own, theirs):
            continue
        likeness = _likeness(own.words, theirs.words, weights)
        if likeness >= _needed(own, theirs) and (best is None or likeness > best[0]):
            best = likeness, other
    return best[1] if best else None


def _needed(own: _Said, theirs: _Said) -> float:
    """Return how alike two must be, for the one to repeat the other."""
    shared = own.words & theirs.words
    if len(shared if own.is_quoted else shared - STOP_WORDS) < (
        LEAST_QUOTED if own.is_headline else LEAST_SHARED
    ):
        return NEVER
    if own.is_headline:
        return IN_HEADLINE if _may_be_same(own, theirs) else SAME
    if not own.speaker or not theirs.speaker:
        return WHOLE if own.is_quoted else NEVER  # “the river is ours” on a banner
    if not _is_same_name(own.speaker, theirs.speaker):
        return NEVER
    return AGAIN if own.is_again else SAME


def _may_repeat(place: int, other: int, own: _Said, theirs: _Said) -> bool:
    """Say whether the direction is right: the headline repeats the body, the later the earlier."""
    if own.is_headline != theirs.is_headline:
        return own.is_headline
    return other < place


def _are_comparable(a: Attribution, b: Attribution, one: _Said, other: _Said) -> bool:
    """Say whether two could be one statement: same stand, no other figures."""
    if (a.polarity is Polarity.ASSERTED) != (b.polarity is Polarity.ASSERTED):
        return False
    if (a.act is Act.ASK) != (b.act is Act.ASK):
        return False
    if any(overlaps(x, y) for x in a.content for y in b.content):
        return False  # one is reported inside the other
    if one.figures and other.figures and not one.figures & other.figures:
        return False
    return bool(a.negations) == bool(b.negations) or one.is_headline


def _may_be_same(headline: _Said, other: _Said) -> bool:
    """Say whether the speaker of a headline, named or described, can be another one's."""
    is_told_apart = headline.is_named and other.is_named
    return not is_told_apart or _is_same_name(headline.speaker, other.speaker)


def _is_same_name(a: str, b: str) -> bool:
    left, right = set(a.split()), set(b.split())
    return left <= right or right <= left


def _likeness(a: frozenset[str], b: frozenset[str], weights: dict[str, float]) -> float:
    """Return which share of the lighter one's words the other one has, by weight."""
    least = min(sum(weights[word] for word in words) for words in (a, b))
    return sum(weights[word] for word in a & b) / least if least else 0.0


def _to_the_last(found: list[Attribution]) -> list[Attribution]:
    """Return them with each repeat tied to what is itself no repeat."""
    done: list[Attribution] = []
    for attribution in found:
        seen: set[int] = set()
        target = attribution.repeats
        while target is not None and target not in seen:
            seen.add(target)
            further = found[target].repeats
            if further is None:
                break
            target = further
        done.append(replace(attribution, repeats=target))
    return done
