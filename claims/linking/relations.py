"""Two statements that do not say the same: what one is to the other, by rules that show words.

Every rule fires on words, which its reason quotes; likeness alone makes no relation. None says who
is right. Rules and numbers were chosen by reading all that they find in our own sample and in 533
articles of PolNeAR's train part: nearly all was right, and most of what holds is not found.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import fsum

from claims import wording
from claims.linking import dates, numbers, polarity
from claims.linking.pairs import cosine
from claims.linking.speakers import Agreement, agreement
from claims.linking.types import Evidence, Extent, LinkKind, PairLink, Score, StatementCard
from claims.linking.words import containment, forms, is_common, rarity, telling, words

# How alike two contents have to be before a rule looks at their words. Chosen by reading what the
# rules find in PolNeAR's train part and in our own sample.
LEAST_MEANING = 0.45  # cosine; below it nothing is looked at
DENIED_LEAST, DENIED_SUM = 0.5, 1.2  # what is denied, and what was said
SAME_MEANING, SAME_SHARED = 0.65, 0.6  # but for the words that differ, the same is said
OTHERS_MEANING = 0.8  # … by sources not known to be the same
ADDED_MEANING, ADDED_SHARED = 0.6, 0.6  # but for the condition, the same is said
LATER_MEANING, LATER_SHARED = 0.6, 0.5  # what was to be, and what came
SENTENCE_ALIKE, NEGATION_AND = 0.7, 3  # one sentence, with a negation of so many words or without
QUOTE_ALIKE = 0.7  # of the words of the shorter of two quoted sentences, the other has to have
QUOTE_RUN = 5  # words in a row that both have
CHANGED = 4  # words at most that stand for one another
ANSWER_WORTH = 7.0  # rarity of the words, names apart, by which an answer takes a matter up
BEHIND = 120  # characters between what was said and an answer to it in the same article
NEAR_VERB = 5  # words on either side of it in which the two have to share a telling one
LATER_DAYS = 60  # what comes later than this was hardly what was meant
NEAR_DAYS = 14  # statements further apart are of other occasions

SHOWN = 80  # characters of a piece that a reason quotes

Rule = Callable[["Pair"], PairLink | None]


@dataclass(frozen=True)
class Pair:
    """Two statements, the second to be tested for bearing on the first."""

    a: StatementCard
    b: StatementCard
    is_same: bool  # whether they are linked as saying the same

    @cached_property
    def meaning(self) -> float:
        """How alike the contents are in meaning."""
        return cosine(self.a.vector, self.b.vector)

    @cached_property
    def shared(self) -> float:
        """How much of the rarer words of the shorter the other shares."""
        return containment(self.a.content, self.b.content)

    @cached_property
    def who(self) -> Agreement:
        """What the speakers are to each other."""
        return agreement(self.a, self.b)[0]

    @cached_property
    def parting(self) -> wording.Parting:
        """Where the contents part, word by word."""
        return wording.parting(wording.forms_of(self.a.content), wording.forms_of(self.b.content))

    @property
    def days(self) -> int | None:
        """How many days the second was published after the first; None if not known."""
        return (self.b.day - self.a.day).days if self.a.day and self.b.day else None

    @property
    def turned(self) -> "Pair":
        """The same two, the first to be tested for bearing on the second."""
        return Pair(self.b, self.a, self.is_same)


def between(a: StatementCard, b: StatementCard, link: PairLink | None) -> list[PairLink]:
    """Return the relations between two statements that a rule finds, whichever is given first.

    `link` is what `pairs.score` says of the two. In each relation the second bears on the first;
    where a kind has no direction, the earlier is first.
    """
    if a.key == b.key or polarity.is_silent(a) or polarity.is_silent(b):
        return []
    a, b = sorted((a, b), key=_order)
    pair = Pair(a, b, link is not None and link.kind.is_same)
    turned = pair.turned  # once: what is known of a pair stays with it
    found: dict[LinkKind, PairLink] = {}
    for rule in _RULES:
        for made in filter(None, (rule(pair), rule(turned))):
            if made.kind not in found and not _BARRED.get(made.kind, set()) & found.keys():
                found[made.kind] = made
    return list(found.values())


def _order(card: StatementCard) -> tuple[bool, str, str]:
    return card.day is None, card.day.isoformat() if card.day else "", card.key


# --- Denial ------------------------------------------------------------------------------------


def denial(pair: Pair) -> PairLink | None:
    """Return that the second denies what the first says, or says its reverse."""
    a, b = pair.a, pair.b
    if pair.is_same or pair.who in {Agreement.SAME, Agreement.ALIKE} or _asks(a) or _asks(b):
        return None
    if a.polarity == _DENIED or pair.meaning < LEAST_MEANING or _is_far(pair):
        return None
    if b.polarity == _DENIED:
        return _denied(pair)
    return _reversed(pair, LinkKind.DENIAL) if pair.who is Agreement.CONFLICT else None


def _denied(pair: Pair) -> PairLink | None:
    a, b = pair.a, pair.b
    if min(pair.meaning, pair.shared) < DENIED_LEAST or pair.meaning + pair.shared < DENIED_SUM:
        return None
    if not _is_one_matter(pair):
        return None
    if (
        a.act in _NO_ASSERTIONS
        or not _denies(b)
        or not _tells(a.content)
        or numbers.clash(a.content, b.content)
    ):
        return None
    if not _are_of_one_thing(a, b) or _speak_of_themselves(pair):
        return None
    if bool(_negations(a.content)) != bool(_negations(b.content)):
        return None  # to deny that it is not so is to say that it is
    because = f"denied by {_named(b)}: “{b.cue}”"
    return _link(pair, LinkKind.DENIAL, "denial", because, *_common(pair))


def _denies(card: StatementCard) -> bool:
    """Tell whether a statement denies that something is so: a proposal too can be rejected."""
    if card.polarity != _DENIED or not _tells(card.content) or _ABOUT.search(card.content):
        return False
    is_of_words = _DISMISSING.search(card.cue) and _REMARK.search(f"{card.cue} {card.content}")
    return bool(_DENYING.search(card.cue) or is_of_words)


def _tells(content: str) -> bool:
    """Tell whether a content has what may be a verb: a thing alone is neither true nor false."""
    return _VERBAL.search(content) is not None


def _are_of_one_thing(a: StatementCard, b: StatementCard) -> bool:
    """Tell whether more is shared than names, and more than a word."""
    shared = len(_matter(a) & _matter(b))
    return shared >= 2 or (shared == 1 and len(telling(a.content) & telling(b.content)) >= 3)


def _speak_of_themselves(pair: Pair) -> bool:
    """Tell whether two persons each say "he" or "I", and mean themselves for all we know."""
    if pair.who is not Agreement.CONFLICT or _names(pair.a) & _names(pair.b):
        return False
    return all(_THEMSELVES.search(card.content) for card in (pair.a, pair.b))


def _reversed(pair: Pair, kind: LinkKind) -> PairLink | None:
    """Return that the second has a negation in the first's own sentence."""
    a, b = pair.a, pair.b
    no = _negations(b.content)
    if not no or _negations(f"{a.cue} {a.content}") or _negations(b.cue):
        return None
    if not _is_one_sentence(pair, no[0]) or not _is_one_matter(pair):
        return None
    because = f"{_quoted(b.content, no[0])} stands only in the words of {_named(b)}"
    return _link(pair, kind, "negation", because, (), no)


def _is_one_sentence(pair: Pair, no: Extent) -> bool:
    """Tell whether the two say the same but for a negation and at most two words beside it."""
    if pair.meaning < SAME_MEANING or pair.parting.likeness < SENTENCE_ALIKE:
        return False
    held = wording.words_of(pair.b.content)
    return any(
        change.b0 > 0
        and change.b1 < len(held)
        and change.b1 - change.b0 <= NEGATION_AND
        and held[change.b0].start <= no[0] < held[change.b1 - 1].end
        for change in pair.parting.changes
        if change.b0 < change.b1
    )


# --- Differs: check ----------------------------------------------------------------------------


def check(pair: Pair) -> PairLink | None:
    """Return that numbers, days or a negation differ while the rest says the same."""
    a, b = pair.a, pair.b
    if a.article == b.article or _is_far(pair) or _asks(a) or _asks(b):
        return None
    if pair.meaning < SAME_MEANING or pair.shared < SAME_SHARED or not _is_one_matter(pair):
        return None
    return _figures(pair) or _days(pair) or _negated(pair)


def _figures(pair: Pair) -> PairLink | None:
    a, b = pair.a.content, pair.b.content
    if not numbers.clash(a, b) or (pair.who in _UNSURE and pair.meaning < OTHERS_MEANING):
        return None
    for size in (1, 2, 3):
        for one in _windows(a, size):
            for other in _windows(b, size):
                if numbers.clash(a[slice(*one)], b[slice(*other)]):
                    because = f"{_quoted(a, one)} against {_quoted(b, other)}"
                    return _link(pair, LinkKind.CHECK, "numbers", because, (one,), (other,))
    return None


def _windows(text: str, size: int) -> Iterator[Extent]:
    """Yield every stretch of so many words that begins with a figure, with its sign."""
    found = wording.words_of(text)
    for first, last in zip(found, found[size - 1 :], strict=False):
        if not _FIGURE.match(first.form):
            continue
        start, end = first.start, last.end
        start -= text[start - 1 : start] in _MONEY and start > 0
        end += text[end : end + 1] == "%"
        yield start, end


def _days(pair: Pair) -> PairLink | None:
    a, b = pair.a, pair.b
    mine, other = dates.namings(a.content), dates.namings(b.content)
    if not mine or not other:
        return None
    if any(dates.can_be_one(x, a.day, y, b.day) for x in mine for y in other):
        return None
    one, two = (mine[0].start, mine[0].end), (other[0].start, other[0].end)
    if a.content[slice(*one)] == b.content[slice(*two)]:
        return None  # one word for two days: another occasion
    because = f"{_quoted(a.content, one)} against {_quoted(b.content, two)}"
    return _link(pair, LinkKind.CHECK, "day", because, (one,), (two,))


def _negated(pair: Pair) -> PairLink | None:
    a, b = pair.a, pair.b
    if pair.who is Agreement.CONFLICT:
        return None
    if a.polarity != _DENIED != b.polarity:
        return _reversed(pair, LinkKind.CHECK)
    if pair.who is not Agreement.SAME or a.polarity == b.polarity or not polarity.clash(a, b):
        return None
    deny, say = (a, b) if a.polarity == _DENIED else (b, a)
    if not _denies(deny) or not _tells(say.content) or not _are_of_one_thing(a, b):
        return None
    because = f"“{deny.cue}” against “{say.cue}”"
    return _link(pair, LinkKind.CHECK, "negation", because, *_common(pair))


# --- Condition added ---------------------------------------------------------------------------


def condition(pair: Pair) -> PairLink | None:
    """Return that the second says what the first says, but on a condition."""
    a, b = pair.a, pair.b
    if not b.conditions or a.conditions or a.article == b.article or _is_far(pair):
        return None
    if pair.who is Agreement.CONFLICT or _asks(a) or _asks(b) or pair.meaning < LEAST_MEANING:
        return None
    where = [
        _place(b.content, piece)
        for piece in b.conditions
        if not piece.startswith("providing ") or piece.startswith("providing that ")
    ]
    held = tuple(extent for extent in where if extent)
    rest = _without(b.content, held)
    if not held or len(telling(rest)) < 2 or containment(a.content, rest) < ADDED_SHARED:
        return None
    if pair.meaning < ADDED_MEANING or not _is_one_matter(pair):
        return None
    if polarity.clash(a, b) or numbers.clash(a.content, rest):
        return None
    because = f"{_outlet(b)} adds a condition: {_quoted(b.content, held[0])}"
    return _link(pair, LinkKind.CONDITION, "condition", because, (), held)


# --- Follow-up ---------------------------------------------------------------------------------


def follow_up(pair: Pair) -> PairLink | None:
    """Return that the second tells later what became of what the first announced."""
    a, b = pair.a, pair.b
    if pair.is_same or not pair.days or not 0 < pair.days <= LATER_DAYS:
        return None
    if pair.meaning < LATER_MEANING or pair.shared < LATER_SHARED or not _is_one_matter(pair):
        return None
    if b.polarity == _DENIED or a.polarity == _DENIED or _asks(a) or _asks(b):
        return None
    came = dict(_past(b.content))
    for verb, where in _future(a):
        for form in sorted(_pasts(verb) & came.keys()):
            if _around(a.content, where) & _around(b.content, came[form]):
                later = f"{pair.days} day{'s' * (pair.days > 1)} later"
                told = _quoted(a.content, where), _quoted(b.content, came[form])
                because = f"first {told[0]}; {later} {told[1]}"
                return _link(pair, LinkKind.FOLLOW_UP, "outcome", because, (where,), (came[form],))
    return None


def _around(text: str, where: Extent) -> frozenset[str]:
    """Return the telling words close to a verb: who does what."""
    before = wording.words_of(text[: where[0]])[-NEAR_VERB:]
    behind = wording.words_of(text[where[1] :])[:NEAR_VERB]
    return telling(" ".join(word.form for word in (*before, *behind)))


def _future(card: StatementCard) -> Iterator[tuple[str, Extent]]:
    """Yield verbs of what is still to come: "will reopen", "plans to reopen"."""
    for match in _FUTURE.finditer(card.content):
        verb = match["verb"].lower()
        if match.group().startswith("to ") and card.act not in _ANNOUNCING:
            continue
        if verb not in _NO_VERBS and not is_common(verb):
            yield verb, match.span()


def _past(text: str) -> Iterator[tuple[str, Extent]]:
    """Yield words that may be verbs of what has come: "reopened", "has been held"."""
    for match in _WORD.finditer(text):
        word = match.group().lower()
        before = text[: match.start()].rstrip().rsplit(None, 2)[-2:]
        if (word.endswith("ed") or word in _IRREGULAR_PASTS) and not (
            {piece.lower() for piece in before} & _STILL_TO_COME
        ):
            yield word, match.span()


@lru_cache
def _pasts(verb: str) -> frozenset[str]:
    if verb in _IRREGULAR:
        return frozenset(_IRREGULAR[verb].split("|"))
    stem = verb[:-1] if verb.endswith(("e", "y")) else verb
    return frozenset({f"{stem}ed", f"{stem}ied", f"{verb}{verb[-1]}ed", f"{verb}ed"})


# --- Another wording of a quotation ------------------------------------------------------------


def variant(pair: Pair) -> PairLink | None:
    """Return that the same quotation has other words in it, an editor's own not counted."""
    a, b = pair.a, pair.b
    if a.article == b.article or pair.who is not Agreement.SAME or not (a.quoted and b.quoted):
        return None
    if _is_far(pair):
        return None
    mine, other = tuple(_quoted_sentences(a)), tuple(_quoted_sentences(b))
    for one in mine:
        for two in other:
            if (changes := _changed(one, two)) and not (
                _is_told(one, other) or _is_told(two, mine)
            ):
                return _variant(pair, one, two, changes)
    return None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A quoted sentence of a content: its words without an editor's, and where each stands."""

    forms: tuple[str, ...]
    places: tuple[Extent, ...]

    def extent(self, first: int, last: int) -> Extent:
        """Return where some of the words stand."""
        return self.places[first][0], self.places[last - 1][1]


def _quoted_sentences(card: StatementCard) -> Iterator[_Sentence]:
    for stretch in card.quoted:
        place = _place(card.content, stretch)
        if place is None:
            continue
        start = place[0]
        for piece in _SENTENCE.finditer(stretch):
            held = [
                (_plain(found.group()), (start + found.start(), start + found.end()))
                for found in _QUOTED_WORD.finditer(stretch, *piece.span())
                if not _EDITORS.fullmatch(found.group())
            ]
            if len(held) > QUOTE_RUN:
                yield _Sentence(tuple(form for form, _ in held), tuple(at for _, at in held))


def _changed(a: _Sentence, b: _Sentence) -> tuple[wording.Change, ...]:
    """Return where two tellings of one sentence part, its ends apart: there one only stops."""
    parting = wording.parting(a.forms, b.forms)
    shared = parting.likeness * (len(a.forms) + len(b.forms)) / 2
    least = min(len(a.forms), len(b.forms))
    if shared < QUOTE_ALIKE * least or _longest(parting, len(a.forms)) < QUOTE_RUN:
        return ()
    return tuple(
        change
        for change in parting.changes
        if change.a0 > 0 and change.a1 < len(a.forms)
        if change.b0 > 0 and change.b1 < len(b.forms)
        if max(change.a1 - change.a0, change.b1 - change.b0) <= CHANGED
        if _letters(a.forms[change.a0 : change.a1]) != _letters(b.forms[change.b0 : change.b1])
    )


def _letters(some: Sequence[str]) -> str:
    """Return words without what only spelling puts between them: "cease-fire", "ceasefire"."""
    return "".join(letter for form in some for letter in form if letter.isalnum())


def _is_told(sentence: _Sentence, others: Iterable[_Sentence]) -> bool:
    """Tell whether one of others has a sentence word for word, so that nothing was changed."""
    told = " ".join(sentence.forms)
    return any(told in " ".join(other.forms) for other in others)


def _longest(parting: wording.Parting, length: int) -> int:
    """Return how many words in a row two sentences share at most; `length` is the first's."""
    starts = [0, *(change.a1 for change in parting.changes)]
    ends = [*(change.a0 for change in parting.changes), length]
    return max(end - start for start, end in zip(starts, ends, strict=True))


def _variant(pair: Pair, a: _Sentence, b: _Sentence, changes: Sequence[wording.Change]) -> PairLink:
    shown = [_with_neighbours(change) for change in changes]
    mine = tuple(a.extent(change.a0, change.a1) for change in shown)
    other = tuple(b.extent(change.b0, change.b1) for change in shown)
    because = f"{_quoted(pair.a.content, mine[0])} against {_quoted(pair.b.content, other[0])}"
    made = _link(pair, LinkKind.VARIANT, "quotation", because, mine, other)
    through = [
        Evidence("relay", 0.0, f"{_outlet(card)} has the words through {card.relays[-1]}")
        for card in (pair.a, pair.b)
        if card.relays
    ]
    return replace(made, score=Score(made.score.value, (*made.score.evidence, *through)))


def _with_neighbours(change: wording.Change) -> wording.Change:
    """Return a change with the word on either side, where one telling has no word for it."""
    if change.a0 < change.a1 and change.b0 < change.b1:
        return change
    return wording.Change(change.a0 - 1, change.a1 + 1, change.b0 - 1, change.b1 + 1)


# --- Response ----------------------------------------------------------------------------------


def response(pair: Pair) -> PairLink | None:
    """Return that the second answers the first: takes it up and names whose words it answers."""
    if pair.is_same or pair.who in {Agreement.SAME, Agreement.ALIKE} or _is_far(pair):
        return None
    if pair.days is not None and pair.days < 0:
        return None
    return _right_behind(pair) or _by_name(pair)


def _right_behind(pair: Pair) -> PairLink | None:
    """Return an answer that stands right behind what it answers, in the same article."""
    a, b = pair.a, pair.b
    gap = b.start - a.start - len(a.content)
    cue = _ANSWERS.search(b.cue)
    if a.article != b.article or not cue or not 0 <= gap <= BEHIND:
        return None
    if pair.who is not Agreement.CONFLICT or pair.meaning < LEAST_MEANING or _asks(a):
        return None
    because = f"answered by {_named(b)} right behind it: “{b.cue}”"
    return _link(pair, LinkKind.RESPONSE, "answer", because, *_common(pair))


def _by_name(pair: Pair) -> PairLink | None:
    """Return an answer that names the speaker and what he did: "Lisle's claim that …"."""
    a, b = pair.a, pair.b
    name = _surname(a)
    if not name or pair.meaning < LEAST_MEANING:
        return None
    match = _remark_of(name).search(b.content)
    if not match:
        return None
    taken = _matter(a) & _matter(b)
    if len(taken) < 2 or fsum(map(rarity, taken)) < ANSWER_WORTH or match.group() in a.content:
        return None
    if (
        a.certainty == "hypothetical"
        or a.polarity == _DENIED
        or _asks(a)
        or _RETELLING.search(b.cue)
    ):
        return None
    because = f"{_named(b)} takes up {_quoted(b.content, match.span())}"
    return _link(
        pair, LinkKind.RESPONSE, "answer", because, _where(a.content, taken), (match.span(),)
    )


@lru_cache
def _remark_of(name: str) -> re.Pattern[str]:
    name = re.escape(name)
    return re.compile(
        rf"\b{name}['’]s?\s+(?:\w+\s+){{0,3}}(?:{_REMARKS})\b"
        rf"|\b(?:{_REMARKS})\s+(?:by|from)\s+(?:[A-Z][\w.]*\s+)*{name}\b"
        rf"|\bwhat\s+(?:[A-Z][\w.]*\s+)*{name}\s+(?:said|says|had\s+said)\b"
    )


def _surname(card: StatementCard) -> str:
    """Return the name by which others would call the speaker; "" for unnamed ones and groups."""
    names = re.findall(r"[^\W\d_][\w’'-]*", card.speaker)
    if card.speaker_kind == "person":
        return names[-1] if names and names[-1][0].isupper() else ""
    if card.speaker_kind == "organisation":
        return card.speaker.removeprefix("the ").removeprefix("The ")
    return ""


# --- What all rules use ------------------------------------------------------------------------

_RULES: tuple[Rule, ...] = (denial, check, condition, follow_up, variant, response)
# Kinds that add nothing to others that were found for the same two.
_BARRED = {
    LinkKind.CHECK: {LinkKind.DENIAL},
    LinkKind.CONDITION: {LinkKind.DENIAL},
    LinkKind.FOLLOW_UP: {LinkKind.DENIAL, LinkKind.CHECK},
    LinkKind.RESPONSE: {LinkKind.DENIAL, LinkKind.CHECK},
}
_DENIED = "denied"
_UNSURE = frozenset({Agreement.OPEN, Agreement.CONFLICT})
_DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying|ials?)|disput|refut|rebut|contradict)", re.I)
_DISMISSING = re.compile(r"\b(?:reject|dismiss|disavow|repudiat|debunk)", re.I)
_VERBAL = re.compile(
    r"\b(?:is|are|was|were|been|be|has|have|had|will|would|could|can|may|might|did|does|do)\b"
    r"|\w['’](?:s|re|ve|d|ll)\s+\w+(?:ed|ing|en)\b"
    r"|(?<!\bthe )(?<!\ba )(?<!\ban )(?<!\bof )\b\w{3,}ed\b(?!\s+by\b)"
    r"|(?:^|\b(?:of|for|by|about)\s)\w{2,}ing\b",
    re.I,
)
_THEMSELVES = re.compile(r"\b(?:he|she|I|his|her|my)\b", re.I)
_ANNOUNCING = frozenset({"promise", "intend", "predict", "agree"})
_NO_ASSERTIONS = frozenset({"intend", "hope", "fear", "request", "order", "propose", "promise"})
_MONEY = frozenset("$€£¥")
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|\w+n['’]t)\b", re.I
)
_FIGURE = re.compile(
    r"\$?\d|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million)\b"
)
_WORD = re.compile(r"[^\W\d_]+")
_FUTURE = re.compile(
    r"\b(?:(?:will|would|shall|[’']ll)"
    r"|(?:plans|planned|planning|set|agreed?s?|promised?|vowed|pledged|expected|due|scheduled"
    r"|intends?|intended|about|going|prepared|preparing|ready)\s+to|^to)"
    r"\s+(?:(?:soon|also|then|now|formally|be)\s+)*(?P<verb>[a-z]{3,})\b"
)
_STILL_TO_COME = frozenset(
    {"will", "would", "be", "to", "shall", "could", "might", "may", "if", "not", "never"}
)
_NO_VERBS = frozenset({"not", "have", "the", "never", "always", "like", "want", "need", "seem"})
_IRREGULAR = {
    "begin": "began|begun", "build": "built", "buy": "bought", "come": "came", "give": "gave|given",
    "go": "went|gone", "hold": "held", "leave": "left", "lose": "lost", "make": "made",
    "meet": "met", "pay": "paid", "rise": "rose|risen", "sell": "sold", "send": "sent",
    "speak": "spoke|spoken", "stand": "stood", "take": "took|taken", "win": "won",
    "withdraw": "withdrew|withdrawn",
}  # fmt: skip
_IRREGULAR_PASTS = frozenset(past for forms in _IRREGULAR.values() for past in forms.split("|"))
_SENTENCE = re.compile(r"(?:[^.!?…;]|\.(?=\w)|(?<=\b[A-Z])\.)+")
_QUOTED_WORD = re.compile(r"\[\w\]\w+|\[[^\]]*\]|\w+(?:[-’'.,]\w+)*")
_EDITORS = re.compile(r"\[[^\]]*\]")
_ANSWERS = re.compile(
    r"\b(?:respond(?:s|ed|ing)?|repl(?:y|ies|ied|ying)|(?:hit|shot|fired|hits|shoots|fires) back"
    r"|retort(?:s|ed)?|counter(?:s|ed)?|reacting|reacted|in response|rebutted|disputed)\b",
    re.I,
)
_RETELLING = re.compile(
    r"\b(?:report|not(?:e|ing)|describ|highlight|point|quot|recall|according|refer|echo|repeat)",
    re.I,
)
_REMARKS = (
    "accusations?|allegations?|assertions?|attacks?|charges?|claims?|comments?|criticisms?|"
    "insults?|notion|remarks?|statements?|suggestions?|threats?|words"
)

_REMARK = re.compile(rf"\b(?:{_REMARKS}|ideas?|reports?|rumou?rs?|speculation)\b", re.I)
_ABOUT = re.compile(rf"\b(?:about|on|over)\s+(?:his|her|its|their)\s+(?:{_REMARKS})\b", re.I)
_REMARK_WORDS = frozenset(words(_REMARKS.replace("s?|", " ")))


def _link(
    pair: Pair,
    kind: LinkKind,
    feature: str,
    because: str,
    a_words: tuple[Extent, ...],
    b_words: tuple[Extent, ...],
) -> PairLink:
    value = round(min(max((pair.meaning + pair.shared) / 2, 0.0), 1.0), 4)
    evidence = (
        Evidence(feature, 1.0, because),
        Evidence(
            "meaning", round(pair.meaning, 4), f"{max(pair.meaning, 0.0):.0%} alike in meaning"
        ),
    )
    return PairLink(pair.a.key, pair.b.key, kind, Score(value, evidence), a_words, b_words)


def _is_one_matter(pair: Pair) -> bool:
    """Tell whether no two names stand against each other: in either text one that is its own."""
    a, b = _names(pair.a), _names(pair.b)
    return not (a - b and b - a)


@lru_cache(maxsize=wording.KEPT)
def _matter_of(text: str) -> frozenset[str]:
    found = {word for form in forms(text) if form.islower() for word in words(form)}
    return frozenset(word for word in found if not is_common(word)) - _REMARK_WORDS


def _matter(card: StatementCard) -> frozenset[str]:
    """Return the telling words that are no names: what is said, not of whom."""
    return _matter_of(card.content)


@lru_cache(maxsize=wording.KEPT)
def _names_in(text: str, speaker: str) -> frozenset[str]:
    own = set(words(speaker))
    found = set()
    for match in re.finditer(r"(?<![.!?“\"]\s)(?<!^)(?<=\s)[A-Z][\w’'.-]*", text):
        found |= set(words(match.group()))
    return frozenset(found - own - _NO_NAMES)


def _names(card: StatementCard) -> frozenset[str]:
    return _names_in(card.content, card.speaker)


_NO_NAMES = frozenset([
    "i", "mr", "mrs", "ms", "dr", "president", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december", "jan", "feb", "aug",
    "sept", "oct", "nov", "dec",
])  # fmt: skip


def _asks(card: StatementCard) -> bool:
    return card.act == "ask" or card.content.rstrip("”\"' ").endswith("?")


def _is_far(pair: Pair) -> bool:
    return pair.days is not None and abs(pair.days) > NEAR_DAYS


def _negations(text: str) -> tuple[Extent, ...]:
    return tuple(match.span() for match in _NEGATION.finditer(text))


def _common(pair: Pair) -> tuple[tuple[Extent, ...], tuple[Extent, ...]]:
    """Return where the rarer words that both share stand in each."""
    both = telling(pair.a.content) & telling(pair.b.content)
    return _where(pair.a.content, both), _where(pair.b.content, both)


def _where(text: str, wanted: Iterable[str]) -> tuple[Extent, ...]:
    """Return the extents of words, those joined that stand side by side."""
    chosen = frozenset(wanted)
    found: list[Extent] = []
    last = -2
    for place, word in enumerate(wording.words_of(text)):
        if not set(words(text[word.start : word.end])) & chosen:
            continue
        if place == last + 1:
            found[-1] = found[-1][0], word.end
        else:
            found.append((word.start, word.end))
        last = place
    return tuple(found)


def _place(text: str, piece: str) -> Extent | None:
    start = text.find(piece)
    return (start, start + len(piece)) if start >= 0 else None


def _without(text: str, extents: Iterable[Extent]) -> str:
    kept, at = [], 0
    for start, end in sorted(extents):
        kept.append(text[at:start])
        at = end
    return " ".join((*kept, text[at:]))


def _plain(form: str) -> str:
    return form.replace("[", "").replace("]", "").replace("’", "'").casefold()


def _quoted(text: str, extent: Extent) -> str:
    return f"“{wording.shortened(' '.join(text[slice(*extent)].split()), SHOWN)}”"


def _named(card: StatementCard) -> str:
    return card.speaker or "a source without a name"


def _outlet(card: StatementCard) -> str:
    return card.outlet or "an unknown outlet"
