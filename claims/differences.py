"""How outlets differ in reporting one claim, in words, by rules from stored fields alone."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from claims import wording
from claims.linking import words as rarities
from claims.nlp.types import Certainty, Polarity, SpeakerKind, Stance

# How much each kind of difference weighs when claims are sorted by disagreement: a denial turns the
# claim round, figures and quoted words are checkable facts, the choice of a verb is a shade.
WEIGHTS = {
    "denial": 8,
    "silence": 5,
    "numbers": 5,
    "quote": 5,
    "condition": 4,
    "holder": 3,
    "certainty": 3,
    "hedge": 3,
    "negation": 2,  # claims that contradict each other are not linked; this is how it was put
    "strength": 2,
    "stance": 2,
    "relay": 1,
    "label": 1,
}
SAME_QUOTE = 0.5  # below this likeness two quotations are two quotations, not one that was changed
ALIKE = 0.4  # above it two wordings say so much the same that a lone figure or "not" stands out
SWAPPED = 3  # words at most on either side, for two figures to stand in one another's place
SHOWN = 60  # characters of a piece quoted in a difference line
CONDITION = 120  # of a condition, whose words are the point
NEARBY = 100  # of a sentence in which an outlet says it in its own voice
OWN_SHARE = 0.4  # of a condition's telling words, by rarity: enough to be the same condition
OWN_WORDS = 2  # telling words at least that a sentence must share with a condition
NAMED_IN = 6  # words of a source's label at most that are shown beside its name
LISTED = 2  # pieces quoted before the rest is summed up
NAMED = 3  # outlets named in full before they are counted instead


# Words that make a readiness, a wish or a deed stronger or weaker, whoever says them. Only such
# that not all outlets have count, and hedges are left to their own rule.
STRONGER = frozenset(
    {"actively", "readiness", "ready", "willing", "willingness", "prepared", "determined"}
    | {"determination", "committed", "commitment", "vowed", "vows", "vow", "pledged", "pledges"}
    | {"insisted", "insists", "insist", "demanded", "demands", "demand", "categorically"}
    | {"flatly", "firmly", "strongly", "fully", "completely", "absolutely", "immediately"}
    | {"urgently", "explicitly", "repeatedly", "urgent", "imminent"}
)
WEAKER = frozenset(
    {"interest", "interested", "possibility", "option", "idea", "considering", "considers"}
    | {"considered", "mulling", "mulls", "weighing", "weighs", "tentative", "tentatively"}
    | {"partly", "partially", "openness", "wish", "wishes", "eventually"}
)
PRONOUNS = frozenset(
    {"he", "she", "it", "they", "who", "which", "that", "his", "her", "its", "their", "i", "we"}
)
UNNAMED = frozenset({SpeakerKind.ANONYMOUS, SpeakerKind.UNNAMED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One statement as far as the rules look at it."""

    holder: str = ""  # the innermost speaker's name; "" when the text names none
    kind: str = ""  # the kind of that speaker
    label: str = ""  # what the text calls it there
    polarity: str = Polarity.ASSERTED
    certainty: str = Certainty.CERTAIN
    stance: str = Stance.NEUTRAL
    cue: str = ""
    content: str = ""
    quoted: str = ""
    hedges: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()  # who stands between the outlet and the speaker


@dataclass(frozen=True, slots=True)
class Voice:
    """All that one outlet tells of a claim; `outlet` is its short name for sentences."""

    outlet: str
    tellings: tuple[Telling, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which outlets differ."""

    kind: str
    label: str
    text: str

    @property
    def weight(self) -> int:
        """How much it counts when claims are sorted by disagreement."""
        return WEIGHTS[self.kind]


def between(voices: Sequence[Voice]) -> tuple[Difference, ...]:
    """Return every difference that a rule finds, the heaviest first; none for a single voice."""
    return _between(tuple(voices)) if len(voices) > 1 else ()


@lru_cache(maxsize=2_000)  # claims: a page is asked for again and again, and its words stay
def _between(voices: tuple[Voice, ...]) -> tuple[Difference, ...]:
    found = [difference for rule in RULES for difference in rule(voices)]
    if {"condition", "hedge"} & {difference.kind for difference in found}:
        # The words that make it less certain have been named; the grade would only repeat them.
        found = [difference for difference in found if difference.kind != "certainty"]
    return tuple(sorted(found, key=lambda difference: -difference.weight))


def denied(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Some report that it was denied, others that it was said."""
    deny, assert_ = _having(voices, Polarity.DENIED), _having(voices, Polarity.ASSERTED)
    if deny and assert_:
        text = f"{_outlets(deny)} {_verb(deny, 'reports', 'report')} a denial; "
        yield Difference("denial", "Denied or asserted", f"{text}{_outlets(assert_)} an assertion.")


def silent(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Some report silence, others words."""
    silence = _having(voices, Polarity.NO_COMMENT)
    words = [voice for voice in voices if voice not in silence]
    if silence and words:
        text = f"{_outlets(silence)} {_verb(silence, 'reports', 'report')} no comment; "
        yield Difference(
            "silence",
            "Silence in some",
            f"{text}{_outlets(words)} {_verb(words, 'has', 'have')} words.",
        )


def condition(voices: Sequence[Voice]) -> Iterator[Difference]:
    """A condition that some leave out."""
    yield from _in_some(
        voices, lambda t: t.conditions, "condition", "Condition", "adds", "add", room=CONDITION
    )


def negation(voices: Sequence[Voice]) -> Iterator[Difference]:
    """A negation that others, in much the same words, do not have."""
    with_, without = _split(voices, lambda t: t.negations)
    if any(_is_alike(a, b) for a in with_ for b in without):
        yield from _in_some(voices, lambda t: t.negations, "negation", "Negation", "has", "have")


def hedge(voices: Sequence[Voice]) -> Iterator[Difference]:
    """A word that weakens and that some leave out; dropped, if those who lack it came later."""
    with_, without = _split(voices, lambda t: t.hedges)
    if not (with_ and without):
        return
    dates_with = [voice.at for voice in with_ if voice.at]
    dates_without = [voice.at for voice in without if voice.at]
    later = dates_with and dates_without and min(dates_without) > max(dates_with)
    label = "Hedge dropped" if later else f"Hedge in {_some(with_, voices)}"
    text = _gist(with_, lambda t: t.hedges, "has", "have")
    rest = f"; {_outlets(without)}, later, {_verb(without, 'does', 'do')} not" if later else ""
    yield Difference("hedge", label, f"{text}{rest}.")


def certainty(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Reported as more certain by some than by others."""
    groups = _groups(voices, lambda t: t.certainty)
    if len(groups) > 1:
        text = " / ".join(f"{value} ({_outlets(group)})" for value, group in groups.items())
        yield Difference("certainty", "Certainty differs", f"{text}.")


def stance(voices: Sequence[Voice]) -> Iterator[Difference]:
    """An outlet's own verb vouches for the words, or casts doubt on them."""
    groups = _groups(voices, lambda t: t.stance)
    for value, one, many in (
        (Stance.FACTIVE, "vouches", "vouch"),
        (Stance.DOUBTING, "doubts", "doubt"),
    ):
        if len(groups) > 1 and (group := groups.get(value)):
            cues = _listed(t.cue for voice in group for t in voice.tellings if t.cue)
            by = f" with {cues}" if cues else ""
            yield Difference(
                "stance", "Choice of verb", f"{_outlets(group)} {_verb(group, one, many)}{by}."
            )


def holder(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Put into different mouths."""
    names: list[tuple[str, list[Voice]]] = []
    for voice in voices:
        for telling in voice.tellings[:1]:
            for known, group in names:
                if _same_name(known, telling.holder):
                    group.append(voice)
                    break
            else:
                names.append((telling.holder, [voice]))
    if len(names) > 1:
        text = " / ".join(f"{_called(name, group)} ({_outlets(group)})" for name, group in names)
        kinds = {telling.kind for voice in voices for telling in voice.tellings[:1]}
        if kinds <= UNNAMED:
            text += f"; anonymous in {'both' if len(voices) == 2 else 'all'}"
        yield Difference("holder", "Holder differs", f"{text}.")


def label(voices: Sequence[Voice]) -> Iterator[Difference]:
    """The same holder, called something else: *the Kremlin* for *the Russian government*."""
    first = [voice.tellings[0] for voice in voices]
    if any(t.kind == SpeakerKind.PERSON or not t.holder for t in first):
        return  # how a person is called changes from line to line, and says nothing
    if any(not _same_name(first[0].holder, t.holder) for t in first[1:]):
        return
    names: dict[str, list[Voice]] = {}
    for voice, telling in zip(voices, first, strict=True):
        if not _name_words(telling.label) or _is_pronoun(telling.label):
            continue
        known = next((name for name in names if _same_name(name, telling.label)), telling.label)
        names.setdefault(known, []).append(voice)
    if len(names) > 1:
        text = " / ".join(f"{_quoted(n)} ({_outlets(group)})" for n, group in names.items())
        yield Difference("label", "Named differently", f"{text}.")


def strength(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Put more strongly by some, more weakly by others, by words that not all of them have."""
    spoken = [_strong_words(voice) for voice in voices]
    shared = frozenset(spoken[0]).intersection(*spoken[1:])
    stronger: dict[str, list[str]] = {}
    weaker: dict[str, list[str]] = {}
    for voice, found in zip(voices, spoken, strict=True):
        own = {word: piece for word, piece in found.items() if word not in shared}
        up = [piece for word, piece in own.items() if word in STRONGER]
        down = [piece for word, piece in own.items() if word in WEAKER]
        if bool(up) != bool(down):
            (stronger if up else weaker).setdefault((up or down)[0], []).append(voice.outlet)
    parts = [
        f"{name} in " + ", ".join(f"{_named(o)} ({_quoted(p)})" for p, o in group.items())
        for name, group in (("stronger", stronger), ("weaker", weaker))
        if group
    ]
    if parts:
        yield Difference("strength", "Strength differs", f"{'; '.join(parts)}.")


def said_itself(condition: str, sentences: Iterable[str]) -> str:
    """Return the sentence in which an outlet gives a condition in its own voice; "" for none."""
    wanted = rarities.telling(condition)
    weight = sum(map(rarities.rarity, wanted))
    best, found = OWN_SHARE, ""
    for sentence in sentences:
        shared = wanted & rarities.telling(sentence)
        share = sum(map(rarities.rarity, shared)) / weight if weight else 0.0
        if len(shared) >= OWN_WORDS and share >= best:
            best, found = share, sentence
    return found


def with_own_voice(found: Difference, outlet: str, sentence: str, where: str) -> Difference:
    """Return a difference that adds where an outlet says in its own voice what it seems to lack."""
    words = f"{_capitalized(outlet)} gives much of it in its own voice: "
    return replace(found, text=f"{found.text} {words}{_quoted(sentence, NEARBY)} ({where}).")


def relay(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Told at second hand by some: the words went through another mouth, perhaps another tongue."""
    with_, without = _split(voices, lambda t: t.relays)
    if with_ and without:
        names = dict.fromkeys(n for voice in with_ for t in voice.tellings for n in t.relays)
        text = (
            f"{_outlets(with_)} {_verb(with_, 'has', 'have')} it through {_named(names, 'others')}"
        )
        yield Difference("relay", f"Relayed in {_some(with_, voices)}", f"{text}.")


def quote(voices: Sequence[Voice]) -> Iterator[Difference]:
    """Words inside quotation marks that are not the same, though the quotation is."""
    quoted = [
        (voice, telling.quoted) for voice in voices for telling in voice.tellings if telling.quoted
    ]
    pieces: dict[str, tuple[str, str]] = {}
    for voice, other in quoted[1:]:
        if voice is not quoted[0][0] and (piece := _changed_piece(quoted[0][1], other)):
            pieces.setdefault(voice.outlet, piece)
    if pieces:
        first = quoted[0][0].outlet
        text = "; ".join(
            f"{_quoted(a)} ({first}) / {_quoted(b)} ({outlet})" for outlet, (a, b) in pieces.items()
        )
        yield Difference("quote", "Wording of the quote differs", f"{text}.")


def figures(voices: Sequence[Voice]) -> Iterator[Difference]:
    """A figure in the place where others, in much the same words, have another."""
    sets = {
        voice.outlet: frozenset().union(*(wording.numbers(t.content) for t in voice.tellings))
        for voice in voices
    }
    numbered = [voice for voice in voices if sets[voice.outlet]]
    if len({sets[voice.outlet] for voice in numbered}) < 2:
        return
    contested = frozenset().union(*(_contested(numbered[0], other) for other in numbered[1:]))
    by_figures: dict[str, list[str]] = {}
    for voice in numbered:
        if found := sets[voice.outlet] & contested:
            by_figures.setdefault(", ".join(sorted(found)), []).append(voice.outlet)
    if len(by_figures) > 1:
        text = " / ".join(f"{found} ({_named(names)})" for found, names in by_figures.items())
        yield Difference("numbers", "Numbers differ", f"{text}.")


RULES: tuple[Callable[[Sequence[Voice]], Iterator[Difference]], ...] = (
    denied,
    silent,
    figures,
    quote,
    condition,
    negation,
    holder,
    hedge,
    certainty,
    strength,
    stance,
    relay,
    label,
)


def _in_some(
    voices: Sequence[Voice],
    words: Callable[[Telling], tuple[str, ...]],
    kind: str,
    noun: str,
    one: str,
    many: str,
    room: int = SHOWN,
) -> Iterator[Difference]:
    with_, without = _split(voices, words)
    if with_ and without:
        text = _gist(with_, words, one, many, room)
        yield Difference(kind, f"{noun} in {_some(with_, voices)}", f"{text}.")


def _gist(
    voices: Sequence[Voice],
    words: Callable[[Telling], tuple[str, ...]],
    one: str,
    many: str,
    room: int = SHOWN,
) -> str:
    pieces = (word for voice in voices for telling in voice.tellings for word in words(telling))
    return f"{_outlets(voices)} {_verb(voices, one, many)} {_listed(pieces, room)}"


def _split(
    voices: Sequence[Voice], words: Callable[[Telling], tuple[str, ...]]
) -> tuple[list[Voice], list[Voice]]:
    with_ = [voice for voice in voices if any(words(telling) for telling in voice.tellings)]
    return with_, [voice for voice in voices if voice not in with_]


def _having(voices: Sequence[Voice], polarity: Polarity) -> list[Voice]:
    return [voice for voice in voices if any(t.polarity == polarity for t in voice.tellings)]


def _groups(voices: Sequence[Voice], value: Callable[[Telling], str]) -> dict[str, list[Voice]]:
    """Sort voices by value; one that gives several values is no witness to a difference."""
    groups: dict[str, list[Voice]] = {}
    for voice in voices:
        values = {value(telling) for telling in voice.tellings}
        if len(values) == 1:
            groups.setdefault(values.pop(), []).append(voice)
    return groups


def _is_alike(a: Voice, b: Voice) -> bool:
    return any(
        wording.parting(wording.forms_of(one.content), wording.forms_of(other.content)).likeness
        >= ALIKE
        for one in a.tellings
        for other in b.tellings
    )


def _contested(a: Voice, b: Voice) -> frozenset[str]:
    """Return the figures that stand for each other where two wordings part for a few words."""
    found: frozenset[str] = frozenset()
    for one in a.tellings:
        for other in b.tellings:
            parting = wording.parting(
                wording.forms_of(one.content), wording.forms_of(other.content)
            )
            if parting.likeness < ALIKE:
                continue
            for change in parting.changes:
                found |= _swapped(one.content, other.content, change)
    return found


def _swapped(a: str, b: str, change: wording.Change) -> frozenset[str]:
    if max(change.a1 - change.a0, change.b1 - change.b0) > SWAPPED:
        return frozenset()
    left = _figures(wording.forms_of(a)[change.a0 : change.a1])
    right = _figures(wording.forms_of(b)[change.b0 : change.b1])
    return left ^ right if left and right else frozenset()


def _figures(forms: Iterable[str]) -> frozenset[str]:
    return wording.numbers(" ".join(forms))


def _same_name(a: str, b: str) -> bool:
    left, right = _name_words(a), _name_words(b)
    return left == right or (bool(left and right) and (left <= right or right <= left))


@lru_cache(maxsize=wording.KEPT)
def _name_words(name: str) -> frozenset[str]:
    return frozenset(wording.WORD.findall(name.casefold())) - wording.LIGHT


def _changed_piece(a: str, b: str) -> tuple[str, str] | None:
    """Return the first place where two quotations part, unless one only stops earlier."""
    a_words, b_words = wording.words_of(a), wording.words_of(b)
    parting = wording.parting(wording.forms_of(a), wording.forms_of(b))
    if parting.likeness < SAME_QUOTE:
        return None
    for change in parting.changes:
        at_an_end = change.a0 == 0 or change.a1 == len(a_words)
        if change.a0 < change.a1 and change.b0 < change.b1:
            return _piece(a, a_words, change.a0, change.a1), _piece(
                b, b_words, change.b0, change.b1
            )
        if not at_an_end:
            # One side has words more; show them with the word before, where both still agree.
            return (
                _piece(a, a_words, change.a0 - 1, change.a1),
                _piece(b, b_words, max(change.b0 - 1, 0), change.b1),
            )
    return None


def _piece(text: str, words: Sequence[wording.Word], start: int, end: int) -> str:
    return text[words[start].start : words[end - 1].end]


def _outlets(voices: Iterable[Voice]) -> str:
    return _named(voice.outlet for voice in voices)


def _named(of: Iterable[str], noun: str = "outlets") -> str:
    names = list(dict.fromkeys(of))
    if len(names) > NAMED:
        return f"{len(names)} {noun}"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _verb(voices: Sequence[Voice], one: str, many: str) -> str:
    return one if len(voices) == 1 else many


def _some(some: Sequence[Voice], voices: Sequence[Voice]) -> str:
    return "one" if len(some) == 1 else f"{len(some)} of {len(voices)}"


def _listed(pieces: Iterable[str], room: int = SHOWN) -> str:
    distinct = list(dict.fromkeys(pieces))
    listed = ", ".join(_quoted(piece, room) for piece in distinct[:LISTED])
    return f"{listed} and the like" if len(distinct) > LISTED else listed


def _quoted(piece: str, room: int = SHOWN) -> str:
    return f"“{wording.shortened(' '.join(piece.split()), room)}”"


def _capitalized(words: str) -> str:
    return words[:1].upper() + words[1:]


def _called(name: str, group: Sequence[Voice]) -> str:
    """Return a holder's name, and what the text calls it where that is another name."""
    if not name:
        return "no source named"
    telling = group[0].tellings[0]
    label = telling.label
    is_other = (
        len(group) == 1
        and telling.kind not in (SpeakerKind.PERSON, *UNNAMED)
        and 0 < len(_name_words(label)) <= NAMED_IN
        and not _is_pronoun(label)
        and not _same_name(name, label)
    )
    return f"{name}, as {_quoted(label)}" if is_other else name


def _is_pronoun(label: str) -> bool:
    return label.casefold() in PRONOUNS


def _strong_words(voice: Voice) -> dict[str, str]:
    """Return the words of strength that a voice has, each with what it is about."""
    found: dict[str, str] = {}
    for telling in voice.tellings:
        said = f"{telling.cue} {telling.content}"
        words = wording.words_of(said)
        weakened = frozenset(form for hedge in telling.hedges for form in wording.forms_of(hedge))
        for index, word in enumerate(words):
            if word.form in STRONGER or (word.form in WEAKER and word.form not in weakened):
                last = words[min(index + 1, len(words) - 1)]
                if last.form == "to":
                    last = words[min(index + 2, len(words) - 1)]
                found.setdefault(word.form, said[word.start : last.end])
    return found
