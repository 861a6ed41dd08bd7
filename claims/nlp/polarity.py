"""Whether a source is reported to assert, to deny, or to say nothing, as cue and content tell.

{He} <denied> that [a call took place].  (denied)
{She} <never said> that [the bridge was safe].  (denied)
{He} <did not say> [whether talks would resume].  (no comment)
{The firm} <declined> [to comment].  (no comment)
{He} <did not rule out> [a new strike].  (asserted, but only possible)
"""

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from claims.nlp import cues
from claims.nlp.acts import Deed, complement
from claims.nlp.types import Act, Polarity

NEGATIVE = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "hardly", "cannot"})
NOTHING = frozenset({"nothing", "little"})
NOBODY = frozenset({"nobody", "none", "no", "neither"})
SPEAKERS = frozenset({"he", "she", "it", "they", "i", "we"})  # of themselves
LIGHT = frozenset({"have", "offer", "give", "be", "make", "issue"})
WISHES = frozenset({"want", "wish", "like", "care"})
NEAR = 4  # words of a content among which the verb of telling stands: "<declined> [to comment]"


def polarity(
    deed: Deed, source: Sequence[Token], cue: Sequence[Token], content: Sequence[Token]
) -> Polarity:
    """Return what a source is reported to have done with a content."""
    is_nobody = bool(source) and source[0].lower_ in NOBODY
    if is_silence(cue, content, is_negated=is_nobody or negates(cue)):
        return Polarity.NO_COMMENT
    is_negated = is_nobody or negates(cue)
    denies = _denies(deed, cue, content)
    return Polarity.DENIED if denies != is_negated else Polarity.ASSERTED


def negates(cue: Sequence[Token]) -> bool:
    """Say whether a cue is negated, by a word inside it or beside its verb."""
    if any(token.lower_ in NEGATIVE and not _is_not_only(token) for token in cue):
        return True
    inside = {token.i for token in cue}
    return any(
        child.dep_ == "neg" and child.i not in inside and not _is_not_only(child)
        for token in cue
        if token.pos_ in {"VERB", "AUX", "ADJ"}
        for child in token.lefts
    ) or any(_has_no(token) for token in cue)


def is_open(deed: Deed, cue: Sequence[Token]) -> bool:
    """Say whether a source leaves it open, where it could have denied: "did not rule out"."""
    return _is_denial(deed, cue) and (negates(cue) or _refuses(cue))


def is_silence(cue: Sequence[Token], content: Sequence[Token], *, is_negated: bool) -> bool:
    """Say whether the cue tells that nothing was said; the content then is the subject."""
    lemmas = {token.lemma_.lower() for token in cue}
    if _is_silent(cue) or (lemmas & LIGHT and _is_silent(content[:NEAR])):
        return True
    telling = cues.words("telling_verbs")
    front = [token for token in content if not token.is_punct][:NEAR]
    if _refuses(cue):
        return bool(lemmas & telling) or any(
            token.lemma_.lower() in telling or token.lemma_.lower() in cues.words("word_nouns")
            for token in front
            if token.dep_ in {"xcomp", "pobj", "ccomp", "dobj"} or token.i == front[0].i + 1
        )
    if _is_nothing_said(cue, lemmas & telling):
        return True
    if not is_negated:
        return _says_no_comment(content)
    told = [token for token in cue if token.lemma_.lower() in telling]
    if any(token.lemma_.lower() in cues.words("word_nouns") for token in cue if _has_no(token)):
        return True
    if not told:
        return False
    verb = told[-1].lemma_.lower()
    if verb in cues.words("giving_verbs"):
        return any(t.lemma_.lower() in cues.words("word_nouns") for t in (*cue, *front))
    if verb in cues.words("asserting_verbs"):
        return _shape(content) == "wh" or _would(cue)
    return True


def _is_silent(words: Iterable[Token]) -> bool:
    said = f" {' '.join(token.lower_ for token in words)} "
    return any(f" {phrase} " in said for phrase in cues.words("silent_phrases"))


def _shape(content: Sequence[Token]) -> str:
    if content and content[0].lower_ in {"about", "on", "as"}:
        return "wh"  # "did not say anything about", "did not say on what terms"
    return complement(content)


def _would(cue: Sequence[Token]) -> bool:
    return any(token.lower_ in {"would", "wo", "will", "could"} for token in cue)


def _refuses(cue: Sequence[Token]) -> bool:
    lemmas = {token.lemma_.lower() for token in cue}
    return bool(lemmas & cues.words("refusing_verbs") or (lemmas & WISHES and negates(cue)))


def _is_nothing_said(cue: Sequence[Token], told: set[str]) -> bool:
    """Say whether "nothing" is what was said: "has said nothing about"."""
    return bool(told) and any(
        token.lower_ in NOTHING and token.dep_ in {"dobj", "attr"} for token in cue
    )


def _says_no_comment(content: Sequence[Token]) -> bool:
    """Say whether the words themselves refuse: she said [she would not comment]."""
    return any(
        token.lemma_.lower() in cues.words("commenting_verbs")
        and (_is_own_refusal(token) or (token.dep_ == "xcomp" and _is_own_refusal(token.head)))
        for token in content
    )


def _is_own_refusal(verb: Token) -> bool:
    subject = next((child for child in verb.lefts if child.dep_ == "nsubj"), None)
    return (
        subject is not None
        and subject.lower_ in SPEAKERS
        and any(child.dep_ == "neg" for child in verb.lefts)
    )


def _denies(deed: Deed, cue: Sequence[Token], content: Sequence[Token]) -> bool:
    if _is_denial(deed, cue):
        return not _refuses(cue)
    lemmas = {token.lemma_.lower() for token in cue}
    if lemmas & cues.words("rejecting_verbs"):
        said = cues.words("said_nouns")
        return any(token.lemma_.lower() in said for token in (*cue, *content[:6]))
    return deed.act is Act.REFUSE and complement(content) == "to"


def _is_denial(deed: Deed, cue: Sequence[Token]) -> bool:
    words = [token.lemma_.lower() for token in cue]
    if any(word in cues.words("denying_verbs") for word in words):
        return True
    return deed.act is Act.REFUSE and " ".join(t.lemma_.lower() for t in deed.words) in {
        "rule out",
        "exclude",
    }


def _has_no(token: Token) -> bool:
    return token.pos_ == "NOUN" and any(
        child.lower_ == "no" and child.dep_ in {"det", "neg"} for child in token.lefts
    )


def _is_not_only(token: Token) -> bool:
    following = token.doc[token.i + 1 : token.i + 2]
    return bool(len(following)) and following[0].lower_ in {"only", "just", "merely"}
