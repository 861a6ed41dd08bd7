"""What looks like a statement and is none: what an author infers, asks, foresees or imagines.

A refusal holds for finds of any origin, and says in words why.
    His remarks <hint> at [a broader ambition].                  read out of conduct
    This <raises> the question [whether Moscow wants peace].     the author asks
    The move <could be read as> [an attempt to win time].        the author reads it so
    <Imagine> [the two leaders talking].                         spoken to the reader
"""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from articles.zoning import ZoneKind
from claims.nlp import cues
from claims.nlp.chains import head_of
from claims.nlp.passing import is_media
from claims.nlp.quotation_marks import DOUBLE, SINGLE
from claims.nlp.spans import text_of
from claims.nlp.syntax import (
    agent_of,
    children,
    is_imperative,
    is_passive,
    own_subject,
    tokens_between,
)
from claims.nlp.types import Attribution, Polarity

MOST_STEPS = 12  # up a parse in search of a verb of inference
MOST_SCARE_WORDS = 3
THINGS = frozenset({"this", "that", "which", "it", "these", "those"})
READ_AS = frozenset({"interpret", "read", "construe", "understand", "perceive"})
MAY = frozenset({"can", "could", "may", "might", "should"})
RAISED = frozenset({"question", "speculation", "doubt", "prospect", "possibility", "specter"})
UNKNOWN = frozenset({"unclear", "uncertain", "unknown", "see"})  # "remains to be seen"
NEWS_TO_COME = frozenset({"update", "detail", "development", "clarification", "information"})
REMEMBERED = frozenset({"note", "remember", "regard"})
HARD = frozenset({"hard", "difficult", "easy", "impossible", "tempting"})
SEEMING = frozenset({"seem", "sound", "look"})  # says how it strikes people, which is a view
SAYINGS = frozenset({"remark", "comment", "word", "statement", "speech", "interview"})
REMEMBERING = frozenset({"remember", "realize", "realise", "recall", "forget"})
OUGHT = frozenset({"should", "must", "ought"})
ABANDONING = frozenset({"renounce", "abandon", "relinquish", "cede", "forsake"})
VOICED = frozenset({"ask", "say", "tell", "wonder", "whisper", "shout", "cry"})
TERMS = frozenset({"term", "word", "phrase"})
ONLOOKERS = frozenset({"world", "stakeholder", "eye", "market", "history", "time"})
CLAUSES = frozenset({"ccomp", "xcomp", "pcomp", "acl"})
OBJECTS = frozenset({"dobj", "pobj", "prep"})
IMPLYING = frozenset({"indicate", "suggest", "imply"})
ADDED = frozenset({"relcl", "advcl", "parataxis"})  # clauses that say something of their own
LOOKING = frozenset({"watch", "gauge", "tell", "see", "judge"})


def refused(find: Attribution, doc: Doc, kind: ZoneKind = ZoneKind.BODY) -> str:
    """Return why a find is no statement, in words; "" when nothing speaks against it.

    `kind` is the zone that the doc lies in. Spans count in the doc.
    """
    if kind is ZoneKind.HEADLINE and (reason := _as_heading(find)):
        return reason
    cue = [token for span in find.cue for token in tokens_between(doc, span)]
    source = head_of(find.source[0], doc) if find.source else None
    return next(_reasons(find, cue, source, doc, kind), "")


def _as_heading(find: Attribution) -> str:
    if not find.source:
        return "A heading that names no source says nothing."
    if find.polarity is Polarity.NO_COMMENT:
        return "A heading only announces what the text tells."
    return ""


def _reasons(
    find: Attribution, cue: list[Token], source: Token | None, doc: Doc, kind: ZoneKind
) -> Iterator[str]:
    word = _main_word(cue)
    if word is None:
        return
    topic = _topic(word, source)
    if topic is not None and topic not in cue and _is_read_from(topic, word):
        yield f"The author reads it out of “{topic}”; nobody says it."
    if source is not None and is_media(source) and _is_question(find, cue, doc):
        yield "An interviewer's question says nothing."
    if source is None:
        yield from _without_source(word, cue, find, doc)
    if source is not None and source.lower_ == "one" and source.tag_ == "PRP":
        yield "“One” is anybody; the author imagines it."
    if any(token.lemma_ == "seem" for token in cue) and _is_mute(source, word):
        yield f"The author imagines what “{source}” would say."
    is_list = kind is ZoneKind.BODY and _is_label(cue) and not _is_document(source)
    if is_list and _has_no_verb(find, doc):
        yield "A name and a title stand there, as in a list of other articles."
    if _is_so_called(cue):
        yield "Marks around a word set it off; nobody says it."
    if source is None and _is_scare_quote(find, cue, doc):
        yield "Marks around a word set it off; nobody says it."
    if word.lemma_ in REMEMBERING and any(t.lower_ in OUGHT for t in children(word, "aux")):
        yield "The author says what others should bear in mind."
    if word.lemma_ in ABANDONING and any(children(word, "neg")):
        yield "The author tells what has not happened."
    relay = agent_of(word) or source
    if relay is not None and is_media(relay) and _is_reported_speech(find, cue, doc):
        yield "It only says through whom the words came."
    if source is not None and source.lower_ == "we" and word.lemma_ == "know":
        yield "The author reminds the reader."
    if _is_in_view(word, source) or _will_be_noted(word):
        yield "The author foresees it."
    if not _is_quoted(word):
        if is_imperative(word) and word == word.sent.root and not find.source:
            yield "The author tells the reader to think so."
        above = _inference_above(word, source)
        if above is not None and above not in cue:
            yield f"It is part of what the author infers with “{above}”."


def _topic(word: Token, source: Token | None) -> Token | None:
    """Return what a cue says something of: its source, or the conduct that the source owns."""
    subject = own_subject(word) if word.pos_ in {"VERB", "AUX"} else None
    if subject is None and word.dep_ == "xcomp":
        subject = own_subject(word.head)
    if subject is None and word.pos_ == "NOUN" and source is not None and source.dep_ == "poss":
        subject = next(children(word, "compound"), None)  # "her remarks hint", misread as a noun
        return subject or source
    if subject is not None and (source is None or source in subject.subtree):
        return subject
    return source


def _main_word(cue: list[Token]) -> Token | None:
    """Return the word of a cue that carries its meaning: its last verb, or else its noun."""
    for kinds in ({"VERB"}, {"NOUN", "ADJ"}, {"AUX"}):
        for token in reversed(cue):
            if token.pos_ in kinds:
                return token
    return cue[-1] if cue else None


def is_conduct(noun: Token) -> bool:
    """Say whether a noun names something done or said, which itself says nothing: "his move"."""
    lemma = noun.lemma_.lower()
    return noun.pos_ == "NOUN" and (
        lemma in cues.words("inference_nouns") or lemma in cues.words("said_nouns")
    )


def _is_read_from(source: Token, verb: Token) -> bool:
    """Say whether a verb tells what follows from conduct; of a saying, only some verbs do."""
    if not is_conduct(source) or is_passive(verb) or verb.lemma_ in SEEMING:
        return False
    if verb.tag_ == "VBN" and not any(children(verb, "aux")):
        return False
    noun, verbs = source.lemma_.lower(), {verb.lemma_, verb.head.lemma_}
    if noun not in cues.words("documents") and verbs & IMPLYING:
        return True
    return bool(verbs & cues.words("inferring_verbs")) or noun in cues.words("inference_nouns")


def _without_source(verb: Token, cue: list[Token], find: Attribution, doc: Doc) -> Iterator[str]:
    thing = head_of(find.content[0], doc)
    is_thing = thing is not None and thing.pos_ in {"NOUN", "PROPN"}
    subject = own_subject(verb)
    lemmas = {token.lemma_.lower() for token in cue}
    may = any(token.lower_ in MAY for token in children(verb, "aux"))
    if verb.lemma_ in READ_AS and may and is_passive(verb) and agent_of(verb) is None:
        yield "The author says how it may be read."
    if verb.lemma_ == "raise" and any(thing.lemma_ in RAISED for thing in children(verb, "dobj")):
        yield "The author raises the question."
    if "remain" in lemmas and lemmas & UNKNOWN:
        yield "The author says that it is not known."
    if verb.lemma_ == "ask" and verb.tag_ == "VBN" and verb.dep_ == "advcl" and is_thing:
        yield "It only says what the answer is about."
    is_hard = any(t.lemma_ in HARD for t in (verb.head, *children(verb.head, "acomp")))
    if is_hard and verb.dep_ in {"xcomp", "ccomp"}:
        yield "The author says what is hard to think."
    if verb.lemma_ == "expect" and subject is not None and subject.lemma_ in NEWS_TO_COME:
        yield "It announces news to come."


def _is_scare_quote(find: Attribution, cue: Iterable[Token], doc: Doc) -> bool:
    """Say whether words stand in marks as words: the term “bilateral”."""
    if len(find.content) != 1 or not any(token.lemma_.lower() in TERMS for token in cue):
        return False
    words = find.content[0].of(text_of(doc))
    return words[:1] in DOUBLE + SINGLE and len(words.split()) <= MOST_SCARE_WORDS


def _is_mute(source: Token | None, word: Token) -> bool:
    """Say whether something without a voice "seems to ask"."""
    return (
        source is not None
        and source.pos_ == "NOUN"
        and word.lemma_ in VOICED
        and source.lemma_.lower() not in cues.words("person_nouns") | cues.words("collective_nouns")
    )


def _is_so_called(cue: list[Token]) -> bool:
    return any(
        token.lower_ == "called" and token.i >= 2 and token.nbor(-2).lower_ == "so" for token in cue
    )


def _is_document(source: Token | None) -> bool:
    return source is not None and source.lemma_.lower() in cues.words("documents")


def _is_label(cue: list[Token]) -> bool:
    return bool(cue) and all(token.text == ":" for token in cue)


def _has_no_verb(find: Attribution, doc: Doc) -> bool:
    tokens = [token for span in find.content for token in tokens_between(doc, span)]
    speaks = any(token.pos_ in {"VERB", "AUX"} and token.tag_ != "VBG" for token in tokens)
    return not speaks and not any(
        token.text in DOUBLE or token.text[-1] in ".!?" for token in tokens
    )


def _is_question(find: Attribution, cue: list[Token], doc: Doc) -> bool:
    return _is_label(cue) and text_of(doc)[: find.content[-1].end + 1].rstrip().endswith("?")


def _is_in_view(verb: Token, source: Token | None) -> bool:
    """Say whether onlookers without a face will look on: "the world will be watching"."""
    return (
        source is not None
        and source.lemma_.lower() in ONLOOKERS
        and verb.lemma_ in LOOKING
        and any(token.lower_ == "will" for chain in (verb, verb.head) for token in chain.children)
    )


def _is_reported_speech(find: Attribution, cue: list[Token], doc: Doc) -> bool:
    """Say whether a content only names a saying: "his remarks, as reported by TASS"."""
    heads = [head_of(span, doc) for span in find.content]
    passes_on = any(
        token.lower_ in {"as", "by"} or token.lemma_ in cues.words("relaying_verbs")
        for token in cue
    )
    return passes_on and any(head is not None and head.lemma_.lower() in SAYINGS for head in heads)


def _will_be_noted(verb: Token) -> bool:
    """Say whether a cue tells what will be thought, by nobody: "it will be noted as …"."""
    will = any(token.lower_ == "will" for token in children(verb, "aux"))
    return will and verb.lemma_ in REMEMBERED and is_passive(verb) and agent_of(verb) is None


def _is_quoted(token: Token) -> bool:
    before = text_of(token.doc)[: token.idx]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _inference_above(word: Token, source: Token | None) -> Token | None:
    """Return the verb of inference under which a saying stands; None when none does.

    "The comment appears to indicate that he is interested in peace": not he, the author says so.
    """
    within = CLAUSES if source is not None else CLAUSES | OBJECTS
    below = word
    for _ in range(MOST_STEPS):
        above = below.head
        if above == below or below.dep_ in ADDED:
            return None
        is_content = below.dep_ in within or below.lemma_ in RAISED
        infers = above.lemma_ in IMPLYING or above.lemma_ in cues.words("inferring_verbs")
        if is_content and infers and below.i > above.i and _is_read_out(above):
            return above
        below = above
    return None


def _is_read_out(verb: Token) -> bool:
    subject = own_subject(verb)
    at = verb
    while subject is None and at.dep_ in {"xcomp", "conj"} and at.head != at:
        at = at.head
        subject = own_subject(at)
    return subject is not None and (is_conduct(subject) or subject.lower_ in THINGS)
